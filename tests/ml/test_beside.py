"""What models learn beside their images: textures to leave unnamed, and further drawings of motifs."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml.beside import foreign_pictures, kept_features, study_inputs
from ml.cloth import SHIPPED, cloth_file
from ml.datasets import Manifest
from ml.drawn import demo_artworks, demo_picture
from ml.errors import ConfigInvalid
from ml.litert import NetworkPerThread
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.ridge import NONE, Extra, fit_ridge, held_out
from ml.training import train

PENALTY = 10.0


def test_foreign_pictures_are_always_the_same_and_never_blank() -> None:
    first, again = (list(islice(foreign_pictures(96), 20)) for _ in range(2))
    for picture, other in zip(first, again, strict=True):
        assert picture.shape == (96, 96, 3)
        assert picture.dtype == np.uint8
        assert picture.std() > 2
        np.testing.assert_array_equal(picture, other)
    assert len({picture.tobytes() for picture in first}) == 20


def test_studies_are_of_cloths_that_no_record_shows() -> None:
    kawung, again = (list(study_inputs(["kawung"], 3, 96)) for _ in range(2))
    assert [one.shape for one in kawung] == [(96, 96, 3)] * 3
    assert len({one.tobytes() for one in kawung}) == 3
    np.testing.assert_array_equal(kawung, again)
    recorded = [one["seed"] for one in demo_artworks() if one["motif"] == "kawung"]
    shown = {demo_picture("kawung", seed, 96).tobytes() for seed in recorded[:3]}
    assert not shown & {one.tobytes() for one in kawung}


def test_features_are_kept_and_a_broken_file_is_made_anew(tmp_path: Path) -> None:
    network = NetworkPerThread(SHIPPED / cloth_file(224))
    kept = tmp_path / "cache" / "foreign.npy"
    told: list[int] = []

    def features() -> np.ndarray:
        pictures = lambda: islice(foreign_pictures(224), 4)  # noqa: E731
        return kept_features(kept, pictures, 4, network, lambda done, total: told.append(done))

    first = features()
    assert first.shape[0] == 4
    assert told == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(features(), first)
    assert len(told) == 5
    kept.write_bytes(kept.read_bytes()[:200])
    np.testing.assert_array_equal(features(), first)
    assert len(told) == 10


def test_a_drawn_collection_is_learned_with_studies(
    tmp_path: Path, cache_dir: Path, collection: Path
) -> None:
    for slug in ("kawung", "poleng"):
        (tmp_path / "drawn" / slug).mkdir(parents=True)
        for seed in range(1, 5):
            picture = Image.fromarray(demo_picture(slug, seed, 96))
            picture.save(tmp_path / "drawn" / slug / f"{seed}.jpg")
    told: list[Progress] = []
    manifest = Manifest.from_folder(tmp_path / "drawn")
    config = TrainConfig(studies=3)
    result = train(config, manifest, tmp_path / "out", cache_dir=cache_dir, on_progress=told.append)
    assert max(one.total for one in told if one.phase == "studies") == 6
    assert result.info.options["studies"] == 3
    assert result.info.n_train == 8
    assert (
        "6 further drawings of them, and 192 drawn textures"
        in (result.bundle_path / "model-card.md").read_text()
    )
    with pytest.raises(ConfigInvalid, match="every class is one of kawung"):
        train(config, Manifest.from_folder(collection), tmp_path / "never", cache_dir=cache_dir)
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize(("count", "width"), [(100, 128), (400, 24)])
def test_what_belongs_to_no_class_scores_low_and_classes_stay_apart(count: int, width: int) -> None:
    """Fewer rows than columns are solved by their kernel, more by sums."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 2
    features = random.normal(0, 0.5, (count, width)).astype(np.float32)
    features[:, :8] += np.where(labels, 4, -4)[:, None]
    features[:, 8:16] += 3
    strangers = random.normal(0, 0.5, (2 * count, width)).astype(np.float32)
    strangers[:, :8] += random.choice([-4, 4], (2 * count, 1))
    strangers[:, 8:16] -= 3
    folds = np.arange(count) // 2 % 5
    learned, asked = strangers[:count], strangers[count:]
    plain = held_out(features, labels, folds, 2, 8, [PENALTY])
    none = Extra(learned, np.full(count, NONE))
    warned = held_out(features, labels, folds, 2, 8, [PENALTY], extra=none)
    assert np.mean(warned.scores[PENALTY].argmax(axis=1) == labels) >= 0.95
    told_apart = {}
    for name, held, extra in (("plain", plain, None), ("warned", warned, none)):
        own = held.scores[PENALTY].max(axis=1)
        scaling, head = fit_ridge(features, labels, 2, PENALTY, held.whole, extra=extra)
        strange = head.scores(scaling.apply(asked)).max(axis=1)
        told_apart[name] = (own[:, None] > strange[None]).mean()
    assert told_apart["plain"] < 0.9  # They look like a class of their side.
    assert told_apart["warned"] > 0.95


@pytest.mark.parametrize(("count", "width"), [(80, 128), (200, 24)])
def test_what_is_learned_beside_a_class_counts_for_it(count: int, width: int) -> None:
    """The rows show one form of each class, the extra rows another; strange ones of that form are asked."""
    random = np.random.default_rng(1)
    labels = np.arange(count) % 2

    def of_form(first: int) -> np.ndarray:
        rows = random.normal(0, 0.5, (count, width)).astype(np.float32)
        rows[:, first : first + 4] += np.where(labels, 4, -4)[:, None]
        return rows

    features, other, asked = of_form(0), of_form(4), of_form(4)
    folds = np.arange(count) // 2 % 5
    right = {}
    for name, extra in (("plain", None), ("taught", Extra(other, labels))):
        held = held_out(features, labels, folds, 2, 8, [PENALTY], extra=extra)
        assert np.mean(held.scores[PENALTY].argmax(axis=1) == labels) >= 0.95
        scaling, head = fit_ridge(features, labels, 2, PENALTY, held.whole, extra=extra)
        right[name] = np.mean(head.scores(scaling.apply(asked)).argmax(axis=1) == labels)
    assert right["plain"] < 0.8
    assert right["taught"] > 0.95
