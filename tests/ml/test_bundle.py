"""Bundles on disk and in the registry: immutable, verified, whole or not at all."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml.errors import BundleCorrupt, BundleIncompatible, ConfigInvalid, StorageFull
from ml.models import Bundle, Classifier, ModelRegistry, bundle, sweep_staging

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name",
    ["backbone.tflite", "head.npz", "index.json", "report.json", "model-card.md", "data-card.md"],
)
def test_one_changed_byte_is_found_and_named(bundle_copy: Path, name: str) -> None:
    path = bundle_copy / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BundleCorrupt, match=name.replace(".", r"\.")):
        Classifier.load(bundle_copy)


def test_a_changed_record_is_refused(bundle_copy: Path) -> None:
    record = bundle_copy / bundle.INFO
    changed = {**json.loads(record.read_text()), "temperature": 2.0}
    record.write_text(json.dumps(changed, indent=2, ensure_ascii=False, sort_keys=True))
    with pytest.raises(BundleCorrupt, match=r"bundle\.json is not the file"):
        Bundle.read(bundle_copy)


def test_a_missing_file_or_folder_is_named(bundle_copy: Path, tmp_path: Path) -> None:
    (bundle_copy / "head.npz").unlink()
    with pytest.raises(BundleCorrupt, match=r"head\.npz"):
        Bundle.read(bundle_copy)
    with pytest.raises(BundleCorrupt, match="nothing"):
        Bundle.read(tmp_path / "nothing")
    (bundle_copy / "bundle.json").write_text("[]")
    with pytest.raises(BundleCorrupt, match=r"bundle\.json"):
        Bundle.read(bundle_copy)


def rewritten(path: Path, **changes: object) -> Path:
    """The bundle with another record and a sum that fits it, as a forger would leave it."""
    raw = json.loads((path / "bundle.json").read_text())
    raw.update(changes)
    content = json.dumps(raw).encode()
    (path / "bundle.json").write_bytes(content)
    (path / "bundle.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  bundle.json\n")
    return path


def test_other_formats_and_strange_fields_are_refused(bundle_copy: Path) -> None:
    with pytest.raises(BundleIncompatible, match="format 99"):
        Bundle.read(rewritten(bundle_copy, format_version=99))
    with pytest.raises(BundleCorrupt, match="surprise"):
        Bundle.read(rewritten(bundle_copy, format_version=bundle.FORMAT_VERSION, surprise=1))


def test_a_file_outside_the_bundle_is_never_read(bundle_copy: Path) -> None:
    raw = json.loads((bundle_copy / "bundle.json").read_text())
    with pytest.raises(BundleCorrupt, match="passwd"):
        Bundle.read(rewritten(bundle_copy, files={**raw["files"], "../../etc/passwd": "0" * 64}))


def test_objects_in_an_array_file_are_refused(bundle_copy: Path) -> None:
    """A pickle inside a .npz would be code; it is never loaded, even when its hash fits."""
    np.savez(bundle_copy / "head.npz", **dict.fromkeys(("mean", "scale"), np.array([{}], dtype=object)))
    raw = json.loads((bundle_copy / "bundle.json").read_text())
    raw["files"]["head.npz"] = hashlib.sha256((bundle_copy / "head.npz").read_bytes()).hexdigest()
    with pytest.raises(BundleIncompatible, match=r"head\.npz"):
        Classifier.load(rewritten(bundle_copy, files=raw["files"]))


def test_parts_that_do_not_fit_are_refused_when_loading(bundle_copy: Path) -> None:
    raw = json.loads((bundle_copy / "bundle.json").read_text())
    with pytest.raises(BundleIncompatible, match="do not fit 5 classes"):
        Classifier.load(rewritten(bundle_copy, labels=[*raw["labels"], "one more"]))
    with pytest.raises(BundleIncompatible, match="224 px"):
        Classifier.load(rewritten(bundle_copy, labels=raw["labels"], input_size=96))


def test_a_bundle_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "bundle"
    with pytest.raises(RuntimeError), bundle.staging(out) as folder:
        (folder / "half").write_text("half")
        assert not out.exists()
        raise RuntimeError("a crash")
    assert list(out.parent.iterdir()) == []
    with bundle.staging(out) as folder:
        (folder / "whole").write_text("whole")
    assert [path.name for path in out.iterdir()] == ["whole"]
    with pytest.raises(ConfigInvalid, match="exists already"), bundle.staging(out):
        pass


def test_what_a_killed_process_left_is_swept_and_what_one_writes_is_not(tmp_path: Path) -> None:
    program = (
        "import sys, os, signal; from pathlib import Path; from ml.models import bundle\n"
        "with bundle.staging(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'head.npz').write_bytes(b'half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "killed")], cwd=ROOT)
    (tmp_path / ".hidden").mkdir()
    [left] = tmp_path.glob(".killed.*")
    assert sweep_staging(tmp_path) == 0, "one just made may not be held yet"
    with bundle.staging(tmp_path / "alive") as held:
        for folder in (left, held):
            os.utime(folder, (0, 0))
        assert sweep_staging(tmp_path) == 1
        assert held.is_dir() and not left.exists()
    assert (tmp_path / "alive").is_dir() and (tmp_path / ".hidden").is_dir()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageFull, match="bundle"), bundle.staging(tmp_path / "bundle"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PermissionError), bundle.staging(tmp_path / "bundle"):
        raise PermissionError(errno.EACCES, "not for you")


def test_the_registry_keeps_each_bundle_once(bundle_path: Path, tmp_path: Path) -> None:
    registry = ModelRegistry(tmp_path / "models")
    assert registry.list() == []
    stored = registry.add(Bundle.read(bundle_path))
    digest = Bundle.read(bundle_path).info.digest
    assert stored == tmp_path / "models" / digest
    assert registry.add(Bundle.read(bundle_path)) == stored
    assert registry.list() == [digest]
    assert registry.get(digest).info == Bundle.read(bundle_path).info
    assert Classifier.load(stored).labels == Classifier.load(bundle_path).labels


def test_the_registry_refuses_what_does_not_verify(bundle_copy: Path, tmp_path: Path) -> None:
    registry = ModelRegistry(tmp_path / "models")
    read = Bundle.read(bundle_copy)
    shutil.copy(bundle_copy / "index.json", bundle_copy / "report.json")
    with pytest.raises(BundleCorrupt, match=r"report\.json"):
        registry.add(read)
    bundle.write_info(bundle_copy, replace(read.info, files={}))
    with pytest.raises(BundleCorrupt, match="changed after it had been read"):
        registry.add(read)
    assert registry.list() == []
    for digest in ("../..", "0" * 64, ""):
        with pytest.raises(BundleCorrupt):
            registry.get(digest)
