"""Train a recipe on every part and keep its answers, so that each question is asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from ml.comparison.measure import Request, measure, measure_apart
from ml.comparison.outcomes import Answers, Cost, Failure, Outcome, RowSpec
from ml.comparison.parts import Part
from ml.comparison.terms import Terms
from ml.errors import MlError
from ml.files import sha256_of
from ml.networks.efficientnet_lite import SHIPPED
from ml.recipes import TEXTURE, TrainConfig
from ml.texture import KIND


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
