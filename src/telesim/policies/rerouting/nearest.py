"""The nearest neighbour lends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.rerouting.base import LENDER_RULES, LenderRule, LenderView


@LENDER_RULES.register("nearest")
@dataclass(frozen=True, slots=True)
class NearestLender(LenderRule):
    """The nearest neighbour lends: the least wire."""

    summary: ClassVar[str] = "The nearest neighbour lends."

    def key(self, lender: LenderView) -> tuple[int, ...]:
        """See the class."""
        return (lender.metres,)
