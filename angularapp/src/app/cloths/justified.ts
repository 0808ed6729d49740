/** Lays pictures out in rows of equal height that fill the width, without cropping any. */

export interface Cell {
  /** Position of the picture in the list that was given. */
  index: number;
  /** Number of the row, from 0. */
  row: number;
  width: number;
  height: number;
  /** Width left free after the last cell of a row, so that the next row starts on a new line. */
  rest: number;
}

export interface Frame {
  /** Width to fill, in px. */
  width: number;
  /** Wished row height; rows come out a little lower or higher. */
  height: number;
  gap: number;
}

/** A row may grow this much beyond the wished height before it is left short instead. */
const MOST_GROWTH = 1.4;

/** Cells for pictures of the given ratios (width / height), in order; none while the width is unknown. */
export function justify(ratios: readonly number[], frame: Frame): Cell[] {
  if (frame.width <= 0) return [];
  const cells: Cell[] = [];
  let start = 0;
  for (let row = 0; start < ratios.length; row++) {
    const end = rowEnd(ratios, start, frame);
    cells.push(...rowOf(ratios, start, end, frame).map((cell) => ({ ...cell, row })));
    start = end;
  }
  return cells;
}

/** The cells of the first rows; all cells when no number is given. */
export function firstRows(cells: readonly Cell[], rows: number | undefined): readonly Cell[] {
  if (rows === undefined) return cells;
  return cells.filter((cell) => cell.row < rows);
}

/** The rows that stay as they are when more pictures follow: all but the last, where that is not the only one. */
export function settledRows(cells: readonly Cell[]): readonly Cell[] {
  const last = cells.at(-1)?.row ?? 0;
  return last > 0 ? cells.filter((cell) => cell.row < last) : cells;
}

/** Take pictures until one more would bring the row's height further from the wish. */
function rowEnd(ratios: readonly number[], start: number, frame: Frame): number {
  let end = start + 1;
  while (end < ratios.length) {
    const now = filledHeight(ratios, start, end, frame);
    const next = filledHeight(ratios, start, end + 1, frame);
    if (now <= frame.height || Math.abs(now - frame.height) < Math.abs(next - frame.height)) {
      if (now <= frame.height * MOST_GROWTH) return end;
    }
    end += 1;
  }
  return end;
}

function rowOf(ratios: readonly number[], start: number, end: number, frame: Frame): Cell[] {
  const filled = filledHeight(ratios, start, end, frame);
  // A last row that is too short to fill the width keeps the wished height.
  const isLast = end === ratios.length;
  const isShort = filled > frame.height * (isLast ? 1.15 : MOST_GROWTH);
  const exact = isShort ? frame.height : filled;
  let edge = 0;
  const cells = ratios.slice(start, end).map((ratio, offset) => {
    // Rounding the edges, not the widths, lets a full row end exactly at the frame.
    const from = Math.round(edge);
    edge += exact * ratio;
    const width = Math.min(frame.width, Math.round(edge) - from);
    return { index: start + offset, row: 0, width, height: Math.round(exact), rest: 0 };
  });
  const last = cells.at(-1);
  if (last) last.rest = leftOver(cells, frame);
  return cells;
}

function leftOver(cells: readonly Cell[], frame: Frame): number {
  const used = cells.reduce((sum, cell) => sum + cell.width, 0) + frame.gap * (cells.length - 1);
  return Math.max(0, Math.floor(frame.width - used));
}

/** The height at which the pictures from start to end fill the width. */
function filledHeight(ratios: readonly number[], start: number, end: number, frame: Frame): number {
  const sum = ratios.slice(start, end).reduce((total, ratio) => total + ratio, 0);
  return (frame.width - frame.gap * (end - start - 1)) / sum;
}
