"""Read arrays from a file that torch wrote before its version 1.6, without torch, running nothing.

Such a file is five pickled objects (a magic number, a protocol version, facts of the system, the tensors, the
keys of their storages) and then the storages, raw. The pickles are not unpickled: their instructions are
followed here as far as tensors need them, and every other instruction or name is refused.
"""

import io
import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_MAGIC = 0x1950A86A20F9469CFC6C
_STORAGES: dict[str, np.dtype[Any]] = {
    "torch FloatStorage": np.dtype("<f4"),
    "torch LongStorage": np.dtype("<i8"),
}
_KNOWN = {*_STORAGES, "torch._utils _rebuild_tensor_v2", "collections OrderedDict"}


@dataclass(frozen=True)
class _Name:
    """One of the names that a tensor file needs; nothing is imported for it."""

    name: str


@dataclass(frozen=True)
class _Storage:
    key: str
    dtype: np.dtype[Any]
    count: int


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """The named tensors of a file, each an array of its own; raises ValueError for what it does not know."""
    with path.open("rb") as file:
        if _followed(file) != _MAGIC:
            raise ValueError(f"{path.name} is no file that torch wrote before its version 1.6.")
        for _ in ("protocol version", "facts of the system"):
            _followed(file)
        tensors, keys = _followed(file), _followed(file)
        storages = _read_storages(file, keys, {one.storage.key: one.storage for one in tensors.values()})
    return {name: _laid_out(storages[one.storage.key], one) for name, one in tensors.items()}


def _read_storages(
    file: io.BufferedReader, keys: list[str], known: dict[str, _Storage]
) -> dict[str, np.ndarray]:
    found = {}
    for key in keys:
        storage = known[key]
        count = int.from_bytes(file.read(8), "little")
        if count != storage.count:
            raise ValueError(f"Storage {key} has {count} values instead of {storage.count}.")
        found[key] = np.frombuffer(file.read(count * storage.dtype.itemsize), storage.dtype)
    return found


def _laid_out(values: np.ndarray, tensor: _Tensor) -> np.ndarray:
    """A tensor's values by its strides, which need not be those of its shape."""
    reach = tensor.offset + sum((n - 1) * s for n, s in zip(tensor.shape, tensor.strides, strict=True)) + 1
    if min(tensor.strides, default=0) < 0 or tensor.offset < 0 or reach > len(values):
        raise ValueError(
            f"A tensor of shape {tensor.shape} reaches beyond its storage of {len(values)} values."
        )
    steps = [stride * values.itemsize for stride in tensor.strides]
    return np.lib.stride_tricks.as_strided(values[tensor.offset :], tensor.shape, steps).copy()


def _followed(file: io.BufferedReader) -> Any:
    """What one pickle describes."""
    return _Machine().follow(file)


class _Machine:
    """A stack, marks and a memory: as much of pickle's machine as tensor files use."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memory: dict[int, Any] = {}

    def follow(self, file: io.BufferedReader) -> Any:
        for opcode, argument, _ in pickletools.genops(file):
            if opcode.name == "STOP":
                return self._stack.pop()
            self._do(opcode.name, argument)
        raise ValueError("The file ends within its description.")

    def _do(self, name: str, argument: Any) -> None:
        if name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name](argument))
        elif name in ("BINPUT", "LONG_BINPUT"):
            self._memory[argument] = self._stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            self._stack.append(self._memory[argument])
        elif name == "MARK":
            self._marks.append(len(self._stack))
        elif name in _STEPS:
            _STEPS[name](self)
        elif name != "PROTO":
            raise ValueError(f"A description of tensors has no use for the instruction {name}.")

    def _since_mark(self) -> list[Any]:
        start = self._marks.pop()
        found, self._stack = self._stack[start:], self._stack[:start]
        return found

    def _take(self, count: int) -> list[Any]:
        found, self._stack = self._stack[-count:], self._stack[:-count]
        return found

    def _put(self, value: Any) -> None:
        self._stack.append(value)

    def _set_items(self, pairs: list[Any]) -> None:
        self._stack[-1].update(zip(pairs[::2], pairs[1::2], strict=True))

    def _append_all(self, values: list[Any]) -> None:
        self._stack[-1].extend(values)

    def _call(self) -> None:
        called, arguments = self._take(2)
        if called == _Name("collections OrderedDict") and arguments == ():
            self._put({})
        elif called == _Name("torch._utils _rebuild_tensor_v2"):
            storage, offset, shape, strides, *_ = arguments
            self._put(_Tensor(storage, offset, shape, strides))
        else:
            raise ValueError(f"A description of tensors has no use for a call of {called}.")

    def _refer(self) -> None:
        kind, storage, key, _, count, *_ = self._take(1)[0]
        if kind != "storage" or storage.name not in _STORAGES:
            raise ValueError(f"A description of tensors refers to storages, not to {kind!r}.")
        self._put(_Storage(key, _STORAGES[storage.name], count))

    def _state(self) -> None:
        """Attributes of a dictionary (torch notes versions there) count for nothing."""
        self._take(1)


def _known_name(argument: str) -> _Name:
    if argument not in _KNOWN:
        raise ValueError(f"A description of tensors has no use for the name {argument!r}.")
    return _Name(argument)


_CONSTANTS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE", "SHORT_BINUNICODE"), lambda it: it
    ),
    "GLOBAL": _known_name,
    "NONE": lambda _: None,
    "NEWTRUE": lambda _: True,
    "NEWFALSE": lambda _: False,
    "EMPTY_DICT": lambda _: {},
    "EMPTY_LIST": lambda _: [],
    "EMPTY_TUPLE": lambda _: (),
}
_STEPS: dict[str, Callable[[_Machine], None]] = {
    "TUPLE": lambda m: m._put(tuple(m._since_mark())),
    "TUPLE1": lambda m: m._put(tuple(m._take(1))),
    "TUPLE2": lambda m: m._put(tuple(m._take(2))),
    "TUPLE3": lambda m: m._put(tuple(m._take(3))),
    "SETITEM": lambda m: m._set_items(m._take(2)),
    "SETITEMS": lambda m: m._set_items(m._since_mark()),
    "APPEND": lambda m: m._append_all(m._take(1)),
    "APPENDS": lambda m: m._append_all(m._since_mark()),
    "REDUCE": _Machine._call,
    "BINPERSID": _Machine._refer,
    "BUILD": _Machine._state,
}
