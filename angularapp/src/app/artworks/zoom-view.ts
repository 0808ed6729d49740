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

/** The view kept within limits: neither smaller than the frame nor moved out of it. */
export function within(view: ZoomView, frame: Size): ZoomView {
  const scale = Math.min(MOST_ZOOM, Math.max(1, view.scale));
  const roomX = ((scale - 1) * frame.width) / 2;
  const roomY = ((scale - 1) * frame.height) / 2;
  return { scale, x: clamp(view.x, roomX), y: clamp(view.y, roomY) };
}

/** Zoom by a factor so that the point (px from the frame's middle) stays where it is. */
export function zoomedAt(
  view: ZoomView,
  factor: number,
  point: { x: number; y: number },
  frame: Size,
): ZoomView {
  const scale = Math.min(MOST_ZOOM, Math.max(1, view.scale * factor));
  const grown = scale / view.scale;
  return within(
    {
      scale,
      x: point.x - (point.x - view.x) * grown,
      y: point.y - (point.y - view.y) * grown,
    },
    frame,
  );
}

function clamp(value: number, room: number): number {
  return Math.min(room, Math.max(-room, value));
}
