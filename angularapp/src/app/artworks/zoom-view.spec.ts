import { MOST_ZOOM, WHOLE, within, zoomedAt } from './zoom-view';

const FRAME = { width: 400, height: 200 };
const STAGE = { frame: FRAME, picture: FRAME };

describe('the zoomed view', () => {
  it('keeps the point under the pointer where it is', () => {
    const point = { x: 50, y: -20 };
    const view = zoomedAt(WHOLE, 2, point, STAGE);
    // The picture's point that was at (50, -20) is now at 2 * point + offset.
    expect(point.x * view.scale + view.x).toBeCloseTo(point.x);
    expect(point.y * view.scale + view.y).toBeCloseTo(point.y);
  });

  it('never shows less than the frame full', () => {
    expect(within({ scale: 0.2, x: 90, y: 90 }, STAGE)).toEqual({ scale: 1, x: 0, y: 0 });
    expect(within({ scale: 2, x: 999, y: -999 }, STAGE)).toEqual({ scale: 2, x: 200, y: -100 });
  });

  it('stops at the most zoom', () => {
    expect(zoomedAt(WHOLE, 100, { x: 0, y: 0 }, STAGE).scale).toBe(MOST_ZOOM);
  });

  it('moves a small picture only when it has grown beyond its frame', () => {
    const small = { frame: FRAME, picture: { width: 96, height: 96 } };
    expect(within({ scale: 2, x: 50, y: 50 }, small)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(within({ scale: 8, x: 999, y: -999 }, small)).toEqual({ scale: 8, x: 184, y: -284 });
  });
});
