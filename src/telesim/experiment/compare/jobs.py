"""Job by job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.result import Result


@dataclass(frozen=True)
class JobsCompared:
    """x"""

    scenario: int
    worst: pd.DataFrame

    def as_json(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {}


def compare_jobs(a: Result, b: Result, scenario: int, named: int) -> JobsCompared:
    """x"""
    raise NotImplementedError
