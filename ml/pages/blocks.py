"""What a report page is made of: plain values, written once as HTML and once as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ml.figures import Estimate

Unit = Literal["share", "points", "plain", "signed", "ms"]
Tone = Literal["good", "unsure", "bad", "plain"]


@dataclass(frozen=True)
class Figure:
    """A figure with its interval and n, for a table cell or a headline.

    Units: "share" (0..1, shown in percent), "points" (difference of shares, in percentage points),
    "plain" (as it is), "signed" (a difference, as it is), "ms" (milliseconds).
    """

    estimate: Estimate
    unit: Unit = "share"

    @property
    def value(self) -> str:
        return self._shown(self.estimate.value) + {"share": " %", "ms": " ms"}.get(self.unit, "")

    @property
    def interval(self) -> str:
        return f"{self._shown(self.estimate.low)} to {self._shown(self.estimate.high)}"

    @property
    def text(self) -> str:
        """The whole in one line."""
        if not self.estimate.n:
            return "no image"
        return f"{self.value} ({self.interval}, n = {self.estimate.n:,})"

    def _shown(self, value: float) -> str:
        if self.unit == "share":
            return f"{100 * value:.1f}"
        if self.unit == "points":
            return f"{100 * value + 0.0:+.1f}"
        if self.unit == "signed":
            return f"{value + 0.0:+.3f}"
        return f"{value:.1f}" if self.unit == "ms" else f"{value:.3f}"


@dataclass(frozen=True)
class Chip:
    """A state in a word, with a sign beside it so that colour is never alone."""

    text: str
    tone: Tone = "plain"

    @property
    def sign(self) -> str:
        return {"good": "✓", "unsure": "~", "bad": "!", "plain": "·"}[self.tone]


Cell = str | int | float | Estimate | Figure | Chip | None
"""A table cell; an Estimate alone is shown as a share, None as a dash."""


@dataclass(frozen=True)
class Text:
    """Paragraphs, parted by empty lines."""

    text: str


@dataclass(frozen=True)
class Code:
    """A command or other text to be copied as it is."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells under named columns; the first column names its row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""


@dataclass(frozen=True)
class Plot:
    """An SVG drawing (see ml.pages.plots); `table` holds the same figures for those who cannot see it.

    Two drawings stand side by side where there is room, unless one is `wide`.
    """

    svg: str
    caption: str
    table: Table | None = None
    wide: bool = False


@dataclass(frozen=True)
class Thumbs:
    """Small pictures with a line each; arrays are uint8 (h, w, 3). They are stored inside the page."""

    pictures: Sequence[tuple[Path | np.ndarray, str]]
    caption: str = ""


@dataclass(frozen=True)
class Headline:
    """The few figures that matter most, large: (name, figure, what it means in a sentence)."""

    figures: Sequence[tuple[str, Figure, str]]


Block = Text | Code | Table | Plot | Thumbs | Headline


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """A whole report: title, a sentence or two that lead in, sections."""

    title: str
    lead: str
    sections: Sequence[Section]
