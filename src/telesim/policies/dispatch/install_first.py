"""Installs and moves before repairs, each oldest first: the other end of the balance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, GROUPS, KeyRule
from telesim.policies.jobs import INSTALL, MOVE, CrewView, Job


@DISPATCH_RULES.register("install-first")
@dataclass(frozen=True, slots=True)
class InstallFirst(KeyRule):
    """Installs and moves before repairs, each oldest first; ``by_group`` ranks cause groups too."""

    summary: ClassVar[str] = "Installs and moves before repairs, each oldest first."
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
        order = 0 if job.kind in (INSTALL, MOVE) else 1
        return order, job.group if self.by_group else 0
