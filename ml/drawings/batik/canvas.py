"""The stretched cloth: what part of it is seen, and the SVG that is drawn on it."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from ml.drawings.batik.palettes import Palette
from ml.drawings.batik.pen import Point, number, turn

T = TypeVar("T")

VIEW = 1000.0
"""Side of the drawing's viewBox."""


@dataclass(frozen=True)
class Frame:
    """Which part of an endless cloth is seen: its centre, its turn in degrees, its scale, mirrored or not."""

    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
    scale: float = 1.0
    mirrored: bool = False

    def transform(self) -> str:
        """The SVG transform from cloth to viewBox."""
        side = f"{-self.scale:.4f} {self.scale:.4f}" if self.mirrored else f"{self.scale:.4f}"
        middle = number(VIEW / 2)
        return (
            f"translate({middle} {middle})rotate({number(self.angle)})scale({side})"
            f"translate({number(-self.x)} {number(-self.y)})"
        )

    def sees(self, x: float, y: float, reach: float) -> bool:
        """Whether a disc of radius `reach` round a point of the cloth touches the view."""
        side = -1.0 if self.mirrored else 1.0
        dx, dy = turn((side * (x - self.x), y - self.y), self.angle)
        half = VIEW / 2 / self.scale + reach
        return abs(dx) <= half and abs(dy) <= half

    @property
    def radius(self) -> float:
        """Radius of the disc of cloth, round the frame's centre, that holds the whole view."""
        return VIEW / 2 / self.scale * math.sqrt(2)


@dataclass
class Canvas:
    """One drawing in the making; motifs add to it by roles of the palette.

    `variety` 0..1 says how far proportions and manners stray from the usual ones of a motif.
    """

    rng: Random
    palette: Palette
    frame: Frame
    prefix: str
    variety: float = 0.0
    defs: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)

    def add(self, markup: str) -> None:
        """Draw on top of what is there."""
        self.body.append(markup)

    def cover(self, fill: str) -> None:
        """Fill the whole visible cloth with a colour or a pattern reference."""
        r = self.frame.radius + 5
        x, y, side = number(self.frame.x - r), number(self.frame.y - r), number(2 * r)
        self.add(f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{fill}"/>')

    def define(self, markup: str) -> str:
        """Keep markup for reuse; returns its id."""
        name = self._name()
        self.defs.append(f'<g id="{name}">{markup}</g>')
        return name

    def pattern(self, width: float, height: float, markup: str, *, angle: float = 0.0) -> str:
        """A repeating tile; returns a paint to use as a fill."""
        name = self._name()
        turned = f' patternTransform="rotate({number(angle)})"' if angle else ""
        self.defs.append(
            f'<pattern id="{name}" width="{number(width)}" height="{number(height)}" '
            f'patternUnits="userSpaceOnUse"{turned}>{markup}</pattern>'
        )
        return f"url(#{name})"

    def clip(self, path: str) -> str:
        """A clip of one path; returns its reference."""
        name = self._name()
        self.defs.append(f'<clipPath id="{name}"><path d="{path}"/></clipPath>')
        return f"url(#{name})"

    def use(self, name: str, x: float, y: float, *, angle: float = 0.0, scale: float = 1.0) -> None:
        """Draw a kept shape with its origin at (x, y)."""
        self.add(placed(name, x, y, angle=angle, scale=scale))

    def variants(self, count: int, make: Callable[[], str]) -> list[str]:
        """Ids of several drawings of the same thing: no two strokes of a hand are alike."""
        return [self.define(make()) for _ in range(count)]

    def lattice(self, first: Point, second: Point, reach: float) -> Iterator[tuple[int, int, float, float]]:
        """(i, j, x, y) of every visible lattice point i*first + j*second, row by row."""
        det = first[0] * second[1] - first[1] * second[0]
        span = self.frame.radius + reach
        across = span * (math.hypot(*first) + math.hypot(*second)) / abs(det)
        ci = (self.frame.x * second[1] - self.frame.y * second[0]) / det
        cj = (self.frame.y * first[0] - self.frame.x * first[1]) / det
        for j in range(math.floor(cj - across), math.ceil(cj + across) + 1):
            for i in range(math.floor(ci - across), math.ceil(ci + across) + 1):
                x, y = i * first[0] + j * second[0], i * first[1] + j * second[1]
                if self.frame.sees(x, y, reach):
                    yield i, j, x, y

    def about(self, usual: float, low: float, high: float) -> float:
        """A proportion: the usual one at variety 0, anything from low to high at 1."""
        return usual + self.variety * (self.rng.uniform(low, high) - usual)

    def manner(self, usual: T, *others: T) -> T:
        """How a thing is drawn: the usual way at variety 0, each way as often as any other at 1."""
        chosen = self.rng.choice((usual, *others))
        return chosen if self.rng.random() < self.variety else usual

    def choose(self, names: Sequence[str]) -> str:
        """One of several variants."""
        return self.rng.choice(names)

    def svg(self, size: int) -> str:
        """The finished document, `size` pixels wide and high by default, sharp at any size."""
        side = number(VIEW)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{size}" '
            f'height="{size}"><defs>{"".join(self.defs)}</defs>'
            f'<g transform="{self.frame.transform()}">{"".join(self.body)}</g></svg>'
        )

    def _name(self) -> str:
        return f"{self.prefix}{len(self.defs)}"


def path(data: str, fill: str = "none", stroke: str = "", width: float = 0.0, extra: str = "") -> str:
    """One SVG path; strokes are round, as wax flows."""
    line = f' stroke="{stroke}" stroke-width="{number(width)}" stroke-linecap="round"' if stroke else ""
    return f'<path d="{data}" fill="{fill}"{line}{extra}/>'


def placed(name: str, x: float, y: float, *, angle: float = 0.0, scale: float = 1.0) -> str:
    """Markup that draws a kept shape with its origin at (x, y)."""
    turned = f"rotate({number(angle)})" if angle else ""
    scaled = f"scale({scale:.3f})" if scale != 1.0 else ""
    return f'<use href="#{name}" transform="translate({number(x)} {number(y)}){turned}{scaled}"/>'


def group(markup: str, x: float = 0.0, y: float = 0.0, angle: float = 0.0, scale: str = "") -> str:
    """Markup moved, turned and scaled as one."""
    turned = f"rotate({number(angle)})" if angle else ""
    scaled = f"scale({scale})" if scale else ""
    return f'<g transform="translate({number(x)} {number(y)}){turned}{scaled}">{markup}</g>'
