"""What every pay scheme has: a pace, and effects that are absent unless a scheme names them.

The hour norms of a scenario are what people do under an incentive (DOMAIN 5). A scheme says
at which share of that pace its crews work, what slips under it, and what it pays. The size of
every effect is an assumption, never a result: a scenario states it, and it may be zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.pay.effects import (
    Deductions,
    Forgotten,
    Inspection,
    NearAndEasyFirst,
    Preventive,
    SkippedTests,
    Unrepaired,
)
from telesim.registry import Registry

PAY_SCHEMES: Registry[type[PayScheme]] = Registry(
    "pay scheme", entry_point_group="telesim.pay_schemes"
)


@dataclass(frozen=True, slots=True)
class PayScheme:
    """A scheme; a subclass is a frozen dataclass of its parameters.

    ``pace`` is the speed of work relative to the norm, 1 = the norm. The properties are what
    the model asks a scheme for; a scheme has an effect by having a parameter of that name.
    """

    summary: ClassVar[str] = ""
    #: Speed of work relative to the norm, 1 = the norm.
    pace: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.pace <= 5:
            raise ValueError(f"pace: got {self.pace:g}, need more than 0 and at most 5")

    @property
    def forgotten(self) -> Forgotten | None:
        """Tickets that lie forgotten; None = none do."""
        return None

    @property
    def skipped_tests(self) -> SkippedTests | None:
        """Jobs closed without their closing test; None = all are tested."""
        return None

    @property
    def redo(self) -> Mapping[str, float]:
        """Factor on the scenario's share of repeats by kind of job; 1 where none is named."""
        return {}

    @property
    def near_and_easy(self) -> NearAndEasyFirst | None:
        """How crews pick their jobs; None = as the dispatch rule says."""
        return None

    @property
    def preventive(self) -> Preventive | None:
        """What idle crews do on their own lines; None = they wait."""
        return None

    @property
    def unrepaired(self) -> Unrepaired | None:
        """Repairs closed though the line is not repaired; None = none are."""
        return None

    @property
    def inspection(self) -> Inspection | None:
        """Who looks whether closed jobs are done; None = nobody does."""
        return None

    # -- money, as written, in the scenario's currency ------------------------------------------

    @property
    def monthly(self) -> str | None:
        """Wage of a worker for a month; beside a fee or rates, of crews that earn none of these."""
        return None

    @property
    def rates(self) -> Mapping[str, str]:
        """What a finished job earns its crew, by kind of job: see ``PAID_JOBS``."""
        return {}

    @property
    def fee(self) -> str | None:
        """What a line kept in service earns in a month, shared by the crews that keep it."""
        return None

    @property
    def keeps(self) -> str:
        """The skill by which crews keep lines, and so earn the fee."""
        return "repair"

    @property
    def deductions(self) -> Deductions | None:
        """What is taken off again."""
        return None
