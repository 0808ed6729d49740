import { describe, expect, it } from 'vitest';

import { contours, Grid } from './contours';

function grid(...rows: string[]): Grid {
  const values = rows.flatMap((row) => [...row].map((mark) => (mark === '#' ? 200 : 0)));
  return { width: rows[0]?.length ?? 0, height: rows.length, values };
}

function loops(path: string): number[][][] {
  return path
    .split('M')
    .slice(1)
    .map((loop) =>
      loop
        .replace('Z', '')
        .split('L')
        .map((point) => point.split(' ').map(Number)),
    );
}

/** Area of a closed outline, in parts of the box. */
function area(points: number[][]): number {
  return Math.abs(
    points.reduce((sum, [x = 0, y = 0], index) => {
      const [a = 0, b = 0] = points[(index + 1) % points.length] ?? [];
      return sum + (x * b - a * y) / 2;
    }, 0),
  );
}

describe('contours', () => {
  it('draws nothing where no place reaches the level', () => {
    expect(contours(grid('....', '....'), 100)).toBe('');
  });

  it('closes one outline around one place, inside the box', () => {
    const found = loops(contours(grid('......', '..##..', '..##..', '......'), 100));
    expect(found).toHaveLength(1);
    expect(area(found[0] ?? [])).toBeCloseTo(4 / 24, 1);
  });

  it('closes along the edge what touches it', () => {
    const [all, ...others] = loops(contours(grid('####', '####', '####'), 100));
    expect(others).toEqual([]);
    expect(area(all ?? [])).toBeGreaterThan(0.95);
    expect((all ?? []).flat().every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('parts two places, also when they touch by a corner only', () => {
    expect(loops(contours(grid('##..', '##..', '..##', '..##'), 100))).toHaveLength(2);
    expect(loops(contours(grid('..##', '..##', '##..', '##..'), 100))).toHaveLength(2);
  });

  it('leaves a hole open', () => {
    const found = loops(contours(grid('#####', '#...#', '#...#', '#####'), 100));
    expect(found).toHaveLength(2);
  });

  it('puts the line where the level lies between two places', () => {
    const slope: Grid = { width: 4, height: 1, values: [200, 200, 100, 0] };
    const reach = (level: number): number =>
      Math.max(
        ...loops(contours(slope, level))
          .flat()
          .map(([x = 0]) => x),
      );
    expect(reach(150)).toBeCloseTo((1.5 + 0.5) / 4, 3);
    expect(reach(50)).toBeCloseTo((2.5 + 0.5) / 4, 3);
  });
});
