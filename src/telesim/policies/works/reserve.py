"""A share of each gang's days is reserved for construction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.works.base import WORKS_POLICIES, WorksPolicy

_PER_MILLION = 1_000_000


@WORKS_POLICIES.register("reserve")
@dataclass(frozen=True, slots=True)
class Reserve(WorksPolicy):
    """On ``share`` of its days on duty a gang takes construction first, else repair.

    The days are spread as evenly as whole days allow, and each gang is one day ahead of the one
    before it. *Assumed* 40 %: construction took 30 to 60 % of the gangs' time.
    """

    summary: ClassVar[str] = "Construction first on a share of each gang's days, else repair."
    #: Share of a gang's days on duty on which construction comes first.
    share: float = field(default=0.4, metadata={"written": "share"})

    def builds_first(self, gang: int, day: int) -> bool:
        """See the class."""
        share = round(self.share * _PER_MILLION)
        turn = gang + day
        return (turn + 1) * share // _PER_MILLION > turn * share // _PER_MILLION
