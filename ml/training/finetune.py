"""Fine-tune a MobileNetV2 from its weights: last layer first, then from block 14, resumable by epoch.

The blocks below 14 never change, so they are run once per image and mirroring; an epoch then costs only what
is being trained.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ml.answers import Projection, distance_to_nearest, fit_temperature, softmax
from ml.datasets import Item, group_folds
from ml.errors import ConfigInvalid, ExportFailed, full_disk_named
from ml.files import sha256_of
from ml.images import SERVING_SIDE, decode_ahead, network_input
from ml.models import bundle
from ml.networks import Network
from ml.networks.fine_tuned import build_network, frozen_part, upper_part
from ml.networks.keras_files import to_litert
from ml.networks.mobilenetv2 import load_mobilenetv2
from ml.networks.resolving import PARITY_IMAGES, identify
from ml.records import BackboneInfo, BundleInfo
from ml.texture import Ridge, Scaling
from ml.training.checkpoints import Checkpoints
from ml.training.evidence import Evidence, Worth
from ml.training.head_fitting import Fitted, write_head
from ml.training.left_out import left_out_of_network
from ml.training.work import Work

MIRRORINGS = 4
_SMOOTHING = 0.1
# Deep networks gather rounding: a hundred layers differ by more than the texture recipe's dozen.
_DEEP_PARITY = 5e-4
_FEATURE_PARITY = 2e-3
_TIE = 1e-6  # Two labels this close are one answer.


@dataclass(frozen=True)
class Data:
    """What the frozen blocks put out for each training image and mirroring, and who is held back."""

    maps: np.ndarray
    """float16 (n, 4, h, w, c), memory-mapped."""
    truth: np.ndarray
    validation: np.ndarray

    @property
    def fitted_on(self) -> np.ndarray:
        return np.flatnonzero(~self.validation)

    @property
    def held_back(self) -> np.ndarray:
        return np.flatnonzero(self.validation)

    def batch(self, rows: np.ndarray, mirrorings: np.ndarray | int = 0) -> np.ndarray:
        """float32 maps of some rows."""
        maps: np.ndarray = self.maps[rows, mirrorings].astype(np.float32)
        return maps


def fit_finetune(work: Work) -> tuple[BundleInfo, Fitted]:
    """Fill the bundle's folder; returns its info (before hashing) and the figures on the validation part.

    Raises ConfigInvalid without weights: `TrainConfig.from_options` then takes the network that Ragam ships.
    """
    import keras

    config, items, weights = work.config, work.manifest.train, work.config.backbone_weights
    if weights is None:
        raise ConfigInvalid("MobileNetV2 is fine-tuned from its weights, and none were given.")
    folder = _workdir(work, weights)
    sample = _pixels(items[:: -(-len(items) // PARITY_IMAGES)], config.image_size)
    work.report("backbone", 0, 1)
    keras.utils.set_random_seed(config.seed)
    base = load_mobilenetv2(weights, config.image_size)
    network = build_network(base, len(work.manifest.labels))
    origin = identify(weights, config.seed)
    work.report("backbone", 1, 1, {"standing_on": origin.to_json()})
    data = _data(work, folder, base)
    Tuning(work, data, upper_part(network), Checkpoints(folder)).run()
    outcome = package(work, data, network, sample, origin)
    shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _workdir(work: Work, weights: Path) -> Path:
    """One folder per question asked, so that asking it again after a kill resumes the answer."""
    question = {
        "options": work.config.options(),
        "weights": sha256_of(weights),
        "snapshot": work.manifest.digest,
        "order": [(item.sha256, item.group) for item in work.manifest.train],
    }
    key = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()
    folder = work.cache / "finetune" / key[:24]
    with full_disk_named(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _pixels(items: Sequence[Item], size: int) -> np.ndarray:
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, size))
    return np.stack([network_input(image, size) for image in images])


def _data(work: Work, folder: Path, base: Any) -> Data:
    items = work.manifest.train
    labels = [item.label for item in items]
    truth = np.array([work.manifest.labels.index(label) for label in labels])
    folds = group_folds(labels, [item.group for item in items], 5, work.config.seed)
    path, ready = folder / "maps.npy", folder / "maps.ready"
    with full_disk_named(str(path)):
        if not ready.exists():
            _run_frozen(work, path, base)
            ready.touch()
        return Data(np.load(path, mmap_mode="r", allow_pickle=False), truth, folds == 0)


def _run_frozen(work: Work, path: Path, base: Any) -> None:
    """Run the frozen blocks by LiteRT over every image and mirroring, into a file that is mapped later."""
    items, size = work.manifest.train, work.config.image_size
    content, _ = to_litert(frozen_part(base))
    lower = path.with_name("frozen.tflite")
    lower.write_bytes(content)
    network = Network(lower)
    shape = (len(items), MIRRORINGS, *network.output_shapes[0])
    maps = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, size))
    for index, image in enumerate(images):
        pixels = network_input(image, size)
        for mirroring in range(MIRRORINGS):
            maps[index, mirroring] = network.run(mirror(pixels, mirroring))[0]
        work.report("features", index + 1, len(items))
    maps.flush()


def mirror(pixels: np.ndarray, mirroring: int) -> np.ndarray:
    """As it is, left-right, up-down, or both; a cloth has no right way round."""
    turned = pixels[:, ::-1] if mirroring & 1 else pixels
    return np.ascontiguousarray(turned[::-1] if mirroring & 2 else turned)


class Tuning:
    """The two stages of training and the counting of what is done."""

    def __init__(self, work: Work, data: Data, network: Any, checkpoints: Checkpoints) -> None:
        self.work = work
        self.data = data
        self.network = network
        self.checkpoints = checkpoints
        config = work.config
        self.steps = -(-len(data.fitted_on) // config.batch_size)
        self.epochs = config.epochs_head + config.epochs_tune
        self.total = self.steps * self.epochs

    def run(self) -> None:
        """Train the epochs that no checkpoint has yet."""
        config = self.work.config
        done = self.checkpoints.epochs_done()
        stages = (
            ("head", 0, config.epochs_head, config.learning_rate_head),
            ("tune", config.epochs_head, self.epochs, config.learning_rate_tune),
        )
        for stage, first, stop, rate in stages:
            if done < stop and first < stop:
                self._stage(stage, range(max(first, done), stop), rate, resumed=done > first)
        self.checkpoints.load(self.network, None)

    def _stage(self, stage: str, epochs: range, rate: float, *, resumed: bool) -> None:
        import keras

        set_trainable(self.network, tune=stage == "tune")
        optimizer = keras.optimizers.Adam(rate)
        optimizer.build(self.network.trainable_variables)
        self.checkpoints.load(self.network, optimizer if resumed else None)
        step = _train_step(self.network, optimizer)
        for epoch in epochs:
            loss = self._epoch(epoch, step)
            validated = self._validate()
            self.checkpoints.save(epoch + 1, self.network, optimizer)
            detail = {"stage": stage, "epoch": epoch + 1, "epochs": self.epochs, "loss": loss, **validated}
            self.work.report("training", (epoch + 1) * self.steps, self.total, detail)

    def _epoch(self, epoch: int, step: Callable[..., Any]) -> float:
        random = np.random.default_rng([self.work.config.seed, epoch])
        order = random.permutation(self.data.fitted_on)
        losses = []
        for number, rows in enumerate(_batches(order, self.work.config.batch_size)):
            maps = self.data.batch(rows, random.integers(0, MIRRORINGS, len(rows)))
            losses.append(float(step(maps, self.data.truth[rows])))
            self.work.report("training", epoch * self.steps + number + 1, self.total)
        return float(np.mean(losses))

    def _validate(self) -> dict[str, Any]:
        rows = self.data.held_back
        answers = [
            np.asarray(self.network(self.data.batch(part), training=False)).argmax(axis=1)
            for part in _batches(rows, self.work.config.batch_size)
        ]
        correct = float((np.concatenate(answers) == self.data.truth[rows]).mean())
        return {"validation_accuracy": correct, "validation_n": len(rows)}


def set_trainable(network: Any, *, tune: bool) -> None:
    """The dense layer always; the blocks when tuning; batch norm never."""
    import keras

    top = next(layer for layer in network.layers if isinstance(layer, keras.Model))
    for layer in top.layers:
        layer.trainable = tune and not isinstance(layer, keras.layers.BatchNormalization)


def _batches(rows: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _train_step(network: Any, optimizer: Any) -> Callable[..., Any]:
    import keras
    import tensorflow as tf

    loss_of = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=_SMOOTHING)
    classes = network.output.shape[-1]
    variables = network.trainable_variables

    def step(maps: Any, truth: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = loss_of(tf.one_hot(truth, classes), network(maps, training=False))
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    # One trace for every size of batch: the last one of an epoch is smaller.
    given = [tf.TensorSpec([None, *network.input.shape[1:]]), tf.TensorSpec([None], tf.int64)]
    compiled: Callable[..., Any] = tf.function(step, input_signature=given, autograph=False)
    return compiled


class Parted(Protocol):
    """Which training images were learned from, and which held back."""

    @property
    def truth(self) -> np.ndarray: ...

    @property
    def fitted_on(self) -> np.ndarray: ...

    @property
    def held_back(self) -> np.ndarray: ...


def package(
    work: Work, data: Parted, network: Any, sample: np.ndarray, origin: BackboneInfo
) -> tuple[BundleInfo, Fitted]:
    """Write the network's files and fit calibration, embedding and novelty from what LiteRT puts out.

    `network` puts out scores, features and places; `sample` is uint8 (n, s, s, 3) of its size, to compare
    Keras and LiteRT on; `origin` is what it began from, as yet without a digest.
    """
    items, size = work.manifest.train, sample.shape[1]
    path = work.folder / bundle.NETWORK
    content, by_keras = to_litert(network)
    path.write_bytes(content)
    network.save_weights(str(work.folder / bundle.WEIGHTS))
    served = Network(path)
    check_parity(served, by_keras, sample)
    scores, features = [], []
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, size))
    for index, image in enumerate(images):
        logits, pooled, _ = served.run(network_input(image, size))
        scores.append(logits)
        features.append(pooled)
        work.report("fitting", index + 1, len(items))
    dense = network.get_layer("scores")
    ridge = Ridge(*(np.asarray(weight, np.float32) for weight in dense.get_weights()))
    fitted = _calibrate(work, data, np.stack(scores), np.stack(features), ridge)
    write_head(work.folder, fitted, [(item.sha256, item.label) for item in items])
    return fitted.info(work, replace(origin, digest=sha256_of(path)), size), fitted


def _calibrate(work: Work, data: Parted, scores: np.ndarray, features: np.ndarray, ridge: Ridge) -> Fitted:
    """What the answers are worth by the validation part, against the part that was trained on."""
    projection = Projection.fit(features, work.config.embedding_size)
    embedded, kept = projection.apply(features)
    held_out, seen = data.held_back, data.fitted_on
    groups = np.unique([item.group for item in work.manifest.train], return_inverse=True)[1]
    temperature = fit_temperature(scores[held_out], data.truth[held_out])
    return Fitted(
        scaling=Scaling.fit(features),
        ridge=ridge,
        projection=projection,
        references=embedded,
        worth=Worth.fit(
            Evidence.in_turn(
                scores[held_out],
                data.truth[held_out],
                distance_to_nearest(embedded[held_out], kept[held_out], embedded[seen]),
                groups[held_out],
                left_out_of_network(features, data.truth, groups, held_out, projection, temperature),
            ),
            work.manifest.labels,
            work.manifest.broader,
        ),
        notes={"validation_n": len(held_out)},
    )


def check_parity(served: Network, by_keras: Callable[..., Any], images: np.ndarray) -> None:
    """LiteRT against Keras: same best label, probabilities within 5e-4, features within 2e-3 of the largest.

    Raises ExportFailed with the difference found.
    """
    for image in images:
        ours, theirs = served.run(image), by_keras(image)
        apart = float(np.abs(softmax(ours[0], 1.0) - softmax(theirs[0], 1.0)).max())
        features = float(np.abs(ours[1] - theirs[1]).max() / max(float(np.abs(theirs[1]).max()), 1e-12))
        same = int(ours[0].argmax()) == int(theirs[0].argmax()) or apart < _TIE
        if apart >= _DEEP_PARITY or features >= _FEATURE_PARITY or not same:
            raise ExportFailed(
                f"LiteRT differs from Keras by {apart:.2g} in a probability ({_DEEP_PARITY:g} is allowed), "
                f"by {features:.2g} in the features ({_FEATURE_PARITY:g})."
            )
