"""Orders are taken where the records show a pair and a port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.screening.base import SCREENING_RULES, ScreeningRule


@SCREENING_RULES.register("records")
@dataclass(frozen=True, slots=True)
class ByRecords(ScreeningRule):
    """An order is taken where the records show a free pair and the switch a free port."""

    summary: ClassVar[str] = "Orders are taken where the records show a free pair and port."

    def takes(self, pairs: int, ports: int) -> bool:
        """See the class."""
        return pairs > 0 and ports > 0
