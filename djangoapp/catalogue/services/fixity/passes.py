"""Passes over all stored files: paced in slices or at once, taken up where they stopped, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from djangoapp.catalogue.models import FixityFinding, FixityPass, Image
from djangoapp.catalogue.selectors import fixity_left, fixity_share
from djangoapp.catalogue.services.fixity.images import Checked, image_check
from djangoapp.catalogue.services.fixity.orphans import orphans_note
from djangoapp.jobs.owners import is_dead, new_owner
from ml.images import GuardedDecoder

CHUNK = 50
LEASE = timedelta(minutes=10)
"""Longer than the slowest picture takes; the death of its holder is usually seen at once."""
OnProgress = Callable[[int, int], None]


class PassBusy(Exception):
    """Another process reads the files at this moment; the message says since when."""


class _Lost(Exception):
    """The pass was taken over by another process, which took this one for dead."""


def fixity_run(
    *,
    at_once: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
    on_progress: OnProgress | None = None,
) -> FixityPass:
    """Go on with the open pass, or open one: what is due by now, or with `at_once` everything.

    Images with findings are read first, so that a file that was put back is soon known to be whole. When no
    image is left the store is searched for orphans, and the pass ends. Stopped or killed at any point, the
    next call goes on. Raises PassBusy.
    """
    current = _take(at_once=at_once)
    left = fixity_left(current)
    try:
        with closing(GuardedDecoder(workers=1)) as decoder:
            for image_id in _wanted(current, at_once=at_once):
                if should_stop():
                    return current
                _count(current, image_check(image_id, decoder))
                left = max(left - 1, 0)
                if on_progress:
                    on_progress(current.images, current.images + left)
        if not fixity_left(current) and orphans_note(should_stop) is not None:
            _end(current)
    except _Lost:
        pass
    finally:
        _let_go(current)
    return current


@transaction.atomic
def _take(*, at_once: bool) -> FixityPass:
    """The open pass, now under our lease. One that is paced begins anew for a person who wants all of it."""
    now = timezone.now()
    current = FixityPass.objects.select_for_update().filter(is_open=True).first()
    if current is None:
        current = FixityPass(began_at=now, at_once=at_once)
    elif current.lease_owner and not is_dead(current.lease_owner) and _is_future(current.lease_until, now):
        raise PassBusy(
            "Another process is reading the stored files at this moment, in a pass that began at "
            f"{current.began_at:%Y-%m-%d %H:%M} UTC. Try again when it has ended."
        )
    elif at_once and not current.at_once:
        current.began_at, current.at_once = now, True
        current.images = current.bytes = current.remade = 0
    current.lease_owner, current.lease_until = new_owner(), now + LEASE
    current.save()
    return current


def _is_future(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now


def _wanted(current: FixityPass, *, at_once: bool) -> Iterator[UUID]:
    """Which images to read now; asked again and again, because others come and go meanwhile."""
    seen = set(FixityFinding.objects.exclude(image=None).values_list("image_id", flat=True))
    yield from list(seen)
    while True:
        due = fixity_left(current) if at_once else fixity_share(current)
        oldest = Image.objects.order_by(F("files_read_at").asc(nulls_first=True), "id")
        waiting = oldest.exclude(files_read_at__gte=current.began_at)
        found = list(waiting.values_list("id", flat=True)[: min(due, CHUNK)])
        if not found:
            return
        yield from found


def _count(current: FixityPass, checked: Checked | None) -> None:
    """Add an image to the figures of the pass, and hold on to it."""
    if checked is None:
        return
    if checked.read_before is None or checked.read_before < current.began_at:
        current.images += 1
        current.bytes += checked.bytes
    current.remade += checked.remade
    current.lease_until = timezone.now() + LEASE
    _write(current, "images", "bytes", "remade", "lease_until")


def _end(current: FixityPass) -> None:
    current.ended_at, current.is_open = timezone.now(), False
    _write(current, "ended_at", "is_open")


def _let_go(current: FixityPass) -> None:
    mine = FixityPass.objects.filter(id=current.id, lease_owner=current.lease_owner)
    mine.update(lease_owner="", lease_until=None)


def _write(current: FixityPass, *names: str) -> None:
    mine = FixityPass.objects.filter(id=current.id, lease_owner=current.lease_owner, is_open=True)
    if not mine.update(**{name: getattr(current, name) for name in names}):
        raise _Lost
