/** Where this model is surely weak, as far as it touches the answer: in words and counts. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Counted, countedOf, weaknessesOf } from '../answers/known-weak-words';
import { Prediction } from '../api/models';
import { Language } from '../i18n/language';
import { termNames } from '../vocabulary/term-names';

interface Line {
  readonly key: 'recognised' | 'takenFor';
  readonly values: Counted & { readonly name: string; readonly other: string };
}

@Component({
  selector: 'ragam-known-weak',
  imports: [TranslocoPipe],
  template: `
    @if (lines().length > 0) {
      <h3>{{ 'result.knownWeak.title' | transloco }}</h3>
      <p>{{ 'result.knownWeak.lead' | transloco }}</p>
      <ul>
        @for (line of lines(); track $index) {
          <li>{{ 'result.knownWeak.' + line.key | transloco: line.values }}</li>
        }
      </ul>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    :host:empty {
      display: none;
    }
    h3 {
      font-size: var(--size-17);
    }
    p,
    ul {
      max-width: 60ch;
      color: var(--ash);
    }
    ul {
      display: grid;
      gap: var(--space-1);
      padding-inline-start: var(--space-4);
    }
  `,
})
export class KnownWeak {
  readonly prediction = input.required<Prediction>();

  private readonly language = inject(Language);
  private readonly names = termNames(() => this.prediction().vocabulary);
  protected readonly lines = computed<readonly Line[]>(() => {
    const locale = this.language.current();
    return weaknessesOf(this.prediction()).flatMap((weak) => {
      const name = this.names.nameOf(weak.label);
      const taken = weak.confused_with.map((other): Line => ({
        key: 'takenFor',
        values: { ...countedOf(other, locale), name, other: this.names.nameOf(other.label) },
      }));
      const recognised: Line = {
        key: 'recognised',
        values: { ...countedOf(weak.recall, locale), name, other: '' },
      };
      return [recognised, ...taken];
    });
  });
}
