"""Repairs before installs and moves; cause groups in the scenario's order; oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, KeyRule
from telesim.policies.jobs import CABLE, REPAIR, Job


@DISPATCH_RULES.register("repair-first")
@dataclass(frozen=True, slots=True)
class RepairFirst(KeyRule):
    """Repairs before installs and moves, each oldest first; ``by_group`` ranks cause groups too."""

    summary: ClassVar[str] = "Repairs before installs and moves, each oldest first."
    by_group: bool = False

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        order = 0 if job.kind in (REPAIR, CABLE) else 1
        return (order, job.group if self.by_group else 0, job.since_ms)
