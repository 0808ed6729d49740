"""What every model stands on, and the pulse that long-running processes leave in the database."""

from __future__ import annotations

import uuid

from django.db import models


class UUIDModel(models.Model):
    """A row whose id is a random UUID: nothing can be learned from it, and it can serve as a capability."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Pulse(models.Model):
    """The last sign of life of a process, such as `worker:inference`; health reads how old it is."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
