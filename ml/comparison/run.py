"""Train and score rows on the same parts, one after the other; a row that fails does not lose the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

from ml.comparison.measure import Request, measure, measure_apart
from ml.comparison.parts import Part, Parts, parts_of
from ml.comparison.rows import Answers, Cost, Failure, Outcome, RowSpec
from ml.comparison.store import Store
from ml.datasets import Manifest
from ml.errors import ConfigInvalid, MlError
from ml.evaluation import compare_reports, report, wilson
from ml.files import sha256_of
from ml.networks.efficientnet_lite import SHIPPED
from ml.recipes import TEXTURE, Published, TrainConfig, recipe_named
from ml.recipes.table import RERUN
from ml.records import Progress
from ml.reports import Estimate, EvaluationReport, Versus
from ml.texture import KIND

OnProgress = Callable[[Progress], None]

WEIGHTS_ARE_OF = "mobilenetv2"


@dataclass(frozen=True)
class Terms:
    """What holds for every row of a comparison."""

    manifest: Manifest
    parts: Parts
    cache: Path
    weights: Path | None = None
    """MobileNetV2's, for the rows that stand on it; other networks begin from nothing or name their own."""
    seed: int = 0
    smoke: bool = False
    """Every recipe at the size that only shows that it runs."""
    cold: bool = False
    """Each training starts with an empty cache, so that its cost is all there is to pay."""
    apart: bool = True
    """Each training in a process of its own."""
    on_progress: OnProgress = lambda progress: None

    def config(self, spec: RowSpec) -> TrainConfig:
        """The row's config; raises UnknownRecipe or ConfigInvalid."""
        return config_of(spec, self.weights, self.seed, self.smoke)

    def store(self) -> Store:
        return Store(self.cache / "comparison")


def config_of(spec: RowSpec, weights: Path | None, seed: int, smoke: bool) -> TrainConfig:
    """A row's config; raises UnknownRecipe or ConfigInvalid."""
    recipe = recipe_named(spec.recipe)
    options = {**(recipe.smoke if smoke else {}), "seed": seed, **spec.options}
    network = {**recipe.defaults, **options}.get("network", WEIGHTS_ARE_OF)
    own = spec.weights or (weights if network == WEIGHTS_ARE_OF else None)
    return TrainConfig.from_options(spec.recipe, options, own)


@dataclass(frozen=True)
class Row:
    """One row of the finished comparison; `report` is None where it failed, and `failure` says why."""

    spec: RowSpec
    outcome: Outcome | None
    failure: Failure | None
    report: EvaluationReport | None
    without_twins: Estimate | None
    against: Versus | None
    """The row as the second of two models, the reference as the first."""
    published: tuple[Published, ...]
    label: str

    def to_json(self) -> dict[str, Any]:
        facts = self.outcome.facts() if self.outcome else {}
        facts.pop("answers", None)
        return {
            "name": self.spec.name,
            "recipe": self.spec.recipe,
            "stack": list(self.spec.stack),
            "chosen_options": dict(self.spec.options),
            "label": self.label,
            "published": [one.to_json() for one in self.published],
            "failure": vars(self.failure) if self.failure else None,
            "report": self.report.to_json() if self.report else None,
            "without_twins": self.without_twins.to_json() if self.without_twins else None,
            "against_reference": _difference(self.against) if self.against else None,
            **facts,
        }


@dataclass(frozen=True)
class Comparison:
    """All rows, what they were asked, and which of them the others are compared with."""

    rows: tuple[Row, ...]
    reference: str
    how: str
    manifest_digest: str
    n_images: int
    n_classes: int
    cold: bool
    smoke: bool

    @property
    def failed(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.failure)

    def to_json(self) -> dict[str, Any]:
        return {
            "how": self.how,
            "images": self.n_images,
            "classes": self.n_classes,
            "manifest_digest": self.manifest_digest,
            "reference": self.reference,
            "cold": self.cold,
            "smoke": self.smoke,
            "rows": [row.to_json() for row in self.rows],
        }


def compare_rows(
    specs: Sequence[RowSpec],
    terms: Terms,
    *,
    reference: str | None = None,
    on_row: Callable[[RowSpec, Outcome | Failure], None] = lambda spec, found: None,
) -> Comparison:
    """Train every row that the cache does not hold yet; `reference` is the first row unless named.

    `on_row` is told of each row as it is done. Raises ConfigInvalid for names that clash or do not exist
    and for options that no recipe has, before anything is trained.
    """
    check_rows(specs, reference)
    found: dict[str, Outcome | Failure] = {}
    for spec in specs:
        found[spec.name] = _row(spec, terms, specs)
        on_row(spec, found[spec.name])
    chosen = reference or specs[0].name
    return Comparison(
        rows=tuple(_judged(spec, found, chosen) for spec in specs),
        reference=chosen,
        how=terms.parts.how,
        manifest_digest=terms.manifest.digest,
        n_images=len(terms.manifest.items),
        n_classes=len(terms.manifest.labels),
        cold=terms.cold,
        smoke=terms.smoke,
    )


