"""No bundle serves that cannot: each way to be broken is refused by its code, without a path."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml.cli import main
from ml.errors import BundleCorrupt, BundleIncompatible, MlError, NotVerified
from ml.models import Bundle, Classifier, ModelRegistry, file_states, verify, verifying
from tests.support import bad_bundles

ROOT = Path(__file__).resolve().parents[2]


def refusal(bundle: Path) -> MlError:
    """What is said of a bundle, by whatever looks at it first."""
    with pytest.raises((BundleCorrupt, BundleIncompatible)) as caught:
        read = Bundle.read(bundle)
        verifying._require_plain_numbers(read)
        Classifier.of(read, threads=1)
    return caught.value


@pytest.mark.parametrize("name", bad_bundles.BAD)
def test_each_kind_of_broken_bundle_is_refused(bundle_copy: Path, name: str) -> None:
    code, spoil = bad_bundles.BAD[name]
    spoil(bundle_copy)
    error = refusal(bundle_copy)
    assert error.code == code, error
    assert str(bundle_copy.parent) not in str(error) and "/tmp" not in str(error)
    assert not (bundle_copy.parent / "trap").exists(), "nothing inside a bundle is ever unpickled"


@pytest.mark.parametrize("name", ["weights that are no numbers", "garbage network", "a pipe for a file"])
def test_the_registry_takes_none_of_them_in(bundle_copy: Path, tmp_path: Path, name: str) -> None:
    good = Bundle.read(bundle_copy)
    code, spoil = bad_bundles.BAD[name]
    spoil(bundle_copy)
    registry = ModelRegistry(tmp_path / "models")
    try:
        incoming = Bundle.read(bundle_copy)
    except BundleCorrupt:
        incoming = good  # Spoilt after it had been read.
    with pytest.raises((BundleCorrupt, BundleIncompatible)) as caught:
        registry.add(incoming)
    assert caught.value.code == code
    assert list((tmp_path / "models").iterdir()) == []


def test_a_model_is_asked_in_a_process_of_its_own(
    bundle_path: Path, bundle_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_answered", set())
    asked: list[list[str]] = []
    real = subprocess.run
    monkeypatch.setattr(
        verifying.subprocess, "run", lambda command, **rest: asked.append(command) or real(command, **rest)
    )
    for _ in range(2):
        verify(Bundle.read(bundle_path))
    assert len(asked) == 1, "the same bytes need no second question"
    bad_bundles.BAD["head of another shape"][1](bundle_copy)
    with pytest.raises(BundleIncompatible, match=r"do not fit 4 classes"):
        verify(Bundle.read(bundle_copy))


@pytest.mark.parametrize(
    ("child", "said"),
    [
        ("import os; os.abort()", "died"),
        ("print('[1, 2')", "died"),
        (
            "from ml.models import verifying as v; v._CPU_SECONDS = 1; v._limit()\nwhile True: pass",
            "processor",
        ),
    ],
)
def test_a_model_that_takes_its_process_along_or_never_ends_is_refused(
    bundle_path: Path, monkeypatch: pytest.MonkeyPatch, child: str, said: str
) -> None:
    monkeypatch.setattr(verifying, "_answered", set())
    monkeypatch.setattr(verifying, "_CHILD", child)
    with pytest.raises(BundleIncompatible, match=said):
        verify(Bundle.read(bundle_path))


@pytest.mark.parametrize(
    "child", ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "import time; time.sleep(60)"]
)
def test_a_machine_that_ends_the_question_says_nothing_of_the_model(
    bundle_path: Path, monkeypatch: pytest.MonkeyPatch, child: str
) -> None:
    monkeypatch.setattr(verifying, "_answered", set())
    monkeypatch.setattr(verifying, "_CHILD", child)
    monkeypatch.setattr(verifying, "_SECONDS", 2)
    with pytest.raises(NotVerified, match="Try again"):
        verify(Bundle.read(bundle_path))


def test_asking_leaves_the_asking_process_without_what_runs_networks(bundle_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom ml.models import Bundle, verify\n"
        f"verify(Bundle.read(Path({str(bundle_path)!r})))\n"
        "heavy = {'tensorflow', 'keras', 'ai_edge_litert', 'django'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr


def test_what_the_record_does_not_name_is_neither_read_nor_copied(bundle_copy: Path, tmp_path: Path) -> None:
    """Such as what a NAS or a Mac leaves lying."""
    (bundle_copy / ".DS_Store").write_bytes(b"a Mac was here")
    (bundle_copy / "everything").symlink_to("/etc")
    subprocess.run(["mkfifo", str(bundle_copy / "pipe")], check=True)
    stored = ModelRegistry(tmp_path / "models").add(Bundle.read(bundle_copy))
    files = {path.name for path in stored.iterdir()}
    assert files == {*Bundle.read(stored).info.files, "bundle.json", "bundle.sha256"}


def test_a_damaged_copy_is_mended_by_adding_the_bundle_again(bundle_path: Path, tmp_path: Path) -> None:
    registry = ModelRegistry(tmp_path / "models")
    stored = registry.add(Bundle.read(bundle_path))
    (stored / "head.npz").write_bytes(b"damaged")
    assert registry.add(Bundle.read(bundle_path)) == stored
    assert Bundle.read(stored).info == Bundle.read(bundle_path).info
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def test_another_bundle_in_its_place_is_found(bundle_path: Path, bundle_copy: Path) -> None:
    digest = Bundle.read(bundle_path).info.digest
    bad_bundles.record(bundle_copy, temperature=2.0)
    assert Bundle.read(bundle_copy).info.temperature == 2.0
    with pytest.raises(BundleCorrupt, match="another bundle"):
        Bundle.read(bundle_copy, digest)
    with pytest.raises(BundleCorrupt, match="another bundle"):
        Classifier.load(bundle_copy, digest=digest)


def test_any_change_to_a_file_shows_in_its_state(bundle_copy: Path) -> None:
    before = file_states(bundle_copy)
    assert before == file_states(bundle_copy) and len(before) == len(list(bundle_copy.iterdir()))
    content = (bundle_copy / "head.npz").read_bytes()
    (bundle_copy / "head.npz").write_bytes(content)
    assert file_states(bundle_copy) != before, "written anew, even with the same bytes"
    shutil.rmtree(bundle_copy)
    assert file_states(bundle_copy) == ()


def test_a_picture_that_brings_no_number_is_refused_by_itself(classifier: Classifier) -> None:
    other = classifier.recorded_as(classifier.bundle)
    ridge = classifier.head.ridge
    other.head = classifier.head.with_ridge(replace(ridge, bias=np.full_like(ridge.bias, np.nan)))
    with pytest.raises(BundleIncompatible, match="no number"):
        other.predict([np.zeros((50, 50, 3), np.uint8)])


def test_the_command_says_whether_a_bundle_can_serve(
    bundle_path: Path, bundle_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle_path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["digest"] == Bundle.read(bundle_path).info.digest and len(said["labels"]) == 4
    bad_bundles.BAD["weights that are no numbers"][1](bundle_copy)
    assert main(["verify", str(bundle_copy)]) == 1
    assert capsys.readouterr().err.startswith("bundle_incompatible: ")
