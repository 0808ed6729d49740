/** The technical measures that count every term the same, for readers who know them by name. */
import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../api/models';
import { Figure } from './figure';

type Macro = Pick<EvaluationReport, 'macro_f1' | 'macro_recall' | 'macro_precision'>;

@Component({
  selector: 'ragam-macro-figures',
  imports: [Figure, TranslocoPipe],
  template: `
    <dl>
      @for (row of rows(); track row.key) {
        <div>
          <dt>{{ 'figures.' + row.key | transloco }}</dt>
          <dd>
            <ragam-figure [estimate]="row.estimate" />
            <p class="meta">{{ 'figures.hint.' + row.key | transloco }}</p>
          </dd>
        </div>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
      gap: var(--space-4) var(--space-6);
    }
    dt {
      color: var(--ash);
      font-size: var(--size-15);
    }
    .meta {
      max-width: 34ch;
      font-size: var(--size-13);
    }
  `,
})
export class MacroFigures {
  readonly report = input.required<Macro>();

  /** Reports of earlier versions know only some of them. */
  protected readonly rows = computed(() => {
    const { macro_f1, macro_recall, macro_precision } = this.report();
    return (
      [
        ['macroF1', macro_f1],
        ['macroRecall', macro_recall],
        ['macroPrecision', macro_precision],
      ] as const
    ).flatMap(([key, estimate]) => (estimate ? [{ key, estimate }] : []));
  });
}
