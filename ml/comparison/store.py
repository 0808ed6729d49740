"""Finished trainings of comparisons and searches, kept so that a killed run goes on where it was."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ml.comparison.outcomes import Outcome
from ml.errors import full_disk_named
from ml.files import write_atomically
from ml.models.arrays import array_bytes

_FORMAT = 1


class Store:
    """A folder with two files per finished training, named by the digest of what was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, question: Mapping[str, Any]) -> Outcome | None:
        """What was found for the same question before, or None."""
        base = self.folder / digest_of(question)
        try:
            facts = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
            probabilities = None
            if facts["answers"] is not None:
                probabilities = np.load(base.with_suffix(".npy"), allow_pickle=False)
            return Outcome.from_facts(facts, probabilities)
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None

    def put(self, question: Mapping[str, Any], outcome: Outcome) -> None:
        """Keep it; the facts are written last, so that a half-written answer counts for nothing."""
        base = self.folder / digest_of(question)
        with full_disk_named(str(base)):
            self.folder.mkdir(parents=True, exist_ok=True)
            if outcome.answers is not None:
                write_atomically(base.with_suffix(".npy"), array_bytes(outcome.answers.probabilities))
            text = json.dumps(outcome.facts(), ensure_ascii=False)
            write_atomically(base.with_suffix(".json"), text.encode())


def digest_of(question: Mapping[str, Any]) -> str:
    """One name per question, the same in every process."""
    text = json.dumps({"format": _FORMAT, **question}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
