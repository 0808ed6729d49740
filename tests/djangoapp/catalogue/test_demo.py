"""The demo collection: loaded once, resumable, and removed without people's work."""

from __future__ import annotations

import hashlib
from io import StringIO

import pytest
from django.core.management import call_command

from djangoapp.catalogue import selectors, services, startup
from djangoapp.catalogue.models import Artwork, Image, Label, Milestone, Vocabulary
from djangoapp.catalogue.pictures import drawing
from djangoapp.catalogue.services import demo
from djangoapp.jobs import kinds, lifecycle, runner
from djangoapp.jobs.models import Job
from djangoapp.jobs.services import job_enqueue
from ml import drawings
from ml.drawings import pool
from tests.djangoapp.catalogue.conftest import picture

pytestmark = pytest.mark.django_db
MOTIFS = 2


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two motifs, two small artworks of each, drawn in this process."""
    slugs = list(drawings.MOTIFS)[:MOTIFS]
    records = [record for record in drawings.demo_artworks() if record["motif"] in slugs]
    chosen = [record for slug in slugs for record in [r for r in records if r["motif"] == slug][:2]]
    monkeypatch.setattr(drawings, "demo_artworks", lambda seed=0: iter(chosen))
    entries = [entry for entry in drawings.metadata() if entry["slug"] in slugs]
    monkeypatch.setattr(drawings, "metadata", lambda: entries)
    monkeypatch.setattr(pool.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(drawing, "SIZE", 96)


def test_loading_makes_terms_artworks_pictures_and_labels(visitor_client):
    seen = []
    report = demo.demo_load(lambda done, total: seen.append((done, total)))

    assert (report.terms, report.created, report.known) == (2, 4, 0)
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    vocabulary = Vocabulary.objects.get()
    assert (vocabulary.slug, vocabulary.noun_en, vocabulary.is_default) == ("batik", "motif", True)
    artworks = Artwork.objects.order_by("created_at")
    assert all(row.is_drawn and row.status == "published" and row.images.count() == 1 for row in artworks)
    assert set(artworks.values_list("accession_number", "dimensions", "material")) == {("", "", "")}
    assert set(Label.objects.values_list("source", flat=True)) == {"demo"}
    motifs = [label.term.slug for row in artworks for label in row.labels.all()]
    assert motifs == ["kawung", "parang-rusak"] * 2  # In turn, so that one page shows them all.
    term = visitor_client.get("/api/vocabularies/batik/terms/kawung/").json()
    assert term["artwork_count"] == 2 and term["meaning"]["en"] and term["sources"]
    assert visitor_client.get(term["specimen_url"]).content.startswith(b"<")


def test_every_column_of_the_facts_fits_the_table(monkeypatch):
    monkeypatch.undo()
    entries = drawings.metadata()
    vocabulary = services.vocabulary_ensure("batik")[0]
    terms = demo.demo_terms_ensure(vocabulary, entries)

    assert len(terms) == len(entries) >= 12
    for term in terms.values():
        term.full_clean(exclude=["look_alikes", "elements", "colours"])
        for entry in term.look_alikes:
            assert entry["slug"] in terms


def test_every_record_fits_the_table(monkeypatch):
    monkeypatch.undo()
    records = list(drawings.demo_artworks())

    assert len({demo._key(record) for record in records}) == len(records) >= 12 * 12
    for record in records:
        plain = {name: record[name] for name in ("maker", "date", "technique", "place", "rights")}
        Artwork(title=record["title"]["id"], title_en=record["title"]["en"], **plain).full_clean()


def test_the_same_seed_draws_the_same_bytes():
    first, again = drawing.draw("kawung", 5, 64), drawing.draw("kawung", 5, 64)

    assert first == again
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()
    assert (first.renditions.width, first.renditions.mime) == (64, "image/jpeg")


@pytest.mark.slow
def test_many_are_drawn_in_children_in_order(monkeypatch):
    monkeypatch.setattr(pool.os, "cpu_count", lambda: 2)
    wanted = [("kawung", seed) for seed in range(5)]

    assert [one.sha256 for one in drawing.draw_all(wanted, 48)] == [
        drawing.draw(motif, seed, 48).sha256 for motif, seed in wanted
    ]


def test_stopped_halfway_it_goes_on_where_it_was():
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.demo_load(stop)
    assert selectors.demo_is_due()
    report = demo.demo_load()

    assert (report.created, report.known) == (1, 3)
    assert Artwork.objects.count() == Image.objects.count() == 4
    assert not selectors.demo_is_due()


@pytest.mark.django_db(transaction=True)
def test_the_first_start_queues_it_and_no_other(settings):
    settings.RAGAM_DEMO = True

    assert startup.demo_step() == "2 motifs; their cloths are drawn while the site is open"
    assert Vocabulary.objects.get().terms.count() == 2 and not Artwork.objects.exists()
    assert startup.demo_step(), "as long as it is not complete"
    runner.work(selectors.DRAW)
    job = Job.objects.get()  # Queued once, however often Ragam was started.
    assert (job.status, job.detail) == ("succeeded", {"done": 4, "total": 4})
    assert Artwork.objects.count() == 4
    assert startup.demo_step() is None
    demo.demo_remove()
    assert startup.demo_step() is None
    assert Artwork.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_stop_of_the_worker_puts_the_drawing_back_and_keeps_what_is_drawn(monkeypatch):
    demo.demo_begin()
    waits = job_enqueue(selectors.DRAW, {}, hold=selectors.collection_hold(demo.SLUG))
    drawn_before = demo._store

    def store(*arguments):
        drawn_before(*arguments)
        if Artwork.objects.count() == 2:
            lifecycle.stop()

    monkeypatch.setattr(demo, "_store", store)
    runner.work(selectors.DRAW)
    lifecycle.reset()
    job = Job.objects.exclude(id=waits.id).get()
    assert (job.status, job.attempts, Artwork.objects.count()) == ("queued", 0, 2)
    assert kinds.hold_stands(waits.hold)

    runner.run_next(kinds.get(selectors.DRAW))
    job.refresh_from_db(), waits.refresh_from_db()
    assert (job.status, Artwork.objects.count()) == ("succeeded", 4)
    assert (waits.hold, waits.phase) == ("", "queued")
    assert not kinds.hold_stands(selectors.collection_hold(demo.SLUG))


@pytest.mark.django_db(transaction=True)
def test_a_collection_sent_away_while_it_is_drawn_stays_away(monkeypatch):
    demo.demo_begin()
    drawn_before = demo._store

    def store(*arguments):
        drawn_before(*arguments)
        demo.demo_remove()

    monkeypatch.setattr(demo, "_store", store)
    runner.work(selectors.DRAW)
    assert (Job.objects.get().status, Artwork.objects.count()) == ("succeeded", 0)
    demo.job_enqueue(selectors.DRAW, {})
    runner.work(selectors.DRAW)
    assert not Vocabulary.objects.exists()


def test_an_empty_house_stays_empty_when_told(settings):
    settings.RAGAM_DEMO = False

    assert startup.demo_step() is None
    assert not Milestone.objects.exists() and not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_removing_leaves_nothing_behind(stored):
    demo.demo_load()
    report = demo.demo_remove()

    assert (report.removed, report.kept, report.vocabulary_removed) == (4, [], True)
    assert not Vocabulary.objects.exists() and stored() == []


def test_what_people_worked_on_is_kept_and_said(cataloguer):
    demo.demo_load()
    edited, labelled, enlarged, untouched = Artwork.objects.order_by("created_at")
    vocabulary = Vocabulary.objects.get()
    Artwork.objects.filter(id=edited.id).update(updated_at=edited.created_at + 2 * demo.UNTOUCHED)
    services.label_add(labelled, vocabulary, None, source="review", actor=cataloguer)
    services.image_store(picture(), filename="detail.png", artwork=enlarged, guarded=False)
    report = demo.demo_remove()

    assert {row["id"]: row["reason"] for row in report.kept} == {
        str(edited.id): "its record was changed",
        str(labelled.id): "somebody settled a label on it",
        str(enlarged.id): "pictures were added to it",
    }
    assert (report.removed, report.vocabulary_removed) == (1, False)
    assert not Artwork.objects.filter(id=untouched.id).exists()
    assert "labels use it" in report.vocabulary_reason
    assert selectors.labels_current().count() == 3


def test_an_edited_term_keeps_the_vocabulary(cataloguer_client):
    demo.demo_load()
    term = Vocabulary.objects.get().terms.first()
    type(term).objects.filter(id=term.id).update(updated_at=term.created_at + 2 * demo.UNTOUCHED)

    assert "edited 1 of its terms" in demo.demo_remove().vocabulary_reason


def test_an_earlier_collection_tells_what_this_release_tells_where_nobody_wrote(
    settings, cataloguer_client, visitor_client
):
    settings.RAGAM_DEMO = True
    demo.demo_load()
    kawung, parang = Vocabulary.objects.get().terms.order_by("slug")
    for term in (kawung, parang):
        type(term).objects.filter(id=term.id).update(origin_place="", search_text="")
        term.statements.all().delete(), term.alt_names.all().delete()
    address = "/api/vocabularies/batik/terms/"
    mine = {"statements": [{"aspect": "meaning", "text": {"id": "", "en": "Ours."}, "source": "We"}]}
    type(parang).objects.filter(id=parang.id).update(created_at=parang.created_at - 2 * demo.UNTOUCHED)
    assert cataloguer_client.patch(f"{address}{parang.slug}/", mine).status_code == 200

    assert startup.demo_step() == "1 motifs told anew"
    read = visitor_client.get(f"{address}{kawung.slug}/").json()
    assert read["statements"] and read["origin"]["place"] == "Yogyakarta"
    assert all(row["checked"] is None and row["source"] for row in read["statements"])
    assert visitor_client.get(address, {"q": "aren"}).json()["count"] == 1
    read = visitor_client.get(f"{address}{parang.slug}/").json()
    assert [row["text"]["en"] for row in read["statements"]] == ["Ours."]
    assert startup.demo_step() is None
    demo.demo_remove()  # A term that somebody wrote is kept, one that was told anew is not somebody's.
    assert "edited 1 of its terms" in demo.demo_remove().vocabulary_reason


def test_when_the_default_goes_another_vocabulary_takes_its_place():
    demo.demo_load()
    services.vocabulary_ensure("style")
    demo.demo_remove()

    assert Vocabulary.objects.get(is_default=True).slug == "style"


def test_the_command_says_what_it_did():
    out = StringIO()
    call_command("demo", "load", stdout=out, verbosity=0)
    call_command("demo", "load", stdout=out, verbosity=0)
    call_command("demo", "remove", "--json", stdout=out, verbosity=0)

    assert "4 artworks drawn, 0 were there, 2 motifs." in out.getvalue()
    assert "0 artworks drawn, 4 were there" in out.getvalue()
    assert '"removed": 4' in out.getvalue()
