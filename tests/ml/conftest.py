"""One small collection and one trained bundle that the engine's tests share."""

import pickle
import shutil
from pathlib import Path

import pytest

from ml.datasets import Manifest
from ml.models import Classifier
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.training import TrainResult, train
from tests.ml.patterns import write_folder
from tests.support.sharing import made_once


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`{train,test}/<class>/*.jpg`: four kinds of pattern, 12 and 5 of each."""

    def make(folder: Path) -> None:
        write_folder(folder / "train", 12)
        write_folder(folder / "test", 5, first_seed=500)

    return made_once(tmp_path_factory, "patterns", make)


@pytest.fixture(scope="session")
def manifest(collection: Path) -> Manifest:
    return Manifest.from_folder(collection)


@pytest.fixture(scope="session")
def texture_training(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Path:
    """A texture training on the shipped network: its bundle, its cache, what it returned and told."""

    def make(folder: Path) -> None:
        told: list[Progress] = []
        result = train(
            TrainConfig(), manifest, folder / "texture", cache_dir=folder / "cache", on_progress=told.append
        )
        (folder / "result").write_bytes(pickle.dumps((result.report, result.held_out, told)))

    return made_once(tmp_path_factory, "texture-training", make)


@pytest.fixture(scope="session")
def trained(texture_training: Path) -> tuple[TrainResult, list[Progress]]:
    """A texture bundle on the shipped network, and the progress that its training reported."""
    report, held_out, told = pickle.loads((texture_training / "result").read_bytes())
    return TrainResult(Classifier.load(texture_training / "texture", threads=1), report, held_out), told


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory, texture_training: Path) -> Path:
    """A cache of this process's own, with what the texture training computed."""
    return Path(shutil.copytree(texture_training / "cache", tmp_path_factory.mktemp("cache") / "cache"))


@pytest.fixture(scope="session")
def bundle_path(trained: tuple[TrainResult, list[Progress]]) -> Path:
    return trained[0].bundle_path


@pytest.fixture
def bundle_copy(bundle_path: Path, tmp_path: Path) -> Path:
    """The bundle, for a test to damage."""
    return Path(shutil.copytree(bundle_path, tmp_path / "copy"))


@pytest.fixture(scope="session")
def classifier(trained: tuple[TrainResult, list[Progress]]) -> Classifier:
    return trained[0].classifier
