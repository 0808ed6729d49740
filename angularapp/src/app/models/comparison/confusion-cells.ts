/** Reads a confusion matrix cell by cell. */
import { EvaluationReport } from '../../api/models';

/** One cell of a confusion matrix with its neighbourhood in both directions. */
export interface ConfusionCell {
  readonly truth: string;
  readonly named: string;
  readonly count: number;
  /** All test images of this truth. */
  readonly ofTruth: number;
  /** All test images that were given this name. */
  readonly ofNamed: number;
  readonly right: boolean;
}

/** Rows are truths, columns are names given, both in the order of `labels`. */
export function confusionCells(confusion: EvaluationReport['confusion']): ConfusionCell[][] {
  const { labels, counts } = confusion;
  const rowSums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnSums = labels.map((_, column) =>
    counts.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  return counts.map((row, r) =>
    row.map((count, c) => ({
      truth: labels[r] ?? '',
      named: labels[c] ?? '',
      count,
      ofTruth: rowSums[r] ?? 0,
      ofNamed: columnSums[c] ?? 0,
      right: r === c,
    })),
  );
}
