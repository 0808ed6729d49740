"""The table of recipes: ours, and the configurations of published projects, each with its source."""

from collections.abc import Mapping
from typing import Any

from ml.errors import UnknownRecipe
from ml.networks import DEFAULT
from ml.recipes.options import OF_NETWORKS, OF_TEXTURE, options_of
from ml.recipes.recipe import Published, Recipe

TEXTURE = "texture"
FINETUNE = "mobilenetv2-finetune"
RERUN = "configuration rerun, not the published result"
"""How a row is labelled that trains a published configuration on other images or from other weights."""

_SMOKE = {"image_size": 32, "epochs_head": 1, "epochs_tune": 0, "batch_size": 8, "hidden": 8}
_SMOKE_TUNED = {**_SMOKE, "epochs_tune": 1}


def _whole(name: str, title: str, source: str, description: str, **rest: Any) -> Recipe:
    """A network trained from nothing, all layers at once."""
    return _networked(
        name, title, source, description, {"epochs_tune": 0, **rest.pop("defaults")}, _SMOKE, **rest
    )


def _networked(
    name: str,
    title: str,
    source: str,
    description: str,
    defaults: Mapping[str, Any],
    smoke: Mapping[str, Any],
    *, open_network: bool = False, **rest: Any,
) -> Recipe:  # fmt: skip
    names = ("network", *OF_NETWORKS) if open_network else OF_NETWORKS
    options = options_of(names, defaults)
    return Recipe(name, title, source, description, options, defaults=defaults, smoke=smoke, **rest)


_CNN_PROJECT = (
    "github.com/ompiko/ML_D-Andre_024-Syafiq_128, 20 classes of indonesian-batik-motifs, split not stated"
)
_THEMES_PROJECT = "a MobileNetV2 and TFLite project with expert judgement: 420 images of four themes, README"
_CIREBON_PAPER = "a paper on Cirebon batik by CNN and saliency maps; both figures are on validation images"
_PAINTINGS_PROJECT = "github.com/sanjarakanovic/PaintingClassification, Painting-91"

