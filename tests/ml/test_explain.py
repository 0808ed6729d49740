"""Maps by gradients, held against arithmetic; the check that they deserve belief; what happens when not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.cli import main
from ml.errors import ConfigInvalid, ExplanationWithheld
from ml.explain import GradientExplainer, check_head
from ml.explain.randomisation import LIMIT, verdict
from ml.explain.similarity import spearman, ssim
from ml.models import CLOSED, NETWORK_METHODS, Bundle, Classifier, bundle, shown_methods
from ml.models.withheld import RANDOMISATION
from ml.records import BundleInfo
from tests.ml.patterns import KINDS, jpeg, pattern

pytestmark = pytest.mark.xdist_group("keras")  # One process imports it.
SIDE = 32
ONE, OTHER = KINDS[0], KINDS[3]


def failed(*methods: str) -> dict[str, Any]:
    """Stored checks in which these methods did not pass."""
    found = {"random last layer": [[0.9, 0.8]]}
    return {RANDOMISATION: {method: verdict(found) for method in methods}}


@pytest.fixture(scope="module")
def record(bundle_path: Path) -> Bundle:
    """The record of a network bundle over four classes; its network is given beside it."""
    read = Bundle.read(bundle_path)
    info = replace(read.info, recipe="cnn-baseline", input_size=SIDE, checks={})
    return Bundle(read.path, info)


@pytest.fixture(scope="module")
def network() -> Any:
    """Smooth, so that finite differences tell its gradient; random numbers are as good as learned ones."""
    import keras

    keras.utils.set_random_seed(4)
    image = keras.Input((SIDE, SIDE, 3))
    maps = keras.layers.Rescaling(1 / 127.5, offset=-1)(image)
    maps = keras.layers.Conv2D(6, 5, strides=2, activation="tanh")(maps)
    maps = keras.layers.Conv2D(8, 3, strides=2, activation="softplus")(maps)
    pooled = keras.layers.GlobalAveragePooling2D()(maps)
    return keras.Model(image, [keras.layers.Dense(4, name="scores")(pooled), pooled, maps])


@pytest.fixture(scope="module")
def explainer(record: Bundle, network: Any) -> GradientExplainer:
    return GradientExplainer(record, network)


@pytest.fixture
def picture() -> np.ndarray:
    return pattern("waves", 21, SIDE)


def parts_of(explainer: GradientExplainer, picture: np.ndarray) -> tuple[np.ndarray, ...]:
    """Scores, last maps, and the last layer's weights and bias, float64."""
    scores, _, maps = explainer.network(picture[None].astype(np.float32), training=False)
    weights, bias = explainer.network.get_layer("scores").get_weights()
    arrays = (np.asarray(scores)[0], np.asarray(maps)[0], weights, bias)
    return tuple(one.astype(np.float64) for one in arrays)


def test_gradcam_is_the_class_activation_map_and_sums_to_the_score(
    explainer: GradientExplainer, picture: np.ndarray
) -> None:
    """With pooling and one dense layer the two are the same, and nothing of the score is lost."""
    scores, maps, weights, bias = parts_of(explainer, picture)
    for index in range(4):
        places = explainer.places(picture, "gradcam", index)
        np.testing.assert_allclose(places, maps @ weights[:, index] / maps[..., 0].size, atol=1e-6)
        assert places.sum() == pytest.approx(scores[index] - bias[index], abs=1e-4)


def test_gradcam_plus_is_its_papers_formula(explainer: GradientExplainer, picture: np.ndarray) -> None:
    _, maps, weights, _ = parts_of(explainer, picture)
    height, width, channels = maps.shape
    slope = weights[:, 2] / (height * width)  # The same at every place: the score is a mean of them.
    wanted = np.zeros((height, width))
    for channel in range(channels):
        below = 2 * slope[channel] ** 2 + maps[..., channel].sum() * slope[channel] ** 3
        share = slope[channel] ** 2 / below if abs(below) > 1e-12 else 0.0
        wanted += height * width * share * max(slope[channel], 0) * maps[..., channel]
    np.testing.assert_allclose(explainer.places(picture, "gradcam++", 2), wanted, rtol=1e-3, atol=1e-7)


def test_saliency_is_the_slope_that_finite_differences_find(
    explainer: GradientExplainer, picture: np.ndarray
) -> None:
    places = explainer.places(picture, "saliency", 1)
    row, column = np.unravel_index(places.argmax(), places.shape)
    pixels = picture.astype(np.float64)
    slopes = np.zeros((4, 4, 3))
    for where in np.ndindex(slopes.shape):
        at = (4 * row + where[0], 4 * column + where[1], where[2])
        moved = []
        for step in (8.0, -8.0):
            changed = pixels.copy()
            changed[at] += step
            moved.append(explainer.scores(changed)[1].astype(np.float64))
        slopes[where] = (moved[0] - moved[1]) / 16
    assert places[row, column] == pytest.approx(np.abs(slopes).max(axis=2).mean(), rel=0.05)


