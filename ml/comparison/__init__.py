"""Compare recipes on the same leak-safe parts, stack their answers, and search for their best options."""

from ml.comparison.outcomes import Answers, Cost, Failure, Outcome, RowSpec
from ml.comparison.page import write_comparison
from ml.comparison.parts import Part, Parts, parts_of
from ml.comparison.run import Comparison, Row, check_rows, compare_rows
from ml.comparison.terms import Terms, terms_for

__all__ = [
    "Answers",
    "Comparison",
    "Cost",
    "Failure",
    "Outcome",
    "Part",
    "Parts",
    "Row",
    "RowSpec",
    "Terms",
    "check_rows",
    "compare_rows",
    "parts_of",
    "terms_for",
    "write_comparison",
]
