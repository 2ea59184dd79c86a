"""How crews are paid, and what that does to the pace of their work.

The hour norms of a scenario are what people do under an incentive (DOMAIN 5). A scheme says
at which share of that pace its crews work. The size of the effect is an assumption, never a
result: a scenario states it and is read over its range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.registry import Registry

PAY_SCHEMES: Registry[type[PayScheme]] = Registry(
    "pay scheme", entry_point_group="telesim.pay_schemes"
)


@dataclass(frozen=True, slots=True)
class PayScheme:
    """A scheme; a subclass is a frozen dataclass of its parameters.

    ``pace`` is the speed of work relative to the norm, 1 = the norm.
    """

    summary: ClassVar[str] = ""
    pace: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.pace <= 5:
            raise ValueError(f"pace: got {self.pace:g}, need more than 0 and at most 5")


@PAY_SCHEMES.register("equal")
@dataclass(frozen=True, slots=True)
class EqualPay(PayScheme):
    """The same wage whatever is done.

    *Assumed* pace 1 / 1.22 of the norm, range 1 / 1.35 to 1 (after Lazear 2000, Shearer 2004).
    """

    summary: ClassVar[str] = "The same wage whatever is done; slower than the norm."
    pace: float = 1 / 1.22


@PAY_SCHEMES.register("piece")
@dataclass(frozen=True, slots=True)
class PieceRate(PayScheme):
    """A rate for each job. The norm itself is the pace under this scheme."""

    summary: ClassVar[str] = "A rate for each job; works at the norm."
    pace: float = 1.0
