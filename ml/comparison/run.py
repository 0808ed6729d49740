"""Train and score rows on the same parts, one after the other; a row that fails does not lose the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ml.comparison.answering import over_parts
from ml.comparison.outcomes import Failure, Outcome, RowSpec
from ml.comparison.stacking import stacked
from ml.comparison.terms import Terms, config_of
from ml.errors import ConfigInvalid, MlError
from ml.evaluation import compare_reports, report
from ml.figures import Estimate, EvaluationReport, Versus, wilson
from ml.recipes import RERUN, TEXTURE, Published, recipe_named


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
    bases = [next(one for one in specs if one.name == name) for name in spec.stack]
    try:
        return stacked(bases, terms)
    except MlError as error:
        return Failure(error.code, str(error))


def _judged(spec: RowSpec, found: Mapping[str, Outcome | Failure], reference: str) -> Row:
    published = () if spec.is_stack else recipe_named(spec.recipe).published
    label = "" if spec.is_stack or spec.recipe == TEXTURE else RERUN
    outcome = found[spec.name]
    judged = _report(outcome)
    if isinstance(outcome, Failure) or outcome.answers is None or judged is None:
        failure = outcome if isinstance(outcome, Failure) else Failure("no_answers", "It was asked nothing.")
        return Row(spec, None, failure, None, None, None, published, label)
    right = [one.correct for one, apart in zip(judged.judged, outcome.answers.apart, strict=True) if apart]
    other = None if spec.name == reference else _report(found[reference])
    # Models of other labels answer another question: their difference would mean nothing.
    comparable = other is not None and other.confusion["labels"] == judged.confusion["labels"]
    return Row(
        spec=spec,
        outcome=outcome,
        failure=None,
        report=judged,
        without_twins=wilson(sum(right), len(right)),
        against=compare_reports(other, judged) if comparable and other else None,
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
