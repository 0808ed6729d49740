"""The options that recipes take: what each is for, its bounds or its choices."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ml.networks import DEFAULT
from ml.recipes.settings import Option, Settings

NETWORKS = (
    "mobilenetv2", "efficientnetb0", "efficientnetb2", "efficientnetv2s", "resnet50", "vgg19", "inceptionv3",
    DEFAULT.name,
)  # fmt: skip
"""What a recipe may stand on: Keras's own structures, and the network that Ragam ships."""

_BOUNDS: dict[str, tuple[str, str, float | None, float | None]] = {
    "seed": ("integer", "Decides folds, random weights and the order of batches.", 0, 2**31 - 1),
    "folds": ("integer", "Parts of the cross-validation.", 2, 10),
    "turned": ("boolean", "Learn from all eight flips and turns; eight times the work.", None, None),
    "fine": ("boolean", "Look at 320 px instead of 224, for fine patterns; twice the work.", None, None),
    "zoomed": ("boolean", "Learn from the enlarged middle too, a second scale; twice the work.", None, None),
    "studies": ("integer", "Further drawings of each class, where all are drawn motifs.", 0, 500),
    "embedding_size": ("integer", "Length of the similarity vector.", 8, 256),
    "image_size": ("integer", "Side of the input in pixels.", 32, 448),
    "epochs_head": ("integer", "Epochs of the new layers alone.", 1, 500),
    "epochs_tune": ("integer", "Epochs of the upper part of the network.", 0, 500),
    "batch_size": ("integer", "Images per step.", 2, 256),
    "learning_rate_head": ("number", "Step size for the new layers.", 1e-6, 0.1),
    "learning_rate_tune": ("number", "Step size for the upper part.", 1e-7, 0.01),
    "unfreeze": ("number", "Share (to 1) or number of layers that the second stage trains.", 0, 1000),
    "validation_share": ("number", "Share of the training images that is held back.", 0.05, 0.5),
    "hidden": ("integer", "Units of a hidden layer; 0 for none.", 0, 4096),
    "dropout": ("number", "Share of values dropped while training.", 0, 0.9),
    "l1": ("number", "Penalty on the size of weights.", 0, 1),
    "l2": ("number", "Penalty on the squared size of weights.", 0, 1),
    "label_smoothing": ("number", "Share of the truth given to other classes.", 0, 0.5),
    "class_weights": ("boolean", "Every class counts the same.", None, None),
    "patience": ("integer", "Epochs without gain before a stage ends; 0 for never.", 0, 100),
    "stop_at_accuracy": ("number", "Training accuracy at which it ends; 0 for never.", 0, 1),
    "super_resolution": ("boolean", "Read at half size, doubled by a learned sub-pixel network.", None, None),
}
_CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "network": (
        "The network it stands on. All but Ragam's own begin from random numbers unless weights are given.",
        NETWORKS,
    ),
    "balance": ("How classes with few images are helped.", ("none", "class_weights", "smote")),
    "augment": (
        "What is done to training pictures.",
        ("none", "flips", "turns", "elastic", "cutout", "mixup", "randaugment"),
    ),
    "schedule": ("How the step changes.", ("constant", "cosine", "plateau")),
    "attention": ("Attention over the last maps.", ("none", "channel", "spatial", "channel_spatial")),
}
_BASE = {one.name: one.default for one in fields(Settings)}
_FOR_RESEARCH = ("zoomed", "balance", "studies")
OF_TEXTURE = ("folds", "turned", "fine", "zoomed", "balance", "studies")
OF_NETWORKS = tuple(name for name in (*_BOUNDS, *_CHOICES) if name not in (*OF_TEXTURE, "network"))


def options_of(names: tuple[str, ...], defaults: Mapping[str, Any]) -> tuple[Option, ...]:
    """The options of these names, with the defaults of a recipe where it has its own."""
    made = []
    for name in names:
        default = defaults.get(name, _BASE[name])
        if name in _CHOICES:
            about, choices = _CHOICES[name]
            made.append(
                Option(name, "choice", default, about, choices=choices, research=name in _FOR_RESEARCH)
            )
        else:
            type_, about, low, high = _BOUNDS[name]
            made.append(Option(name, type_, default, about, low, high, research=name in _FOR_RESEARCH))
    return tuple(made)
