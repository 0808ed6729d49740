"""The list of health checks; apps add their own in `ready()`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from djangoapp.core.errors import without_paths

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """What one check found: `detail` says what is wrong, or a figure that tells it is fine."""

    name: str
    ok: bool
    detail: str = ""


_checks: dict[str, Callable[[], Finding]] = {}


def register(name: str, check: Callable[[], Finding]) -> None:
    """Add (or replace) the check `name`; it must answer within a second or so."""
    _checks[name] = check


def examine() -> dict[str, Any]:
    """Run all checks: {"status": "ok" | "degraded" | "down", "checks": [{name, ok, detail}]}; never raises.

    "down" means that the database does not answer: nothing can be served.
    """
    findings = [_run(name, check) for name, check in _checks.items()]
    down = any(finding.name == "database" and not finding.ok for finding in findings)
    status = "down" if down else "ok" if all(finding.ok for finding in findings) else "degraded"
    return {"status": status, "checks": [asdict(finding) for finding in findings]}


def _run(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  (a broken check is a finding, not a broken page)
        logger.warning("health check %s failed: %s", name, error)
        return Finding(name, False, without_paths(f"{type(error).__name__}: {error}")[:200])
