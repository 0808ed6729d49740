"""Bundles that should never serve: a good one with one thing wrong, and a record that fits it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

CORRUPT, INCOMPATIBLE = "bundle_corrupt", "bundle_incompatible"
Spoil = Callable[[Path], object]


def record(folder: Path, **changes: Any) -> Path:
    """Another record with a sum that fits it, as a forger would leave it."""
    raw = json.loads((folder / "bundle.json").read_text()) | changes
    return sealed(folder, json.dumps(raw).encode())


def sealed(folder: Path, content: bytes) -> Path:
    """These bytes as the record, and the sum of them."""
    (folder / "bundle.json").write_bytes(content)
    (folder / "bundle.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  bundle.json\n")
    return folder


def file(folder: Path, name: str, content: bytes) -> Path:
    """Another file, with its own hash in the record."""
    (folder / name).write_bytes(content)
    files = json.loads((folder / "bundle.json").read_text())["files"]
    return record(folder, files=files | {name: hashlib.sha256(content).hexdigest()})


def arrays(folder: Path) -> dict[str, np.ndarray]:
    """The arrays of the head."""
    with np.load(folder / "head.npz") as stored:
        return dict(stored)


def head(folder: Path, pickled: bool = False, **changes: np.ndarray) -> Path:
    """Another head; `pickled` writes arrays of objects as well."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=pickled, **(arrays(folder) | changes))
    return file(folder, "head.npz", buffer.getvalue())


def with_nan(folder: Path, name: str, value: float = np.nan) -> Path:
    """A head with one number that is none."""
    array = arrays(folder)[name].copy()
    array.flat[array.size // 2] = value
    return head(folder, **{name: array})


def _objects(folder: Path) -> Path:
    """A pickle that would make a file if anybody ever loaded it."""

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(folder.parent / "trap"),)

    return head(folder, pickled=True, mean=np.array([Trap()], dtype=object))


def _huge(folder: Path) -> Path:
    """A header that asks for eight terabytes."""
    buffer = BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    member = buffer.getvalue() + bytes(64)
    return _zipped(folder, zipfile.ZIP_STORED, member)


def _bomb(folder: Path) -> Path:
    """A few kilobytes that unpack to half a gigabyte."""
    buffer = BytesIO()
    shape = (1 << 26,)
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return _zipped(folder, zipfile.ZIP_DEFLATED, buffer.getvalue() + bytes(1 << 29))


def _zipped(folder: Path, how: int, member: bytes) -> Path:
    with zipfile.ZipFile(folder / "head.npz") as archive:
        others = {name: archive.read(name) for name in archive.namelist()}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, content in (others | {"mean.npy": member}).items():
            archive.writestr(name, content)
    return file(folder, "head.npz", buffer.getvalue())


def _network(folder: Path, change: Callable[[bytes], bytes]) -> Path:
    return file(folder, "backbone.tflite", change((folder / "backbone.tflite").read_bytes()))


