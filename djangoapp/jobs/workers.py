"""What Celery's worker processes do besides tasks: signs of life, an orderly stop, no orphans."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import threading
import time
from multiprocessing.process import AuthenticationString  # type: ignore[attr-defined]
from typing import Any

from celery import signals
from django.db import DatabaseError, connection

from djangoapp.core.services import pulse_beat
from djangoapp.jobs import lifecycle, services
from djangoapp.jobs.health import BUSY, IDLE
from djangoapp.jobs.looking import Looker
from ml.children import end_with

logger = logging.getLogger(__name__)
PULSE_SECONDS = 10.0
# Held while a pulse uses the database: a pool process must not be forked in the middle of that.
_no_fork = threading.Lock()
os.register_at_fork(
    before=_no_fork.acquire, after_in_parent=_no_fork.release, after_in_child=_no_fork.release
)


@signals.worker_ready.connect
def begin(sender: Any, **_: Any) -> None:
    """Look for work, and leave a sign of life every ten seconds for each queue that this worker serves."""
    from celery.worker import state  # A worker has it; the other processes do without all that it loads.

    queues = list(sender.app.amqp.queues.consume_from)
    looker = Looker(sender.pool, queues, rung_for=state.active_requests, no_fork=_no_fork)
    looker.start()
    names = [f"worker:{queue}@{socket.gethostname()[:30]}:{os.getpid()}" for queue in queues]
    threading.Thread(target=_pulse, args=(names, looker), name="pulse", daemon=True).start()


@signals.worker_ready.connect
def take_back(**_: Any) -> None:
    """A worker that comes back after a crash takes up at once what it dropped and what came meanwhile."""
    try:
        services.recover()
        services.ring_for_waiting()
    except DatabaseError as error:
        logger.warning("could not look for dropped jobs (%s); the sweep will", error)
    finally:
        connection.close()


def _pulse(names: list[str], looker: Looker) -> None:
    while not lifecycle.stopping():
        with _no_fork:
            try:
                for name in names:
                    pulse_beat(name, BUSY if looker.is_busy else IDLE)
            except DatabaseError as error:
                logger.warning("no sign of life could be left: %s", error)
            connection.close()
        time.sleep(PULSE_SECONDS)


@signals.worker_shutting_down.connect
def stop_taking_work(**_: Any) -> None:
    """The worker was told to stop: finish what runs, claim nothing new."""
    lifecycle.stop()


@signals.worker_process_init.connect
def begin_pool_process(**_: Any) -> None:
    """In a pool process: end with the worker, even a killed one; the job is then retried.

    It may have children, as a run that draws on all processors does; they end with it. For that,
    multiprocessing has to know this process as one of its own kind: billiard has put a daemon of its own in
    that place, with a key that no child can be given.
    """
    connection.close()
    own: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    own |= {"daemon": False, "authkey": AuthenticationString(os.urandom(32))}
    end_with(os.getppid())
