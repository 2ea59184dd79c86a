"""Repairs before installs and moves; cause groups in the scenario's order; oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, GROUPS, KeyRule
from telesim.policies.jobs import CABLE, REPAIR, CrewView, Job


@DISPATCH_RULES.register("repair-first")
@dataclass(frozen=True, slots=True)
class RepairFirst(KeyRule):
    """Repairs before installs and moves, each oldest first; ``by_group`` ranks cause groups too."""

    summary: ClassVar[str] = "Repairs before installs and moves, each oldest first."
    #: Whether repairs go by the rank of their cause group before they go by age.
    by_group: bool = False

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        return (*self._rank(job), job.since_ms)

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        order, group = self._rank(job)
        return order * GROUPS + group

    def _rank(self, job: Job) -> tuple[int, int]:
        order = 0 if job.kind in (REPAIR, CABLE) else 1
        return order, job.group if self.by_group else 0
