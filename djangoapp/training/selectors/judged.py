"""What versions said of locked pictures: those behind a cell, and any two versions picture by picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from djangoapp.catalogue.models import Image
from djangoapp.core.errors import DomainError
from djangoapp.training.models import JudgedPicture, ModelVersion
from djangoapp.training.selectors.snapshots import trained_on
from ml.evaluation import paired
from ml.figures import Judged
from ml.records import Ranked

NOTHING_SHARED = "no_common_pictures"


def judged_listed(version: ModelVersion) -> QuerySet[JudgedPicture]:
    """The judged pictures that the catalogue still has, term by term, with `image_id`."""
    image = Image.objects.filter(sha256=OuterRef("sha256"), artwork__isnull=False).order_by("id")
    return (
        JudgedPicture.objects.filter(model_version=version)
        .annotate(image_id=Subquery(image.values("id")[:1]))
        .filter(image_id__isnull=False)
        .order_by("truth", "named", "sha256")
    )


def judged_completed(page: Sequence[Any]) -> Sequence[Any]:
    """The rows with their `image`; one query."""
    images = Image.objects.select_related("artwork").in_bulk([row.image_id for row in page])
    for row in page:
        row.image = images[row.image_id]
    return page


def versus(first: ModelVersion, second: ModelVersion) -> dict[str, Any]:
    """Both on the locked pictures that both have judged, the differences being second less first.

    Raises DomainError `no_common_pictures` where there is no such picture.
    """
    ours, theirs = _shared(_answers(first), _answers(second))
    if not ours:
        raise DomainError(
            NOTHING_SHARED,
            f"Versions {first.number} and {second.number} were never judged on the same locked pictures. "
            "Start a training run: it judges the serving version and the new one on the same pictures.",
            404,
        )
    digests = {one.sha256 for one in ours}
    return {
        **paired(ours, theirs).to_json(),
        "first": first.id,
        "second": second.id,
        "first_saw": len(digests & trained_on(first)),
        "second_saw": len(digests & trained_on(second)),
    }


def _answers(version: ModelVersion) -> dict[tuple[str, str], Judged]:
    """A picture that was settled anew is another question."""
    return {
        (row.sha256, row.truth): Judged(
            row.sha256, row.sha256, row.truth, tuple(Ranked(code, share) for code, share in row.top)
        )
        for row in JudgedPicture.objects.filter(model_version=version)
    }


def _shared(
    first: dict[tuple[str, str], Judged], second: dict[tuple[str, str], Judged]
) -> tuple[list[Judged], list[Judged]]:
    keys = sorted(first.keys() & second.keys())
    return [first[key] for key in keys], [second[key] for key in keys]
