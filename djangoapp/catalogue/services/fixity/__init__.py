"""Fixity: every stored file is read again and compared with what was written."""

from djangoapp.catalogue.services.fixity.orphans import files_sweep, orphans_settle
from djangoapp.catalogue.services.fixity.passes import PassBusy, fixity_run
from djangoapp.catalogue.services.fixity.queueing import fixity_enqueue, sweep_enqueue

__all__ = [
    "PassBusy",
    "files_sweep",
    "fixity_enqueue",
    "fixity_run",
    "orphans_settle",
    "sweep_enqueue",
]
