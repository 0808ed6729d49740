"""Search a recipe's options by Bayes or by grid, judged on held-out training images alone; resumable."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, Literal

from ml.comparison.answering import trained_on
from ml.comparison.outcomes import Failure
from ml.comparison.parts import Part, learning
from ml.comparison.store import digest_of
from ml.comparison.terms import Terms
from ml.errors import ConfigInvalid, MlError, full_disk_named
from ml.extras import needs
from ml.figures import Estimate
from ml.recipes import Option, TrainConfig, recipe_named
from ml.records import Progress

Method = Literal["bayes", "grid"]

_GRID_POINTS = 3
_WIDE = 50
"""A range whose ends are this many times apart is searched on a logarithmic scale."""

SPACES: Mapping[str, str] = {
    "turned": "false,true",
    "learning_rate_head": "0.0001..0.01",
    "learning_rate_tune": "0.00001..0.001",
    "dropout": "0.0..0.5",
    "label_smoothing": "0.0..0.2",
    "balance": "none,class_weights,smote",
}
"""What is searched when no space is given: those of these options that the recipe has."""


@dataclass(frozen=True)
class Dimension:
    """One option to search: a range, or the values it may take."""

    option: Option
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0

    @property
    def wide(self) -> bool:
        return self.low > 0 and self.high / self.low >= _WIDE

    def points(self) -> list[Any]:
        """What a grid tries: every choice, or the ends and the middle of the range."""
        if self.choices:
            return list(self.choices)
        middle = sqrt(self.low * self.high) if self.wide else (self.low + self.high) / 2
        points = [self.low, middle, self.high][:_GRID_POINTS]
        if self.option.type == "integer":
            return sorted({round(point) for point in points})
        return points

    def suggest(self, trial: Any) -> Any:
        """The value of an Optuna trial."""
        name = self.option.name
        if self.choices:
            return trial.suggest_categorical(name, list(self.choices))
        if self.option.type == "integer":
            return trial.suggest_int(name, round(self.low), round(self.high), log=self.wide)
        return trial.suggest_float(name, self.low, self.high, log=self.wide)


@dataclass(frozen=True)
class Trial:
    """One set of options and the accuracy on held-out training images, or the error's code."""

    number: int
    options: Mapping[str, Any]
    held_out: Estimate | None
    failure: str = ""

    def to_json(self) -> dict[str, Any]:
        held_out = self.held_out.to_json() if self.held_out else None
        return {
            "number": self.number,
            "options": dict(self.options),
            "held_out": held_out,
            "failure": self.failure,
        }


@dataclass(frozen=True)
class Search:
    """All trials in order. The best of many is a little lucky: its figure is optimistic by construction."""

    recipe: str
    method: Method
    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial | None:
        """The first trial with the highest held-out accuracy; None when every one failed."""
        done = [trial for trial in self.trials if trial.held_out]
        return max(done, key=lambda trial: trial.held_out.value if trial.held_out else 0, default=None)

    def to_json(self) -> dict[str, Any]:
        return {
            "recipe": self.recipe,
            "method": self.method,
            "judged_on": "held-out training images; the test part was not read",
            "best": self.best.to_json() if self.best else None,
            "trials": [trial.to_json() for trial in self.trials],
        }


def search(
    recipe: str, space: Mapping[str, Dimension], trials: int, terms: Terms, method: Method = "bayes"
) -> Search:
    """Try options until there are `trials` of them (a grid ends when it is used up).

    Asked again, it goes on where it was: trials lie in a journal in the cache. Raises ConfigInvalid for an
    empty space or when Optuna is missing.
    """
    if not space or trials < 1:
        raise ConfigInvalid(
            "There is nothing to search. Give --space NAME=LOW..HIGH or NAME=A,B,C and --trials."
        )
    study = _study(recipe, space, terms, method)
    part = Part(learning(terms.manifest, terms.manifest.train), ())
    wanted = min(trials, _grid_size(space)) if method == "grid" else trials

    def objective(trial: Any) -> float:
        terms.on_progress(Progress("searching", len(_finished(study)), wanted))
        options = {name: dimension.suggest(trial) for name, dimension in space.items()}
        return _tried(trial, recipe, options, terms, part)

    missing = wanted - len(_finished(study))
    if missing > 0:
        study.optimize(objective, n_trials=missing, catch=(_Failed,))
    return Search(recipe, method, tuple(_trial(one) for one in _finished(study)))


class _Failed(Exception):
    """A trial that ended by an error of ours; the search goes on."""


