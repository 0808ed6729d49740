"""Running jobs: results with the fence, retries, poison, cancelling, stopping."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from djangoapp.core.errors import DomainError
from djangoapp.jobs import lifecycle, runner, services
from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.models import Job
from djangoapp.jobs.running import JobStopped
from ml.errors import TrainingCancelled, UnreadableImage
from tests.djangoapp.jobs.conftest import enqueue, status

pytestmark = pytest.mark.django_db


def test_jobs_run_in_batches_oldest_first(workshop):
    jobs = enqueue(6)
    assert runner.work("test") == 6
    assert [len(batch) for batch in workshop.batches] == [4, 2]
    assert status(jobs) == ["succeeded"] * 6
    assert jobs[5].result == {"echo": {"number": 5}}
    assert jobs[0].progress == 1.0
    assert jobs[0].finished_at >= jobs[0].started_at
    assert jobs[0].lease_owner == ""


def test_outcome_failed_is_final_at_once(workshop):
    workshop.handle = lambda batch: [Outcome.failed(job.id, "unreadable_image", "Broken.") for job in batch]
    [job] = enqueue()
    runner.work("test")
    assert status([job]) == ["failed"]
    assert (job.error_code, job.error_detail, job.attempts) == ("unreadable_image", "Broken.", 1)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DomainError("no_such_thing", "Gone.", 404), "no_such_thing"),
        (UnreadableImage("Broken."), "unreadable_image"),
    ],
)
def test_refusal_raised_for_one_job_is_final(workshop, error, code):
    def handle(batch):
        raise error

    workshop.handle = handle
    [job] = enqueue()
    runner.work("test")
    assert status([job]) == ["failed"]
    assert job.error_code == code


def test_no_path_of_the_server_is_kept_on_a_job(workshop, tmp_path):
    """Neither in what a handler says, nor in what breaks off an attempt."""
    told = f"{tmp_path}/a.jpg is broken."
    workshop.handle = lambda batch: [Outcome.failed(job.id, "unreadable_image", told) for job in batch]
    [said] = enqueue()
    runner.work("test")
    workshop.handle = lambda batch: (tmp_path / "models" / "head.npz").read_bytes()
    [broken] = enqueue()
    for _ in range(3):
        runner.work("test")
    assert status([said, broken]) == ["failed", "failed"]
    assert said.error_detail == "a.jpg is broken."
    assert broken.error_detail.endswith("No such file or directory: 'head.npz'")


def test_refusal_raised_for_a_batch_is_sorted_out_one_by_one(workshop):
    def handle(batch):
        if any(job.payload["number"] == 1 for job in batch):
            raise UnreadableImage("Broken.")
        return [Outcome(job.id, dict) for job in batch]

    workshop.handle = handle
    jobs = enqueue(3)
    runner.work("test")
    assert status(jobs) == ["succeeded", "failed", "succeeded"]
    assert [len(batch) for batch in workshop.batches] == [3, 1, 1, 1]


def test_unexpected_error_is_tried_three_times_then_parked_with_evidence(workshop):
    def handle(batch):
        raise ZeroDivisionError("by zero")

    workshop.handle = handle
    [job] = enqueue()
    assert runner.work("test") == 3
    assert status([job]) == ["failed"]
    assert job.error_code == "attempts_exhausted"
    assert "3 attempts" in job.error_detail
    assert "ZeroDivisionError: by zero" in job.error_detail


def test_full_disk_is_given_time_and_tried_again(workshop, rings):
    tries = []

    def handle(batch):
        tries.append(1)
        if len(tries) < 2:
            raise OSError(28, "No space left on device")
        return [Outcome(job.id, dict) for job in batch]

    workshop.handle = handle
    [job] = enqueue()
    assert runner.work("test") == 1
    assert status([job]) == ["queued"]
    assert timedelta(seconds=10) < job.run_after - timezone.now() < timedelta(seconds=16)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert services.sweep()["rung"] == 0
    Job.objects.update(run_after=timezone.now())
    assert services.sweep()["rung"] == 1
    runner.work("test")
    assert status([job]) == ["succeeded"]
    assert job.attempts == 2


def test_poison_takes_no_innocent_down(workshop):
    def handle(batch):
        for job in batch:
            if job.payload["number"] == 2:
                raise MemoryError
            yield Outcome(job.id, dict)

    workshop.handle = handle
    jobs = enqueue(4)
    runner.work("test")
    assert status(jobs) == ["succeeded", "succeeded", "failed", "succeeded"]
    assert jobs[3].attempts == 2
    assert all(len(batch) == 1 for batch in workshop.batches[1:])


def test_error_while_saving_is_that_jobs_alone_and_leaves_nothing(workshop, make_user):
    def save_and_break(job):
        make_user("cataloguer")
        raise ValueError("late")

    def handle(batch):
        for job in batch:
            broken = job.payload["number"] == 0 and job.attempt == 1
            yield Outcome(job.id, (lambda job=job: save_and_break(job)) if broken else dict)

    workshop.handle = handle
    jobs = enqueue(2)
    runner.work("test")
    assert status(jobs) == ["succeeded", "succeeded"]
    assert [job.attempts for job in jobs] == [2, 1]
    make_user("cataloguer")  # The name is free: what the broken save wrote was rolled back.


def test_forgotten_job_is_tried_again(workshop):
    workshop.handle = lambda batch: [Outcome(job.id, dict) for job in batch if job.attempt == 2]
    [job] = enqueue()
    runner.work("test")
    assert status([job]) == ["succeeded"]


def test_fence_throws_away_what_a_lost_lease_found(workshop):
    saved = []

    def handle(batch):
        Job.objects.update(lease_owner="someone else")
        return [Outcome(job.id, lambda: saved.append(1)) for job in batch]

    workshop.handle = handle
    [job] = enqueue()
    runner.run_next(workshop.kind)
    assert status([job]) == ["running"]
    assert job.lease_owner == "someone else"
    assert saved == []


def test_terminal_states_are_final(workshop):
    [job] = enqueue()
    runner.work("test")
    job.refresh_from_db()
    before = job.finished_at
    services.job_cancel(job)
    services.recover()
    assert status([job]) == ["succeeded"]
    assert job.finished_at == before
    assert runner.work("test") == 0


def test_cancelled_while_running_ends_cancelled(workshop):
    def handle(batch):
        [job] = batch
        services.job_cancel(Job.objects.get(id=job.id))
        job.mark_cancelled()  # What the heartbeat does when it sees the flag.
        job.raise_if_cancelled()

    workshop.handle = handle
    [job] = enqueue()
    runner.work("test")
    assert status([job]) == ["cancelled"]
    assert job.error_code == ""


def test_heartbeat_tells_the_handler_of_a_cancellation_and_renews_the_lease(
    workshop, transactional_db, monkeypatch
):
    monkeypatch.setattr("djangoapp.jobs.heartbeat.LOOK_EVERY", 0.02)
    workshop.kind = type(workshop.kind)("test", "inference", workshop, batch=1, lease_seconds=0.2)
    seen = {}

    def handle(batch):
        [job] = batch
        first = Job.objects.get(id=job.id).lease_until
        deadline = time.monotonic() + 10
        while Job.objects.get(id=job.id).lease_until <= first and time.monotonic() < deadline:
            time.sleep(0.02)
        seen["renewed"] = Job.objects.get(id=job.id).lease_until > first
        services.job_cancel(Job.objects.get(id=job.id))
        while not job.should_stop() and time.monotonic() < deadline:
            time.sleep(0.02)
        job.raise_if_cancelled()

    workshop.handle = handle
    [job] = enqueue()
    runner.run_next(workshop.kind)
    assert seen["renewed"]
    assert status([job]) == ["cancelled"]


@pytest.mark.parametrize("error", [JobStopped, lambda: TrainingCancelled("stopped")])
def test_stop_of_the_worker_puts_the_job_back_without_counting_the_attempt(workshop, error):
    def handle(batch):
        lifecycle.stop()
        assert batch[0].should_stop()
        raise error()

    workshop.handle = handle
    [job] = enqueue()
    assert runner.work("test") == 1
    assert status([job]) == ["queued"]
    assert job.attempts == 0
    assert runner.work("test") == 0  # Told to stop: takes nothing new.


def test_stop_lets_the_running_batch_finish(workshop):
    def handle(batch):
        lifecycle.stop()
        return [Outcome(job.id, dict) for job in batch]

    workshop.handle = handle
    jobs = enqueue(6)
    assert runner.work("test") == 4
    assert status(jobs) == ["succeeded"] * 4 + ["queued"] * 2


def test_held_outcome_waits_without_counting(workshop):
    workshop.handle = lambda batch: [Outcome.held(job.id, "waiting_for_model:batik") for job in batch]
    [job] = enqueue()
    runner.work("test")
    assert status([job]) == ["queued"]
    assert (job.hold, job.phase, job.attempts) == ("waiting_for_model:batik", "waiting_for_model", 0)


def test_training_queue_takes_one_job_for_a_ring_and_rings_again(workshop, rings, monkeypatch):
    from djangoapp.jobs import kinds

    monkeypatch.setitem(kinds._registry.kinds, "test", kinds.Kind("test", kinds.TRAINING, workshop))
    jobs = enqueue(2)
    assert runner.work("test") == 1
    assert status(jobs) == ["succeeded", "queued"]
    assert rings == ["test"]


def test_long_turn_gives_way(workshop, rings, monkeypatch):
    monkeypatch.setattr(runner, "TURN_SECONDS", -1.0)
    enqueue(6)
    assert runner.work("test") == 4
    assert rings == ["test"]


def test_progress_is_written_and_throttled(workshop):
    def handle(batch):
        [job] = batch
        for step in range(100):
            job.progress("looking", step / 100, {"done": step})
        row = Job.objects.get(id=job.id)
        assert (row.phase, row.progress, row.detail) == ("looking", 0.0, {"done": 0})
        job.progress("answering", 7.0)
        row = Job.objects.get(id=job.id)
        assert (row.phase, row.progress) == ("answering", 1.0)
        return [Outcome(job.id, dict)]

    workshop.handle = handle
    [job] = enqueue()
    runner.work("test")
    assert status([job]) == ["succeeded"], job.error_detail


def test_log_lines_carry_the_job(workshop, caplog):
    import logging

    from djangoapp.core.logs import JobFilter

    caplog.handler.addFilter(JobFilter())
    caplog.set_level(logging.INFO)
    [job] = enqueue()
    runner.work("test")
    assert any(str(job.id) in str(record.job) for record in caplog.records)
