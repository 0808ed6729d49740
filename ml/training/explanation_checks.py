"""The checks of a model's explanations, made at the end of its training and stored in its bundle."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml.datasets import Item
from ml.explain import LEARNED_FROM, check_head
from ml.images import read_for_network
from ml.models import CLOSED, Classifier
from ml.models.withheld import RANDOMISATION


def checks_for(learned: Sequence[Item], classifier: Classifier) -> dict[str, Any]:
    """`BundleInfo.checks` of a model, by method, on some of the pictures that it learned from.

    The closed map is checked by numpy alone, about a second. A Keras network's gradient maps are checked by
    TensorFlow, which its training has loaded anyway.
    """
    info = classifier.info
    items = fixed_choice(learned, LEARNED_FROM)
    pixels = [read_for_network(item.path, info.input_size) for item in items]
    truth = np.array([info.labels.index(item.label) for item in items])
    outputs = [classifier.outputs(image) for image in pixels]
    penalty = float(info.options.get("penalty", 1.0))
    found = {CLOSED: check_head(classifier.head, outputs, truth, penalty)}
    if classifier.bundle.has_keras_network:
        from ml.explain import check_network

        found |= check_network(classifier.bundle, pixels)
    return {RANDOMISATION: found}


def fixed_choice(items: Sequence[Item], count: int) -> list[Item]:
    """`count` of the items, always the same ones: by their sha256."""
    return sorted(items, key=lambda item: item.sha256)[:count]
