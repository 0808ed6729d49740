"""What an earlier release stored is there after an upgrade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from djangoapp.catalogue.models import Term
from djangoapp.catalogue.text import folded

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "Jum\u2019at Ke\u0301ris"


@pytest.fixture
def release() -> Iterator[Callable[[str], Any]]:
    """`release(migration)`: the catalogue's tables as they were then, and its models."""

    def go(name: str) -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate([("catalogue", name)])
        return executor.loader.project_state([("catalogue", name)]).apps

    yield go
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_search_finds_what_was_there_before(release):
    Artwork = release("0001_initial").get_model("catalogue", "Artwork")
    artwork = Artwork.objects.create(title=WORD)

    after = release("0002_search_text").get_model("catalogue", "Artwork")
    assert after.objects.get(id=artwork.id).search_text == folded(WORD)


SOURCE = {"title": "Museum Sonobudoyo", "checked": True}
OTHER = {"title": "A catalogue", "checked": False}


KEPT = [
    (
        {"meaning_id": "berani", "meaning_en": "courage", "use_en": "for rulers", "sources": [SOURCE]},
        [
            ("meaning", "berani", "courage", "Museum Sonobudoyo", True),
            ("use", "", "for rulers", "Museum Sonobudoyo", True),
        ],
    ),
    (
        {"period_en": "18th century", "sources": [SOURCE, OTHER]},
        [("period", "", "18th century", "Museum Sonobudoyo; A catalogue", False)],
    ),
    ({"meaning_en": "hope", "sources": []}, [("meaning", "", "hope", "", False)]),
    (
        {"origin_place": "Lasem", "origin_province": "Jawa Tengah", "sources": [OTHER]},
        [("origin", "Lasem, Jawa Tengah", "Lasem, Jawa Tengah", "A catalogue", False)],
    ),
    ({"sources": [SOURCE]}, [("reference", *[SOURCE["title"]] * 3, True)]),
    ({}, []),
]


def test_texts_and_sources_of_a_term_become_statements(release):
    models = release("0003_fixity")
    vocabulary = models.get_model("catalogue", "Vocabulary").objects.create(
        slug="v", name_id="v", name_en="v"
    )
    terms = models.get_model("catalogue", "Term").objects
    before = [
        terms.create(vocabulary=vocabulary, code=str(n), slug=str(n), name_id="t", name_en="t", **stored)
        for n, (stored, _) in enumerate(KEPT)
    ]

    release("0006_texts_are_statements")
    for term, (_, told) in zip(before, KEPT, strict=True):
        now = Term.objects.get(id=term.id)
        rows = [
            (row.aspect, row.text_id, row.text_en, row.source, row.checked_at is not None)
            for row in now.statements.all()
        ]
        assert rows == told
        assert (now.updated_at, now.status) == (term.updated_at, "approved")
