"""The sitemap names what everyone may read, and nothing else."""

import pytest

pytestmark = pytest.mark.django_db


def test_published_artworks_and_terms_are_in_it(client, make_artwork, make_term):
    shown, draft, term = make_artwork(), make_artwork(status="draft"), make_term("kawung")
    found = client.get("/sitemap.xml")
    text = found.content.decode()
    assert found.status_code == 200
    assert f"http://testserver/artworks/{shown.id}<" in text
    assert f"/motifs/{term.vocabulary.slug}/{term.slug}<" in text
    assert "http://testserver/gallery<" in text
    assert str(draft.id) not in text


@pytest.mark.parametrize("path", ["/api/artworks/", "/api/vocabularies/{slug}/terms/"])
def test_a_search_for_a_thousand_words_is_one_for_ten(client, make_term, django_assert_max_num_queries, path):
    address = path.format(slug=make_term("kawung").vocabulary.slug)
    with django_assert_max_num_queries(30):
        assert client.get(address, {"q": "kain " * 1200}).status_code == 200
