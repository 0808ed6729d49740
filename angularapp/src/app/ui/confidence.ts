/** Says a probability in words, always with the number beside it. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Language } from '../i18n/language';

export type ConfidenceWord = 'very_likely' | 'likely' | 'possible' | 'unsure';

/** The word for a calibrated probability between 0 and 1. */
export function confidenceWord(probability: number): ConfidenceWord {
  if (probability >= 0.9) return 'very_likely';
  if (probability >= 0.7) return 'likely';
  if (probability >= 0.4) return 'possible';
  return 'unsure';
}

@Component({
  selector: 'ragam-confidence',
  imports: [TranslocoPipe],
  template: `<span class="word">{{ 'shared.confidence.' + word() | transloco }}</span>
    <span class="number">{{ percent() }}</span>`,
  styles: `
    :host {
      display: inline-flex;
      gap: 0.4em;
      align-items: baseline;
    }
    .word {
      font-weight: 600;
    }
    .number {
      color: var(--ash);
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class Confidence {
  /** Calibrated, from 0 to 1. */
  readonly probability = input.required<number>();

  private readonly language = inject(Language);
  protected readonly word = computed(() => confidenceWord(this.probability()));
  protected readonly percent = computed(() => this.language.chance(this.probability()));
}
