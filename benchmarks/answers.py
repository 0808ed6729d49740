"""`python -m benchmarks.answers [DATA]`: what answers are worth, on real cloth, paintings and other things.

DATA (or RAGAM_TEST_DATA) holds data/batik-nusantara, data/not-batik, data/paintings-13styles and
weights/*.h5. Held-out figures are cross-fitted: whatever is fitted on answers is fitted on the other folds'.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ml.answers import KEPT, LINE, MAX_SET, PROMISE, Conformal, Rules, decide, is_right, softmax
from ml.datasets import Manifest
from ml.evaluation import calibration
from ml.figures import Estimate, auroc, wilson
from ml.images import read_for_network
from ml.models import Classifier, write_info
from ml.recipes import TrainConfig
from ml.records import Answer
from ml.training import Evidence, Work, Worth, fit_texture

ISLANDS = {
    "Sumatra": ("Aceh", "Lampung", "Sumatera"),
    "Java": ("DKI", "Jawa", "Madura", "Solo", "Yogyakarta"),
    "Bali and Lombok": ("Bali", "NTB"),
    "Papua": ("Papua",),
}
"""The broader terms: the island of each motif; those of Kalimantan, Sulawesi and Maluku stand alone."""


@dataclass(frozen=True)
class Judged:
    """Pictures of known motifs: probabilities (n, k), truth and novelty (n,), rules and sets for each."""

    probabilities: np.ndarray
    truth: np.ndarray
    novelty: np.ndarray
    rules: list[Rules]
    sets: list[Conformal]
    evidence: Evidence


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("RAGAM_TEST_DATA"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--backbone", choices=("imagenet", "shipped", "both"), default="both")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder with data/ and weights/, or set RAGAM_TEST_DATA")
    data = options.data / "data"
    weights = {"imagenet": next((options.data / "weights").glob("*.h5")), "shipped": None}
    for name in weights if options.backbone == "both" else [options.backbone]:
        print(f"\n## {name}\n")
        one_backbone(data, weights[name], options.cache)
    return 0


def one_backbone(data: Path, weights: Path | None, cache: Path) -> None:
    """All tables of one backbone."""
    manifest = Manifest.from_folder(data / "batik-nusantara")
    manifest = replace(manifest, broader=broader_of(manifest.labels))
    with tempfile.TemporaryDirectory() as name:
        classifier, worth = trained(manifest, weights, cache, Path(name))
        held = out_of_fold(worth, manifest)
        test = asked(classifier, [item.path for item in manifest.test])
        truth = np.array([manifest.labels.index(item.label) for item in manifest.test])
        part = on_test(worth, manifest, test, truth)
        unknown = {
            "not-batik": asked(classifier, sorted((data / "not-batik").rglob("*.jpg"))),
            "paintings": asked(classifier, sorted((data / "paintings-13styles").rglob("*.jpg"))),
        }
    parts = {"out of fold": held, "test part": part}
    show("Calibration", calibration_rows(parts))
    show(f"Prediction sets, {PROMISE:.0%} promised", set_rows(parts))
    show("Not something I know", novelty_rows(parts, unknown, worth))
    show("Motifs never learned", unseen_rows(worth))
    show("Answers by level", answer_rows(parts, manifest))
    weak = [{"class": row["label"], "known weak at": row["sentence"]["en"]} for row in worth.known_weak]
    show("Known weak at", weak)


def broader_of(labels: Sequence[str]) -> dict[str, str]:
    """The island of each motif, by the region its name begins with."""
    islands = {region: island for island, regions in ISLANDS.items() for region in regions}
    return {label: islands[region] for label in labels if (region := label.split("_")[0]) in islands}


def trained(manifest: Manifest, weights: Path | None, cache: Path, folder: Path) -> tuple[Classifier, Worth]:
    """The texture recipe as `train` runs it, with what it found on held-out images."""
    work = Work(
        config=TrainConfig(backbone_weights=weights),
        manifest=manifest,
        folder=folder,
        cache=cache,
        on_progress=lambda progress: None,
        should_stop=lambda: False,
    )
    info, fitted = fit_texture(work)
    write_info(folder, info)
    return Classifier.load(folder, threads=2), fitted.worth


def asked(classifier: Classifier, paths: Sequence[Path]) -> Evidence:
    """Raw scores and distances of pictures, as serving sees them; nothing is known of their truth."""
    size = classifier.info.input_size
    readings = [classifier.head.read(classifier.outputs(read_for_network(path, size))) for path in paths]
    nothing = np.zeros(len(readings), int)
    return Evidence(
        np.stack([reading.scores for reading in readings]),
        nothing,
        np.array([reading.distance for reading in readings]),
        nothing,
        np.arange(len(readings)),
    )


def out_of_fold(worth: Worth, manifest: Manifest) -> Judged:
    """Each fold's answers by what all other folds would have fitted."""
    evidence = worth.evidence
    n = len(evidence.truth)
    probabilities, novelty = np.zeros(evidence.scores.shape), np.zeros(n)
    rules: list[Rules] = [Rules(manifest.labels, {})] * n
    sets: list[Conformal] = [worth.conformal] * n
    for part in np.unique(evidence.parts):
        inside = evidence.parts == part
        others = evidence.only(~inside)
        fitted = Worth.fit(others, manifest.labels, manifest.broader)
        probabilities[inside] = softmax(evidence.scores[inside], fitted.temperature)
        novelty[inside] = fitted.novelty.of(evidence.distance[inside], evidence.best[inside])
        for row in np.flatnonzero(inside):
            rules[row] = Rules.of(manifest.labels, manifest.broader, fitted.thresholds)
            sets[row] = fitted.conformal
    return Judged(probabilities, evidence.truth, novelty, rules, sets, evidence)


