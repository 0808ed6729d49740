"""Train a model: from a manifest of labelled images to an immutable bundle with its report."""

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ml.datasets import Item, Manifest
from ml.errors import DatasetInvalid, DatasetTooSmall, full_disk_named
from ml.evaluation import evaluate
from ml.figures import Estimate, EvaluationReport, TrainingFigures, wilson
from ml.models import Bundle, Classifier, bundle
from ml.networks.mobilenetv2 import MOBILENETV2
from ml.recipes import FINETUNE, TEXTURE, TrainConfig, recipe_named
from ml.records import BundleInfo, Progress
from ml.training.cards import Facts, Stopwatch, write_cards
from ml.training.explanation_checks import checks_for
from ml.training.head_fitting import Fitted
from ml.training.work import Work


@dataclass(frozen=True)
class TrainResult:
    """A finished training. `report` is on the manifest's test part, if it has one; `held_out` is from
    cross-validation (texture) or the validation part (fine-tuning) of the training images."""

    classifier: Classifier
    """The finished model, loaded as serving would load it."""
    report: EvaluationReport | None
    held_out: EvaluationReport

    @property
    def bundle_path(self) -> Path:
        return self.classifier.bundle.path

    @property
    def info(self) -> BundleInfo:
        return self.classifier.info

    def to_json(self) -> dict[str, Any]:
        return {"bundle": str(self.bundle_path), "digest": self.info.digest, "info": self.info.to_json()}


def train(
    config: TrainConfig,
    manifest: Manifest,
    out: Path,
    *,
    cache_dir: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    enough: Callable[[], bool] | None = None,
) -> TrainResult:
    """Train by the config's recipe and write the bundle to `out`, which must not exist.

    The test part of the manifest is judged at the end and used for nothing else. `cache_dir` keeps backbones,
    features and checkpoints, so that the next training costs only what is new and a killed one resumes.
    Raises TrainingCancelled once `should_stop()` is true, and the errors of its parts; no bundle
    is left then. Once `enough()` is true, a network's training ends with the best it has so far.
    """
    watch = Stopwatch()
    config = config.validated()
    if recipe_named(config.recipe).broader:
        manifest = _at_broader(config.recipe, manifest)
    if not manifest.train:
        raise DatasetTooSmall("There is no image to train on.")
    with _cache(cache_dir) as cache, bundle.staging(out) as folder:
        work = Work(
            config=config,
            manifest=manifest,
            folder=folder,
            cache=Path(cache),
            on_progress=on_progress or (lambda progress: None),
            should_stop=should_stop or (lambda: False),
            enough=enough or (lambda: False),
        )
        info, fitted = _FIT.get(config.recipe, _fit_network)(work)
        classifier = Classifier.of(Bundle(folder, bundle.hashed(folder, info)))
        report = _judge(work, classifier)
        info = _finish(work, classifier, fitted, report, watch)
    return TrainResult(classifier.recorded_as(Bundle(out, info)), report, fitted.held_out)


def _cache(cache_dir: Path | None) -> Any:
    if cache_dir is None:
        return tempfile.TemporaryDirectory(prefix="ragam-")
    with full_disk_named(str(cache_dir)):
        cache_dir.mkdir(parents=True, exist_ok=True)
    return nullcontext(cache_dir)


def _fit_texture(work: Work) -> tuple[BundleInfo, Fitted]:
    from ml.training.texture import fit_texture

    return fit_texture(work)


def _fit_finetune(work: Work) -> tuple[BundleInfo, Fitted]:
    if work.config.network != MOBILENETV2.name:
        return _fit_network(work)
    from ml.training.finetune import fit_finetune

    return fit_finetune(work)


def _fit_network(work: Work) -> tuple[BundleInfo, Fitted]:
    from ml.training.network.recipe import fit_network

    return fit_network(work)


def _at_broader(recipe: str, manifest: Manifest) -> Manifest:
    if not manifest.broader:
        raise DatasetInvalid(
            f"Recipe {recipe!r} learns broader labels, and the images have none. "
            'Put {"motif": "theme", ...} for every class into broader.json beside the class folders.'
        )
    return manifest.at_broader()


_FIT: dict[str, Callable[[Work], tuple[BundleInfo, Fitted]]] = {
    TEXTURE: _fit_texture,
    FINETUNE: _fit_finetune,
}


def _judge(work: Work, classifier: Classifier) -> EvaluationReport | None:
    """Judge the model on the test part."""
    if not work.manifest.test:
        return None
    return evaluate(
        classifier,
        work.manifest.test,
        lambda progress: work.report(progress.phase, progress.done, progress.total),
    )


def _finish(
    work: Work, classifier: Classifier, fitted: Fitted, report: EvaluationReport | None, watch: Stopwatch
) -> BundleInfo:
    """Complete the bundle: checks, report, cards, and in the end the record of them all."""
    work.report("exporting", 0, 1)
    info = replace(classifier.info, checks=checks_for(work.manifest.train, classifier))
    apart = _without_twins(work.manifest, report) if report else None
    found = TrainingFigures(fitted.held_out, report, apart, fitted.worth.unseen)
    bundle.write_report(work.folder / bundle.REPORT, found.to_json())
    info = bundle.hashed(work.folder, info)
    write_cards(work, Facts(info, work.manifest, fitted, report, apart, watch.rows()))
    info = bundle.write_info(work.folder, replace(info, figures=found.brief().to_json()))
    work.report("exporting", 1, 1)
    return info


def _without_twins(manifest: Manifest, report: EvaluationReport) -> Estimate:
    """Accuracy on the test images that look like no training image: what the score is without leakage."""
    trained = {item.group for item in manifest.train}
    groups: dict[str, Item] = {item.sha256: item for item in manifest.test}
    apart = [one for one in report.judged if groups[one.sha256].group not in trained]
    return wilson(sum(one.correct for one in apart), len(apart))
