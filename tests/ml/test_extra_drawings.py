"""Further drawings of motifs that a drawn collection is learned with, and what extra rows do to a head."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml.datasets import Manifest
from ml.drawings import demo_artworks, demo_picture
from ml.errors import ConfigInvalid
from ml.networks import NetworkPerThread, resolve_backbone
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.texture import ExtraRows, HeadData, fit_ridge
from ml.training import held_out, train
from ml.training.extra_drawings import kept_features, study_inputs

PENALTY = 10.0


@pytest.mark.slow
def test_studies_are_of_cloths_that_no_record_shows() -> None:
    kawung, again = (list(study_inputs(["kawung"], 3, 96)) for _ in range(2))
    assert [one.shape for one in kawung] == [(96, 96, 3)] * 3
    assert len({one.tobytes() for one in kawung}) == 3
    np.testing.assert_array_equal(kawung, again)
    recorded = [one["seed"] for one in demo_artworks() if one["motif"] == "kawung"]
    shown = {demo_picture("kawung", seed, 96).tobytes() for seed in recorded[:3]}
    assert not shown & {one.tobytes() for one in kawung}


def test_features_are_kept_and_a_broken_file_is_made_anew(tmp_path: Path, cache_dir: Path) -> None:
    network = NetworkPerThread(resolve_backbone(None, cache_dir / "backbones").litert_path)
    kept = tmp_path / "cache" / "studies.npy"
    told: list[int] = []

    def pictures() -> Iterator[np.ndarray]:
        return iter(np.random.default_rng(0).integers(0, 256, (4, 224, 224, 3), np.uint8))

    def features() -> np.ndarray:
        return kept_features(kept, pictures, 4, network, lambda done, total: told.append(done))

    first = features()
    assert first.shape[0] == 4
    assert told == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(features(), first)
    assert len(told) == 5
    kept.write_bytes(kept.read_bytes()[:200])
    np.testing.assert_array_equal(features(), first)
    assert len(told) == 10


@pytest.mark.slow
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
    assert "6 further drawings of them" in (result.bundle_path / "model-card.md").read_text()
    with pytest.raises(ConfigInvalid, match="every class is one of kawung"):
        train(config, Manifest.from_folder(collection), tmp_path / "never", cache_dir=cache_dir)
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize(("count", "width"), [(80, 128), (200, 24)])
def test_extra_rows_of_a_class_count_for_it(count: int, width: int) -> None:
    """Fewer rows than columns are solved by their kernel, more by sums.

    The rows show one form of each class, the extra rows another; new ones of that form are asked about.
    """
    random = np.random.default_rng(1)
    labels = np.arange(count) % 2

    def of_form(first: int) -> np.ndarray:
        rows = random.normal(0, 0.5, (count, width)).astype(np.float32)
        rows[:, first : first + 4] += np.where(labels, 4, -4)[:, None]
        return rows

    features, other, asked = of_form(0), of_form(4), of_form(4)
    folds = np.arange(count) // 2 % 5
    right = {}
    for name, extra in (("plain", None), ("with extra", ExtraRows(other, labels))):
        data = HeadData(features, labels, 2, folds, 8, extra=extra)
        held = held_out(data, [PENALTY])
        assert np.mean(held.scores[PENALTY].argmax(axis=1) == labels) >= 0.95
        scaling, head = fit_ridge(data, PENALTY, held.whole)
        right[name] = np.mean(head.scores(scaling.apply(asked)).argmax(axis=1) == labels)
    assert right["plain"] < 0.8
    assert right["with extra"] > 0.95
