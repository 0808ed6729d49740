"""What the health page says of jobs: the broker, the workers, and work that waits while a worker is idle."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from djangoapp.core.models import Pulse
from djangoapp.core.processes.health import Finding
from djangoapp.jobs import bell, kinds, selectors

IDLE, BUSY = "idle", "busy"
"""What a worker says of itself in its sign of life."""
LONG = timedelta(minutes=1)
STALE_AFTER = {
    kinds.INFERENCE: timedelta(seconds=35),
    kinds.TRAINING: timedelta(seconds=35),
    # Chores give way to all else and nobody waits for them: their worker may be late, and well.
    kinds.CHORES: timedelta(minutes=5),
}


def broker_health() -> Finding:
    """Whether the broker answers."""
    unread = " + ".join(str(bell.unread(queue)) for queue in kinds.QUEUES)
    kind = "folder" if not settings.RAGAM_BROKER_URL else "server"
    return Finding("broker", True, f"{kind}; unread: {unread}")


def worker_health(queue: str) -> Finding:
    """Whether a worker of this queue has given a sign of life lately."""
    name = f"worker:{queue}"
    newest = Pulse.objects.filter(name__startswith=f"{name}@").order_by("-at").first()
    if newest is None:
        late = queue == kinds.CHORES
        return Finding(name, late, "has not been seen yet" + ("; it gives way to all else" if late else ""))
    age = timezone.now() - newest.at
    return Finding(name, age < STALE_AFTER[queue], f"seen {age.total_seconds():.0f} s ago")


def queue_health(queue: str) -> Finding:
    """Whether work that can be done has waited for a minute beside a worker that has nothing to do.

    On the queues of runs and chores, whose jobs take long, one busy worker is enough to wait for.
    """
    waiting = selectors.jobs_waiting([queue], LONG).order_by()
    count, since = waiting.count(), waiting.aggregate(since=Min("waiting_since"))["since"]
    if not count:
        return Finding(f"queue:{queue}", True, "nothing waits for long")
    told = (
        f"{count} waiting for over a minute, the oldest for {(timezone.now() - since).total_seconds():.0f} s"
    )
    workers = Pulse.objects.filter(
        name__startswith=f"worker:{queue}@", at__gte=timezone.now() - STALE_AFTER[queue]
    ).values_list("detail", flat=True)
    busy = all(one == BUSY for one in workers) if queue == kinds.INFERENCE else BUSY in workers
    if workers and not busy:
        return Finding(f"queue:{queue}", False, f"{told}, while a worker is idle")
    return Finding(f"queue:{queue}", True, told)
