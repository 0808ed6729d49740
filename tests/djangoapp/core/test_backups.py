"""A backup holds all that may not be lost, is whole or absent, and comes back into an empty place alone."""

from __future__ import annotations

import json
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from djangoapp.core.backups import BackupError, back_up, check, files, restore, service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(data_dir, settings, monkeypatch, tmp_path):
    """A data folder with a few files, and a database that is only noted down."""
    (data_dir / "media" / "originals").mkdir(parents=True)
    (data_dir / "media" / "originals" / "one").write_bytes(b"a picture")
    (data_dir / "models" / "m1").mkdir()
    (data_dir / "models" / "m1" / "bundle.json").write_text("{}")
    (data_dir / "models" / ".m2.half").mkdir()
    (data_dir / "models" / ".m2.half" / "bundle.json").write_text("{")
    (data_dir / "secret_key").write_text("secret")
    (data_dir / "secret_key").chmod(0o600)
    monkeypatch.setattr(service.databases, "dump", lambda target: target.write_bytes(b"rows"))
    monkeypatch.setattr(service.databases, "is_empty", lambda: True)
    monkeypatch.setattr(service.databases, "load", lambda source: None)
    return data_dir


def test_what_may_not_be_lost_is_in_it_and_nothing_half_written(house, tmp_path):
    manifest = back_up(tmp_path / "backup")
    assert set(manifest["files"]) == {
        "database",
        "media/originals/one",
        "models/m1/bundle.json",
        "secret_key",
    }
    assert manifest["database"] == connection.vendor
    assert check(tmp_path / "backup") == manifest
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0, "it holds the secret key"


def test_links_are_not_followed_and_pipes_not_waited_for(house, tmp_path):
    (tmp_path / "elsewhere").write_text("not of this house")
    (house / "models" / "m1" / "head.npz").symlink_to(tmp_path / "elsewhere")
    (house / "models" / "m1" / "others").symlink_to("/etc")
    os.mkfifo(house / "media" / "originals" / "pipe")
    manifest = back_up(tmp_path / "backup")
    kept = {name for name in manifest["files"] if "/" in name}
    assert kept == {"media/originals/one", "models/m1/bundle.json"}


def test_a_file_that_grows_or_comes_while_the_first_copy_is_made_is_copied_again(
    house, tmp_path, monkeypatch
):
    def meanwhile(target):
        (house / "media" / "originals" / "one").write_bytes(b"a picture, all of it")
        (house / "media" / "originals" / "two").write_bytes(b"another")
        target.write_bytes(b"rows")

    monkeypatch.setattr(service.databases, "dump", meanwhile)
    back_up(tmp_path / "backup")
    kept = tmp_path / "backup" / "media" / "originals"
    assert kept.joinpath("one").read_bytes() == b"a picture, all of it"
    assert kept.joinpath("two").read_bytes() == b"another"
    check(tmp_path / "backup")


def test_it_is_whole_or_absent(house, tmp_path, monkeypatch):
    def full(target):
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(service.databases, "dump", full)
    with pytest.raises(BackupError, match="No space left"):
        back_up(tmp_path / "backup")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_an_existing_folder_is_left_alone(house, tmp_path):
    (tmp_path / "backup").mkdir()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path / "backup"))


@pytest.mark.parametrize("harm", ["missing", "changed", "no manifest", "other format", "outside"])
def test_a_damaged_backup_is_named_and_restores_nothing(house, tmp_path, settings, harm):
    backup = tmp_path / "backup"
    back_up(backup)
    picture, manifest = backup / "media" / "originals" / "one", backup / "backup.json"
    if harm == "missing":
        picture.unlink()
    elif harm == "changed":
        picture.write_bytes(b"a picturf")
    elif harm == "no manifest":
        manifest.unlink()
    else:
        text = json.loads(manifest.read_text())
        text |= {"format": 9} if harm == "other format" else {"files": {"media/../../x": "0"}}
        manifest.write_text(json.dumps(text))
    (house / "media" / "originals" / "one").unlink()
    words = {"no manifest": "no backup", "other format": "reads 1", "outside": "outside itself"}
    with pytest.raises(BackupError, match=words.get(harm, "1 of 4 files.*originals/one")):
        restore(backup)
    assert not (house / "media" / "originals" / "one").exists()


def test_it_comes_back_with_its_secrets(house, tmp_path):
    manifest = back_up(tmp_path / "backup")
    for path in [
        house / "secret_key",
        *files.kept_files(house / "media"),
        *files.kept_files(house / "models"),
    ]:
        path.unlink()
    (house / "secret_key").write_text("another")
    restore(tmp_path / "backup")
    assert (house / "secret_key").read_text() == "secret"
    assert (house / "secret_key").stat().st_mode & 0o077 == 0
    for name, digest in manifest["files"].items():
        if "/" in name:
            assert files.digest(house / name) == digest


def test_a_catalogue_is_never_overwritten(house, tmp_path, monkeypatch):
    back_up(tmp_path / "backup")
    monkeypatch.undo()
    with pytest.raises(BackupError, match="There is a catalogue here already"):
        restore(tmp_path / "backup")


def test_another_kind_of_database_is_refused(house, tmp_path):
    backup = tmp_path / "backup"
    back_up(backup)
    manifest = json.loads((backup / "backup.json").read_text())
    (backup / "backup.json").write_text(json.dumps(manifest | {"database": "oracle"}))
    with pytest.raises(BackupError, match="oracle"):
        restore(backup)
