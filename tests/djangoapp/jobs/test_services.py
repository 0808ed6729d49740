"""Row first, ring on commit; holds; the sweep; a broker that is away."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from djangoapp.jobs import bell, kinds, services
from djangoapp.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_ring_comes_with_the_commit_and_not_before(workshop, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = services.job_enqueue("test", {"a": 1})
        assert rings == []
    assert rings == ["test"]
    assert (job.status, job.phase, job.payload, job.created_by) == ("queued", "queued", {"a": 1}, None)


def test_rolled_back_job_is_never_rung_for(workshop, rings, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ValueError, match="no"),
        transaction.atomic(),
    ):
        services.job_enqueue("test", {})
        raise ValueError("no")
    assert rings == []
    assert not Job.objects.exists()


def test_unknown_kind_is_named(workshop):
    with pytest.raises(KeyError, match="no job kind 'tset'"):
        services.job_enqueue("tset", {})


def test_kind_must_name_a_queue():
    with pytest.raises(ValueError, match="expected one of inference, training, chores"):
        kinds.register(kinds.Kind("odd", "attic", list))


def test_owner_is_noted(workshop, cataloguer):
    assert services.job_enqueue("test", {}, user=cataloguer).created_by == cataloguer


def test_broker_that_is_away_does_not_fail_the_request(workshop, monkeypatch, caplog):
    tries = []

    class Away:
        def apply_async(self, *args, **kwargs):
            tries.append(1)
            raise bell.OperationalError("Connection refused")

    monkeypatch.setattr(bell, "_deaf_until", 0.0)

    monkeypatch.setattr(bell, "current_app", type("App", (), {"tasks": {bell.TASK: Away()}}))
    assert bell.ring("test") is False
    assert bell.ring("test") is False
    assert len(tries) == 1  # A burst of uploads does not wait for each ring in vain.
    assert "the sweep will ring again" in caplog.text


def test_sweep_rings_again_for_what_waits_too_long(workshop, rings):
    fresh = services.job_enqueue("test", {})
    services.sweep()
    assert rings == []
    Job.objects.filter(id=fresh.id).update(created_at=timezone.now() - timedelta(seconds=11))
    assert services.sweep()["rung"] == 1
    assert rings == ["test"]


def test_sweep_does_not_pile_rings_on_unread_ones(workshop, monkeypatch):
    sent = []
    monkeypatch.setattr(bell, "unread", lambda queue: bell.UNREAD_ENOUGH)
    monkeypatch.setattr(bell, "ring", sent.append)
    assert bell.ring_unless_unread("test") is False
    assert sent == []


def test_hold_keeps_jobs_until_released(workshop, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs = [services.job_enqueue("test", {}, hold="waiting_for_model:batik") for _ in range(2)]
        other = services.job_enqueue("test", {}, hold="waiting_for_model:style")
    assert rings == []
    assert jobs[0].phase == "waiting_for_model"
    with django_capture_on_commit_callbacks(execute=True):
        assert services.jobs_release("waiting_for_model:batik") == 2
    assert rings == ["test"]
    other.refresh_from_db()
    assert other.hold == "waiting_for_model:style"


def test_sweep_releases_holds_that_no_longer_stand(workshop, rings, monkeypatch):
    monkeypatch.setitem(kinds._registry.holds, "waiting_for_model", lambda slug: slug != "batik")
    batik = services.job_enqueue("test", {}, hold="waiting_for_model:batik")
    style = services.job_enqueue("test", {}, hold="waiting_for_model:style")
    unknown = services.job_enqueue("test", {}, hold="waiting_for_rain:today")
    assert services.sweep()["released"] == 1
    for job, hold in ((batik, ""), (style, "waiting_for_model:style"), (unknown, "waiting_for_rain:today")):
        job.refresh_from_db()
        assert job.hold == hold


def test_cancel_of_a_queued_or_held_job_is_immediate(workshop):
    for hold in ("", "waiting_for_model:batik"):
        job = services.job_cancel(services.job_enqueue("test", {}, hold=hold))
        assert (job.status, job.phase) == ("cancelled", "cancelled")
        assert job.finished_at
