/** The page to sign in on; afterwards people land where they wanted to go. */
import { Component, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { OrnamentBand } from '../ui/ornament-band';
import { PasswordChange } from './password-change';
import { Session } from './session';
import { SignInForm } from './sign-in-form';

@Component({
  selector: 'ragam-sign-in-page',
  imports: [OrnamentBand, RouterLink, SignInForm, TranslocoPipe],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export default class SignInPage {
  /** Where to go afterwards; from the address. */
  readonly next = input<string>();
  /** Set when someone is signed in but may not see the page; from the address. */
  readonly denied = input<string>();

  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly passwords = inject(PasswordChange);

  protected async goOn(): Promise<void> {
    await this.passwords.settle();
    if (this.session.isAuthenticated()) await this.router.navigateByUrl(ownPath(this.next()));
  }
}

/** Only paths of this app: an address elsewhere must not borrow our sign-in page. */
export function ownPath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}
