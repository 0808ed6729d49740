"""What a model is weak at, in words, from its own held-out answers; only where they say so for sure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ml.figures import Estimate, wilson

_FEWEST = 3
_OFTEN = 0.1


def known_weak(counts: np.ndarray, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Classes that are surely recognised less than the average one, or surely often taken for another.

    `counts` is int (k, k), rows the truth and columns the answer. A class is named when its recall's whole
    95 % interval lies below the recall of all images together, or when at least _FEWEST of its images went to
    one other class and that share's interval lies above _OFTEN. Each entry is {label, sentence {id, en},
    recall {value, low, high, n}, confused_with [{label, value, low, high, n, count}]}; the worst first.
    """
    overall = np.trace(counts) / max(counts.sum(), 1)
    found = []
    for index, label in enumerate(labels):
        support = int(counts[index].sum())
        recall = wilson(int(counts[index, index]), support)
        others = _taken_for(counts[index], index, labels)
        if support and (recall.high < overall or others):
            found.append(_entry(label, recall, others))
    return sorted(found, key=lambda entry: (entry["recall"]["value"], entry["label"]))


def _taken_for(row: np.ndarray, index: int, labels: Sequence[str]) -> list[dict[str, Any]]:
    support = int(row.sum())
    found = []
    for other in np.argsort(-row, kind="stable"):
        share = wilson(int(row[other]), support)
        if other != index and row[other] >= _FEWEST and share.low > _OFTEN:
            found.append({"label": labels[other], **share.to_json(), "count": int(row[other])})
    return found


def _entry(label: str, recall: Estimate, others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    english = [f"Recognised in {_of(recall, 'of', 'to')}."]
    indonesian = [f"Dikenali pada {_of(recall, 'dari', 'sampai')}."]
    for other in others:
        share = Estimate(other["value"], other["low"], other["high"], other["n"])
        english.append(f"Often taken for {other['label']}: {_of(share, 'of', 'to')}.")
        indonesian.append(f"Sering dikira {other['label']}: {_of(share, 'dari', 'sampai')}.")
    return {
        "label": label,
        "sentence": {"id": " ".join(indonesian), "en": " ".join(english)},
        "recall": recall.to_json(),
        "confused_with": list(others),
    }


def _of(share: Estimate, of: str, to: str) -> str:
    """3 of 8 (14 % to 69 %)."""
    low, high = round(100 * share.low), round(100 * share.high)
    return f"{round(share.value * share.n)} {of} {share.n} ({low} % {to} {high} %)"
