"""Taking, checking and restoring a backup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from djangoapp.core.backups import databases, files
from djangoapp.core.backups.databases import BackupError

MANIFEST = "backup.json"
FORMAT = 1
DATABASE = "database"
SECRETS = ("secret_key", "accounts.json")
Tell = Callable[[str], None]


@dataclass
class _Backup:
    """A backup in the making: what was copied, and from where."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)

    def copy(self, name: str, source: Path) -> None:
        """Copy one file under this name, unless that was done and it has not changed since."""
        target = self.folder / name
        if name in self.digests and files.is_copied(source, target):
            return
        try:
            self.digests[name] = files.copy(source, target)
        except FileNotFoundError:  # Deleted meanwhile, by somebody who may.
            self.digests.pop(name, None)

    def copy_all(self) -> None:
        """Copy what is new or has changed since the last time."""
        for label, folder in _folders().items():
            for path in files.kept_files(folder):
                self.copy(f"{label}/{path.relative_to(folder)}", path)


def back_up(target: Path, tell: Tell = lambda line: None) -> dict[str, Any]:
    """Write everything that may not be lost to `target`, which must not exist; the manifest.

    The site may run meanwhile. Files are copied before the database and again after it, and are never
    changed once they are written: so every file that the copied database names is there. `target` appears
    whole or not at all. Raises BackupError.
    """
    if target.exists():
        raise BackupError(f"{target} exists already. Name a new folder, such as one of today's date.")
    aside = target.with_name(f".{target.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        aside.chmod(0o700)  # It holds the secret that signs sessions.
        backup = _Backup(aside)
        backup.copy_all()
        tell(f"{len(backup.digests)} files copied")
        databases.dump(aside / DATABASE)
        tell("database copied")
        backup.copy_all()
        for name in SECRETS:
            backup.copy(name, settings.RAGAM_DATA_DIR / name)
        backup.digests[DATABASE] = files.digest(aside / DATABASE)
        manifest = _manifest(backup)
        (aside / MANIFEST).write_text(json.dumps(manifest, indent=1))
        aside.rename(target)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror} ({error.filename}).") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return manifest


def check(source: Path) -> dict[str, Any]:
    """Hold every file of a backup against its manifest, which is given back. Raises BackupError."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{source} is no backup of Ragam: its {MANIFEST} cannot be read.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(
            f"{source} has the format {manifest.get('format')!r}; this version reads {FORMAT}. "
            "Restore it with the version that wrote it."
        )
    if strange := [
        name for name in manifest["files"] if ".." in Path(name).parts or Path(name).is_absolute()
    ]:
        raise BackupError(f"{source} names a file outside itself: {strange[0]!r}. It is no backup of Ragam.")
    wrong = [name for name, wanted in manifest["files"].items() if not _is_intact(source / name, wanted)]
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise BackupError(
            f"{len(wrong)} of {len(manifest['files'])} files are missing or damaged: "
            f"{', '.join(wrong[:5])}{more}. Take another backup."
        )
    return manifest


def restore(source: Path, tell: Tell = lambda line: None) -> dict[str, Any]:
    """Put a backup back into an empty data folder and database; the manifest.

    The database comes last: a restore that is broken off can be done again. Raises BackupError, and changes
    nothing then, where there is a catalogue already or the backup is damaged or of another kind of database.
    """
    if not databases.is_empty():
        raise BackupError(
            "There is a catalogue here already, and a restore does not overwrite one. Name an empty folder "
            "with RAGAM_DATA_DIR (and an empty database with RAGAM_DATABASE_URL)."
        )
    manifest = check(source)
    tell(f"{len(manifest['files'])} files are whole")
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"The backup is of {manifest['database']}, and RAGAM_DATABASE_URL names {connection.vendor}. "
            "Restore it into the same kind."
        )
    folders = _folders()
    for name in manifest["files"]:
        label, _, path = name.partition("/")
        if path:
            files.copy(source / name, folders[label] / path)
        elif name != DATABASE:
            files.copy(source / name, settings.RAGAM_DATA_DIR / name)
    tell("files restored")
    databases.load(source / DATABASE)
    tell("database restored")
    return manifest


def _folders() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "models": Path(settings.MODELS_DIR)}


def _manifest(backup: _Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "created_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "files": dict(sorted(backup.digests.items())),
    }


def _is_intact(path: Path, wanted: str) -> bool:
    try:
        return files.digest(path) == wanted
    except OSError:
        return False
