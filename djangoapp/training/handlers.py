"""The handler of training jobs: snapshot, train, judge beside the champion, register; never promote."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.running import RunningJob
from djangoapp.training import services
from djangoapp.training.progress import RunProgress
from djangoapp.training.selectors import champion_get, config_on, manifest_of, run_get


def train_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """Run each job of the batch (a batch of training jobs is one job)."""
    for job in batch:
        yield _train(job)


def _train(job: RunningJob) -> Outcome:
    run = run_get(job.payload["run"])
    show = RunProgress(job.progress)
    job.raise_if_cancelled()
    services.candidates_tidy()
    snapshot = run.snapshot
    if snapshot is None:
        snapshot = services.run_snapshot_keep(run, services.snapshot_create(run.vocabulary, show))
    champion = champion_get(run.vocabulary)
    manifest = manifest_of(snapshot)
    candidate = services.candidate_train(
        manifest,
        config_on(run.recipe, run.options, run.vocabulary, manifest),
        services.candidates_folder() / str(run.id),
        champion=champion,
        on_progress=show,
        should_stop=job.should_stop,
    )
    job.raise_if_cancelled()
    return Outcome(job.id, partial(services.run_finish, run.id, candidate))
