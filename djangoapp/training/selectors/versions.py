"""Reading model versions: which there are, what each stands on, and the cards in its bundle."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField, When

from djangoapp.catalogue.models import Vocabulary
from djangoapp.core.errors import NotFound
from djangoapp.training.models import Champion, ModelVersion, Promotion
from djangoapp.training.selectors.champions import champion_get
from ml.files import is_plain
from ml.models import DATA_CARD, MODEL_CARD, read_file

CARDS = {"model": MODEL_CARD, "data": DATA_CARD}


def model_versions_listed() -> QuerySet[ModelVersion]:
    """All versions, newest first, each with `is_champion` and `roll_back_to`; one query.

    `roll_back_to` is set for a champion that cannot be loaded: the id of the last version that served before
    it and can be, as far as that is known.
    """
    serves = Champion.objects.filter(model_version=OuterRef("pk"))
    before = Promotion.objects.filter(vocabulary=OuterRef("vocabulary"), model_version__fault_code="")
    last = before.exclude(model_version=OuterRef("pk")).order_by("-at", "-id").values("model_version")[:1]
    offered = When(Q(is_champion=True) & ~Q(fault_code=""), then=Subquery(last))
    return (
        ModelVersion.objects.select_related("vocabulary", "created_by")
        .annotate(is_champion=Exists(serves))
        .annotate(roll_back_to=Case(offered, default=None, output_field=UUIDField()))
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
    None that is known not to load.
    """
    champion = champion_get(vocabulary)
    newest = ModelVersion.objects.filter(vocabulary=vocabulary).order_by("-number")[:20]
    rows = dict.fromkeys([*([champion] if champion else []), *newest])
    return [row for row in rows if row.backbone["kind"] != "drawn" and not row.fault_code]


def cards_of(version: ModelVersion) -> list[str]:
    """The names of the cards that its bundle has."""
    return [name for name, file in CARDS.items() if is_plain(version.folder / file)]


def card_of(version: ModelVersion, name: str) -> str:
    """A card as Markdown; NotFound names those there are."""
    if name not in cards_of(version):
        there = ", ".join(cards_of(version)) or "none: it was trained before cards were written"
        raise NotFound(f"Version {version.number} has no {name!r} card. There is {there}.")
    return read_file(version.folder / CARDS[name]).decode("utf-8", errors="replace")
