"""Many runs to decisions: replicate, estimate, judge, and the store that keeps results."""

from __future__ import annotations

from telesim.experiment.errors import RunError, StoreError
from telesim.experiment.result import Result
from telesim.experiment.run import run
from telesim.experiment.verdicts import Verdict

__all__ = ["run", "Result", "Verdict", "RunError", "StoreError"]
