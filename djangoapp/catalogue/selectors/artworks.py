"""Reading artworks: who may see which, what a card and a page show, and what is similar."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from djangoapp.accounts.models import Account
from djangoapp.catalogue import extensions
from djangoapp.catalogue.models import Artwork, Label, NamedBy
from djangoapp.catalogue.selectors.labels import labels_current
from djangoapp.core.errors import NotFound
from djangoapp.core.web.permissions import is_staff
from djangoapp.core.web.preconditions import record_etag

SIMILAR_LIMIT = 6
EDITABLE = (
    "title", "title_en", "accession_number", "maker", "date", "technique", "material", "dimensions", "place",
    "rights", "description_id", "description_en", "status",
)  # fmt: skip
"""The columns that people write."""


def artworks_visible(user: Account) -> QuerySet[Artwork]:
    """What this account may see: the published, and for staff the drafts too."""
    return Artwork.objects.all() if is_staff(user) else Artwork.objects.filter(status="published")


def artwork_etag(artwork: Artwork) -> str:
    """A value that changes with anything that people write of the artwork."""
    return record_etag(artwork, EDITABLE)


def artworks_with_cards(artworks: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Fetch along what a card shows, `current_labels` and images, in two queries however many rows."""
    told = ("image", "label__vocabulary", "label__term", "label__actor")
    places = ("vocabulary__slug", F("image__position").asc(nulls_first=True), "image", "region")
    current = labels_current().select_related(*told).order_by(*places)
    return artworks.prefetch_related(Prefetch("current_labels", queryset=current), "images")


def artworks_completed(page: Sequence[Artwork]) -> Sequence[Artwork]:
    """The same rows with `named_by`; one query more, for those that nobody has settled anything of.

    Of several labels the one counts that says most, in the order of NamedBy.
    """
    for artwork in page:
        found = {label.named_by for label in artwork.current_labels.all()}
        artwork.named_by = next((value for value in reversed(NamedBy.values) if value in found), None)
    unsettled = [artwork for artwork in page if artwork.named_by is None]
    by_machine = extensions.machine_named([artwork.id for artwork in unsettled])
    for artwork in unsettled:
        artwork.named_by = NamedBy.MACHINE if artwork.id in by_machine else None
    return page


def artwork_get(artwork_id: UUID, user: Account) -> Artwork:
    """One artwork with what its page shows; NotFound where it does not exist for this account."""
    told = ("vocabulary", "term", "actor", "current", "restores", "took_back")
    history = Label.objects.select_related(*told).order_by("-created_at", "-number")
    artwork = (
        artworks_with_cards(artworks_visible(user))
        .prefetch_related(Prefetch("labels", queryset=history))
        .filter(id=artwork_id)
        .first()
    )
    if artwork is None:
        raise NotFound("There is no such artwork, or it is not published. Sign in to see drafts.")
    artworks_completed([artwork])
    return artwork


def artworks_similar(artwork: Artwork, user: Account, limit: int = SIMILAR_LIMIT) -> list[Artwork]:
    """Up to `limit` artworks like this one: by the registered neighbours first, then of the same term."""
    visible = artworks_visible(user).exclude(id=artwork.id)
    near = extensions.similar_ids(artwork, limit)
    terms = [label.term_id for label in labels_current().filter(artwork=artwork, term__isnull=False)]
    found = {row.id: row for row in artworks_with_cards(visible.filter(id__in=near))}
    chosen = [found[key] for key in near if key in found][:limit]
    if len(chosen) < limit and terms:
        alike = visible.filter(id__in=labels_current().filter(term__in=terms).values("artwork"))
        alike = alike.exclude(id__in=list(found)).order_by("created_at", "id")
        chosen += artworks_with_cards(alike)[: limit - len(chosen)]
    return list(artworks_completed(chosen))
