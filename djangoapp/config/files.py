"""The folders and the secret that settings need on disk before anything else can start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from djangoapp.config.env import ConfigurationError


def state_folder(path: Path, setting: str = "RAGAM_DATA_DIR") -> Path:
    """The absolute `path`, made where missing; ConfigurationError names `setting` when it cannot be made."""
    path = path.resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{setting}: the folder {path} cannot be made ({error.strerror}); choose one that you may write."
        ) from error
    return path


def private_file_text(path: Path) -> str:
    """The text of `path`, which is made with a random secret, for its owner's eyes only, when it is missing.

    Several processes may start at once: the first one to link its file into place wins, all read the same.
    """
    if not path.exists():
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip()
