"""Reading and cancelling jobs over HTTP."""

import uuid

import pytest

from djangoapp.jobs import runner, services
from djangoapp.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitors_job(workshop):
    return services.job_enqueue("test", {"secret": "path"}, of_visitor=True)


@pytest.fixture
def own_job(workshop, cataloguer):
    return services.job_enqueue("test", {}, user=cataloguer)


def test_visitors_job_is_open_to_who_holds_its_id(visitor_client, visitors_job):
    body = visitor_client.get(f"/api/jobs/{visitors_job.id}/").json()
    assert body["id"] == str(visitors_job.id)
    assert (body["status"], body["phase"], body["progress"]) == ("queued", "queued", 0.0)
    assert body["error"] is None
    assert body["result"] is None
    assert "payload" not in body
    assert "lease_owner" not in body


def test_accounts_job_is_hidden_from_visitors(visitor_client, own_job, client_for, make_user):
    for client in (visitor_client, client_for(make_user("visitor", "guest"))):
        response = client.get(f"/api/jobs/{own_job.id}/")
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"


def test_staff_see_all_jobs_by_id(manager_client, own_job):
    assert manager_client.get(f"/api/jobs/{own_job.id}/").status_code == 200


def test_unknown_job_is_404(visitor_client):
    assert visitor_client.get(f"/api/jobs/{uuid.uuid4()}/").json()["code"] == "not_found"
    assert visitor_client.get("/api/jobs/not-an-id/").json()["code"] == "not_found"


def test_unchanged_job_costs_an_empty_304(visitor_client, visitors_job):
    address = f"/api/jobs/{visitors_job.id}/"
    first = visitor_client.get(address)
    again = visitor_client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    runner.work("test")
    changed = visitor_client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed.json()["status"] == "succeeded"


def test_failed_job_shows_code_and_detail(visitor_client, visitors_job):
    Job.objects.update(status="failed", error_code="unreadable_image", error_detail="Broken.")
    body = visitor_client.get(f"/api/jobs/{visitors_job.id}/").json()
    assert body["error"] == {"code": "unreadable_image", "detail": "Broken."}


def test_visitor_cancels_their_job(visitor_client, visitors_job):
    body = visitor_client.post(f"/api/jobs/{visitors_job.id}/cancel/").json()
    assert body["status"] == "cancelled"


def test_colleague_may_look_but_not_cancel(client_for, make_user, own_job, manager_client):
    colleague = client_for(make_user("cataloguer", "colleague"))
    assert colleague.get(f"/api/jobs/{own_job.id}/").status_code == 200
    assert colleague.post(f"/api/jobs/{own_job.id}/cancel/").json()["code"] == "permission_denied"
    assert manager_client.post(f"/api/jobs/{own_job.id}/cancel/").json()["status"] == "cancelled"


def test_list_is_for_staff_and_filters(cataloguer_client, visitor_client, own_job, visitors_job):
    assert visitor_client.get("/api/jobs/").status_code == 401
    body = cataloguer_client.get("/api/jobs/").json()
    assert set(body) == {"count", "next", "previous", "results"}
    assert body["count"] == 1, "a visitor's is not among them"
    assert cataloguer_client.get("/api/jobs/?mine=1").json()["count"] == 1
    assert cataloguer_client.get("/api/jobs/?status=failed").json()["count"] == 0
    assert cataloguer_client.get("/api/jobs/?status=odd").json()["code"] == "validation_error"
    assert cataloguer_client.get("/api/jobs/?page=99").json()["code"] == "not_found"


def test_signed_in_visitor_may_not_list(client_for, make_user):
    response = client_for(make_user("visitor")).get("/api/jobs/")
    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
