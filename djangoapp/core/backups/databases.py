"""The database in one file, and back: SQLite by its own backup call, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient


class BackupError(Exception):
    """A backup or a restore that cannot be done; the message says why, and what to do."""


def dump(target: Path) -> None:
    """Write one consistent state of the database, whatever others write meanwhile."""
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    """Fill the empty database from such a file."""
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(str(connection.settings_dict["NAME"]))
        aside = target.with_name(f".{target.name}.restoring")
        aside.write_bytes(source.read_bytes())
        aside.replace(target)
        return
    database = f"--dbname={connection.settings_dict['NAME']}"
    _postgresql("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", database, str(source))


def is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def _postgresql(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on our database."""
    command, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *login, name = command[1:]  # Without psql itself; the database comes last.
    database = [name] if program == "pg_dump" else []
    try:
        outcome = subprocess.run(  # noqa: S603
            [program, *login, *arguments, *database],
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"{program} is missing here; it comes with PostgreSQL's client (on Debian: postgresql-client). "
            "It has to be at least as new as the server."
        ) from error
    if outcome.returncode:
        raise BackupError(f"{program} failed: {outcome.stderr.strip()[-800:]}")
