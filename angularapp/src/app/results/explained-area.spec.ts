import { describe, expect, it } from 'vitest';

import { areaOf, Drawn } from './explained-area';

const BROWN = [150, 75, 20];
const BLUE = [32, 62, 138];

/** A drawing of 20 x 10 whose opacity and colour are given by place. */
function drawn(
  opacity: (x: number, y: number) => number,
  isBlue: (x: number) => boolean = () => false,
): Drawn {
  const data: number[] = [];
  for (let y = 0; y < 10; y++) {
    for (let x = 0; x < 20; x++) data.push(...(isBlue(x) ? BLUE : BROWN), opacity(x, y));
  }
  return { width: 20, height: 10, data };
}

function acrossOf(path: string): number[] {
  return path
    .split(/[MLZ]/)
    .filter(Boolean)
    .map((point) => Number(point.split(' ')[0]));
}

describe('areaOf', () => {
  it('outlines the strong places and leaves the weak ones out', () => {
    const { spoke, against } = areaOf(drawn((x) => (x >= 12 && x < 16 ? 200 : 60)));
    const across = acrossOf(spoke);
    expect(Math.min(...across)).toBeGreaterThan(0.5);
    expect(Math.max(...across)).toBeLessThan(0.9);
    expect(against).toBe('');
  });

  it('outlines nothing where nothing was drawn', () => {
    expect(areaOf(drawn(() => 0))).toEqual({ spoke: '', against: '' });
    expect(areaOf(drawn(() => 12))).toEqual({ spoke: '', against: '' });
  });

  it('outlines only the stronger part where nearly everything spoke', () => {
    const across = acrossOf(areaOf(drawn((x) => 110 + 4 * x)).spoke);
    expect(Math.min(...across)).toBeGreaterThan(0.5);
  });

  it('tells what spoke for the one from what spoke for the other', () => {
    const { spoke, against } = areaOf(
      drawn(
        (x) => (x < 4 || x >= 16 ? 200 : 0),
        (x) => x > 10,
      ),
    );
    expect(Math.max(...acrossOf(spoke))).toBeLessThan(0.3);
    expect(Math.min(...acrossOf(against))).toBeGreaterThan(0.7);
  });

  it('draws no weak side as large as the strong one', () => {
    const { against } = areaOf(
      drawn(
        (x) => (x < 4 ? 200 : x >= 16 ? 50 : 0),
        (x) => x > 10,
      ),
    );
    expect(against).toBe('');
  });
});
