"""Who is told of lost files: the health page anybody, the API admins; and the chores that read and sweep."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from djangoapp.catalogue import health, services
from djangoapp.catalogue.models import FixityFinding, FixityPass, Image
from djangoapp.catalogue.selectors import FIXITY, SWEEP_FILES
from djangoapp.jobs import bell, kinds, runner
from djangoapp.jobs.models import Job
from tests.djangoapp.catalogue.conftest import picture

pytestmark = pytest.mark.django_db


def lose(image) -> None:
    Path(image.original.path).unlink()
    services.fixity_run(at_once=True)


def orphan(data_dir, name: str = "originals/ab/left", age: float = 7200) -> None:
    path = data_dir / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (time.time() - age, time.time() - age))


def test_health_names_artworks_and_nothing_that_opens_a_picture(make_artwork, visitor_client):
    artwork = make_artwork(title="Rahasia", status="draft")
    assert health.fixity_health().ok
    lose(artwork.images.get())
    lose(services.image_store(picture(20, 20), filename="mine.png", guarded=False))
    body = visitor_client.get("/api/health/").json()
    said = next(one for one in body["checks"] if one["name"] == "fixity")
    assert body["status"] == "degraded"
    assert said["detail"] == f"stored files: 2 missing; artworks {artwork.id}"
    for one in FixityFinding.objects.all():
        assert str(one.image_id) not in said["detail"]
        assert one.image.filename not in said["detail"]
    assert "Rahasia" not in said["detail"]


def test_health_says_so_when_reading_takes_too_long(make_artwork):
    make_artwork()
    services.fixity_run()
    FixityPass.objects.update(began_at=timezone.now() - timedelta(days=31))
    assert not health.fixity_health().ok
    services.fixity_run()
    assert health.fixity_health().ok


def test_an_orphan_is_told_of_and_degrades_nothing(make_artwork, data_dir, admin_client):
    orphan(data_dir)
    orphan(data_dir, "renditions/ab/fresh", age=60)
    services.fixity_run(at_once=True)
    assert health.fixity_health().ok
    listed = admin_client.get("/api/fixity/findings/").json()["results"]
    assert [(one["kind"], one["name"], one["image"]) for one in listed] == [
        ("orphaned", "originals/ab/left", None)
    ]


def test_an_orphan_is_swept_when_it_was_told_of_for_a_week(make_artwork, data_dir, stored):
    make_artwork()
    kept = stored()
    orphan(data_dir)
    assert services.orphans_settle() == 0
    assert len(stored()) == 4
    FixityFinding.objects.update(found_at=timezone.now() - timedelta(days=8))
    assert services.orphans_settle() == 1
    assert stored() == kept
    assert not FixityFinding.objects.exists()


def test_an_orphan_of_no_readable_name_is_told_of_and_swept(db, data_dir, stored):
    orphan(data_dir, os.fsdecode(b"originals/ab/\xff\xfe"))
    services.orphans_settle()
    assert FixityFinding.objects.get().name == "originals/ab/\\udcff\\udcfe"
    FixityFinding.objects.update(found_at=timezone.now() - timedelta(days=8))
    assert services.orphans_settle() == 1
    assert not FixityFinding.objects.exists()


def test_the_figures_are_for_admins(make_artwork, admin_client, manager_client, visitor_client):
    artwork = make_artwork(title="Kain", images=2)
    for client, status in ((visitor_client, 401), (manager_client, 403)):
        for url in ("/api/fixity/", "/api/fixity/findings/"):
            assert client.get(url).status_code == status
    empty = admin_client.get("/api/fixity/").json()
    assert (empty["last"], empty["current"]) == (None, None)
    lose(artwork.images.first())
    services.fixity_run()
    state = admin_client.get("/api/fixity/").json()
    assert state["last"]["images"] == 2 and state["last"]["ended_at"]
    assert state["current"]["left"] == 1  # That with a finding is read first.
    assert state["counts"] == {"altered": 0, "missing": 1, "unreadable": 0, "orphaned": 0}
    listed = admin_client.get("/api/fixity/findings/").json()
    assert listed["results"][0]["artwork"] == {"id": str(artwork.id), "title": "Kain"}
    assert listed["results"][0]["part"] == "original"


def test_what_lies_in_the_store_is_decoded_in_a_child_process(make_artwork):
    image = make_artwork().images.get()
    Image.objects.update(thumb_sha256="")
    Path(image.view.path).unlink()
    assert services.fixity_run(at_once=True).remade == 1
    assert not FixityFinding.objects.exists()


def test_a_removed_picture_takes_its_finding_along(make_artwork):
    artwork = make_artwork()
    lose(artwork.images.get())
    services.artwork_delete(artwork)
    assert not FixityFinding.objects.exists()


@pytest.fixture
def rung(monkeypatch):
    monkeypatch.setattr(bell, "ring", lambda kind: True)


def test_slices_are_queued_one_at_a_time_and_leave_one_row(make_artwork, rung):
    make_artwork()
    for _ in range(3):
        assert services.fixity_enqueue()
        assert not services.fixity_enqueue()
        assert runner.work(FIXITY) == 1
    job = Job.objects.filter(kind=FIXITY).latest("created_at")
    assert (job.status, kinds.get(FIXITY).queue) == ("succeeded", kinds.CHORES)
    assert Job.objects.filter(kind=FIXITY).count() == 2


def test_a_sweep_is_queued_once_a_day(rung, data_dir):
    assert services.sweep_enqueue()
    assert runner.work(SWEEP_FILES) == 1
    assert not services.sweep_enqueue()
    Job.objects.update(created_at=timezone.now() - timedelta(hours=23))
    assert services.sweep_enqueue()
