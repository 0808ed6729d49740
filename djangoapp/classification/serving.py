"""The models that this process keeps warm: loaded once, replaced when another version serves."""

from __future__ import annotations

import logging
import threading
from typing import Any
from uuid import UUID

from django.conf import settings

from djangoapp.training.models import ModelVersion
from ml.models import Classifier, file_states

logger = logging.getLogger(__name__)
KEPT = 8
"""Most vocabularies whose model stays in memory; the one unused for longest goes first."""


class Shelf:
    """Loaded classifiers, one for each vocabulary; safe to share between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._loaded: dict[UUID, tuple[UUID, Any, Classifier]] = {}

    def get(self, version: ModelVersion) -> Classifier:
        """The classifier of `version`; loading it drops the vocabulary's older one.

        It is loaded anew when its files were touched: every process answers by what the disk holds, or none.
        Raises BundleCorrupt or BundleIncompatible.
        """
        with self._lock:
            held = self._loaded.pop(version.vocabulary_id, None)
            states = file_states(version.folder)
            if held is None or held[:2] != (version.id, states):
                logger.info("loading model version %s (no. %d)", version.id, version.number)
                held = (version.id, states, self._load(version))
            self._loaded[version.vocabulary_id] = held
            while len(self._loaded) > self._kept:
                del self._loaded[next(iter(self._loaded))]
            return held[2]

    def clear(self) -> None:
        """Let all of them go."""
        with self._lock:
            self._loaded.clear()

    def _load(self, version: ModelVersion) -> Classifier:
        return Classifier.load(
            version.folder,
            settings.RAGAM_INFERENCE_THREADS,
            runtime=settings.RAGAM_RUNTIME,
            digest=version.digest,
        )


shelf = Shelf()
