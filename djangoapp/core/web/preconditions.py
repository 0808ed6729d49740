"""Against lost updates: a record's ETag, and the `If-Match` of whoever changes it (RFC 9110, 13.1.1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from djangoapp.core.errors import ChangedMeanwhile

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag under which the record was read; 412 `changed_meanwhile` if it has another by now.",
)


def record_etag(record: Model, names: Iterable[str], *besides: Any) -> str:
    """A value that changes with any of these columns of the record or with what stands besides, alone."""
    values = [record.pk, *(getattr(record, name) for name in names), *besides]
    return f'"{hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:24]}"'


def if_match(request: Request) -> list[str] | None:
    """The ETags that the caller names; None where the caller does not ask for any."""
    header = request.headers.get("If-Match")
    return None if header is None else parse_etags(header)


def require_match(etags: Sequence[str] | None, current: str) -> None:
    """Raise ChangedMeanwhile unless `current` is one of them.

    A weak one counts as strong: a proxy that compresses an answer makes its ETag weak on the way.
    """
    if etags is None or "*" in etags:
        return
    if current not in {etag.removeprefix("W/") for etag in etags}:
        raise ChangedMeanwhile


def with_etag(body: dict[str, Any], etag: str) -> Response:
    """The answer that shows a record, and under which ETag it may be changed."""
    return Response(body, headers={"ETag": etag})


def changed_to(shown: Response) -> ChangedMeanwhile:
    """The refusal that tells how the record is now, from the answer that shows it."""
    return ChangedMeanwhile(current=shown.data, etag=shown["ETag"])
