"""The trainer's bookkeeping, step by step, and what the saliency painter looks at."""

from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from ml.recipes import TrainConfig
from ml.training import Work
from ml.training.network.state import State
from ml.training.network.trainer import Examples, Stage, Trainer, class_weights


def examples(truth: list[int], held: list[int]) -> Examples:
    validation = np.isin(np.arange(len(truth)), held)
    pictures = np.zeros((len(truth), 2, 2, 3), np.uint8)
    return Examples(pictures, np.array(truth), validation, max(truth) + 1)


def trainer(**options: Any) -> Trainer:
    config = replace(TrainConfig(recipe="cnn-cirebon"), **options)
    work = cast("Work", SimpleNamespace(config=config))
    return Trainer(work, examples([0, 0, 0, 1, 1], [2, 4]), None, cast("Any", None))


def test_class_weights_are_of_the_fitted_part_alone() -> None:
    parts = examples([0, 0, 0, 0, 1, 1], held=[5])
    weights = class_weights(parts)
    np.testing.assert_allclose(weights, [5 / 8, 5 / 2])
    assert weights[parts.truth[parts.fitted_on]].sum() == pytest.approx(len(parts.fitted_on))


def test_who_is_held_back_is_not_fitted_on() -> None:
    parts = examples([0, 1, 0, 1], held=[1, 2])
    assert set(parts.fitted_on).isdisjoint(parts.held_back)
    assert len(parts.fitted_on) + len(parts.held_back) == 4


def test_cosine_falls_from_the_rate_to_a_hundredth() -> None:
    stage = Stage("whole", 4, 0.1, lambda: None)
    rates = [
        trainer(schedule="cosine")._rate(stage, State(epoch=epoch), step, 5)
        for epoch in range(4)
        for step in range(5)
    ]
    assert rates[0] == pytest.approx(0.1)
    assert rates == sorted(rates, reverse=True)
    assert 0.001 <= rates[-1] < 0.003


def test_a_plateau_halves_the_constant_rate() -> None:
    stage = Stage("whole", 4, 0.1, lambda: None)
    assert trainer(schedule="plateau")._rate(stage, State().slower(), 0, 5) == pytest.approx(0.05)
    assert trainer()._rate(stage, State(epoch=3), 4, 5) == pytest.approx(0.1)


def test_an_epoch_sums_its_steps_and_forgets_them() -> None:
    state = State().after_step(1, 2.0, 3, 4).after_step(2, 1.0, 1, 4)
    ended = state.after_epoch(0.5, 1.2, better=True)
    assert (ended.training_loss, ended.training_accuracy) == (1.5, 0.5)
    assert (ended.step, ended.seen, ended.hits, ended.loss_sum) == (0, 0, 0, 0.0)
    assert (ended.best, ended.waited, ended.seen_steps) == ((0.5, -1.2), 0, 2)
    assert ended.after_epoch(0.4, 1.0, better=False).waited == 1


def test_a_new_stage_forgets_the_best_and_the_end_of_the_one_before() -> None:
    before = State(epoch=3, best=(0.9, -0.1), waited=5, factor=0.5, seen_steps=9, resumed=True)
    entered = before.stopped("patience").entering(1)
    assert entered == State(stage=1, seen_steps=9)
    assert before.entering(0) is before
    assert "resumed" in asdict(entered)


@pytest.mark.xdist_group("keras")
def test_other_answers_of_the_first_network_paint_otherwise() -> None:
    """The same pictures are painted anew once the first network's answer is another."""
    from ml.networks.architectures import Structure, build

    network = build(Structure("cnn-cirebon", 32, hidden=8, recipe="cnn-cirebon-saliency"), 3)
    painter = network.get_layer("painter")
    last = painter.get_layer("first").get_layer("scores")
    kernel, _ = last.get_weights()
    image = np.random.default_rng(1).uniform(0, 255, (2, 32, 32, 3)).astype(np.float32)

    def painted(bias: tuple[float, ...]) -> np.ndarray:
        last.set_weights([kernel, np.array(bias, np.float32)])
        return np.asarray(painter(image))

    np.testing.assert_allclose(painted((100, 0, 0)), painted((200, 0, 0)), rtol=1e-4, atol=1e-3)
    assert np.abs(painted((100, 0, 0)) - painted((0, 100, 0))).max() > 1
