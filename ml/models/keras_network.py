"""The Keras network of a bundle, rebuilt by our own code from allow-listed names, with its numbers."""

from typing import Any

from ml.errors import BundleIncompatible, ExportFailed
from ml.models import bundle
from ml.models.bundle import Bundle
from ml.networks.architectures import Structure, build
from ml.networks.fine_tuned import build_network
from ml.networks.mobilenetv2 import MOBILENETV2, untrained_mobilenetv2
from ml.networks.resolving import spec_named
from ml.recipes import FINETUNE, RECIPES, TEXTURE
from ml.records import BundleInfo


def network_of(source: Bundle) -> Any:
    """Float RGB 0..255 (n, s, s, 3) in; a texture bundle's tapped maps, or [scores, pooled, maps], out.

    Raises ExportFailed when the bundle was made from a LiteRT backbone and so has no Keras weights,
    BundleIncompatible for a structure of another time.
    """
    network = structure(source.info)
    weights = bundle.BACKBONE_WEIGHTS if source.info.recipe == TEXTURE else bundle.WEIGHTS
    if weights not in source.info.files:
        raise ExportFailed(
            "This bundle was trained from a LiteRT backbone, so it has no Keras weights to export. "
            "Train it from the .h5 file."
        )
    try:
        network.load_weights(str(source.file(weights)))
    except (ValueError, KeyError) as error:
        raise BundleIncompatible(f"{weights} does not fit its structure ({error}).") from error
    return network


def structure(info: BundleInfo) -> Any:
    """The network behind a bundle's record, without its numbers; raises BundleIncompatible."""
    if info.recipe == TEXTURE:
        return spec_named(info.backbone.name).keras(info.input_size)
    if (
        info.recipe == FINETUNE
        and (network := info.options.get("network", MOBILENETV2.name)) != MOBILENETV2.name
    ):
        return build(Structure(network, info.input_size), len(info.labels))
    if info.recipe == FINETUNE:
        return build_network(untrained_mobilenetv2(info.input_size), len(info.labels))
    if info.recipe in RECIPES:
        return build(Structure.of(info.recipe, info.options), len(info.labels))
    raise BundleIncompatible(f"Recipe {info.recipe!r} has no structure in this version.")
