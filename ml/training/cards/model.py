"""The model card: what a model is, is for, and is worth, after Mitchell et al. (2019)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ml.datasets import Manifest
from ml.figures import ClassReport, Estimate, EvaluationReport
from ml.models import bundle, why_withheld
from ml.models.withheld import RANDOMISATION
from ml.networks import describe
from ml.pages import Block, Cell, Figure, Page, Section, Table, Text
from ml.recipes import RERUN, TEXTURE, recipe_named
from ml.records import BundleInfo
from ml.training.cards.worth import promises
from ml.training.head_fitting import Fitted

FEW = 10
"""Training images below which a class is named as learned from few."""

_WEIGHTS = (bundle.BACKBONE, bundle.BACKBONE_WEIGHTS, bundle.NETWORK, bundle.WEIGHTS, bundle.HEAD)


_STARTED = {
    "drawn": "Its network first learned from drawn cloth: all that it knows of photographs is from these "
    "images.",
    "random": "Its network began from random weights: all that it knows of pictures is from these images.",
}
_UNCHANGED = {"drawn": "Its network learned from drawn cloth alone and has never seen a photograph."}
"""Of the texture recipe, which leaves the network as it was."""


@dataclass(frozen=True)
class Facts:
    """What the card tells. `info` holds the hashes of the files that are there already."""

    info: BundleInfo
    manifest: Manifest
    fitted: Fitted
    test: EvaluationReport | None
    apart: Estimate | None
    """Accuracy on the test images that look like no training image."""
    cost: list[tuple[str, str]]


def model_page(facts: Facts) -> Page:
    """The model card."""
    info, title = facts.info, recipe_named(facts.info.recipe).title
    sections = [
        Section("What it is", [_details(facts), _weights(info)]),
        Section("What it is for, and not for", [Text(_intended(facts))]),
        Section("How well it answers", _figures(facts)),
        Section("What its answers are worth", [promises(info, facts.fitted.worth, facts.test), Text(_SAYS)]),
        Section("Known weak at", _weak(info)),
        Section("Every class", [_classes(facts)]),
        Section("What changes its answers", [Text(_factors(info))]),
        Section("Its reasons", _reasons(info)),
        Section("Cautions", [Text(_cautions(facts))]),
        Section("The same again", [Text(_again(info)), _versions(info)]),
        Section("This run", [Table(("", ""), [("made at", info.created_at), *facts.cost])]),
    ]
    lead = (
        f"Names one of {len(info.labels)} classes on a picture; recipe `{info.recipe}`. Written by the "
        "training itself. Figures carry their 95 % interval and the number of images (n)."
    )
    return Page(f"Model card: {title}", lead, sections)


def _details(facts: Facts) -> Table:
    info, recipe = facts.info, recipe_named(facts.info.recipe)
    rows: list[tuple[Cell, ...]] = [
        ("recipe", f"{recipe.name}: {recipe.description}"),
        ("from", recipe.source),
        ("stands on", describe(info.backbone)),
        ("input", f"{info.input_size} x {info.input_size} pixels, sRGB, upright, squashed to a square"),
        ("learned from", _learned_from(info)),
        ("digest of these images", f"`{info.snapshot_digest}`"),
        ("options", _options(info)),
        (
            "licence",
            "Not stated: it follows from the images (data-card.md) and from the weights it stands on.",
        ),
    ]
    if recipe.published:
        rows.append(("published elsewhere", f"{RERUN}: their figures are theirs, on their data"))
    return Table(("", ""), rows)


def _learned_from(info: BundleInfo) -> str:
    further = ""
    if studies := info.options.get("studies"):
        further = f", {int(studies) * len(info.labels)} further drawings of them"
    return f"{info.n_train:,} images of {len(info.labels)} classes (see data-card.md){further}"


def _options(info: BundleInfo) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(info.options.items()) if value != "")


def _weights(info: BundleInfo) -> Table:
    rows = [(name, f"`{info.files[name]}`") for name in _WEIGHTS if name in info.files]
    return Table(("file of numbers", "sha256"), rows)


def _intended(facts: Facts) -> str:
    names = ", ".join(facts.info.labels)
    return (
        "**For** suggesting which of these classes a photograph shows, to people who check: "
        f"{names}.\n\n**For** finding pictures that look alike, and pictures unlike all it has "
        "learned.\n\n**Not for** saying whether an object is genuine, how old it is, what it is worth, who "
        "made it or whom it belongs to; it saw nothing of these. **Not for** classes that are not listed: "
        "it can call a picture unknown, and is sometimes wrong in that too. **Not for** decisions that "
        "nobody looks at again."
    )


def _figures(facts: Facts) -> list[Block]:
    columns = ["figure", _held_out_as(facts)]
    reports = [facts.fitted.held_out]
    if facts.test:
        columns.append("test part, which chose nothing")
        reports.append(facts.test)
    rows: list[list[Cell]] = [
        [name, *(_cell(one, name) for one in reports)]
        for name in ("accuracy", "among the best three", "macro F1", "Cohen's kappa", "calibration error")
    ]
    rows.append(["can be answered at 5 % error", *(one.risk_coverage.coverage_at_5 for one in reports)])
    blocks: list[Block] = [Table(columns, rows)]
    if facts.apart is not None:
        blocks.append(
            Table(("on the test part", ""), [["accuracy without look-alikes in training", facts.apart]])
        )
    return blocks


def _held_out_as(facts: Facts) -> str:
    if facts.info.recipe == TEXTURE:
        return f"held out, by cross-validation in {facts.info.options['folds']} folds"
    return "held out, on the validation part"


def _cell(report: EvaluationReport, name: str) -> Cell:
    plain = {"Cohen's kappa": report.kappa, "calibration error": report.calibration.error}
    if name in plain:
        return Figure(plain[name], "plain")
    shares = {"accuracy": report.accuracy, "among the best three": report.top3, "macro F1": report.macro_f1}
    return shares[name]


_SAYS = (
    "Calibration, sets and novelty are cross-fitted above: each held-out image is judged by what the "
    "others fitted. On out-of-distribution pictures (things, paintings, other cloth) this training measured "
    "nothing: how well those are told apart has to be measured on such pictures."
)


def _weak(info: BundleInfo) -> list[Block]:
    if not info.known_weak:
        return [
            Text(
                "No class is surely recognised less than the rest, and none surely often taken for "
                "another. With few images of a class that means little: see its interval below."
            )
        ]
    return [Text("\n\n".join(f"**{one['label']}**: {one['sentence']['en']}" for one in info.known_weak))]


def _classes(facts: Facts) -> Table:
    learned = Counter(item.label for item in facts.manifest.train)
    columns = ["class", "images learned from", "held out: found"]
    held_out = {one.label: one for one in facts.fitted.held_out.per_class}
    test = {one.label: one for one in facts.test.per_class} if facts.test else {}
    rows: list[list[Cell]] = [
        [label, learned[label], _recall(held_out.get(label))] for label in facts.info.labels
    ]
    if test:
        columns += ["test: found", "test: right when named"]
        rows = [[*row, _recall(test.get(str(row[0]))), _precision(test.get(str(row[0])))] for row in rows]
    return Table(columns, rows)


def _recall(one: ClassReport | None) -> Cell:
    return one.recall if one and one.support else None


def _precision(one: ClassReport | None) -> Cell:
    return one.precision if one and one.support else None


def _factors(info: BundleInfo) -> str:
    if info.options.get("turned") or info.options.get("augment") == "turns":
        turns = (
            "It learned from pictures turned and mirrored: any way round should do, a little worse upright."
        )
    else:
        turns = (
            "It learned from pictures as they lie, not from quarter turns: **a cloth photographed the "
            "other way round is likely to be answered worse.** Turn it as the training images lie."
        )
    return (
        f"{turns} Asked with `--any-way` it looks in all eight orientations, for eight times the "
        "work.\n\nTurns, crops, scale, blur, light, compression and grey were not measured by this "
        "training. Measure them with `python -m ml evaluate BUNDLE DIR --robustness`."
    )


def _reasons(info: BundleInfo) -> list[Block]:
    found = info.checks.get(RANDOMISATION, {})
    rows: list[list[Cell]] = [
        [method, name, _similarity(kind), "shown" if why_withheld(info, method) is None else "withheld"]
        for method, one in found.items()
        for name, kind in one["against"].items()
    ]
    limit = next(iter(found.values()))["limit"] if found else 0.0
    return [
        Text(
            "Maps of where an answer comes from. Each way of making them was compared with models that "
            "know nothing (parameter randomisation, Adebayo et al. 2018): a map that stays as it was draws "
            f"the picture, not the reason, so one with a similarity of {limit:.2f} or more is withheld."
        ),
        Table(("method", "compared with", "similarity (0 to 1)", ""), rows),
    ]


def _similarity(found: Mapping[str, Any]) -> str:
    return f"{found['similarity']:.2f} ({found['low']:.2f} to {found['high']:.2f}, n = {found['n']})"


def _cautions(facts: Facts) -> str:
    info = facts.info
    lines = [
        "It repeats what its labels say, their mistakes included; `python -m ml audit` looks for these.",
        "A name is a likeness of patterns. What a motif means, and who may wear it, is told by people.",
    ]
    learned = Counter(item.label for item in facts.manifest.train)
    few = [label for label in info.labels if learned[label] < FEW]
    if few:
        lines.append(f"Learned from fewer than {FEW} images: {', '.join(few)}.")
    started = _UNCHANGED if info.recipe == TEXTURE else _STARTED
    if info.backbone.kind in started:
        lines.append(started[info.backbone.kind])
    if facts.test is None:
        lines.append("There was no test part: held-out figures chose its settings too, and may flatter it.")
    return "\n".join(f"- {line}" for line in lines)


def _again(info: BundleInfo) -> str:
    return (
        f"Seed {info.options.get('seed', 0)}. On a CPU the same images, options, weights and library "
        "versions give the same numbers, byte by byte; only the section below, `bundle.json` and its sum "
        "differ."
    )


def _versions(info: BundleInfo) -> Table:
    return Table(("library", "version"), sorted(info.library_versions.items()))
