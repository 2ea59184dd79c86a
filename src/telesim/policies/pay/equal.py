"""Equal pay: the same wage whatever is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.pay.base import PAY_SCHEMES, PayScheme
from telesim.policies.pay.effects import Forgotten, SkippedTests, written


@PAY_SCHEMES.register("equal")
@dataclass(frozen=True, slots=True)
class EqualPay(PayScheme):
    """The same wage whatever is done: slower, and rules slip where a scenario says so.

    *Assumed* pace 1 / 1.22 of the norm, range 1 / 1.35 to 1 (after Lazear 2000, Shearer 2004).
    Tickets are forgotten in the office: by the scheme of the policies, not by that of a crew.
    """

    summary: ClassVar[str] = "The same wage whatever is done; slower than the norm."
    pace: float = 1 / 1.22
    #: Tickets that lie forgotten; left out, none do.
    forgotten: Forgotten | None = field(default=None, metadata=written(Forgotten))
    #: Jobs closed without their closing test; left out, all are tested.
    skipped_tests: SkippedTests | None = field(default=None, metadata=written(SkippedTests))
    #: Monthly wage of each member of a crew.
    monthly: str | None = field(default=None, metadata=written("money"))
