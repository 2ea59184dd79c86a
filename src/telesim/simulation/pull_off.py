"""Teams pulled off to repair: counts open repairs by county and says when to switch."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from telesim.eventlog import Kind, Recorder
from telesim.policies.dispatch import DispatchRule
from telesim.policies.jobs import CABLE, REPAIR
from telesim.policies.precedence import kinds_first
from telesim.scenario import Scenario
from telesim.scenario.pull_off import PullOff
from telesim.scenario.workforce import Proficiency
from telesim.simulation.job import Job
from telesim.simulation.rules import Rules
from telesim.simulation.town import Town

_BEGINS, _ENDS = int(Kind.PULL_OFF_BEGINS), int(Kind.PULL_OFF_ENDS)


def policies_of(scenario: Scenario) -> list[PullOff]:
    """The pull-off policies that hold anywhere at any time; none = nothing to watch."""
    wheres = (scenario, *(phase.scenario for phase in scenario.phases))
    return [s.policies.pull_off for s in wheres if s.policies.pull_off is not None]


class _County:
    """What one county has open and what came in of late, by skill."""

    __slots__ = ("open", "pulled", "reports", "switched_ms")

    def __init__(self, skills: set[str]) -> None:
        self.open: dict[str, set[int]] = {skill: set() for skill in skills}
        self.reports: dict[str, deque[int]] = {skill: deque() for skill in skills}
        self.pulled = False
        self.switched_ms = -1


class PullOffs:
    """Watches the counties; looks at one when a report comes in or a repair is done there.

    A county switches at most once in an instant. ``reorganise`` is called when one has.
    """

    def __init__(
        self, scenario: Scenario, town: Town, recorder: Recorder, reorganise: Callable[[int], None]
    ) -> None:
        self._town = town
        self._log = recorder.append
        self._reorganise = reorganise
        self._county_of = scenario.exchange_county
        self._first_place = len(scenario.cabinets) + len(scenario.exchanges)
        named = policies_of(scenario)
        self._longest_ms = max(policy.intake_over for policy in named)
        skills = {policy.skill for policy in named}
        self._counties = [_County(skills) for _ in scenario.counties]
        #: One exchange of each county, where its rules are looked up.
        self._seat = [self._county_of.index(n) for n in range(len(scenario.counties))]
        self._touched: set[int] = set()
        #: Whether there is a county to look at.
        self.stirred = False
        #: What stands for a rule or a scenario in a county in pull-off, by the identity of the
        #: original, which is kept beside it; for a rule also by the skill that is pulled off to.
        self._dispatch: dict[tuple[int, str], tuple[DispatchRule, DispatchRule]] = {}
        self._pulled: dict[int, tuple[Scenario, Scenario]] = {}

    def reported(self, job: Job, now_ms: int) -> None:
        """A fault wants a crew from now on; one from before the run counts as of its start."""
        number = self._county_of[job.exchange]
        county, skill = self._counties[number], job.variant.skill
        if skill in county.open:
            county.open[skill].add(job.case)
            county.reports[skill].append(now_ms)
            self._touched.add(number)
            self.stirred = True

    def judged_anew(self, job: Job, now_ms: int) -> None:
        """An open fault turns out to need another skill: it comes in there as well."""
        self.done(job)
        self.reported(job, now_ms)

    def done(self, job: Job) -> None:
        """A fault has been cleared."""
        number = self._county_of[job.exchange]
        for cases in self._counties[number].open.values():
            if job.case in cases:
                cases.remove(job.case)
                self._touched.add(number)
                self.stirred = True

    def settle(self, now_ms: int) -> None:
        """Switch the counties that have passed a limit."""
        self.stirred = False
        switched = [number for number in sorted(self._touched) if self._switches(number, now_ms)]
        self._touched.clear()
        if switched:
            self._reorganise(now_ms)

    def reform(self, now_ms: int) -> None:
        """Rules have changed; where there is no pull-off any more, it ends."""
        for number, county in enumerate(self._counties):
            if county.pulled and self._policy(number) is None:
                self._switch(number, now_ms, 0, 0)

    def in_force(self, rules: list[Rules]) -> list[Rules]:
        """The rules of each exchange as they organise the crews now."""
        if not any(county.pulled for county in self._counties):
            return rules
        found = []
        for exchange, here in enumerate(rules):
            policy = here.scenario.policies.pull_off
            if policy is not None and self._counties[self._county_of[exchange]].pulled:
                here = replace(
                    here,
                    dispatch=self._repairs_first(here.dispatch, policy),
                    scenario=self._with_skill(here.scenario, policy),
                )
            found.append(here)
        return found

    def _policy(self, county: int) -> PullOff | None:
        return self._town.rules[self._seat[county]].scenario.policies.pull_off

    def _switches(self, number: int, now_ms: int) -> bool:
        """Look at a county; whether it begins or ends its pull-off now."""
        county, policy = self._counties[number], self._policy(number)
        if policy is None or county.switched_ms == now_ms or now_ms < policy.intake_over:
            return False
        still_open = len(county.open[policy.skill])
        reports = county.reports[policy.skill]
        while reports and reports[0] <= now_ms - self._longest_ms:
            reports.popleft()
        intake = len(reports)
        if policy.intake_over < self._longest_ms:
            intake -= bisect_right(reports, now_ms - policy.intake_over)
        # Both sides times the days of intake: open jobs against days of intake.
        weight = still_open * policy.intake_over
        if county.pulled:
            switches = weight < policy.below * intake or not still_open
        else:
            switches = weight > policy.above * intake
        if switches:
            self._switch(number, now_ms, still_open, intake)
        return switches

    def _switch(self, number: int, now_ms: int, still_open: int, intake: int) -> None:
        county = self._counties[number]
        county.pulled = not county.pulled
        county.switched_ms = now_ms
        kind = _BEGINS if county.pulled else _ENDS
        self._log((now_ms, kind, -1, -1, self._first_place + number, -1, still_open, intake))

    def _repairs_first(self, rule: DispatchRule, policy: PullOff) -> DispatchRule:
        key = id(rule), policy.skill
        known = self._dispatch.get(key)
        if known is None:
            kinds = {v.kind for v in self._town.variants if v.skill == policy.skill}
            first = kinds_first(rule, frozenset(kinds & {REPAIR, CABLE}))
            known = self._dispatch[key] = (rule, first)
        return known[1]

    def _with_skill(self, scenario: Scenario, policy: PullOff) -> Scenario:
        known = self._pulled.get(id(scenario))
        if known is None:
            learned = Proficiency.model_construct(
                speed=policy.speed, first_time_fix=policy.first_time_fix
            )
            teams = dict(scenario.teams)
            for name in policy.teams:
                skills = {policy.skill: learned, **teams[name].skills}
                teams[name] = teams[name].model_copy(update={"skills": skills})
            known = self._pulled[id(scenario)] = (
                scenario,
                scenario.model_copy(update={"teams": teams}),
            )
        return known[1]
