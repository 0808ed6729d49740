"""The start-up step that gives the demo collection its first model, in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.db import transaction

from djangoapp.catalogue.models import Label, Vocabulary
from djangoapp.core.processes.startup import Report
from djangoapp.training.models import ModelVersion
from djangoapp.training.progress import RunProgress
from djangoapp.training.selectors import config_on, manifest_of
from djangoapp.training.services import (
    bundle_register,
    candidate_train,
    candidates_folder,
    judged_keep,
    model_promote,
    snapshot_create,
)

STEP = "first model"
RECIPE = "texture"
MANAGE = settings.REPOSITORY / "djangoapp" / "manage.py"
REASON = "The first model of this vocabulary, trained on the drawn specimens at the first start."


def first_model_step(report: Report) -> str | None:
    """Train a first model where the demo collection waits for one; nothing to do at any later start."""
    waiting = vocabularies_without_model() if settings.RAGAM_DEMO else []
    for vocabulary in waiting:
        _train_in_a_child(vocabulary.slug, report)
    return f"trained for {', '.join(one.slug for one in waiting)}" if waiting else None


def vocabularies_without_model() -> list[Vocabulary]:
    """Those with labels of the demo collection and no model version at all."""
    drawn = Label.objects.filter(source=Label.Source.DEMO).values("vocabulary")
    return list(Vocabulary.objects.filter(id__in=drawn, model_versions__isnull=True).order_by("slug"))


def first_model_train(vocabulary: Vocabulary, on_line: Any) -> ModelVersion:
    """Train the default recipe on what is settled, register the version and let it serve.

    `on_line(phase, fraction, detail)` is told how far it is.
    """
    show = RunProgress(on_line)
    snapshot = snapshot_create(vocabulary, show)
    out = candidates_folder() / str(snapshot.id)
    manifest = manifest_of(snapshot)
    config = config_on(RECIPE, {}, vocabulary, manifest)
    candidate = candidate_train(manifest, config, out, thorough=False, on_progress=show)
    with transaction.atomic():  # A version that never serves would keep the next start from trying again.
        version = bundle_register(
            candidate.bundle,
            vocabulary,
            source=ModelVersion.Source.DEMO,
            figures=candidate.figures,
            snapshot=snapshot,
        )
        judged_keep(version, candidate.ours)
        model_promote(version, reason=REASON)
    shutil.rmtree(out, ignore_errors=True)
    return version


def _train_in_a_child(slug: str, report: Report) -> None:
    """TensorFlow, which converts the backbone, takes its memory along when the child ends."""
    command = [sys.executable, str(MANAGE), "train_first_model", "--vocabulary", slug]
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as child,  # noqa: S603
    ):
        for line in child.stdout or ():
            _pass_on(line, report)
        if child.wait():
            complaints.seek(0)
            raise RuntimeError(
                f"The first model for {slug!r} could not be trained:\n{complaints.read()[-3000:]}"
            )


def _pass_on(line: str, report: Report) -> None:
    try:
        said = json.loads(line)
        report(said["done"], said["total"], said["phase"])
    except (ValueError, KeyError, TypeError):
        return  # Not a line of progress, such as a library's remark.
