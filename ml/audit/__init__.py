"""A look through a folder of labelled images before anyone trusts a figure that comes from it."""

from ml.audit.findings import AuditReport, ClassCount, Conflict, Duplicate, Flaw, Suspect
from ml.audit.labels import held_out_probabilities, suspects_among, texture_features
from ml.audit.page import audit_page
from ml.audit.pictures import BLURRED, sharpness, square_of
from ml.audit.run import audit

__all__ = [
    "BLURRED",
    "AuditReport",
    "ClassCount",
    "Conflict",
    "Duplicate",
    "Flaw",
    "Suspect",
    "audit",
    "audit_page",
    "held_out_probabilities",
    "sharpness",
    "square_of",
    "suspects_among",
    "texture_features",
]
