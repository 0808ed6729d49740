"""What training can do; the handlers, the commands and the other apps call these names."""

from djangoapp.training.services.candidates import (
    Candidate,
    candidate_train,
    candidates_folder,
    candidates_tidy,
)
from djangoapp.training.services.faults import UNUSABLE, champions_check, fault_note, version_prove
from djangoapp.training.services.first_model import first_model_train, first_run_finish, first_run_start
from djangoapp.training.services.judged import judged_keep, version_judge
from djangoapp.training.services.runs import run_enqueue, run_finish, run_snapshot_keep, training_run_start
from djangoapp.training.services.snapshots import snapshot_create
from djangoapp.training.services.versions import bundle_register, model_promote

__all__ = [
    "UNUSABLE",
    "Candidate",
    "bundle_register",
    "candidate_train",
    "candidates_folder",
    "candidates_tidy",
    "champions_check",
    "fault_note",
    "first_model_train",
    "first_run_finish",
    "first_run_start",
    "judged_keep",
    "model_promote",
    "run_enqueue",
    "run_finish",
    "run_snapshot_keep",
    "snapshot_create",
    "training_run_start",
    "version_judge",
    "version_prove",
]
