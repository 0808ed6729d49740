"""The command line as a researcher meets it: JSON on stdout, everything else on stderr, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from ml.cli import main
from tests.ml.patterns import encoded, jpeg, pattern

ROOT = Path(__file__).resolve().parents[2]


def run(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> tuple[str, str]:
    assert main([str(one) for one in arguments]) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.fixture(autouse=True)
def _no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAGAM_BACKBONE_WEIGHTS", raising=False)


@pytest.mark.slow
def test_train_then_evaluate(
    capsys: pytest.CaptureFixture[str], collection: Path, cache_dir: Path, bundle_path: Path, tmp_path: Path
) -> None:
    out, err = run(
        capsys,
        "train",
        collection,
        "--out",
        tmp_path / "b",
        "--cache",
        cache_dir,
        "--option",
        "folds=4",
        "--json",
    )
    answer = json.loads(out)
    assert answer["bundle"] == str(tmp_path / "b")
    assert answer["info"]["options"]["folds"] == 4
    assert answer["report"]["n"] == 20
    assert "standing on efficientnet-lite0: a network that learned from photographs" in err
    assert "features: 100%" in err
    out, err = run(capsys, "evaluate", tmp_path / "b", collection / "test", "--json")
    report = json.loads(out)
    assert report["accuracy"] == answer["report"]["accuracy"]
    assert set(report) >= {"n", "accuracy", "top3", "macro_f1", "ece", "per_class", "confusion"}
    out, _ = run(capsys, "evaluate", tmp_path / "b", collection)
    assert "n = 20" in out
    out, _ = run(capsys, "versus", bundle_path, tmp_path / "b", collection, "--json")
    assert json.loads(out)["difference"]["n"] == 20


def test_predict_says_what_it_can_and_fails_for_the_rest(
    capsys: pytest.CaptureFixture[str], bundle_path: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "a.jpg", tmp_path / "b.jpg"
    good.write_bytes(jpeg(pattern("dots", 3)))
    bad.write_bytes(b"nothing to see")
    out, err = run(capsys, "predict", bundle_path, good, bad, "--json", code=1)
    first, second = json.loads(out)
    assert first["file"] == str(good)
    assert set(first) == {"file", "top", "answer", "novelty", "prediction_set"}
    assert set(first["top"][0]) == {"label", "probability"}
    assert set(first["answer"]) == {"kind", "labels"}
    assert second["error"]["code"] == "unsupported_format"
    assert err.strip().splitlines()[-1].startswith(f"unsupported_format: {bad}:")
    out, _ = run(capsys, "predict", bundle_path, good)
    assert str(good) in out


def test_explain_draws_the_oriented_picture(
    capsys: pytest.CaptureFixture[str], bundle_path: Path, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = tmp_path / "turned.jpg"
    source.write_bytes(encoded(pattern("waves", 1, 300)[:200], "JPEG", exif=exif))
    out, _ = run(
        capsys, "explain", bundle_path, source, "--out", tmp_path / "x.png", "--label", "dots", "--json"
    )
    answer = json.loads(out)
    assert (answer["label"], answer["width"], answer["height"]) == ("dots", 200, 300)
    with Image.open(tmp_path / "x.png") as image:
        assert (image.mode, image.size) == ("RGBA", (200, 300))


def test_lists(capsys: pytest.CaptureFixture[str]) -> None:
    recipes = json.loads(run(capsys, "recipes", "--json")[0])
    assert [one["name"] for one in recipes][:2] == ["texture", "mobilenetv2-finetune"]
    assert len(recipes) == 10
    resnet = next(one for one in recipes if one["name"] == "resnet50-two-phase")
    assert resnet["published"][0]["figure"] == 0.8687
    assert "aidennz" in resnet["published"][0]["source"]
    assert set(recipes[0]["options"][0]) >= {"name", "type", "default", "description"}
    assert "folds=5" in run(capsys, "recipes")[0]
    backbones = json.loads(run(capsys, "backbones", "--json")[0])
    assert [one["name"] for one in backbones["backbones"]][:2] == ["mobilenetv2", "efficientnet-lite0"]
    assert {one["licence"] for one in backbones["backbones"]} == {"Apache-2.0"}
    listed = run(capsys, "backbones")[0]
    assert "efficientnet-lite0: EfficientNet-Lite0, 224 px" in listed and "None" not in listed


@pytest.mark.slow
def test_a_download_that_fails_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    def no_network(*_: object, **__: object) -> None:
        raise Exception("URL fetch failure on https://...: None -- no route to host")

    monkeypatch.setattr(keras.utils, "get_file", no_network)
    _, err = run(capsys, "backbones", "get", "mobilenetv2-imagenet", code=1)
    assert err.startswith("weights_invalid: The download of mobilenetv2-imagenet failed")
    assert "--backbone-weights" in err
    _, err = run(capsys, "backbones", "get", "resnet", code=1)
    assert "No backbone called 'resnet' is downloaded" in err
    _, err = run(capsys, "backbones", "make", "resnet", code=1)
    assert "No package is known for 'resnet'. There are efficientnet-lite0" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["evaluate", "{tmp}/none", "{tmp}"], "bundle_corrupt"),
        (["train", "{tmp}/none", "--out", "{tmp}/b"], "dataset_invalid"),
        (["train", "{tmp}", "--out", "{tmp}/b", "--recipe", "magic"], "unknown_recipe"),
        (["train", "{tmp}", "--out", "{tmp}/b", "--option", "folds"], "config_invalid"),
        (["train", "{tmp}", "--out", "{tmp}/b", "--option", "speed=11"], "config_invalid"),
        (["export", "{bundle}", "--format", "onnx", "--out", "{bundle}"], "config_invalid"),
        (["explain", "{bundle}", "{tmp}/none.jpg", "--out", "{tmp}/x.png"], "unreadable_image"),
    ],
)
def test_errors_have_a_code_and_an_exit_status(
    capsys: pytest.CaptureFixture[str], bundle_path: Path, tmp_path: Path, arguments: list[str], code: str
) -> None:
    filled = [one.format(tmp=tmp_path, bundle=bundle_path) for one in arguments]
    out, err = run(capsys, *filled, "--json", code=1)
    assert out == ""
    assert err.strip().splitlines()[-1].startswith(f"{code}: ")


def test_the_module_runs(bundle_path: Path, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(encoded(pattern("dots", 3), "PNG"))
    command = [sys.executable, "-m", "ml", "predict", str(bundle_path), str(picture), "--json"]
    outcome = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)[0]["file"] == str(picture)
    usage = subprocess.run([*command[:3], "paint"], cwd=ROOT, env=os.environ, capture_output=True, text=True)
    assert usage.returncode == 2