def _network_of_nan(content: bytes) -> bytes:
    """Half of its numbers are none; its structure, which stands at the end, is whole."""
    start, count = len(content) // 4 & ~3, len(content) // 8
    return (
        content[:start]
        + np.full(count // 4, np.nan, np.float32).tobytes()
        + content[start + count // 4 * 4 :]
    )


def _raw(folder: Path, old: str, new: str) -> Path:
    text = (folder / "bundle.json").read_text()
    assert old in text
    return sealed(folder, text.replace(old, new).encode())


def _other(folder: Path, field: str, **changes: Any) -> Path:
    raw = json.loads((folder / "bundle.json").read_text())[field]
    return record(folder, **{field: raw | changes})


def _more_labels(folder: Path) -> Path:
    labels = json.loads((folder / "bundle.json").read_text())["labels"]
    return record(folder, labels=[*labels, "one more"])


def _twice(folder: Path) -> Path:
    labels = json.loads((folder / "bundle.json").read_text())["labels"]
    return record(folder, labels=[labels[0], *labels[:-1]])


def _narrow(folder: Path) -> Path:
    stored = arrays(folder)
    return head(folder, weights=stored["weights"][:, :-1], bias=stored["bias"][:-1])


def _linked(folder: Path, name: str) -> Path:
    """A link in the place of a file, to the very bytes that the record names."""
    aside = folder.parent / f"outside-{name}"
    (folder / name).rename(aside)
    (folder / name).symlink_to(aside)
    return folder


def _piped(folder: Path, name: str) -> Path:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    return folder


def _cut(folder: Path, name: str) -> Path:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    return folder


BAD: dict[str, tuple[str, Spoil]] = {
    "object array": (INCOMPATIBLE, _objects),
    "array with a huge header": (INCOMPATIBLE, _huge),
    "packed array": (INCOMPATIBLE, _bomb),
    "arrays that are no archive": (INCOMPATIBLE, lambda folder: file(folder, "head.npz", b"PK\3\4 nothing")),
    "text in place of numbers": (INCOMPATIBLE, lambda folder: head(folder, bias=np.array(["a", "b", "c"]))),
    "one number for all weights": (INCOMPATIBLE, lambda folder: head(folder, mean=np.float32(1))),
    "weights that are no numbers": (INCOMPATIBLE, lambda folder: with_nan(folder, "weights")),
    "infinite references": (INCOMPATIBLE, lambda folder: with_nan(folder, "references", np.inf)),
    "no references": (INCOMPATIBLE, lambda folder: head(folder, references=np.zeros((0, 5), np.float16))),
    "scales of zero": (
        INCOMPATIBLE,
        lambda folder: head(folder, scale=np.zeros_like(arrays(folder)["scale"])),
    ),
    "head of another shape": (INCOMPATIBLE, _narrow),
    "more labels than the head": (INCOMPATIBLE, _more_labels),
    "garbage network": (INCOMPATIBLE, lambda folder: _network(folder, lambda _: b"\x1c\0\0\0TFL3 nothing")),
    "network cut short": (INCOMPATIBLE, lambda folder: _network(folder, lambda content: content[:-4000])),
    "network that answers no numbers": (INCOMPATIBLE, lambda folder: _network(folder, _network_of_nan)),
    "another input size": (INCOMPATIBLE, lambda folder: record(folder, input_size=96)),
    "index that is none": (INCOMPATIBLE, lambda folder: file(folder, "index.json", b'{"sha256": 1}')),
    "format of another time": (INCOMPATIBLE, lambda folder: record(folder, format_version=99)),
    "a label twice": (CORRUPT, _twice),
    "one label": (CORRUPT, lambda folder: record(folder, labels=["stripes"])),
    "labels that are no list": (CORRUPT, lambda folder: record(folder, labels="stripes")),
    "temperature NaN": (CORRUPT, lambda folder: record(folder, temperature=float("nan"))),
    "temperature 0": (CORRUPT, lambda folder: record(folder, temperature=0)),
    "temperature below 0": (CORRUPT, lambda folder: record(folder, temperature=-1.0)),
    "temperature in words": (CORRUPT, lambda folder: record(folder, temperature="warm")),
    "threshold above 1": (CORRUPT, lambda folder: _other(folder, "thresholds", sure=1.5)),
    "threshold NaN": (CORRUPT, lambda folder: _other(folder, "thresholds", set=float("nan"))),
    "no threshold": (CORRUPT, lambda folder: record(folder, thresholds={})),
    "novelty without a reach": (CORRUPT, lambda folder: _other(folder, "novelty", reach=0)),
    "no neighbours": (CORRUPT, lambda folder: _other(folder, "novelty", neighbours=0)),
    "promise above 1": (CORRUPT, lambda folder: _other(folder, "conformal", promise=2)),
    "studies in words": (CORRUPT, lambda folder: _other(folder, "options", studies="many")),
    "weak points in words": (CORRUPT, lambda folder: record(folder, known_weak=["all"])),
    "figures in words": (CORRUPT, lambda folder: record(folder, figures={"test": "good"})),
    "figures NaN": (
        CORRUPT,
        lambda folder: _other(folder, "options", penalty=float("nan")),
    ),
    "a field that nobody knows": (CORRUPT, lambda folder: record(folder, surprise=1)),
    "a backbone that is a list": (CORRUPT, lambda folder: record(folder, backbone=[])),
    "a record that is a list": (CORRUPT, lambda folder: sealed(folder, b"[]")),
    "a record that is no JSON": (CORRUPT, lambda folder: sealed(folder, b"\xff\xfe")),
    "a record nested without end": (CORRUPT, lambda folder: sealed(folder, b"[" * 200_000)),
    "a file outside": (CORRUPT, lambda folder: _other(folder, "files", **{"../../etc/passwd": "0" * 64})),
    "a file missing": (CORRUPT, lambda folder: (folder / "head.npz").unlink()),
    "a file that is named and missing": (
        CORRUPT,
        lambda folder: _other(folder, "files", **{"extra.npz": "0" * 64}),
    ),
    "a file cut short": (CORRUPT, lambda folder: _cut(folder, "head.npz")),
    "no network": (CORRUPT, lambda folder: record(folder, files={})),
    "a link for a file": (CORRUPT, lambda folder: _linked(folder, "head.npz")),
    "a link for the network": (CORRUPT, lambda folder: _linked(folder, "backbone.tflite")),
    "a link for the record": (CORRUPT, lambda folder: _linked(folder, "bundle.json")),
    "a pipe for a file": (CORRUPT, lambda folder: _piped(folder, "head.npz")),
    "a pipe for the record": (CORRUPT, lambda folder: _piped(folder, "bundle.json")),
    "a pipe for the sum": (CORRUPT, lambda folder: _piped(folder, "bundle.sha256")),
}
"""What is wrong, the code of the refusal, and what makes it so of a copy of a good bundle."""
