"""Reading the catalogue: what is settled now, who may see what, and the counts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField

from djangoapp.catalogue import extensions
from djangoapp.catalogue.models import Artwork, Image, Label, Milestone, Term, Vocabulary
from djangoapp.core.errors import DomainError, NotFound
from djangoapp.core.web.permissions import UPLOAD, is_staff, may

SIMILAR_LIMIT = 6
FACET_LIMIT = 100
DRAW = "draw_demo"
"""The kind of job that draws the demo collection."""
DEMO_MILESTONE = "demo collection"
WAITING_FOR_COLLECTION = "waiting_for_collection"


def demo_is_due() -> bool:
    """Whether this house has never had the whole demo collection, nor sent it away."""
    return not Milestone.objects.filter(name=DEMO_MILESTONE).exists()


def collection_hold(slug: str) -> str:
    """The hold of a job that cannot run before the drawn collection of this vocabulary is complete."""
    return f"{WAITING_FOR_COLLECTION}:{slug}"


def labels_current() -> QuerySet[Label]:
    """The settled answers that hold now: per artwork and vocabulary the label with the highest number."""
    newer = Label.objects.filter(
        artwork=OuterRef("artwork"), vocabulary=OuterRef("vocabulary"), number__gt=OuterRef("number")
    )
    return Label.objects.filter(~Exists(newer))


def label_current(artwork: Artwork, vocabulary: Vocabulary) -> Label | None:
    """The settled answer for one artwork in one vocabulary, or None."""
    return (
        Label.objects.filter(artwork=artwork, vocabulary=vocabulary)
        .select_related("term")
        .order_by("-number")
        .first()
    )


def vocabulary_get(slug: str | None = None) -> Vocabulary:
    """The vocabulary of that slug, the default one without; DomainError `unknown_vocabulary` (404)."""
    found = Vocabulary.objects.filter(**({"slug": slug} if slug else {"is_default": True})).first()
    if found is None:
        known = ", ".join(Vocabulary.objects.values_list("slug", flat=True)) or "none yet"
        wanted = f"no vocabulary {slug!r}" if slug else "no default vocabulary"
        raise DomainError(
            "unknown_vocabulary", f"There is {wanted}. Known are: {known}. Use one of these slugs.", 404
        )
    return found


def vocabularies_listed() -> QuerySet[Vocabulary]:
    """All vocabularies, the default one first."""
    return Vocabulary.objects.order_by("-is_default", "slug")


def vocabularies_completed(page: Sequence[Vocabulary]) -> Sequence[Vocabulary]:
    """The same rows with `term_count`, `artwork_count` (published ones) and `champion`; three queries."""
    ids = [vocabulary.id for vocabulary in page]
    terms = dict(
        Term.objects.filter(vocabulary__in=ids)
        .order_by()
        .values_list("vocabulary")
        .annotate(count=Count("id"))
    )
    labelled = labels_current().filter(vocabulary__in=ids, term__isnull=False)
    artworks = _counts(labelled, "vocabulary")
    extras = extensions.vocabulary_extras(page)
    for vocabulary in page:
        vocabulary.term_count = terms.get(vocabulary.id, 0)
        vocabulary.artwork_count = artworks.get(vocabulary.id, 0)
        vocabulary.champion_id = extras[vocabulary.id]["champion"]
    return page


def terms_listed(vocabulary: Vocabulary, query: str = "") -> QuerySet[Term]:
    """The terms by name; `query` is looked for in names, code, origin and meaning."""
    terms = vocabulary.terms.annotate(has_specimen=~Q(specimen_svg="")).defer("specimen_svg")
    for word in query.split():
        terms = terms.filter(
            Q(name_id__icontains=word)
            | Q(name_en__icontains=word)
            | Q(code__icontains=word)
            | Q(origin_place__icontains=word)
            | Q(origin_province__icontains=word)
            | Q(meaning_id__icontains=word)
            | Q(meaning_en__icontains=word)
        )
    return terms.select_related("vocabulary", "broader").order_by("name_id", "slug")


def terms_completed(page: Sequence[Term]) -> Sequence[Term]:
    """The same rows with `artwork_count` (published ones) and `cover` (an Image or None); three queries."""
    ids = [term.id for term in page]
    counts = _counts(labels_current().filter(term__in=ids), "term")
    covers = _covers(ids)
    for term in page:
        term.artwork_count = counts.get(term.id, 0)
        term.cover = covers.get(term.id)
    return page


def term_get(vocabulary: str, slug: str) -> Term:
    """One term with its counts and `look_alike_terms`; NotFound."""
    term = terms_listed(vocabulary_get(vocabulary)).filter(slug=slug).first()
    if term is None:
        raise NotFound(f"The vocabulary {vocabulary!r} has no term {slug!r}. See the list of its terms.")
    terms_completed([term])
    return term


def terms_by_slug(vocabulary: Vocabulary, slugs: Iterable[str]) -> dict[str, Term]:
    """Terms of a vocabulary by slug; unknown slugs are left out."""
    return {term.slug: term for term in terms_listed(vocabulary).filter(slug__in=list(slugs))}


def artworks_visible(user: Any) -> QuerySet[Artwork]:
    """What these eyes may see: the published, and for staff the drafts too."""
    return Artwork.objects.all() if is_staff(user) else Artwork.objects.filter(status="published")


def artworks_with_cards(artworks: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Fetch along what a card shows, `current_labels` and images, in two queries however many rows."""
    current = labels_current().select_related("vocabulary", "term", "actor").order_by("vocabulary__slug")
    return artworks.prefetch_related(Prefetch("labels", queryset=current, to_attr="current_labels"), "images")


