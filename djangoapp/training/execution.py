"""Training and judging one candidate: the engine's work on a snapshot, without a word to the database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from djangoapp.catalogue.models import Vocabulary
from djangoapp.training.models import ModelVersion, Snapshot, TrainingRun
from djangoapp.training.options import config_for, recipes_described
from djangoapp.training.selectors import backbone_candidates, has_demo_labels
from ml import bundle as bundles
from ml.backbones import name_backbone
from ml.beside import STUDIES
from ml.classifier import Classifier
from ml.datasets import Item, Manifest
from ml.drawn import MOTIFS
from ml.errors import BundleCorrupt, BundleIncompatible, TrainingCancelled
from ml.evaluation import (
    compare_reports,
    decode_ahead,
    derived_attributes,
    report,
    robustness,
    slice_reports,
)
from ml.images import SERVING_SIDE
from ml.recipes import TEXTURE
from ml.records import BundleInfo, Progress
from ml.reports import EvaluationReport, Judged
from ml.training import TrainConfig, train

logger = logging.getLogger(__name__)
PANEL_PICTURES = 60
"""Locked pictures that are judged again in each of some twenty changes."""

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Candidate:
    """A trained bundle that waits to be registered, and how it fares beside the champion.

    `ours` and `theirs` are the answers of both to the locked pictures.
    """

    bundle: Path
    info: BundleInfo
    figures: dict[str, Any]
    ours: tuple[Judged, ...] = ()
    theirs: tuple[Judged, ...] = ()


def candidate_train(
    manifest: Manifest,
    config: TrainConfig,
    out: Path,
    *,
    champion: ModelVersion | None = None,
    thorough: bool = True,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Candidate:
    """Train on the manifest's training part and judge on its locked test part, the champion beside it.

    A bundle that lies at `out` already, left by an attempt that broke off afterwards, is taken as it is.
    `thorough` also asks how changed pictures fare, and pictures of one kind: some twenty answers a picture.
    Raises what `ml.training.train` raises; after TrainingCancelled, checkpoints stay in the features folder.
    """
    report_of_training: EvaluationReport | None = None
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        result = train(
            config,
            manifest,
            out,
            cache_dir=settings.FEATURES_DIR,
            on_progress=on_progress,
            should_stop=should_stop,
        )
        report_of_training = result.report
    info = bundles.read(out).info
    ours = report_of_training or _evaluate_left_behind(out, manifest.test, on_progress)
    held_out = (info.figures or {}).get("held_out")
    if ours and thorough:
        ours = with_panel(ours, out, manifest.test, on_progress, should_stop)
    theirs = judge_champion(champion, manifest.test, on_progress) if ours else None
    figures = beside(ours, theirs, champion) | {"held_out": held_out}
    return Candidate(out, info, figures, ours.judged if ours else (), theirs.judged if theirs else ())


def _evaluate_left_behind(
    out: Path, test: Sequence[Item], on_progress: OnProgress | None
) -> EvaluationReport | None:
    if not test:
        return None
    return evaluate_beside(
        Classifier.load(out, settings.RAGAM_INFERENCE_THREADS), test, "evaluating", on_progress
    )


def with_panel(
    ours: EvaluationReport,
    bundle: Path,
    test: Sequence[Item],
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> EvaluationReport:
    """The report with slices of all locked pictures, and with changes made to a fixed sample of them."""

    def show(progress: Progress) -> None:
        if should_stop and should_stop():
            raise TrainingCancelled("The run was stopped while it was being judged. Start it again.")
        if on_progress:
            on_progress(progress)

    right = {one.sha256: one.correct for one in ours.judged}
    # By digest: a sample that no order of import has chosen, and the same one for every version.
    sample = sorted(test, key=lambda item: item.sha256)[:PANEL_PICTURES]
    classifier = Classifier.load(bundle, settings.RAGAM_INFERENCE_THREADS)
    return replace(
        ours,
        slices=slice_reports([right[item.sha256] for item in test], derived_attributes(test)),
        robustness=robustness(classifier, sample, show),
    )


def judge_champion(
    champion: ModelVersion | None, test: Sequence[Item], on_progress: OnProgress | None = None
) -> EvaluationReport | None:
    """The champion's figures on these pictures; None where there is none, or its files are broken."""
    if champion is None:
        return None
    try:
        serving = Classifier.load(champion.folder, settings.RAGAM_INFERENCE_THREADS)
    except (
        BundleCorrupt,
        BundleIncompatible,
    ) as error:  # No reason to withhold the model that could replace it.
        logger.warning("the champion %s cannot be judged: %s", champion.id, error)
        return None
    return evaluate_beside(serving, test, "comparing", on_progress)


