"""The set-up installs what is due, least first, and knows what is there."""

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
    assert pins("serve") | pins("build") <= pins("run")
    assert pins("run") <= pins("dev")


def test_a_level_is_there_when_it_or_one_above_it_was_installed(installed: list[str]) -> None:
    assert not bootstrap.is_installed("open")
    bootstrap.install_python("open")
    assert bootstrap.is_installed("open") and not bootstrap.is_installed("run")
    bootstrap.rest([])
    bootstrap.rest([])
    assert installed == ["serve", "run"]
    assert bootstrap.is_installed("open") and not bootstrap.is_installed("dev")


def test_other_pins_are_due_again(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.install_python("run")
    monkeypatch.setattr(bootstrap, "digest", lambda *paths: "of other pins")
    assert not bootstrap.is_installed("open") and not bootstrap.is_installed("run")


def test_side_by_side_waits_for_all_and_tells_what_failed() -> None:
    done = []

    def fails() -> None:
        raise bootstrap.SetupError("no registry")

    with pytest.raises(bootstrap.SetupError, match="no registry"):
        bootstrap.side_by_side(fails, lambda: done.append("built"))
    assert done == ["built"]
