/** The foot of a printed page: where it came from and when; and what paper cannot unfold is unfolded for it. */
import { Component, DOCUMENT, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Language } from '../i18n/language';

@Component({
  selector: 'ragam-print-foot',
  imports: [TranslocoPipe],
  host: { '(window:beforeprint)': 'prepare()', '(window:afterprint)': 'restore()' },
  template: `<p>{{ 'shell.printed' | transloco: { date: date(), address: address() } }}</p>`,
  styles: `
    p {
      margin-top: var(--space-6);
      padding-top: var(--space-2);
      border-top: 1px solid var(--line);
      font-size: 9pt;
      overflow-wrap: anywhere;
    }
  `,
})
export class PrintFoot {
  private readonly document = inject(DOCUMENT);
  private readonly language = inject(Language);
  protected readonly address = signal('');
  protected readonly date = signal('');
  private opened: HTMLDetailsElement[] = [];

  constructor() {
    this.note();
  }

  protected prepare(): void {
    this.note();
    const folded = this.document.querySelectorAll<HTMLDetailsElement>('main details:not([open])');
    this.opened = [...folded];
    for (const details of this.opened) details.open = true;
    for (const image of this.document.querySelectorAll('img')) image.loading = 'eager';
  }

  protected restore(): void {
    for (const details of this.opened) details.open = false;
    this.opened = [];
  }

  private note(): void {
    this.address.set(this.document.location.href);
    this.date.set(this.language.date(new Date().toISOString(), true));
  }
}
