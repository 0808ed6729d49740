"""Uploading and reading in tests."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from djangoapp.jobs import runner


def send(client: Any, data: bytes, name: str = "cloth.png", **fields: Any) -> Any:
    """POST one picture; the response."""
    body = {"image": SimpleUploadedFile(name, data), **fields}
    return client.post("/api/submissions/", body, format="multipart")


def accepted(client: Any, data: bytes, **fields: Any) -> dict[str, Any]:
    answer = send(client, data, **fields)
    assert answer.status_code in {200, 202}, answer.content
    return answer.json()


def work() -> None:
    """What the inference worker does on its rings."""
    while runner.work("classify"):
        pass


def predicted(client: Any, data: bytes, **fields: Any) -> dict[str, Any]:
    """Upload, classify, and read the prediction."""
    sent = accepted(client, data, **fields)
    work()
    job = client.get(f"/api/jobs/{sent['job']}/").json()
    assert job["status"] == "succeeded", job
    return client.get(f"/api/predictions/{job['result']['prediction']}/").json()
