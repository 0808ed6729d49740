"""What versions said of locked pictures: those behind a figure, and two versions compared."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from djangoapp.training.models import JudgedPicture, ModelVersion
from djangoapp.training.services import bundle_register, judged_keep, snapshot_create, version_judge
from ml.figures import Judged
from ml.models import Bundle
from ml.records import Ranked


@pytest.fixture
def second(champion, vocabulary, other_bundle) -> ModelVersion:
    return bundle_register(Bundle.read(other_bundle), vocabulary)


def said(images, named: str) -> list[Judged]:
    """Every picture called `named`, surely."""
    return [Judged(one.sha256, "", one.code, (Ranked(named, 0.9), Ranked("dots", 0.1))) for one in images]


@pytest.fixture
def locked(label_weaves):
    """Six pictures, two of each weave, with their code."""
    images = []
    for artwork in label_weaves(2):
        image = artwork.images.get()
        image.code = artwork.title.split()[0]
        images.append(image)
    return images


def test_a_cell_of_the_confusion_matrix_opens_its_pictures(
    champion, locked, manager_client, django_assert_max_num_queries
):
    judged_keep(champion, said(locked, "checks"))
    address = f"/api/model-versions/{champion.id}/judged/"
    with django_assert_max_num_queries(8):
        found = manager_client.get(address, {"truth": "stripes", "named": "checks"}).json()
    assert found["count"] == 2
    row = found["results"][0]
    assert (row["truth"], row["named"], row["probability"]) == ("stripes", "checks", 0.9)
    assert row["image"]["thumb_url"] and row["artwork"]
    assert manager_client.get(address, {"named": "stripes"}).json()["count"] == 0


def test_what_was_said_before_gives_way(champion, locked):
    judged_keep(champion, said(locked, "checks"))
    judged_keep(champion, said(locked, "stripes"))
    assert set(JudgedPicture.objects.values_list("named", flat=True)) == {"stripes"}


def test_two_versions_are_compared_picture_by_picture(champion, second, locked, manager_client):
    judged_keep(champion, said(locked, "checks"))
    judged_keep(second, [Judged(one.sha256, "", one.code, (Ranked(one.code, 1.0),)) for one in locked])
    found = manager_client.get(f"/api/model-versions/{second.id}/versus/").json()
    assert (found["first"], found["second"], found["n"]) == (str(champion.id), str(second.id), 6)
    assert (found["mcnemar"]["only_first"], found["mcnemar"]["only_second"]) == (0, 4)
    assert found["difference"]["value"] == pytest.approx(4 / 6)
    assert {row["label"] for row in found["per_class"]} == {"stripes", "dots", "checks"}
    assert found["first_saw"] == 6, "the bundle was trained on these very pictures"
    back = manager_client.get(f"/api/model-versions/{champion.id}/versus/?other={second.id}").json()
    assert back["difference"]["value"] == pytest.approx(-4 / 6)


def test_a_bundle_from_elsewhere_is_judged_on_the_locked_pictures(
    champion, vocabulary, label_weaves, other_bundle, manager_client, capsys
):
    label_weaves(8)
    assert version_judge(champion) == 0, "nothing was ever locked away"
    snapshot = snapshot_create(vocabulary)
    assert version_judge(champion) == snapshot.n_test > 0
    call_command("register_bundle", str(other_bundle), "--vocabulary", "weaves", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["judged"] == snapshot.n_test
    found = manager_client.get(f"/api/model-versions/{said['model_version']}/versus/").json()
    assert found["n"] == found["first_saw"] == snapshot.n_test


def test_versions_without_a_common_picture_are_not_compared(champion, second, locked, manager_client):
    judged_keep(champion, said(locked[:3], "dots"))
    judged_keep(second, said(locked[3:], "dots"))
    answer = manager_client.get(f"/api/model-versions/{second.id}/versus/")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_common_pictures")


def test_an_address_that_is_none_is_refused(champion, manager_client):
    assert manager_client.get(f"/api/model-versions/{champion.id}/versus/?other=x").status_code == 400


def test_nothing_serves_so_nothing_is_compared(version, manager_client):
    assert manager_client.get(f"/api/model-versions/{version.id}/versus/").status_code == 404


def test_cards_are_read_where_the_bundle_has_them(champion, manager_client):
    for file in champion.folder.glob("*-card.md"):
        file.unlink()
    address = f"/api/model-versions/{champion.id}/"
    assert manager_client.get(address).json()["cards"] == []
    missing = manager_client.get(f"{address}cards/model.md")
    assert missing.status_code == 404 and "model" in missing.json()["detail"]
    (champion.folder / "model-card.md").write_text("# Model card\n", encoding="utf-8")
    assert manager_client.get(address).json()["cards"] == ["model"]
    card = manager_client.get(f"{address}cards/model.md")
    assert card.content == b"# Model card\n"
    assert card["Content-Type"].startswith("text/markdown")
    assert "weaves-1-model-card.md" in card["Content-Disposition"]


@pytest.mark.parametrize("path", ["judged/", "versus/", "cards/model.md", "cards/secret.md"])
def test_the_evidence_is_for_staff(champion, visitor_client, manager_client, path):
    address = f"/api/model-versions/{champion.id}/{path}"
    assert visitor_client.get(address).status_code in (401, 403)
    assert manager_client.get(address).status_code in (200, 404)
