"""Jobs gather until a crew that has run out of work sets out again."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from telesim.simulation.crew import Crew
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.job import WAITING, Job
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Team

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.simulation.town import Town


def gathers_anywhere(scenario: Scenario) -> bool:
    """Whether jobs ever gather."""
    wheres = (scenario, *(phase.scenario for phase in scenario.phases))
    return any(there.policies.gather is not None for there in wheres)


class GatheringDispatcher(Dispatcher):
    """A dispatcher whose idle crews stay until enough jobs wait, by the policy of their place."""

    def __init__(self, visits: Visits, town: Town) -> None:
        super().__init__(visits)
        self._town = town
        #: Idle crews whose duty goes on over the midnight at which others come on duty.
        self._stayed: set[Crew] = set()

    def wait(self, job: Job, anew: bool = True) -> None:
        """A job waits from now on; an idle crew that has enough of them may go."""
        policy = self._town.rules[job.exchange].scenario.policies.gather
        if policy is None:
            super().wait(job, anew)
            return
        if job.urgent and anew:
            self.on_overtaking(job, self.before(job))
        job.state = WAITING
        queue = self.queue_for(job)
        queue.add(job)
        now_ms = self._town.now
        for team in queue.teams:
            if team.idle and sum(len(other.waiting()) for other in team.queues) >= policy.jobs:
                self._send_one(team, now_ms)

    def _send_one(self, team: Team, now_ms: int) -> None:
        """The crew of a team that has been idle the longest looks for work."""
        while team.idle:
            crew = heappop(team.idle)[2]
            if crew.job is None and crew.duty_until_ms > now_ms:
                self.free(crew)
                return

    def new_shift(self, teams: set[Team]) -> None:
        """Crews come on duty; those that are there already go on to wait."""
        now_ms = self._town.now
        self._stayed = {
            crew
            for team in teams
            for _, _, crew in team.idle
            if crew.job is None and crew.duty_until_ms > now_ms
        }
        super().new_shift(teams)

    def free(self, crew: Crew) -> None:
        """A crew looks for work, unless it stays where it has been all the time."""
        if crew in self._stayed:
            self._stayed.discard(crew)
            heappush(crew.team.idle, (crew.free_since_ms, crew.number, crew))
        else:
            super().free(crew)

    def settle(self, now_ms: int) -> None:
        """Crews that look for work take the best job each; the others stay."""
        freed, self._freed = self._freed, []
        self.stirred = False
        for crew in sorted(freed, key=lambda one: (one.free_since_ms, one.number)):
            if crew.job is None:
                self._feed(crew, now_ms)
        if self._new:
            super().settle(now_ms)
