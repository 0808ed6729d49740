"""Files and rows that live and die together: written before the commit, taken back when it fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction

from ml.errors import StorageFull, full_disk_named

log = logging.getLogger(__name__)

_written: ContextVar[list[str] | None] = ContextVar("files_written", default=None)


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """`transaction.atomic()` that also removes the files written inside it when it fails.

    Use it instead of `atomic()` around anything that stores images; nested uses join the outermost one.
    A full disk, met by a file or by the database, becomes StorageFull.
    """
    ledger = _written.get()
    if ledger is not None:
        with transaction.atomic():
            yield
        return
    names: list[str] = []
    token = _written.set(names)
    try:
        with _full_database_named(), transaction.atomic():
            yield
    except BaseException:
        files_delete(names)
        raise
    finally:
        _written.reset(token)


def file_write(name: str, content: bytes) -> str:
    """Store bytes under `name` (ours, never a user's); the name under which they lie now.

    Call inside `atomic_with_files`. Raises StorageFull; what was half written is removed.
    """
    ledger = _written.get()
    if ledger is None:
        raise RuntimeError(f"file_write({name!r}) outside atomic_with_files(); nothing would take it back")
    ledger.append(name)  # Before the write: a write that fails halfway leaves a part behind.
    with full_disk_named("an image"):
        stored = default_storage.save(name, ContentFile(content))
    if stored != name:
        ledger.append(stored)
    return stored


def files_delete(names: list[str]) -> None:
    """Remove files as far as that is possible; one that stays is logged and left to `sweep_files`."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            log.exception("could not remove the stored file %s", name)


@contextmanager
def _full_database_named() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "disk is full" not in str(error) and "No space left" not in str(error):
            raise
        raise StorageFull(
            "No room left on the disk for the catalogue. Free some space and try again."
        ) from error
