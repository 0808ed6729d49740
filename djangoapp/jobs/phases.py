"""What a job may be doing, as one list: the API documents it, the app has words for each, no other is shown.

A new phase is one more word here, or in `ml.records` where the engine says it; tests then name the texts and
the contract that lack it.
"""

from __future__ import annotations

from typing import Literal, get_args

from ml.records import TrainingPhase

JobPhase = Literal[
    "queued",
    "waiting_for_model",
    "waiting_for_collection",
    "waiting_for_packages",
    "drawing",
    "starting",
    TrainingPhase,
    "succeeded",
    "failed",
    "cancelled",
]
PHASES: tuple[JobPhase, ...] = get_args(JobPhase)
