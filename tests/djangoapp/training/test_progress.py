"""One bar for a run: it never falls, and keeps the figures of each epoch."""

from __future__ import annotations

from djangoapp.training.progress import RunProgress
from ml.records import Progress


def test_the_bar_never_falls_and_epochs_are_kept():
    seen = []
    show = RunProgress(lambda *told: seen.append(told))
    show(Progress("backbone", 1, 1, {"standing_on": {"name": "drawn-cloth", "kind": "drawn"}}))
    show(Progress("training", 1, 4, {"epoch": 1, "loss": 2.0}))
    show(Progress("training", 2, 4, {"epoch": 2, "loss": 1.0}))
    show(Progress("checking", 1, 10))
    show(Progress("drawing", 1, 2))
    assert [phase for phase, _, _ in seen] == ["backbone", "training", "training", "checking"]
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
