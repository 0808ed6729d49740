/** The epochs of a run as they come in: loss and accuracy on pictures held back from training. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Estimate } from '../../api/models';
import { Figure } from '../../figures/figure';
import { Language } from '../../i18n/language';
import { ExpertDetails } from '../../ui/expert-details';
import { wilson } from './wilson';

interface Epoch {
  readonly stage: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number | null;
  readonly accuracy: Estimate | null;
}

@Component({
  selector: 'ragam-epoch-table',
  imports: [ExpertDetails, Figure, TranslocoPipe],
  template: `
    @if (epochs().length > 0) {
      <ragam-expert-details [heading]="'runs.epochs.title' | transloco">
        <p class="meta measure">{{ 'runs.epochs.note' | transloco }}</p>
        <div
          class="table-scroll"
          tabindex="0"
          role="region"
          [attr.aria-label]="'runs.epochs.title' | transloco"
        >
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{{ 'runs.epochs.epoch' | transloco }}</th>
                <th scope="col">{{ 'runs.epochs.loss' | transloco }}</th>
                <th scope="col">{{ 'runs.epochs.accuracy' | transloco }}</th>
              </tr>
            </thead>
            <tbody>
              @for (epoch of epochs(); track epoch.stage + epoch.epoch) {
                <tr>
                  <th scope="row">
                    {{ 'runs.epochs.of' | transloco: epoch }}
                    @if (epoch.stage === 'head' || epoch.stage === 'tune') {
                      <span class="meta">{{ 'runs.epochs.' + epoch.stage | transloco }}</span>
                    }
                  </th>
                  <td>{{ epoch.loss === null ? '–' : number(epoch.loss) }}</td>
                  <td><ragam-figure [estimate]="epoch.accuracy" /></td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      </ragam-expert-details>
    }
  `,
  styles: `
    ragam-expert-details {
      margin-top: var(--space-6);
    }
    .table {
      max-width: 640px;
    }
    .table-scroll {
      max-height: 420px;
      overflow-y: auto;
    }
    thead th {
      position: sticky;
      top: 0;
    }
    th[scope='row'] {
      font-weight: 400;
    }
  `,
})
export class EpochTable {
  /** What the run tells beside its phase; other things than epochs are passed over. */
  readonly detail = input.required<Readonly<Record<string, unknown>>>();

  private readonly language = inject(Language);
  /** Latest first, so that what is new is in sight. */
  protected readonly epochs = computed(() => {
    const told = this.detail()['epochs'];
    return Array.isArray(told) ? told.map(epochOf).reverse() : [];
  });

  protected number(value: number): string {
    return this.language.number(value, { maximumFractionDigits: 3 });
  }
}

function epochOf(told: unknown): Epoch {
  const row = (typeof told === 'object' && told !== null ? told : {}) as Record<string, unknown>;
  const numberAt = (key: string): number | null => (typeof row[key] === 'number' ? row[key] : null);
  const [share, n] = [numberAt('validation_accuracy'), numberAt('validation_n')];
  return {
    stage: typeof row['stage'] === 'string' ? row['stage'] : '',
    epoch: numberAt('epoch') ?? 0,
    epochs: numberAt('epochs') ?? 0,
    loss: numberAt('loss'),
    accuracy: share !== null && n ? wilson(share, n) : null,
  };
}
