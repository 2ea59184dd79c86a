"""Work that goes before all other work, whatever the dispatch rule says of the rest.

Each wrapper leaves the order of a rule as it is and moves some jobs in front: those with an
appointment before those without, and over both the repairs of a county in pull-off.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from telesim.policies.dispatch.base import DispatchRule, KeyRule, PairRule
from telesim.policies.jobs import CrewView, Job
from telesim.policies.picking import NearAndEasyWithin, by_window

#: More than any first part of a key and any score: instants, ranks and credits stay below it.
_APART = 2**63
_PROMISED, _PULLED = 1, 2
#: More than the classes of a rule.
_CLASSES = 1001


@dataclass(frozen=True, slots=True)
class PromisedByKey(KeyRule):
    """For jobs with an appointment: before all without, the earliest end of a window first."""

    rule: KeyRule

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        return (job.due_ms - _PROMISED * _APART, job.since_ms, 0)

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """That of the rule: an appointment makes a job no more urgent than its work."""
        return self.rule.job_class(job, crew, now_ms)


@dataclass(frozen=True, slots=True)
class PromisedByPair(PairRule):
    """For jobs with an appointment: before all without, among themselves by the rule."""

    rule: PairRule = field(kw_only=True)

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        return self.rule.pair_score(job, crew, now_ms) - _PROMISED * _APART


@dataclass(frozen=True, slots=True)
class KindsByKey(KeyRule):
    """Jobs of some kinds before all others, within either in the order of the rule."""

    rule: KeyRule
    kinds: frozenset[int]

    def job_key(self, job: Job) -> tuple[int, int, int]:
        """See the class."""
        first, second, third = self.rule.job_key(job)
        return (first - _PULLED * _APART * (job.kind in self.kinds), second, third)

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """Below all classes of the rule for jobs of these kinds."""
        return self.rule.job_class(job, crew, now_ms) - _CLASSES * (job.kind in self.kinds)


@dataclass(frozen=True, slots=True)
class KindsByPair(PairRule):
    """The same for a rule that weighs job against crew."""

    rule: PairRule = field(kw_only=True)
    kinds: frozenset[int] = field(kw_only=True)

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        score = self.rule.pair_score(job, crew, now_ms)
        return score - _PULLED * _APART * (job.kind in self.kinds)


def promised_first(rule: DispatchRule) -> DispatchRule:
    """The rule for jobs with an appointment, where ``rule`` holds for those without."""
    if isinstance(rule, (KindsByKey, KindsByPair)):
        return kinds_first(promised_first(rule.rule), rule.kinds)
    if isinstance(rule, NearAndEasyWithin):
        return PromisedByPair(scan=rule.scan, rule=by_window(rule))
    if isinstance(rule, PairRule):
        return PromisedByPair(scan=rule.scan, rule=rule)
    return PromisedByKey(_key_rule(rule))


def kinds_first(rule: DispatchRule, kinds: frozenset[int]) -> DispatchRule:
    """The rule in a county where jobs of some kinds (policies.jobs) come before all others."""
    if isinstance(rule, PairRule):
        return KindsByPair(scan=rule.scan, rule=rule, kinds=kinds)
    return KindsByKey(_key_rule(rule), kinds)


def _key_rule(rule: DispatchRule) -> KeyRule:
    if not isinstance(rule, KeyRule):
        raise TypeError(f"{rule!r} is neither a key rule nor a pair rule")
    return rule
