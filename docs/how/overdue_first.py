"""A dispatch rule of one's own: what waited too long first, then repairs, then the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch import DISPATCH_RULES, PairRule
from telesim.policies.jobs import INSTALL, MOVE, CrewView, Job


@DISPATCH_RULES.register("overdue-first")
@dataclass(frozen=True, slots=True)
class OverdueFirst(PairRule):
    """Jobs that have waited longer than ``limit`` first, then repairs, then installs and moves."""

    summary: ClassVar[str] = "Jobs that have waited longer than a limit first, then repairs."
    #: Waiting time in ms beyond which a job goes first; written ``limit: 3 days``. Assumed.
    limit_ms: int = 3 * 24 * 3_600_000

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """The lowest score is served first."""
        waited_ms = now_ms - job.since_ms
        if waited_ms > self.limit_ms:
            return job.since_ms - 2 * 10**15
        if job.kind in (INSTALL, MOVE):
            return job.since_ms
        return job.since_ms - 10**15
