"""Ringing the doorbell: tell the workers of a queue that there is work; a lost ring costs ten seconds."""

from __future__ import annotations

import logging
import time

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError, OperationalError

from djangoapp.jobs import kinds
from djangoapp.jobs.broker import forget_old_messages

logger = logging.getLogger(__name__)
TASK = "djangoapp.jobs.work"
RING_EXPIRES = 300
UNREAD_ENOUGH = 8
DEAF_SECONDS = 5.0
BROKER_ERRORS = (OperationalError, KombuError, OSError)


_deaf_until = 0.0


def ring(kind: str) -> bool:
    """Say that there is work of this kind; False (and a log line) when the broker does not answer.

    After that nobody rings for some seconds: a request must not wait for a broker that is away.
    """
    global _deaf_until
    if time.monotonic() < _deaf_until:
        return False
    try:
        current_app.tasks[TASK].apply_async(
            (kind,), queue=kinds.get(kind).queue, expires=RING_EXPIRES, retry=False, ignore_result=True
        )
    except BROKER_ERRORS as error:
        _deaf_until = time.monotonic() + DEAF_SECONDS
        logger.warning("could not ring for %s (%s); the sweep will ring again", kind, error)
        return False
    return True


def ring_unless_unread(kind: str) -> bool:
    """Ring, but not on top of rings that nobody has read: they do not pile up while a worker is away."""
    try:
        if unread(kinds.get(kind).queue) >= UNREAD_ENOUGH:
            return False
    except BROKER_ERRORS as error:
        logger.warning("the broker does not answer: %s", error)
        return False
    return ring(kind)


def unread(queue: str) -> int:
    """How many rings of this queue nobody has read; raises one of BROKER_ERRORS."""
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)
        count: int = connection.default_channel.queue_declare(queue=queue, durable=True).message_count
        return count


def tidy() -> None:
    """Drop doorbell files that nobody read; nothing to do for a server broker, where they expire."""
    if not settings.RAGAM_BROKER_URL:
        forget_old_messages(settings.BROKER_DIR)
