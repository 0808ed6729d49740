"""The map of evidence beside an answer: drawn from what was kept, withheld where it misleads."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow

from djangoapp.catalogue.models import Image
from djangoapp.classification import serving
from djangoapp.classification.models import Prediction
from ml.images import decode
from ml.models import Classifier
from tests.djangoapp.classification.helpers import predicted
from tests.djangoapp.training.world import weave


def test_the_explanation_has_the_pictures_shape_for_each_term(champion, visitor_client):
    upright = Pillow.open(io.BytesIO(weave("dots", 5))).resize((120, 70))
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by a quarter: 70 x 120 as seen
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", exif=exif, quality=95)
    found = predicted(visitor_client, buffer.getvalue(), name="turned.jpg")
    drawn = set()
    for row in found["top"]:
        answer = visitor_client.get(found["explanation_url"], {"term": row["term"]["slug"]})
        assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
        overlay = Pillow.open(io.BytesIO(answer.content))
        assert (overlay.mode, overlay.size) == ("RGBA", (70, 120))
        assert overlay.getchannel("A").getextrema()[1] > 0
        drawn.add(answer.content)
    assert len(drawn) == len(found["top"])
    first = visitor_client.get(found["explanation_url"])
    assert first.content in drawn
    unchanged = visitor_client.get(found["explanation_url"], headers={"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304 and not unchanged.content
    unknown = visitor_client.get(found["explanation_url"], {"term": "nothing"})
    assert unknown.status_code == 404 and "dots" in unknown.json()["detail"]


def test_the_kept_maps_draw_what_the_engine_draws(champion, visitor_client, bundle):
    import numpy as np

    from djangoapp.classification.places import places_unpack

    predicted(visitor_client, weave("dots", 5))
    row = Prediction.objects.get()
    explanation = Classifier.load(bundle).explain(decode(weave("dots", 5)), row.explained[0]["code"])
    kept = places_unpack(row.places, row.places_side, 0) * row.explained[0]["scale"]
    assert kept.shape == explanation.places.shape
    assert np.abs(kept - explanation.places).max() < 1e-3 * np.abs(explanation.places).max()
    assert len(row.places) < 20_000


def test_a_reason_against_another_term_is_drawn_from_what_was_kept(champion, visitor_client):
    found = predicted(visitor_client, weave("dots", 5))
    first, second = (row["term"]["slug"] for row in found["top"][:2])
    plain = visitor_client.get(found["explanation_url"], {"term": first})
    against = visitor_client.get(found["explanation_url"], {"term": first, "against": second})
    assert against.status_code == 200 and against.content[:8] == plain.content[:8]
    assert against.content != plain.content and against["ETag"] != plain["ETag"]
    same = visitor_client.get(found["explanation_url"], {"term": first, "against": first})
    assert same.status_code == 400 and "itself" in same.json()["detail"]


def test_a_map_that_failed_its_check_is_not_shown(champion, visitor_client, bundle, monkeypatch):
    from dataclasses import replace

    classifier = Classifier.load(bundle)
    against = {"random last layer": {"similarity": 0.9, "low": 0.8, "high": 1.0, "n": 8}}
    failed = {"closed": {"passed": False, "limit": 0.5, "against": against}}
    info = replace(classifier.info, checks={"parameter_randomisation": failed})
    classifier.bundle = replace(classifier.bundle, info=info)
    monkeypatch.setattr(serving.shelf, "get", lambda version: classifier)
    found = predicted(visitor_client, weave("dots", 5))
    assert found["top"] and found["explanation_url"] is None
    refused = visitor_client.get(f"/api/predictions/{found['id']}/explanation.png")
    assert (refused.status_code, refused.json()["code"]) == (404, "explanation_withheld")


def test_a_web_process_draws_without_a_model(champion, visitor_client, monkeypatch):
    found = predicted(visitor_client, weave("dots", 5))

    def refuse(*_, **__):
        raise AssertionError("a model was loaded")

    serving.shelf.clear()
    monkeypatch.setattr(serving.Classifier, "load", refuse)
    assert visitor_client.get(found["explanation_url"]).status_code == 200


def test_the_overlay_of_a_very_large_picture_is_drawn_in_little_memory(champion, visitor_client):
    import resource

    found = predicted(visitor_client, weave("dots", 1))
    Image.objects.update(width=10_000, height=9_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = visitor_client.get(found["explanation_url"])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert answer.content[16:24] == (10_000).to_bytes(4) + (9_000).to_bytes(4)
    assert grown < 150, f"{grown:.0f} MB; the layer has 360 MB"


def test_a_smaller_drawing_may_be_asked_for(champion, visitor_client):
    found = predicted(visitor_client, weave("dots", 1))
    Image.objects.update(width=3000, height=2000)
    small = visitor_client.get(found["explanation_url"], {"side": "300"})
    assert small.content[16:24] == (300).to_bytes(4) + (200).to_bytes(4)
    whole = visitor_client.get(found["explanation_url"], {"side": "4000"})
    assert whole.content[16:24] == (3000).to_bytes(4) + (2000).to_bytes(4)
    assert small["ETag"] != whole["ETag"]


@pytest.mark.parametrize("side", ["0", "-5", "1e3", "10000000", "big", "\u0663\u0660\u0660"])
def test_a_size_that_is_none_is_refused(champion, visitor_client, side):
    found = predicted(visitor_client, weave("dots", 1))
    answer = visitor_client.get(found["explanation_url"], {"side": side})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert "16" in answer.json()["errors"]["side"][0]
