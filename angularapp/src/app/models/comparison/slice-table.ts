/** Whether a model is weaker on pictures of one kind: dark ones, small ones, blurred ones. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../../api/models';
import { Figure } from '../../figures/figure';
import { EvaluationWords } from './evaluation-words';

@Component({
  selector: 'ragam-slice-table',
  imports: [Figure, TranslocoPipe],
  template: `
    <p class="meta measure">{{ 'comparison.slices.lead' | transloco }}</p>
    <div
      class="table-scroll"
      tabindex="0"
      role="region"
      [attr.aria-label]="'comparison.slices.title' | transloco"
    >
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{{ 'comparison.slices.kind' | transloco }}</th>
            <th scope="col">{{ 'figures.accuracy' | transloco }}</th>
            <th scope="col">{{ 'comparison.slices.difference' | transloco }}</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track $index) {
            <tr>
              <th scope="row">
                {{ row.words.name }}
                <span class="meta">{{ row.words.bounds }}</span>
              </th>
              <td>
                <ragam-figure [estimate]="row.accuracy" />
                @if (row.few) {
                  <span class="few">{{ 'comparison.slices.few' | transloco }}</span>
                }
              </td>
              <td><ragam-figure [estimate]="row.difference" kind="difference" /></td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
    }
    td {
      min-width: 150px;
    }
    .meta,
    .few {
      display: block;
      font-weight: 400;
      font-size: var(--size-13);
    }
    .few {
      color: var(--kunyit);
    }
    p.meta {
      font-size: var(--size-15);
    }
  `,
})
export class SliceTable {
  readonly slices = input.required<NonNullable<EvaluationReport['slices']>>();

  private readonly words = inject(EvaluationWords);
  protected readonly rows = computed(() =>
    this.slices().map((row) => ({ ...row, words: this.words.slice(row) })),
  );
}
