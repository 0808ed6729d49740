/** How each term fared: of its test pictures, how many were recognised; of those given its name, how many were right. */
import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../../api/models';
import { Figure } from '../../figures/figure';

@Component({
  selector: 'ragam-class-table',
  imports: [Figure, TranslocoPipe],
  template: `
    <div
      class="table-scroll"
      tabindex="0"
      role="region"
      [attr.aria-label]="'comparison.perTerm' | transloco"
    >
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{{ 'comparison.classes.term' | transloco }}</th>
            <th scope="col">{{ 'comparison.classes.recall' | transloco }}</th>
            <th scope="col">{{ 'comparison.classes.precision' | transloco }}</th>
            @if (champion()) {
              <th scope="col">{{ 'comparison.classes.championRecall' | transloco }}</th>
            }
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.label) {
            <tr>
              <th scope="row">{{ nameOf()(row.label) }}</th>
              <td><ragam-figure [estimate]="row.recall" /></td>
              <td><ragam-figure [estimate]="row.precision" /></td>
              @if (champion()) {
                <td><ragam-figure [estimate]="row.championRecall" /></td>
              }
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
})
export class ClassTable {
  readonly test = input.required<EvaluationReport>();
  readonly champion = input<EvaluationReport | null>(null);
  readonly nameOf = input.required<(label: string) => string>();

  /** The hardest terms first: they are what a manager has to look at. */
  protected readonly rows = computed(() => {
    const rivals = new Map(this.champion()?.per_class.map((report) => [report.label, report]));
    return this.test()
      .per_class.map((report) => ({
        label: report.label,
        recall: report.recall,
        precision: report.precision,
        championRecall: rivals.get(report.label)?.recall ?? null,
      }))
      .sort((a, b) => a.recall.value - b.recall.value);
  });
}
