"""Signs of life that long-running processes leave for the health page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from djangoapp.core.models import Pulse


def pulse_beat(name: str, detail: str = "") -> None:
    """Note that the process `name` is alive now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now(), "detail": detail[:200]})


def pulses_forget(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete the signs of life of processes that are long gone; how many they were."""
    count, _ = Pulse.objects.filter(at__lt=timezone.now() - older_than).delete()
    return count
