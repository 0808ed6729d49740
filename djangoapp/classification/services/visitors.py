"""What visitors together, and one of them at a time, may ask of the house."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.models import Sum

from djangoapp.catalogue.models import Image
from djangoapp.core.errors import DomainError

_lock = threading.Lock()
_open: Counter[str] = Counter()


@contextmanager
def visitor_upload(address: str, size: int) -> Iterator[None]:
    """Around one upload of `size` bytes from this address.

    Raises DomainError `too_many_at_once` while others of the same address are being taken in by this
    process, and `visitor_storage_full` when no more of what visitors sent can be kept.
    """
    with _lock:
        if _open[address] >= settings.RAGAM_VISITOR_AT_ONCE:
            raise DomainError(
                "too_many_at_once",
                f"{_open[address]} pictures from your address are being taken in at this moment, and no more "
                "are at once. Send this one again in a few seconds.",
                429,
            )
        _open[address] += 1
    try:
        _check_storage(size)
        yield
    finally:
        with _lock:
            _open[address] -= 1
            if not _open[address]:
                del _open[address]


def _check_storage(size: int) -> None:
    limit = settings.RAGAM_VISITOR_STORAGE
    used = visitor_bytes()
    if used + size > limit:
        raise DomainError(
            "visitor_storage_full",
            f"Visitors' pictures fill the room that this house keeps for them ({used:,} of {limit:,} bytes; "
            f"this one has {size:,}). They are deleted {settings.RAGAM_VISITOR_RETENTION} hours after they "
            "were sent: try again later.",
            507,
            hours=settings.RAGAM_VISITOR_RETENTION,
        )


def visitor_bytes() -> int:
    """The bytes of all originals that visitors sent and that are still kept."""
    mine = Image.objects.filter(owner=None, artwork=None, submissions__expires_at__isnull=False)
    # One picture may answer for several vocabularies.
    found = Image.objects.filter(id__in=mine.values("id")).aggregate(bytes=Sum("bytes"))
    return found["bytes"] or 0
