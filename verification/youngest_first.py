"""The wrong order of a queue, last come, first served: a rule as another package would add it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, KeyRule
from telesim.policies.jobs import Job

NAME = "verification-youngest-first"


@DISPATCH_RULES.register(NAME)
@dataclass(frozen=True, slots=True)
class YoungestFirst(KeyRule):
    """The youngest report first, whatever it is."""

    summary: ClassVar[str] = "The youngest report first, whatever it is."

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        return (-job.since_ms, 0, 0)


#: Settings of a control.
YOUNGEST_FIRST = {"policies.dispatch": {"rule": NAME}}
