"""Start-up checks: a RAGAM_* variable that nobody reads is most likely a typing error."""

from __future__ import annotations

import difflib
import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def unknown_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn about each RAGAM_* variable that is not in the list of settings, and name the nearest one."""
    warnings: list[CheckMessage] = []
    known = settings.RAGAM_KNOWN_SETTINGS
    for name in sorted(os.environ):
        if not name.startswith("RAGAM_") or name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else "See docs/configuration.md."
        warnings.append(Warning(f"{name} is set, but no such setting exists.", hint=hint, id="core.W001"))
    return warnings