def on_test(worth: Worth, manifest: Manifest, test: Evidence, truth: np.ndarray) -> Judged:
    """The test part's answers as the bundle gives them."""
    rules = Rules.of(manifest.labels, manifest.broader, worth.thresholds)
    novelty = worth.novelty.of(test.distance, test.best)
    n = len(truth)
    probabilities = softmax(test.scores, worth.temperature)
    return Judged(
        probabilities, truth, novelty, [rules] * n, [worth.conformal] * n, replace(test, truth=truth)
    )


def calibration_rows(parts: Mapping[str, Judged]) -> list[dict[str, str]]:
    """Accuracy, and how far it is from what is said."""
    rows = []
    for name, one in parts.items():
        right = one.probabilities.argmax(axis=1) == one.truth
        error = calibration(one.probabilities.max(axis=1), right).error
        rows.append({"part": name, "n": str(len(right)), "accuracy": share(right), "ECE": interval(error, 3)})
    return rows


def set_rows(parts: Mapping[str, Judged]) -> list[dict[str, str]]:
    """Coverage and size of the sets in use, and out of fold those of the other two kinds."""
    rows = []
    for name, one in parts.items():
        members = np.stack(
            [found.members(row) for found, row in zip(one.sets, one.probabilities, strict=True)]
        )
        rows.append(set_row(name, "by probability (LAC), in use", members, one.truth))
    held = parts["out of fold"]
    for kind, penalty in (("APS", 0.0), ("RAPS, 0.05 from the third on", 0.05)):
        members = ranked_sets(held.probabilities, held.truth, held.evidence.parts, penalty)
        rows.append(set_row("out of fold", kind, members, held.truth))
    return rows


def set_row(part: str, kind: str, members: np.ndarray, truth: np.ndarray) -> dict[str, str]:
    covered = members[np.arange(len(truth)), truth]
    sizes = members.sum(axis=1)
    return {
        "part": part,
        "sets": kind,
        "n": str(len(truth)),
        "holds the truth": share(covered),
        "average size": f"{sizes.mean():.2f}",
        "empty": f"{(sizes == 0).mean():.1%}",
        f"more than {MAX_SET}": f"{(sizes > MAX_SET).mean():.1%}",
        "least of a class": f"{min(covered[truth == one].mean() for one in np.unique(truth)):.0%}",
    }


def ranked_sets(
    probabilities: np.ndarray, truth: np.ndarray, parts: np.ndarray, penalty: float
) -> np.ndarray:
    """Adaptive sets (Romano et al. 2020; regularised, Angelopoulos et al. 2021), randomised, cross-fitted."""
    order = np.argsort(-probabilities, axis=1, kind="stable")
    sizes = np.take_along_axis(probabilities, order, axis=1)
    chance = np.random.default_rng(0).random((len(truth), 1))
    ranked = np.cumsum(sizes, axis=1) - chance * sizes
    ranked += penalty * np.maximum(np.arange(1, ranked.shape[1] + 1) - 2, 0)
    scores = np.empty_like(ranked)
    np.put_along_axis(scores, order, ranked, axis=1)
    members = np.zeros(scores.shape, bool)
    for part in np.unique(parts):
        own = np.sort(scores[np.arange(len(truth)), truth][parts != part])
        bar = own[min(int(np.ceil((len(own) + 1) * PROMISE)), len(own)) - 1]
        members[parts == part] = scores[parts == part] <= bar
    return members


