import { binMarks, riskLine, riskScale } from './plot-points';

describe('plots of an evaluation', () => {
  it('put right answers at the top and the surest at the right', () => {
    const right = { value: 0.75, low: 0.5, high: 1, n: 40 };
    const error = { value: 0.1, low: 0, high: 0.2, n: 40 };
    const [mark] = binMarks({ calibration: { error, bins: [{ said: 0.5, right }] } });
    expect(mark).toMatchObject({ x: 100, y: 50, top: 0, bottom: 100, radius: 6 });
  });

  it('draw nothing for a report of an earlier version', () => {
    expect(binMarks({})).toEqual([]);
    expect(riskLine({})).toBe('');
  });

  it('stretch small errors over the whole height', () => {
    expect(riskScale([0, 0.04])).toBe(0.05);
    expect(riskScale([0, 0.07])).toBe(0.1);
    expect(riskScale([0.9])).toBe(1);
    const estimate = { value: 0, low: 0, high: 0, n: 2 };
    const points = { x: [0.5, 1], y: [0, 0.05] };
    const curve = { area: estimate, coverage_at_5: estimate, points };
    expect(riskLine({ risk_coverage: curve })).toBe('100.0,200.0 200.0,0.0');
  });
});
