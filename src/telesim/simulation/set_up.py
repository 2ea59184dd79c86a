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

    def before(self, crew: Crew, job: Job, visit: int, now_ms: int) -> int:
        """Set-up in ms, by the job's own mark for the visit; 0 for who has just ended another."""
        if crew.free_since_ms == now_ms:
            return 0
        policy = self._rules[job.exchange].scenario.policies.set_up
        return 0 if policy is None else followups.set_up_ms(policy.takes, job.key, visit)
