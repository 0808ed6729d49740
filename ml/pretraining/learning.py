"""Learn from drawn cloth: one resumable command, the same from the same seed, on a CPU or an accelerator."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml.cloth import (
    CLOTH_SIDES,
    CLOTH_WEIGHTS,
    FIRST,
    FIRST_SIDE,
    cloth_file,
    cloth_network,
    give_strokes,
)
from ml.errors import ConfigInvalid
from ml.files import write_atomically
from ml.pretraining.network import HEADS, TOGETHER, learner
from ml.pretraining.strokes import strokes
from ml.records import Progress
from ml.textures.designs import bank
from ml.textures.views import view

BACKBONE = "backbone"
"""Folder of the files that the product ships, within that of a training."""


@dataclass(frozen=True)
class PretrainConfig:
    """What shapes a backbone; the same config gives the same stream of pictures."""

    # Designs to tell apart.
    designs: int = 1500
    # Pictures to learn from in all.
    pictures: int = 640_000
    # Side of a picture in pixels; the network's convolutions take any.
    pixels: int = 128
    # Pictures per step.
    batch: int = 64
    # AdamW's largest step, reached after `warmup` steps, kept, and lowered to nothing over the last fifth.
    rate: float = 2e-3
    warmup: int = 300
    weight_decay: float = 1e-4
    label_smoothing: float = 0.1
    seed: int = 0
    # Keras weights of a cloth network to go on from; empty: strokes gathered from the designs.
    start: str = ""

    @property
    def steps(self) -> int:
        return -(-self.pictures // self.batch)


PIECE = 100
"""Steps between two reports."""


def pretrain(
    config: PretrainConfig,
    folder: Path,
    on_progress: Callable[[Progress], None],
    workers: int = 2,
    keep_every: int = 20,
) -> Path:
    """Learn in `folder`, going on from where an earlier run with the same config stopped.

    `config.pictures` alone may differ from that run's: a training that has ended can be lengthened.

    Returns the folder of the files that the product ships (`write_backbone`). A line per piece
    goes to `log.jsonl`. Every `keep_every` pieces the taps are kept as `step-N.weights.h5`, so that
    transfer can be measured against the pictures seen. Raises ConfigInvalid when the folder belongs to
    another config.
    """
    import keras

    _claim(folder, config)
    keras.utils.set_random_seed(config.seed)
    drawn = bank(
        folder.parent / "designs", config.designs,
        lambda done, total: on_progress(Progress("checking", done, total)), workers,
    )  # fmt: skip
    backbone, whole = learner(config.pixels, config.designs)
    if config.start:
        backbone.load_weights(config.start)
    elif not _pieces_done(folder):
        give_strokes(backbone, strokes(drawn, FIRST_SIDE, FIRST, config.seed))
    whole.compile(
        keras.optimizers.AdamW(_schedule(config), weight_decay=config.weight_decay, clipnorm=1.0),
        {name: _loss(config) for name in HEADS},
        loss_weights={name: 1 / len(HEADS) for name in HEADS},
        metrics={TOGETHER: ["accuracy"]},
    )
    pieces = -(-config.steps // PIECE)
    whole.fit(
        _stream(config, drawn, workers, first=_pieces_done(folder)),
        epochs=pieces,
        verbose=0,
        callbacks=[
            keras.callbacks.BackupAndRestore(
                folder / "backup", double_checkpoint=True, delete_checkpoint=False
            ),
            _reporter(config, folder, backbone, on_progress, keep_every),
        ],
    )
    return write_backbone(backbone, folder / BACKBONE)


def write_backbone(network: Any, folder: Path) -> Path:
    """What the product ships of a learned `cloth_network`: its numbers and a LiteRT file for each input size.

    Numbers are rounded to 16 bits first, so that all files hold the same ones. Returns `folder`.
    """
    from ml.tapped import to_litert

    rounded = [np.asarray(one).astype(np.float16).astype(np.float32) for one in network.get_weights()]
    folder.mkdir(parents=True, exist_ok=True)
    for side in CLOTH_SIDES:
        sized = cloth_network(side)
        sized.set_weights(rounded)
        content, _ = to_litert(sized)
        write_atomically(folder / cloth_file(side), content)
    sized.save_weights(folder / CLOTH_WEIGHTS)
    return folder


def _claim(folder: Path, config: PretrainConfig) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "config.json"
    asked = asdict(config)
    begun = json.loads(note.read_text()) if note.exists() else asked
    # Only the end may be moved: the pictures seen so far stay what they were.
    other = [name for name, value in asked.items() if begun.get(name) != value and name != "pictures"]
    if other:
        raise ConfigInvalid(
            f"{folder} was begun with another {', '.join(other)}. Give the same, or another folder."
        )
    note.write_text(json.dumps(asked, indent=1))


def _loss(config: PretrainConfig) -> Any:
    import keras
    from keras import ops

    exact = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=config.label_smoothing)
    return lambda truth, logits: exact(
        ops.one_hot(ops.reshape(ops.cast(truth, "int32"), (-1,)), config.designs), logits
    )


def _schedule(config: PretrainConfig) -> Any:
    """Up, level, and down; a lengthened run goes back to the level."""
    import keras
    from keras import ops

    class Trapezium(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> Any:
            at = ops.cast(step, "float32")
            up, down = at / config.warmup, (config.steps - at) / (0.2 * config.steps)
            return config.rate * ops.clip(ops.minimum(up, down), 1e-4, 1.0)

        def get_config(self) -> dict[str, Any]:
            return {}

    return Trapezium()


def _pieces_done(folder: Path) -> int:
    """Where Keras's own backup will take the training up again."""
    note = folder / "backup" / "training_metadata.json"
    return int(json.loads(note.read_text())["epoch"]) if note.exists() else 0


def _stream(config: PretrainConfig, drawn: np.ndarray, workers: int, first: int) -> Any:
    """Batches of fresh views; the n-th batch of a piece is the same in every run."""
    import keras

    class Stream(keras.utils.PyDataset):
        piece = first

        def __len__(self) -> int:
            return PIECE

        def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
            rng = np.random.default_rng([config.seed, self.piece, index])
            which = rng.integers(0, len(drawn), config.batch)
            pictures = np.stack([view(drawn[k], rng, config.pixels) for k in which])
            return pictures.astype(np.float32), dict.fromkeys(HEADS, which)

        def on_epoch_end(self) -> None:
            self.piece += 1

    return Stream(workers=workers, use_multiprocessing=False, max_queue_size=8)


def _reporter(
    config: PretrainConfig, folder: Path, backbone: Any, on_progress: Callable[..., None], keep: int
) -> Any:
    import keras

    class Reporter(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            self.began = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            done = (epoch + 1) * PIECE
            row = {
                "step": done,
                "pictures": done * config.batch,
                "seconds": time.perf_counter() - self.began,
                **(logs or {}),
            }
            with (folder / "log.jsonl").open("a") as log:
                log.write(json.dumps({name: round(float(value), 4) for name, value in row.items()}) + "\n")
            if (epoch + 1) % keep == 0:
                backbone.save_weights(folder / f"step-{done:07d}.weights.h5")
            on_progress(Progress("training", min(done, config.steps), config.steps, row))

    return Reporter()
