"""A look through a folder of labelled images before anyone trusts a figure that comes from it."""

from ml.audit.findings import AuditReport, ClassCount, Conflict, Duplicate, Flaw, Suspect
from ml.audit.look import audit

__all__ = ["AuditReport", "ClassCount", "Conflict", "Duplicate", "Flaw", "Suspect", "audit"]
