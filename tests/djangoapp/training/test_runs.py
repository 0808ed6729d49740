"""Training runs: from a request to a candidate beside the champion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from djangoapp.jobs import runner
from djangoapp.jobs import services as jobs
from djangoapp.jobs.models import Job
from djangoapp.training.models import ModelVersion, TrainingRun
from djangoapp.training.selectors import champion_get
from djangoapp.training.services import candidates
from ml.errors import TrainingCancelled

START = {"vocabulary": "weaves", "recipe": "texture", "options": {"folds": 2}}


def start(client, **changes):
    answer = client.post("/api/training-runs/", START | changes)
    assert answer.status_code == 202, answer.content
    return TrainingRun.objects.get(id=answer.json()["id"])


def shown(client, run) -> dict:
    return client.get(f"/api/training-runs/{run.id}/").json()


@pytest.mark.slow
@pytest.mark.usefixtures("known_features")
def test_a_run_makes_a_candidate_beside_the_champion_and_never_promotes(
    champion, vocabulary, label_weaves, manager_client
):
    label_weaves(8)
    run = start(manager_client)
    waiting = shown(manager_client, run)
    assert (waiting["status"], waiting["figures"], waiting["snapshot"]) == ("queued", None, None)
    runner.work("train")

    done = shown(manager_client, run)
    assert done["status"] == "succeeded", done
    figures = done["figures"]
    assert figures["test"]["n"] == figures["champion"]["n"] == done["snapshot"]["n_test"] > 0
    assert figures["champion_version"] == str(champion.id)
    assert figures["champion_saw"] == figures["test"]["n"], "it was trained on all of these pictures"
    assert {"value", "low", "high", "n"} == set(figures["difference"])
    assert figures["held_out"]["n"] == done["snapshot"]["n_train"]
    assert sum(map(sum, figures["test"]["confusion"]["counts"])) == figures["test"]["n"]
    assert figures["versus"]["n"] == figures["test"]["n"] and figures["versus"]["mcnemar"]["p"] <= 1
    assert len(figures["test"]["robustness"]) > 15 and figures["test"]["calibration"]["bins"]

    version = ModelVersion.objects.get(id=done["model_version"])
    assert (version.number, version.source, version.created_by.username) == (2, "run", "manager")
    assert version.snapshot_id == run.__class__.objects.get(id=run.id).snapshot_id
    assert version.backbone == champion.backbone, "features stay valid: the backbone is kept"
    assert champion_get(vocabulary) == champion
    assert version.judged.count() == champion.judged.count() == figures["test"]["n"]


@pytest.mark.slow
@pytest.mark.usefixtures("known_features")
def test_the_bundle_of_a_run_is_hashed_as_made_and_as_stored(
    champion, label_weaves, manager_client, monkeypatch
):
    from ml.models import bundle as bundles

    read = []
    original = bundles.sha256_of_plain
    monkeypatch.setattr(
        bundles, "sha256_of_plain", lambda path, error: read.append(path) or original(path, error)
    )
    label_weaves(8)
    run = start(manager_client)
    runner.work("train")
    assert shown(manager_client, run)["status"] == "succeeded"
    fresh = [path for path in read if path.parent != champion.folder]
    made = [path for path in fresh if path.parent.parent == candidates.candidates_folder()]
    stored = [path for path in fresh if path not in made]
    version = ModelVersion.objects.get(number=2)
    names = sorted(
        path.name for path in version.folder.iterdir() if path.name not in ("bundle.json", "bundle.sha256")
    )
    assert sorted(path.name for path in made) == sorted(path.name for path in stored) == names


@pytest.mark.slow
@pytest.mark.usefixtures("known_features")
def test_a_run_after_its_own_snapshot_counts_what_the_champion_saw(
    champion, vocabulary, label_weaves, manager_client
):
    label_weaves(8)
    run = start(manager_client)
    runner.work("train")
    version = ModelVersion.objects.get(id=shown(manager_client, run)["model_version"])
    manager_client.post(f"/api/model-versions/{version.id}/promote/", {})
    again = start(manager_client)
    runner.work("train")
    figures = shown(manager_client, again)["figures"]
    assert figures["champion_version"] == str(version.id) and figures["champion_saw"] == 0
    assert figures["difference"]["value"] == 0


@pytest.mark.slow
@pytest.mark.usefixtures("known_features")
def test_a_term_that_the_champion_does_not_know_counts_as_missed(
    champion, vocabulary, label_weaves, manager_client
):
    from djangoapp.catalogue.services import artwork_create, image_store, label_add, term_ensure
    from tests.djangoapp.training.world import weave

    label_weaves(8)
    term, _ = term_ensure(vocabulary, "new weave")
    for seed in range(40):
        artwork = artwork_create(title="new")
        image_store(weave("dots", 900 + seed), filename="n.png", artwork=artwork, guarded=False)
        label_add(artwork, vocabulary, term, source="import")
    run = start(manager_client)
    runner.work("train")
    done = shown(manager_client, run)
    assert done["status"] == "succeeded", done
    figures = done["figures"]
    [theirs] = [row for row in figures["champion"]["per_class"] if row["label"] == "new weave"]
    assert theirs["support"] > 0 and theirs["recall"]["value"] == 0


@pytest.mark.parametrize(
    ("changes", "status", "code", "names"),
    [
        ({"recipe": "alchemy"}, 400, "unknown_recipe", "alchemy"),
        ({"options": {"luck": 1}}, 400, "config_invalid", "luck"),
        ({"options": {"folds": "many"}}, 400, "config_invalid", "many"),
        ({"vocabulary": "nowhere"}, 404, "unknown_vocabulary", "nowhere"),
        ({"options": []}, 400, "validation_error", "options"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    vocabulary, label_weaves, manager_client, changes, status, code, names
):
    answer = manager_client.post("/api/training-runs/", START | changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert names in answer.json()["detail"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("weights", [None, "mobilenetv2.weights.h5"])
def test_a_size_is_refused_by_its_bounds_on_either_network(
    vocabulary, label_weaves, manager_client, settings, tmp_path, weights
):
    """Any side within the bounds does, on the network that comes with Ragam as on one that is given."""
    label_weaves(4)
    asked = START | {"recipe": "mobilenetv2-finetune", "options": {"image_size": 1000}}
    settings.RAGAM_BACKBONE_WEIGHTS = tmp_path / weights if weights else None
    answer = manager_client.post("/api/training-runs/", asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "config_invalid")
    assert "image_size" in answer.json()["detail"] and "1000" in answer.json()["detail"]
    asked["options"] = {"image_size": 100}
    assert manager_client.post("/api/training-runs/", asked).status_code == 202


def test_too_few_pictures_are_refused_with_the_terms(vocabulary, label_weaves, manager_client):
    label_weaves(2)
    answer = manager_client.post("/api/training-runs/", START)
    assert (answer.status_code, answer.json()["code"]) == (422, "dataset_too_small")
    assert "stripes (2)" in answer.json()["detail"]


def test_one_run_at_a_time_for_a_vocabulary(vocabulary, label_weaves, manager_client):
    label_weaves(4)
    first = start(manager_client)
    answer = manager_client.post("/api/training-runs/", START)
    assert (answer.status_code, answer.json()["code"]) == (409, "run_active")
    assert answer.json()["run"] == str(first.id)
    manager_client.post(f"/api/jobs/{first.job_id}/cancel/")
    assert shown(manager_client, first)["status"] == "cancelled"
    start(manager_client)


def test_who_may_start_a_run(vocabulary, label_weaves, cataloguer_client, visitor_client):
    assert cataloguer_client.post("/api/training-runs/", START).status_code == 403
    assert visitor_client.post("/api/training-runs/", START).status_code == 401


def test_a_cancelled_run_leaves_no_version(vocabulary, label_weaves, manager_client, monkeypatch):
    label_weaves(4)
    run = start(manager_client)

    def train(config, manifest, out, *, on_progress, should_stop, **_):
        jobs.job_cancel(Job.objects.get(id=run.job_id))
        raise TrainingCancelled("cancelled")

    monkeypatch.setattr(candidates, "train", train)
    runner.work("train")
    assert shown(manager_client, run)["status"] == "cancelled"
    assert not ModelVersion.objects.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("known_features")
def test_a_run_killed_on_the_way_goes_on_with_the_same_snapshot(
    champion, vocabulary, label_weaves, manager_client, monkeypatch
):
    label_weaves(8)
    run = start(manager_client)

    def die(*_, **__):
        raise SystemExit("as if the process were killed")

    with monkeypatch.context() as patch:
        patch.setattr(candidates, "train", die)
        with pytest.raises(SystemExit):
            runner.work("train")
    run.refresh_from_db()
    snapshot = run.snapshot_id
    assert snapshot is not None
    assert Job.objects.get(id=run.job_id).status == "running"

    label_weaves(3, first=300)
    Job.objects.filter(id=run.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.sweep()
    runner.work("train")
    done = shown(manager_client, run)
    assert done["status"] == "succeeded", done
    run.refresh_from_db()
    assert run.snapshot_id == snapshot and ModelVersion.objects.count() == 2
    assert Job.objects.get(id=run.job_id).attempts == 2


def test_a_failed_run_says_why(vocabulary, label_weaves, manager_client, monkeypatch):
    from ml.errors import WeightsInvalid

    label_weaves(4)
    run = start(manager_client)

    def train(*_, **__):
        raise WeightsInvalid("weights.h5 does not hold the weights. Give that file.")

    monkeypatch.setattr(candidates, "train", train)
    runner.work("train")
    done = shown(manager_client, run)
    assert done["status"] == "failed"
    assert done["error"] == {
        "code": "weights_invalid",
        "detail": "weights.h5 does not hold the weights. Give that file.",
    }


def test_listing_runs_costs_the_same_however_many(
    vocabulary, label_weaves, manager_client, django_assert_num_queries
):
    label_weaves(4)
    for _ in range(3):
        run = start(manager_client)
        manager_client.post(f"/api/jobs/{run.job_id}/cancel/")
    with django_assert_num_queries(4):
        assert manager_client.get("/api/training-runs/?vocabulary=weaves").json()["count"] == 3


def test_the_drawn_collection_alone_is_learned_with_further_drawings(vocabulary, label_weaves):
    from types import SimpleNamespace

    from djangoapp.catalogue.services import label_add
    from djangoapp.training.selectors import config_on
    from ml.training import STUDIES

    def studies(recipe: str, *labels: str) -> int:
        return config_on(recipe, {}, vocabulary, SimpleNamespace(labels=labels)).studies

    artwork = label_weaves(1)[0]
    assert studies("texture", "kawung", "poleng") == 0, "a house's own photographs stay by themselves"
    term = artwork.labels.get().term
    label_add(artwork, vocabulary, term, source="demo")
    assert studies("texture", "kawung", "poleng") == STUDIES
    assert studies("texture", "kawung", "a-term-of-the-house") == 0
    assert studies("mobilenetv2-finetune", "kawung", "poleng") == 0


@pytest.mark.slow
@pytest.mark.usefixtures("known_features")
def test_a_broken_champion_does_not_stop_the_model_that_could_replace_it(
    champion, vocabulary, label_weaves, manager_client
):
    label_weaves(8)
    (champion.folder / "head.npz").write_bytes(b"damaged")
    run = start(manager_client)
    runner.work("train")
    done = shown(manager_client, run)
    assert done["status"] == "succeeded", done
    assert done["figures"]["test"]["n"] > 0 and done["figures"]["champion"] is None
