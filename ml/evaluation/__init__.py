"""Judge a model on labelled images: every figure with its 95 % interval and its number of images."""

from ml.evaluation.core import (
    compare,
    decode_ahead,
    evaluate,
    expected_calibration_error,
    ranked_rows,
    report,
    wilson,
)

__all__ = [
    "compare",
    "decode_ahead",
    "evaluate",
    "expected_calibration_error",
    "ranked_rows",
    "report",
    "wilson",
]
