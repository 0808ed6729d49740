"""A patterned ground, sampled from its tile, is where the SVG pattern would be."""

from random import Random

import numpy as np
import pytest

from ml.drawings.batik.canvas import Canvas, Frame
from ml.drawings.batik.ground import picture_of, rasterise
from ml.drawings.batik.motifs import named_palette
from ml.drawings.batik.palettes import EVERY

MARKS = '<circle cx="30" cy="20" r="15" fill="#f0e0c0"/>'
TILE = f'<rect x="-1" y="-1" width="130" height="80" fill="#204060"/>{MARKS}'
ABOVE = '<path d="M-60 -40H200V90H-60Z" fill="#b03020"/>'


def canvas(frame: Frame, angle: float) -> Canvas:
    made = Canvas(Random(0), named_palette(EVERY[0]), frame, "test-")
    made.cover(made.pattern(125, 75, TILE, angle=angle))
    made.add(ABOVE)
    return made


@pytest.mark.parametrize("frame", [
    Frame(), Frame(311.0, -77.5, scale=1.6), Frame(-940.0, 1210.0, angle=13.0),
    Frame(40.0, 30.0, angle=-101.0, scale=0.8, mirrored=True),
])  # fmt: skip
@pytest.mark.parametrize("angle", [0.0, 45.0])
def test_it_lies_where_the_rasteriser_puts_it(frame: Frame, angle: float) -> None:
    drawn = canvas(frame, angle)
    ours, theirs = picture_of(drawn, 400).astype(int), rasterise(drawn.svg(400), 400).astype(int)
    # They round the tile to whole pixels in their own way: edges differ, places do not.
    far = np.abs(ours - theirs).max(axis=2) > 100
    assert far.mean() < 0.02
    assert np.abs(ours.mean(axis=(0, 1)) - theirs.mean(axis=(0, 1))).max() < 3


def test_a_plain_ground_is_the_document_itself() -> None:
    plain = Canvas(Random(0), named_palette(EVERY[0]), Frame(), "test-")
    plain.cover("#204060")
    plain.add(ABOVE)
    np.testing.assert_array_equal(picture_of(plain, 64), rasterise(plain.svg(64), 64))
