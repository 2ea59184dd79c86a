"""Preventive work: a crew with nothing to do looks after the lines of its own places.

A crew that has become free and finds no job goes to the cabinet of its places, or of its
territory where it has one, that has had the fewest such visits (then to the lowest number), and
from line to line there, in the order of the lines, until a job calls it at the end of a line. It
goes only where way and work fit into what is left before its next break. Nothing is drawn: the
way takes its mean time, and none to the next line of the same cabinet. What is kept away is
settled by each candidate's own mark. Where visits vary, each has a mark of its crew and count.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify

from telesim.eventlog import Kind, Recorder
from telesim.policies.pay.effects import Preventive
from telesim.simulation.crew import Crew
from telesim.simulation.job import ENDED, Job
from telesim.simulation.rules import FIRST_CAUSE
from telesim.simulation.town import Town
from telesim.simulation.workforce import Team, site_time_ms
from telesim.units import PER_MILLION
from telesim.workload import followups
from telesim.workload import slips as marks

_PREVENTIVE, _TREATED, _AVOIDED = int(Kind.PREVENTIVE), int(Kind.TREATED), int(Kind.AVOIDED)
_IN_SERVICE = 1
_NO_CASE = -1


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What the crews of a team do: crew time on site for a line, and their own cabinets."""

    policy: Preventive
    causes: frozenset[int]
    site_ms: int
    cabinets: frozenset[int]


class PreventiveWork:
    """Sends idle crews out and remembers which lines they have looked after."""

    def __init__(self, town: Town, recorder: Recorder, root: int = 0) -> None:
        self._town = town
        self._log = recorder.append
        self._number = {name: n for n, name in enumerate(town.scenario.causes)}
        self._plans: dict[Team, _Plan | None] = {}
        #: Root of the marks by which visits vary, and visits so far by crew.
        self._root = root
        self._made: dict[int, int] = {}
        cabinets = len(town.exchange_of)
        #: By cabinet: visits so far, and the line from which the next one is looked for.
        self._visits = [0] * cabinets
        self._next = [0] * cabinets
        #: By cabinet and line: until when it needs no visit, set when a crew sets out.
        self._due: dict[tuple[int, int], int] = {}
        #: By cabinet and line: until when a finished visit helps, and by which plan.
        self._helps: dict[tuple[int, int], tuple[int, _Plan]] = {}
        #: By crew that is out: what it set out for; a reform may change its team meanwhile.
        self._out: dict[int, _Plan] = {}
        #: By crew: at which cabinet its last such visit ended, and when.
        self._stands: dict[int, tuple[int, int]] = {}

    # -- crews ------------------------------------------------------------------------------

    def settle(self, freed: list[Crew], now_ms: int) -> None:
        """Crews that had become free and have found no job set out, lowest number first."""
        for crew in sorted(freed, key=_number) if len(freed) > 1 else freed:
            if crew.job is None and crew.duty_until_ms > now_ms:
                plan = self._plan(crew.team)
                if plan is not None:
                    self._send(crew, plan, now_ms)

    def _plan(self, team: Team) -> _Plan | None:
        if team not in self._plans:
            self._plans[team] = self._planned(team)
        return self._plans[team]

    def _planned(self, team: Team) -> _Plan | None:
        """None for a team whose pay asks for none, or that can repair none of the causes."""
        policy = team.preventive
        if policy is None:
            return None
        causes = [self._number[name] for name in policy.causes]
        paces = [team.pace[FIRST_CAUSE + cause] for cause in causes]
        pace = next((pace for pace in paces if pace), 0)
        if not pace:
            return None
        return _Plan(
            policy,
            frozenset(causes),
            site_time_ms(policy.hours_per_line_ms, pace),
            frozenset(
                cabinet
                for cabinet, exchange in enumerate(self._town.exchange_of)
                if exchange in team.travel_ms and (not team.owned or cabinet in team.owned)
            ),
        )

    def _send(self, crew: Crew, plan: _Plan, now_ms: int) -> None:
        left = crew.duty_until_ms - now_ms - plan.site_ms
        if left < 0:
            return
        here = self._stands.get(crew.number)
        if here is not None and here[1] == now_ms and here[0] in plan.cabinets:
            slot = self._line_due(here[0], now_ms)
            if slot >= 0:
                self._begin(crew, plan, here[0], slot, 0, now_ms)
                return
        visits, exchange_of = self._visits, self._town.exchange_of
        team: Team = crew.team
        for cabinet in sorted(plan.cabinets, key=lambda one: (visits[one], one)):
            travel = team.travel_ms[exchange_of[cabinet]]
            if travel <= left:
                slot = self._line_due(cabinet, now_ms)
                if slot >= 0:
                    self._begin(crew, plan, cabinet, slot, travel, now_ms)
                    return

    def _line_due(self, cabinet: int, now_ms: int) -> int:
        """The next line in service that needs a visit; -1 when the last round still helps.

        Lines that are down or not in service are passed over until the next round.
        """
        states, first = self._town.line_state[cabinet], self._next[cabinet]
        slot = states.find(_IN_SERVICE, first)
        if slot < 0:
            slot = states.find(_IN_SERVICE, 0, first)
        if slot < 0 or self._due.get((cabinet, slot), 0) > now_ms:
            return -1
        return slot

    def _begin(
        self, crew: Crew, plan: _Plan, cabinet: int, slot: int, travel_ms: int, now_ms: int
    ) -> None:
        idle = crew.team.idle
        idle.remove((crew.free_since_ms, crew.number, crew))
        heapify(idle)
        self._visits[cabinet] += 1
        self._next[cabinet] = slot + 1
        self._out[crew.number] = plan
        site_ms = plan.site_ms
        if plan.policy.varies is not None:
            number = self._made.get(crew.number, 0)
            self._made[crew.number] = number + 1
            factor = followups.spare_time_ppm(plan.policy.varies, self._root, crew.number, number)
            site_ms = max(1, site_ms * factor // PER_MILLION)
        end = now_ms + travel_ms + site_ms
        self._due[cabinet, slot] = end + plan.policy.lasts_ms
        self._log((now_ms, _PREVENTIVE, _NO_CASE, slot, cabinet, crew.number, 0, travel_ms))
        exchange = self._town.exchange_of[cabinet]
        job = Job(self, _NO_CASE, 0, cabinet, exchange, slot, -1)
        crew.begin(job, travel_ms, site_ms, _TREATED, None, now_ms)

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew has looked after a line, which helps from now on."""
        log = self._log
        log((now_ms, _TREATED, _NO_CASE, job.slot, job.cabinet, crew.number, 0, crew.site_ms))
        job.state = ENDED
        self._stands[crew.number] = (job.cabinet, now_ms)
        plan = self._out.pop(crew.number)
        self._helps[job.cabinet, job.slot] = (now_ms + plan.policy.lasts_ms, plan)

    # -- faults -----------------------------------------------------------------------------

    def avoids(self, cause: int, cabinet: int, slot: int, key: int, now_ms: int) -> bool:
        """Whether a fault that would happen now is kept away by an earlier visit to its line."""
        found = self._helps.get((cabinet, slot))
        if found is None:
            return False
        until, plan = found
        if until <= now_ms or cause not in plan.causes:
            return False
        if not marks.prevented(key, plan.policy.effect):
            return False
        self._log((now_ms, _AVOIDED, _NO_CASE, slot, cabinet, -1, cause, 0))
        return True


def _number(crew: Crew) -> int:
    return crew.number
