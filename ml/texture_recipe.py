"""Train by the texture recipe: cached features, a closed-form head, calibration on what was held out."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np

from ml import bundle
from ml.backbones import MOBILENETV2, PARITY_IMAGES, Backbone, resolve_backbone, write_atomically
from ml.datasets import Item, group_folds
from ml.errors import full_disk_named
from ml.fitting import Fitted, fit_head, write_head
from ml.images import read_for_network
from ml.litert import Network
from ml.recipes import Work
from ml.records import BundleInfo
from ml.texture import texture_feature

_SIZE = MOBILENETV2.input_size
VIEWS = 8


def fit_texture(work: Work) -> tuple[BundleInfo, Fitted]:
    """Fill the bundle's folder; returns its info (before hashing) and what was found on held-out images."""
    items = work.manifest.train
    backbone = _backbone(work, items)
    views = range(VIEWS if work.config.turned else 1)
    features = _features(work, items, backbone, views)
    labels = [item.label for item in items for _ in views]
    groups = [item.group for item in items for _ in views]
    folds = group_folds(labels, groups, work.config.folds, work.config.seed)
    rows = [(item.sha256, item.label) for item in items for _ in views]
    fitted = fit_head(
        features,
        labels,
        work.manifest.labels,
        folds,
        dimensions=work.config.embedding_size,
        judged=slice(None, None, len(views)),
        on_fold=lambda done, total: work.report("fitting", done, total),
    )
    write_head(work.folder, fitted, rows)
    bundle.copy_file(backbone.litert_path, work.folder / bundle.BACKBONE)
    if backbone.weights_path:
        bundle.copy_file(backbone.weights_path, work.folder / bundle.BACKBONE_WEIGHTS)
    return fitted.info(work, backbone.info, _SIZE), fitted


def _backbone(work: Work, items: Sequence[Item]) -> Backbone:
    """The backbone, calibrated and checked on a fixed choice of the training images."""
    sample = sorted(items, key=lambda item: item.sha256)[:PARITY_IMAGES]
    pixels = np.stack([read_for_network(item.path, _SIZE) for item in sample])
    return resolve_backbone(
        work.config.backbone_weights,
        work.cache / "backbones",
        calibration_images=pixels,
        seed=work.config.seed,
        on_progress=lambda progress: work.report(
            progress.phase, progress.done, progress.total, progress.detail
        ),
    )


def _features(work: Work, items: Sequence[Item], backbone: Backbone, views: range) -> np.ndarray:
    """Features of every item and view: float32 (items x views, 7264); only new images are computed."""
    folder = work.cache / "features" / backbone.info.digest[:16]
    with full_disk_named(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        network = Network(backbone.litert_path)
        width = sum(shape[2] * (shape[2] + 1) // 2 for shape in network.output_shapes)
        features = np.zeros((len(items), len(views), width), np.float32)
        for index, pixels in _missing(items, folder, features):
            if pixels is not None:
                for view in views:
                    features[index, view] = texture_feature(network.run(turn(pixels, view)))
                _store(folder, items[index], features[index])
            work.report("features", index + 1, len(items))
    return features.reshape(-1, width)


def _missing(
    items: Sequence[Item], folder: Path, features: np.ndarray
) -> Iterator[tuple[int, np.ndarray | None]]:
    """Every item in order: stored features are filled in, others come with their pixels, read ahead."""

    def look(item: Item) -> np.ndarray:
        stored = _stored(folder, item, features.shape[1:])
        return read_for_network(item.path, _SIZE) if stored is None else stored

    with ThreadPoolExecutor(max_workers=2) as pool:
        rest = iter(items)
        waiting = [pool.submit(look, item) for item in islice(rest, 16)]
        for index in range(len(items)):
            found = waiting.pop(0).result()
            waiting += [pool.submit(look, item) for item in islice(rest, 1)]
            if found.dtype == np.uint8:
                yield index, found
            else:
                features[index] = found
                yield index, None


def _stored(folder: Path, item: Item, shape: tuple[int, ...]) -> np.ndarray | None:
    try:
        stored = np.load(folder / _name(item, shape[0]), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return stored if stored.shape == shape and stored.dtype == np.float32 else None


def _store(folder: Path, item: Item, features: np.ndarray) -> None:
    target = folder / _name(item, len(features))
    target.parent.mkdir(exist_ok=True)
    write_atomically(target, bundle.array_bytes(features))


def _name(item: Item, views: int) -> str:
    return f"{item.sha256[:2]}/{item.sha256}-{views}.npy"


def turn(pixels: np.ndarray, view: int) -> np.ndarray:
    """One of the eight orientations of a square picture; view 0 is as it is."""
    turned = np.rot90(pixels, view % 4)
    return np.ascontiguousarray(turned[:, ::-1] if view >= 4 else turned)
