"""What search engines are told of: published artworks, terms, and the pages that everyone may read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from djangoapp.catalogue.models import Artwork, Term
from djangoapp.core.web.addresses import site_path


class ArtworkSitemap(Sitemap):  # type: ignore[type-arg]  # Not generic when it runs.
    """Published artworks."""

    limit = 10_000

    def items(self) -> QuerySet[Artwork]:
        return Artwork.objects.filter(status=Artwork.Status.PUBLISHED).order_by("id").only("id", "updated_at")

    def location(self, artwork: Artwork) -> str:
        return site_path(f"/artworks/{artwork.id}")

    def lastmod(self, artwork: Artwork) -> datetime:
        return artwork.updated_at


class TermSitemap(Sitemap):  # type: ignore[type-arg]  # Not generic when it runs.
    """The terms of all vocabularies."""

    limit = 10_000

    def items(self) -> QuerySet[Term]:
        terms = Term.objects.select_related("vocabulary").order_by("vocabulary__slug", "slug")
        return terms.only("slug", "updated_at", "vocabulary__slug")

    def location(self, term: Term) -> str:
        return site_path(f"/motifs/{term.vocabulary.slug}/{term.slug}")

    def lastmod(self, term: Term) -> datetime:
        return term.updated_at


class PageSitemap(Sitemap):  # type: ignore[type-arg]  # Not generic when it runs.
    """The app's own pages."""

    def items(self) -> list[str]:
        return ["/", "/gallery", "/upload", "/about"]

    def location(self, page: str) -> str:
        return site_path(page)


SITEMAPS: dict[str, Any] = {
    "pages": PageSitemap,
    "artworks": ArtworkSitemap,
    "terms": TermSitemap,
}
