"""What models learn beside their images: textures to leave unnamed, and further drawings of motifs."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml.beside import FOREIGN, foreign_folds, foreign_pictures, kept_features, study_inputs
from ml.cloth import SHIPPED, cloth_file
from ml.datasets import Manifest
from ml.drawings import demo_artworks, demo_picture
from ml.errors import ConfigInvalid
from ml.litert import NetworkPerThread
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.texture import ALWAYS, NONE, Extra, fit_ridge
from ml.textures.leaves import dead_leaves
from ml.training import held_out, train

PENALTY = 10.0


def learned_by_all(features: np.ndarray, labels: np.ndarray) -> Extra:
    return Extra(features, labels, np.full(len(labels), ALWAYS), features)


def test_foreign_pictures_are_always_the_same_and_never_blank() -> None:
    first, again = (list(islice(foreign_pictures(96), 20)) for _ in range(2))
    for picture, other in zip(first, again, strict=True):
        assert picture.shape == (96, 96, 3)
        assert picture.dtype == np.uint8
        assert picture.std() > 2
        np.testing.assert_array_equal(picture, other)
    assert len({picture.tobytes() for picture in first}) == 20


def test_two_views_of_a_design_are_held_out_together() -> None:
    folds = foreign_folds(np.array([0, 2, 2, 5, 0]))
    assert len(folds) == FOREIGN
    np.testing.assert_array_equal(folds[::2], folds[1::2])
    assert sorted(np.unique(folds, return_counts=True)[1]) == [FOREIGN // 3] * 3
    assert set(folds) == {0, 2, 5}


def test_dead_leaves_have_the_spectrum_of_natural_pictures() -> None:
    """Power falls with the frequency squared or faster (Field 1987, and blur); white noise does not."""
    side, slopes = 128, []
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side)))
    rings = (frequency > 0.03) & (frequency < 0.25)
    for seed in range(16):
        picture = dead_leaves(np.random.default_rng(seed), side)
        np.testing.assert_array_equal(picture, dead_leaves(np.random.default_rng(seed), side))
        grey = picture.mean(axis=2) * np.outer(np.hanning(side), np.hanning(side))
        power = np.abs(np.fft.fft2(grey - grey.mean())) ** 2
        slopes.append(np.polyfit(np.log(frequency[rings]), np.log(power[rings]), 1)[0])
    assert -4 < np.median(slopes) < -2


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
        f"6 further drawings of them, and {FOREIGN} drawn pictures"
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
    none = learned_by_all(learned, np.full(count, NONE))
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


@pytest.mark.parametrize(("count", "width"), [(100, 128), (400, 24)])
def test_strangers_are_judged_by_heads_that_never_saw_them(count: int, width: int) -> None:
    """A stranger that is a class's row with another name is unnamed only by who learned of it."""
    random = np.random.default_rng(2)
    labels = np.arange(count) % 2
    features = random.normal(0, 1, (count, width)).astype(np.float32)
    features[:, 0] += np.where(labels, 3, -3)
    folds = np.arange(count) // 2 % 5
    strangers = random.normal(0, 1, (20, width)).astype(np.float32)
    strangers[:, 0] += 3
    rows = np.concatenate([strangers, strangers])
    held = np.concatenate([np.arange(20) % 5, np.full(20, ALWAYS)])
    both = Extra(rows, np.full(40, NONE), held, rows)
    alone = Extra(strangers, np.full(20, NONE), held[:20], strangers)
    told = {}
    for name, extra in (("seen", both), ("unseen", alone)):
        found = held_out(features, labels, folds, 2, 8, [0.1], extra=extra).strangers
        assert found is not None
        assert found.scores[0.1].shape == (20, 2)
        assert (found.novelty > 0).all()
        told[name] = found.scores[0.1].max(axis=1).mean()
    assert told["seen"] < told["unseen"] - 0.2
    assert held_out(features, labels, folds, 2, 8, [0.1]).strangers is None


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
    for name, extra in (("plain", None), ("taught", learned_by_all(other, labels))):
        held = held_out(features, labels, folds, 2, 8, [PENALTY], extra=extra)
        assert np.mean(held.scores[PENALTY].argmax(axis=1) == labels) >= 0.95
        scaling, head = fit_ridge(features, labels, 2, PENALTY, held.whole, extra=extra)
        right[name] = np.mean(head.scores(scaling.apply(asked)).argmax(axis=1) == labels)
    assert right["plain"] < 0.8
    assert right["taught"] > 0.95
