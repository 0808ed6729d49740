"""References are other pictures than the one that was asked about, in whatever form it was sent."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Picture

from djangoapp.catalogue.models import Artwork, Image
from djangoapp.catalogue.services import image_store
from tests.djangoapp.classification.helpers import predicted
from tests.djangoapp.training.world import weave


def recoded(data: bytes, side: int, form: str) -> bytes:
    buffer = io.BytesIO()
    Picture.open(io.BytesIO(data)).resize((side, side)).save(buffer, form)
    return buffer.getvalue()


def shown(found) -> set[str]:
    return {row["image"]["id"] for row in found["references"]}


@pytest.mark.parametrize(
    "sent",
    [
        weave("dots", 2),
        recoded(weave("dots", 2), 96, "WEBP"),
        recoded(weave("dots", 2), 200, "JPEG"),
        recoded(weave("dots", 2), 64, "PNG"),
    ],
    ids=["same bytes", "another format", "larger", "smaller"],
)
def test_a_picture_of_the_catalogue_is_no_reference_for_itself(champion, label_weaves, visitor_client, sent):
    label_weaves(6)
    own = Image.objects.get(artwork__title="dots 2")
    found = predicted(visitor_client, sent)
    assert str(own.id) not in shown(found)
    assert len(found["references"]) == 12, "others take its place"


def test_the_artwork_that_was_asked_about_is_none_either(champion, label_weaves, cataloguer_client):
    label_weaves(6)
    artwork = Artwork.objects.get(title="dots 2")
    found = predicted(cataloguer_client, weave("dots", 50), artwork=str(artwork.id))
    assert str(artwork.id) not in {row["artwork"] for row in found["references"]}


def test_the_same_bytes_in_another_artwork_are_left_out(champion, label_weaves, cataloguer_client):
    first, second = label_weaves(2, kinds=("dots",))
    twin = Artwork.objects.create(title="twin", status="published")
    copy = image_store(weave("dots", 0), filename="twin.png", artwork=twin, guarded=False)
    second.images.update(sha256=copy.sha256)
    found = predicted(cataloguer_client, weave("dots", 0), artwork=str(first.id))
    assert not shown(found)


def test_a_lost_small_copy_hides_no_answer(champion, label_weaves, visitor_client):
    for artwork in label_weaves(6):
        image = artwork.images.get()
        image.thumb.storage.delete(image.thumb.name)
    assert len(predicted(visitor_client, weave("dots", 50))["references"]) == 12
