"""The earliest promised instant first; jobs without a promise come last, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, KeyRule
from telesim.policies.jobs import Job


@DISPATCH_RULES.register("earliest-due")
@dataclass(frozen=True, slots=True)
class EarliestDue(KeyRule):
    """The earliest promised instant first; jobs without a promise come last, oldest first."""

    summary: ClassVar[str] = (
        "The earliest promised instant first; jobs without a promise come last, oldest first."
    )

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        return (job.due_ms, job.since_ms, 0)
