"""What the tables that can be searched have in common."""

from __future__ import annotations

from collections.abc import Iterable


def and_search(update_fields: Iterable[str] | None) -> set[str] | None:
    """The columns to save, and with them what a search compares."""
    return None if update_fields is None else {*update_fields, "search_text"}
