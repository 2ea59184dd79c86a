"""Training in a run: courses take crews away, levels move, and error rates move with them.

Whoever makes errors of a role asks :meth:`TrainingBook.factor_ppm`, or :meth:`TrainingBook.share`
for a share of theirs; the answer follows from role, county and instant alone.
"""

from __future__ import annotations

from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import CABLE, REPAIR
from telesim.scenario import Scenario
from telesim.scenario.office.courses import office_days
from telesim.scenario.people.training import ROLES
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.job import Job
from telesim.simulation.people.courses import courses_of
from telesim.simulation.people.levels import factor_ppm, levels_of
from telesim.units import DAY_MS, PER_MILLION
from telesim.workload.turnover import Turnover

_COURSE, _LEVEL = int(Kind.COURSE), int(Kind.TRAINING_LEVEL)
_PLANNED, _BESIDE = int(Kind.COURSES_PLANNED), int(Kind.TAUGHT_BESIDE)


class TrainingBook:
    """Levels and what they do to error rates, by role and county."""

    def __init__(self, scenario: Scenario, turnover: Turnover) -> None:
        section = scenario.training
        assert section is not None
        self._scenario = scenario
        self._section = section
        self._courses = courses_of(scenario, turnover)
        self._steps = levels_of(scenario, turnover, self._courses)
        #: By role, then county: the factor in force now; a million for a role without training.
        self._now_ppm = {
            word: [self.factor_ppm(word, county, 0) for county in range(len(scenario.counties))]
            for word in ROLES
        }
        #: The same for the crews that repair; None where they have no level.
        self._repair = self._now_ppm["repair"] if "repair" in section.roles else None
        self._county = scenario.exchange_county

    def level(self, role: str, county: int, instant_ms: int) -> float:
        """The level of a role in a county (by number) at an instant, 0 to 1.

        Raises:
            KeyError: the scenario has no training for this role.
        """
        return self._steps[ROLES.index(role), county].at(instant_ms) / PER_MILLION

    def factor_ppm(self, role: str, county: int, instant_ms: int) -> int:
        """What the error rates of a role are multiplied by, in parts per million.

        A million for a role without training.
        """
        key = ROLES.index(role), county
        if key not in self._steps:
            return PER_MILLION
        return factor_ppm(self._section, self._steps[key].at(instant_ms))

    def share_ppm(self, role: str, county: int, error_ppm: int) -> int:
        """An error rate in parts per million, as it is at the level of a role now; at most all."""
        return min(PER_MILLION, error_ppm * self._now_ppm[role][county] // PER_MILLION)

    # -- repair -----------------------------------------------------------------------------

    def fix_ppm(self, job: Job, fix_ppm: int) -> int:
        """The chance that a visit leaves nothing to come back for."""
        if self._repair is None or job.variant.kind not in (REPAIR, CABLE) or job.cause < 0:
            return fix_ppm
        factor = self._repair[self._county[job.exchange]]
        return max(0, PER_MILLION - (PER_MILLION - fix_ppm) * factor // PER_MILLION)

    def repeat_share(self, job: Job, share: float) -> float:
        """The share of repeats of what crews have repaired; the desk's own is left alone."""
        if self._repair is None or not job.visits:
            return share
        return share * self._repair[self._county[job.exchange]] / PER_MILLION

    # -- what happens -----------------------------------------------------------------------

    def follow(self, agenda: Agenda, recorder: Recorder) -> None:
        """Write the levels of the start, and put courses and changes of level into the agenda."""
        scenario, log = self._scenario, recorder.append
        first_exchange = len(scenario.cabinets)
        first_county = first_exchange + len(scenario.exchanges)
        changes: dict[int, list[tuple[int, int, int]]] = {}
        for n, (role, county) in enumerate(self._steps):
            steps = self._steps[role, county]
            before = -1
            for at, level in zip(steps.instants, steps.levels, strict=True):
                if level != before:
                    changes.setdefault(at, []).append((n, role, county))
                before = level
        away: dict[int, list[tuple[int, int, int, int, int]]] = {}
        for one in office_days(scenario):
            for kind, heads in ((_COURSE, one.away), (_BESIDE, one.beside)):
                if heads:
                    of_office = (kind, first_county + one.county, -1, ROLES.index(one.role), heads)
                    away.setdefault(one.day * DAY_MS, []).append(of_office)
        for course in self._courses:
            if course.crew < 0:
                continue
            base = scenario.crews[scenario.crew_units[course.crew][1]]
            place = first_exchange + scenario.exchange_number[base.base]
            for day in course.days:
                row = (_COURSE, place, course.crew, course.role, base.members)
                away.setdefault(day * DAY_MS, []).append(row)

        def change(now_ms: int) -> None:
            for _, role, county in changes[now_ms]:
                level = self._steps[role, county].at(now_ms)
                log((now_ms, _LEVEL, -1, -1, first_county + county, -1, role, level))
                self._now_ppm[ROLES[role]][county] = factor_ppm(self._section, level)

        def go(now_ms: int) -> None:
            for kind, place, crew, role, heads in sorted(away[now_ms], key=lambda row: row[2]):
                log((now_ms, kind, -1, -1, place, crew, role, heads))

        for instant in sorted(changes):
            if instant:
                agenda.at(instant, when.ENDS, when.TRAINING, 0, change, instant)
        for instant in sorted(away):
            agenda.at(instant, when.ENDS, when.COURSES, 0, go, instant)
        change(0)
        planned: dict[tuple[int, int, int], None] = {}
        for course in self._courses:
            planned.setdefault((course.county, course.role, course.programme_ms))
        for county, role, at in sorted(planned):
            log((0, _PLANNED, -1, -1, first_county + county, -1, role, at))
