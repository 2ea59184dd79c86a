"""Two scenarios or more on common draws: what is better, how sure, and job by job why."""

from __future__ import annotations

from telesim.experiment.compare.comparing import compare
from telesim.experiment.compare.comparison import Comparison
from telesim.experiment.compare.operands import CompareError

__all__ = ["compare", "Comparison", "CompareError"]
