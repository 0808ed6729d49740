/** Reads the drawn explanation and finds the places that matter, as outlines over the picture. */
import { contours, Grid } from './contours';

/** Pixels asked for on the longer side: the maps are smooth, and outlines need no more. */
export const DRAWN_SIDE = 160;
/** From this share of the strongest place on, a place belongs to the area. */
const STRONG = 0.45;
/** An area that is most of the picture would say nothing: only so large a share of it is outlined. */
const LARGEST_SHARE = 0.4;
/** Strength, of 255, under which even the strongest place says too little to be outlined. */
const FAINTEST = 24;

export interface ExplainedArea {
  /** Outline, in a box of 1 x 1, of the places that spoke for the term. */
  readonly spoke: string;
  /** The same of the places that spoke for the term it is set against; empty without one. */
  readonly against: string;
}

/** The pixels of a drawn explanation: RGBA, row by row. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** Fetches and reads the drawn explanation; throws when there is none or it is no picture. */
export async function readExplained(url: string, signal: AbortSignal): Promise<ExplainedArea> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`the explanation answered ${answer.status}`);
  const bitmap = await createImageBitmap(await answer.blob());
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws no canvas');
  context.drawImage(bitmap, 0, 0);
  return areaOf(context.getImageData(0, 0, canvas.width, canvas.height));
}

/** Brown places spoke for the term, blue ones for the other; how strongly is told by their opacity. */
export function areaOf(drawn: Drawn): ExplainedArea {
  const cells = drawn.width * drawn.height;
  const brown = new Uint8Array(cells);
  const bluish = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const [red = 0, , blue = 0, alpha = 0] = pixel(drawn, cell);
    (blue > red ? bluish : brown)[cell] = alpha;
  }
  const [spoke, against] = [smoothed(brown, drawn), smoothed(bluish, drawn)];
  // Both sides share one scale, so that the weaker one is not drawn as large as the stronger.
  const strongest = Math.max(highest(spoke.values), highest(against.values));
  return { spoke: outline(spoke, strongest), against: outline(against, strongest) };
}

function pixel({ data }: Drawn, cell: number): (number | undefined)[] {
  return [data[4 * cell], data[4 * cell + 1], data[4 * cell + 2], data[4 * cell + 3]];
}

function outline(grid: SmoothGrid, strongest: number): string {
  if (strongest < FAINTEST) return '';
  const largest = Math.floor(grid.values.length * LARGEST_SHARE);
  const bounded = grid.values.toSorted().at(-1 - largest) ?? 0;
  // Above that value, and below the strongest, or a plateau would be outlined whole or not at all.
  return contours(grid, Math.max(STRONG * strongest, Math.min(bounded + 1, 0.98 * strongest)));
}

function highest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

interface SmoothGrid extends Grid {
  readonly values: Float32Array;
}

/** Means of three by three, twice: the drawing comes in steps of strength, which would give a jagged line. */
function smoothed(values: Uint8Array, { width, height }: Drawn): SmoothGrid {
  let smooth = Float32Array.from(values);
  for (let pass = 0; pass < 2; pass++) smooth = meansOf(smooth, width, height);
  return { width, height, values: smooth };
}

function meansOf(values: Float32Array, width: number, height: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(values, (_, cell) => {
    const [row, column] = [Math.floor(cell / width), cell % width];
    let [sum, count] = [0, 0];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        sum += values[y * width + x] ?? 0;
        count += 1;
      }
    }
    return sum / count;
  });
}
