"""The scheduled task of this app."""

from __future__ import annotations

import logging

from celery import shared_task

from djangoapp.classification import services

logger = logging.getLogger(__name__)


@shared_task(name="djangoapp.classification.expire_visitor_uploads", ignore_result=True)
def expire_visitor_uploads() -> None:
    """Remove the visitors' uploads whose time is over."""
    count = services.visitor_uploads_expire()
    if count:
        logger.info("%d visitors' uploads were removed, as promised", count)
