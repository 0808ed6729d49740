"""Jobs whose process died: noticed, taken back, and parked when it happens again and again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from djangoapp.jobs import claiming, services
from djangoapp.jobs.models import Job
from tests.djangoapp.jobs.conftest import enqueue, status

pytestmark = pytest.mark.django_db


def test_dead_process_is_noticed_before_its_lease_runs_out(workshop, rings):
    [job] = enqueue()
    [claimed] = claiming.claim(workshop.kind, suspect=False)
    assert services.recover() == 0  # Its owner, this process, lives.
    parts = claimed.lease_owner.split("|")
    parts[2] = "4194304"  # No such process: above the highest id there can be.
    Job.objects.update(lease_owner="|".join(parts))
    assert services.recover() == 1
    assert status([job]) == ["queued"]
    assert job.attempts == 1


def test_expired_lease_is_taken_back_and_rung_for(workshop, rings, django_capture_on_commit_callbacks):
    [job] = enqueue()
    claiming.claim(workshop.kind, suspect=False)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.sweep()["recovered"] == 1
    assert status([job]) == ["queued"]
    assert rings == ["test"]


def test_third_death_parks_the_job(workshop, rings):
    [job] = enqueue()
    for attempt in range(3):
        claiming.claim(workshop.kind, suspect=attempt > 0)
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        services.sweep()
    assert status([job]) == ["failed"]
    assert job.error_code == "attempts_exhausted"
    assert "worker died" in job.error_detail


def test_expired_lease_of_a_cancelled_job_ends_it(workshop, rings):
    [job] = enqueue()
    claiming.claim(workshop.kind, suspect=False)
    services.job_cancel(job)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    assert status([job]) == ["cancelled"]
