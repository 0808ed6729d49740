"""What kinds of work there are: upper apps register their handlers here, so that jobs knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from djangoapp.jobs.running import RunningJob

INFERENCE, TRAINING, CHORES = "inference", "training", "chores"
QUEUES = (INFERENCE, TRAINING, CHORES)
"""Each has a worker of its own. Chores are what no person waits for: their handlers ask `should_stop` often
and find, when they are called again, what is done already."""


@dataclass(frozen=True)
class Outcome:
    """How one job of a batch ended; make it with one of the class methods or with `save`.

    `save()` runs inside the runner's transaction, after it has made sure that the job is still ours;
    it writes the results and returns the job's `result`. So results and status appear together or not at all.
    """

    job_id: UUID
    save: Callable[[], dict[str, Any] | None] | None = None
    code: str = ""
    detail: str = ""
    hold: str = ""

    @classmethod
    def failed(cls, job_id: UUID, code: str, detail: str) -> Outcome:
        """The job cannot be done, now or later: no further attempt."""
        return cls(job_id, code=code, detail=detail)

    @classmethod
    def held(cls, job_id: UUID, hold: str) -> Outcome:
        """The job must wait for something (see `jobs_release`); the attempt is not counted."""
        return cls(job_id, hold=hold)


Handler = Callable[[list[RunningJob]], Iterable[Outcome]]


@dataclass(frozen=True)
class Kind:
    """One kind of job: `handler` gets up to `batch` jobs at once and yields an Outcome for each.

    A lease of `lease_seconds` is renewed while the handler runs; when the process dies, the job is taken
    up again after that time.
    """

    name: str
    queue: str
    handler: Handler
    batch: int = 1
    lease_seconds: int = 30


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)
    holds: dict[str, Callable[[str], bool]] = field(default_factory=dict)


_registry = _Registry()


def register(kind: Kind) -> None:
    """Add a kind; called in `AppConfig.ready()`. A second one of the same name replaces the first."""
    if kind.queue not in QUEUES:
        raise ValueError(
            f"kind {kind.name!r} names the queue {kind.queue!r}; expected one of {', '.join(QUEUES)}"
        )
    _registry.kinds[kind.name] = kind


def get(name: str) -> Kind:
    """The kind of this name; KeyError lists the known ones."""
    if name not in _registry.kinds:
        raise KeyError(
            f"no job kind {name!r} is registered; known: {', '.join(sorted(_registry.kinds)) or 'none'}"
        )
    return _registry.kinds[name]


def names() -> list[str]:
    """All registered kinds."""
    return list(_registry.kinds)


def of_queue(queue: str) -> list[str]:
    """The registered kinds of one queue."""
    return [kind.name for kind in _registry.kinds.values() if kind.queue == queue]


def register_hold(reason: str, still_holds: Callable[[str], bool]) -> None:
    """Let the sweep ask whether a hold "reason:subject" still stands; `still_holds(subject)`.

    It closes the gap between looking (no champion: hold) and writing (the hold, after the promotion).
    """
    _registry.holds[reason] = still_holds


def hold_stands(hold: str) -> bool:
    """Whether the hold still stands; one that nobody answers for does."""
    reason, _, subject = hold.partition(":")
    still_holds = _registry.holds.get(reason)
    return still_holds is None or still_holds(subject)
