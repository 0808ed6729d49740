"""Weights and optimizer state as a training goes, so that a killed one goes on where it was."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import BundleIncompatible, full_disk_named
from ml.models.arrays import read_arrays, write_arrays

_KEPT = "checkpoint-"


class Checkpoints:
    """The latest checkpoint in a folder; an older one is removed once the newer is complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def epochs_done(self) -> int:
        """Epochs in the latest complete checkpoint, 0 when there is none."""
        latest = self._latest()
        return int(latest.name.removeprefix(_KEPT)) if latest else 0

    def note(self) -> dict[str, Any]:
        """What was noted with the latest complete checkpoint; empty when there is none."""
        latest = self._latest()
        return dict(json.loads((latest / "epoch.json").read_text())) if latest else {}

    def save(self, epoch: int, network: Any, optimizer: Any, note: Mapping[str, Any] | None = None) -> None:
        """Store the state after `epoch` epochs (or any count that grows), with a note; raises StorageFull."""
        older = self._latest()
        draft = self.folder / "draft"
        with full_disk_named(str(draft)):
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            network.save_weights(str(draft / "network.weights.h5"))
            values = [np.asarray(variable) for variable in optimizer.variables]
            write_arrays(draft / "optimizer.npz", {f"v{i}": value for i, value in enumerate(values)})
            (draft / "epoch.json").write_text(
                json.dumps({**(note or {}), "epoch": epoch, "variables": len(values)})
            )
            draft.rename(self.folder / f"{_KEPT}{epoch:09d}")
        if older:
            shutil.rmtree(older, ignore_errors=True)

    def load(self, network: Any, optimizer: Any | None) -> None:
        """Restore the latest checkpoint, if any, into a built network and (unless None) its optimizer."""
        latest = self._latest()
        if latest is None:
            return
        network.load_weights(str(latest / "network.weights.h5"))
        if optimizer is not None:
            names = tuple(f"v{i}" for i in range(len(optimizer.variables)))
            stored = read_arrays(latest / "optimizer.npz", names)
            for variable, name in zip(optimizer.variables, names, strict=True):
                if tuple(variable.shape) != stored[name].shape:
                    raise BundleIncompatible(
                        f"{latest.name} is of another network. Remove it and train again."
                    )
                variable.assign(stored[name])

    def _latest(self) -> Path | None:
        complete = sorted(path for path in self.folder.glob(f"{_KEPT}*") if (path / "epoch.json").exists())
        return complete[-1] if complete else None
