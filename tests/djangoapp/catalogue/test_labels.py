"""Labels are history: added, never changed."""

import pytest

from djangoapp.catalogue import selectors, services
from djangoapp.catalogue.models import Label
from djangoapp.core.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db


def test_the_newest_label_is_the_current_one_and_the_older_stay(make_artwork, make_term, vocabulary):
    kawung, parang = make_term("kawung"), make_term("parang")
    artwork = make_artwork(kawung)
    services.label_add(artwork, vocabulary, parang, source="review", note="the diagonal band")

    assert [label.number for label in artwork.labels.order_by("number")] == [1, 2]
    assert selectors.label_current(artwork, vocabulary).term == parang
    assert [label.term for label in selectors.labels_current()] == [parang]


def test_each_vocabulary_has_its_own_current_label(make_artwork, make_term):
    other = services.vocabulary_ensure("painter")[0]
    artwork = make_artwork(make_term("kawung"))
    services.label_add(artwork, other, services.term_ensure(other, "Raden Saleh")[0], source="import")

    assert {label.term.code for label in selectors.labels_current()} == {"kawung", "Raden Saleh"}


def test_saving_a_label_again_is_refused(make_artwork, make_term):
    label = make_artwork(make_term("kawung")).labels.get()
    label.note = "rewritten"

    with pytest.raises(ValueError, match="settled history"):
        label.save()
    with pytest.raises(ValueError, match="settled history"):
        label.delete()


def test_two_who_settle_at_once_cannot_both_win(make_artwork, make_term, vocabulary, monkeypatch):
    artwork = make_artwork(make_term("kawung"))
    # As if the other's label had not been there when this one asked for the highest number.
    monkeypatch.setattr(Label.objects, "filter", lambda **_: Label.objects.none())

    with pytest.raises(Conflict):
        services.label_add(artwork, vocabulary, None, source="review")


def test_a_term_of_another_vocabulary_is_refused(make_artwork, make_term, vocabulary):
    other = services.vocabulary_ensure("style")[0]
    stranger = services.term_ensure(other, "baroque")[0]

    with pytest.raises(DomainError) as caught:
        services.label_add(make_artwork(make_term("kawung")), vocabulary, stranger, source="review")
    assert caught.value.code == "term_of_other_vocabulary"
