"""Keeping what versions said of locked pictures."""

from __future__ import annotations

from collections.abc import Iterable

from djangoapp.training.judging import classifier_load, judge
from djangoapp.training.models import JudgedPicture, ModelVersion
from djangoapp.training.selectors.snapshots import manifest_of
from ml.figures import Judged


def judged_keep(version: ModelVersion, judged: Iterable[Judged]) -> None:
    """Note what `version` said of locked pictures; what it said of a picture before gives way."""
    rows = [
        JudgedPicture(
            model_version=version,
            sha256=one.sha256,
            truth=one.truth,
            named=one.top[0].label,
            top=[[ranked.label, round(ranked.probability, 6)] for ranked in one.top],
        )
        for one in judged
    ]
    JudgedPicture.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["model_version", "sha256"],
        update_fields=["truth", "named", "top"],
    )


def version_judge(version: ModelVersion) -> int:
    """Have a version judge the locked pictures of its vocabulary's newest snapshot; how many there were.

    That is what a bundle from elsewhere can be compared by: its own figures are on pictures of its own.
    """
    snapshot = version.vocabulary.snapshots.first()
    test = manifest_of(snapshot).test if snapshot else ()
    if test:
        judged_keep(
            version, judge(classifier_load(version.folder, version.digest), test, "evaluating").judged
        )
    return len(test)
