"""Registering bundles, promoting, rolling back, and who may."""

from __future__ import annotations

import json
import shutil
import uuid

import pytest
from django.core.management import CommandError, call_command

from djangoapp.catalogue.services import vocabulary_ensure
from djangoapp.core.errors import DomainError
from djangoapp.training.models import Champion, ModelVersion, Promotion
from djangoapp.training.selectors import champion_get
from djangoapp.training.services import bundle_register, model_promote
from ml.errors import BundleCorrupt
from ml.models import Bundle


def test_a_registered_bundle_is_a_version_that_does_not_serve(version, vocabulary, bundle, settings):
    assert (version.number, version.source, version.recipe) == (1, "registered", "texture")
    assert version.backbone["kind"] == "imagenet" and version.thresholds["novelty"] > 0
    assert sorted(version.labels) == ["checks", "dots", "stripes"]
    assert version.folder.is_relative_to(settings.MODELS_DIR)
    assert champion_get(vocabulary) is None


def test_registering_the_same_bundle_again_answers_the_same_version(version, vocabulary, bundle):
    assert bundle_register(Bundle.read(bundle), vocabulary) == version
    assert ModelVersion.objects.count() == 1


def test_labels_without_a_term_are_refused_by_name(db, data_dir, bundle):
    empty, _ = vocabulary_ensure("empty")
    with pytest.raises(DomainError) as caught:
        bundle_register(Bundle.read(bundle), empty)
    assert caught.value.code == "label_without_term"
    assert "stripes" in caught.value.detail and "empty" in caught.value.detail


def test_a_changed_bundle_is_refused(vocabulary, bundle, tmp_path):
    copy = shutil.copytree(bundle, tmp_path / "copy")
    read = Bundle.read(copy)
    (copy / "head.npz").write_bytes(b"something else")
    with pytest.raises(BundleCorrupt):
        bundle_register(read, vocabulary)
    with pytest.raises(BundleCorrupt):
        bundle_register(Bundle.read(copy), vocabulary)
    assert not ModelVersion.objects.exists()


def test_promotion_moves_the_champion_and_keeps_the_history(version, vocabulary, other_bundle, manager):
    other = bundle_register(Bundle.read(other_bundle), vocabulary)
    assert other.number == 2
    assert model_promote(version, user=manager, reason="first") is None
    assert model_promote(other, user=manager, reason="better") == version
    assert champion_get(vocabulary) == other
    assert model_promote(version, user=manager, reason="roll back") == other
    assert champion_get(vocabulary) == version
    reasons = list(Promotion.objects.order_by("at").values_list("reason", "by__username"))
    assert reasons == [("first", "manager"), ("better", "manager"), ("roll back", "manager")]


def test_promoting_the_champion_again_changes_nothing(champion):
    assert model_promote(champion) == champion
    assert Promotion.objects.count() == 1


def test_a_version_whose_files_were_changed_cannot_serve(version):
    (version.folder / "bundle.json").write_text("{}")
    with pytest.raises(BundleCorrupt):
        model_promote(version)
    assert not Champion.objects.exists()


def test_promotion_over_http_names_both_versions(champion, vocabulary, other_bundle, manager_client):
    other = bundle_register(Bundle.read(other_bundle), vocabulary)
    answer = manager_client.post(f"/api/model-versions/{other.id}/promote/", {"reason": "newer"})
    assert answer.status_code == 200
    assert answer.json() == {"champion": str(other.id), "previous": str(champion.id)}
    history = manager_client.get("/api/promotions/?vocabulary=weaves").json()
    assert history["count"] == 2
    assert history["results"][0] | {"id": "", "at": ""} == {
        "id": "",
        "vocabulary": "weaves",
        "model_version": str(other.id),
        "previous": str(champion.id),
        "by": "manager",
        "reason": "newer",
        "at": "",
    }
    assert history["results"][1]["by"] is None


def test_the_list_says_what_each_version_stands_on(champion, cataloguer_client):
    [row] = cataloguer_client.get("/api/model-versions/?vocabulary=weaves").json()["results"]
    assert row["is_champion"] and row["vocabulary"] == "weaves"
    assert row["backbone"]["kind"] == "imagenet" and len(row["digest"]) == 64
    assert row["figures"]["held_out"]["accuracy"]["n"] == row["n_train"] == 24
    assert cataloguer_client.get(f"/api/model-versions/{champion.id}/").json() == row
    assert cataloguer_client.get("/api/model-versions/?vocabulary=nowhere").json()["count"] == 0


