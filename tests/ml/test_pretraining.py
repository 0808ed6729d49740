"""Drawn cloth without end, and a network that learns from it; in its smallest size."""

from pathlib import Path

import numpy as np
import pytest

from ml.errors import ConfigInvalid
from ml.litert import Network
from ml.pretraining.designs import BATIK, Design, designs, draw
from ml.pretraining.families import FAMILIES
from ml.pretraining.learning import PretrainConfig, pretrain
from ml.pretraining.views import view
from ml.records import Progress


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
    shapes = Network(path, threads=1).output_shapes
    assert shapes == [(28, 28, 32), (14, 14, 64), (14, 14, 96)]
    with pytest.raises(ConfigInvalid, match="another configuration"):
        pretrain(PretrainConfig(designs=21), tmp_path / "run", told.append)
