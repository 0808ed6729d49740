"""What the health page tells anybody of the stored files: how many are lost, and of which artworks."""

from __future__ import annotations

from django.utils import timezone

from djangoapp.catalogue.models import FixityFinding
from djangoapp.catalogue.selectors import (
    PROMISED,
    fixity_counts,
    fixity_harmed,
    fixity_last_pass,
    fixity_open_pass,
)
from djangoapp.core.processes.health import Finding

NAME = "fixity"
NAMED = 3


def fixity_health() -> Finding:
    """Degraded while a file is lost, or when reading all of them takes longer than is promised."""
    counts = {kind: n for kind, n in fixity_counts().items() if n and kind != FixityFinding.Kind.ORPHANED}
    if counts:
        told = ", ".join(f"{n} {kind}" for kind, n in counts.items())
        return Finding(NAME, False, f"stored files: {told}; {_first_ones()}")
    current, last = fixity_open_pass(), fixity_last_pass()
    if current is not None and current.began_at < timezone.now() - PROMISED:
        return Finding(NAME, False, f"the stored files are being read since {current.began_at:%Y-%m-%d}")
    read = (
        f"all stored files were read until {last.ended_at:%Y-%m-%d}" if last else "the first reading goes on"
    )
    return Finding(NAME, True, f"{read}; none is altered or missing")


def _first_ones() -> str:
    """By the artworks' ids: a title may be a draft's, and the id of a visitor's picture opens it."""
    artworks = fixity_harmed().exclude(image__artwork=None).order_by("image__artwork_id")
    ids = list(artworks.values_list("image__artwork_id", flat=True).distinct()[: NAMED + 1])
    if not ids:
        return "of uploads that belong to no artwork"
    return f"artworks {', '.join(map(str, ids[:NAMED]))}{' and others' if len(ids) > NAMED else ''}"
