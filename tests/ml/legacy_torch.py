"""Files of tensors as torch wrote them before its version 1.6, made without torch."""

import io
import pickle
import sys
import types
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np


class FloatStorage:
    """Stands for torch's class of the same name."""


class LongStorage:
    """Stands for torch's class of the same name."""


def _rebuild_tensor_v2(*_: object) -> None:
    """Stands for torch's function of the same name."""


class _Tensor:
    def __init__(self, key: str, values: np.ndarray) -> None:
        self.key, self.values = key, values

    def __reduce__(self) -> tuple[object, ...]:
        values = self.values
        strides = tuple(step // values.itemsize for step in values.strides)
        return _rebuild_tensor_v2, (
            _Storage(self.key, values),
            0,
            values.shape,
            strides,
            False,
            OrderedDict(),
        )


class _Storage:
    def __init__(self, key: str, values: np.ndarray) -> None:
        self.key, self.values = key, values


class _Pickler(pickle.Pickler):
    def persistent_id(self, found: Any) -> Any:
        if not isinstance(found, _Storage):
            return None
        kind = FloatStorage if found.values.dtype == np.float32 else LongStorage
        return "storage", kind, found.key, "cpu", found.values.size, None


def save(tensors: Mapping[str, Any]) -> bytes:
    """The file as bytes: five pickles, then the storages; other values are pickled as they are."""
    named = {
        name: _Tensor(str(number), value) if isinstance(value, np.ndarray) else value
        for number, (name, value) in enumerate(tensors.items())
    }
    kept = [one for one in named.values() if isinstance(one, _Tensor)]
    buffer = io.BytesIO()
    with _torch():
        keys = [one.key for one in kept]
        for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, OrderedDict(named), keys):
            _Pickler(buffer, 2).dump(part)
    for one in kept:
        buffer.write(one.values.size.to_bytes(8, "little") + _in_memory(one.values))
    return buffer.getvalue()


def _in_memory(values: np.ndarray) -> bytes:
    """The storage under a view, in its own order."""
    order = np.argsort([-step for step in values.strides], kind="stable")
    return np.ascontiguousarray(values.transpose(order)).tobytes()


@contextmanager
def _torch() -> Iterator[None]:
    """Let pickle find the stand-ins under torch's names."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    torch.__dict__.update(FloatStorage=FloatStorage, LongStorage=LongStorage, _utils=utils)
    utils.__dict__.update(_rebuild_tensor_v2=_rebuild_tensor_v2)
    before = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    homes = {FloatStorage: "torch", LongStorage: "torch", _rebuild_tensor_v2: "torch._utils"}
    own = {one: one.__module__ for one in homes}
    sys.modules.update({"torch": torch, "torch._utils": utils})
    for one, home in homes.items():
        one.__module__ = home
    try:
        yield
    finally:
        for one, home in own.items():
            one.__module__ = home
        for name, module in before.items():
            sys.modules.pop(name) if module is None else sys.modules.update({name: module})
