"""Folders of images: what counts, what is refused and said so, and splits that cannot leak."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.datasets import Item, Manifest, fingerprint, group_folds, locked_test_split, near_duplicate_groups
from ml.errors import DatasetInvalid, DatasetTooSmall, LeakFound
from tests.ml.patterns import encoded, jpeg, pattern, write_folder


def test_class_folders_and_parts(collection: Path) -> None:
    whole = Manifest.from_folder(collection)
    assert whole.labels == ("checks", "dots", "stripes", "waves")
    assert (len(whole.train), len(whole.test)) == (48, 20)
    flat = Manifest.from_folder(collection / "train")
    assert (len(flat.train), len(flat.test)) == (48, 0)
    assert flat.digest != whole.digest
    assert flat.digest == Manifest.from_folder(collection / "train").digest


def test_files_that_are_no_images_are_noted_and_broken_ones_refused_by_name(tmp_path: Path) -> None:
    write_folder(tmp_path, 3)
    (tmp_path / "dots" / "notes.txt").write_text("kept beside the pictures")
    (tmp_path / "dots" / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "readme.md").write_text("not in a class")
    (tmp_path / "dots" / "broken.jpg").write_bytes(jpeg(pattern("dots", 9))[:900])
    (tmp_path / "waves" / "liar.png").write_text("I am text")
    (tmp_path / "waves" / "empty.webp").write_bytes(b"")
    manifest = Manifest.from_folder(tmp_path)
    assert len(manifest.items) == 12
    assert [note.rsplit("/", 1)[1] for note in manifest.skipped] == ["notes.txt: a text file"]
    refused = {Path(one.file).name: one.code for one in manifest.refused}
    assert refused == {
        "broken.jpg": "unreadable_image",
        "liar.png": "unsupported_format",
        "empty.webp": "unreadable_image",
    }


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "set", 3)
    (tmp_path / "secret.jpg").write_bytes(jpeg(pattern("dots", 1)))
    inner = root / "dots" / "inner.jpg"
    inner.symlink_to(root / "dots" / "000.jpg")
    assert len(Manifest.from_folder(root).items) == 13
    (root / "dots" / "outer.jpg").symlink_to(tmp_path / "secret.jpg")
    with pytest.raises(DatasetInvalid, match=r"outer\.jpg"):
        Manifest.from_folder(root)
    (root / "dots" / "outer.jpg").unlink()
    (tmp_path / "elsewhere").mkdir()
    (root / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DatasetInvalid, match="linked"):
        Manifest.from_folder(root)


def test_folders_that_cannot_train_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetInvalid, match="nowhere"):
        Manifest.from_folder(tmp_path / "nowhere")
    (tmp_path / "bare").mkdir()
    with pytest.raises(DatasetTooSmall, match="two classes"):
        Manifest.from_folder(tmp_path / "bare")
    write_folder(tmp_path / "one", 3, kinds=("dots",))
    with pytest.raises(DatasetTooSmall, match="'dots'"):
        Manifest.from_folder(tmp_path / "one")
    root = write_folder(tmp_path / "set", 3)
    (root / "void").mkdir()
    with pytest.raises(DatasetTooSmall, match="'void'"):
        Manifest.from_folder(root)
    (root / "void" / "single.jpg").write_bytes(jpeg(pattern("dots", 77)))
    with pytest.raises(DatasetTooSmall, match="'void' has 1 readable image;"):
        Manifest.from_folder(root)
    (root / "void" / "second.jpg").write_bytes(b"\xff\xd8\xff broken")
    with pytest.raises(DatasetTooSmall, match=r"second\.jpg"):
        Manifest.from_folder(root)


def test_names_that_differ_only_by_case_are_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, 2)
    (tmp_path / "Dots").mkdir()
    for seed in (80, 81):
        (tmp_path / "Dots" / f"{seed}.jpg").write_bytes(jpeg(pattern("dots", seed)))
    with pytest.raises(DatasetInvalid, match="only by case"):
        Manifest.from_folder(tmp_path)


def test_a_test_class_needs_training_images(tmp_path: Path) -> None:
    write_folder(tmp_path / "train", 2, kinds=("dots", "waves"))
    write_folder(tmp_path / "test", 2, first_seed=50, kinds=("dots", "checks"))
    with pytest.raises(DatasetInvalid, match="'checks'"):
        Manifest.from_folder(tmp_path)


def test_near_duplicates_share_a_group_in_any_orientation(tmp_path: Path) -> None:
    root = write_folder(tmp_path, 3)
    original = pattern("waves", 1, 160)
    original[:60, :80] //= 3  # Something that no turn of the pattern repeats.
    variants = {
        "a": original,
        "b": np.rot90(original),
        "c": original[:, ::-1],
        "d": np.clip(original.astype(int) + 25, 0, 255).astype(np.uint8),
    }
    for name, picture in variants.items():
        (root / "waves" / f"{name}.png").write_bytes(encoded(np.ascontiguousarray(picture), "PNG"))
    manifest = Manifest.from_folder(root)
    groups = {item.path.stem: item.group for item in manifest.items if item.label == "waves"}
    assert len({groups[name] for name in variants}) == 1
    assert len(set(groups.values())) > 1
    smallest = min(
        item.sha256 for item in manifest.items if item.path.stem in variants and item.label == "waves"
    )
    assert groups["a"] == smallest


def test_groups_need_no_order_and_respect_what_belongs_together() -> None:
    prints = np.stack([fingerprint(pattern("dots", seed)) for seed in range(6)])
    digests = [f"{letter}" * 64 for letter in "fbdace"]
    apart = near_duplicate_groups(prints, digests)
    joined = near_duplicate_groups(prints, digests, together=["x", "x", "y", "y", "", ""])
    assert joined[0] == joined[1] <= min(apart[0], apart[1])
    turned = near_duplicate_groups(prints[::-1], digests[::-1])
    assert turned[::-1] == apart
    flat = np.stack([fingerprint(np.full((40, 40, 3), shade, np.uint8)) for shade in (0, 90)])
    assert len(set(near_duplicate_groups(flat, ["a", "b"]))) == 2


def test_a_locked_split_never_moves_an_image() -> None:
    groups = {f"image{i}": f"group{i // 2}" for i in range(400)}
    first = locked_test_split(groups)
    assert 40 < sum(side == "test" for side in first.values()) < 120
    assert all(first[f"image{i}"] == first[f"image{i + 1}"] for i in range(0, 400, 2))
    more = {**groups, **{f"new{i}": f"newgroup{i}" for i in range(300)}}
    later = locked_test_split(more, known=first)
    assert {image: later[image] for image in groups} == first
    # A bridge joins a training and a test group under one new name: nobody who was there moves.
    one = next(image for image in groups if first[image] == "train")
    other = next(image for image in groups if first[image] == "test")
    bridged = {**groups, one: "bridge", other: "bridge", "newcomer": "bridge"}
    sides = locked_test_split(bridged, known=first)
    assert (sides[one], sides[other], sides["newcomer"]) == ("train", "test", "test")


def test_folds_keep_groups_whole_and_classes_even() -> None:
    labels = ["a", "b"] * 30
    groups = [f"g{i // 3}" for i in range(60)]
    folds = group_folds(labels, groups, 5, seed=1)
    for group in set(groups):
        assert len({fold for fold, name in zip(folds, groups, strict=True) if name == group}) == 1
    assert np.bincount(folds).max() - np.bincount(folds).min() <= 3
    assert np.array_equal(folds, group_folds(labels, groups, 5, seed=1))


def test_items_made_elsewhere_are_checked_the_same(tmp_path: Path) -> None:
    items = [Item(tmp_path / "x.jpg", label, f"{i}", f"{i}") for i, label in enumerate("aabb")]
    assert Manifest.from_items(items).labels == ("a", "b")
    with pytest.raises(DatasetTooSmall, match="'b' has 1"):
        Manifest.from_items(items[:3])


def test_broader_labels_come_with_the_folder(tmp_path: Path) -> None:
    root = write_folder(tmp_path, 2)
    plain = Manifest.from_folder(root)
    assert plain.broader == {}
    (root / "broader.json").write_text('{"dots": "round", "checks": "straight", "stripes": "straight"}')
    manifest = Manifest.from_folder(root)
    assert manifest.broader == {"dots": "round", "checks": "straight", "stripes": "straight"}
    assert manifest.digest != plain.digest
    above = manifest.at_broader()
    assert above.labels == ("round", "straight", "waves")
    assert sum(item.label == "straight" for item in above.items) == 4
    same = Manifest.from_items(manifest.items, broader=manifest.broader)
    assert same.digest == manifest.digest
    assert Manifest.from_items(manifest.items).digest == plain.digest


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('{"plaid": "straight"}', "'plaid'"),
        ('{"dots": "waves"}', "'waves'"),
        ('{"dots": "Waves"}', "'Waves'"),
        ('{"dots": "dots"}', "dots > dots"),
        ('{"dots": "waves", "waves": "dots"}', "dots > waves > dots"),
        ('{"dots": 3}', "broader.json"),
        ('["dots"]', "broader.json"),
        ("{", "broader.json"),
    ],
)
def test_broader_labels_that_do_not_fit_are_named(tmp_path: Path, content: str, named: str) -> None:
    root = write_folder(tmp_path, 2)
    (root / "broader.json").write_text(content)
    with pytest.raises(DatasetInvalid, match=named):
        Manifest.from_folder(root)


def test_a_locked_split_is_even_over_classes_and_stays_so_as_images_are_added() -> None:
    random = np.random.default_rng(5)
    groups: dict[str, str] = {}
    labels: dict[str, str] = {}
    sides: dict[str, Any] = {}
    for added in range(6):
        for number in range(int(random.integers(20, 120))):
            name, label = f"image{added}-{number}", "abcd"[min(int(random.exponential(1.2)), 3)]
            old = random.choice(sorted(groups)) if groups and random.random() < 0.2 else None
            groups[name] = groups[old] if old else f"group {name}"
            labels[name] = labels[old] if old else label
        if added == 4:  # Newcomers show that two groups are one.
            one, other = sorted(set(groups.values()))[:2]
            groups = {image: other if group == one else group for image, group in groups.items()}
        before, sides = sides, dict(locked_test_split(groups, 0.2, sides, labels))
        assert {image: sides[image] for image in before} == before
    for label in "abc":
        inside = [sides[image] == "test" for image, own in labels.items() if own == label]
        assert 0.12 < np.mean(inside) < 0.28
    for group in set(groups.values()) - {other}:
        assert len({sides[image] for image in groups if groups[image] == group}) == 1
    assert dict(locked_test_split({"a": "g", "b": "h"}, 0.2, labels={"a": "x", "b": "x"})) == {
        "a": "train",
        "b": "train",
    }


def test_a_twin_across_a_given_split_is_named_and_can_be_refused(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    for part in ("train", "test"):
        for label in ("a", "b"):
            (tmp_path / part / label).mkdir(parents=True)
            for number in range(2):
                picture = random.integers(0, 256, (64, 64, 3), dtype=np.uint8)
                (tmp_path / part / label / f"{number}.png").write_bytes(encoded(picture, "PNG"))
    Manifest.from_folder(tmp_path).refuse_leaks()
    twin = random.integers(0, 256, (64, 64, 3), dtype=np.uint8)
    (tmp_path / "train" / "b" / "one.png").write_bytes(encoded(twin, "PNG"))
    turned = np.ascontiguousarray(np.rot90(twin)[:, ::-1])
    (tmp_path / "test" / "b" / "other.png").write_bytes(encoded(turned, "PNG"))
    manifest = Manifest.from_folder(tmp_path)
    names = [(tested.path.name, learned.path.name) for tested, learned in manifest.twins()]
    assert names == [("other.png", "one.png")]
    with pytest.raises(LeakFound, match=r"1 of 5 test images.*other\.png.*one\.png"):
        manifest.refuse_leaks()
