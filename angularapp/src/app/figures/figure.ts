/** Shows one measured figure, always with its 95 % interval and n; without them it shows nothing. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Estimate } from '../api/models';
import { Language } from '../i18n/language';
import { differenceText, shareText } from './figure-text';

@Component({
  selector: 'ragam-figure',
  imports: [TranslocoPipe],
  template: `
    @if (text(); as text) {
      <span class="value">
        {{ kind() === 'difference' ? ('figures.points' | transloco: text) : text.value }}
      </span>
      <span class="proof">{{ 'figures.interval' | transloco: text }}</span>
    } @else {
      <span class="proof">{{ 'figures.notMeasured' | transloco }}</span>
    }
  `,
  styles: `
    :host {
      display: inline-grid;
      font-variant-numeric: tabular-nums lining-nums;
    }
    .value {
      font-weight: 600;
    }
    :host(.large) .value {
      font: 500 var(--size-40) / 1.1 var(--font-display);
      font-variant-numeric: tabular-nums lining-nums;
    }
    .proof {
      color: var(--ash);
      font-size: var(--size-13);
      font-weight: 400;
    }
  `,
})
export class Figure {
  readonly estimate = input.required<Estimate | null | undefined>();
  readonly kind = input<'share' | 'difference'>('share');

  private readonly language = inject(Language);
  protected readonly text = computed(() => {
    const format = this.kind() === 'difference' ? differenceText : shareText;
    return format(this.estimate(), this.language.current());
  });
}
