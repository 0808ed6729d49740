"""Which labels hold is kept beside the history, and is always what the history says."""

from __future__ import annotations

import random
import threading
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from djangoapp.catalogue import selectors, services
from djangoapp.catalogue.models import Artwork, CurrentLabel, Label
from djangoapp.core.errors import DomainError

LIST = "/api/artworks/"


def held(artwork) -> dict[tuple, str | None]:
    """Code of the term by picture's position and region."""
    rows = CurrentLabel.objects.filter(artwork=artwork).select_related("image", "term")
    return {
        (row.image.position if row.image else None, row.region): row.term and row.term.code for row in rows
    }


@pytest.fixture
def quartered(make_artwork, make_term, vocabulary):
    """A cloth of two pictures: kawung as a whole, its second picture parang, a part of that truntum."""
    artwork = make_artwork(make_term("kawung"), images=2)
    second = artwork.images.get(position=1)
    say = {"source": "review", "image": second}
    services.label_add(artwork, vocabulary, make_term("parang"), **say)
    services.label_add(artwork, vocabulary, make_term("truntum"), region="pct:0,0,50.0,50", **say)
    return artwork


@pytest.mark.django_db
class TestPlaces:
    """Several labels hold at once, one in each place."""

    def test_a_label_of_a_place_takes_over_there_alone(self, quartered, make_term, vocabulary):
        assert held(quartered) == {
            (None, ""): "kawung", (1, ""): "parang", (1, "pct:0,0,50,50"): "truntum",
        }  # fmt: skip
        second = quartered.images.get(position=1)
        services.label_add(
            quartered, vocabulary, make_term("ceplok"), source="review", image=second, region="pct:0,0,50,50"
        )
        services.label_add(quartered, vocabulary, None, source="review")
        assert held(quartered) == {
            (None, ""): None, (1, ""): "parang", (1, "pct:0,0,50,50"): "ceplok",
        }  # fmt: skip
        assert [label.number for label in quartered.labels.order_by("number")] == [1, 2, 3, 4, 5]

    def test_the_database_refuses_a_second_one_in_the_same_place(self, quartered, vocabulary):
        for row in list(CurrentLabel.objects.all()):
            image, region = row.image, row.region
            other = Label.objects.create(
                artwork=quartered, vocabulary=vocabulary, source="review", image=image, region=region
            )
            with pytest.raises(IntegrityError), transaction.atomic():
                CurrentLabel.objects.create(
                    label=other, artwork=quartered, vocabulary=vocabulary, image=image, region=region
                )

    @pytest.mark.parametrize(
        "region", ["pct:0,0,0,10", "pct:60,0,50,10", "0,0,10,10", "pct:-1,0,5,5", "pct:a,b,c,d", "x" * 500]
    )
    def test_a_region_that_is_none_is_refused(self, region, quartered, vocabulary):
        image = quartered.images.first()
        with pytest.raises(DomainError) as caught:
            services.label_add(quartered, vocabulary, None, source="review", image=image, region=region)
        assert caught.value.code == "region_invalid"

    def test_a_region_needs_a_picture_and_a_picture_its_artwork(self, quartered, make_artwork, vocabulary):
        say = {"source": "review"}
        with pytest.raises(DomainError) as caught:
            services.label_add(quartered, vocabulary, None, region="pct:0,0,9,9", **say)
        assert caught.value.code == "region_invalid"
        with pytest.raises(DomainError) as caught:
            services.label_add(quartered, vocabulary, None, image=make_artwork().images.get(), **say)
        assert caught.value.code == "image_of_other_artwork"

    def test_what_speaks_of_a_picture_goes_with_it(self, quartered):
        quartered.images.get(position=1).delete()
        assert held(quartered) == {(None, ""): "kawung"}
        services.artwork_delete(quartered)
        assert not Label.objects.exists() and not CurrentLabel.objects.exists()


