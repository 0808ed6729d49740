"""The scheduled task of this app."""

from __future__ import annotations

import time
from pathlib import Path

from celery import shared_task
from django.conf import settings

OLDEST_UPLOAD = 24 * 3600.0


@shared_task(name="djangoapp.core.clear_uploads", ignore_result=True)
def clear_uploads() -> None:
    """Remove what a web server that was killed left of uploads it was receiving."""
    deadline = time.time() - OLDEST_UPLOAD
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if path.is_file() and path.stat().st_mtime < deadline:
            path.unlink(missing_ok=True)
