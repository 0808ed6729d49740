"""The demo collection of drawn batik: loading it at once or as a job, removing it without people's work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet

from djangoapp.catalogue.models import Artwork, Label, Milestone, Term, Vocabulary
from djangoapp.catalogue.pictures import drawing
from djangoapp.catalogue.selectors import DEMO_MILESTONE, DRAW, collection_hold
from djangoapp.catalogue.services.artworks import artwork_create, artwork_delete
from djangoapp.catalogue.services.demo_terms import UNTOUCHED, demo_terms_ensure, demo_terms_renew
from djangoapp.catalogue.services.images import PreparedImage, image_store
from djangoapp.catalogue.services.labels import label_add
from djangoapp.catalogue.services.storage import atomic_with_files
from djangoapp.catalogue.services.terms import vocabulary_ensure
from djangoapp.jobs.selectors import jobs_unfinished
from djangoapp.jobs.services import job_enqueue, jobs_release

SLUG = "batik"
PREFIX = "demo:"
TEXTS = {
    "name_id": "Motif batik",
    "name_en": "Batik motifs",
    "noun_id": "motif",
    "noun_en": "motif",
    "description_id": "Motif kain batik Indonesia, digambar oleh program sebagai contoh.",
    "description_en": "Motifs of Indonesian batik cloth, drawn by a program as specimens.",
}
OnProgress = Callable[[int, int], None]


@dataclass
class DemoReport:
    """What loading did: `created` now, `known` from before."""

    vocabulary: str
    terms: int = 0
    created: int = 0
    known: int = 0

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)


@dataclass
class RemovalReport:
    """What removing did; `kept` says of each artwork that stayed why it did."""

    removed: int = 0
    kept: list[dict[str, str]] = field(default_factory=list)
    vocabulary_removed: bool = False
    vocabulary_reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)


def demo_begin() -> int:
    """Write the vocabulary and its terms, and queue the drawing of their cloths; how many terms there are.

    From then on uploads are taken in and wait for the first model. One drawing in the queue is enough.
    """
    from ml import drawings

    terms = demo_terms_ensure(_vocabulary_ensure(), drawings.metadata())
    if not jobs_unfinished(DRAW).exists():
        records = list(drawings.demo_artworks())
        done = len(records) - len(_missing(records))
        job_enqueue(DRAW, {}, detail={"done": done, "total": len(records)})
    return len(terms)


def demo_renew() -> int:
    """Tell of the demo's terms what this release tells, where no person has written; how many that were."""
    from ml import drawings

    vocabulary = Vocabulary.objects.filter(slug=SLUG).first()
    return demo_terms_renew(vocabulary, drawings.metadata()) if vocabulary is not None else 0


def demo_load(
    on_progress: OnProgress | None = None, should_stop: Callable[[], bool] | None = None
) -> DemoReport:
    """Draw and store what is missing of the demo collection; stopped at any point, the next call goes on.

    `on_progress(done, total)` counts artworks; who asks to stop gets what there is so far. When all is there,
    the jobs that wait for the collection are released. Raises StorageFull.
    """
    from ml import drawings

    vocabulary = _vocabulary_ensure()
    terms = demo_terms_ensure(vocabulary, drawings.metadata())
    records = _interleaved(drawings.demo_artworks())
    missing = _missing(records)
    report = DemoReport(SLUG, terms=len(terms), known=len(records) - len(missing))
    wanted = [(record["motif"], record["seed"]) for record in missing]
    with closing(drawing.draw_all(wanted, drawing.SIZE)) as pictures:
        for record, picture in zip(missing, pictures, strict=True):
            if should_stop and should_stop():
                return report
            _store(vocabulary, terms[record["motif"]], record, picture)
            report.created += 1
            if on_progress:
                on_progress(report.known + report.created, len(records))
    _demo_settled()
    return report


@transaction.atomic
def _demo_settled() -> None:
    """Note that nothing more is to be drawn, and let go who waited for it."""
    Milestone.objects.get_or_create(name=DEMO_MILESTONE)
    jobs_release(collection_hold(SLUG))


