"""Which orders for a new line a counter takes.

A rule says by what the office believes whether an order is to be taken. Who looks may read
wrongly: clerks and agents then do the opposite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.registry import Registry

SCREENING_RULES: Registry[type[ScreeningRule]] = Registry(
    "screening rule", entry_point_group="telesim.screening_rules"
)


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """A rule of acceptance; a subclass is a frozen dataclass of its parameters."""

    summary: ClassVar[str] = ""
    #: Whether anybody looks before an order is taken: clerks, agents, and customers at what was
    #: published. Without it nobody is sent away.
    looks: ClassVar[bool] = True

    def takes(self, pairs: int, ports: int) -> bool:
        """Whether to take an order from a cabinet; the same is published of it.

        ``pairs`` are the free pairs of the cabinet that the records show, ``ports`` the free ports
        of its exchange.
        """
        return True
