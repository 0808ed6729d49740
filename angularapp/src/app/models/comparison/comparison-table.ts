/** Candidate beside champion on the same locked test pictures, with what the difference allows to say. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { TrainingFigures } from '../../api/models';
import { Figure } from '../../figures/figure';
import { verdictOf } from '../../figures/figure-text';
import { MacroFigures } from '../../figures/macro-figures';
import { Language } from '../../i18n/language';
import { ExpertDetails } from '../../ui/expert-details';
import { Icon } from '../../ui/icon';
import { UnseenTable } from './unseen-table';

@Component({
  selector: 'ragam-comparison-table',
  imports: [ExpertDetails, Figure, Icon, MacroFigures, TranslocoPipe, UnseenTable],
  template: `
    <p class="verdict" [attr.data-verdict]="verdict()">
      {{ 'comparison.verdict.' + verdict() | transloco }}
    </p>
    @if (figures().champion_saw > 0) {
      <p class="warning">
        <ragam-icon name="warning" [size]="20" />
        <span>{{
          'comparison.championSaw'
            | transloco
              : {
                  saw: language.number(figures().champion_saw),
                  n: language.number(figures().test?.n ?? 0),
                }
        }}</span>
      </p>
    }
    @if (figures().test; as test) {
      <div
        class="table-scroll"
        tabindex="0"
        role="region"
        [attr.aria-label]="'comparison.table.title' | transloco"
      >
        <table class="table">
          <caption class="visually-hidden">
            {{
              'comparison.table.title' | transloco
            }}
          </caption>
          <thead>
            <tr>
              <th scope="col">{{ 'comparison.table.figure' | transloco }}</th>
              <th scope="col">
                {{ 'models.candidate' | transloco }}
                @if (candidateNumber(); as number) {
                  <span class="meta">{{ 'models.version' | transloco: { number } }}</span>
                }
              </th>
              @if (figures().champion) {
                <th scope="col">
                  {{ 'models.championWord' | transloco }}
                  @if (championNumber(); as number) {
                    <span class="meta">{{ 'models.version' | transloco: { number } }}</span>
                  }
                </th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.key) {
              <tr>
                <th scope="row">
                  {{ 'figures.' + row.key | transloco }}
                  <span class="meta hint">{{ 'figures.hint.' + row.key | transloco }}</span>
                </th>
                <td><ragam-figure [estimate]="row.candidate" /></td>
                @if (figures().champion) {
                  <td><ragam-figure [estimate]="row.champion" /></td>
                }
              </tr>
            }
            @if (figures().difference) {
              <tr class="difference">
                <th scope="row">
                  {{ 'comparison.table.difference' | transloco }}
                  <span class="meta hint">{{ 'figures.hint.difference' | transloco }}</span>
                </th>
                <td colspan="2">
                  <ragam-figure [estimate]="figures().difference" kind="difference" />
                </td>
              </tr>
            }
          </tbody>
        </table>
      </div>
      <ragam-expert-details>
        <p class="whose">{{ 'models.candidate' | transloco }}</p>
        <ragam-macro-figures [report]="test" />
        @if (figures().champion; as champion) {
          <p class="whose">{{ 'models.championWord' | transloco }}</p>
          <ragam-macro-figures [report]="champion" />
        }
      </ragam-expert-details>
    } @else if (figures().held_out; as held) {
      <p class="meta">{{ 'figures.heldOutNote' | transloco }}</p>
      <p><ragam-figure class="large" [estimate]="held.accuracy" /></p>
    }
    <ragam-unseen-table [figures]="figures()" />
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
    }
    .verdict {
      max-width: 32em;
      font: 500 var(--size-28) / 1.25 var(--font-display);
    }
    .warning {
      display: flex;
      gap: var(--space-2);
      max-width: var(--measure);
      color: var(--kunyit);
    }
    .whose {
      font-weight: 600;
    }
    .table {
      max-width: 860px;
    }
    .meta {
      display: block;
      font-weight: 400;
    }
    .hint {
      max-width: 34ch;
      font-size: var(--size-13);
    }
    .difference > * {
      background: var(--linen);
    }
  `,
})
export class ComparisonTable {
  readonly figures = input.required<TrainingFigures>();
  readonly candidateNumber = input<number | null>(null);
  readonly championNumber = input<number | null>(null);

  protected readonly language = inject(Language);
  protected readonly verdict = computed(() => {
    if (!this.figures().test) return 'noTest';
    if (!this.figures().champion) return 'alone';
    return verdictOf(this.figures().difference) ?? 'undecided';
  });
  protected readonly rows = computed(() => {
    const { test, champion } = this.figures();
    return (
      [
        ['accuracy', 'accuracy'],
        ['top3', 'top3'],
      ] as const
    ).map(([key, field]) => ({
      key,
      candidate: test?.[field] ?? null,
      champion: champion?.[field] ?? null,
    }));
  });
}
