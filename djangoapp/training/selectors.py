"""Reading models and runs: who serves, what there is to choose from, what training would learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from djangoapp.catalogue.models import Image, Label, Vocabulary
from djangoapp.catalogue.selectors import labels_current
from djangoapp.core.errors import NotFound
from djangoapp.jobs.models import Job
from djangoapp.training.models import Champion, ModelVersion, Promotion, TrainingRun
from ml.models import DATA_CARD, MODEL_CARD

CARDS = {"model": MODEL_CARD, "data": DATA_CARD}
"""The cards that a training writes into its bundle, by the name that addresses use."""

WAITING_FOR_MODEL = "waiting_for_model"
LEARNED_ROLES = (Image.Role.FRONT, Image.Role.DETAIL)


def champion_get(vocabulary: Vocabulary) -> ModelVersion | None:
    """The version that serves this vocabulary now, or None."""
    row = Champion.objects.filter(vocabulary=vocabulary).select_related("model_version__vocabulary").first()
    return row.model_version if row else None


def champions_by_vocabulary(vocabularies: Sequence[Vocabulary]) -> Mapping[UUID, Mapping[str, Any]]:
    """`{vocabulary.id: {"champion": model version id}}` for those that have one; one query."""
    rows = Champion.objects.filter(vocabulary__in=[vocabulary.id for vocabulary in vocabularies])
    return {row.vocabulary_id: {"champion": row.model_version_id} for row in rows}


def backbone_candidates(vocabulary: Vocabulary) -> list[ModelVersion]:
    """The versions whose backbone a new one may stand on: the champion, then the newest first.

    None that learned from drawn cloth, as those of earlier releases: what comes with Ragam now is better.
    """
    champion = champion_get(vocabulary)
    newest = ModelVersion.objects.filter(vocabulary=vocabulary).order_by("-number")[:20]
    rows = dict.fromkeys([*([champion] if champion else []), *newest])
    return [row for row in rows if row.backbone["kind"] != "drawn"]


def waiting_hold(vocabulary: Vocabulary) -> str:
    """The hold of a job that cannot run before this vocabulary has a model."""
    return f"{WAITING_FOR_MODEL}:{vocabulary.slug}"


def has_no_champion(slug: str) -> bool:
    """Whether jobs of the vocabulary `slug` must still wait for a model."""
    return not Champion.objects.filter(vocabulary__slug=slug).exists()


def model_versions_listed() -> QuerySet[ModelVersion]:
    """All versions, newest first, each with `is_champion`; one query."""
    serves = Champion.objects.filter(model_version=OuterRef("pk"))
    return (
        ModelVersion.objects.select_related("vocabulary", "created_by")
        .annotate(is_champion=Exists(serves))
        .order_by("-created_at", "-number")
    )


def model_version_get(version_id: UUID) -> ModelVersion:
    """One version with `is_champion`; NotFound."""
    version = model_versions_listed().filter(id=version_id).first()
    if version is None:
        raise NotFound(f"There is no model version {version_id}. See /api/model-versions/.")
    return version


def champion_of(version: ModelVersion) -> ModelVersion:
    """The version that serves the vocabulary of this one; NotFound where none does."""
    champion = champion_get(version.vocabulary)
    if champion is None:
        raise NotFound(f"No version serves {version.vocabulary.slug!r} yet. Name one with `other`.")
    return champion


def cards_of(version: ModelVersion) -> list[str]:
    """The names of the cards that its bundle has."""
    return [name for name, file in CARDS.items() if (version.folder / file).is_file()]


def card_of(version: ModelVersion, name: str) -> str:
    """A card as Markdown; NotFound names those there are."""
    if name not in cards_of(version):
        there = ", ".join(cards_of(version)) or "none: it was trained before cards were written"
        raise NotFound(f"Version {version.number} has no {name!r} card. There is {there}.")
    return (version.folder / CARDS[name]).read_text(encoding="utf-8")


def promotions_listed() -> QuerySet[Promotion]:
    """Who served when, newest first."""
    return Promotion.objects.select_related("vocabulary", "by").order_by("-at", "-id")


def runs_listed() -> QuerySet[TrainingRun]:
    """All runs with their job and snapshot, newest first; one query."""
    return (
        TrainingRun.objects.select_related("vocabulary", "job", "snapshot", "created_by")
        .defer("snapshot__items")
        .order_by("-created_at", "-id")
    )


def run_get(run_id: UUID) -> TrainingRun:
    """One run; NotFound."""
    run = runs_listed().filter(id=run_id).first()
    if run is None:
        raise NotFound(f"There is no training run {run_id}. See /api/training-runs/.")
    return run


def run_active(vocabulary: Vocabulary) -> TrainingRun | None:
    """The run of this vocabulary that has not ended, or None."""
    return runs_unfinished().filter(vocabulary=vocabulary).first()


def runs_unfinished() -> QuerySet[TrainingRun]:
    """The runs that wait or work."""
    return TrainingRun.objects.filter(job__status__in=(Job.Status.QUEUED, Job.Status.RUNNING))


def runs_ended() -> QuerySet[TrainingRun]:
    """The runs that are over, one way or another."""
    return TrainingRun.objects.filter(job__status__in=Job.FINAL).order_by("-created_at")


def labelled_images(vocabulary: Vocabulary) -> list[tuple[Image, str]]:
    """Pictures whose artwork has a settled term in this vocabulary, with its code, in a stable order."""
    settled = labels_current().filter(vocabulary=vocabulary, term__isnull=False).order_by()
    codes = dict(settled.values_list("artwork", "term__code"))
    images = Image.objects.filter(artwork__in=settled.values("artwork"), role__in=LEARNED_ROLES).order_by(
        "sha256", "id"
    )
    return [(image, codes[image.artwork_id]) for image in images if image.artwork_id in codes]


def has_demo_labels(vocabulary: Vocabulary) -> bool:
    """Whether the drawn collection is catalogued by this vocabulary."""
    return Label.objects.filter(vocabulary=vocabulary, source=Label.Source.DEMO).exists()


def learnable_counts(vocabulary: Vocabulary) -> Counter[str]:
    """How many different pictures each term of this vocabulary has to learn from, by code."""
    return Counter(code for _, code in {(image.sha256, code) for image, code in labelled_images(vocabulary)})
