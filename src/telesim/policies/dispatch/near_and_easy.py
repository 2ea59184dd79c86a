"""The job that is done soonest first: who is paid by the piece picks what is near and easy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, PairRule
from telesim.policies.jobs import CrewView, Job
from telesim.units import HOUR_MS


@DISPATCH_RULES.register("near-and-easy")
@dataclass(frozen=True, slots=True)
class NearAndEasy(PairRule):
    """Least expected travel plus work first, work at the norm.

    ``hour_of_waiting_is_worth_ms`` takes that much off for every hour that the job has waited,
    so that a hard job is not left for ever; 0 never looks at waiting. *Assumed*: 2 minutes an
    hour.
    """

    summary: ClassVar[str] = (
        "The shortest travel and work first, less a credit for each hour it has waited."
    )
    #: Travel and work that a job may cost more for each hour that it has waited; 0 = waiting does
    #: not count.
    hour_of_waiting_is_worth_ms: int = 120_000

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        credit = (now_ms - job.since_ms) * self.hour_of_waiting_is_worth_ms // HOUR_MS
        return crew.travel_ms + job.work_ms - credit
