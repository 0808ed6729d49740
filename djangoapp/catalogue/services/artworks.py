"""Making, changing, publishing and removing artworks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.selectors import EDITABLE, artwork_etag
from djangoapp.core.errors import Conflict
from djangoapp.core.web.preconditions import require_match


def artwork_create(owner: Account | None = None, /, **record: Any) -> Artwork:
    """A new artwork, a draft unless `status` says otherwise; its images and labels come afterwards."""
    return Artwork.objects.create(created_by=signed_in(owner), **record)


def artwork_update(
    artwork: Artwork, changes: dict[str, Any], *, if_match: Sequence[str] | None = None
) -> Artwork:
    """Change the record; `status` publishes or withdraws it.

    Raises ChangedMeanwhile unless its ETag is one of `if_match`, and Conflict `artwork_without_image`.
    """
    with transaction.atomic():
        # Locked, so that two people who save different fields at once both keep their words.
        locked = Artwork.objects.select_for_update().get(id=artwork.id)
        require_match(if_match, artwork_etag(locked))
        if changes.get("status") == Artwork.Status.PUBLISHED and not locked.images.exists():
            raise Conflict(
                "This artwork has 0 images, and without one it cannot be published. Add a picture first.",
                code="artwork_without_image",
            )
        changed = [name for name in changes if name in EDITABLE]
        for name in changed:
            setattr(locked, name, changes[name])
        locked.save(update_fields=[*changed, "updated_at"])
    return locked


def artwork_delete(artwork: Artwork) -> None:
    """Remove an artwork with its images, their files and its labels."""
    with transaction.atomic():
        artwork.images.all().delete()
        artwork.delete()
