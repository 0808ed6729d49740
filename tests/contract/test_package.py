"""The package: its wheel holds and declares all that it needs, and trains where the repository is not."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.sharing import made_once

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("ml", "djangoapp")
READ_BY_OTHERS = {"brotli", "redis"}
"""Named by no import of ours: what whitenoise compresses with, the web server, and Celery's broker."""
pytestmark = pytest.mark.slow


def in_git() -> list[Path]:
    """Files of the two packages and what building them reads, from the repository's top."""
    wanted = [*PACKAGES, "pyproject.toml", "README.md", "LICENSE"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", *wanted], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [Path(name) for name in listed.stdout.split("\0") if name]


def build(folder: Path) -> None:
    """Build the wheel with what is installed here, from a copy: a build leaves its traces where it runs."""
    for file in in_git():
        (folder / "source" / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / "source" / file).write_bytes((ROOT / file).read_bytes())
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(folder), str(folder / "source"))


def pip(command: str, *arguments: str, python: Path | None = None) -> None:
    """Run pip, which may look nowhere but at what is here; into the environment of `python`, if given."""
    target = ["--python", str(python)] if python else []
    offline = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    run(sys.executable, "-m", "pip", *target, command, *offline, *arguments)


def run(*command: str | Path, cwd: Path | None = None, **environment: str) -> str:
    """The output of a command that knows nothing of this process's own settings and search path."""
    clean = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    outcome = subprocess.run(command, cwd=cwd, env=clean | environment, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    return next(made_once(tmp_path_factory, "wheel", build).glob("ragam-*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel, which sees the packages installed here."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    interpreter = folder / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "installed_base": str(folder)}))
    (site / "here.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip("install", str(wheel), python=interpreter)
    return interpreter


def test_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    """Data files too: the network that ships with its licence and notice, templates, facts of motifs."""
    ours = {str(file) for file in in_git() if file.parts[0] in PACKAGES}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(PACKAGES)}
    assert held == ours
    network = {"ml/networks/shipped/" + name for name in ("LICENSE", "NOTICE", "efficientnet-lite0.npz")}
    assert network < held


def imported(file: Path) -> set[str]:
    """The top-level names that a file imports, anywhere in its text; as `needs("...")` names them, too."""
    text = file.read_text(encoding="utf-8")
    names = set(re.findall(r'\bneeds\("(\w+)', text))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - set(PACKAGES)


def canonical(requirement: str) -> str:
    """The name that a requirement names, as an index compares names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[;<>=~!]", requirement, maxsplit=1)[0]).lower()


def test_what_is_imported_is_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    declared = {canonical(one) for one in sum(extras.values(), PROJECT["dependencies"])}
    names = {name for file in in_git() if file.suffix == ".py" for name in imported(ROOT / file)}
    names |= {app.split(".")[0] for app in [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]} - {"djangoapp"}
    providers = packages_distributions()
    undeclared = {name for name in names if not declared & {canonical(one) for one in providers[name]}}
    assert undeclared == set()
    assert declared >= READ_BY_OTHERS


def test_installed_wheel_trains_on_drawn_cloth_with_the_network_that_ships(
    python: Path, tmp_path: Path
) -> None:
    where = run(python, "-c", "import ml; print(ml.__file__)", cwd=tmp_path)
    assert Path(where).is_relative_to(python.parent.parent)
    run(python, "-m", "ml", "drawn", "cloths", "--per-motif", "4", "--size", "160", cwd=tmp_path)
    home = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    run(python, "-m", "ml", "train", "cloths", "--smoke", "--out", "bundle", cwd=tmp_path, **home)
    bundle = json.loads((tmp_path / "bundle" / "bundle.json").read_text(encoding="utf-8"))
    assert bundle["backbone"]["name"] == "efficientnet-lite0"
    assert "kawung" in bundle["labels"]
