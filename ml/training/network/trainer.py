"""Train a network in stages: resumable to the step, the same on every run, ended early when gains stop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.training.network.pictures import Augmentation, reseed
from ml.training.network.state import INTERRUPTED, Saved, State
from ml.training.work import Work

SAVE_EVERY = 25
"""Steps between two checkpoints within an epoch."""

_WAIT = 2  # Epochs without gain after which a plateau halves the step.


@dataclass(frozen=True)
class Stage:
    """A part of a training: what learns, for how many epochs, by what step."""

    name: str
    epochs: int
    rate: float
    prepare: Callable[[], None]
    """Marks what is trainable; batch norm that is not keeps its statistics."""


@dataclass(frozen=True)
class Examples:
    """Pictures uint8 (n, s, s, 3), class indices (n,), and who is held back to decide when to stop."""

    pictures: np.ndarray
    truth: np.ndarray
    validation: np.ndarray
    classes: int

    @property
    def fitted_on(self) -> np.ndarray:
        return np.flatnonzero(~self.validation)

    @property
    def held_back(self) -> np.ndarray:
        return np.flatnonzero(self.validation)

    def one_hot(self, rows: np.ndarray) -> np.ndarray:
        targets: np.ndarray = np.eye(self.classes, dtype=np.float32)[self.truth[rows]]
        return targets


@dataclass
class Trainer:
    """Trains `network` (its first output are raw scores) through its stages."""

    work: Work
    examples: Examples
    network: Any
    saved: Saved
    tag: str = ""
    """Names the training in what is reported, where one has several."""
    total: int = 0

    @property
    def batches(self) -> int:
        """Steps of an epoch."""
        return -(-len(self.examples.fitted_on) // self.work.config.batch_size)

    def run(self, stages: list[Stage]) -> State:
        """Train what no checkpoint has yet; the network ends with the best weights of its last stage."""
        state = self.saved.state()
        epochs = [stage.epochs for stage in stages]
        self.total = self.batches * sum(epochs)
        for number, stage in enumerate(stages):
            if state.stage > number or stage.epochs == 0 or state.enough:
                continue
            state = self._stage(stage, state.entering(number), sum(epochs[:number]), sum(epochs))
        self.saved.load_best(state.stage, self.network)
        return state

    def _stage(self, stage: Stage, state: State, before: int, epochs: int) -> State:
        import keras

        stage.prepare()
        optimizer = keras.optimizers.Adam(stage.rate)
        optimizer.build(self.network.trainable_variables)
        if state.resumed:
            self.saved.load(self.network, optimizer)
        step = _step(self.network, optimizer, self.work.config.label_smoothing)
        while state.epoch < stage.epochs and not state.ended:
            state = self._epoch(stage, state, step, optimizer)
            state = self._judge(stage, state)
            self.saved.save(state, self.network, optimizer)
            self._tell(stage, state, before, epochs)
        self.saved.load_best(state.stage, self.network)
        return state

    def _epoch(self, stage: Stage, state: State, step: Callable[..., Any], optimizer: Any) -> State:
        config = self.work.config
        order = np.random.default_rng([config.seed, state.stage, state.epoch]).permutation(
            self.examples.fitted_on
        )
        batches = list(_batches(order, config.batch_size))
        augmentation = Augmentation(config.augment, config.seed)
        weights = class_weights(self.examples) if config.class_weights else np.ones(self.examples.classes)
        for number in range(state.step, len(batches)):
            at = (state.stage * 10_000 + state.epoch) * 100_000 + number
            rows = batches[number]
            pictures, truth = augmentation(
                self.examples.pictures[rows].astype(np.float32), self.examples.one_hot(rows), at
            )
            reseed(self.network, config.seed, at)
            optimizer.learning_rate.assign(self._rate(stage, state, number, len(batches)))
            loss, hits = step(pictures, truth, weights[self.examples.truth[rows]].astype(np.float32))
            state = state.after_step(number + 1, float(loss), int(hits), len(rows))
            self.work.report("training", min(state.seen_steps, self.total), self.total)
            if self.work.enough():
                return state.stopped(INTERRUPTED)
            if (number + 1) % SAVE_EVERY == 0:
                self.saved.save(state, self.network, optimizer)
        return state

    def _rate(self, stage: Stage, state: State, number: int, batches: int) -> float:
        if self.work.config.schedule == "cosine":
            done = (state.epoch + number / batches) / stage.epochs
            return stage.rate * (0.01 + 0.99 * (1 + float(np.cos(np.pi * done))) / 2)
        return stage.rate * state.factor

    def _judge(self, stage: Stage, state: State) -> State:
        """Validate, keep the best, and decide whether to go on."""
        config = self.work.config
        accuracy, loss = self._validate()
        better = state.best is None or (accuracy, -loss) > state.best
        if better:
            self.saved.save_best(state.stage, self.network)
        state = state.after_epoch(accuracy, loss, better)
        if config.schedule == "plateau" and state.waited and state.waited % _WAIT == 0:
            state = state.slower()
        if config.patience and state.waited >= config.patience:
            return state.stopped("patience")
        if config.stop_at_accuracy and state.training_accuracy >= config.stop_at_accuracy:
            return state.stopped("target accuracy")
        return state

    def _validate(self) -> tuple[float, float]:
        rows = self.examples.held_back
        scores = np.concatenate(
            [self.scores(part) for part in _batches(rows, self.work.config.batch_size)]
        ).astype(np.float64)
        truth = self.examples.truth[rows]
        raised = scores - scores.max(axis=1, keepdims=True)
        likely = raised - np.log(np.exp(raised).sum(axis=1, keepdims=True))
        return float((scores.argmax(axis=1) == truth).mean()), float(
            -likely[np.arange(len(rows)), truth].mean()
        )

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Raw scores of some rows, float32 (n, k)."""
        return np.asarray(self.network(self.examples.pictures[rows].astype(np.float32), training=False)[0])

    def _tell(self, stage: Stage, state: State, before: int, epochs: int) -> None:
        detail = {
            "stage": f"{self.tag}{stage.name}",
            "epoch": before + state.epoch,
            "epochs": epochs,
            "loss": state.training_loss,
            "training_accuracy": state.training_accuracy,
            "validation_accuracy": state.validation[0],
            "validation_n": len(self.examples.held_back),
        }
        self.work.report("training", min(state.seen_steps, self.total), self.total, detail)