@pytest.mark.parametrize("method", NETWORK_METHODS)
def test_the_same_picture_gives_the_same_map(
    explainer: GradientExplainer, record: Bundle, network: Any, picture: np.ndarray, method: str
) -> None:
    """SmoothGrad's noise too is the same every time, in another process and object."""
    places = explainer.places(picture, method, 1)
    assert np.array_equal(places, GradientExplainer(record, network).places(picture, method, 1))
    assert np.all(np.isfinite(places)) and np.ptp(places) > 0
    assert not np.allclose(places, explainer.places(pattern("dots", 2, SIDE), method, 1))


def test_smoothgrad_is_not_saliency(explainer: GradientExplainer, picture: np.ndarray) -> None:
    smooth, plain = (explainer.places(picture, method, 1) for method in ("smoothgrad", "saliency"))
    assert not np.allclose(smooth, plain, rtol=0.02)
    assert spearman(smooth, plain) > 0, "the same question, asked of noisy neighbours"


def test_signed_contrasts_are_antisymmetric(
    explainer: GradientExplainer, classifier: Classifier, picture: np.ndarray
) -> None:
    """Why A and not B is the opposite of why B and not A."""
    one, other = (explainer.explain(picture, "gradcam", *pair) for pair in ((ONE, OTHER), (OTHER, ONE)))
    np.testing.assert_allclose(one.places, -other.places, atol=1e-6)
    assert one.score == pytest.approx(-other.score, abs=1e-6)
    closed = [classifier.explain(pattern("waves", 4), *pair) for pair in ((ONE, OTHER), (OTHER, ONE))]
    np.testing.assert_array_equal(closed[0].places, -closed[1].places)
    assert closed[0].first_order == -closed[1].first_order


@pytest.mark.parametrize("method", ["saliency", "smoothgrad"])
def test_unsigned_contrasts_are_symmetric(
    explainer: GradientExplainer, picture: np.ndarray, method: str
) -> None:
    """These say where the choice between the two is made, not for whom: they have no sign."""
    one, other = (explainer.explain(picture, method, *pair) for pair in ((ONE, OTHER), (OTHER, ONE)))
    np.testing.assert_allclose(one.places, other.places, rtol=1e-4)
    assert one.places.min() >= 0


def test_what_was_asked_stands_in_the_answer(explainer: GradientExplainer, picture: np.ndarray) -> None:
    scores = explainer.scores(picture)
    best = explainer.explain(picture, "gradcam")
    assert (best.label, best.against, best.method) == (KINDS[int(scores.argmax())], None, "gradcam")
    assert best.score == pytest.approx(float(scores.max()))
    pair = explainer.explain(picture, "gradcam++", ONE, OTHER)
    assert (pair.label, pair.against) == (ONE, OTHER)
    assert pair.score == pytest.approx(float(scores[0] - scores[3]), abs=1e-6)
    for label, against, named in (
        ("plaid", None, "'plaid'"),
        (ONE, "plaid", "'plaid'"),
        (ONE, ONE, "itself"),
    ):
        with pytest.raises(ConfigInvalid, match=named):
            explainer.explain(picture, "gradcam", label, against)
    with pytest.raises(ConfigInvalid, match="'tea leaves'"):
        explainer.places(picture, "tea leaves", 0)


@pytest.mark.slow
@pytest.mark.parametrize("method", NETWORK_METHODS)
def test_a_hidden_layer_does_not_hide_the_maps(record: Bundle, picture: np.ndarray, method: str) -> None:
    """Behind a hidden layer a bundle's places lie beside the scores' path; gradients need what is on it."""
    import keras

    from ml.networks.architectures import Structure, build
    from ml.recipes import TrainConfig

    keras.utils.set_random_seed(0)
    options = TrainConfig.from_options("cnn-cirebon", {"image_size": SIDE, "hidden": 8}).options()
    explainer = GradientExplainer(record, build(Structure.of("cnn-cirebon", options), len(KINDS)))
    places = explainer.places(picture, method, 1)
    assert np.all(np.isfinite(places)) and np.ptp(places) > 0


def test_a_texture_bundle_has_its_closed_form_alone(bundle_path: Path) -> None:
    read = Bundle.read(bundle_path)
    assert shown_methods(read.info) == (CLOSED,)
    with pytest.raises(ConfigInvalid, match="closed form"):
        GradientExplainer(read)


