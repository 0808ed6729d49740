"""A part of a picture as IIIF writes it: `pct:x,y,w,h`, in percent of its width and height."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = r"(\d{1,3}(?:\.\d{1,6})?)"
REGION = re.compile(rf"pct:{NUMBER},{NUMBER},{NUMBER},{NUMBER}")
WHOLE = Decimal(100)


def region_normal(text: str) -> str:
    """The one way to write the region, so that equal regions are equal texts.

    Raises ValueError for what is no `pct:x,y,w,h`, is empty, or reaches beyond the picture.
    """
    found = REGION.fullmatch(text)
    if found is None:
        raise ValueError("expected pct:x,y,w,h with numbers from 0 to 100")
    x, y, width, height = (Decimal(part) for part in found.groups())
    if not width or not height:
        raise ValueError("the region is empty")
    if x + width > WHOLE or y + height > WHOLE:
        raise ValueError("the region reaches beyond the picture")
    return "pct:" + ",".join(f"{number.normalize():f}" for number in (x, y, width, height))
