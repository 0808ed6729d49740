"""Addresses within the site, which may stand under a path of its host (RAGAM_BASE_PATH)."""

from __future__ import annotations

from django.urls import get_script_prefix


def site_path(path: str) -> str:
    """The path as a browser asks for it: `/api/me/` is `/batik/api/me/` on a site under `/batik`."""
    return get_script_prefix().rstrip("/") + path
