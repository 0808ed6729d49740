"""Reading model versions: which there are, what each stands on, and the cards in its bundle."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from djangoapp.catalogue.models import Vocabulary
from djangoapp.core.errors import NotFound
from djangoapp.training.models import Champion, ModelVersion
from djangoapp.training.selectors.champions import champion_get
from ml.models import DATA_CARD, MODEL_CARD

CARDS = {"model": MODEL_CARD, "data": DATA_CARD}


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


def backbone_candidates(vocabulary: Vocabulary) -> list[ModelVersion]:
    """The versions whose backbone a new one may stand on: the champion, then the newest first.

    None that learned from drawn cloth, as those of earlier releases: what comes with Ragam now is better.
    """
    champion = champion_get(vocabulary)
    newest = ModelVersion.objects.filter(vocabulary=vocabulary).order_by("-number")[:20]
    rows = dict.fromkeys([*([champion] if champion else []), *newest])
    return [row for row in rows if row.backbone["kind"] != "drawn"]


def cards_of(version: ModelVersion) -> list[str]:
    """The names of the cards that its bundle has."""
    return [name for name, file in CARDS.items() if (version.folder / file).is_file()]


def card_of(version: ModelVersion, name: str) -> str:
    """A card as Markdown; NotFound names those there are."""
    if name not in cards_of(version):
        there = ", ".join(cards_of(version)) or "none: it was trained before cards were written"
        raise NotFound(f"Version {version.number} has no {name!r} card. There is {there}.")
    return (version.folder / CARDS[name]).read_text(encoding="utf-8")
