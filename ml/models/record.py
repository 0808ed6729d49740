"""Reading bundle.json: every field has to be what its name says before anything goes by it."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ml.errors import BundleCorrupt, BundleIncompatible, ConfigInvalid
from ml.figures import TrainingFigures
from ml.records import BundleInfo

FORMAT_VERSION = 3
INFO = "bundle.json"
SUM = "bundle.sha256"

Holds = Callable[[Any], bool]

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIDES = range(16, 2049)
"""Sides that a network's input may have, in pixels."""
_LARGEST = 1e9
"""No number that answers go by is larger, and none that divides is smaller than one over it."""


def info_of(content: bytes) -> BundleInfo:
    """What the bytes of a bundle.json say.

    Raises BundleCorrupt naming the field that is missing, unknown or of the wrong kind, BundleIncompatible
    for a format of another time.
    """
    raw = _parsed(content)
    if raw.get("format_version") != FORMAT_VERSION:
        raise BundleIncompatible(
            f"{INFO} has bundle format {raw.get('format_version')!r}; this version reads {FORMAT_VERSION}. "
            "Train it again."
        )
    try:
        info = BundleInfo.from_json(raw, hashlib.sha256(content).hexdigest())
    except (KeyError, TypeError, AttributeError) as error:
        raise BundleCorrupt(f"{INFO} lacks or garbles a field ({error}).") from error
    if strange := next((name for name in _names(raw) if not _FILE_NAME.fullmatch(name)), None):
        raise BundleCorrupt(f"{INFO} names a file {strange!r} that no bundle has.")
    for name, holds in _FIELDS.items():
        if not holds(raw.get(name)):
            raise BundleCorrupt(f"{INFO} has {name} = {_short(raw.get(name))}, which cannot be.")
    _read_figures(info)
    return info


def _names(raw: Mapping[str, Any]) -> list[str]:
    files = raw.get("files")
    return list(files) if isinstance(files, dict) else []


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BundleCorrupt(f"{INFO} is not what a bundle begins with ({error}).") from error
    if not isinstance(raw, dict) or "format_version" not in raw:
        raise BundleCorrupt(f"{INFO} is not what a bundle begins with: it has no format_version.")
    return raw


def _read_figures(info: BundleInfo) -> None:
    try:
        TrainingFigures.from_json(info.figures or {})
    except (ConfigInvalid, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BundleCorrupt(f"The figures in {INFO} cannot be read ({error!r}).") from error


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 120 else f"{shown[:120]}..."


def _is_number(value: Any) -> bool:
    """A finite one: no comparison holds for what is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31


def _is_positive(value: Any) -> bool:
    return _is_number(value) and value >= 1 / _LARGEST


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _are_labels(value: Any) -> bool:
    """At least two, each once: with one alone every picture would surely be that."""
    return isinstance(value, list) and all(map(_is_name, value)) and 2 <= len(value) == len(set(value))


def _is_ceiling(value: Any) -> bool:
    """Shares that rise, as many of one kind as of the other; earlier releases had none."""
    if value in (None, {}):
        return True
    if not isinstance(value, dict) or set(value) != {"levels", "most"}:
        return False
    lines = list(value.values())
    rising = all(
        isinstance(line, list) and all(map(_is_share, line)) and line == sorted(line) for line in lines
    )
    return rising and len(lines[0]) == len(lines[1])


def _each(holds: Holds) -> Holds:
    """A list or an object whose every value is of one kind."""

    def check(value: Any) -> bool:
        if isinstance(value, dict):
            return all(map(holds, value.values()))
        return isinstance(value, list) and all(map(holds, value))

    return check


def _having(wanted: Mapping[str, Holds], may_lack: Collection[str] = ()) -> Holds:
    """An object with these members, and perhaps others."""

    def check(value: Any) -> bool:
        return isinstance(value, dict) and all(
            holds(value[name]) if name in value else name in may_lack for name, holds in wanted.items()
        )

    return check


_ESTIMATE: dict[str, Holds] = {
    "value": _is_number, "low": _is_number, "high": _is_number, "n": _is_count,
}  # fmt: skip
_WEAK = _having(
    {
        "label": _is_name,
        "sentence": _each(_is_text),
        "recall": _having(_ESTIMATE),
        "confused_with": _each(_having(_ESTIMATE | {"label": _is_name, "count": _is_count}, ("count",))),
    },
    # Earlier releases had the sentence alone.
    may_lack=("recall", "confused_with"),
)
_NOVELTY = {
    "weight": lambda value: _is_number(value) and value >= 0,
    "middle": _is_number,
    "reach": _is_positive,
    "neighbours": lambda value: _is_count(value) and value > 0,
}
_FIELDS: dict[str, Holds] = {
    "recipe": _is_name,
    "labels": _are_labels,
    "backbone": _having({"name": _is_name, "kind": _is_name, "digest": _is_text}),
    "input_size": lambda value: _is_count(value) and value in _SIDES,
    "temperature": _is_positive,
    "thresholds": _having({"sure": _is_share, "set": _is_share, "novelty": _is_positive}),
    "novelty": _having(_NOVELTY, may_lack=("neighbours",)),
    "ceiling": _is_ceiling,
    "conformal": _having({"promise": _is_share, "least": _is_share, "n": _is_count}),
    "broader": lambda value: isinstance(value, dict) and all(map(_is_name, value.values())),
    "known_weak": lambda value: isinstance(value, list) and all(map(_WEAK, value)),
    "n_train": _is_count,
    "snapshot_digest": _is_text,
    "library_versions": _each(_is_text),
    "created_at": _is_text,
    "options": _having({"studies": _is_count}, may_lack=("studies",)),
    "files": lambda value: isinstance(value, dict) and all(map(_is_digest, value.values())),
    "checks": lambda value: value is None or isinstance(value, dict),
}
"""Whether a field's value can be used. The figures are read as what they are."""
