"""A process of a worker's pool, as billiard makes it."""

import os
from pathlib import Path

import billiard

from djangoapp.jobs.workers import begin_pool_process
from ml.drawings import each

# What a child can call that knows nothing of Django.
OWN_PID = (eval, [("__import__('os').getpid()",)] * 8)


def _in_the_pool(out: Path) -> None:
    begin_pool_process()
    out.write_text(str(os.getpid() in set(each(*OWN_PID, 0))))


def test_it_may_have_children_of_its_own(tmp_path, monkeypatch):
    """A run draws on all processors: a daemon of multiprocessing would have to draw alone."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    process = billiard.get_context("fork").Process(target=_in_the_pool, args=(tmp_path / "drew-itself",))
    process.daemon = True
    process.start()
    process.join(30)
    assert (tmp_path / "drew-itself").read_text() == "False"
