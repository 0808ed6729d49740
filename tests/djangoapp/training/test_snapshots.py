"""Frozen datasets: stable, free of leaks, honest about what they leave out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from djangoapp.catalogue.models import Image, Term
from djangoapp.catalogue.services import artwork_create, image_store, label_add
from djangoapp.training.models import LockedSide
from djangoapp.training.selectors import labelled_images, manifest_of
from djangoapp.training.services import snapshot_create
from ml.errors import DatasetTooSmall
from tests.djangoapp.training.world import WEAVES, png, weave


def sides(snapshot) -> dict[str, str]:
    return {row["sha256"]: row["split"] for row in snapshot.items}


def test_about_a_fifth_is_locked_away_and_the_rest_is_learned(vocabulary, label_weaves):
    label_weaves(20)
    snapshot = snapshot_create(vocabulary)
    assert snapshot.n_train + snapshot.n_test == 60
    assert 5 <= snapshot.n_test <= 20
    assert snapshot.left_out == []
    manifest = manifest_of(snapshot)
    assert manifest.digest == snapshot.digest and manifest.labels == tuple(sorted(WEAVES))
    assert all(item.path.is_file() for item in manifest.items)


def test_broader_terms_are_frozen_where_they_hold_two_learned_terms(vocabulary, label_weaves):
    """`stripes` and `checks` lie under `straight`, itself under `woven`; `dots` is alone under `round`."""
    label_weaves(6)
    parents = {}
    for code, above in (("woven", None), ("straight", "woven"), ("round", None)):
        parents[code] = Term.objects.create(
            vocabulary=vocabulary, code=code, slug=code, broader=parents.get(above)
        )
    for code, above in (("stripes", "straight"), ("checks", "straight"), ("dots", "round")):
        Term.objects.filter(vocabulary=vocabulary, code=code).update(broader=parents[above])
    snapshot = snapshot_create(vocabulary)
    manifest = manifest_of(snapshot)
    assert manifest.broader == {"stripes": "straight", "checks": "straight"}
    assert manifest.digest == snapshot.digest
    Term.objects.filter(vocabulary=vocabulary).update(broader=None)
    assert manifest_of(snapshot).broader == manifest.broader


def test_a_picture_is_learned_by_its_own_label_else_by_its_artworks(vocabulary):
    """Four pictures of one artwork: settled otherwise, of no term, in a part of it alone, and not at all."""
    terms = {term.code: term for term in vocabulary.terms.all()}
    artwork = artwork_create()
    images = [image_store(weave("dots", number), artwork=artwork, guarded=False) for number in range(4)]
    label_add(artwork, vocabulary, terms["dots"], source="import")
    say = {"source": "review"}
    label_add(artwork, vocabulary, terms["checks"], image=images[0], **say)
    label_add(artwork, vocabulary, None, image=images[1], **say)
    label_add(artwork, vocabulary, terms["stripes"], image=images[2], region="pct:0,0,50,50", **say)
    bare = artwork_create()
    spoken, _ = (image_store(weave("dots", 9 + n), artwork=bare, guarded=False) for n in range(2))
    label_add(bare, vocabulary, terms["dots"], image=spoken, **say)

    learned = {image.id: code for image, code in labelled_images(vocabulary)}
    assert learned == {images[0].id: "checks", images[2].id: "dots", images[3].id: "dots", spoken.id: "dots"}


def test_the_same_labels_freeze_to_the_same_digest(vocabulary, label_weaves):
    label_weaves(8)
    assert snapshot_create(vocabulary).digest == snapshot_create(vocabulary).digest


def test_a_picture_never_changes_side_when_others_are_added(vocabulary, label_weaves):
    label_weaves(8)
    before = sides(snapshot_create(vocabulary))
    label_weaves(12, first=100)
    after = sides(snapshot_create(vocabulary))
    assert len(after) == 60 and before.items() <= after.items()


def test_a_lookalike_of_a_locked_picture_is_never_learned_from(vocabulary, label_weaves):
    """A lighter copy of each picture joins later, in artworks of their own."""
    from io import BytesIO

    from PIL import Image as Pillow

    label_weaves(8)
    before = snapshot_create(vocabulary)
    for row in list(before.items):
        image = Image.objects.get(id=row["image"])
        with image.original.open("rb") as file:
            pixels = np.asarray(Pillow.open(BytesIO(file.read())), np.int16)
        artwork = artwork_create(title="copy")
        image_store(
            png(np.clip(pixels + 6, 0, 255).astype(np.uint8)),
            filename="c.png",
            artwork=artwork,
            guarded=False,
        )
        label_add(
            artwork, vocabulary, Term.objects.get(vocabulary=vocabulary, code=row["label"]), source="import"
        )
    after = snapshot_create(vocabulary)
    by_group: dict[str, set[str]] = {}
    for row in after.items:
        by_group.setdefault(row["group"], set()).add(row["split"])
    assert len(after.items) == 48
    assert all(len(found) == 1 for found in by_group.values())
    assert sides(before).items() <= sides(after).items()


def test_pictures_of_one_artwork_stay_together(vocabulary, label_weaves):
    label_weaves(6)
    [artwork, *_] = label_weaves(1, first=50)
    for seed in range(60, 66):
        image_store(weave("checks", seed), filename="d.png", artwork=artwork, role="detail", guarded=False)
    image_store(weave("dots", 70), filename="s.png", artwork=artwork, role="selvedge", guarded=False)
    snapshot = snapshot_create(vocabulary)
    mine = {str(key) for key in artwork.images.exclude(role="selvedge").values_list("id", flat=True)}
    rows = [row for row in snapshot.items if row["image"] in mine]
    assert len(rows) == 7 and len({(row["group"], row["split"]) for row in rows}) == 1
    assert len(snapshot.items) == 18 + 3 + 6, "selvedges are not learned from"


def test_only_the_current_label_counts(vocabulary, label_weaves):
    [artwork, *_] = label_weaves(8)
    label_add(artwork, vocabulary, None, source="review")
    assert len(snapshot_create(vocabulary).items) == 23
    label_add(artwork, vocabulary, Term.objects.get(vocabulary=vocabulary, code="dots"), source="review")
    codes = [row["label"] for row in snapshot_create(vocabulary).items]
    assert codes.count("dots") == 9


def test_a_picture_settled_in_two_ways_teaches_nothing(vocabulary, label_weaves):
    label_weaves(8)
    for kind in ("dots", "checks"):
        artwork = artwork_create(title="the same")
        image_store(weave("dots", 500), filename="x.png", artwork=artwork, guarded=False)
        label_add(artwork, vocabulary, Term.objects.get(vocabulary=vocabulary, code=kind), source="import")
    assert len(snapshot_create(vocabulary).items) == 24


def test_terms_with_too_few_pictures_are_left_out_and_named(vocabulary, label_weaves):
    label_weaves(8, kinds=("dots", "checks"))
    label_weaves(2, kinds=("stripes",))
    snapshot = snapshot_create(vocabulary)
    assert snapshot.left_out == [{"code": "stripes", "n": 2}]
    assert {row["label"] for row in snapshot.items} == {"dots", "checks"}


def test_without_two_terms_there_is_nothing_to_learn(vocabulary, label_weaves):
    label_weaves(8, kinds=("dots",))
    label_weaves(1, kinds=("stripes",))
    with pytest.raises(DatasetTooSmall, match=r"stripes \(1\)"):
        snapshot_create(vocabulary)
    assert not LockedSide.objects.exists()


@pytest.mark.parametrize("harm", ["gone", "cut"])
@pytest.mark.parametrize("file", ["thumb", "original"])
def test_a_lost_file_stops_no_training_and_is_named(vocabulary, label_weaves, file, harm):
    label_weaves(6)
    whole = snapshot_create(vocabulary)
    image = Image.objects.filter(id=whole.items[0]["image"]).get()
    path = Path(getattr(image, file).path)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    snapshot = snapshot_create(vocabulary)
    lost = file == "original"
    assert len(snapshot.items) == len(whole.items) - lost
    named = [{"image": str(image.id), "artwork": str(image.artwork_id), "filename": image.filename}]
    assert snapshot.unreadable == (named if lost else [])


def test_a_file_lost_after_the_snapshot_is_left_out_too(vocabulary, label_weaves):
    label_weaves(6)
    snapshot = snapshot_create(vocabulary)
    Path(Image.objects.get(id=snapshot.items[0]["image"]).original.path).unlink()
    assert len(manifest_of(snapshot).items) == len(snapshot.items) - 1