def artwork_get(artwork_id: UUID, user: Any) -> Artwork:
    """One artwork with what its page shows; NotFound where it does not exist for these eyes."""
    history = Label.objects.select_related("vocabulary", "term", "actor").order_by("-created_at", "-number")
    artwork = (
        artworks_with_cards(artworks_visible(user))
        .prefetch_related(Prefetch("labels", queryset=history))
        .filter(id=artwork_id)
        .first()
    )
    if artwork is None:
        raise NotFound("There is no such artwork, or it is not published. Sign in to see drafts.")
    return artwork


def artworks_similar(artwork: Artwork, user: Any, limit: int = SIMILAR_LIMIT) -> list[Artwork]:
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
    return chosen


def images_of_term(term: Term, limit: int) -> list[Image]:
    """Published pictures of a term, one for each artwork, to put beside an answer."""
    artworks = labels_current().filter(term=term, artwork__status="published").values("artwork")
    images = Image.objects.filter(artwork__in=artworks, position=0).select_related("artwork")
    return list(images.order_by("artwork__created_at", "id")[:limit])


def image_get(image_id: UUID, user: Any) -> tuple[Image, bool]:
    """An image that these eyes may see, and whether everybody may; NotFound otherwise.

    An image without artwork and owner is a visitor's upload: whoever holds its id may see it.
    """
    image = Image.objects.select_related("artwork").filter(id=image_id).first()
    if image is not None:
        if image.artwork is not None and image.artwork.status == Artwork.Status.PUBLISHED:
            return image, True
        of_visitor = image.artwork_id is None and image.owner_id is None
        of_viewer = image.owner_id is not None and image.owner_id == getattr(user, "id", None)
        if of_visitor or of_viewer or may(user, UPLOAD):
            return image, False
    raise NotFound("There is no such image, or it is not published.")


def facets(queries: dict[str, QuerySet[Artwork]], *, staff: bool) -> dict[str, list[dict[str, Any]]]:
    """Counts to filter by; `queries` holds for each facet the artworks that all the other filters leave."""
    found = {
        "term": _term_facet(queries["term"]),
        "place": _value_facet(queries["place"], "place"),
        "technique": _value_facet(queries["technique"], "technique"),
    }
    if staff:
        found["status"] = _value_facet(queries["status"], "status")
    return found


def _counts(labels: QuerySet[Label], by: str) -> dict[UUID, int]:
    published = labels.filter(artwork__status=Artwork.Status.PUBLISHED).order_by()
    return dict(published.values_list(by).annotate(count=Count("id")))


def _covers(terms: list[UUID]) -> dict[UUID, Image]:
    """The first picture of the oldest published artwork of each term."""
    labelled = labels_current().filter(
        term=OuterRef("pk"), artwork__status=Artwork.Status.PUBLISHED, artwork__images__isnull=False
    )
    oldest = labelled.order_by("artwork__created_at", "artwork__id").values("artwork")[:1]
    chosen = dict(
        Term.objects.filter(id__in=terms)
        .annotate(cover_artwork=Subquery(oldest, output_field=UUIDField()))
        .values_list("id", "cover_artwork")
    )
    images: dict[UUID, Image] = {}
    rows = Image.objects.filter(artwork__in=[key for key in chosen.values() if key])
    for image in rows.select_related("artwork").order_by("position", "created_at", "id"):
        if image.artwork_id is not None:
            images.setdefault(image.artwork_id, image)
    return {term: images[key] for term, key in chosen.items() if key in images}


def _term_facet(artworks: QuerySet[Artwork]) -> list[dict[str, Any]]:
    labels = labels_current().filter(artwork__in=artworks.order_by().values("id"), term__isnull=False)
    rows = (
        labels.order_by()
        .values("vocabulary__slug", "term__slug", "term__name_id", "term__name_en")
        .annotate(count=Count("id"))
        .order_by("-count", "term__name_id")
    )
    return [
        {
            "vocabulary": row["vocabulary__slug"],
            "value": row["term__slug"],
            "name": {"id": row["term__name_id"], "en": row["term__name_en"]},
            "count": row["count"],
        }
        for row in rows
    ]


def _value_facet(artworks: QuerySet[Artwork], field: str) -> list[dict[str, Any]]:
    rows = (
        artworks.exclude(**{field: ""})
        .order_by()
        .values_list(field)
        .annotate(count=Count("id"))
        .order_by("-count", field)[:FACET_LIMIT]
    )
    return [{"value": value, "count": count} for value, count in rows]
