"""The set-up installs what is due, least first, and knows what is there."""

import subprocess
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    return {line.split(";")[0].strip() for line in lines if "==" in line and not line.startswith("#")}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lists that were installed, into an environment that is not there."""
    names: list[str] = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "pip_install", names.append)
    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)  # This process keeps its own.
    return names


def test_what_is_installed_behind_the_open_site_changes_nothing_that_serves() -> None:
    assert pins("serve") <= pins("train") <= pins("dev")
    assert not pins("build") & pins("dev")  # Installed at the same time, into one environment.


def test_a_level_is_there_when_it_or_one_above_it_was_installed(installed: list[str]) -> None:
    assert not bootstrap.is_installed("serve")
    bootstrap.install_python("serve")
    assert bootstrap.is_installed("serve") and not bootstrap.is_installed("train")
    bootstrap.rest([])
    bootstrap.rest([])
    assert installed == ["serve", "train"]
    assert bootstrap.is_installed("serve") and not bootstrap.is_installed("dev")


def test_other_pins_are_due_again(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.install_python("train")
    monkeypatch.setattr(bootstrap, "digest", lambda *paths: "of other pins")
    assert not bootstrap.is_installed("serve") and not bootstrap.is_installed("train")


def test_side_by_side_waits_for_all_and_tells_what_failed() -> None:
    done = []

    def fails() -> None:
        raise bootstrap.SetupError("no registry")

    with pytest.raises(bootstrap.SetupError, match="no registry"):
        bootstrap.side_by_side(fails, lambda: done.append("built"))
    assert done == ["built"]


def test_an_environment_whose_pip_is_not_whole_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    assert not bootstrap.is_venv_made()
    bootstrap.make_venv()
    assert bootstrap.is_venv_made()
    python = str(tmp_path / ".venv" / "bin" / "python")
    listed = subprocess.run([python, "-m", "pip", "list"], capture_output=True, text=True, check=True)
    assert "pip" in listed.stdout.split()
    next(tmp_path.rglob("pip-*.dist-info/RECORD")).unlink()
    assert not bootstrap.is_venv_made()
    bootstrap.make_venv()
    assert bootstrap.is_venv_made()
