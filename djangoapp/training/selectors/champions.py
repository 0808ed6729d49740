"""Who serves which vocabulary, who served when, and what a vocabulary without a model holds back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from djangoapp.catalogue.models import Vocabulary
from djangoapp.core.errors import NotFound
from djangoapp.core.processes.health import Finding
from djangoapp.jobs.phases import JobPhase
from djangoapp.training.models import Champion, ModelVersion, Promotion

WAITING_FOR_MODEL: JobPhase = "waiting_for_model"


def champion_get(vocabulary: Vocabulary) -> ModelVersion | None:
    """The version that serves this vocabulary now, or None."""
    row = Champion.objects.filter(vocabulary=vocabulary).select_related("model_version__vocabulary").first()
    return row.model_version if row else None


def champions_by_vocabulary(vocabularies: Sequence[Vocabulary]) -> Mapping[UUID, Mapping[str, Any]]:
    """`{vocabulary.id: {"champion": model version id}}` for those that have one; one query."""
    rows = Champion.objects.filter(vocabulary__in=[vocabulary.id for vocabulary in vocabularies])
    return {row.vocabulary_id: {"champion": row.model_version_id} for row in rows}


def champion_of(version: ModelVersion) -> ModelVersion:
    """The version that serves the vocabulary of this one; NotFound where none does."""
    champion = champion_get(version.vocabulary)
    if champion is None:
        raise NotFound(f"No version serves {version.vocabulary.slug!r} yet. Name one with `other`.")
    return champion


def champions_listed() -> list[ModelVersion]:
    """The versions that serve now, by vocabulary; one query."""
    rows = Champion.objects.select_related("model_version__vocabulary").order_by("vocabulary__slug")
    return [row.model_version for row in rows]


def served_before(version: ModelVersion) -> list[ModelVersion]:
    """The other versions that have served this one's vocabulary, the last first."""
    rows = Promotion.objects.filter(vocabulary=version.vocabulary_id).exclude(model_version=version)
    rows = rows.select_related("model_version__vocabulary").order_by("-at", "-id")
    return list(dict.fromkeys(row.model_version for row in rows))


def has_no_champion(slug: str) -> bool:
    """Whether the vocabulary `slug` has had no model yet."""
    return not Champion.objects.filter(vocabulary__slug=slug).exists()


def waits_for_model(slug: str) -> bool:
    """Whether jobs of the vocabulary `slug` must wait: no version serves it, or one that cannot be loaded."""
    return not Champion.objects.filter(vocabulary__slug=slug, model_version__fault_code="").exists()


def models_health() -> Finding:
    """Whether each champion can be loaded, as far as anybody has looked; names those that cannot."""
    champions = champions_listed()
    broken = [one for one in champions if one.fault_code]
    if not broken:
        return Finding("models", True, f"{len(champions)} serving")
    told = "; ".join(f"{one.vocabulary.slug}: version {one.number} ({one.fault_detail})" for one in broken)
    return Finding(
        "models", False, f"Cannot be loaded: {told} Uploads wait. Roll back under Models, or mend its files."
    )


def waiting_hold(vocabulary: Vocabulary) -> str:
    """The hold of a job that cannot run before this vocabulary has a model that can be loaded."""
    return f"{WAITING_FOR_MODEL}:{vocabulary.slug}"


def promotions_listed() -> QuerySet[Promotion]:
    """Who served when, newest first."""
    return Promotion.objects.select_related("vocabulary", "by").order_by("-at", "-id")