def check_rows(specs: Sequence[RowSpec], reference: str | None = None) -> None:
    """Refuse names that clash or do not exist and options that no recipe has, without a look at images.

    Raises UnknownRecipe or ConfigInvalid.
    """
    if not specs:
        raise ConfigInvalid("No row is asked for. Give --recipes, --variant or --stack.")
    names = [spec.name for spec in specs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ConfigInvalid(f"Two rows are called {twice!r}. Give one of them another name.")
    if reference and reference not in names:
        raise ConfigInvalid(f"No row is called {reference!r}. There are {', '.join(names)}.")
    for spec in specs:
        if not spec.is_stack:
            config_of(spec, None, 0, smoke=False)
        for base in spec.stack:
            if base not in names or next(one for one in specs if one.name == base).is_stack:
                raise ConfigInvalid(
                    f"{spec.name!r} stacks {base!r}, which is no recipe's row of this comparison."
                )


def _row(spec: RowSpec, terms: Terms, specs: Sequence[RowSpec]) -> Outcome | Failure:
    if not spec.is_stack:
        return over_parts(spec, terms, terms.parts.parts)
    from ml.comparison.stacking import stacked

    bases = [next(one for one in specs if one.name == name) for name in spec.stack]
    try:
        return stacked(bases, terms)
    except MlError as error:
        return Failure(error.code, str(error))


def over_parts(spec: RowSpec, terms: Terms, parts: Sequence[Part]) -> Outcome | Failure:
    """The outcome of a recipe over all parts, answers pooled; the first failure ends it."""
    outcomes = []
    for part in parts:
        found = trained_on(terms.config(spec), terms, part)
        if isinstance(found, Failure):
            return found
        outcomes.append(found)
    return pooled(outcomes)


def trained_on(config: TrainConfig, terms: Terms, part: Part) -> Outcome | Failure:
    """One training and its answers, from the store when it was done before."""
    store, question = terms.store(), question_of(config, part, terms)
    kept = store.get(question)
    if kept is not None:
        return kept
    request = Request(config, part, terms.cache, terms.cold)
    if terms.apart:
        found = measure_apart(request, terms.on_progress)
    else:
        try:
            found = measure(request, terms.on_progress)
        except MlError as error:
            found = Failure(error.code, str(error))
    if isinstance(found, Outcome):
        store.put(question, found)
    return found


def question_of(config: TrainConfig, part: Part, terms: Terms) -> Mapping[str, Any]:
    """All that decides the answer: recipe, options, weights, images with their sides and groups."""
    arithmetic = {"features": KIND} if config.recipe == TEXTURE else {}
    return {
        **arithmetic,
        "recipe": config.recipe,
        "options": config.options(),
        "weights": sha256_of(config.backbone_weights or SHIPPED),
        "train": [part.train.digest, *(f"{item.sha256} {item.group}" for item in part.train.items)],
        "test": [f"{item.sha256} {item.label} {item.group in part.groups}" for item in part.test],
        "cold": terms.cold,
    }


def pooled(outcomes: Sequence[Outcome]) -> Outcome:
    """Folds as one: answers together, time added up, the rest from the first."""
    if len(outcomes) == 1:
        return outcomes[0]
    answers = [one.answers for one in outcomes if one.answers]
    costs = [one.cost for one in outcomes]
    cost = replace(
        reduce(Cost.plus, costs), images_per_s=costs[0].images_per_s, bundle_bytes=costs[0].bundle_bytes
    )
    return replace(outcomes[0], answers=Answers.pooled(answers), cost=cost, held_out={})


def _judged(spec: RowSpec, found: Mapping[str, Outcome | Failure], reference: str) -> Row:
    published = () if spec.is_stack else recipe_named(spec.recipe).published
    label = "" if spec.is_stack or spec.recipe == TEXTURE else RERUN
    outcome = found[spec.name]
    figures = _report(outcome)
    if isinstance(outcome, Failure) or outcome.answers is None or figures is None:
        failure = outcome if isinstance(outcome, Failure) else Failure("no_answers", "It was asked nothing.")
        return Row(spec, None, failure, None, None, None, published, label)
    right = [one.correct for one, apart in zip(figures.judged, outcome.answers.apart, strict=True) if apart]
    other = None if spec.name == reference else _report(found[reference])
    # Models of other labels answer another question: their difference would mean nothing.
    comparable = other is not None and other.confusion["labels"] == figures.confusion["labels"]
    return Row(
        spec=spec,
        outcome=outcome,
        failure=None,
        report=figures,
        without_twins=wilson(sum(right), len(right)),
        against=compare_reports(other, figures) if comparable and other else None,
        published=published,
        label=label,
    )


def _report(found: Outcome | Failure) -> EvaluationReport | None:
    if isinstance(found, Failure) or found.answers is None:
        return None
    return report(found.answers.judged(), found.answers.labels)


def _difference(against: Versus) -> dict[str, Any]:
    """The comparison without the two reports, which stand elsewhere."""
    facts = against.to_json()
    return {name: value for name, value in facts.items() if name not in ("first", "second")}


def terms_for(
    manifest: Manifest,
    cache: Path,
    *,
    folds: int = 0,
    **rest: Any,
) -> Terms:
    """Terms with the parts that a folder's manifest and `folds` ask for; see `parts_of` for errors."""
    return Terms(manifest, parts_of(manifest, folds, rest.get("seed", 0)), cache, **rest)
