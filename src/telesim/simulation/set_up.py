"""Depot time before the first job of a crew that has stood idle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.simulation.crew import Crew
    from telesim.simulation.job import Job
    from telesim.simulation.town import Town


def sets_up_anywhere(scenario: Scenario) -> bool:
    """Whether crews ever need a set-up."""
    wheres = (scenario, *(phase.scenario for phase in scenario.phases))
    return any(there.policies.set_up is not None for there in wheres)


class SetUps:
    """Says what a visit takes before its way, by the policy of the place that it goes to."""

    def __init__(self, town: Town) -> None:
        self._rules = town.rules
        #: By number of a crew: when its last set-up began, and how long it takes.
        self._last: dict[int, tuple[int, int]] = {}

    def before(self, crew: Crew, job: Job, visit: int, now_ms: int) -> int:
        """Set-up in ms, by the job's own mark for the visit; 0 for who has just ended another.

        Who is called away while setting up does the rest of it before the way to the next.
        """
        if crew.free_since_ms == now_ms:
            takes = self._left(crew, now_ms)
        else:
            policy = self._rules[job.exchange].scenario.policies.set_up
            takes = 0 if policy is None else followups.set_up_ms(policy.takes, job.key, visit)
        if takes:
            self._last[crew.number] = now_ms, takes
        return takes

    def expected(self, crew: Crew, exchange: int, now_ms: int) -> int:
        """What a crew that sets out now is expected to need before its way, in ms."""
        if crew.free_since_ms == now_ms:
            return self._left(crew, now_ms)
        policy = self._rules[exchange].scenario.policies.set_up
        return 0 if policy is None else round(policy.takes.expected)

    def _left(self, crew: Crew, now_ms: int) -> int:
        """What a crew that leaves a visit now has not yet done of its set-up, in ms on duty."""
        began_ms, takes = self._last.get(crew.number, (0, 0))
        return max(0, takes - crew.calendar.work_between(began_ms, now_ms)) if takes else 0