def _tried(trial: Any, recipe: str, options: Mapping[str, Any], terms: Terms, part: Part) -> float:
    """The held-out accuracy by these options, which the trial keeps with its interval; raises _Failed."""
    smoke = recipe_named(recipe).smoke if terms.smoke else {}
    try:
        config = TrainConfig.from_options(recipe, {**smoke, "seed": terms.seed, **options}, terms.weights)
        found = trained_on(config, terms, part)
    except MlError as error:
        found = Failure(error.code, str(error))
    if isinstance(found, Failure):
        trial.set_user_attr("failure", f"{found.code}: {found.message}")
        raise _Failed
    trial.set_user_attr("held_out", dict(found.held_out["accuracy"]))
    return float(found.held_out["accuracy"]["value"])


def _study(recipe: str, space: Mapping[str, Dimension], terms: Terms, method: Method) -> Any:
    """The study of this question, with what its journal holds."""
    optuna = needs("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    grid = {name: dimension.points() for name, dimension in space.items()}
    question = {
        "recipe": recipe,
        "method": method,
        "space": {
            name: [repr(dimension.choices), dimension.low, dimension.high]
            for name, dimension in space.items()
        },
        "data": terms.manifest.digest,
        "weights": str(terms.weights),
        "seed": terms.seed,
        "smoke": terms.smoke,
    }
    path = terms.cache / "search" / f"{digest_of(question)}.journal"
    with full_disk_named(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
    backend = optuna.storages.journal.JournalFileBackend(str(path))
    storage = optuna.storages.JournalStorage(backend)
    study = optuna.create_study(
        storage=storage, study_name="search", direction="maximize", load_if_exists=True, sampler=None
    )
    # A resumed sampler starts from another seed, or it would draw its first points once more.
    seed = terms.seed + len(study.trials)
    samplers = optuna.samplers
    study.sampler = (
        samplers.GridSampler(grid, seed=terms.seed) if method == "grid" else samplers.TPESampler(seed=seed)
    )
    return study


def _finished(study: Any) -> list[Any]:
    return [trial for trial in study.get_trials(deepcopy=False) if trial.state.is_finished()]


def _grid_size(space: Mapping[str, Dimension]) -> int:
    size = 1
    for dimension in space.values():
        size *= len(dimension.points())
    return size


def _trial(trial: Any) -> Trial:
    held_out = trial.user_attrs.get("held_out")
    return Trial(
        trial.number,
        dict(trial.params),
        Estimate(**held_out) if held_out else None,
        trial.user_attrs.get("failure", ""),
    )


def space_of(recipe: str, texts: Sequence[str] = ()) -> dict[str, Dimension]:
    """Dimensions from NAME=LOW..HIGH and NAME=A,B,C; without texts those of `SPACES` that the recipe has.

    Raises UnknownRecipe, or ConfigInvalid naming the text that does not fit.
    """
    known = {option.name: option for option in recipe_named(recipe).options}
    if not texts:
        texts = [f"{name}={values}" for name, values in SPACES.items() if name in known]
    space = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if name not in known:
            raise ConfigInvalid(f"Recipe {recipe!r} has no option {name!r}. It has {', '.join(known)}.")
        if not equals or not values:
            raise ConfigInvalid(f"{text!r} gives no values. Give NAME=LOW..HIGH or NAME=A,B,C.")
        space[name] = _dimension(known[name], values)
    return space


def _dimension(option: Option, values: str) -> Dimension:
    low, dots, high = values.partition("..")
    try:
        if not dots:
            return Dimension(option, tuple(option.check(_value(option, text)) for text in values.split(",")))
        ends = [option.check(_value(option, text)) for text in (low, high)]
    except ValueError as error:
        raise ConfigInvalid(
            f"{option.name}={values} cannot be read. Give NAME=LOW..HIGH or NAME=A,B,C."
        ) from error
    if option.type not in ("integer", "number") or not ends[0] < ends[1]:
        raise ConfigInvalid(f"{option.name}={values} is no range. Give a smaller and a larger number.")
    return Dimension(option, low=float(ends[0]), high=float(ends[1]))


def _value(option: Option, text: str) -> Any:
    text = text.strip()
    return text if option.type == "choice" else json.loads(text)


def write_search(found: Search, path: Path) -> None:
    """The search as JSON, whole or not at all; raises StorageFull."""
    from ml.files import write_atomically

    with full_disk_named(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(found.to_json(), indent=2, ensure_ascii=False)
        write_atomically(path, text.encode())
