"""Construction before everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.works.base import WORKS_POLICIES, WorksPolicy


@WORKS_POLICIES.register("construction-first")
@dataclass(frozen=True, slots=True)
class ConstructionFirst(WorksPolicy):
    """Construction before everything else, on every day."""

    summary: ClassVar[str] = "Construction before everything else, on every day."

    def builds_first(self, gang: int, day: int) -> bool:
        """See the class."""
        return True
