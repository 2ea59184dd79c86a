"""Which neighbour lends a pair to a cabinet that has none.

A rule ranks the neighbours that may lend, within the limits of the scenario; the lowest key lends,
and of equals the one that stands first among the cabinets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from telesim.registry import Registry

LENDER_RULES: Registry[type[LenderRule]] = Registry(
    "lender rule", entry_point_group="telesim.lender_rules"
)


class LenderView(NamedTuple):
    """What a rule sees of a neighbour that may lend."""

    #: Length of the wire to it, in metres.
    metres: int
    #: Its free pairs, of the kind that is scarcer, and those that it has lent already.
    free: int
    lent: int


@dataclass(frozen=True, slots=True)
class LenderRule:
    """A choice of who lends; a subclass is a frozen dataclass of its parameters."""

    summary: ClassVar[str] = ""

    def key(self, lender: LenderView) -> tuple[int, ...]:
        """Rank of a neighbour that may lend; the lowest lends."""
        return ()
