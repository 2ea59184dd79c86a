"""The neighbour with the most free pairs lends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.rerouting.base import LENDER_RULES, LenderRule, LenderView


@LENDER_RULES.register("most-spare")
@dataclass(frozen=True, slots=True)
class MostSpare(LenderRule):
    """The neighbour with the most free pairs lends, who misses one least; of equals the nearest."""

    summary: ClassVar[str] = "The neighbour with the most free pairs lends."

    def key(self, lender: LenderView) -> tuple[int, ...]:
        """See the class."""
        return (-lender.free, lender.metres)
