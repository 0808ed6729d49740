"""Drawn cloth without end, and a network that learns from it; in its smallest size."""

from pathlib import Path

import numpy as np
import pytest

from ml.cloth import CLOTH_SIDES, CLOTH_WEIGHTS, SHIPPED, TAPS, cloth_file, cloth_network
from ml.errors import ConfigInvalid
from ml.litert import Network
from ml.pretraining.learning import PretrainConfig, pretrain
from ml.pretraining.norms import with_fused_norms
from ml.records import Progress
from ml.textures.designs import BATIK, Design, designs, draw
from ml.textures.families import FAMILIES
from ml.textures.views import view


@pytest.mark.parametrize("family", [BATIK, *FAMILIES])
def test_a_design_is_ink_shares_and_always_the_same(family: str) -> None:
    inks = draw(Design(family, 3), 96)
    assert inks.shape == (96, 96, 3)
    assert inks.dtype == np.float32
    assert inks.min() >= -1e-3
    assert inks.sum(axis=-1).max() <= 1.01
    assert inks.std(axis=(0, 1)).sum() > 0.1
    np.testing.assert_array_equal(inks, draw(Design(family, 3), 96))
    assert not np.array_equal(inks, draw(Design(family, 4), 96))


def test_every_family_takes_part() -> None:
    drawn = designs(100)
    assert len(drawn) == 100
    assert len(set(drawn)) == 100
    assert {design.family for design in drawn} == {BATIK, *FAMILIES}


def test_views_of_one_design_differ_in_colour_and_place() -> None:
    inks = np.round(np.clip(draw(Design("lattices", 1)), 0, 1) * 255).astype(np.uint8)
    first, second = (view(inks, np.random.default_rng(seed), 64) for seed in (1, 2))
    assert first.shape == (64, 64, 3)
    assert first.dtype == np.uint8
    assert np.abs(first.mean(axis=(0, 1)) - second.mean(axis=(0, 1))).max() > 5
    np.testing.assert_array_equal(first, view(inks, np.random.default_rng(1), 64))


def test_fused_norms_learn_what_keras_learns(tmp_path: Path) -> None:
    import keras

    plain = cloth_network(32)
    fused = with_fused_norms(plain)
    pictures = np.random.default_rng(0).uniform(0, 255, (6, 32, 32, 3)).astype(np.float32)
    before = [np.array(one) for one in plain.get_weights()]
    for network in (plain, fused):
        network.compile(keras.optimizers.SGD(0.01), "mean_squared_error")
        network.train_on_batch(pictures, [np.ones((6, 4, 4, channels), np.float32) for channels in TAPS])
    moved = [np.abs(one - was).max() for one, was in zip(plain.get_weights(), before, strict=True)]
    assert sum(step > 1e-6 for step in moved) > len(moved) / 2
    for one, other in zip(plain.get_weights(), fused.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)  # Variances of a few places: by n or by n - 1.
    fused.save_weights(tmp_path / "fused.weights.h5")
    plain.load_weights(tmp_path / "fused.weights.h5")
    for one, other in zip(plain.get_weights(), fused.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.slow
def test_learning_gives_a_backbone_and_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ml.pretraining.learning.PIECE", 2)
    config = PretrainConfig(designs=20, pictures=16, pixels=32, batch=4, warmup=2)
    told: list[Progress] = []

    class Killed(Exception):
        pass

    def die_after_one(progress: Progress) -> None:
        if progress.phase == "training":
            raise Killed

    with pytest.raises(Killed):
        pretrain(config, tmp_path / "run", die_after_one, workers=1)
    path = pretrain(config, tmp_path / "run", told.append, workers=1)
    assert [one.done for one in told if one.phase == "training"][-1] == 4
    assert {one.name for one in path.iterdir()} == {CLOTH_WEIGHTS, *map(cloth_file, CLOTH_SIDES)}
    shapes = Network(path / cloth_file(224), threads=1).output_shapes
    assert shapes == [(28, 28, channels) for channels in TAPS]
    with pytest.raises(ConfigInvalid, match="another designs"):
        pretrain(PretrainConfig(designs=21), tmp_path / "run", told.append)


@pytest.mark.parametrize("side", CLOTH_SIDES)
def test_shipped_files_are_one_network(side: int) -> None:
    network = cloth_network(side)
    network.load_weights(SHIPPED / CLOTH_WEIGHTS)
    picture = np.random.default_rng(0).integers(0, 256, (side, side, 3)).astype(np.uint8)
    served = Network(SHIPPED / cloth_file(side), threads=1).run(picture)
    for maps, expected in zip(served, network(picture[None].astype(np.float32), training=False), strict=True):
        np.testing.assert_allclose(maps, np.asarray(expected)[0], atol=1e-4 * np.abs(maps).max())
    rounded = [np.asarray(one).astype(np.float16).astype(np.float32) for one in network.get_weights()]
    for one, again in zip(network.get_weights(), rounded, strict=True):
        np.testing.assert_array_equal(one, again)
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 3_000_000


def test_the_shipped_network_sees_no_hue_and_little_of_the_light() -> None:
    network = Network(SHIPPED / cloth_file(224), threads=1)
    inks = np.round(np.clip(draw(Design(BATIK, 1)), 0, 1) * 255).astype(np.uint8)[:224, :224]
    cloth = 40 + inks[..., :1].astype(np.float32) * 0.5 + np.zeros(3, np.float32)
    dyed = cloth + np.array([0.114, 0.0, -0.299]) * 150
    for plain, other in zip(network.run(cloth), network.run(dyed), strict=True):
        np.testing.assert_allclose(plain, other, atol=2e-3 * np.abs(plain).max())
    dim = np.linspace(0.6, 1.4, 224)[:, None, None] * cloth
    for plain, other in zip(network.run(cloth), network.run(dim), strict=True):
        assert np.corrcoef(plain.ravel(), other.ravel())[0, 1] > 0.95
