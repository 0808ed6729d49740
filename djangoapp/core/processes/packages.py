"""Python packages that are installed behind the open site: whether any are still missing.

The state is a file: `up` writes it, and every process of this data folder reads it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from djangoapp.core.processes.health import Finding

WAITING_FOR_PACKAGES = "waiting_for_packages"
INSTALLING, FAILED = "installing", "failed"


def packages_missing() -> bool:
    """Whether packages are being installed, or could not be: the next start tries again."""
    return _file().exists()


def packages_note(state: str) -> None:
    """Note where the installation stands; "" when there is nothing to wait for."""
    if state:
        _file().write_text(state)
    else:
        _file().unlink(missing_ok=True)


def packages_health() -> Finding:
    """Whether everything is installed that a training may need."""
    if not packages_missing():
        return Finding("packages", True, "complete")
    if _file().read_text() == INSTALLING:
        return Finding(
            "packages", True, "TensorFlow is being installed, after the first model; what needs it waits"
        )
    return Finding("packages", False, "TensorFlow could not be installed; the next start tries again")


def _file() -> Path:
    return settings.RUN_DIR / "packages"
