"""Equal pay at the counter: the same wage whatever is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.clerks.base import CLERK_PAYS, ClerkPay, MonthDone
from telesim.policies.pay.effects import written


@CLERK_PAYS.register("equal")
@dataclass(frozen=True, slots=True)
class EqualClerkPay(ClerkPay):
    """A salary. The share of errors that a scenario states is that under equal pay.

    *Assumed* pace 1 / 1.22 of the times, range 1 / 1.35 to 1 (after Lazear 2000, Shearer 2004).
    """

    summary: ClassVar[str] = "The same wage whatever is done; slower than the times stated."
    #: Speed of serving: the times of the scenario are divided by it.
    pace: float = 1 / 1.22
    #: Salary of a clerk for a month; without it no pay is told.
    monthly: str = field(default="", metadata=written("money"))

    @property
    def money(self) -> Mapping[str, str]:
        """The salary, where one is named."""
        return {"monthly": self.monthly} if self.monthly else {}

    def month(self, done: Sequence[MonthDone], amounts: Mapping[str, float]) -> list[float]:
        """The salary for everybody."""
        return [amounts["monthly"]] * len(done)
