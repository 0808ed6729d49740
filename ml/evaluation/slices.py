"""Where a model is weaker: accuracy by what images have in common, from a table or seen in the pixels."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import numpy as np
from PIL import Image

from ml.datasets import Item
from ml.errors import DatasetInvalid
from ml.figures import Slice, newcombe, wilson
from ml.images import decode, inspect

FEW = 30
"""Below this many images a slice is flagged: its interval spans half of everything."""

_MOST_VALUES = 60
_THIRDS_FROM = 8
_SIDE = 192


def slice_reports(correct: Sequence[bool], attributes: Mapping[str, Sequence[str]]) -> tuple[Slice, ...]:
    """Accuracy per attribute and value, worst first within each attribute.

    Attributes hold one text per image, empty where it is not known.
    """
    right = np.asarray(correct, bool)
    slices: list[Slice] = []
    for attribute, texts in attributes.items():
        values = np.asarray(texts)
        known = values != ""
        rows = []
        for value in np.unique(values[known]):
            inside, rest = values == value, known & (values != value)
            n, hits = int(inside.sum()), int(right[inside].sum())
            apart = newcombe(hits, n, int(right[rest].sum()), int(rest.sum())) if rest.any() else None
            rows.append(Slice(attribute, str(value), wilson(hits, n), apart, n < FEW))
        slices += sorted(rows, key=lambda one: (one.accuracy.value, one.value))
    return tuple(slices)


def table_attributes(path: Path, items: Sequence[Item], folder: Path) -> dict[str, list[str]]:
    """Columns of a CSV as attributes; its rows name images by `sha256`, or by `file` within `folder`.

    Columns of many numbers become thirds. Left out are those that say the same of all images, or something
    else of nearly each, or only repeat the class. Raises DatasetInvalid when the table cannot be used.
    """
    rows = _rows(path)
    by_digest = {row["sha256"]: row for row in rows if row.get("sha256")}
    by_file = {row["file"]: row for row in rows if row.get("file")}
    found = [by_file.get(_within(item.path, folder)) or by_digest.get(item.sha256) or {} for item in items]
    if not any(found):
        raise DatasetInvalid(
            f"{path} describes none of the {len(items)} images. It has to name them in a column `sha256`, "
            f"or `file` (such as {_within(items[0].path, folder) if items else 'class/1.jpg'})."
        )
    attributes = {}
    for name in rows[0]:
        texts = [str(row.get(name) or "") for row in found]
        if name not in ("file", "sha256") and texts != [item.label for item in items]:
            grouped = _grouped(texts)
            if grouped:
                attributes[name] = grouped
    return attributes


def derived_attributes(items: Sequence[Item]) -> dict[str, list[str]]:
    """Shape, size, brightness, colour and sharpness of each image, in words; thirds of this set."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        measured = np.array(list(pool.map(lambda item: _measures(item.path), items)), np.float64)
    shape, short, light, colour, sharp = measured.reshape(-1, 5).T
    shapes = np.where(shape > 1.15, "wide", np.where(shape < 1 / 1.15, "tall", "about square"))
    found = {
        "shape": [str(one) for one in shapes],
        "short side": _thirds(short, ("small", "middle", "large"), "{:.0f} px"),
        "brightness": _thirds(light, ("dark", "middle", "bright"), "{:.2f}"),
        "colour": _thirds(colour, ("grey", "middle", "colourful"), "{:.2f}"),
        "sharpness": _thirds(sharp, ("blurred", "middle", "sharp"), "{:.2f}"),
    }
    return {name: texts for name, texts in found.items() if len(set(texts)) > 1}


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        # Spreadsheets write semicolons where the comma is the decimal sign; the header tells.
        header = text.partition("\n")[0]
        rows = list(csv.DictReader(StringIO(text), delimiter=max(",;\t", key=header.count)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetInvalid(f"{path} cannot be read as a table ({error}). Give a CSV in UTF-8.") from error
    if not rows:
        raise DatasetInvalid(f"{path} has no rows. Give a CSV with a header and a row per image.")
    return rows


def _within(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name


def _grouped(texts: Sequence[str]) -> list[str]:
    """The texts where they make groups, thirds of many numbers, or nothing."""
    counts = Counter(text for text in texts if text)
    if len(counts) < 2:
        return []
    numbers = _numbers(texts)
    if numbers is not None and len(counts) > _THIRDS_FROM:
        return _thirds(numbers, ("low", "middle", "high"), "{:g}")
    if len(counts) > min(_MOST_VALUES, sum(counts.values()) / 2):
        return []
    return list(texts)


def _numbers(texts: Sequence[str]) -> np.ndarray | None:
    try:
        return np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return None


def _thirds(values: np.ndarray, names: tuple[str, str, str], form: str) -> list[str]:
    """The third that each value lies in, by name and bounds; empty for NaN."""
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, [1 / 3, 2 / 3]) if known.size else (0.0, 0.0)
    below, above = form.format(low), form.format(high)
    words = (f"{names[0]}: up to {below}", f"{names[1]}: {below} to {above}", f"{names[2]}: over {above}")
    return ["" if not np.isfinite(v) else words[int(v > low) + int(v > high)] for v in values]


def _measures(path: Path) -> tuple[float, float, float, float, float]:
    """Width over height, short side, brightness 0..1, colourfulness 0..1, share of finest detail."""
    header = inspect(path)
    pixels = Image.fromarray(decode(path, at_least=_SIDE)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    values = np.asarray(pixels, np.float32) / 255
    grey = values @ np.array([0.299, 0.587, 0.114], np.float32)
    edges = 4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    sharp = float(edges.std() / max(float(grey.std()), 1e-6))
    colour = float((values.max(axis=2) - values.min(axis=2)).mean())
    return header.width / header.height, min(header.width, header.height), float(grey.mean()), colour, sharp
