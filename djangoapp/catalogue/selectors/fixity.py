"""Reading what is known of the stored files: how far the pass is, and what is not as it was written."""

from __future__ import annotations

import math
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from djangoapp.catalogue.models import FixityFinding, FixityPass, Image

FIXITY, SWEEP_FILES = "fixity", "sweep_files"
"""The kinds of job that read the stored files and remove orphans."""
PROMISED = timedelta(days=30)
"""Every file is read within this time."""
SPREAD = timedelta(days=25)
# What was never read is read soon: copies from before have no digest yet.
FIRST_SPREAD = timedelta(days=1)
HARMLESS = FixityFinding.Kind.ORPHANED


def fixity_left(current: FixityPass) -> int:
    """How many images this pass has still to read."""
    return Image.objects.exclude(files_read_at__gte=current.began_at).count()


def fixity_share(current: FixityPass) -> int:
    """How many images are to be read now, so that the pass ends in time, however often Ragam was off."""
    total = Image.objects.count()
    spread = SPREAD if fixity_last_pass() else FIRST_SPREAD
    share = min((timezone.now() - current.began_at) / spread, 1.0)
    return max(math.floor(total * share) - (total - fixity_left(current)), 0)


def fixity_open_pass() -> FixityPass | None:
    """The pass that is under way."""
    return FixityPass.objects.filter(is_open=True).first()


def fixity_last_pass() -> FixityPass | None:
    """The newest pass that came to its end."""
    return FixityPass.objects.filter(is_open=False).order_by("-ended_at").first()


def fixity_findings() -> QuerySet[FixityFinding]:
    """What is not as it was written, the gravest first, with image and artwork."""
    return FixityFinding.objects.select_related("image__artwork").order_by("kind", "found_at", "name")


def fixity_counts() -> dict[str, int]:
    """How many findings there are of each kind."""
    rows = FixityFinding.objects.order_by().values_list("kind").annotate(n=Count("id"))
    return dict.fromkeys(FixityFinding.Kind.values, 0) | dict(rows)


def fixity_harmed() -> QuerySet[FixityFinding]:
    """The findings that mean a loss, until the file is put back or made again; an orphan is none."""
    return FixityFinding.objects.filter(~Q(kind=HARMLESS))
