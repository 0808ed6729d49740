"""Everything that a house may not lose: copied while it runs, checked, put back into an empty place."""

from djangoapp.core.backups.databases import BackupError
from djangoapp.core.backups.service import back_up, check, restore

__all__ = ["BackupError", "back_up", "check", "restore"]
