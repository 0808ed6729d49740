"""Several recipes' answers weighed by one more model, learned on images that they had not seen."""

import time
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from ml.comparison.answering import over_parts, pooled
from ml.comparison.outcomes import Answers, Cost, Failure, Outcome, RowSpec
from ml.comparison.parts import Part, parts_of
from ml.comparison.terms import Terms
from ml.errors import ConfigInvalid
from ml.evaluation import ranked_rows, report
from ml.extras import needs
from ml.figures import Judged

FOLDS = 3
"""Parts of the cross-validation whose answers the last model learns from."""

_TINY = 1e-6


def stacked(bases: Sequence[RowSpec], terms: Terms) -> Outcome | Failure:
    """The stack over all parts of the comparison, answers pooled.

    Its held-out figure is cross-validated over the same folds. Raises ConfigInvalid when a base learns other
    labels, or when scikit-learn is missing.
    """
    outcomes = []
    for part in terms.parts.parts:
        found = _over_part(bases, terms, part)
        if isinstance(found, Failure):
            return found
        outcomes.append(found)
    return pooled(outcomes)


def _over_part(bases: Sequence[RowSpec], terms: Terms, part: Part) -> Outcome | Failure:
    inner = parts_of(part.train, FOLDS, terms.seed).parts
    learned, asked, costs = [], [], []
    for base in bases:
        unseen, final = over_parts(base, terms, inner), over_parts(base, terms, [part])
        for found in (unseen, final):
            if isinstance(found, Failure):
                return Failure(found.code, f"{base.name}: {found.message}")
            costs.append(found.cost)
        assert isinstance(unseen, Outcome) and isinstance(final, Outcome)
        assert unseen.answers is not None and final.answers is not None
        learned.append(unseen.answers)
        asked.append(final.answers)
        last = final
    numbers = np.repeat(np.arange(FOLDS), [len(one.test) for one in inner])
    start = time.process_time()
    answers, held_out = blend(learned, asked, numbers)
    return Outcome(
        answers=answers,
        cost=_cost(costs, time.process_time() - start),
        held_out=held_out,
        standing_on=" + ".join(base.name for base in bases),
        options={"stack": [base.name for base in bases], "folds": FOLDS},
        n_train=last.n_train,
    )


def blend(
    learned: Sequence[Answers], asked: Sequence[Answers], folds: np.ndarray
) -> tuple[Answers, dict[str, Any]]:
    """Answers to the images of `asked`, by a model of the bases' log probabilities on those of `learned`.

    Every `learned` holds the same images in the same order, `folds` their fold numbers (n,). Gives the
    answers and the figures that the blend has when each fold is answered without it.
    """
    first = learned[0]
    if any(one.labels != first.labels for one in [*learned, *asked]):
        raise ConfigInvalid("Only recipes that learn the same labels can be stacked.")
    x, unseen = _features(learned), _features(asked)
    truth = np.array([first.labels.index(label) for label in first.truth])
    crossed = np.zeros((len(truth), len(first.labels)), np.float32)
    for fold in np.unique(folds):
        inside = folds != fold
        crossed[~inside] = _blender(x[inside], truth[inside], x[~inside], len(first.labels))
    judged = [
        Judged(sha, "", label, top)
        for sha, label, top in zip(first.sha256, first.truth, ranked_rows(crossed, first.labels), strict=True)
    ]
    whole = report(judged, first.labels).to_json()
    kept = {name: whole[name] for name in ("n", "accuracy", "top3", "macro_f1", "ece")}
    rows = _blender(x, truth, unseen, len(first.labels))
    final = asked[0]
    return Answers(final.labels, final.sha256, final.truth, final.apart, rows), kept


def _features(answers: Sequence[Answers]) -> np.ndarray:
    return np.hstack([np.log(np.maximum(one.probabilities, _TINY)) for one in answers]).astype(np.float64)


def _blender(x: np.ndarray, truth: np.ndarray, unseen: np.ndarray, classes: int) -> np.ndarray:
    """Logistic regression from float64 (n, d) to probabilities float32 (m, classes) of `unseen`."""
    linear = needs("sklearn.linear_model")
    model = linear.LogisticRegression(C=0.1, max_iter=2000).fit(x, truth)
    rows = np.zeros((len(unseen), classes), np.float32)
    rows[:, model.classes_] = model.predict_proba(unseen)
    return rows


def _cost(costs: Sequence[Cost], blending: float) -> Cost:
    """Everything that had to be trained; only the final bundles (every second cost) are kept and asked."""
    total, kept = reduce(Cost.plus, costs), reduce(Cost.plus, costs[1::2])
    return Cost(
        total.train_cpu_s + blending,
        total.train_wall_s + blending,
        kept.images_per_s,
        total.peak_memory_mb,
        kept.bundle_bytes,
    )
