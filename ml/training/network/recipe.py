"""Train by a network recipe: pictures, stages, and the bundle that serving needs."""

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ml.datasets import group_folds
from ml.errors import ConfigInvalid, full_disk_named
from ml.files import sha256_of
from ml.networks import DEFAULT
from ml.networks.architectures import Structure, adapted_part, build, first_of, layers_of, load_base
from ml.networks.efficientnet_lite import SHIPPED
from ml.networks.inverted_residuals import fill
from ml.networks.resolving import PARITY_IMAGES, identify, read_numbers
from ml.records import BackboneInfo, BundleInfo
from ml.training.finetune import package
from ml.training.head_fitting import Fitted
from ml.training.network.pictures import stored_pictures
from ml.training.network.state import Saved, State, described
from ml.training.network.trainer import Examples, Stage, Trainer
from ml.training.work import Work

_CALIBRATED_ON = 64


def fit_network(work: Work) -> tuple[BundleInfo, Fitted]:
    """Fill the bundle's folder; returns its info (before hashing) and the figures on the validation part.

    Deterministic on a CPU: the same config and images give the same weights, undisturbed or resumed.
    """
    import keras
    import tensorflow as tf

    # Layers are named by counting, and names are stored: a fresh count makes the same file again.
    keras.utils.clear_session()
    keras.utils.set_random_seed(work.config.seed)
    tf.config.experimental.enable_op_determinism()
    folder = _workdir(work)
    structure = Structure.of(work.config.recipe, vars(work.config))
    examples = _examples(work, folder, structure.input_size)
    network = build(structure, examples.classes)
    sample = np.array(examples.pictures[:: -(-len(examples.pictures) // PARITY_IMAGES)])
    origin = _begin(work, structure, network, sample)
    state = _Training(work, structure, examples, network, folder).run()
    info, fitted = package(work, examples, network, sample, origin)
    shutil.rmtree(folder, ignore_errors=True)
    return _noted(info, state), fitted


def _noted(info: BundleInfo, state: State) -> BundleInfo:
    return replace(info, options={**info.options, **described(state)})


def _workdir(work: Work) -> Path:
    """One folder per question asked, so that asking it again after a kill resumes the answer."""
    weights = work.config.backbone_weights
    question = {
        "recipe": work.config.recipe,
        "options": work.config.options(),
        "weights": sha256_of(weights or SHIPPED),
        "snapshot": work.manifest.digest,
        "order": [(item.sha256, item.group) for item in work.manifest.train],
    }
    key = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()
    folder = work.cache / "networks" / key[:24]
    with full_disk_named(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _examples(work: Work, folder: Path, size: int) -> Examples:
    items = work.manifest.train
    labels = [item.label for item in items]
    parts = max(2, round(1 / work.config.validation_share))
    folds = group_folds(labels, [item.group for item in items], parts, work.config.seed)
    pictures = stored_pictures(
        items, size, folder / "pictures.npy", lambda done, total: work.report("features", done, total)
    )
    truth = np.array([work.manifest.labels.index(label) for label in labels])
    return Examples(pictures, truth, folds == 0, len(work.manifest.labels))


def _begin(work: Work, structure: Structure, network: Any, sample: np.ndarray) -> BackboneInfo:
    """Fill the network with shipped or given numbers, or make its random ones usable when they stay."""
    work.report("backbone", 0, 1)
    weights = work.config.backbone_weights if structure.is_application else None
    if structure.tapped is not None:
        weights = _numbers_for(structure, work.config.backbone_weights)
        fill(adapted_part(network), read_numbers(weights)[1])
    elif weights:
        load_base(network, structure.network, weights)
    elif structure.is_application:
        calibrate_batch_norm(network.get_layer("base"), sample[:_CALIBRATED_ON], structure.image_size)
    origin = identify(weights, work.config.seed, network=structure.network)
    work.report("backbone", 1, 1, {"standing_on": origin.to_json()})
    return origin


def _numbers_for(structure: Structure, given: Path | None) -> Path:
    """The file of a network that textures are read from: what is given, if it is of that one, or the shipped.

    Raises ConfigInvalid when the shipped file is of another network too.
    """
    if given is not None and given.suffix == ".npz" and read_numbers(given)[0].name == structure.network:
        return given
    if structure.network != DEFAULT.name:
        raise ConfigInvalid(f"{structure.network} needs its own numbers; give its file of weights (.npz).")
    return SHIPPED


def calibrate_batch_norm(base: Any, pictures: np.ndarray, size: int) -> None:
    """Give an untrained base the statistics of real pictures: one pass gives the moving moments."""
    import keras

    norms = [
        layer for layer in adapted_part(base).layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    before = [layer.momentum for layer in norms]
    for layer in norms:
        layer.momentum = 0.0
    base(keras.ops.image.resize(pictures.astype(np.float32), (size, size)), training=True)
    for layer, momentum in zip(norms, before, strict=True):
        layer.momentum = momentum


@dataclass
class _Training:
    """The trainings that one recipe consists of, one after the other."""

    work: Work
    structure: Structure
    examples: Examples
    network: Any
    folder: Path

    def run(self) -> State:
        if self.structure.super_resolution:
            self._learn_doubling()
        if self.structure.painted:
            self._learn_painter()
        return self._trainer(self.network, "main").run(self._stages())

    def _trainer(self, network: Any, name: str, tag: str = "") -> Trainer:
        return Trainer(self.work, self.examples, network, Saved(self.folder / name), tag)

    def _stages(self) -> list[Stage]:
        config = self.work.config
        if not self.structure.is_adapted:
            epochs = config.epochs_tune if self.structure.painted else config.epochs_head
            return [Stage("whole", epochs, config.learning_rate_head, self._unfreeze_all)]
        return [
            Stage("head", config.epochs_head, config.learning_rate_head, partial(self._unfreeze, 0)),
            Stage(
                "tune",
                config.epochs_tune,
                config.learning_rate_tune,
                partial(self._unfreeze, config.unfreeze),
            ),
        ]

    def _unfreeze_all(self) -> None:
        self.network.trainable = True
        if self.structure.painted:
            self.network.get_layer("painter").trainable = False
        if self.structure.super_resolution:
            self.network.get_layer("doubling").trainable = False

    def _unfreeze(self, amount: float) -> None:
        """Let the last layers of the base learn: a share up to 1, a number above; batch norm never."""
        import keras

        self._unfreeze_all()
        layers = list(layers_of(adapted_part(self.network)))
        count = round(amount * len(layers)) if amount <= 1 else min(int(amount), len(layers))
        for number, layer in enumerate(layers):
            stays = isinstance(layer, keras.layers.BatchNormalization)
            layer.trainable = number >= len(layers) - count and not stays

    def _learn_painter(self) -> None:
        """Train the first network as if it were alone, and put its weights where it paints from."""
        config = self.work.config
        first = build(first_of(self.structure), self.examples.classes)
        stages = [Stage("whole", config.epochs_head, config.learning_rate_head, lambda: None)]
        self._trainer(first, "first", "painter ").run(stages)
        self.network.get_layer("painter").get_layer("first").set_weights(first.get_weights())

    def _learn_doubling(self) -> None:
        """Teach the sub-pixel layer to bring training pictures back from half their size."""
        from ml.training.network.doubling import learn_doubling

        learn_doubling(self.network.get_layer("doubling"), self.examples, self.work, self.folder)
