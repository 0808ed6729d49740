/** Keeps the document's title in step with the route and the language. */
import { effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';

import { Language } from './language';

@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);
  private readonly routeKey = signal('');
  private readonly subject = signal('');
  private readonly shown = signal('');

  /** The title for a live region: a route change in a single-page app is silent otherwise. */
  readonly announced = this.shown.asReadonly();

  constructor() {
    super();
    effect(() => {
      this.language.current();
      const key = this.routeKey();
      const own = this.subject() || (key ? this.transloco.translate(key) : '');
      this.title.setTitle(own ? `${own} · Ragam` : 'Ragam');
      this.shown.set(own);
    });
  }

  /** Route titles are translation keys. */
  override updateTitle(state: RouterStateSnapshot): void {
    this.subject.set('');
    this.routeKey.set(this.buildTitle(state) ?? '');
  }

  /** A page names what it shows (an artwork, a motif) once it is loaded. */
  name(subject: string): void {
    this.subject.set(subject);
  }
}
