"""Train by the texture recipe: cached features, a closed-form head, calibration on what was held out."""

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ml.datasets import group_folds
from ml.images import ORIENTATIONS, network_input, read_for_network, turn
from ml.models import bundle
from ml.networks import Backbone, NetworkPerThread, resolve_backbone
from ml.records import BundleInfo
from ml.texture import KIND, ExtraRows, HeadData, Rows, similarity_rows, texture_feature
from ml.training.extra_drawings import kept_features, require_motifs, study_inputs
from ml.training.feature_store import FeatureStore, Read, collect
from ml.training.head_fitting import Fitted, fit_head, write_head
from ml.training.work import Work

_ZOOMED = 0.75
"""Share of each side that is left of a picture looked at from nearer."""


def fit_texture(work: Work, read: Read = read_for_network) -> tuple[BundleInfo, Fitted]:
    """Fill the bundle's folder; returns its info (before hashing) and what was found on held-out images."""
    if work.config.studies:
        require_motifs(work.manifest.labels)
    backbone = resolve_backbone(
        work.config.backbone_weights,
        work.cache / "backbones",
        fine=work.config.fine,
        on_progress=lambda one: work.report(one.phase, one.done, one.total, one.detail),
    )
    features = _Features(work, backbone, NetworkPerThread(backbone.litert_path))
    fitted = fit_head(
        _head_data(work, features, read),
        work.manifest.labels,
        work.manifest.broader,
        lambda done, total: work.report("fitting", done, total),
    )
    views = len(features.views)
    rows = [(item.sha256, item.label) for item in work.manifest.train for _ in range(views)]
    write_head(work.folder, fitted, rows)
    bundle.copy_file(backbone.litert_path, work.folder / bundle.BACKBONE)
    if backbone.weights_path:
        bundle.copy_file(backbone.weights_path, work.folder / bundle.BACKBONE_WEIGHTS)
    return fitted.info(work, backbone.info, backbone.side), fitted


def _head_data(work: Work, features: "_Features", read: Read) -> HeadData:
    config, views = work.config, len(features.views)
    labels = [item.label for item in work.manifest.train for _ in range(views)]
    groups = [item.group for item in work.manifest.train for _ in range(views)]
    rows = features.of_images(read)
    return HeadData(
        features=rows,
        labels=np.array([work.manifest.labels.index(label) for label in labels]),
        classes=len(work.manifest.labels),
        folds=group_folds(labels, groups, config.folds, config.seed),
        embedding_size=config.embedding_size,
        similarity=similarity_rows(rows, features.channels),
        judged=slice(None, None, views),
        balance=config.balance,
        extra=features.of_studies() if config.studies else None,
        groups=np.unique(groups, return_inverse=True)[1],
        drawn=np.repeat([item.drawn for item in work.manifest.train], views),
    )


@dataclass(frozen=True)
class _Features:
    """The texture features of one training, kept for the next one."""

    work: Work
    backbone: Backbone
    network: NetworkPerThread

    @property
    def views(self) -> list[int]:
        """The views that each picture is learned from."""
        return views_of(turned=self.work.config.turned, zoomed=self.work.config.zoomed)

    @property
    def channels(self) -> list[int]:
        """Of the network's maps."""
        return [shape[2] for shape in self.network.output_shapes]

    def of_images(self, read: Read) -> Rows:
        """Features of every image and view, (images x views, d); only new images are computed."""
        views, work = self.views, self.work
        width = sum(count * (count + 1) // 2 for count in self.channels)

        def compute(pixels: np.ndarray) -> np.ndarray:
            return np.stack([texture_feature(self.network.run(seen(pixels, view))) for view in views])

        def report(done: int, total: int) -> None:
            work.report("features", done, total)

        kind = f"{len(views)}{'z' if work.config.zoomed else ''}x{width}"
        with FeatureStore(self._kept(f"{kind}.rows"), len(views), width) as store:
            return collect(work.manifest.train, store, self.backbone.side, compute, report, read)

    def of_studies(self) -> ExtraRows:
        """Features of further drawings of each motif."""
        classes, each = self.work.manifest.labels, self.work.config.studies
        named = f"studies-{each}-{hashlib.sha256('/'.join(classes).encode()).hexdigest()[:8]}.npy"
        features = kept_features(
            self._kept(named),
            partial(study_inputs, classes, each, self.backbone.side),
            each * len(classes),
            self.network,
            lambda done, total: self.work.report("studies", done, total),
        )
        return ExtraRows(features, np.repeat(np.arange(len(classes)), each))

    def _kept(self, name: str) -> Path:
        return self.work.cache / "features" / f"{self.backbone.info.digest[:16]}-{KIND}-{name}"


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