def class_weights(examples: Examples) -> np.ndarray:
    """n / (k count), so that every class counts the same: float64 (k,)."""
    counts = np.bincount(examples.truth[examples.fitted_on], minlength=examples.classes)
    weights: np.ndarray = counts.sum() / (examples.classes * np.maximum(counts, 1))
    return weights


def _batches(rows: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _step(network: Any, optimizer: Any, smoothing: float) -> Callable[..., Any]:
    import keras
    import tensorflow as tf

    loss_of = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=smoothing, reduction="none"
    )
    variables = network.trainable_variables

    def step(pictures: Any, truth: Any, weights: Any) -> Any:
        with tf.GradientTape() as tape:
            scores = network(pictures, training=True)[0]
            loss = tf.reduce_mean(loss_of(truth, scores) * weights)
            total = tf.add_n([loss, *network.losses])
        optimizer.apply(tape.gradient(total, variables), variables)
        hits = tf.reduce_sum(tf.cast(tf.argmax(scores, 1) == tf.argmax(truth, 1), tf.int32))
        return loss, hits

    # One trace for every size of batch: the last one of an epoch is smaller.
    pictures, classes = [None, *network.input.shape[1:]], network.outputs[0].shape[-1]
    given = [tf.TensorSpec(pictures), tf.TensorSpec([None, classes]), tf.TensorSpec([None])]
    compiled: Callable[..., Any] = tf.function(step, input_signature=given, autograph=False)
    return compiled
