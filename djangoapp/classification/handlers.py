"""The handler of classification jobs: decode in threads, one pass each through the champion, rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from uuid import UUID

import numpy as np

from djangoapp.catalogue.models import Vocabulary
from djangoapp.catalogue.services import upload_limits
from djangoapp.classification import selectors, services
from djangoapp.classification.models import Submission
from djangoapp.classification.serving import shelf
from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.running import RunningJob
from djangoapp.training.models import ModelVersion
from djangoapp.training.selectors import champion_get, waiting_hold
from djangoapp.training.services import UNUSABLE, fault_note
from ml.errors import MlError
from ml.images import Limits, read_for_network
from ml.models import Classifier

DECODERS = 2
Pair = tuple[RunningJob, Submission]


def classify_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """An outcome for each job: by the champion of its vocabulary, or waiting where none can answer."""
    found = selectors.submissions_for_jobs([job.id for job in batch])
    by_vocabulary: dict[UUID, list[Pair]] = defaultdict(list)
    for job in batch:
        submission = found.get(job.id)
        if submission is None:
            yield Outcome.failed(job.id, "submission_gone", "The upload was removed before it was looked at.")
        else:
            by_vocabulary[submission.vocabulary_id].append((job, submission))
    for pairs in by_vocabulary.values():
        yield from _of_one_vocabulary(pairs[0][1].vocabulary, pairs)


def _of_one_vocabulary(vocabulary: Vocabulary, pairs: list[Pair]) -> Iterator[Outcome]:
    found = _serving(vocabulary)
    if found is None:
        yield from (Outcome.held(job.id, waiting_hold(vocabulary)) for job, _ in pairs)
        return
    version, classifier = found
    with ThreadPoolExecutor(min(DECODERS, len(pairs)), thread_name_prefix="decode") as pool:
        read = partial(_pixels, size=classifier.info.input_size, limits=upload_limits())
        # The files are named before the threads start: the database is this thread's alone.
        decoded = pool.map(read, [Path(submission.image.original.path) for _, submission in pairs])
        for (job, submission), pixels in zip(pairs, decoded, strict=True):
            if not job.is_cancelled:
                yield _outcome(job, submission, version, classifier, pixels)


def _serving(vocabulary: Vocabulary) -> tuple[ModelVersion, Classifier] | None:
    """The champion, loaded; None where there is none, or where it cannot be loaded, which is noted."""
    version = champion_get(vocabulary)
    if version is None:
        return None
    try:
        return version, shelf.get(version)
    except UNUSABLE as error:
        fault_note(version, error)
        return None


def _pixels(path: Path, *, size: int, limits: Limits) -> np.ndarray | MlError:
    """What the network looks at, or why the picture cannot be read; one bad picture spoils no batch."""
    try:
        return read_for_network(path, size, limits)
    except MlError as error:
        return error


def _outcome(
    job: RunningJob,
    submission: Submission,
    version: ModelVersion,
    classifier: Classifier,
    pixels: np.ndarray | MlError,
) -> Outcome:
    if isinstance(pixels, MlError):
        return Outcome.failed(job.id, pixels.code, str(pixels))
    try:
        prediction, explanations = classifier.predict_explained(pixels)
    except UNUSABLE as error:  # It answers others: this picture alone brings no number.
        return Outcome.failed(job.id, error.code, str(error))
    save = partial(services.prediction_save, submission.id, job.id, version, prediction, explanations)
    return Outcome(job.id, save)
