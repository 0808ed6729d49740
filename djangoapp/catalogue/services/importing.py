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
from djangoapp.catalogue.services.images import PreparedImage, image_prepare, image_store, upload_limits
from djangoapp.catalogue.services.labels import label_add
from djangoapp.catalogue.services.storage import atomic_with_files
from djangoapp.catalogue.services.terms import term_ensure, vocabulary_ensure
from djangoapp.catalogue.text import title_from
from djangoapp.core.errors import DomainError
from ml.datasets import Labelled, Tree, label_key, printable, read_tree
from ml.datasets import Refusal as ReadingRefusal
from ml.errors import DatasetInvalid, MlError, StorageFull
from ml.images import check_bytes


@dataclass(frozen=True)
class Refusal:
    """A file or folder that was not imported: a stable code and a sentence."""

    path: str
    code: str
    reason: str


@dataclass(frozen=True)
class Candidate:
    """A file of a class; `relative` is its path below the imported folder, `code` that of the term it shows.

    `object` names the folder that holds all pictures of one object, "" where the file is one by itself.
    """

    path: Path
    relative: str
    code: str
    object: str


@dataclass
class ImportReport:
    """What an import did, or would do: every file is counted exactly once."""

    vocabulary: str
    dry_run: bool
    parts: list[str] = field(default_factory=list)
    files: int = 0
    created: int = 0  # new artworks
    added: int = 0  # further pictures of an object that another file stands for
    labelled: int = 0  # known pictures that gained a label in this vocabulary
    known: int = 0  # same picture, same label: nothing to do
    published: int = 0  # known drafts that `publish` published
    terms_created: int = 0
    vocabulary_created: bool = False
    refused: list[Refusal] = field(default_factory=list)
    passed_by: dict[str, int] = field(default_factory=dict)  # what systems left lying, by name

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
    objects: dict[str, Artwork] = field(default_factory=dict)  # by class and folder


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

    Folders are read as training reads them (`ml.datasets.read_tree`). A class whose name an existing term's
    code equals, but for case, space and Unicode form, is that term. A folder within a class is one artwork.

    A picture is known by its bytes. Known from another vocabulary's import, it gains a label on the same
    artwork; known under another class of the same vocabulary, it is refused. One bad file never stops the
    others, only a full disk does (StorageFull). Raises DomainError for an unusable folder or slug.
    """
    tree = _read(folder)
    report = ImportReport(vocabulary, dry_run, parts=tree.parts, passed_by=_passed_by(tree))
    report.refused = [_refusal(folder, one) for one in tree.refused]
    report.files = len(tree.files) + len(tree.refused)
    run = _Run(report, None, publish)
    _open_vocabulary(run, vocabulary, default=default, texts=texts or {})
    candidates = [_candidate(run, tree, one) for one in tree.files]
    for done, candidate in enumerate(candidates, start=1):
        refusal = _import_file(run, candidate)
        if refusal is not None:
            report.refused.append(refusal)
        if on_progress:
            on_progress(done, len(candidates))
    return report


def _read(folder: Path) -> Tree:
    if not folder.is_dir():
        raise DomainError("folder_missing", f"{folder} is not a folder. Name a folder of class folders.")
    try:
        tree = read_tree(folder)
    except DatasetInvalid as error:
        raise DomainError(error.code, str(error)) from error
    if not tree.files and not tree.refused:
        raise DomainError(
            "folder_empty",
            f"{folder} holds no class folder with files. Expected {folder.name}/<class>/<image>.",
        )
    return tree


def _refusal(folder: Path, one: ReadingRefusal) -> Refusal:
    return Refusal(one.file.removeprefix(f"{printable(str(folder))}/"), one.code, one.reason)


def _passed_by(tree: Tree) -> dict[str, int]:
    return {printable(name): count for name, count in sorted(tree.passed_by.items())}


def _candidate(run: _Run, tree: Tree, one: Labelled) -> Candidate:
    known = {label_key(code): code for code in run.terms}
    code = known.get(label_key(one.label), one.label)
    thing = f"{code}/{one.object}" if one.object else ""
    return Candidate(one.path, tree.name(one.path), code, thing)


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
    if candidate.object and candidate.object not in run.objects:
        run.objects[candidate.object] = found.artwork or _known(found.digest) or Artwork()
    return None


def _examine(run: _Run, candidate: Candidate) -> _Found:
    """Read the file, ask what is known of it, and decode it when it is new."""
    check_bytes(candidate.path.stat().st_size, upload_limits())
    content = candidate.path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    artwork = _known(digest)
    settled = _settled(run, artwork, digest)
    is_new = artwork is None and settled is None
    prepared = image_prepare(content, filename=candidate.path.name, guarded=False) if is_new else None
    will_publish = run.publish and artwork is not None and artwork.status == Artwork.Status.DRAFT
    return _Found(digest, artwork, settled, prepared, will_publish)


def _known(digest: str) -> Artwork | None:
    """The imported artwork that shows this picture."""
    mine = Artwork.objects.filter(collection_key__startswith=collection_key(""))
    return (
        mine.filter(collection_key=collection_key(digest)).first()
        or mine.filter(images__sha256=digest).first()
    )


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
    labels = list(
        artwork.labels.filter(vocabulary=run.vocabulary, image=None).select_related("term").order_by("number")
    )
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
    elif candidate.object in run.objects and found.prepared is not None:
        report.added += 1
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
        whole = run.objects.get(candidate.object)
        if whole is not None and found.prepared is not None:
            image_store(found.prepared, artwork=whole)
            return
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
    name = title_from(candidate.path.name)
    artwork = artwork_create(
        title=f"{term.name_id} · {name}"[:300],
        title_en=f"{term.name_en} · {name}"[:300],
        status=Artwork.Status.PUBLISHED if run.publish else Artwork.Status.DRAFT,
        collection_key=collection_key(found.digest),
    )
    image_store(found.prepared, artwork=artwork)
    return artwork
