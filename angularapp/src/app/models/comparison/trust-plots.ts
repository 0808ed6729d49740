/** What a model's probabilities are worth: said against right, and errors against how much is answered. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../../api/models';
import { Figure } from '../../figures/figure';
import { Language } from '../../i18n/language';
import { ExpertDetails } from '../../ui/expert-details';
import { SIDE, binMarks, riskLine, riskScale } from './plot-points';

@Component({
  selector: 'ragam-trust-plots',
  imports: [ExpertDetails, Figure, TranslocoPipe],
  templateUrl: './trust-plots.html',
  styleUrl: './trust-plots.css',
})
export class TrustPlots {
  readonly report = input.required<Pick<EvaluationReport, 'calibration' | 'risk_coverage'>>();

  protected readonly side = SIDE;
  protected readonly ticks = [0, 0.25, 0.5, 0.75, 1];
  protected readonly language = inject(Language);
  protected readonly marks = computed(() => binMarks(this.report()));
  protected readonly line = computed(() => riskLine(this.report()));
  protected readonly most = computed(() => riskScale(this.report().risk_coverage?.points.y ?? []));
}
