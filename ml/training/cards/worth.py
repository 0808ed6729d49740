"""What a model promises of its answers, each promise checked on images that had no say in it."""

import numpy as np

from ml.answers import LINE, MAX_SET, Conformal, fit_temperature, softmax
from ml.figures import Estimate, EvaluationReport, wilson
from ml.pages import Cell, Figure, Table
from ml.records import BundleInfo
from ml.training.evidence import Evidence, Worth


def promises(info: BundleInfo, worth: Worth, test: EvaluationReport | None) -> Table:
    """Temperature, thresholds, and what sets and novelty keep of their promise."""
    promise = float(info.conformal["promise"])
    rows: list[tuple[Cell, ...]] = [
        ("temperature", f"{info.temperature:.3f}"),
        ("one name is said from", f"probability {info.thresholds['sure']:.3f}"),
        (f"a choice of up to {MAX_SET} is said from", f"probability {info.thresholds['set']:.3f}"),
        ("calibration error, held out", Figure(worth.report.calibration.error, "plain")),
        (f"sets that promise {promise:.0%} hold the truth, held out", _covered(worth.evidence)),
    ]
    if test:
        rows.append((f"sets that promise {promise:.0%} hold the truth, test part", _on_test(info, test)))
    if worth.unseen:
        rows.append(("motifs left out of training that get a name all the same", worth.unseen.named))
        rows.append(("held-out pictures of known motifs that get a name", worth.unseen.known_named))
    rows.append(("the most that is ever said", f"probability {worth.ceiling.highest:.3f}"))
    rows.append((f"known pictures that stay known (novelty up to {LINE:g}), held out", _kept(worth.evidence)))
    return Table(("promise", "kept"), rows)


def _covered(evidence: Evidence) -> Estimate:
    """Cross-fitted: each part's sets by the bar of the other parts."""
    covered = np.zeros(len(evidence.truth), bool)
    for inside in _parts(evidence):
        others = evidence.only(~inside)
        temperature = fit_temperature(others.scores, others.truth)
        bar = Conformal.fit(softmax(others.scores, temperature), others.truth)
        own = evidence.only(inside)
        members = bar.members(softmax(own.scores, temperature))
        covered[inside] = members[np.arange(len(own.truth)), own.truth]
    return wilson(int(covered.sum()), len(covered))


def _kept(evidence: Evidence) -> Estimate:
    """Cross-fitted: how many of each part are known by the line of the others."""
    known = np.zeros(len(evidence.truth), bool)
    for inside in _parts(evidence):
        others, own = evidence.only(~inside), evidence.only(inside)
        known[inside] = others.novelty_scale().of(own.distance, own.best) <= LINE
    return wilson(int(known.sum()), len(known))


def _parts(evidence: Evidence) -> list[np.ndarray]:
    """Who is inside, for every part that leaves others to learn from."""
    found = [evidence.parts == part for part in np.unique(evidence.parts)]
    return found if len(found) > 1 else []


def _on_test(info: BundleInfo, test: EvaluationReport) -> Estimate:
    least = float(info.conformal["least"])
    rows = [(one.probabilities, info.labels.index(one.truth)) for one in test.judged]
    held = sum(bool(found is not None and found[truth] >= least) for found, truth in rows)
    return wilson(held, len(rows))
