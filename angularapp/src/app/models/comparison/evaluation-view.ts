/** One evaluation report in full: what the probabilities are worth, mistakes, terms, changes, kinds of pictures. */
import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../../api/models';
import { TermAddress } from '../../vocabulary/term-names';
import { ClassTable } from './class-table';
import { ConfusionMatrix } from './confusion-matrix';
import { RobustnessTable } from './robustness-table';
import { SliceTable } from './slice-table';
import { TrustPlots } from './trust-plots';

@Component({
  selector: 'ragam-evaluation-view',
  imports: [ClassTable, ConfusionMatrix, RobustnessTable, SliceTable, TranslocoPipe, TrustPlots],
  template: `
    @let given = report();
    @if (given.calibration || given.risk_coverage) {
      <section>
        <h2>{{ 'comparison.trust.title' | transloco }}</h2>
        <ragam-trust-plots [report]="given" />
      </section>
    }
    <section>
      <h2>{{ 'comparison.mistakes' | transloco }}</h2>
      <ragam-confusion-matrix
        [confusion]="given.confusion"
        [version]="version()"
        [nameOf]="nameOf()"
        [termOf]="termOf()"
      />
    </section>
    <section>
      <h2>{{ 'comparison.perTerm' | transloco }}</h2>
      <ragam-class-table [test]="given" [champion]="champion()" [nameOf]="nameOf()" />
    </section>
    @if (given.robustness?.length) {
      <section>
        <h2>{{ 'comparison.robustness.title' | transloco }}</h2>
        <ragam-robustness-table [robustness]="given.robustness" />
      </section>
    }
    @if (given.slices?.length) {
      <section>
        <h2>{{ 'comparison.slices.title' | transloco }}</h2>
        <ragam-slice-table [slices]="given.slices" />
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-16);
      min-width: 0;
    }
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-6);
      min-width: 0;
    }
  `,
})
export class EvaluationView {
  readonly report = input.required<EvaluationReport>();
  /** Id of the version whose report this is; null when it is not known any more. */
  readonly version = input<string | null>(null);
  readonly champion = input<EvaluationReport | null>(null);
  readonly nameOf = input.required<(label: string) => string>();
  readonly termOf = input.required<(label: string) => TermAddress | null>();
}
