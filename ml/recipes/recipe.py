"""A recipe: a named way to train, where it is from, and what its authors published of it."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Literal

from ml.recipes.settings import Option


@dataclass(frozen=True)
class Published:
    """A figure as its authors gave it; it is theirs, on their data, and never a claim of ours."""

    figure: float
    what: str
    source: str
    n: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {"figure": self.figure, "what": self.what, "source": self.source, "n": self.n}


@dataclass(frozen=True)
class Recipe:
    """A named way to train."""

    name: str
    title: str
    source: str
    description: str
    options: tuple[Option, ...]
    _: KW_ONLY
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Where it departs from the defaults of `Settings`."""
    tapped: Mapping[str, Any] = field(default_factory=dict)
    """Where it departs further on a network that textures are read from, as when no weights are given."""
    smoke: Mapping[str, Any] = field(default_factory=dict)
    """Options that make it run in seconds, to see that it runs."""
    published: tuple[Published, ...] = ()
    audience: Literal["catalogue", "research"] = "research"
    """Who is offered it: everyone who retrains a catalogue, or only those who compare recipes."""
    broader: bool = False
    """Learns the broader labels instead of the leaves."""

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "source": self.source,
            "description": self.description,
            "audience": self.audience,
            "options": [option.to_json() for option in self.options],
            "published": [one.to_json() for one in self.published],
            "smoke": dict(self.smoke),
        }