@pytest.mark.django_db
class TestReading:
    """An artwork with several labels stands once in every list and count."""

    def test_the_answer_tells_the_place_of_each(self, quartered, visitor_client):
        second = str(quartered.images.get(position=1).id)
        told = [("kawung", None, ""), ("parang", second, ""), ("truntum", second, "pct:0,0,50,50")]
        for card in (
            visitor_client.get(LIST).json()["results"][0],
            visitor_client.get(f"{LIST}{quartered.id}/").json(),
        ):
            rows = [(row["term"]["slug"], row["image"], row["region"]) for row in card["labels"]]
            assert rows == told

    def test_filters_list_it_once_and_count_it_once(self, quartered, make_artwork, make_term, visitor_client):
        make_artwork(make_term("nitik"), title="Another")
        for query in (
            {"term": "kawung"},
            {"term": "truntum", "vocabulary": "batik"},
            {"term": "kawung,parang,truntum"},
            {"q": "parang"},
            {"q": "kawung truntum"},
        ):
            answer = visitor_client.get(LIST, query).json()
            assert (answer["count"], [row["id"] for row in answer["results"]]) == (1, [str(quartered.id)])
        answer = visitor_client.get(LIST, {"vocabulary": "batik"}).json()
        assert answer["count"] == len(answer["results"]) == 2
        counts = {row["value"]: row["count"] for row in answer["facets"]["term"]}
        assert counts == {"kawung": 1, "parang": 1, "truntum": 1, "nitik": 1}
        assert answer["facets"]["vocabulary"] == [{"value": "batik", "count": 2}]

    def test_the_same_term_in_two_places_counts_once(self, quartered, vocabulary, visitor_client):
        kawung = vocabulary.terms.get(code="kawung")
        image = quartered.images.first()
        services.label_add(quartered, vocabulary, kawung, source="review", image=image)
        answer = visitor_client.get(LIST, {"term": "kawung"}).json()
        assert answer["count"] == len(answer["results"]) == 1
        assert {"value": "kawung", "count": 1}.items() <= answer["facets"]["term"][0].items()
        term = visitor_client.get("/api/vocabularies/batik/terms/kawung/").json()
        assert term["artwork_count"] == 1
        assert visitor_client.get("/api/vocabularies/batik/").json()["artwork_count"] == 1

    def test_a_term_is_shown_by_the_picture_that_its_label_speaks_of(
        self, quartered, vocabulary, visitor_client
    ):
        first, second = quartered.images.order_by("position")
        shown = {}
        for term in visitor_client.get("/api/vocabularies/batik/terms/").json()["results"]:
            shown[term["slug"]] = term["cover"] and term["cover"]["id"]
        assert shown == {"kawung": str(first.id), "parang": str(second.id), "truntum": None}
        pictures = {term.code: selectors.images_of_term(term, 5) for term in vocabulary.terms.all()}
        assert pictures == {"kawung": [first], "parang": [second], "truntum": []}
        services.label_add(quartered, vocabulary, None, source="review", image=first)
        assert selectors.images_of_term(vocabulary.terms.get(code="kawung"), 5) == []

    @pytest.mark.parametrize("rows", [2, 12])
    def test_the_list_takes_the_same_queries_however_many_labels(
        self, rows, make_artwork, make_term, vocabulary, visitor_client, django_assert_num_queries
    ):
        term = make_term("kawung")
        for _ in range(rows):
            artwork = make_artwork(term, images=3)
            for image in artwork.images.all():
                services.label_add(artwork, vocabulary, term, source="review", image=image)
        with django_assert_num_queries(9):  # count, page, labels, images, five facets
            answer = visitor_client.get(LIST, {"page_size": 100}).json()
        assert [len(row["labels"]) for row in answer["results"]] == [4] * rows


