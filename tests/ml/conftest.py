"""One small collection and one trained bundle that the engine's tests share."""

import shutil
from pathlib import Path

import pytest

from ml.datasets import Manifest
from ml.models import Classifier
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.training import TrainResult, train
from tests.ml.patterns import write_folder


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`{train,test}/<class>/*.jpg`: four kinds of pattern, 12 and 5 of each."""
    root = tmp_path_factory.mktemp("collection")
    write_folder(root / "train", 12)
    write_folder(root / "test", 5, first_seed=500)
    return root


@pytest.fixture(scope="session")
def manifest(collection: Path) -> Manifest:
    return Manifest.from_folder(collection)


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def trained(
    manifest: Manifest, cache_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrainResult, list[Progress]]:
    """A texture bundle on the shipped network, and the progress that its training reported."""
    told: list[Progress] = []
    out = tmp_path_factory.mktemp("bundles") / "texture"
    result = train(TrainConfig(), manifest, out, cache_dir=cache_dir, on_progress=told.append)
    return result, told


@pytest.fixture(scope="session")
def bundle_path(trained: tuple[TrainResult, list[Progress]]) -> Path:
    return trained[0].bundle_path


@pytest.fixture
def bundle_copy(bundle_path: Path, tmp_path: Path) -> Path:
    """The bundle, for a test to damage."""
    return Path(shutil.copytree(bundle_path, tmp_path / "copy"))


@pytest.fixture(scope="session")
def classifier(bundle_path: Path) -> Classifier:
    return Classifier.load(bundle_path, threads=1)
