"""Signs of life that long-running processes leave for the health page."""

from __future__ import annotations

from django.utils import timezone

from djangoapp.core.models import Pulse


def pulse_beat(name: str, detail: str = "") -> None:
    """Note that the process `name` is alive now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now(), "detail": detail[:200]})
