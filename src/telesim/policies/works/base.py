"""What gangs that repair and build take first.

A policy says of each gang and day whether construction comes before everything else that the
gang can do. On all other days construction comes last. Among repairs, and among construction
jobs, the dispatch rule decides as ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.registry import Registry

WORKS_POLICIES: Registry[type[WorksPolicy]] = Registry(
    "works policy", entry_point_group="telesim.works_policies"
)


@dataclass(frozen=True, slots=True)
class WorksPolicy:
    """A named balance of repair and construction; a subclass is a frozen dataclass."""

    summary: ClassVar[str] = ""

    def builds_first(self, gang: int, day: int) -> bool:
        """Whether a gang takes construction before anything else on one of its days.

        ``gang`` is its number, ``day`` counts its own days on duty from 0.
        """
        return False
