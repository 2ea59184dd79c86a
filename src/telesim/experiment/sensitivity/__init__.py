"""How far answers rest on numbers that are assumed, and where a verdict turns."""

from __future__ import annotations

from telesim.experiment.sensitivity.preparing import prepare
from telesim.experiment.sensitivity.study import Sensitivity, answer

__all__ = ["Sensitivity", "answer", "prepare"]
