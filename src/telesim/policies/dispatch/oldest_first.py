"""Oldest report or order first, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, KeyRule
from telesim.policies.jobs import Job


@DISPATCH_RULES.register("oldest-first")
@dataclass(frozen=True, slots=True)
class OldestFirst(KeyRule):
    """Oldest report or order first, whatever it is."""

    summary: ClassVar[str] = "Oldest report or order first, whatever it is."

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        return (job.since_ms, 0, 0)
