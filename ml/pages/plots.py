"""Plots as SVG that follow the page's colours, light or dark, and say in words what they show."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from ml.extras import needs
from ml.figures import Estimate

# Drawn in colours that nobody would choose, which then become the page's own by name.
_COLOURS = {
    "#010101": "--ink",
    "#020202": "--ash",
    "#030303": "--line",
    "#040404": "--paper",
    "#050505": "--indigo",
    "#060606": "--soga",
    "#070707": "--leaf",
    "#080808": "--mengkudu",
}
INK, ASH, LINE, PAPER, INDIGO, SOGA, LEAF, MENGKUDU = _COLOURS

_SERIES = ((INDIGO, "-", "o"), (SOGA, "--", "s"), (LEAF, "-.", "^"), (MENGKUDU, ":", "D"), (INK, "-", "v"))
_STYLE = {
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.edgecolor": ASH,
    "axes.labelcolor": ASH,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": ASH,
    "ytick.color": ASH,
    "text.color": INK,
    "axes.linewidth": 0.8,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "axes.grid": True,
    "axes.axisbelow": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}


def curves(
    series: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    title: str,
    description: str,
    x: str,
    y: str,
    quiet: Sequence[tuple[Sequence[float], Sequence[float]]] = (),
    unit: bool = True,
    bands: Mapping[str, tuple[Sequence[float], Sequence[float]]] | None = None,
) -> str:
    """Lines by name, each (x values, y values); `quiet` lines stay in the background without a name.

    `unit` fixes both axes to 0..1. `bands` are (low, high) around the lines of the same name.
    """
    with _Drawing(title, description) as drawing:
        axes = drawing.axes
        for across, up in quiet:
            axes.plot(across, up, color=ASH, linewidth=0.6, alpha=0.45)
        for (name, (across, up)), (colour, dash, mark) in zip(
            series.items(), _SERIES * (1 + len(series) // len(_SERIES)), strict=False
        ):
            every = max(1, len(across) // 8)
            axes.plot(
                across,
                up,
                dash,
                color=colour,
                linewidth=1.6,
                marker=mark,
                markersize=3.5,
                markevery=every,
                label=name,
            )
            if bands and name in bands:
                axes.fill_between(across, *bands[name], color=colour, alpha=0.15, linewidth=0)
        if len(series) > 1:
            axes.legend(loc="lower left")
        axes.set(xlabel=x, ylabel=y)
        if unit:
            axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    return drawing.svg


def reliability(
    bins: Sequence[tuple[float, Estimate]], *, title: str = "Said and kept", description: str = ""
) -> str:
    """Per bin (mean probability said, share that was right): on the diagonal, words can be trusted."""
    bins = [one for one in bins if one[1].n]
    with _Drawing(title, description) as drawing:
        axes = drawing.axes
        axes.plot([0, 1], [0, 1], "--", color=ASH, linewidth=1)
        said = [one for one, _ in bins]
        right = [one.value for _, one in bins]
        errors = _errors([e for _, e in bins])
        axes.errorbar(
            said,
            right,
            errors,
            fmt="none",
            ecolor=INDIGO,
            elinewidth=1.2,
            capsize=2.5,
            alpha=0.7,
        )
        size = [14 + 120 * e.n / max(one.n for _, one in bins) for _, e in bins] if bins else []
        axes.scatter(said, right, s=size, color=INDIGO, edgecolors=PAPER, linewidths=0.8, zorder=3)
        axes.set(
            xlabel="probability that was said",
            ylabel="share that was right",
            xlim=(-0.02, 1.02),
            ylim=(-0.02, 1.02),
        )
    return drawing.svg


def risk_coverage(
    coverage: Sequence[float],
    risk: Sequence[float],
    *,
    title: str = "Silence and error",
    description: str = "",
) -> str:
    """Share of wrong answers when only the surest `coverage` of all images are answered."""
    with _Drawing(title, description) as drawing:
        axes = drawing.axes
        axes.plot(coverage, risk, color=INDIGO, linewidth=1.8)
        axes.fill_between(coverage, 0, risk, color=INDIGO, alpha=0.12, linewidth=0)
        axes.axhline(0.05, color=SOGA, linestyle="--", linewidth=1)
        axes.annotate(
            "5 % wrong", (0.0, 0.05), xytext=(2, 3), textcoords="offset points", color=SOGA, fontsize=8.5
        )
        axes.set(
            xlabel="share of images answered, surest first", ylabel="share of those wrong", xlim=(-0.02, 1.02)
        )
        axes.set_ylim(0, max(0.1, 1.1 * max(risk, default=0.1)))
    return drawing.svg


def intervals(
    rows: Sequence[tuple[str, Estimate]],
    *,
    title: str,
    description: str = "",
    x: str = "",
    reference: float | None = None,
    share: bool = True,
    width: float = 4.6,
) -> str:
    """One point with its interval per named row, top to bottom; `reference` is a line to compare with.

    `share` fixes the axis to 0..1; `width` is in inches of 100 px or so.
    """
    height = max(1.6, 0.24 * len(rows) + 0.7)
    with _Drawing(title, description, width, height) as drawing:
        axes = drawing.axes
        at = np.arange(len(rows))
        value = np.array([one.value for _, one in rows])
        errors = _errors([one for _, one in rows])
        if reference is not None:
            axes.axvline(reference, color=SOGA, linestyle="--", linewidth=1)
        axes.errorbar(
            value,
            at,
            xerr=errors,
            fmt="o",
            color=INDIGO,
            markersize=4.5,
            elinewidth=1.4,
            capsize=0,
        )
        axes.set_yticks(at, [_short(name) for name, _ in rows])
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.grid(visible=False, axis="y")
        axes.spines["left"].set_visible(False)
        axes.set(xlabel=x, ylim=(len(rows) - 0.4, -0.6))
        if share:
            axes.set_xlim(-0.02, 1.02)
    return drawing.svg


def confusion(
    labels: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    title: str = "What was taken for what",
    description: str = "",
) -> str:
    """Rows are what the images show, columns what was answered; the darker, the larger the row's share."""
    k = len(labels)
    table = np.asarray(counts, float)
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    side = min(max(3.6, 0.22 * k + 2), 14)
    with _Drawing(title, description, width=max(4.6, side), height=side) as drawing:
        axes = drawing.axes
        patches = needs("matplotlib.patches")
        for row, column in zip(*np.nonzero(table), strict=True):
            colour = INDIGO if row == column else MENGKUDU
            strength = 0.15 + 0.75 * share[row, column]
            axes.add_patch(
                patches.Rectangle((column - 0.5, row - 0.5), 1, 1, color=colour, alpha=strength, linewidth=0)
            )
            if k <= 30:
                ink = PAPER if strength > 0.55 else INK
                axes.text(
                    column,
                    row,
                    f"{int(table[row, column])}",
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color=ink,
                )
        names = [_short(label, 22) for label in labels]
        axes.set_xticks(range(k), names, rotation=90)
        axes.set_yticks(range(k), names)
        axes.tick_params(length=0, labelsize=7.5 if k > 12 else 9)
        axes.set(
            xlabel="answered", ylabel="shown", xlim=(-0.5, k - 0.5), ylim=(k - 0.5, -0.5), aspect="equal"
        )
        axes.grid(visible=False)
    return drawing.svg


