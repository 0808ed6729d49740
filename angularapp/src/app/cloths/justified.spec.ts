import { firstRows, justify, settledRows } from './justified';

const FRAME = { width: 1000, height: 250, gap: 16 };
const RATIOS = [1, 1.5, 0.7, 1.33, 0.62, 2.1, 0.8, 1.1, 1, 1, 1.5, 0.7];

describe('justify', () => {
  const cells = justify(RATIOS, FRAME);

  it('shows every picture once, in order', () => {
    expect(cells.map(({ index }) => index)).toEqual(RATIOS.map((_, index) => index));
  });

  it('fills each row but the last to the pixel, never beyond', () => {
    const last = cells.at(-1)!.row;
    for (let row = 0; row <= last; row++) {
      const inRow = cells.filter((cell) => cell.row === row);
      const used =
        inRow.reduce((sum, { width }) => sum + width, 0) + FRAME.gap * (inRow.length - 1);
      expect(used).toBeLessThanOrEqual(FRAME.width);
      if (row < last) expect(FRAME.width - used).toBeLessThanOrEqual(1);
    }
  });

  it('crops nothing: width and height keep the ratio of the picture', () => {
    for (const { index, width, height } of cells) {
      expect(Math.abs(width - height * RATIOS[index]!)).toBeLessThan(2.1);
    }
  });

  it('keeps the wished height for a last row that is too short', () => {
    const [only] = justify([1], FRAME);
    expect(only).toMatchObject({ height: 250, width: 250, rest: 750 });
  });

  it('gives a very wide picture no more than the width', () => {
    expect(justify([9], FRAME)[0]!.width).toBeLessThanOrEqual(1000);
  });

  it('waits until the width is known', () => {
    expect(justify(RATIOS, { ...FRAME, width: 0 })).toEqual([]);
  });

  it('settles all rows but the last, whatever follows', () => {
    const settled = settledRows(cells);
    const longer = justify([...RATIOS, 1.2, 0.7, 1.6], FRAME);
    expect(settled.length).toBeLessThan(cells.length);
    expect(longer.slice(0, settled.length)).toEqual(settled);
    expect(settledRows(justify([1, 1], FRAME))).toHaveLength(2);
  });

  it('can be cut after a number of rows', () => {
    expect(firstRows(cells, 1).every(({ row }) => row === 0)).toBe(true);
    expect(firstRows(cells, undefined)).toBe(cells);
  });
});
