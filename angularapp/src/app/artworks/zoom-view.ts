/** The arithmetic of a picture that is zoomed and moved inside its frame. */

export interface ZoomView {
  /** 1 shows the whole picture. */
  scale: number;
  /** Offset of the picture's middle from the frame's middle, in px. */
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const WHOLE: ZoomView = { scale: 1, x: 0, y: 0 };
export const MOST_ZOOM = 8;

/** The box that is looked through, and the picture in its middle at scale 1, in px. */
export interface Stage {
  readonly frame: Size;
  readonly picture: Size;
}

/** The view kept within limits: no smaller than at first, and never moved further than its edge. */
export function within(view: ZoomView, { frame, picture }: Stage): ZoomView {
  const scale = Math.min(MOST_ZOOM, Math.max(1, view.scale));
  const roomX = Math.max(0, (scale * picture.width - frame.width) / 2);
  const roomY = Math.max(0, (scale * picture.height - frame.height) / 2);
  return { scale, x: clamp(view.x, roomX), y: clamp(view.y, roomY) };
}

/** Zoom by a factor so that the point (px from the frame's middle) stays where it is. */
export function zoomedAt(
  view: ZoomView,
  factor: number,
  point: { x: number; y: number },
  stage: Stage,
): ZoomView {
  const scale = Math.min(MOST_ZOOM, Math.max(1, view.scale * factor));
  const grown = scale / view.scale;
  return within(
    {
      scale,
      x: point.x - (point.x - view.x) * grown,
      y: point.y - (point.y - view.y) * grown,
    },
    stage,
  );
}

function clamp(value: number, room: number): number {
  return Math.min(room, Math.max(-room, value));
}
