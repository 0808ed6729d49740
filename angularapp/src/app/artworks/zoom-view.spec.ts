import { MOST_ZOOM, WHOLE, within, zoomedAt } from './zoom-view';

const FRAME = { width: 400, height: 200 };

describe('the zoomed view', () => {
  it('keeps the point under the pointer where it is', () => {
    const point = { x: 50, y: -20 };
    const view = zoomedAt(WHOLE, 2, point, FRAME);
    // The picture's point that was at (50, -20) is now at 2 * point + offset.
    expect(point.x * view.scale + view.x).toBeCloseTo(point.x);
    expect(point.y * view.scale + view.y).toBeCloseTo(point.y);
  });

  it('never shows less than the frame full', () => {
    expect(within({ scale: 0.2, x: 90, y: 90 }, FRAME)).toEqual({ scale: 1, x: 0, y: 0 });
    expect(within({ scale: 2, x: 999, y: -999 }, FRAME)).toEqual({ scale: 2, x: 200, y: -100 });
  });

  it('stops at the most zoom', () => {
    expect(zoomedAt(WHOLE, 100, { x: 0, y: 0 }, FRAME).scale).toBe(MOST_ZOOM);
  });
});
