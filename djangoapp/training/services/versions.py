"""Registering bundles as model versions, and letting one serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.core.errors import DomainError
from djangoapp.jobs.services import jobs_release
from djangoapp.training.models import Champion, ModelVersion, Promotion, Snapshot
from djangoapp.training.selectors.champions import waiting_hold
from djangoapp.training.services.faults import fault_clear, version_prove
from ml.figures import RunFigures, TrainingFigures
from ml.models import Bundle, ModelRegistry
from ml.records import BundleInfo


def bundle_register(
    bundle: Bundle,
    vocabulary: Vocabulary,
    *,
    source: str = ModelVersion.Source.REGISTERED,
    user: Account | None = None,
    figures: RunFigures | None = None,
    snapshot: Snapshot | None = None,
) -> ModelVersion:
    """Copy a bundle into the models folder and make it a version of `vocabulary`; it does not serve yet.

    Without `figures`, those of its own training are kept. Registering the same bundle again answers the
    version there is, and mends its files. Raises BundleCorrupt when its files were changed since it was read,
    BundleIncompatible when it does not answer a probe picture, and DomainError `label_without_term` naming
    the labels that the vocabulary has no term for; neither a version nor a folder is left then.
    """
    info = bundle.info
    _require_terms(vocabulary, info.labels)
    figures = figures or RunFigures.of(TrainingFigures.from_json(info.figures or {}))
    with _stored(bundle) as folder, transaction.atomic():
        Vocabulary.objects.select_for_update().get(id=vocabulary.id)
        known = ModelVersion.objects.filter(vocabulary=vocabulary, digest=info.digest).first()
        if known is not None:
            fault_clear(known)
            return known
        newest = ModelVersion.objects.filter(vocabulary=vocabulary).aggregate(newest=Max("number"))["newest"]
        return ModelVersion.objects.create(
            vocabulary=vocabulary,
            number=(newest or 0) + 1,
            bundle_path=folder,
            figures=figures.to_json(),
            source=source,
            snapshot=snapshot,
            created_by=signed_in(user),
            **_of_record(info),
        )


@contextmanager
def _stored(bundle: Bundle) -> Iterator[str]:
    """The bundle's folder inside the models folder; one made for this is removed when the block fails.

    Before the transaction: what a model has to say takes seconds, and others want to write meanwhile.
    """
    registry, digest = ModelRegistry(settings.MODELS_DIR), bundle.info.digest
    was_here = digest in registry.list()
    folder = registry.add(bundle, settings.RAGAM_RUNTIME)
    try:
        yield folder.name
    except BaseException:
        if not was_here:
            registry.remove(digest)
        raise


def _of_record(info: BundleInfo) -> dict[str, Any]:
    """What a version has from the record of its bundle, by column."""
    return {
        "digest": info.digest,
        "recipe": info.recipe,
        "backbone": info.backbone.to_json(),
        "labels": list(info.labels),
        "thresholds": info.thresholds,
        "known_weak": info.known_weak,
        "studies": int(info.options.get("studies") or 0),
        "n_train": info.n_train,
    }


def _require_terms(vocabulary: Vocabulary, labels: Iterable[str]) -> None:
    known = set(Term.objects.filter(vocabulary=vocabulary).values_list("code", flat=True))
    unknown = [label for label in labels if label not in known]
    if unknown:
        named = ", ".join(unknown[:20]) + (" and more" if len(unknown) > 20 else "")
        raise DomainError(
            "label_without_term",
            f"The bundle names {len(unknown)} classes that are no term of {vocabulary.slug!r}: {named}. "
            "Add terms with these codes (importing the collection does), or name another vocabulary.",
            422,
            labels=unknown,
        )


def model_promote(
    version: ModelVersion, *, user: Account | None = None, reason: str = ""
) -> ModelVersion | None:
    """Let `version` serve its vocabulary from the next answer on; the version that served before, or None.

    Its bundle is read and asked about a probe picture first. Jobs that waited for a model are released.
    Promoting the champion again changes nothing else. Raises BundleCorrupt when the files on disk are not
    those that were registered, BundleIncompatible when the model does not answer, NotVerified when it could
    not be asked; the champion stays then.
    """
    version_prove(version)
    with transaction.atomic():
        vocabulary = Vocabulary.objects.select_for_update().get(id=version.vocabulary_id)
        row = Champion.objects.select_related("model_version").filter(vocabulary=vocabulary).first()
        previous = row.model_version if row else None
        if previous is None or previous.id != version.id:
            Champion.objects.update_or_create(vocabulary=vocabulary, defaults={"model_version": version})
            Promotion.objects.create(
                vocabulary=vocabulary,
                model_version=version,
                previous=previous,
                by=signed_in(user),
                reason=reason,
            )
        jobs_release(waiting_hold(vocabulary))
    return previous
