"""How a model bears what happens to photographs: turns, crops, small files, blur, light, lost colour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from ml.datasets import Item
from ml.evaluation.judging import OnProgress, answer, refuse_unknown_labels
from ml.figures import Change, Robustness, paired_difference, wilson
from ml.images import SERVING_SIDE, decode_ahead
from ml.models import Classifier
from ml.records import Progress


@dataclass(frozen=True)
class Alteration:
    """One way of changing uint8 (h, w, 3); `mirrors` says that left and right become each other."""

    kind: Change
    name: str
    apply: Callable[[np.ndarray], np.ndarray]
    mirrors: bool = False


def robustness(
    classifier: Classifier,
    items: Sequence[Item],
    on_progress: OnProgress | None = None,
    *,
    mirrored: Mapping[str, str] | None = None,
) -> tuple[Robustness, ...]:
    """A row per change, the unchanged images first; each image is decoded once.

    `mirrored` names labels that become another one in a mirror, such as motifs told apart by the way they
    lean: {"parang kiri": "parang kanan", "parang kanan": "parang kiri"}. Others keep their label.
    Raises DatasetInvalid as `evaluate` does.
    """
    refuse_unknown_labels(classifier, items)
    swaps = mirrored or {}
    answers: list[list[str]] = []
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, classifier.info.input_size))
    for image in images:
        answers.append([_named(classifier, one.apply(image)) for one in ALTERATIONS])
        if on_progress:
            on_progress(Progress("changing", len(answers), len(items)))
    return tuple(
        _row(one, [row[i] for row in answers], [row[0] for row in answers], items, swaps)
        for i, one in enumerate(ALTERATIONS)
    )


def _named(classifier: Classifier, image: np.ndarray) -> str:
    return classifier.labels[int(np.argmax(answer(classifier, image)))]


def _row(
    one: Alteration,
    named: Sequence[str],
    before: Sequence[str],
    items: Sequence[Item],
    swaps: Mapping[str, str],
) -> Robustness:
    wanted = swaps if one.mirrors else {}
    truth = [item.label for item in items]
    right = np.array([name == wanted.get(label, label) for name, label in zip(named, truth, strict=True)])
    upright = np.array([name == label for name, label in zip(before, truth, strict=True)])
    same = sum(name == wanted.get(old, old) for name, old in zip(named, before, strict=True))
    n = len(items)
    return Robustness(
        one.kind, one.name, wilson(int(right.sum()), n), paired_difference(upright, right), wilson(same, n)
    )


def _turned(quarters: int, flip: bool = False) -> Callable[[np.ndarray], np.ndarray]:
    def apply(image: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.rot90(image[:, ::-1] if flip else image, quarters))

    return apply


def _crop(share: float, across: float = 0.5, down: float = 0.5) -> Callable[[np.ndarray], np.ndarray]:
    """A window of `share` of both sides; `across` and `down` say where, 0..1."""

    def apply(image: np.ndarray) -> np.ndarray:
        height, width = image.shape[:2]
        h, w = max(1, round(height * share)), max(1, round(width * share))
        top, left = round((height - h) * down), round((width - w) * across)
        return np.ascontiguousarray(image[top : top + h, left : left + w])

    return apply


def _scaled(share: float) -> Callable[[np.ndarray], np.ndarray]:
    def apply(image: np.ndarray) -> np.ndarray:
        height, width = image.shape[:2]
        size = (max(1, round(width * share)), max(1, round(height * share)))
        return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BILINEAR))

    return apply


def _jpeg(quality: int) -> Callable[[np.ndarray], np.ndarray]:
    def apply(image: np.ndarray) -> np.ndarray:
        buffer = BytesIO()
        Image.fromarray(image).save(buffer, "JPEG", quality=quality)
        with Image.open(buffer) as again:
            return np.asarray(again.convert("RGB"))

    return apply


def _blurred(share: float) -> Callable[[np.ndarray], np.ndarray]:
    """Gaussian, its deviation a share of the short side: the same harm whatever the resolution."""

    def apply(image: np.ndarray) -> np.ndarray:
        radius = share * min(image.shape[:2])
        return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(radius)))

    return apply


def _lit(red: float, green: float, blue: float) -> Callable[[np.ndarray], np.ndarray]:
    def apply(image: np.ndarray) -> np.ndarray:
        lit: np.ndarray = np.clip(image * np.array([red, green, blue], np.float32), 0, 255).astype(np.uint8)
        return lit

    return apply


def _grey(image: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(image).convert("L").convert("RGB"))


ALTERATIONS: tuple[Alteration, ...] = (
    Alteration("orientation", "upright, as it is", lambda image: image),
    Alteration("orientation", "turned left by 90°", _turned(1)),
    Alteration("orientation", "turned by 180°", _turned(2)),
    Alteration("orientation", "turned right by 90°", _turned(3)),
    Alteration("mirror", "mirrored left to right", _turned(0, flip=True), mirrors=True),
    Alteration("mirror", "mirrored top to bottom", _turned(2, flip=True), mirrors=True),
    Alteration("mirror", "mirrored at one diagonal", _turned(1, flip=True), mirrors=True),
    Alteration("mirror", "mirrored at the other diagonal", _turned(3, flip=True), mirrors=True),
    Alteration("crop", "middle 75 % of both sides", _crop(0.75)),
    Alteration("crop", "middle 50 % of both sides", _crop(0.5)),
    Alteration("crop", "top left 60 % of both sides", _crop(0.6, 0, 0)),
    Alteration("scale", "half the width and height", _scaled(0.5)),
    Alteration("scale", "a quarter of width and height", _scaled(0.25)),
    Alteration("jpeg", "JPEG, quality 50", _jpeg(50)),
    Alteration("jpeg", "JPEG, quality 15", _jpeg(15)),
    Alteration("blur", "blur of 0.4 % of the short side", _blurred(0.004)),
    Alteration("blur", "blur of 1 % of the short side", _blurred(0.01)),
    Alteration("light", "half the light", _lit(0.5, 0.5, 0.5)),
    Alteration("light", "half as much light again", _lit(1.5, 1.5, 1.5)),
    Alteration("light", "warm lamp light", _lit(1.15, 1.0, 0.7)),
    Alteration("colour", "grey, without colour", _grey),
)
"""The panel: eight orientations, then crop, scale, JPEG, blur, light and grey. The first changes nothing."""
