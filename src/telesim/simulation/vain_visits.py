"""Visits by crews that cannot do what they are sent for: how often, how far, who is at home.

Their marks are of their own: the visits that follow meet what they would have met without them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.distributions import Distribution
from telesim.eventlog import Kind, Recorder
from telesim.simulation.appointments import Appointments
from telesim.units import PER_MILLION

if TYPE_CHECKING:
    from telesim.policies.shift_end import ShiftEnd
    from telesim.scenario import Scenario
    from telesim.simulation.crew import Crew
    from telesim.simulation.job import Job
    from telesim.simulation.rules import Rules

_DISPATCHED, _NO_ACCESS = int(Kind.DISPATCHED), int(Kind.NO_ACCESS)
_JUST_MS = 1
#: Law of the way, key of the job, number of the visit -> factor on the way, mark of access.
Marks = Callable[[Distribution | None, int, int], tuple[int, int]]


class VainVisits:
    """Sends crews in vain for one reason, which ``marks`` is of; counts the visits by job."""

    def __init__(self, scenario: Scenario, recorder: Recorder, marks: Marks) -> None:
        self._variation = scenario.travel.variation if scenario.travel else None
        self._log = recorder.append
        self._marks = marks
        #: Visits by case.
        self._visits: dict[int, int] = {}

    def so_far(self, job: Job) -> int:
        """How often a crew has set out for a job in vain."""
        return self._visits.get(job.case, 0)

    def send(
        self,
        crew: Crew,
        job: Job,
        mean_ms: int,
        rules: Rules,
        told: int,
        now_ms: int,
        seen: tuple[int, int],
        policy: ShiftEnd | None,
    ) -> bool:
        """A crew sets out; ``mean_ms`` is its mean way, ``told`` the number of the visit.

        ``seen`` is the outcome with its crew time on site, where somebody is at home; whether
        that is so is returned.
        """
        variant = job.variant
        number = self._visits.get(job.case, 0)
        self._visits[job.case] = number + 1
        factor, access = self._marks(self._variation, job.key, number)
        travel = mean_ms * factor // PER_MILLION
        self._log((now_ms, _DISPATCHED, job.case, job.slot, job.cabinet, crew.number, told, travel))
        nobody = rules.no_access_ppm[variant.kind]
        if variant.plain >= 0:
            nobody = Appointments.no_access_ppm(crew, job, travel, now_ms, nobody)
        at_home = access >= nobody
        outcome, site = seen if at_home else (_NO_ACCESS, rules.no_access_ms)
        crew.begin(job, travel, site or max(0, _JUST_MS - travel), outcome, policy, now_ms)
        return at_home
