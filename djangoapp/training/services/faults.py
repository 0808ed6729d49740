"""Finding out which versions can be loaded, and keeping what was found: a broken champion lets jobs wait."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from djangoapp.jobs.services import jobs_release
from djangoapp.training.models import Champion, ModelVersion
from djangoapp.training.selectors.champions import champions_listed, served_before, waiting_hold
from ml.errors import BundleCorrupt, BundleIncompatible, NotVerified
from ml.models import Bundle, file_states, verify

logger = logging.getLogger(__name__)
UNUSABLE = (BundleCorrupt, BundleIncompatible)
"""What a bundle that cannot be loaded raises."""

_seen: dict[UUID, tuple[Any, str]] = {}
"""The files of each version as this process saw them last, and what it found then."""


def version_prove(version: ModelVersion) -> None:
    """Read a version's bundle, hold it against what was registered, have it asked, and note what was found.

    Raises BundleCorrupt or BundleIncompatible when it cannot serve, NotVerified when that could not be found
    out: nothing is noted then.
    """
    try:
        verify(Bundle.read(version.folder, version.digest), settings.RAGAM_RUNTIME)
    except UNUSABLE as error:
        fault_note(version, error)
        raise
    fault_clear(version)


def fault_note(version: ModelVersion, error: BundleCorrupt | BundleIncompatible) -> None:
    """Note that a version cannot be loaded; while it serves, jobs wait instead of failing."""
    version.fault_code, version.fault_detail = error.code, str(error)
    known = ModelVersion.objects.filter(id=version.id)
    if known.filter(fault_code="").update(fault_since=timezone.now()):
        logger.error("version %d (%s) cannot be loaded: %s", version.number, version.id, error)
    known.update(fault_code=version.fault_code, fault_detail=version.fault_detail)


@transaction.atomic
def fault_clear(version: ModelVersion) -> None:
    """Note that a version can be loaded; jobs that waited for its files are released."""
    version.fault_code, version.fault_detail, version.fault_since = "", "", None
    noted = ModelVersion.objects.filter(id=version.id).exclude(fault_code="")
    if noted.update(fault_code="", fault_detail="", fault_since=None):
        logger.info("version %d (%s) can be loaded again", version.number, version.id)
        if Champion.objects.filter(model_version=version).exists():
            jobs_release(waiting_hold(version.vocabulary))


def champions_check() -> None:
    """Look at the files of each champion; where one is broken, also for a version that could take its place.

    Costs a look into the folder as long as nothing has changed in it since this process saw it last.
    """
    for champion in champions_listed():
        if not _can_serve(champion):
            any(_can_serve(earlier) for earlier in served_before(champion))


def _can_serve(version: ModelVersion) -> bool:
    if _seen.get(version.id) != (file_states(version.folder), version.fault_code):
        try:
            version_prove(version)
        except UNUSABLE:
            pass  # It is noted.
        except NotVerified as error:
            logger.warning("version %d (%s): %s", version.number, version.id, error)
            return not version.fault_code
        _seen[version.id] = (file_states(version.folder), version.fault_code)
    return not version.fault_code
