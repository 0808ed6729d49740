"""What can be read of training: who serves, what there is to choose from, what a run would learn from."""

from djangoapp.training.selectors.champions import (
    WAITING_FOR_MODEL,
    champion_get,
    champion_of,
    champions_by_vocabulary,
    has_no_champion,
    models_health,
    promotions_listed,
    waiting_hold,
    waits_for_model,
)
from djangoapp.training.selectors.first_start import first_start, vocabularies_without_model
from djangoapp.training.selectors.judged import judged_completed, judged_listed, versus
from djangoapp.training.selectors.labelled import has_demo_labels, labelled_images, learnable_counts
from djangoapp.training.selectors.recipes import (
    backbone_weights,
    config_on,
    needs_all_packages,
    recipes_offered,
)
from djangoapp.training.selectors.runs import KIND, run_active, run_get, runs_ended, runs_listed
from djangoapp.training.selectors.samples import samples
from djangoapp.training.selectors.snapshots import manifest_of, trained_on
from djangoapp.training.selectors.versions import (
    CARDS,
    card_of,
    cards_of,
    model_version_get,
    model_versions_listed,
)

__all__ = [
    "CARDS",
    "KIND",
    "WAITING_FOR_MODEL",
    "backbone_weights",
    "card_of",
    "cards_of",
    "champion_get",
    "champion_of",
    "champions_by_vocabulary",
    "config_on",
    "first_start",
    "has_demo_labels",
    "has_no_champion",
    "judged_completed",
    "judged_listed",
    "labelled_images",
    "learnable_counts",
    "manifest_of",
    "model_version_get",
    "model_versions_listed",
    "models_health",
    "needs_all_packages",
    "promotions_listed",
    "recipes_offered",
    "run_active",
    "run_get",
    "runs_ended",
    "runs_listed",
    "samples",
    "trained_on",
    "versus",
    "vocabularies_without_model",
    "waiting_hold",
    "waits_for_model",
]
