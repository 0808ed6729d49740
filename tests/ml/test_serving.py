"""A loaded bundle: answers, explanations, threads, and no TensorFlow."""

import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml.errors import ConfigInvalid
from ml.explain import render, render_contrast, strength
from ml.explain.drawing import INDIGO, SOGA
from ml.images import ORIENTATIONS, turn, turn_back
from ml.models import Classifier
from ml.models.heads import block_places
from ml.records import Answer, Explanation
from ml.texture.gram import block_feature, gram
from tests.ml.patterns import KINDS, jpeg, pattern

ROOT = Path(__file__).resolve().parents[2]


def test_a_prediction_is_complete(classifier: Classifier) -> None:
    prediction = classifier.predict([pattern("stripes", 600, 300)])[0]
    assert prediction.top[0].label == "stripes"
    assert len(prediction.top) == 4
    assert sum(one.probability for one in prediction.top) == pytest.approx(1)
    assert prediction.embedding.dtype == np.float32
    assert np.linalg.norm(prediction.embedding) == pytest.approx(1, abs=1e-5)
    assert set(prediction.to_json()) == {"top", "answer", "novelty", "prediction_set"}
    assert len(classifier.references) == 48
    assert {label for _, label in classifier.references} == set(KINDS)


@pytest.mark.slow
def test_any_way_up_is_the_same_answer_and_the_same_places(bundle_path: Path) -> None:
    classifier = Classifier.load(bundle_path, any_way=True)
    picture = pattern("stripes", 601, classifier.info.input_size)
    upright = classifier.explain(picture)
    for way in range(ORIENTATIONS):
        turned = turn(picture, way)
        assert np.array_equal(turn_back(turned, way), picture)
        assert classifier.scores(turned).max() == pytest.approx(upright.score, abs=1e-4)
        prediction, explanations = classifier.predict_explained(turned)
        assert prediction.top[0].label == upright.label == explanations[0].label
        assert np.allclose(turn_back(explanations[0].places, way), upright.places, atol=1e-4)


def test_what_is_like_nothing_known_is_unknown(classifier: Classifier) -> None:
    known = classifier.predict([pattern(kind, 700 + seed) for kind in KINDS for seed in range(5)])
    y, x = np.mgrid[0:200, 0:200]
    foreign = [np.stack([x, y, 200 - x], axis=-1).astype(np.uint8), np.full((90, 90, 3), 200, np.uint8)]
    strange = classifier.predict(foreign)
    assert min(one.novelty for one in strange) > np.quantile([one.novelty for one in known], 0.9)
    assert all(one.answer == Answer("unknown") for one in strange)


def test_the_places_sum_to_the_score_less_its_bias(classifier: Classifier) -> None:
    bias = dict(zip(classifier.labels, classifier.head.ridge.bias, strict=True))
    for kind in KINDS:
        for label in (None, "waves"):
            explanation = classifier.explain(pattern(kind, 800, 224), label)
            assert explanation.places.shape == (28, 28)
            total = float(explanation.places.sum(dtype=np.float64))
            assert total == pytest.approx(explanation.first_order, abs=1e-4)
            whole = explanation.score - float(bias[explanation.label])
            assert total == pytest.approx(whole, abs=1e-4), "all of the score has its place"
    with pytest.raises(ConfigInvalid, match="'plaid'"):
        classifier.explain(pattern("dots", 1), "plaid")