def test_every_bundle_keeps_the_check_of_its_maps(bundle_path: Path) -> None:
    found = Bundle.read(bundle_path).info.checks[RANDOMISATION]
    assert set(found) == {CLOSED}
    assert found[CLOSED]["passed"]
    assert set(found[CLOSED]["against"]) == {"random last layer", "shuffled labels", "random channels"}
    for one in found[CLOSED]["against"].values():
        assert 0 <= one["low"] <= one["similarity"] <= one["high"] <= 1
        assert one["similarity"] < LIMIT == found[CLOSED]["limit"]
        assert one["n"] == 8


def test_a_map_that_draws_the_picture_fails_its_check(classifier: Classifier) -> None:
    """Edges look like reasons, and are the same whatever the model has learned."""

    class Edges:
        ridge, feature, read = classifier.head.ridge, classifier.head.feature, classifier.head.read

        def with_ridge(self, ridge: object) -> "Edges":
            return self

        def places(self, outputs: list[np.ndarray], index: int) -> tuple[np.ndarray, float]:
            return np.linalg.norm(outputs[0], axis=2), 0.0

    outputs = [classifier.outputs(pattern(kind, seed)) for kind in KINDS for seed in range(3)]
    truth = np.repeat(np.arange(4), 3)
    found = check_head(Edges(), outputs, truth, 1.0)  # type: ignore[arg-type]
    assert not found["passed"]
    assert found["against"]["random last layer"]["similarity"] == pytest.approx(1)


def test_similarity_knows_the_same_and_the_different() -> None:
    random = np.random.default_rng(0)
    one, other = random.random((14, 14)), random.random((14, 14))
    assert spearman(one, one**3) == pytest.approx(1), "only the order counts"
    assert spearman(one, -one) == pytest.approx(-1)
    assert abs(spearman(one, other)) < 0.25
    assert ssim(one, one) == pytest.approx(1)
    assert abs(ssim(one, other)) < 0.25
    assert spearman(one, np.zeros_like(one)) == 0


def test_a_method_that_failed_is_withheld_and_the_others_are_not(
    record: Bundle, network: Any, picture: np.ndarray
) -> None:
    info = replace(record.info, checks=failed("gradcam++"))
    explainer = GradientExplainer(Bundle(record.path, info), network)
    assert shown_methods(info) == (CLOSED, "gradcam", "saliency", "smoothgrad")
    with pytest.raises(ExplanationWithheld, match=r"0\.85.*closed, gradcam, saliency, smoothgrad"):
        explainer.explain(picture, "gradcam++")
    assert explainer.explain(picture, "gradcam").method == "gradcam"


def rewritten(path: Path, info: BundleInfo) -> Path:
    bundle.write_info(path, info)
    return path


def test_a_bundle_whose_maps_failed_answers_without_them(bundle_copy: Path) -> None:
    info = Bundle.read(bundle_copy).info
    classifier = Classifier.load(rewritten(bundle_copy, replace(info, checks=failed(CLOSED))))
    prediction, explanations = classifier.predict_explained(pattern("dots", 6))
    assert prediction.top and explanations == ()
    with pytest.raises(ExplanationWithheld, match="The answer itself is not affected"):
        classifier.explain(pattern("dots", 6))


def explain(*arguments: object, code: int = 0) -> None:
    assert main(["explain", *map(str, arguments)]) == code


def test_the_command_line_contrasts_and_refuses(
    capsys: pytest.CaptureFixture[str], bundle_path: Path, bundle_copy: Path, tmp_path: Path
) -> None:
    file, out = tmp_path / "a.jpg", tmp_path / "why.png"
    file.write_bytes(jpeg(pattern("dots", 5, 120)))
    explain(bundle_path, file, "--label", "dots", "--against", "waves", "--out", out, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["label"], answer["against"], answer["method"]) == ("dots", "waves", CLOSED)
    assert np.sum(answer["places"]) == pytest.approx(answer["first_order"], abs=1e-3)
    explain(bundle_path, file, "--label", "dots", "--against", "waves", "--out", out)
    assert "why dots (brown) and not waves (blue)" in capsys.readouterr().out
    out.unlink()
    explain(bundle_path, file, "--method", "gradcam", "--out", out, code=1)
    assert capsys.readouterr().err.startswith("config_invalid: ")
    info = Bundle.read(bundle_copy).info
    rewritten(bundle_copy, replace(info, checks=failed(CLOSED)))
    explain(bundle_copy, file, "--out", out, code=1)
    assert capsys.readouterr().err.startswith("explanation_withheld: ")
    assert not out.exists()