_TABLE = (
    Recipe(
        TEXTURE,
        "Texture",
        "Second-order statistics of early layers, after Gatys et al. 2015 and Lin et al. 2015.",
        "Compares how often strokes, dots and curves occur together. Seconds to train, and best on batik.",
        options_of(("seed", *OF_TEXTURE, "embedding_size"), {}),
        audience="catalogue",
    ),
    Recipe(
        FINETUNE,
        "Fine-tuned network",
        "MobileNetV2 (Sandler et al. 2018), last layer first, then from block 14; without its weights "
        "EfficientNet-Lite (Tan and Le 2019) up to its third tap, new layers first, then all of it.",
        "Adapts a network that has learned from photographs: MobileNetV2 where its weights are given, "
        "EfficientNet-Lite where not. Minutes to train; for motifs told apart by shape.",
        options_of(
            (
                "seed",
                "image_size",
                "epochs_head",
                "epochs_tune",
                "batch_size",
                "learning_rate_head",
                "learning_rate_tune",
                "embedding_size",
            ),
            {},
        ),
        tapped={"network": DEFAULT.name, "unfreeze": 1.0, "augment": "flips", "label_smoothing": 0.1},
        smoke={"image_size": 96, "epochs_head": 1, "epochs_tune": 1, "batch_size": 16},
        published=(Published(0.42, "accuracy with MobileNetV2 at 128 px", _CNN_PROJECT),),
        audience="catalogue",
    ),
    _whole(
        "cnn-baseline",
        "Convolutional baseline",
        _CNN_PROJECT,
        "Four convolutional blocks with batch norm and dropout, 128 px, from nothing.",
        defaults={
            "network": "cnn-baseline",
            "image_size": 128,
            "epochs_head": 30,
            "hidden": 128,
            "dropout": 0.5,
        },
        published=(Published(0.35, "accuracy", _CNN_PROJECT),),
    ),
    _whole(
        "cnn-2block",
        "Two convolutional blocks",
        _THEMES_PROJECT,
        "Two convolutional blocks and a dense layer over every place; the project's custom variant, 80/20.",
        defaults={
            "network": "cnn-2block",
            "image_size": 128,
            "epochs_head": 30,
            "hidden": 128,
            "dropout": 0.3,
            "validation_share": 0.2,
        },
        published=(Published(0.74, "validation accuracy, from (to 0.78)", _THEMES_PROJECT),),
    ),
    _whole(
        "cnn-cirebon",
        "Three convolutional blocks",
        _CIREBON_PAPER,
        "32, 64 and 128 filters, 150 px, dropout 0.2, dense 64; the step falls when gains stop; 75/25.",
        defaults={
            "network": "cnn-cirebon",
            "image_size": 150,
            "epochs_head": 30,
            "hidden": 64,
            "dropout": 0.2,
            "validation_share": 0.25,
            "schedule": "plateau",
            "stop_at_accuracy": 0.98,
        },
        published=(
            Published(0.82, "accuracy in the abstract, validation", _CIREBON_PAPER),
            Published(0.87, "accuracy in the table, validation (112 of 128)", _CIREBON_PAPER, 128),
        ),
    ),
    _networked(
        "cnn-cirebon-saliency",
        "Retrained on painted pictures",
        _CIREBON_PAPER,
        "A first network paints where its own answer comes from, never where the truth does, and a second "
        "learns from the painted pictures. Painting is part of the network, the same for test pictures.",
        {
            "network": "cnn-cirebon",
            "image_size": 150,
            "epochs_head": 30,
            "epochs_tune": 30,
            "hidden": 64,
            "dropout": 0.2,
            "validation_share": 0.25,
            "schedule": "plateau",
            "stop_at_accuracy": 0.98,
            "learning_rate_tune": 1e-3,
        },
        _SMOKE_TUNED,
    ),
    _networked(
        "mobilenetv2-themes",
        "Themes by MobileNetV2",
        _THEMES_PROJECT,
        "Learns the broader labels (architecture, culture, flora, fauna) instead of the motifs, 80/20.",
        {
            "network": "mobilenetv2",
            "epochs_head": 10,
            "epochs_tune": 10,
            "unfreeze": 30.0,
            "dropout": 0.2,
            "validation_share": 0.2,
        },
        _SMOKE_TUNED,
        published=(Published(0.78, "validation accuracy, at best", _THEMES_PROJECT),),
        broader=True,
    ),
    _networked(
        "efficientnetb2-augmented",
        "Augmented EfficientNetB2",
        _CNN_PROJECT,
        "EfficientNetB2 with augmentation, class weights and early stopping.",
        {
            "network": "efficientnetb2",
            "image_size": 260,
            "epochs_head": 10,
            "epochs_tune": 20,
            "unfreeze": 0.3,
            "dropout": 0.3,
            "augment": "turns",
            "class_weights": True,
            "patience": 5,
        },
        _SMOKE,
        published=(Published(0.69, "accuracy with EfficientNetB2", _CNN_PROJECT),),
    ),
    _networked(
        "resnet50-two-phase",
        "ResNet50 in two phases",
        "github.com/aidennz/Batik-Classification",
        "Head at 1e-4, then the last 30 layers at 1e-5; batch norm, dense 256, dropout 0.5, patience 5.",
        {
            "network": "resnet50",
            "epochs_head": 30,
            "epochs_tune": 45,
            "unfreeze": 30.0,
            "hidden": 256,
            "dropout": 0.5,
            "patience": 5,
            "learning_rate_head": 1e-4,
            "learning_rate_tune": 1e-5,
        },
        _SMOKE_TUNED,
        published=(
            Published(
                0.8687,
                "accuracy on the test images that early stopping also used",
                "github.com/aidennz/Batik-Classification, batik-nusantara",
                160,
            ),
        ),
    ),
    _networked(
        "efficientnetb0-painting",
        "Painting style and artist",
        _PAINTINGS_PROJECT,
        "Feature extraction, or 10 to 100 % of the network unfrozen, with L1, L2 or label smoothing 0.1.",
        {
            "network": "efficientnetb0",
            "epochs_head": 10,
            "epochs_tune": 0,
            "dropout": 0.2,
            "label_smoothing": 0.1,
        },
        _SMOKE,
        open_network=True,
        published=(
            Published(0.755, "accuracy, 13 styles", _PAINTINGS_PROJECT),
            Published(0.647, "accuracy, 91 artists", _PAINTINGS_PROJECT),
        ),
    ),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _TABLE}


def recipe_named(name: str) -> Recipe:
    """Look a recipe up; raises UnknownRecipe with the names there are."""
    if name not in RECIPES:
        raise UnknownRecipe(f"No recipe is called {name!r}. There are {', '.join(RECIPES)}.")
    return RECIPES[name]
