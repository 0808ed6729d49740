"""Frozen values to JSON and back, field by field."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, Self, get_args, get_origin, get_type_hints

from ml.errors import ConfigInvalid


class Plain:
    """To JSON and back, field by field."""

    def to_json(self) -> dict[str, Any]:
        """Plain values; fields marked as kept out of the JSON are left out."""
        return {one.name: _plain(getattr(self, one.name)) for one in _written(self)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Rebuild from `to_json`; raises ConfigInvalid naming a field that is missing or does not fit."""
        value = _built(cls, raw, cls.__name__)
        assert isinstance(value, cls)
        return value


def _written(kind: Any) -> tuple[Any, ...]:
    return tuple(one for one in fields(kind) if one.metadata.get("json", True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, Plain):
        return value.to_json()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _built(kind: Any, raw: Any, where: str) -> Any:
    """A value of the annotated kind from plain JSON."""
    options = get_args(kind)
    if NoneType in options:
        return None if raw is None else _built(options[0], raw, where)
    if get_origin(kind) is tuple:
        if not isinstance(raw, list):
            raise ConfigInvalid(f"{where} has to be a list, not {type(raw).__name__}.")
        return tuple(_built(options[0], one, f"{where}[{i}]") for i, one in enumerate(raw))
    if not is_dataclass(kind):
        return float(raw) if kind is float else raw
    if not isinstance(raw, Mapping):
        raise ConfigInvalid(f"{where} has to be an object, not {type(raw).__name__}.")
    values = {}
    for one in _written(kind):
        if one.name in raw:
            values[one.name] = _built(_hints(kind)[one.name], raw[one.name], f"{where}.{one.name}")  # type: ignore[arg-type]
        elif one.default is MISSING:
            raise ConfigInvalid(f"{where} lacks {one.name!r}. Is this a report of an earlier version?")
    return kind(**values)  # type: ignore[operator]
