"""Cause groups in the scenario's order, orders last; oldest first within a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, KeyRule
from telesim.policies.jobs import CrewView, Job


@DISPATCH_RULES.register("group-then-age")
@dataclass(frozen=True, slots=True)
class GroupThenAge(KeyRule):
    """Cause groups in the scenario's order (cable first), orders last; oldest first within each."""

    summary: ClassVar[str] = "Cause groups in order, orders last; oldest first within each."

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        return (job.group, job.since_ms, 0)

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        return job.group
