/** A small mark that tells machine answers from human ones, and other states, by icon and word. */
import { Component, computed, input } from '@angular/core';

import { Icon, IconName } from './icon';

export type StatusKind = 'machine' | 'human' | 'unsure' | 'draft' | 'error' | 'archive' | 'drawn';

const ICONS: Record<StatusKind, IconName> = {
  machine: 'machine',
  human: 'check',
  unsure: 'question',
  draft: 'pencil',
  error: 'warning',
  archive: 'archive',
  drawn: 'drawn',
};

@Component({
  selector: 'ragam-status-mark',
  imports: [Icon],
  host: { '[attr.data-kind]': 'kind()' },
  template: `<ragam-icon [name]="icon()" [size]="15" /><span><ng-content /></span>`,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      padding: 2px 10px 2px 7px;
      border: 1px solid var(--line-strong);
      border-radius: 14px;
      color: var(--ash);
      font: 600 var(--size-13) / 1.5 var(--font-text);
      white-space: nowrap;
    }
    :host([data-kind='machine']) {
      border: 1.5px dotted var(--soga);
      color: var(--soga);
    }
    :host([data-kind='human']) {
      border-color: var(--leaf);
      background: var(--leaf);
      color: var(--on-fill);
    }
    :host([data-kind='unsure']),
    :host([data-kind='draft']) {
      border: 1.5px dashed var(--kunyit);
      color: var(--kunyit);
    }
    :host([data-kind='error']) {
      border-color: var(--mengkudu);
      color: var(--mengkudu);
    }
  `,
})
export class StatusMark {
  readonly kind = input.required<StatusKind>();
  protected readonly icon = computed(() => ICONS[this.kind()]);
}
