"""A model manager trains, compares, promotes and rolls back; the next answer names the new version."""

from __future__ import annotations

import pytest

from tests.support.pictures import cloth
from tests.support.server import Server, answers, upload, wait_for_job

pytestmark = pytest.mark.slow


def start_run(manager, recipe: str, options: dict, vocabulary: str = "batik") -> dict:
    body = {"vocabulary": vocabulary, "recipe": recipe, "options": options}
    answer = manager.post("/api/training-runs/", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()


def finished(manager, run: dict, timeout: float) -> dict:
    job = wait_for_job(manager, run["job"], timeout)
    assert job["status"] == "succeeded", job
    return manager.get(f"/api/training-runs/{run['id']}/").json()


def served_by(demo: Server, seed: int) -> str:
    visitor = demo.client()
    [prediction] = answers(visitor, [upload(visitor, cloth("megamendung", seed))])
    return prediction["model_version"]


def test_retrain_compare_promote_and_roll_back(demo: Server) -> None:
    manager = demo.client("manager")
    before = served_by(demo, 7001)
    run = finished(manager, start_run(manager, "texture", {}), 300)

    test, champion = run["figures"]["test"], run["figures"]["champion"]
    assert test["n"] == champion["n"] > 0
    assert 0 <= test["accuracy"]["low"] <= test["accuracy"]["value"] <= test["accuracy"]["high"] <= 1
    assert sum(map(sum, test["confusion"]["counts"])) == test["n"]
    assert served_by(demo, 7002) == before, "a run never promotes by itself"
    beside = manager.get(f"/api/model-versions/{run['model_version']}/versus/").json()
    assert (beside["first"], beside["n"]) == (before, test["n"])
    assert beside["difference"] == run["figures"]["difference"], "kept answers tell what the run told"

    promote = manager.post(f"/api/model-versions/{run['model_version']}/promote/", json={"reason": "newer"})
    assert promote.status_code == 200, promote.text
    assert promote.json() == {"champion": run["model_version"], "previous": before}
    assert served_by(demo, 7003) == run["model_version"]

    back = manager.post(f"/api/model-versions/{before}/promote/", json={"reason": "roll back"})
    assert back.json() == {"champion": before, "previous": run["model_version"]}
    assert served_by(demo, 7004) == before
    history = manager.get("/api/promotions/?vocabulary=batik").json()["results"]
    assert [row["model_version"] for row in history[:2]] == [before, run["model_version"]]
    assert history[0]["by"] == "manager"


def test_a_fine_tuned_network_is_trained_promoted_and_serves(demo: Server) -> None:
    manager = demo.client("manager")
    before = served_by(demo, 7005)
    options = {"image_size": 96, "epochs_head": 1, "epochs_tune": 1}
    run = finished(manager, start_run(manager, "mobilenetv2-finetune", options), 600)
    version = manager.get(f"/api/model-versions/{run['model_version']}/").json()
    assert version["recipe"] == "mobilenetv2-finetune" and version["backbone"]["kind"] == "imagenet"
    assert run["figures"]["test"]["n"] > 0
    try:
        assert manager.post(f"/api/model-versions/{version['id']}/promote/", json={}).status_code == 200
        assert served_by(demo, 7006) == version["id"]
    finally:
        manager.post(f"/api/model-versions/{before}/promote/", json={"reason": "the test is over"})


def test_only_a_model_manager_trains_and_promotes(demo: Server) -> None:
    cataloguer = demo.client("cataloguer")
    body = {"vocabulary": "batik", "recipe": "texture", "options": {}}
    version = demo.client("manager").get("/api/model-versions/").json()["results"][0]["id"]
    assert cataloguer.post("/api/training-runs/", json=body).status_code == 403
    assert cataloguer.post(f"/api/model-versions/{version}/promote/", json={}).status_code == 403


def test_an_unknown_recipe_or_option_is_refused_by_name(demo: Server) -> None:
    manager = demo.client("manager")
    for body, name in [
        ({"vocabulary": "batik", "recipe": "alchemy", "options": {}}, "alchemy"),
        ({"vocabulary": "batik", "recipe": "texture", "options": {"luck": 1}}, "luck"),
        ({"vocabulary": "nowhere", "recipe": "texture", "options": {}}, "nowhere"),
    ]:
        answer = manager.post("/api/training-runs/", json=body)
        assert 400 <= answer.status_code < 500 and name in answer.text, answer.text
