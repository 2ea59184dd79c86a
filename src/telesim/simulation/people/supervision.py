"""Inspection of closed repairs: a sample, as far as inspectors have time, under any pay."""

from __future__ import annotations

import numpy as np

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.people.crews import inspecting_crews
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.crew import Crew
from telesim.simulation.job import Job
from telesim.simulation.people.inspectors import inspections_of
from telesim.simulation.slips import Slips
from telesim.units import DAY_MS, PER_MILLION, WEEK_MS, parse_money
from telesim.workload import Workload
from telesim.workload import slips as marks

_SUPERVISED, _INSPECTS = int(Kind.SUPERVISED), int(Kind.INSPECTS)
_INSPECTED, _FOUND_BAD = int(Kind.INSPECTED), int(Kind.FOUND_BAD)
#: What may be wrong with a closed job; numbers add up.
UNTESTED, UNREPAIRED, WEAK = 1, 2, 4


class SupervisionBook:
    """Looks at closed repairs; the fault book tells it what was closed and what will fail.

    Whether a job is in the sample, and what a look sees, stands in marks of the job. The looks of
    a county's inspectors in a week go to the closings of that week, first come first served.
    """

    def __init__(
        self,
        scenario: Scenario,
        workload: Workload,
        agenda: Agenda,
        recorder: Recorder,
        slips: Slips | None,
    ) -> None:
        section = scenario.supervision
        assert section is not None
        self._section = section
        self._agenda = agenda
        self._log = recorder.append
        self._slips = slips
        if slips is not None:
            slips.left = section.slips_left
        self._county = scenario.exchange_county
        deduction = section.deduction
        self._cents = parse_money(deduction, scenario.currency.code) if deduction else 0
        self._horizon_ms = scenario.horizon_ms
        #: By case: instant at which it will fail again as it was not repaired well.
        self._will_fail: dict[int, int] = {}
        #: Cases that inspection has put right before.
        self._put_right: set[int] = set()
        #: By county and week: looks that inspectors have left.
        self._left = np.zeros((len(scenario.counties), scenario.horizon_ms // WEEK_MS + 1), int)
        self._follow(scenario, workload)

    def _follow(self, scenario: Scenario, workload: Workload) -> None:
        """Write whose turn it is day by day, and count the looks of each week."""
        looks, log, agenda = self._section.looks_per_day, self._log, self._agenda
        first_exchange = len(scenario.cabinets)
        first_county = first_exchange + len(scenario.exchanges)
        sample = round(PER_MILLION * self._section.sample)
        for county, crews in enumerate(inspecting_crews(scenario)):
            log((0, _SUPERVISED, -1, -1, first_county + county, -1, len(crews), sample))
        turns: dict[int, list[tuple[int, int]]] = {}
        for crew, day in zip(*(axis.tolist() for axis in np.nonzero(
                inspections_of(scenario, workload))), strict=True):  # fmt: skip
            base = scenario.crews[scenario.crew_units[crew][1]].base
            exchange = scenario.exchange_number[base]
            self._left[self._county[exchange], day * DAY_MS // WEEK_MS] += looks
            turns.setdefault(day * DAY_MS, []).append((crew, first_exchange + exchange))

        def begin(now_ms: int) -> None:
            for crew, place in sorted(turns[now_ms]):
                log((now_ms, _INSPECTS, -1, -1, place, crew, 0, looks))

        for instant in sorted(turns):
            agenda.at(instant, when.ENDS, when.INSPECTORS, 0, begin, instant)

    def will_fail(self, job: Job, instant_ms: int) -> None:
        """A repair will not hold: its line fails again at an instant."""
        if job.visits:
            self._will_fail[job.case] = instant_ms

    def has_put_right(self, job: Job) -> bool:
        """Whether what would fail now has been put right; asked once."""
        if job.case in self._put_right:
            self._put_right.discard(job.case)
            return True
        return False

    def closed(self, job: Job, crew: Crew, now_ms: int) -> None:
        """A crew has closed a fault: is it looked at, and what is seen?"""
        section, slips = self._section, self._slips
        untested, comes_back = (False, None) if slips is None else slips.taken(job)
        fails_ms = self._will_fail.pop(job.case, None)
        look_ms = now_ms + section.after
        looked = marks.sampled(job.key, section.sample) and look_ms < self._horizon_ms
        week = self._left[self._county[job.exchange]]
        number = now_ms // WEEK_MS
        if looked and week[number] > 0:
            week[number] -= 1
        else:
            looked = False
        wrong = UNTESTED if untested else 0
        if comes_back is not None:
            # Whoever calls before the look has found it out himself.
            wrong |= UNREPAIRED if section.after <= comes_back else 0
        elif fails_ms is not None and fails_ms > look_ms:
            wrong |= WEAK
        found = looked and wrong > 0 and marks.seen(job.key, section.detection)
        if found and wrong & WEAK:
            # Putting it right takes as long as another look, if need be of overtime.
            week[number] -= 1
        if comes_back is not None and slips is not None:
            seen = found and wrong & UNREPAIRED > 0
            slips.comes_back(job, crew, section.after if seen else comes_back, seen, now_ms)
        if looked:
            what = (job, crew.number, wrong, found)
            self._agenda.at(look_ms, when.ARRIVES, when.LOOK, job.case, self._look, what)

    def _look(self, what: tuple[Job, int, int, bool]) -> None:
        job, crew, wrong, found = what
        now, log = self._agenda.now, self._log
        log((now, _INSPECTED, job.case, job.slot, job.cabinet, crew, wrong, 0))
        if not found:
            return
        if wrong & WEAK:
            self._put_right.add(job.case)
        cents = 0 if wrong & UNREPAIRED else self._cents
        log((now, _FOUND_BAD, job.case, job.slot, job.cabinet, crew, wrong, cents))
