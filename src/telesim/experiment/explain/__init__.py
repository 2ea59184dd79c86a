"""What each reform contributed to each target, and where the hours went."""

from __future__ import annotations

from telesim.experiment.explain.errors import ExplainError
from telesim.experiment.explain.explanation import Explanation
from telesim.experiment.explain.filed import explanation_between, is_explanation, read_explanation
from telesim.experiment.explain.study import Prepared, prepare

__all__ = [
    "ExplainError",
    "Explanation",
    "Prepared",
    "explanation_between",
    "is_explanation",
    "prepare",
    "read_explanation",
]
