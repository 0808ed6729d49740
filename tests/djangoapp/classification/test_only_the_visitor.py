"""What a visitor sends is seen by that visitor alone; an admin may look, and that is written down."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import pytest

from djangoapp.catalogue.models import Image
from djangoapp.jobs.models import Job
from djangoapp.jobs.services import job_enqueue
from tests.djangoapp.classification.helpers import accepted, work
from tests.djangoapp.training.world import weave

pytestmark = pytest.mark.django_db
ROLES = ["visitor", "cataloguer", "manager", "admin"]


@dataclass(frozen=True)
class Sent:
    """What came of one visitor's picture: the addresses that lead to it, and the upload's own ids."""

    addresses: dict[str, str]
    ids: dict[str, str]


@pytest.fixture
def sent(champion, client_for) -> Sent:
    owner = client_for()
    upload = accepted(owner, weave("dots", 5))
    work()
    prediction = owner.get(f"/api/jobs/{upload['job']}/").json()["result"]["prediction"]
    one, image = f"/api/predictions/{prediction}/", f"/api/images/{upload['image']}/"
    addresses = {
        "job": f"/api/jobs/{upload['job']}/",
        "submission": f"/api/submissions/{upload['id']}/",
        "prediction": one,
        "explanation": f"{one}explanation.png",
        "thumb": f"{image}thumb.webp",
        "view": f"{image}view.webp",
        "original": f"{image}original",
    }
    return Sent(addresses, {**upload, "prediction": prediction})


@pytest.fixture
def client_of(client_for, make_user) -> Any:
    return lambda role: client_for(None if role == "visitor" else make_user(role))


# Who asks: what each address answers. A visitor holds the id, and never gets an original.
EXPECTED = {"visitor": 200, "cataloguer": 404, "manager": 404, "admin": 200}


@pytest.mark.parametrize("role", ROLES)
def test_reading(sent: Sent, client_of, caplog, role: str) -> None:
    client = client_of(role)
    caplog.set_level(logging.WARNING)
    found = {}
    for name, address in sent.addresses.items():
        caplog.clear()
        found[name] = client.get(address).status_code
        lines = [line for line in caplog.messages if "what a visitor sent" in line]
        assert bool(lines) == (role == "admin"), (name, lines)
        assert all("admin" in line and any(value in line for value in sent.ids.values()) for line in lines)
    expected = dict.fromkeys(sent.addresses, EXPECTED[role])
    if role == "visitor":
        expected["original"] = 401
    assert found == expected


@pytest.mark.parametrize("role", ROLES)
def test_lists_show_nothing_of_it(sent: Sent, client_of, caplog, role: str) -> None:
    client = client_of(role)
    caplog.set_level(logging.WARNING)
    for address in (
        "/api/jobs/",
        "/api/jobs/?kind=classify",
        "/api/submissions/",
        "/api/artworks/",
        "/api/health/",
    ):
        text = client.get(address).content.decode()
        is_open = role == "admin" and "jobs" in address
        assert any(value in text for value in sent.ids.values() if value) == is_open, address
    assert bool([line for line in caplog.messages if sent.ids["job"] in line]) == (role == "admin")


@pytest.mark.parametrize("role", ["cataloguer", "manager"])
def test_staff_change_nothing_of_it(sent: Sent, client_of, role: str) -> None:
    client, one = client_of(role), sent.addresses["prediction"]
    assert client.post(f"{sent.addresses['job']}cancel/").status_code == 404
    assert client.delete(sent.addresses["submission"]).status_code == 404
    assert client.post(f"{one}reviews/", {"verdict": "confirm"}).status_code == 404
    assert Image.objects.filter(id=sent.ids["image"]).exists()


def test_the_visitor_removes_it(sent: Sent, client_of) -> None:
    assert client_of("visitor").delete(sent.addresses["submission"]).status_code == 204
    assert not Image.objects.filter(id=sent.ids["image"]).exists()


def test_a_job_that_nobody_asked_for_is_no_visitors_to_cancel(client_of, quiet_queue) -> None:
    job = job_enqueue("classify", {})
    assert client_of("visitor").get(f"/api/jobs/{job.id}/").status_code == 200
    assert client_of("cataloguer").post(f"/api/jobs/{job.id}/cancel/").status_code == 403
    assert client_of("manager").post(f"/api/jobs/{job.id}/cancel/").status_code == 200
    assert Job.objects.get(id=job.id).status == "cancelled"
