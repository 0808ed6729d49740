/** The lines around the places of a grid that reach a level, as closed SVG outlines. */

/** Values row by row, `width` in each row. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

type Side = 'top' | 'right' | 'bottom' | 'left';

/**
 * What leads from side to side in a cell, the reached corners on the right hand, by which corners reach the
 * level: 1 upper left, 2 upper right, 4 lower right, 8 lower left. Two lines cross where opposite corners do.
 */
const LINES: readonly (readonly (readonly [Side, Side])[])[] = [
  [],
  [['top', 'left']],
  [['right', 'top']],
  [['right', 'left']],
  [['bottom', 'right']],
  [
    ['top', 'left'],
    ['bottom', 'right'],
  ],
  [['bottom', 'top']],
  [['bottom', 'left']],
  [['left', 'bottom']],
  [['top', 'bottom']],
  [
    ['right', 'top'],
    ['left', 'bottom'],
  ],
  [['right', 'bottom']],
  [['left', 'right']],
  [['top', 'right']],
  [['left', 'top']],
  [],
];

/** Specks and holes under this share of the box are left out. */
const SMALLEST = 0.002;

/** A path of closed outlines in a box of 1 x 1; empty where no place reaches the level. */
export function contours(grid: Grid, level: number): string {
  const next = new Map<string, { point: Point; to: string }>();
  // One ring of cells beyond the edge, so that what touches the edge is closed along it.
  for (let row = -1; row < grid.height; row++) {
    for (let column = -1; column < grid.width; column++) {
      for (const [from, to] of LINES[cornersOf(grid, row, column, level)] ?? []) {
        next.set(key(row, column, from), {
          point: crossing(grid, row, column, from, level),
          to: key(row, column, to),
        });
      }
    }
  }
  const smallest = SMALLEST * grid.width * grid.height;
  return [...loopsOf(next)]
    .filter((loop) => areaOf(loop) >= smallest)
    .map((loop) => pathOf(loop, grid))
    .join('');
}

function cornersOf(grid: Grid, row: number, column: number, level: number): number {
  const reached = (r: number, c: number): boolean => at(grid, r, c) >= level;
  return (
    (reached(row, column) ? 1 : 0) +
    (reached(row, column + 1) ? 2 : 0) +
    (reached(row + 1, column + 1) ? 4 : 0) +
    (reached(row + 1, column) ? 8 : 0)
  );
}

function at(grid: Grid, row: number, column: number): number {
  if (row < 0 || column < 0 || row >= grid.height || column >= grid.width) return 0;
  return grid.values[row * grid.width + column] ?? 0;
}

/** One name for a side, whichever of its two cells speaks of it. */
function key(row: number, column: number, side: Side): string {
  if (side === 'right') return key(row, column + 1, 'left');
  if (side === 'bottom') return key(row + 1, column, 'top');
  return `${row} ${column} ${side}`;
}

/** Where the level is crossed on a side of a cell, in steps of the grid. */
function crossing(grid: Grid, row: number, column: number, side: Side, level: number): Point {
  const [r, c] = [side === 'bottom' ? row + 1 : row, side === 'right' ? column + 1 : column];
  const isFlat = side === 'top' || side === 'bottom';
  const first = at(grid, r, c);
  const second = isFlat ? at(grid, r, c + 1) : at(grid, r + 1, c);
  const share = (level - first) / (second - first);
  return isFlat ? { x: c + share, y: r } : { x: c, y: r + share };
}

function* loopsOf(next: Map<string, { point: Point; to: string }>): Generator<Point[]> {
  for (const start of [...next.keys()]) {
    const loop: Point[] = [];
    let step = next.get(start);
    for (let name = start; step; step = next.get(name)) {
      next.delete(name);
      loop.push(step.point);
      name = step.to;
    }
    if (loop.length > 2) yield loop;
  }
}

function areaOf(loop: readonly Point[]): number {
  const doubled = loop.reduce((sum, { x, y }, index) => {
    const next = loop[(index + 1) % loop.length] ?? { x, y };
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

function pathOf(loop: readonly Point[], { width, height }: Grid): string {
  const places = loop.map(({ x, y }) => {
    const [across, down] = [inside((x + 0.5) / width), inside((y + 0.5) / height)];
    return `${across.toFixed(4)} ${down.toFixed(4)}`;
  });
  return `M${places.join('L')}Z`;
}

function inside(share: number): number {
  return Math.min(1, Math.max(0, share));
}
