"""Which recipes there are, and what a training by one of them is asked to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from djangoapp.catalogue.models import Vocabulary
from djangoapp.training.models import TrainingRun
from djangoapp.training.selectors.labelled import has_demo_labels
from djangoapp.training.selectors.versions import backbone_candidates
from ml.datasets import Manifest
from ml.drawings import MOTIFS
from ml.files import is_plain, sha256_of
from ml.models import BACKBONE
from ml.networks import name_backbone
from ml.recipes import RECIPES, TEXTURE, TrainConfig
from ml.training import STUDIES


def recipes_offered(vocabulary: Vocabulary | None) -> list[dict[str, Any]]:
    """The recipes for catalogues, each with the `backbone` that a model trained now would stand on.

    Without a vocabulary that of one which has no model yet. Raises WeightsInvalid when the configured weights
    cannot be read.
    """
    return [
        {**recipe, "backbone": name_backbone(backbone_weights(recipe["name"], vocabulary)).to_json()}
        for recipe in _described()
    ]


def _described() -> list[dict[str, Any]]:
    """Recipes for catalogues, with the options meant for them: [{name, title, ..., options: [...]}]."""
    offered = [recipe.to_json() for recipe in RECIPES.values() if recipe.audience == "catalogue"]
    for recipe in offered:
        recipe["options"] = [option for option in recipe["options"] if not option["research"]]
    return offered


def config_on(
    recipe: str, options: dict[str, Any], vocabulary: Vocabulary, manifest: Manifest
) -> TrainConfig:
    """What a training on these pictures is asked to do; UnknownRecipe or ConfigInvalid name what is refused.

    The demo collection, as long as all its terms are motifs that can be drawn, is learned with further
    drawings. A term without drawings of its own would be outweighed by them.
    """
    config = TrainConfig.from_options(recipe, options, backbone_weights(recipe, vocabulary))
    if recipe == TEXTURE and has_demo_labels(vocabulary) and set(manifest.labels) <= set(MOTIFS):
        return replace(config, studies=STUDIES)
    return config


def needs_all_packages(run: TrainingRun) -> bool:
    """Whether a run needs more than serving does: TensorFlow, for whatever is no texture."""
    return run.recipe != TEXTURE


def backbone_weights(recipe: str, vocabulary: Vocabulary | None) -> Path | None:
    """What a new model stands on: the configured weights, else the backbone of an earlier version, else none.

    Keeping a backbone keeps the cached features valid: retraining then costs the new pictures only. One whose
    file was damaged is passed by. A network that is to be fine-tuned starts from weights, never from a
    converted backbone.
    """
    configured = settings.RAGAM_BACKBONE_WEIGHTS
    if configured is not None or recipe != TEXTURE or vocabulary is None:
        return configured
    earlier = ((one.folder / BACKBONE, one.backbone["digest"]) for one in backbone_candidates(vocabulary))
    return next((path for path, digest in earlier if is_plain(path) and sha256_of(path) == digest), None)
