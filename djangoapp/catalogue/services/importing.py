"""Bringing a folder of class folders into the catalogue: artworks, pictures and labels, without doubles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from djangoapp.catalogue.models import Artwork, Label, Term, Vocabulary
from djangoapp.catalogue.services.artworks import artwork_create
from djangoapp.catalogue.services.folders import Candidate, Refusal, folder_read
from djangoapp.catalogue.services.images import PreparedImage, image_prepare, image_store, upload_limits
from djangoapp.catalogue.services.labels import label_add
from djangoapp.catalogue.services.storage import atomic_with_files
from djangoapp.catalogue.services.terms import term_ensure, vocabulary_ensure
from djangoapp.catalogue.text import readable
from djangoapp.core.errors import DomainError
from ml.errors import MlError, StorageFull
from ml.images import check_bytes


@dataclass
class ImportReport:
    """What an import did, or would do: every file is counted exactly once."""

    vocabulary: str
    dry_run: bool
    parts: list[str] = field(default_factory=list)
    files: int = 0
    created: int = 0  # new artworks
    labelled: int = 0  # known pictures that gained a label in this vocabulary
    known: int = 0  # same picture, same label: nothing to do
    published: int = 0  # known drafts that `publish` published
    terms_created: int = 0
    vocabulary_created: bool = False
    refused: list[Refusal] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)


OnProgress = Callable[[int, int], None]


@dataclass
class _Run:
    """The state of one import: the vocabulary is None in a dry run for one that does not exist yet."""

    report: ImportReport
    vocabulary: Vocabulary | None
    publish: bool
    terms: dict[str, Term] = field(default_factory=dict)
    known_codes: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)  # digest to class, of this run


@dataclass(frozen=True)
class _Found:
    """What is known of one file: `prepared` only for a new picture, `settled` as `_settled` says."""

    digest: str
    artwork: Artwork | None
    settled: str | None
    prepared: PreparedImage | None
    will_publish: bool


def collection_import(
    folder: Path,
    *,
    vocabulary: str,
    default: bool = False,
    dry_run: bool = False,
    publish: bool = False,
    texts: dict[str, str] | None = None,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Import `folder`; run it again at any time, after a kill too, and only what is missing is added.

    A picture is known by its bytes. Known from another vocabulary's import, it gains a label on the same
    artwork; known under another class of the same vocabulary, it is refused. One bad file never stops the
    others, only a full disk does (StorageFull). Raises DomainError for an unusable folder or slug.
    """
    reading = folder_read(folder)
    report = ImportReport(vocabulary, dry_run, parts=reading.parts, refused=list(reading.refused))
    report.files = len(reading.candidates) + len(reading.refused)
    run = _Run(report, None, publish)
    _open_vocabulary(run, vocabulary, default=default, texts=texts or {})
    for done, candidate in enumerate(reading.candidates, start=1):
        refusal = _import_file(run, candidate)
        if refusal is not None:
            report.refused.append(refusal)
        if on_progress:
            on_progress(done, len(reading.candidates))
    return report


def _open_vocabulary(run: _Run, slug: str, *, default: bool, texts: dict[str, str]) -> None:
    if run.report.dry_run:
        run.vocabulary = Vocabulary.objects.filter(slug=slug).first()
        run.report.vocabulary_created = run.vocabulary is None
    else:
        run.vocabulary, made = vocabulary_ensure(slug, default=default, texts=texts)
        run.report.vocabulary_created = made
    if run.vocabulary is not None:
        run.terms = {term.code: term for term in run.vocabulary.terms.defer("specimen_svg")}
        run.known_codes = set(run.terms)


def _import_file(run: _Run, candidate: Candidate) -> Refusal | None:
    """Import one file; the Refusal says why not."""
    try:
        found = _examine(run, candidate)
        if found.settled not in (None, "", candidate.code):
            return Refusal(
                candidate.relative,
                "labelled_otherwise",
                f"The same picture is already {found.settled!r} in this vocabulary. Keep one of the two.",
            )
        if not run.report.dry_run:
            _write(run, candidate, found)
    except StorageFull:
        raise
    except (MlError, DomainError) as error:
        return Refusal(candidate.relative, error.code, str(error))
    except OSError as error:
        return Refusal(candidate.relative, "unreadable_file", f"Cannot be read ({error.strerror or error}).")
    except IntegrityError:
        return Refusal(candidate.relative, "conflict", "Another import stored it just now. Run this again.")
    _count(run, candidate, found)
    return None


def _examine(run: _Run, candidate: Candidate) -> _Found:
    """Read the file, ask what is known of it, and decode it when it is new."""
    check_bytes(candidate.path.stat().st_size, upload_limits())
    content = candidate.path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    artwork = Artwork.objects.filter(collection_key=collection_key(digest)).first()
    settled = _settled(run, artwork, digest)
    is_new = artwork is None and settled is None
    prepared = image_prepare(content, filename=candidate.path.name, guarded=False) if is_new else None
    will_publish = run.publish and artwork is not None and artwork.status == Artwork.Status.DRAFT
    return _Found(digest, artwork, settled, prepared, will_publish)


def collection_key(digest: str) -> str:
    """What marks an imported artwork: the digest of its picture, in whatever vocabulary it is labelled."""
    return f"import:{digest}"


def _settled(run: _Run, artwork: Artwork | None, digest: str) -> str | None:
    """The class of a picture in this vocabulary: None without a label, "" where people settled on no term.

    What the import said first counts, so that an import never overrules a later review.
    """
    if digest in run.labels:
        return run.labels[digest]
    if artwork is None or run.vocabulary is None:
        return None
    labels = list(artwork.labels.filter(vocabulary=run.vocabulary).select_related("term").order_by("number"))
    imported = [label for label in labels if label.source == Label.Source.IMPORT]
    telling = imported[0] if imported else (labels[-1] if labels else None)
    if telling is None:
        return None
    return telling.term.code if telling.term else ""


def _count(run: _Run, candidate: Candidate, found: _Found) -> None:
    report = run.report
    if found.settled is not None:
        report.known += 1
    elif found.artwork is not None:
        report.labelled += 1
    else:
        report.created += 1
    report.published += found.will_publish
    run.labels[found.digest] = found.settled or candidate.code
    if candidate.code not in run.known_codes:
        run.known_codes.add(candidate.code)
        report.terms_created += 1


def _write(run: _Run, candidate: Candidate, found: _Found) -> None:
    """One file's rows in one transaction, so that a kill leaves whole artworks only."""
    assert run.vocabulary is not None
    with atomic_with_files():
        term = run.terms.get(candidate.code) or term_ensure(run.vocabulary, candidate.code)[0]
        artwork = found.artwork or (_create(run, candidate, term, found) if found.prepared else None)
        if artwork is not None and found.settled is None:
            note = f"from {candidate.relative}"
            label_add(artwork, run.vocabulary, term, source=Label.Source.IMPORT, note=note)
        if artwork is not None and found.will_publish:
            artwork.status = Artwork.Status.PUBLISHED
            artwork.save(update_fields=["status", "updated_at"])
    run.terms[candidate.code] = term


def _create(run: _Run, candidate: Candidate, term: Term, found: _Found) -> Artwork:
    assert found.prepared is not None
    name = readable(candidate.path.stem)
    artwork = artwork_create(
        title=f"{term.name_id} · {name}"[:300],
        title_en=f"{term.name_en} · {name}"[:300],
        status=Artwork.Status.PUBLISHED if run.publish else Artwork.Status.DRAFT,
        collection_key=collection_key(found.digest),
    )
    image_store(found.prepared, artwork=artwork)
    return artwork
