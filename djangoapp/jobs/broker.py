"""The embedded broker: Celery's folder transport, with messages that appear whole or not at all."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Kombu's own shows a reader half-written files, and moves them over file systems; this one does not."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # Kombu's bases disagree.
        folder = Path(self.data_folder_out)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}.msg"
        aside = folder / f"{name}.part"
        aside.write_text(dumps(payload))
        aside.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in self._waiting(queue):
            taken = path.with_name(f"{path.name}.{os.getpid()}.taken")
            try:
                path.rename(taken)
                text = taken.read_text()
                taken.unlink()
                return loads(text)
            except (FileNotFoundError, ValueError):
                continue  # Another worker was faster, or the folder was emptied.
        raise Empty()

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _waiting(self, queue: str) -> list[Path]:
        folder = Path(self.data_folder_in)
        try:
            names = os.listdir(folder)  # noqa: PTH208  (one call, no objects: polled twenty times a second)
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            return []
        suffix = f".{queue}.msg"
        return [folder / name for name in sorted(names) if name.endswith(suffix)]


class Transport(filesystem.Transport):
    """The transport that settings name for the embedded broker."""

    Channel = Channel


def forget_old_messages(folder: Path, older_than: float = 120.0) -> int:
    """Delete messages that nobody read for `older_than` seconds: the sweep rings again; returns how many."""
    deadline, count = time.time() - older_than, 0
    for path in folder.glob("*.msg*"):
        try:
            if path.stat().st_mtime < deadline:
                path.unlink()
                count += 1
        except FileNotFoundError:
            continue
    return count