@pytest.mark.django_db
class TestHistory:
    """What is kept is the newest label of each place, whatever happens."""

    def by_anti_join(self) -> set:
        """The rule that a filter used to apply by itself: no newer label in the same place."""
        rows = list(Label.objects.values_list("id", "number", "artwork", "vocabulary", "image", "region"))
        return {row[0] for row in rows if not any(o[2:] == row[2:] and o[1] > row[1] for o in rows)}

    @pytest.mark.parametrize("seed", range(6))
    def test_random_histories(self, seed, make_artwork, make_term, vocabulary, make_user):
        rng = random.Random(seed)
        terms = [make_term(code) for code in ("kawung", "parang", "truntum")]
        people = [make_user("cataloguer", name) for name in ("ani", "budi", "citra")]
        artworks = [make_artwork(terms[0], images=2) for _ in range(3)]
        for _ in range(40):
            artwork = rng.choice(artworks)
            act = rng.random()
            if act < 0.6:
                image = rng.choice([None, *artwork.images.all()])
                services.label_add(
                    artwork,
                    vocabulary,
                    rng.choice([*terms, None]),
                    source="review",
                    actor=rng.choice(people),
                    image=image,
                    region=rng.choice(["", "pct:0,0,50,50"]) if image else "",
                )
            elif act < 0.95:
                label = rng.choice(list(artwork.labels.all()))
                services.label_retract(label, actor=rng.choice(people), note="taken back")
            elif len(artworks) > 1:
                artworks.remove(artwork)
                services.artwork_delete(artwork)
            assert set(CurrentLabel.objects.values_list("label", flat=True)) == self.by_anti_join()
        call_command("check_labels")
        before = dict(CurrentLabel.objects.values_list("label", "named_by"))
        for artwork in artworks:
            services.current_repair(artwork.id)
        assert dict(CurrentLabel.objects.values_list("label", "named_by")) == before

    def test_the_check_names_what_differs_and_repairs_it(self, quartered):
        kept = set(CurrentLabel.objects.values_list("label", "term"))
        CurrentLabel.objects.filter(region="").delete()
        wrong = CurrentLabel.objects.get()
        CurrentLabel.objects.filter(label=wrong.label).update(term=None)
        out = StringIO()
        with pytest.raises(CommandError, match="3 of the kept labels"):
            call_command("check_labels", stdout=out)
        assert out.getvalue().count(str(quartered.id)) == 3
        call_command("check_labels", "--repair", stdout=StringIO())
        assert set(CurrentLabel.objects.values_list("label", "term")) == kept
        call_command("check_labels", stdout=StringIO())

    def test_the_migration_keeps_what_the_anti_join_chose(self, make_artwork, make_term, vocabulary):
        kawung, parang = make_term("kawung"), make_term("parang")
        other = services.vocabulary_ensure("style")[0]
        for number in range(4):
            artwork = make_artwork(kawung)
            services.label_add(artwork, other, None, source="demo")
            for _ in range(number):
                services.label_add(artwork, vocabulary, parang, source="review")
        make_artwork()
        kept = set(CurrentLabel.objects.values_list("label", "term", "named_by"))
        assert len(kept) == 8
        CurrentLabel.objects.all().delete()
        import_module("djangoapp.catalogue.migrations.0008_current_labels").fill(apps, None)
        assert set(CurrentLabel.objects.values_list("label", "term", "named_by")) == kept
        assert {row[0] for row in kept} == self.by_anti_join()


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_leave_one_label_that_holds(make_artwork, make_term, vocabulary):
    terms = [make_term(code) for code in ("kawung", "parang", "truntum", "nitik")]
    artwork = make_artwork()
    failures: list[Exception] = []
    begin = threading.Barrier(len(terms))

    def settle(term) -> None:
        try:
            begin.wait()
            for _ in range(5):
                services.label_add(artwork, vocabulary, term, source="review")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=settle, args=[term]) for term in terms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = Label.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21)), "nothing is lost and nothing doubled"
    current = CurrentLabel.objects.get(artwork=artwork)
    assert current.label.number == 20 and selectors.label_current(artwork, vocabulary) == current.label
    assert services.current_differences() == [] and Artwork.objects.count() == 1
