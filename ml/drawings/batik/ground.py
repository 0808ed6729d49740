"""A patterned ground by way of its tile: drawn once, then sampled, in a fifth of what the rasteriser takes.

An SVG pattern over the whole cloth is sampled by the rasteriser pixel by pixel with a bicubic kernel, which
is most of the time of a picture. Pillow does the same to the same tile.
"""

import io

import numpy as np
import resvg_py
from PIL import Image

from ml.drawings.batik.canvas import VIEW, Canvas, Frame, Tile
from ml.drawings.batik.pen import number


def picture_of(canvas: Canvas, size: int) -> np.ndarray:
    """What is drawn on the canvas, uint8 (size, size, 3)."""
    tile = canvas.ground_tile()
    if tile is None:
        return rasterise(canvas.svg(size), size)
    ground = Image.fromarray(_tiled(tile, canvas.frame, size)).convert("RGBA")
    drawn = _raster(canvas.svg(size, ground=False), size, size, "")
    return np.asarray(Image.alpha_composite(ground, drawn).convert("RGB"))


def rasterise(svg: str, size: int) -> np.ndarray:
    """An SVG document as uint8 (size, size, 3) on white."""
    return np.asarray(_raster(svg, size, size, "#ffffff").convert("RGB"))


def _raster(svg: str, width: int, height: int, background: str) -> Image.Image:
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=height, background=background or None, skip_system_fonts=True
    )
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGBA")


def _tiled(tile: Tile, frame: Frame, size: int) -> np.ndarray:
    """The tile repeated over the view: uint8 (size, size, 3)."""
    density = frame.scale * size / VIEW
    across, down = (max(1, round(side * density)) for side in (tile.width, tile.height))
    one = _raster(_alone(tile), across, down, "#ffffff").convert("RGB")
    # From a pixel of the view to one of the tile: the way of the drawing, backwards.
    to_view = np.diag([size / VIEW, size / VIEW, 1.0]) @ frame.matrix() @ _turned(tile.angle)
    back = np.diag([across / tile.width, down / tile.height, 1.0]) @ np.linalg.inv(to_view)
    corners = back @ np.array([[0, size, 0, size], [0, 0, size, size], [1, 1, 1, 1]])
    first = np.floor(corners[:2].min(axis=1) / (across, down)).astype(int) - 1
    last = np.ceil(corners[:2].max(axis=1) / (across, down)).astype(int) + 1
    many = np.tile(np.asarray(one), (last[1] - first[1], last[0] - first[0], 1))
    back[:2, 2] -= first * (across, down)
    return np.asarray(
        Image.fromarray(many).transform(
            (size, size), Image.Transform.AFFINE, tuple(back[:2].ravel()), Image.Resampling.BICUBIC
        )
    )


def _alone(tile: Tile) -> str:
    width, height = number(tile.width), number(tile.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'preserveAspectRatio="none">{tile.markup}</svg>'
    )


def _turned(angle: float) -> np.ndarray:
    turn = np.deg2rad(angle)
    return np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
