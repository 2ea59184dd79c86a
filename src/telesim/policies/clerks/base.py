"""What every pay of counter clerks has: the pace and the errors that go with it, and a month's pay.

What pay does to pace and errors is an assumption that a scenario states, and it may be nothing;
what it costs follows from what each clerk has done.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.pay.effects import written
from telesim.registry import Registry
from telesim.units import HOUR_MS

CLERK_PAYS: Registry[type[ClerkPay]] = Registry(
    "pay of clerks", entry_point_group="telesim.clerk_pays"
)


@dataclass(frozen=True, slots=True)
class MonthDone:
    """What one clerk does in a month: customers and errors, and customers in an hour on duty."""

    customers: float
    errors: float
    per_hour: float


@dataclass(frozen=True, slots=True)
class ClerkPay(ABC):
    """Pay of the clerks; a subclass is a frozen dataclass of its parameters.

    ``pace`` is the speed of serving relative to the times of the scenario, ``errors`` a factor on
    its share of errors. ``hours_a_month_ms`` is what one person works: those who take turns at a
    place of the counter share evenly what is done there.
    """

    summary: ClassVar[str] = ""
    #: Speed of serving: the times of the scenario are divided by it.
    pace: float = 1.0
    #: Factor on the share of errors that the scenario states.
    errors: float = field(default=1.0, metadata=written("factor"))
    #: What one person works in a month: as many take turns at a place of the counter as its hours
    #: need.
    hours_a_month_ms: int = field(default=170 * HOUR_MS, metadata=written("work"))

    def __post_init__(self) -> None:
        if not 0 < self.pace <= 5:
            raise ValueError(f"pace: got {self.pace:g}, need more than 0 and at most 5")
        if self.hours_a_month_ms <= 0:
            raise ValueError("hours_a_month: got none, need more than 0")

    @property
    def money(self) -> Mapping[str, str]:
        """Amounts as written in the scenario's currency, by parameter."""
        return {}

    @abstractmethod
    def month(self, done: Sequence[MonthDone], amounts: Mapping[str, float]) -> list[float]:
        """Pay of each clerk of a county for a month; ``amounts`` is :attr:`money` as numbers."""
