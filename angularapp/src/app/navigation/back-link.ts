/** The way back from a page to the list it was reached from, with its filters and its place. */
import { Location } from '@angular/common';
import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Icon } from '../ui/icon';
import { HistoryEntries } from './history-entries';

@Component({
  selector: 'ragam-back-link',
  imports: [Icon, TranslocoPipe],
  template: `
    <a [href]="href()" (click)="go($event)">
      <ragam-icon name="left" [size]="18" />{{ origin()?.words ?? words() | transloco }}
    </a>
  `,
  styles: `
    :host {
      display: block;
      margin-bottom: var(--space-4);
      font-size: var(--size-15);
    }
    a {
      display: inline-flex;
      gap: var(--space-1);
      align-items: center;
      min-height: 32px;
    }
  `,
})
export class BackLink {
  /** Address of the list for who came from elsewhere. */
  readonly to = input.required<string>();
  /** Translation key of the words for that list. */
  readonly words = input.required<string>();

  private readonly router = inject(Router);
  private readonly location = inject(Location);
  protected readonly origin = inject(HistoryEntries).origin;
  protected readonly href = computed(() =>
    this.location.prepareExternalUrl(this.origin()?.url ?? this.to()),
  );

  protected go(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const origin = this.origin();
    if (origin) this.location.historyGo(-origin.steps);
    else void this.router.navigateByUrl(this.to());
  }
}
