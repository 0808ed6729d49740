/** How answers hold when the same pictures are turned, cropped, shrunk, blurred or lit otherwise. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../../api/models';
import { Figure } from '../../figures/figure';
import { verdictOf } from '../../figures/figure-text';
import { EvaluationWords } from './evaluation-words';

@Component({
  selector: 'ragam-robustness-table',
  imports: [Figure, TranslocoPipe],
  template: `
    <p class="meta measure">{{ 'comparison.robustness.lead' | transloco: { n: n() } }}</p>
    <div
      class="table-scroll"
      tabindex="0"
      role="region"
      [attr.aria-label]="'comparison.robustness.title' | transloco"
    >
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{{ 'comparison.robustness.change' | transloco }}</th>
            <th scope="col">{{ 'figures.accuracy' | transloco }}</th>
            <th scope="col">{{ 'comparison.robustness.difference' | transloco }}</th>
            <th scope="col">{{ 'comparison.robustness.kept' | transloco }}</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.change; let first = $first) {
            <tr [class.worse]="row.verdict === 'worse'">
              <th scope="row">
                {{ row.words }}
                @if (row.verdict === 'worse') {
                  <span class="mark">{{ 'comparison.robustness.worse' | transloco }}</span>
                }
              </th>
              <td><ragam-figure [estimate]="row.accuracy" /></td>
              @if (first) {
                <td colspan="2" class="meta">
                  {{ 'comparison.robustness.unchanged' | transloco }}
                </td>
              } @else {
                <td><ragam-figure [estimate]="row.difference" kind="difference" /></td>
                <td><ragam-figure [estimate]="row.kept" /></td>
              }
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
    .mark {
      display: block;
      color: var(--mengkudu);
      font-size: var(--size-13);
    }
  `,
})
export class RobustnessTable {
  readonly robustness = input.required<NonNullable<EvaluationReport['robustness']>>();

  private readonly words = inject(EvaluationWords);
  protected readonly n = computed(() => this.robustness()[0]?.accuracy.n ?? 0);
  protected readonly rows = computed(() =>
    this.robustness().map((row) => ({
      ...row,
      words: this.words.change(row.change),
      verdict: verdictOf(row.difference),
    })),
  );
}
