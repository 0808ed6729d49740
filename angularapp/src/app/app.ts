/** The shell: skip link, header, the page, footer, toasts. */
import {
  afterNextRender,
  Component,
  effect,
  ElementRef,
  inject,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { filter, map } from 'rxjs';

import { PageTitle } from './i18n/page-title';
import { LostParts } from './navigation/lost-parts';
import { PageReturn } from './navigation/page-return';
import { PasswordChange } from './session/password-change';
import { Session } from './session/session';
import { SignInAgain } from './session/sign-in-again';
import { PrintFoot } from './shell/print-foot';
import { SiteHeader } from './shell/site-header';
import { Icon } from './ui/icon';
import { OrnamentBand } from './ui/ornament-band';
import { ignoreSecondClicks } from './ui/second-click';
import { ToastList } from './ui/toasts';

@Component({
  selector: 'ragam-root',
  imports: [
    Icon,
    OrnamentBand,
    PrintFoot,
    RouterLink,
    RouterOutlet,
    SiteHeader,
    ToastList,
    TranslocoPipe,
  ],
  templateUrl: './app.html',
  styleUrl: './app.css',
})
export class App {
  protected readonly session = inject(Session);
  protected readonly lostParts = inject(LostParts);
  protected readonly signInAgain = inject(SignInAgain);
  private readonly passwords = inject(PasswordChange);
  protected readonly pageTitle = inject(PageTitle);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  constructor() {
    const pageReturn = inject(PageReturn);
    afterNextRender(() => pageReturn.start(this.main().nativeElement));
    ignoreSecondClicks(window);
    effect(() => {
      if (this.session.mustChangePassword()) untracked(() => void this.passwords.ask());
    });
    let path = '';
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map((event) => event.urlAfterRedirects.split(/[?#]/, 1)[0] ?? ''),
      )
      .subscribe((next) => {
        this.lostParts.forget();
        // A filter in the address is not a new page: focus stays where it was.
        if (path && next !== path) this.main().nativeElement.focus({ preventScroll: true });
        path = next;
      });
  }

  protected readonly isHome = toSignal(
    inject(Router).events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects.split(/[?#]/, 1)[0] === '/'),
    ),
    { initialValue: false },
  );

  protected skip(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }
}