def novelty_rows(
    parts: Mapping[str, Judged], unknown: Mapping[str, Evidence], worth: Worth
) -> list[dict[str, str]]:
    """How well each score tells known cloth from other things, and what the line in use lets through."""

    def both(one: Evidence) -> np.ndarray:
        return worth.novelty.of(one.distance, one.best)

    kinds: dict[str, Callable[[Evidence], np.ndarray]] = {
        "distance alone": lambda one: one.distance,
        "best score alone": lambda one: -one.best,
        "both, in use": both,
    }
    rows = []
    for against, other in unknown.items():
        for name, part in parts.items():
            for kind, of in kinds.items():
                known = part.novelty if kind == "both, in use" else of(part.evidence)
                line = (
                    LINE if kind == "both, in use" else np.quantile(of(parts["out of fold"].evidence), KEPT)
                )
                rows.append(
                    {
                        "against": against,
                        "known": name,
                        "score": kind,
                        "n": f"{len(known)} / {len(other.truth)}",
                        "AUROC": interval(auroc(known, of(other)), 3),
                        "known kept": share(known <= line),
                        "other rejected": share(of(other) > line),
                        "other without a name": unnamed(other, of(other) > line, worth),
                    }
                )
    return rows


def unseen_rows(worth: Worth) -> list[dict[str, str]]:
    """What becomes of motifs that were left out of the training in turn."""
    if worth.unseen is None:
        return []
    found = worth.unseen
    return [
        {
            "n": f"{found.known_named.n} / {found.named.n}",
            "AUROC": interval(found.auroc, 3),
            "left out, named": interval(found.named, 3),
            "known, named": interval(found.known_named, 3),
        }
    ]


def unnamed(other: Evidence, far: np.ndarray, worth: Worth) -> str:
    """The share of unknown pictures that get neither a name nor two or three to choose from."""
    labels = [str(number) for number in range(other.scores.shape[1])]
    rules = Rules.of(labels, {}, worth.thresholds)
    probabilities = softmax(other.scores, worth.temperature)
    said = [decide(row, bool(one), rules).kind for row, one in zip(probabilities, far, strict=True)]
    return share(np.array([kind == "unknown" for kind in said]))


def answer_rows(parts: Mapping[str, Judged], manifest: Manifest) -> list[dict[str, str]]:
    """What is said at each level and how much of it is right, beside fixed thresholds of 0.5 and 0.8."""
    rows = []
    for name, one in parts.items():
        fixed = [Rules(manifest.labels, {}, 0.5, 0.8)] * len(one.truth)
        for title, rules in (("fitted, in use", one.rules), ("0.5 and 0.8", fixed)):
            said = [
                (answer, is_right(answer, manifest.labels[truth], manifest.broader))
                for row, far, truth, rule in zip(
                    one.probabilities, one.novelty > LINE, one.truth, rules, strict=True
                )
                for answer in [decide(row, bool(far), rule)]
            ]
            rows.append(answer_row(name, title, said, one.novelty > LINE))
    return rows


def answer_row(part: str, title: str, said: Sequence[tuple[Answer, bool]], far: np.ndarray) -> dict[str, str]:
    kinds = np.array([answer.kind for answer, _ in said])
    right = np.array([is_it for _, is_it in said])
    row = {"part": part, "thresholds": title, "n": str(len(said))}
    for kind, heading in (("term", "a term"), ("broader", "a broader term"), ("set", "two or three")):
        chosen = kinds == kind
        row[heading] = f"{chosen.mean():.1%}: {share(right[chosen])}" if chosen.any() else "0 %"
    row["undecided"] = f"{((kinds == 'unknown') & ~far).mean():.1%}"
    row["called unknown"] = f"{far.mean():.1%}"
    row["right of terms and broader"] = share(right[np.isin(kinds, ("term", "broader"))])
    row["right of all that is said"] = share(right[kinds != "unknown"])
    return row


def share(hits: np.ndarray) -> str:
    return f"{int(hits.sum())} of {len(hits)}, " + interval(wilson(int(hits.sum()), len(hits)), 3)


def interval(one: Estimate, digits: int) -> str:
    return f"{one.value:.{digits}f} ({one.low:.{digits}f} to {one.high:.{digits}f})"


def show(title: str, rows: Sequence[Mapping[str, str]]) -> None:
    """A Markdown table."""
    lines = [f"### {title}", ""]
    if rows:
        lines += ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
        lines += ["| " + " | ".join(row.values()) + " |" for row in rows]
    print("\n".join([*lines, "" if rows else "nothing\n"]))


if __name__ == "__main__":
    raise SystemExit(main())
