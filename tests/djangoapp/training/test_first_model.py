"""The first model: queued at the first start, trained when the collection is drawn, serving at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from djangoapp.catalogue.models import Milestone, Vocabulary
from djangoapp.catalogue.selectors import DEMO_MILESTONE, DRAW
from djangoapp.catalogue.services import demo, label_add
from djangoapp.core.processes.packages import FAILED, packages_note
from djangoapp.jobs import runner
from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.models import Job
from djangoapp.jobs.services import sweep
from djangoapp.training import handlers
from djangoapp.training.models import TrainingRun
from djangoapp.training.selectors import champion_get, recipes, vocabularies_without_model
from djangoapp.training.services import first_model_train, first_run_start, run_enqueue
from djangoapp.training.startup import first_model_step
from ml.drawings import batik


def shown(client, run) -> dict:
    return client.get(f"/api/training-runs/{run.id}/").json()


@pytest.fixture
def drawn_weaves(vocabulary, label_weaves, bundle, settings, monkeypatch):
    """Six weaves labelled as the demo collection labels its own; a first start is due."""
    artworks = label_weaves(6)
    settings.RAGAM_DEMO = True
    monkeypatch.setattr(recipes, "backbone_weights", lambda recipe, vocabulary: bundle / "backbone.tflite")
    assert vocabularies_without_model() == [], "imported collections wait for their people"
    for artwork in artworks:
        label = artwork.labels.get()
        label_add(artwork, vocabulary, label.term, source="demo")
    assert vocabularies_without_model() == [vocabulary]
    return vocabulary


def test_the_first_model_waits_for_the_collection_then_trains_and_serves(drawn_weaves, manager_client):
    assert first_model_step() == "trained as soon as the collection is drawn"
    run = drawn_weaves.training_runs.get()
    assert (run.job.phase, run.created_by) == ("waiting_for_collection", None)
    assert first_model_step() is None, "one run is enough"

    Milestone.objects.create(name=DEMO_MILESTONE)
    sweep()
    runner.work("train")
    done = shown(manager_client, run)
    assert done["status"] == "succeeded", done
    served = champion_get(drawn_weaves)
    assert served.source == "demo" and served.figures["test"]["n"] > 0
    promotion = served.promotions.get()
    assert (promotion.by, promotion.reason) == (None, "first_model")
    assert first_model_step() is None


def test_a_first_model_does_not_replace_one_that_serves_by_then(drawn_weaves, champion, manager_client):
    run = first_run_start(drawn_weaves)
    Milestone.objects.create(name=DEMO_MILESTONE)
    sweep()
    runner.work("train")
    assert shown(manager_client, run)["model_version"] not in (None, str(champion.id))
    assert champion_get(drawn_weaves) == champion


def test_after_a_first_run_that_failed_the_next_start_tries_again(drawn_weaves):
    first_model_step()
    Job.objects.update(status="failed")
    assert first_model_step() and drawn_weaves.training_runs.count() == 2


def test_the_command_trains_the_first_model_here_and_now(drawn_weaves):
    lines: list[str] = []
    served = first_model_train(drawn_weaves, lambda phase, fraction, detail: lines.append(phase))
    assert served == champion_get(drawn_weaves) and served.promotions.get().reason == "first_model"
    assert {"checking", "features", "evaluating"} <= set(lines)


def progress_shown(client, django_assert_max_num_queries) -> dict:
    with django_assert_max_num_queries(4):
        return client.get("/api/first-start/").json()


@pytest.mark.django_db
def test_a_first_start_says_how_far_it_is(visitor_client, settings, django_assert_max_num_queries):
    def shown() -> dict:
        return progress_shown(visitor_client, django_assert_max_num_queries)

    settings.RAGAM_DEMO = True
    nothing = {"drawing": None, "model": None}
    assert shown() == nothing
    demo.demo_begin()
    total = sum(1 for _ in batik.demo_artworks())
    run = first_run_start(Vocabulary.objects.get())
    assert shown() == {
        "drawing": {"phase": "queued", "done": 0, "total": total},
        "model": {"phase": "waiting_for_collection", "progress": 0.0},
    }
    drawing = Job.objects.get(kind=DRAW)
    Job.objects.filter(id=drawing.id).update(status="failed", phase="failed", detail={"done": 7, "total": 9})
    assert shown()["drawing"] == {"phase": "failed", "done": 7, "total": 9}
    Milestone.objects.create(name=DEMO_MILESTONE)
    Job.objects.filter(id=run.job_id).update(status="running", phase="features", progress=0.4)
    assert shown() == {"drawing": None, "model": {"phase": "features", "progress": 0.4}}
    Job.objects.filter(id=run.job_id).update(status="cancelled", phase="cancelled")
    assert shown() == nothing
    settings.RAGAM_DEMO = False
    assert shown() == nothing


@pytest.mark.parametrize(
    ("recipe", "weights", "waits"),
    [("texture", None, False), ("texture", "weights.h5", False), ("mobilenetv2-finetune", None, True)],
)
def test_a_run_waits_for_packages_that_are_still_being_installed(
    vocabulary, settings, monkeypatch, data_dir, recipe, weights, waits
):
    trained = []
    monkeypatch.setattr(handlers, "_train", lambda job, run: trained.append(run) or Outcome(job.id, dict))
    settings.RAGAM_BACKBONE_WEIGHTS = Path(weights) if weights else None
    packages_note(FAILED)
    run = run_enqueue(TrainingRun(vocabulary=vocabulary, recipe=recipe))
    runner.work("train")
    run.job.refresh_from_db()
    if waits:
        assert (run.job.status, run.job.phase, run.job.attempts) == ("queued", "waiting_for_packages", 0)
        sweep()
        assert not trained
        packages_note("")
        sweep()
        runner.work("train")
    assert trained == [run]
