/** Turns measured figures into text; a figure without its sample size and interval has no text. */
import { Estimate } from '../api/models';

/** The three parts of a figure, already in the reader's number format. */
export interface FigureText {
  readonly value: string;
  readonly interval: string;
  readonly n: string;
}

function isComplete(estimate: Estimate | null | undefined): estimate is Estimate {
  if (!estimate || !(estimate.n > 0)) return false;
  return [estimate.value, estimate.low, estimate.high].every((part) => Number.isFinite(part));
}

function shareFormat(locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
}

/** A proportion as percent with its 95 % interval and n; null when any of them is missing. */
export function shareText(
  estimate: Estimate | null | undefined,
  locale: string,
): FigureText | null {
  if (!isComplete(estimate)) return null;
  const format = shareFormat(locale);
  return {
    value: format.format(estimate.value),
    interval: `${format.format(estimate.low)} – ${format.format(estimate.high)}`,
    n: estimate.n.toLocaleString(locale),
  };
}

/** A difference of two proportions in percentage points, always signed; null when incomplete. */
export function differenceText(
  estimate: Estimate | null | undefined,
  locale: string,
): FigureText | null {
  if (!isComplete(estimate)) return null;
  const points = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const inPoints = (share: number): string => points.format(share * 100);
  return {
    value: inPoints(estimate.value),
    interval: `${inPoints(estimate.low)} … ${inPoints(estimate.high)}`,
    n: estimate.n.toLocaleString(locale),
  };
}

/** What a difference allows to say: only an interval that leaves zero out tells the two apart. */
export type Verdict = 'better' | 'worse' | 'undecided';

/** The honest reading of candidate minus champion; null when there is no complete figure to read. */
export function verdictOf(difference: Estimate | null | undefined): Verdict | null {
  if (!isComplete(difference)) return null;
  if (difference.low > 0) return 'better';
  return difference.high < 0 ? 'worse' : 'undecided';
}