def beside(
    ours: EvaluationReport | None, theirs: EvaluationReport | None, champion: ModelVersion | None
) -> dict[str, Any]:
    """The figures of a run: candidate and champion on the same pictures, and their paired comparison."""
    figures = run_figures(test=ours.without_curves().to_json() if ours else None)
    if champion is None or ours is None or theirs is None:
        return figures
    seen = trained_on(champion)
    paired = paired_figures(theirs, ours)
    return figures | {
        "champion": theirs.without_curves().to_json(),
        "champion_version": str(champion.id),
        "champion_saw": sum(one.sha256 in seen for one in ours.judged),
        "difference": paired["difference"],
        "versus": paired,
    }


def paired_figures(first: EvaluationReport, second: EvaluationReport) -> dict[str, Any]:
    """Two reports that still know their answers, compared picture by picture; DatasetInvalid without any."""
    found = compare_reports(first, second).to_json()
    return {name: value for name, value in found.items() if name not in ("first", "second", "verdict")}


def run_figures(test: dict[str, Any] | None, held_out: dict[str, Any] | None = None) -> dict[str, Any]:
    """The figures of a version that was compared with nothing."""
    return {
        "test": test,
        "champion": None,
        "champion_version": None,
        "champion_saw": 0,
        "difference": None,
        "versus": None,
        "held_out": held_out,
    }


def evaluate_beside(
    classifier: Classifier, items: Sequence[Item], phase: str, on_progress: OnProgress | None = None
) -> EvaluationReport:
    """Figures on these pictures as serving sees them; a term unknown to the model counts as missed."""
    judged = []
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, classifier.info.input_size))
    for item, image in zip(items, images, strict=True):
        top = classifier.predict([image])[0].top
        judged.append(Judged(item.sha256, item.sha256, item.label, top))
        if on_progress:
            on_progress(Progress(phase, len(judged), len(items)))
    return report(judged, sorted({*classifier.labels, *(item.label for item in items)}))


def trained_on(version: ModelVersion) -> frozenset[str]:
    """The sha256 of each picture that this version was trained on, as far as that is known."""
    if version.snapshot is not None:
        return snapshot_trained_on(version.snapshot)
    bundle = bundles.read(version.folder)
    return frozenset(sha256 for sha256, _ in bundles.read_index(bundle.file(bundles.INDEX)))


def snapshot_trained_on(snapshot: Snapshot) -> frozenset[str]:
    """The sha256 of each picture on the training side."""
    return frozenset(row["sha256"] for row in snapshot.items if row["split"] == "train")


def config_on(
    recipe: str, options: dict[str, Any], vocabulary: Vocabulary, manifest: Manifest
) -> TrainConfig:
    """What a training on these pictures is asked to do.

    The demo collection, as long as all its terms are motifs that can be drawn, is learned with further
    drawings. A term without drawings of its own would be outweighed by them.
    """
    config = config_for(recipe, options, backbone_weights(recipe, vocabulary))
    if recipe == TEXTURE and has_demo_labels(vocabulary) and set(manifest.labels) <= set(MOTIFS):
        return replace(config, studies=STUDIES)
    return config


def needs_all_packages(run: TrainingRun) -> bool:
    """Whether a run needs more than serving does: TensorFlow to fine-tune, h5py to read Keras weights."""
    weights = settings.RAGAM_BACKBONE_WEIGHTS
    return run.recipe != TEXTURE or (weights is not None and weights.suffix == ".h5")


def recipes_offered(vocabulary: Vocabulary | None) -> list[dict[str, Any]]:
    """The recipes for catalogues, each with the `backbone` that a model trained now would stand on.

    Without a vocabulary that of one which has no model yet. Raises WeightsInvalid when the configured weights
    cannot be read.
    """
    return [
        {**recipe, "backbone": name_backbone(backbone_weights(recipe["name"], vocabulary)).to_json()}
        for recipe in recipes_described()
    ]


def backbone_weights(recipe: str, vocabulary: Vocabulary | None) -> Path | None:
    """What a new model stands on: the configured weights, else the backbone of an earlier version, else none.

    Keeping a backbone keeps the cached features valid: retraining then costs the new pictures only. A network
    that is to be fine-tuned starts from weights, never from a converted backbone.
    """
    configured = settings.RAGAM_BACKBONE_WEIGHTS
    if configured is not None or recipe != TEXTURE or vocabulary is None:
        return configured
    earlier = (version.folder / bundles.BACKBONE for version in backbone_candidates(vocabulary))
    return next((path for path in earlier if path.exists()), None)
