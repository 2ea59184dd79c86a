"""What crews pick for themselves within what a dispatch rule puts first.

The rule of a scenario says which jobs go before which: a repair before an install, say. Who is paid
by the job takes, of those that stand first alike, the one that is nearest and easiest for him. So
both hold, whichever reform came first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from telesim.policies.dispatch.base import DispatchRule, PairRule
from telesim.policies.dispatch.near_and_easy import NearAndEasy
from telesim.policies.jobs import CrewView, Job
from telesim.units import HOUR_MS

#: More than any score by travel and work, and than the credit of 24 h an hour for 22 years of
#: waiting; classes of a rule and hours of a run keep their product with it below what precedence
#: adds.
_APART = 2**44


@dataclass(frozen=True, slots=True)
class NearAndEasyWithin(PairRule):
    """The classes of a rule in their order, within each the nearest and easiest job first.

    With ``by_due`` jobs have an appointment: the hour in which its window ends makes the class.
    """

    rule: DispatchRule = field(kw_only=True)
    pick: NearAndEasy = field(kw_only=True)
    by_due: bool = False

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        return job.due_ms // HOUR_MS if self.by_due else self.rule.job_class(job, crew, now_ms)

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        # The class is written out here once more: this is asked of every job that a crew looks at.
        if self.by_due:
            its_class = job.due_ms // HOUR_MS
        else:
            its_class = self.rule.job_class(job, crew, now_ms)
        return its_class * _APART + self.pick.pair_score(job, crew, now_ms)


@lru_cache(maxsize=64)
def picked(rule: DispatchRule, hour_of_waiting_is_worth_ms: int) -> DispatchRule:
    """A rule under which crews pick near and easy jobs; one and the same for the same rule.

    ``hour_of_waiting_is_worth_ms`` is the credit of :class:`NearAndEasy`.
    """
    pick = NearAndEasy(hour_of_waiting_is_worth_ms=hour_of_waiting_is_worth_ms)
    scan = rule.scan if isinstance(rule, PairRule) else pick.scan
    return NearAndEasyWithin(scan=scan, rule=rule, pick=pick)


def by_window(rule: NearAndEasyWithin) -> NearAndEasyWithin:
    """The same for jobs with an appointment, the earliest end of a window first."""
    return replace(rule, by_due=True)