def demo_remove() -> RemovalReport:
    """Take away the demo artworks that nobody worked on, and the vocabulary if nothing else stands on it.

    It does not come back by itself afterwards; `demo_load` brings it back.
    """
    report = RemovalReport()
    _demo_settled()
    for artwork in _demo_artworks().order_by("created_at"):
        reason = _why_kept(artwork)
        if reason:
            report.kept.append({"id": str(artwork.id), "title": artwork.title, "reason": reason})
        else:
            artwork_delete(artwork)
            report.removed += 1
    vocabulary = Vocabulary.objects.filter(slug=SLUG).first()
    if vocabulary is not None:
        report.vocabulary_reason = _vocabulary_remove(vocabulary)
        report.vocabulary_removed = not report.vocabulary_reason
    return report


def _vocabulary_ensure() -> Vocabulary:
    return vocabulary_ensure(SLUG, texts=TEXTS)[0]


def _demo_artworks() -> QuerySet[Artwork]:
    return Artwork.objects.filter(collection_key__startswith=PREFIX)


def _missing(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that no artwork was made of yet."""
    known = set(_demo_artworks().values_list("collection_key", flat=True))
    return [record for record in records if _key(record) not in known]


def _interleaved(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One of each motif in turn, so that the newest page of the gallery shows them all."""
    motifs: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        motifs.setdefault(record["motif"], []).append(record)
    rows = zip_longest(*motifs.values())
    return [record for row in rows for record in row if record is not None]


def _key(record: dict[str, Any]) -> str:
    return f"{PREFIX}{record['motif']}:{record['seed']}"


def _store(vocabulary: Vocabulary, term: Term, record: dict[str, Any], picture: drawing.Drawing) -> None:
    """One drawn artwork with picture and label, whole or not at all; not twice, if two draw at a time."""
    plain = ("maker", "date", "technique", "place", "rights")  # A drawing has neither number nor size.
    filename = f"{record['motif']}-{record['seed']}.jpg"
    prepared = PreparedImage(picture.content, picture.sha256, filename, picture.renditions)
    with atomic_with_files():
        if _demo_artworks().filter(collection_key=_key(record)).exists():
            return
        artwork = artwork_create(
            title=record["title"]["id"],
            title_en=record["title"]["en"],
            description_id=record["description"]["id"],
            description_en=record["description"]["en"],
            status=Artwork.Status.PUBLISHED,
            is_drawn=True,
            collection_key=_key(record),
            **{name: record[name] for name in plain},
        )
        image_store(prepared, artwork=artwork)
        label_add(artwork, vocabulary, term, source=Label.Source.DEMO, note="drawn specimen")


def _why_kept(artwork: Artwork) -> str:
    """What people did with a demo artwork, in words; empty if nothing."""
    if artwork.updated_at - artwork.created_at > UNTOUCHED:
        return "its record was changed"
    if artwork.labels.exclude(source=Label.Source.DEMO).exists():
        return "somebody settled a label on it"
    if artwork.images.count() > 1:
        return "pictures were added to it"
    users = _users(artwork, ignoring={"images", "labels", "current_labels"})
    if not users:
        image = artwork.images.first()
        users = _users(image, ignoring=set()) if image else ""
    return f"used by {users}" if users else ""


def _vocabulary_remove(vocabulary: Vocabulary) -> str:
    """Remove the vocabulary with its untouched terms; otherwise say what stands on it."""
    if vocabulary.labels.exists():
        return f"{vocabulary.labels.count()} labels use it"
    edited = vocabulary.terms.filter(updated_at__gt=F("created_at") + UNTOUCHED)
    if edited.exists():
        return f"somebody edited {edited.count()} of its terms"
    users = _users(vocabulary, ignoring={"terms", "labels"})
    if users:
        return f"used by {users}"
    with transaction.atomic():
        vocabulary.delete()
        heir = Vocabulary.objects.order_by("created_at").first() if vocabulary.is_default else None
        if heir is not None:
            vocabulary_ensure(heir.slug)
    return ""


def _users(row: Model, *, ignoring: set[str]) -> str:
    """What else points at a row, in words, whichever app it belongs to; empty if nothing does."""
    found = []
    for relation in row._meta.related_objects:
        if relation.get_accessor_name() in ignoring:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: row})
        if rows.exists():
            found.append(f"{rows.count()} {relation.related_model._meta.verbose_name_plural}")
    return ", ".join(found)
