/** Makes the points of the plots that show what a model's probabilities are worth. */
import { Estimate, EvaluationReport } from '../../api/models';

/** Side of a square plot in its own units. */
export const SIDE = 200;

export interface BinMark {
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
  readonly radius: number;
  readonly said: number;
  readonly right: Estimate;
}

/** The bins of a reliability diagram; larger dots stand for more pictures. */
export function binMarks(report: Pick<EvaluationReport, 'calibration'>): readonly BinMark[] {
  const bins = report.calibration?.bins ?? [];
  const most = Math.max(1, ...bins.map(({ right }) => right.n));
  return bins.map(({ said, right }) => ({
    x: said * SIDE,
    y: (1 - right.value) * SIDE,
    top: (1 - right.high) * SIDE,
    bottom: (1 - right.low) * SIDE,
    radius: 2.5 + 3.5 * Math.sqrt(right.n / most),
    said,
    right,
  }));
}

/** Most of the risk axis that is drawn: small errors are what the curve is read for. */
export function riskScale(risks: readonly number[]): number {
  const highest = Math.max(0, ...risks);
  return [0.05, 0.1, 0.2, 0.5].find((scale) => highest <= scale) ?? 1;
}

/** The points of errors over coverage, for a polyline. */
export function riskLine(report: Pick<EvaluationReport, 'risk_coverage'>): string {
  const { x, y } = report.risk_coverage?.points ?? { x: [], y: [] };
  const scale = riskScale(y);
  return x
    .map((share, i) => {
      const height = (1 - (y[i] ?? 0) / scale) * SIDE;
      return `${(share * SIDE).toFixed(1)},${height.toFixed(1)}`;
    })
    .join(' ');
}
