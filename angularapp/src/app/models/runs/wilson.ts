/** The 95 % interval of a proportion where the server tells only the share and n. */
import { Estimate } from '../../api/models';

const Z = 1.959964;

/** Wilson's score interval of `share` right out of `n`; n must be positive. */
export function wilson(share: number, n: number): Estimate {
  const scale = 1 + (Z * Z) / n;
  const centre = (share + (Z * Z) / (2 * n)) / scale;
  const spread = Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const half = (Z * spread) / scale;
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}