def test_shares_are_exact_in_double_precision_whatever_the_taps() -> None:
    random = np.random.default_rng(0)
    for side, channels in ((5, 3), (4, 1), (1, 6)):
        features = random.normal(size=(side, side, channels)).astype(np.float32)
        slope = random.normal(size=channels * (channels + 1) // 2)
        shares, whole = block_places(features, slope)
        assert shares.sum() == pytest.approx(whole, abs=1e-12)
        assert whole == pytest.approx(slope @ block_feature(gram(features)), abs=1e-5)
    assert np.all(np.isfinite(block_places(np.zeros((4, 4, 2), np.float32), np.ones(3))[0]))


def test_a_contrast_is_the_difference_of_two_maps(classifier: Classifier) -> None:
    picture = pattern("stripes", 803)
    one, other = classifier.explain(picture, "stripes"), classifier.explain(picture, "dots")
    contrast = classifier.explain(picture, "stripes", "dots")
    assert np.allclose(contrast.places, one.places - other.places, atol=1e-6)
    assert contrast.score == pytest.approx(one.score - other.score, abs=1e-6)
    assert contrast.first_order == pytest.approx(float(contrast.places.sum()), abs=1e-4)
    image = np.asarray(Image.open(BytesIO(render_contrast(contrast, 60, 90))))
    colours = {tuple(pixel[:3]) for row in image for pixel in row if pixel[3] > 20}
    assert image.shape == (60, 90, 4) and colours <= {SOGA, INDIGO} and colours
    with pytest.raises(ConfigInvalid, match="itself"):
        classifier.explain(picture, "dots", "dots")


def test_the_explanation_points_at_what_matters(classifier: Classifier) -> None:
    """Greying the places that speak most for the answer costs more than greying those that speak least."""
    drops = []
    for seed in range(6):
        half = pattern("stripes", 900 + seed, 224)
        half[:, 112:] = half[:, 112:].mean(axis=(0, 1))
        explanation = classifier.explain(half, "stripes")
        order = np.argsort(-explanation.places.ravel())
        score = []
        for chosen in (order[:200], order[-200:]):
            mask = np.zeros(784, bool)
            mask[chosen] = True
            spoilt = half.copy()
            spoilt[np.kron(mask.reshape(28, 28), np.ones((8, 8), bool))] = 128
            score.append(classifier.explain(spoilt, "stripes").score)
        drops.append(score[1] - score[0])
    assert np.mean(drops) > 0


def test_one_pass_gives_the_same_as_two(classifier: Classifier) -> None:
    picture = pattern("checks", 601, 200)
    prediction, explanations = classifier.predict_explained(picture)
    assert prediction == classifier.predict([picture])[0]
    assert [one.label for one in explanations] == [one.label for one in prediction.top]
    assert np.array_equal(explanations[0].places, classifier.explain(picture).places)


def test_an_explanation_is_drawn_at_the_pictures_shape(classifier: Classifier) -> None:
    half = pattern("dots", 602)
    half[:, : half.shape[1] // 2] = pattern("stripes", 602)[:, : half.shape[1] // 2]
    explanation = classifier.explain(half, "dots")
    image = Image.open(BytesIO(render(explanation, 123, 457)))
    assert (image.mode, image.size) == ("RGBA", (457, 123))
    alpha = np.asarray(image)[..., 3]
    assert alpha.max() > 100
    assert alpha.min() == 0
    nothing = Explanation("x", 0.0, 0.0, -np.ones((28, 28), np.float32))
    assert strength(nothing.places).max() == 0
    with pytest.raises(ConfigInvalid):
        render(explanation, 0, 10)


def test_threads_get_the_same_answers(classifier: Classifier) -> None:
    pictures = [pattern(kind, 620) for kind in KINDS]
    alone = [one.to_json() for one in classifier.predict(pictures)]
    found: list[list[dict]] = []

    def ask() -> None:
        found.append([one.to_json() for one in classifier.predict(pictures)])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


@pytest.mark.xdist_group("keras")
def test_tensorflow_serves_the_same_answers(bundle_path: Path, classifier: Classifier) -> None:
    other = Classifier.load(bundle_path, threads=1, runtime="tensorflow")
    for kind in KINDS:
        ours, theirs = (one.predict([pattern(kind, 630)])[0] for one in (classifier, other))
        assert [one.label for one in ours.top] == [one.label for one in theirs.top]
        for a, b in zip(ours.top, theirs.top, strict=True):
            assert a.probability == pytest.approx(b.probability, abs=1e-4)
    with pytest.raises(ConfigInvalid, match="'abacus'"):
        Classifier.load(bundle_path, runtime="abacus")


def test_serving_needs_no_tensorflow(bundle_path: Path, tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(jpeg(pattern("dots", 1)))
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ml.models import Classifier\n"
        "from ml.images import decode\n"
        f"classifier = Classifier.load(Path({str(bundle_path)!r}))\n"
        f"prediction, _ = classifier.predict_explained(decode(Path({str(tmp_path / 'x.jpg')!r})))\n"
        "heavy = {'tensorflow', 'keras', 'h5py', 'django'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
