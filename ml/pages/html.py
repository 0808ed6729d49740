"""A report page as one self-contained HTML file."""

import base64
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ml.errors import MlError
from ml.extras import needs
from ml.figures import Estimate
from ml.images import decode
from ml.pages.blocks import Cell, Chip, Figure, Page
from ml.pages.markdown import cell_text

THUMB_SIDE = 176
_TEMPLATES = Path(__file__).parent / "templates"


def page_html(page: Page) -> str:
    """The whole page; raises ConfigInvalid when jinja2 is missing."""
    template = _environment().get_template("page.html")
    return str(template.render(page=page, style=(_TEMPLATES / "style.css").read_text(encoding="utf-8")))


@cache
def _environment() -> Any:
    jinja2 = needs("jinja2")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "kind": lambda block: type(block).__name__,
        "cell": _cell,
        "picture": _picture,
        "paragraphs": lambda text: [part for part in text.split("\n\n") if part.strip()],
    }
    return environment


def _cell(cell: Cell) -> dict[str, Any]:
    """What the template needs to draw a cell."""
    if isinstance(cell, Estimate):
        cell = Figure(cell)
    if isinstance(cell, Figure):
        return {"kind": "figure", "figure": cell, "strip": _strip(cell)}
    if isinstance(cell, Chip):
        return {"kind": "state", "chip": cell}
    number = isinstance(cell, int | float)
    return {"kind": "number" if number else "text", "text": cell_text(cell)}


def _strip(figure: Figure) -> dict[str, float] | None:
    """Where value and interval stand on a scale of 0..100, for the thin strip under a figure."""
    one = figure.estimate
    if figure.unit == "share" or (figure.unit == "plain" and one.low >= 0 and one.high <= 1):
        start, span = 0.0, 1.0
    elif figure.unit in ("points", "signed"):
        start, span = -1.0, 2.0
    else:
        return None
    value, low, high = (100 * (x - start) / span for x in (one.value, one.low, one.high))
    return {"value": value, "low": low, "width": max(high - low, 0.5), "zero": 100 * -start / span}


def _picture(picture: Path | np.ndarray) -> str | None:
    """A data address of the small picture; None for a file that cannot be shown."""
    try:
        pixels = decode(picture, at_least=THUMB_SIDE) if isinstance(picture, Path) else picture
    except (MlError, OSError):
        return None
    image = Image.fromarray(pixels)
    image.thumbnail((2 * THUMB_SIDE, THUMB_SIDE))
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=72)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