def _errors(estimates: Sequence[Estimate]) -> np.ndarray:
    """How far the interval reaches below and above each value: float64 (2, n), never negative."""
    reach = [[one.value - one.low, one.high - one.value] for one in estimates]
    return np.maximum(np.array(reach, np.float64).reshape(-1, 2).T, 0)


def _short(text: str, most: int = 34) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


class _Drawing:
    """A figure with one pair of axes; `svg` holds the drawing once the block is left."""

    def __init__(self, title: str, description: str, width: float = 4.6, height: float = 3.4) -> None:
        self._title, self._description = title, description
        matplotlib = needs("matplotlib")
        # The names inside an SVG must differ between the plots of a page, and be the same on every run.
        self._salt = uuid5(NAMESPACE_URL, title + description).hex[:12]
        self._context = matplotlib.rc_context({**_STYLE, "svg.hashsalt": self._salt})
        self._size = (width, height)
        self.svg = ""

    def __enter__(self) -> "_Drawing":
        self._context.__enter__()
        self._figure: Any = needs("matplotlib.figure").Figure(self._size, layout="constrained")
        self.axes: Any = self._figure.add_subplot()
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if error is None:
                buffer = StringIO()
                self._figure.savefig(buffer, format="svg", metadata={"Date": None})
                self.svg = self._themed(buffer.getvalue())
        finally:
            self._context.__exit__(kind, error, trace)

    def _themed(self, drawn: str) -> str:
        drawn = drawn[drawn.index("<svg") :]
        drawn = re.sub(r"\s*<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
        for colour, name in _COLOURS.items():
            drawn = drawn.replace(colour, f"var({name})")
        drawn = re.sub(r'\bid="(figure_|patch_|axes_|text_|line2d_|matplotlib)[^"]*"', "", drawn)
        view = re.search(r'viewBox="[^"]+"', drawn)
        first = drawn.index(">") + 1
        labelled = f'<title id="t{self._salt}">{escape(self._title)}</title>'
        labelled += f'<desc id="d{self._salt}">{escape(self._description)}</desc>'
        opening = (
            f'<svg role="img" aria-labelledby="t{self._salt} d{self._salt}" '
            'xmlns="http://www.w3.org/2000/svg" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink" {view.group(0) if view else ""} '
            f'style="min-width: {max(0, round(100 * self._size[0] - 200))}px">'
        )
        return opening + labelled + drawn[first:]
