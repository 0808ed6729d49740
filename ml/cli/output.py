"""What the command line shows people: progress bars and refusals on stderr, answers on stdout."""

import json
import sys
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from ml.datasets import Manifest
from ml.figures import Estimate, EvaluationReport
from ml.models import DATA_CARD, MODEL_CARD
from ml.networks import describe
from ml.records import BackboneInfo, Progress
from ml.training import TrainResult

_UNITS = {
    "checking": "image",
    "features": "image",
    "studies": "image",
    "evaluating": "image",
    "training": "batch",
    "fitting": "step",
}


class Bars:
    """A progress callback that draws one bar per phase, and prints details such as an epoch's figures."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        if self._bar is None or progress.phase != self._phase or progress.total != self._bar.total:
            self.close()
            self._phase = progress.phase
            unit = _UNITS.get(progress.phase, "step")
            self._bar = tqdm(total=progress.total, desc=progress.phase, unit=unit, file=sys.stderr)
        self._bar.update(progress.done - self._bar.n)
        if progress.detail:
            tqdm.write(_detail(progress.detail), file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _detail(detail: dict[str, Any]) -> str:
    if "standing_on" in detail:
        return f"standing on {describe(BackboneInfo(**detail['standing_on']))}"
    shown = [
        f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in detail.items()
    ]
    return "  " + ", ".join(shown)


def print_answer(text: str) -> None:
    """The command's answer, on standard output."""
    print(text)  # noqa: T201


def print_json(value: Any) -> None:
    """The command's answer in JSON, on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False))  # noqa: T201


def print_refused(manifest: Manifest) -> None:
    """Every file that was left out, and why."""
    for refusal in manifest.refused:
        tqdm.write(f"refused {refusal.file}: {refusal.reason}", file=sys.stderr)
    for note in manifest.skipped:
        tqdm.write(f"skipped {note}", file=sys.stderr)
    for remark in manifest.remarks:
        tqdm.write(remark, file=sys.stderr)


def print_training(result: TrainResult) -> None:
    """What a training made, what it stands on, and how good it is."""
    print_answer(f"{result.bundle_path}: {result.info.recipe}, {len(result.info.labels)} classes")
    print_answer(f"  stands on {describe(result.info.backbone)}")
    print_answer(f"  trained on {result.info.n_train} images")
    print_answer(f"  held out   {_shown(result.held_out.accuracy)}")
    if result.report:
        print_answer(f"  test       {_shown(result.report.accuracy)}")
    print_answer(f"  to read    {MODEL_CARD}, {DATA_CARD}")


def print_evaluation(report: EvaluationReport, title: str = "") -> None:
    """Figures with their intervals, then one line per class."""
    if title:
        print_answer(title)
    print_answer(f"accuracy {_shown(report.accuracy)}")
    print_answer(f"top 3    {_shown(report.top3)}")
    print_answer(f"macro F1 {_shown(report.macro_f1)}")
    print_answer(f"kappa    {_shown(report.kappa)}")
    print_answer(f"calibration error {_shown(report.calibration.error)}")
    print_answer(f"answered at 5 % error {_shown(report.risk_coverage.coverage_at_5)}")
    for one in report.per_class:
        if one.support:
            print_answer(f"  {one.label}: recall {_shown(one.recall)}, precision {_shown(one.precision)}")
    for changed in report.robustness:
        print_answer(f"  {changed.change}: accuracy {_shown(changed.accuracy)}")


def _shown(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} (95 %: {estimate.low:.3f} to {estimate.high:.3f}, n = {estimate.n})"
