"""The job that is nearest to the crew first; among equals the oldest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, PairRule
from telesim.policies.jobs import CrewView, Job
from telesim.units import HOUR_MS


@DISPATCH_RULES.register("nearest")
@dataclass(frozen=True, slots=True)
class Nearest(PairRule):
    """Least expected travel first.

    ``hour_of_waiting_is_worth_ms`` takes that much travel off for every hour that the job has
    waited, so that a far job is not left for ever; 0 looks at travel alone. *Assumed*:
    2 minutes of travel an hour.
    """

    summary: ClassVar[str] = "The nearest job first, less a credit for each hour it has waited."
    #: Travel that a job may cost more for each hour that it has waited; 0 = waiting does not count.
    hour_of_waiting_is_worth_ms: int = 120_000

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        credit = (now_ms - job.since_ms) * self.hour_of_waiting_is_worth_ms // HOUR_MS
        return crew.travel_ms - credit
