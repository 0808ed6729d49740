"""One bar for a run: it never falls, and keeps the figures of each epoch."""

from __future__ import annotations

import json
from pathlib import Path

from djangoapp.training.progress import SPANS, RunProgress
from ml.records import Progress


def test_the_bar_never_falls_and_epochs_are_kept():
    seen = []
    show = RunProgress(lambda *told: seen.append(told))
    show(Progress("backbone", 1, 1, {"standing_on": {"name": "drawn-cloth", "kind": "drawn"}}))
    show(Progress("training", 1, 4, {"epoch": 1, "loss": 2.0}))
    show(Progress("training", 2, 4, {"epoch": 2, "loss": 1.0}))
    show(Progress("checking", 1, 10))
    show(Progress("a phase of tomorrow", 1, 2))
    fractions = [fraction for _, fraction, _ in seen]
    assert fractions == sorted(fractions) and fractions[0] > 0 and fractions[-1] < 1
    assert seen[2][2] == {
        "done": 2,
        "total": 4,
        "epoch": 2,
        "loss": 1.0,
        "epochs": [{"epoch": 1, "loss": 2.0}, {"epoch": 2, "loss": 1.0}],
        "standing_on": {"name": "drawn-cloth", "kind": "drawn"},
    }
    assert seen[-1][2]["epochs"], "figures stay on the page while later phases run"


def test_every_phase_of_a_training_has_words_on_the_page(settings):
    words = Path(settings.REPOSITORY) / "angularapp" / "src" / "i18n"
    for language in ("en", "id"):
        said = json.loads((words / language / "jobs.json").read_text(encoding="utf-8"))["phase"]
        assert set(SPANS) <= set(said), language