def test_a_row_of_an_earlier_release_keeps_what_it_was_weak_at(version, cataloguer_client):
    from importlib import import_module

    from django.apps import apps

    moved = import_module("djangoapp.training.migrations.0003_known_weak_and_studies")
    weak = [{"label": "dots", "sentence": {"en": "Recognised in 2 of 12."}}]
    ModelVersion.objects.update(figures={**version.figures, "known_weak": weak, "studies": 24})
    shown = f"/api/model-versions/{version.id}/"
    moved.to_columns(apps, None)
    version.refresh_from_db()
    assert (version.known_weak, version.studies) == (weak, 24)
    assert "known_weak" not in version.figures and "studies" not in version.figures
    figures = cataloguer_client.get(shown).json()["figures"]
    assert (figures["known_weak"], figures["studies"]) == (weak, 24)
    moved.to_figures(apps, None)
    version.refresh_from_db()
    assert version.figures == figures
    ModelVersion.objects.update(figures=None, known_weak=[], studies=0)
    moved.to_columns(apps, None)
    assert cataloguer_client.get(shown).json()["figures"] is None


def test_lists_cost_the_same_however_long(
    champion, vocabulary, other_bundle, manager_client, django_assert_num_queries
):
    manager_client.get("/api/model-versions/")
    with django_assert_num_queries(4):  # session, user, count, rows
        manager_client.get("/api/model-versions/")
    model_promote(bundle_register(Bundle.read(other_bundle), vocabulary))
    with django_assert_num_queries(4):
        manager_client.get("/api/model-versions/")
    with django_assert_num_queries(4):
        manager_client.get("/api/promotions/")


def test_the_public_list_of_vocabularies_names_the_champion(champion, visitor_client):
    [row] = visitor_client.get("/api/vocabularies/").json()["results"]
    assert row["has_model"] and row["champion"] == str(champion.id)


@pytest.mark.parametrize(
    ("role", "reads", "promotes"),
    [(None, 401, 401), ("visitor", 403, 403), ("cataloguer", 200, 403), ("manager", 200, 200)],
)
def test_who_may_read_and_promote(version, make_user, client_for, role, reads, promotes):
    client = client_for(make_user(role) if role else None)
    for path in ("/api/model-versions/", "/api/promotions/", "/api/recipes/", "/api/training-runs/"):
        assert client.get(path).status_code == reads, path
    assert client.post(f"/api/model-versions/{version.id}/promote/", {}).status_code == promotes


def test_unknown_ids_are_404(manager_client):
    for path in ("model-versions", "training-runs"):
        answer = manager_client.get(f"/api/{path}/{uuid.uuid4()}/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_command_registers_and_promotes(vocabulary, bundle, capsys):
    call_command("register_bundle", str(bundle), "--vocabulary", "weaves", "--promote", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["promoted"] and said["number"] == 1
    assert str(champion_get(vocabulary).id) == said["model_version"]


def test_the_command_names_what_is_wrong(vocabulary, bundle, tmp_path):
    with pytest.raises(CommandError, match=r"unknown_vocabulary.*weaves"):
        call_command("register_bundle", str(bundle), "--vocabulary", "nowhere")
    with pytest.raises(CommandError, match="bundle_corrupt"):
        call_command("register_bundle", str(tmp_path), "--vocabulary", "weaves")


def test_recipes_describe_their_options(manager_client):
    recipes = {row["name"]: row for row in manager_client.get("/api/recipes/").json()}
    assert set(recipes) == {"texture", "mobilenetv2-finetune"}
    folds = {option["name"]: option for option in recipes["texture"]["options"]}["folds"]
    assert folds["type"] == "integer" and folds["default"] == 5 and folds["description"]


def test_recipes_say_what_a_model_would_stand_on(manager_client, champion, settings, bundle):
    def standing_on(address: str) -> dict[str, dict]:
        answer = manager_client.get(address)
        assert answer.status_code == 200, answer.json()
        return {row["name"]: row["backbone"] for row in answer.json()}

    for backbone in standing_on("/api/recipes/").values():
        assert (backbone["name"], backbone["kind"]) == ("efficientnet-lite0", "imagenet")
    with_model = standing_on("/api/recipes/?vocabulary=weaves")
    assert with_model["texture"] == champion.backbone, "retraining keeps the backbone"
    assert with_model["mobilenetv2-finetune"]["kind"] == "imagenet"
    assert manager_client.get("/api/recipes/?vocabulary=nowhere").status_code == 404

    settings.RAGAM_BACKBONE_WEIGHTS = bundle / "backbone.tflite"
    assert standing_on("/api/recipes/")["texture"]["digest"] == champion.backbone["digest"]
