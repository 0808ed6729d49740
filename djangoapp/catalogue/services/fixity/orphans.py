"""Stored files that no image names: found, told of, and removed when nobody has missed them for a week."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from djangoapp.catalogue.models import FixityFinding, Image
from djangoapp.catalogue.services.storage import files_delete

FOLDERS = ("originals", "renditions")
CHUNK = 500
# Until then the row of a file may still be about to be committed.
YOUNG = timedelta(hours=1)
KEPT = timedelta(days=7)
"""How long an orphan is only told of: where an older database came back, it may be an original."""
log = logging.getLogger(__name__)
Kind = FixityFinding.Kind
Item = TypeVar("Item")


def files_sweep(*, older_than: timedelta = YOUNG, dry_run: bool = False) -> list[str]:
    """Remove stored files that no image names: what a process left that was killed between file and row.

    Younger files are let be, because their row may be about to be committed. Answers the names.
    """
    orphans = [name for chunk in _looked_through(older_than, []) for name in chunk]
    if not dry_run:
        _remove(orphans)
    return orphans


def orphans_settle(should_stop: Callable[[], bool] = lambda: False) -> int | None:
    """Note the orphans, and remove those that were noted a week ago; how many went, None when stopped."""
    orphans = orphans_note(should_stop)
    if orphans is None:
        return None
    old = FixityFinding.objects.filter(kind=Kind.ORPHANED, found_at__lt=timezone.now() - KEPT)
    known = set(old.values_list("name", flat=True))
    gone = [name for name in orphans if _shown(name) in known]
    _remove(gone)
    return len(gone)


def orphans_note(should_stop: Callable[[], bool] = lambda: False) -> list[str] | None:
    """Make the orphans that are stored now, and the folders that cannot be read, the findings without image.

    Answers the orphans' names, or None when it was asked to stop.
    """
    orphans: list[str] = []
    shut: list[tuple[str, str]] = []
    for chunk in _looked_through(YOUNG, shut):
        orphans += chunk
        if should_stop():
            return None
    found = {_shown(name): (str(Kind.ORPHANED), "") for name in orphans}
    found |= {name: (str(Kind.UNREADABLE), why) for name, why in shut}
    with transaction.atomic():
        _note(found)
    return orphans


def _note(found: Mapping[str, tuple[str, str]]) -> None:
    gone = [one for one in FixityFinding.objects.filter(image=None) if one.name not in found]
    for chunk in _chunks(gone):
        FixityFinding.objects.filter(id__in=[one.pk for one in chunk]).delete()
    for name, (kind, detail) in found.items():
        values = {"kind": kind, "detail": detail, "part": "", "image": None, "seen_at": timezone.now()}
        FixityFinding.objects.update_or_create(name=name, defaults=values)


def _remove(names: list[str]) -> None:
    files_delete(names)
    for chunk in _chunks(names):
        gone = [_shown(name) for name in chunk if not default_storage.exists(name)]
        FixityFinding.objects.filter(image=None, name__in=gone).delete()


def _looked_through(older_than: timedelta, shut: list[tuple[str, str]]) -> Iterator[list[str]]:
    """The orphans among each five hundred stored files; `shut` takes the folders that cannot be read."""
    names = (name for top in FOLDERS for name in _stored_under(top, shut))
    for chunk in _chunks(names):
        yield [name for name in _unnamed(chunk) if _is_older(name, older_than)]


def _stored_under(folder: str, shut: list[tuple[str, str]]) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("the folder %s of the store cannot be read: %s", folder, error)
        shut.append((_shown(folder), error.strerror or type(error).__name__))
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _stored_under(f"{folder}/{name}", shut)


def _unnamed(names: tuple[str, ...]) -> list[str]:
    """Those that no row names; a file's name begins with the id of its row."""
    ids = {name: _id_in(name) for name in names}
    rows = Image.objects.filter(id__in={key for key in ids.values() if key})
    named = {file for row in rows.values_list("original", "thumb", "view") for file in row}
    return [name for name in names if name not in named]


def _id_in(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name.rpartition("/")[2][:36])
    except ValueError:
        return None


def _is_older(name: str, age: timedelta) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - age
    except OSError:  # It went meanwhile, or is a link to nowhere; the next time tells.
        return False


def _chunks(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """As many as one query may name."""
    left = iter(items)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk


def _shown(name: str) -> str:
    """A name as a database takes it: file systems know names that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()[:500]
