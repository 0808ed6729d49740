"""What people give by mistake: every command says one code, names the file or key, and leaves nothing."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.cli import main
from ml.datasets import Manifest
from ml.models import bundle
from tests.ml.patterns import encoded, jpeg, pattern, write_folder

COMMANDS = ("train", "audit", "compare", "evaluate")


def empty_class(root: Path) -> None:
    (root / "void").mkdir()


def one_image(root: Path) -> None:
    write_folder(root / "other", 1, kinds=("dots",))
    (root / "other" / "dots").rename(root / "lonely")
    (root / "other").rmdir()


def only_in_test(root: Path) -> None:
    parts = [path for path in root.iterdir() if path.is_dir()]
    (root / "train").mkdir()
    for part in parts:
        part.rename(root / "train" / part.name)
    write_folder(root / "test", 2, first_seed=50, kinds=("waves",))


def only_unreadable(root: Path) -> None:
    (root / "lost").mkdir()
    (root / "lost" / "broken.jpg").write_bytes(jpeg(pattern("dots", 9))[:900])


def only_texts(root: Path) -> None:
    (root / "lost").mkdir()
    (root / "lost" / "liar.png").write_text("I am text")


def one_pixel(root: Path) -> None:
    (root / "lost").mkdir()
    for name in ("dot.png", "point.png"):
        (root / "lost" / name).write_bytes(encoded(np.full((1, 1, 3), 9, np.uint8), "PNG"))


def names_by_case(root: Path) -> None:
    (root / "DOTS").mkdir()
    (root / "DOTS" / "a.jpg").write_bytes(jpeg(pattern("dots", 70)))


def link_out(root: Path) -> None:
    (root.parent / "secret.jpg").write_bytes(jpeg(pattern("dots", 71)))
    (root / "dots" / "outer.jpg").symlink_to(root.parent / "secret.jpg")


def folder_link_out(root: Path) -> None:
    write_folder(root.parent / "elsewhere", 2, kinds=("waves",))
    (root / "linked").symlink_to(root.parent / "elsewhere" / "waves")


def no_folder(root: Path) -> None:
    root.rename(root.parent / "moved")


def nothing_in_it(root: Path) -> None:
    root.rename(root.parent / "moved")
    root.mkdir()


def odd_broader(root: Path) -> None:
    (root / "broader.json").write_text('{"plaid": "straight"}')


DAMAGES: dict[Callable[[Path], None], tuple[str, str]] = {
    empty_class: ("dataset_too_small", "'void'"),
    one_image: ("dataset_too_small", "'lonely'"),
    only_in_test: ("dataset_invalid", "'waves'"),
    only_unreadable: ("dataset_too_small", "broken.jpg"),
    only_texts: ("dataset_too_small", "liar.png"),
    one_pixel: ("dataset_too_small", "dot.png"),
    names_by_case: ("dataset_invalid", "'DOTS'"),
    link_out: ("dataset_invalid", "outer.jpg"),
    folder_link_out: ("dataset_invalid", "linked"),
    no_folder: ("dataset_invalid", "set is not a folder"),
    nothing_in_it: ("dataset_too_small", "none"),
    odd_broader: ("dataset_invalid", "'plaid'"),
}

FINE = {("evaluate", one_image)}
"""What cannot be learned from can still be judged."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("plain"), 2, kinds=("checks", "dots"))


@pytest.fixture
def images(plain: Path, tmp_path: Path) -> Path:
    """A small sound collection, for a test to damage."""
    for file in plain.rglob("*.jpg"):
        target = tmp_path / "set" / file.relative_to(plain)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, target)
    return tmp_path / "set"


def command(name: str, images: Path, bundle_path: Path, cache: Path) -> list[str]:
    """The command on a folder; what it writes goes to `out` beside the folder."""
    out = str(images.parent / "out")
    return {
        "train": ["train", str(images), "--out", out, "--cache", str(cache)],
        "audit": ["audit", str(images), "--no-labels", "--no-crops", "--cache", str(cache)],
        "compare": ["compare", str(images), "--recipes", "texture", "--out", out, "--cache", str(cache)],
        "evaluate": ["evaluate", str(bundle_path), str(images)],
    }[name]


@pytest.mark.parametrize(
    ("name", "damage"),
    [(name, damage) for damage in DAMAGES for name in COMMANDS if (name, damage) not in FINE],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_damaged_collection_is_refused_alike(
    images: Path,
    bundle_path: Path,
    cache_dir: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    damage: Callable[[Path], None],
) -> None:
    damage(images)
    before = {path.name for path in images.parent.iterdir()}
    assert main(command(name, images, bundle_path, cache_dir)) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    code, named = DAMAGES[damage]
    assert last.startswith(f"{code}: ")
    assert named in last
    assert {path.name for path in images.parent.iterdir()} == before


def test_files_that_are_left_out_are_named_where_enough_remain(
    images: Path, bundle_path: Path, cache_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (images / "dots" / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    (images / "dots" / "dot.png").write_bytes(encoded(np.zeros((1, 1, 3), np.uint8), "PNG"))
    (images / "dots" / "notes.txt").write_text("kept beside the pictures")
    codes = {Path(one.file).name: one.code for one in Manifest.from_folder(images).refused}
    assert codes == {"broken.jpg": "unreadable_image", "dot.png": "image_too_small"}
    main(command("evaluate", images, bundle_path, cache_dir))
    told = capsys.readouterr().err
    assert all(name in told for name in ("broken.jpg", "dot.png", "notes.txt"))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        *((name, file) for name in ("train", "audit") for file in ("wrong.h5", "wrong.tflite", "nothing.h5")),
        ("compare", "nothing.h5"),
    ],
)
def test_wrong_weights_are_named(
    collection: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, file: str
) -> None:
    weights = tmp_path / file
    if "wrong" in file:
        weights.write_bytes(b"not weights")
    arguments = command(name, collection / "test", tmp_path, tmp_path / "cache")
    if name in ("train", "compare"):
        arguments[arguments.index("--out") + 1] = str(tmp_path / "out")
    arguments = [one for one in arguments if one != "--no-labels"]
    assert main([*arguments, "--backbone-weights", str(weights)]) == 1
    told = capsys.readouterr().err
    assert "weights_invalid" in told
    assert file in told
    assert not (tmp_path / "out" / bundle.INFO).exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["train", "{set}", "--out", "{out}", "--option", "speed=11"], "'speed'"),
        (["train", "{set}", "--out", "{out}", "--option", "folds=many"], "folds"),
        (["train", "{set}", "--out", "{out}", "--option", "folds=900"], "folds"),
        (
            ["compare", "{whole}", "--recipes", "texture", "--out", "{out}", "--option", "texture.speed=11"],
            "speed",
        ),
    ],
)
def test_a_config_with_an_unknown_key_is_refused(
    images: Path, collection: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    out = images.parent / "out"
    assert main([one.format(set=images, whole=collection, out=out) for one in arguments]) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last.startswith("config_invalid: ")
    assert named in last
    assert not out.exists()


@pytest.mark.parametrize("name", ["train", "audit"])
def test_a_full_disk_leaves_nothing_half_written(
    collection: Path,
    cache_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    arguments = command(name, collection, tmp_path, cache_dir)
    if name == "audit":
        arguments += ["--out", ""]
        monkeypatch.setattr(Path, "write_text", full)
    else:
        monkeypatch.setattr(bundle, "write_report", full)
    arguments[arguments.index("--out") + 1] = str(tmp_path / "out")
    assert main(arguments) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last.startswith("storage_full: ")
    assert "out" in last
    assert list(tmp_path.iterdir()) == []
