"""Judge a model on labelled images: every figure with its 95 % interval and its number of images."""

from ml.evaluation.alterations import robustness
from ml.evaluation.confidence import calibration
from ml.evaluation.judging import evaluate, judge, ranked_rows
from ml.evaluation.layout import evaluation_page, versus_page, write_report
from ml.evaluation.pairs import compare, compare_reports, paired, versus
from ml.evaluation.reporting import expected_calibration_error, report
from ml.evaluation.slices import derived_attributes, slice_reports, table_attributes

__all__ = [
    "calibration",
    "compare",
    "compare_reports",
    "derived_attributes",
    "evaluate",
    "evaluation_page",
    "expected_calibration_error",
    "judge",
    "paired",
    "ranked_rows",
    "report",
    "robustness",
    "slice_reports",
    "table_attributes",
    "versus",
    "versus_page",
    "write_report",
]
