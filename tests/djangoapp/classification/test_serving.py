"""Which model answers, and that it is loaded once, whole, and without TensorFlow."""

from __future__ import annotations

from djangoapp.classification import serving
from djangoapp.training.services import bundle_register, model_promote
from ml.models import Bundle
from tests.djangoapp.classification.helpers import predicted
from tests.djangoapp.training.world import weave


def test_the_next_answer_names_the_new_version_and_a_roll_back_the_old(
    champion, vocabulary, visitor_client, other_bundle
):
    assert predicted(visitor_client, weave("dots", 1))["model_version"] == str(champion.id)
    other = bundle_register(Bundle.read(other_bundle), vocabulary)
    assert predicted(visitor_client, weave("dots", 2))["model_version"] == str(champion.id)
    model_promote(other)
    assert predicted(visitor_client, weave("dots", 3))["model_version"] == str(other.id)
    assert len(serving.shelf._loaded) == 1, "the old one is let go"
    model_promote(champion)
    assert predicted(visitor_client, weave("dots", 4))["model_version"] == str(champion.id)


def test_a_model_is_loaded_once(champion, visitor_client, monkeypatch):
    loads = []
    real = serving.Classifier.load
    monkeypatch.setattr(
        serving.Classifier, "load", lambda *given, **named: loads.append(1) or real(*given, **named)
    )
    for seed in range(3):
        predicted(visitor_client, weave("dots", seed))
    assert loads == [1]


def test_no_worker_loads_tensorflow(champion, visitor_client, monkeypatch):
    import sys

    for name in ("tensorflow", "keras"):  # Another test of this process may have trained by it.
        monkeypatch.delitem(sys.modules, name, raising=False)
    predicted(visitor_client, weave("dots", 1))
    assert "tensorflow" not in sys.modules and "keras" not in sys.modules


def test_the_runtime_is_the_one_that_is_set(champion, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(
        serving.Classifier, "load", lambda path, threads, **named: asked.append((path, threads, named))
    )
    settings.RAGAM_RUNTIME, settings.RAGAM_INFERENCE_THREADS = "tensorflow", 3
    serving.Shelf().get(champion)
    assert asked == [(champion.folder, 3, {"runtime": "tensorflow", "digest": champion.digest})]


def test_the_shelf_lets_the_longest_unused_go(champion, vocabulary, monkeypatch):
    from djangoapp.catalogue.services import vocabulary_ensure
    from djangoapp.training.models import ModelVersion

    monkeypatch.setattr(serving.Classifier, "load", lambda path, threads, **named: object())
    shelf = serving.Shelf(kept=2)
    versions = [champion]
    for number, slug in enumerate(("one", "two"), start=1):
        other, _ = vocabulary_ensure(slug)
        versions.append(
            ModelVersion.objects.create(
                vocabulary=other, number=1, bundle_path="x", digest=f"{number:064}", recipe="texture",
                backbone={}, labels=[], source="registered",
            )
        )  # fmt: skip
    shelf.get(versions[0])
    shelf.get(versions[1])
    kept = shelf.get(versions[0])
    shelf.get(versions[2])
    assert set(shelf._loaded) == {versions[0].vocabulary_id, versions[2].vocabulary_id}
    assert shelf.get(versions[0]) is kept
