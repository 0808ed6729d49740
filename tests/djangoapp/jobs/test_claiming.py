"""Claiming is exclusive, between threads and between processes, and suspects run alone."""

import json
import subprocess
import sys
import threading
import time

import pytest
from django.db import connections

from djangoapp.jobs import claiming, services
from djangoapp.jobs.claiming import Gate
from djangoapp.jobs.models import Job
from tests.djangoapp.jobs.conftest import database_url

CLAIM_ALL = """
import json, sys, django
django.setup()
from django.conf import settings
from djangoapp.jobs.claiming import claim
from djangoapp.jobs.kinds import Kind
kind, mine = Kind("test", "inference", list, batch=3), []
sys.stdin.readline()
while jobs := claim(kind, suspect=False):
    mine += [str(job.id) for job in jobs]
print(json.dumps(mine))
"""


def enqueue(number: int) -> set[str]:
    return {str(services.job_enqueue("test", {}).id) for _ in range(number)}


@pytest.mark.django_db(transaction=True)
def test_two_threads_never_claim_the_same_job(workshop, rings):
    wanted, claimed = enqueue(60), []
    start = threading.Barrier(3)

    def take():
        start.wait()
        try:
            while jobs := claiming.claim(workshop.kind, suspect=False):
                claimed.extend(str(job.id) for job in jobs)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join()
    assert len(claimed) == 60
    assert set(claimed) == wanted


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_never_claim_the_same_job(workshop, rings, monkeypatch):
    wanted = enqueue(60)
    monkeypatch.setenv("RAGAM_DATABASE_URL", database_url())
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM_ALL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    lists = [json.loads(worker.communicate(timeout=60)[0]) for worker in workers]
    assert sorted(lists[0] + lists[1]) == sorted(wanted)


@pytest.mark.django_db
def test_held_and_other_kinds_jobs_are_not_claimed(workshop):
    services.job_enqueue("test", {}, hold="waiting_for_model:batik")
    Job.objects.create(kind="other")
    assert claiming.next_is_suspect(workshop.kind) is None
    assert claiming.claim(workshop.kind, suspect=False) == []


@pytest.mark.django_db
def test_suspects_are_claimed_alone_and_in_their_turn(workshop):
    jobs = [services.job_enqueue("test", {}) for _ in range(4)]
    Job.objects.filter(id__in=[jobs[0].id, jobs[1].id]).update(attempts=1)
    assert claiming.next_is_suspect(workshop.kind) is True
    assert [job.id for job in claiming.claim(workshop.kind, suspect=True)] == [jobs[0].id]
    assert {job.id for job in claiming.claim(workshop.kind, suspect=False)} == {jobs[2].id, jobs[3].id}


@pytest.mark.django_db
def test_claim_counts_the_attempt_and_takes_a_lease(workshop):
    services.job_enqueue("test", {})
    [job] = claiming.claim(workshop.kind, suspect=False)
    job.refresh_from_db()
    assert (job.status, job.phase, job.attempts) == ("running", "starting", 1)
    assert job.lease_owner
    assert job.lease_until > job.started_at


def test_gate_lets_many_in_or_one_alone():
    gate, inside, most, alone_with = Gate(), [], [], []
    lock = threading.Lock()

    def work(alone):
        with gate.enter(alone=alone):
            with lock:
                inside.append(alone)
                most.append(len(inside))
                if any(inside):
                    alone_with.append(len(inside))
            time.sleep(0.01)
            with lock:
                inside.remove(alone)

    threads = [threading.Thread(target=work, args=(number % 4 == 0,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) > 1
    assert set(alone_with) == {1}
