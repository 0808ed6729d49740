"""The handler of training jobs: snapshot, train, compare with the champion, register."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from djangoapp.core.processes.packages import WAITING_FOR_PACKAGES, packages_missing
from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.running import RunningJob
from djangoapp.training import services
from djangoapp.training.models import TrainingRun
from djangoapp.training.progress import RunProgress
from djangoapp.training.selectors import champion_get, config_on, manifest_of, needs_all_packages, run_get


def train_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """Run each job of the batch (a batch of training jobs is one job), as soon as it has what it needs."""
    for job in batch:
        run = run_get(job.payload["run"])
        waits = packages_missing() and needs_all_packages(run)
        yield Outcome.held(job.id, f"{WAITING_FOR_PACKAGES}:training") if waits else _train(job, run)


def _train(job: RunningJob, run: TrainingRun) -> Outcome:
    show = RunProgress(job.progress)
    job.raise_if_cancelled()
    services.candidates_tidy()
    snapshot = run.snapshot
    if snapshot is None:
        snapshot = services.run_snapshot_keep(run, services.snapshot_create(run.vocabulary, show))
    champion = champion_get(run.vocabulary)
    manifest = manifest_of(snapshot)
    first = bool(job.payload.get("first"))
    candidate = services.candidate_train(
        manifest,
        config_on(run.recipe, run.options, run.vocabulary, manifest),
        services.candidates_folder() / str(run.id),
        champion=champion,
        thorough=not first,  # What the panel adds is worth less than an answer half a minute sooner.
        on_progress=show,
        should_stop=job.should_stop,
    )
    job.raise_if_cancelled()
    finish = services.first_run_finish if first else services.run_finish
    return Outcome(job.id, partial(finish, run.id, candidate))
