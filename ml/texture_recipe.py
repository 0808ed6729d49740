"""Train by the texture recipe: cached features, a closed-form head, calibration on what was held out."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from ml import bundle
from ml.backbones import Backbone, resolve_backbone
from ml.beside import FOREIGN, foreign_folds, foreign_pictures, kept_features, require_motifs, study_inputs
from ml.datasets import Item
from ml.features import FeatureStore, Read, collect
from ml.fitting import Fitted, fit_head, write_head
from ml.images import ORIENTATIONS, network_input, read_for_network, turn
from ml.litert import NetworkPerThread
from ml.recipes import TrainConfig, Work
from ml.records import BackboneInfo, BundleInfo, Phase
from ml.ridge import ALWAYS, NONE, Extra
from ml.rows import Rows
from ml.splits import group_folds
from ml.tapped import MOBILENETV2
from ml.texture import KIND, likeness_of, likeness_rows, texture_feature

FINE = 320
"""Side of the network's input in pixels where `fine` asks for more than its usual one."""
_ZOOMED = 0.75
"""Share of each side that is left of a picture looked at from nearer."""


def fit_texture(work: Work, read: Read = read_for_network) -> tuple[BundleInfo, Fitted]:
    """Fill the bundle's folder; returns its info (before hashing) and what was found on held-out images."""
    items = work.manifest.train
    if work.config.studies:
        require_motifs(work.manifest.labels)
    backbone = _backbone(work)
    views = views_of(turned=work.config.turned, zoomed=work.config.zoomed)
    network = NetworkPerThread(backbone.litert_path)
    features = _features(work, items, network, backbone.info.digest, views, read)
    labels = [item.label for item in items for _ in views]
    groups = [item.group for item in items for _ in views]
    folds = group_folds(labels, groups, work.config.folds, work.config.seed)
    rows = [(item.sha256, item.label) for item in items for _ in views]
    channels = [shape[2] for shape in network.output_shapes]
    fitted = fit_head(
        features,
        labels,
        work.manifest.labels,
        folds,
        dimensions=work.config.embedding_size,
        broader=work.manifest.broader,
        judged=slice(None, None, len(views)),
        on_fold=lambda done, total: work.report("fitting", done, total),
        balanced=work.config.balance,
        looks=likeness_rows(features, channels),
        extra=_extra(work, network, backbone.info, folds, channels),
    )
    write_head(work.folder, fitted, rows)
    bundle.copy_file(backbone.litert_path, work.folder / bundle.BACKBONE)
    if backbone.weights_path:
        bundle.copy_file(backbone.weights_path, work.folder / bundle.BACKBONE_WEIGHTS)
    return fitted.info(work, backbone.info, side_of(work.config)), fitted


def _backbone(work: Work) -> Backbone:
    return resolve_backbone(
        work.config.backbone_weights,
        work.cache / "backbones",
        side=side_of(work.config),
        on_progress=lambda progress: work.report(
            progress.phase, progress.done, progress.total, progress.detail
        ),
    )


def _features(
    work: Work,
    items: Sequence[Item],
    network: NetworkPerThread,
    digest: str,
    views: Sequence[int],
    read: Read,
) -> Rows:
    """Features of every item and view, (items x views, 7264); only new images are computed."""
    width = sum(shape[2] * (shape[2] + 1) // 2 for shape in network.output_shapes)

    def compute(pixels: np.ndarray) -> np.ndarray:
        return np.stack([texture_feature(network.run(seen(pixels, view))) for view in views])

    kind = f"{len(views)}{'z' if work.config.zoomed else ''}"
    path = work.cache / "features" / f"{digest[:16]}-{KIND}-{kind}x{width}.rows"
    with FeatureStore(path, len(views), width) as store:
        return collect(
            items,
            store,
            side_of(work.config),
            compute,
            lambda done, total: work.report("features", done, total),
            read,
        )


def _extra(
    work: Work, network: NetworkPerThread, backbone: BackboneInfo, folds: np.ndarray, channels: Sequence[int]
) -> Extra | None:
    """What the head learns beside the images: studies if asked for; foreign pictures where our network looks.

    One that learned from photographs tells strange pictures by itself (docs/answers.md).
    """
    side, classes, each = side_of(work.config), work.manifest.labels, work.config.studies
    parts = []
    if each:
        drawn = partial(study_inputs, classes, each, side)
        named = f"studies-{each}-{hashlib.sha256('/'.join(classes).encode()).hexdigest()[:8]}"
        features = _kept(work, network, backbone, "studies", named, drawn, each * len(classes))
        parts.append((features, np.repeat(np.arange(len(classes)), each), np.full(len(features), ALWAYS)))
    if backbone.kind == "drawn":
        pictures = partial(foreign_pictures, side)
        features = _kept(work, network, backbone, "foreign", f"foreign-{FOREIGN}", pictures, FOREIGN)
        parts.append((features, np.full(FOREIGN, NONE), foreign_folds(folds)))
    if not parts:
        return None
    features, labels, held = map(np.concatenate, zip(*parts, strict=True))
    return Extra(features, labels, held, likeness_of(features, channels))


def _kept(
    work: Work,
    network: NetworkPerThread,
    backbone: BackboneInfo,
    phase: Phase,
    named: str,
    pictures: Callable[[], Iterable[np.ndarray]],
    count: int,
) -> np.ndarray:
    kept = work.cache / "features" / f"{backbone.digest[:16]}-{KIND}-{named}.npy"
    return kept_features(kept, pictures, count, network, lambda done, total: work.report(phase, done, total))


def side_of(config: TrainConfig) -> int:
    """Side of the network's input in pixels."""
    return FINE if config.fine else MOBILENETV2.input_size


def views_of(*, turned: bool, zoomed: bool) -> list[int]:
    """The views that a picture is learned from; the first is the picture as it is."""
    ways = range(ORIENTATIONS if turned else 1)
    return [ORIENTATIONS * zoom + way for zoom in range(2 if zoomed else 1) for way in ways]


def seen(pixels: np.ndarray, view: int) -> np.ndarray:
    """A square picture in one of its orientations, for views from 8 on from nearer: its middle, enlarged."""
    zoom, way = divmod(view, ORIENTATIONS)
    if zoom:
        side = len(pixels)
        edge = round(side * (1 - _ZOOMED) / 2)
        pixels = network_input(pixels[edge : side - edge, edge : side - edge], side)
    return turn(pixels, way)
