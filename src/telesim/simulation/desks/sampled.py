"""Desks that are simulated on sample days: directory enquiry and the counters of the counties.

Each call is one row of the log, written when it is answered: nothing can end it early.
"""

from __future__ import annotations

from collections.abc import Callable

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.desks.counters import Counters
from telesim.scenario.desks.directory_desk import DirectoryDesk
from telesim.simulation import agenda as when
from telesim.simulation.desks.desk import FINISH, Call, Desk
from telesim.simulation.desks.hours import hours_of
from telesim.simulation.town import Town
from telesim.units import PER_MILLE, PER_MILLION
from telesim.workload import marks
from telesim.workload.plain import plain
from telesim.workload.sampled import Sampled

#: Agenda purposes; those after the first two of each desk are arrivals.
_DIRECTORY, _DIRECTORY_COMES, _REDIAL, _DIRECTORY_DAY = 130, 132, 133, 134
_COUNTER, _COUNTER_COMES, _COUNTER_DAY = 135, 137, 138
_SAMPLE_DAY = int(Kind.SAMPLE_DAY)
_ANSWERED, _LOST = int(Kind.DIRECTORY_ANSWERED), int(Kind.DIRECTORY_LOST)
_SERVED, _LEFT = int(Kind.COUNTER_SERVED), int(Kind.COUNTER_LEFT)
_ERROR = int(Kind.COUNTER_ERROR)
#: Which desk a sample day is of.
OF_DIRECTORY, OF_COUNTERS = range(2)


class _Rows:
    """Brings the rows of the workload one instant after the other, and says when a day begins."""

    def __init__(
        self, rows: Sampled, town: Town, recorder: Recorder, purpose: int, day: int, desk: int,
        come: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._times = plain(rows.time_ms)
        self._town = town
        self._log = recorder.append
        self._purpose = purpose
        self._desk = desk
        self._come = come
        self._next = 0
        for number, (begin, stands) in enumerate(
            zip(rows.day_ms.tolist(), rows.stands_for.tolist(), strict=True)
        ):
            town.agenda.at(begin, when.ARRIVES, day, number, self._day, stands)
        self._look()

    def _day(self, stands_for: int) -> None:
        self._log((self._town.now, _SAMPLE_DAY, -1, -1, -1, -1, self._desk, stands_for))

    def _look(self) -> None:
        if self._next < len(self._times):
            self._town.agenda.at(
                self._times[self._next], when.ARRIVES, self._purpose, 0, self._arrive
            )

    def _arrive(self, _: object) -> None:
        times, now = self._times, self._town.now
        while self._next < len(times) and times[self._next] == now:
            self._come(self._next)
            self._next += 1
        self._look()


class DirectoryEnquiry:
    """The desk that all counties call, on its sample days."""

    def __init__(
        self, section: DirectoryDesk, rows: Sampled, town: Town, recorder: Recorder
    ) -> None:
        scenario = town.scenario
        self._town = town
        self._log = recorder.append
        hours = hours_of(section, scenario.start.weekday())
        self._desk = Desk(
            town.desks, town.agenda, self, hours,
            number=0, purpose=_DIRECTORY, lines=section.lines,
        )  # fmt: skip
        self._cabinet, self._slot = plain(rows.cabinet), plain(rows.slot)
        self._service, self._patience = plain(rows.service_ms), plain(rows.patience_ms)
        self._key = plain(rows.key)
        self._county = _county_places(scenario)
        again = section.again
        self._again = (0, 0) if again is None else (round(PER_MILLION * again.share), again.within)
        _Rows(rows, town, recorder, _DIRECTORY_COMES, _DIRECTORY_DAY, OF_DIRECTORY, self._come)

    def _come(self, row: int) -> None:
        if self._town.line_state[self._cabinet[row]][self._slot[row]] == 1:
            self._call((row, 0))

    def _call(self, what: tuple[int, int]) -> None:
        row = what[0]
        self._desk.offer(Call(row, self._service[row], self._patience[row], about=what))

    def answered(self, desk: Desk, call: Call, now_ms: int) -> None:
        """Somebody looks the number up."""
        place, wait = self._county[self._cabinet[call.entity]], now_ms - call.since_ms
        self._log((now_ms, _ANSWERED, -1, -1, place, -1, call.service_ms, wait))

    def lost(self, desk: Desk, call: Call, reason: int, now_ms: int) -> None:
        """A caller is lost, who may dial again."""
        row, attempt = call.about
        place, wait = self._county[self._cabinet[row]], now_ms - call.since_ms
        self._log((now_ms, _LOST, -1, -1, place, -1, reason, wait))
        share, within = self._again
        key = self._key[row]
        if marks.per_million(key, marks.TRIES_SOON, attempt) < share:
            delay = 1 + int(marks.uniform(key, marks.TRIES_WHEN, attempt) * within)
            self._town.agenda.at(
                now_ms + delay, when.ARRIVES, _REDIAL, row, self._call, (row, attempt + 1)
            )

    def done(self, desk: Desk, call: Call, now_ms: int) -> None:
        """The number is found."""


class CounterHall:
    """The counters of each county, on their sample days."""

    def __init__(self, section: Counters, rows: Sampled, town: Town, recorder: Recorder) -> None:
        scenario = town.scenario
        self._town = town
        self._log = recorder.append
        self._desks = [
            Desk(
                town.desks, town.agenda, self,
                hours_of(section.staffing_of(name), scenario.start.weekday()),
                number=number, purpose=_COUNTER, at_closing=FINISH, numbered=True,
            )
            for number, name in enumerate(scenario.counties)
        ]  # fmt: skip
        self._pace = max(1, round(PER_MILLE * section.pace))
        self._error_ppm = round(PER_MILLION * section.errors_made)
        self._correction = section.correction
        self._cabinet, self._slot = plain(rows.cabinet), plain(rows.slot)
        self._sort, self._key = plain(rows.sort), plain(rows.key)
        self._service, self._patience = plain(rows.service_ms), plain(rows.patience_ms)
        self._places = _county_places(scenario)
        self._first_county = len(scenario.cabinets) + len(scenario.exchanges)
        _Rows(rows, town, recorder, _COUNTER_COMES, _COUNTER_DAY, OF_COUNTERS, self._come)

    def _come(self, row: int) -> None:
        cabinet = self._cabinet[row]
        if self._town.line_state[cabinet][self._slot[row]]:
            county = self._places[cabinet] - self._first_county
            service = self._service[row] * PER_MILLE // self._pace or 1
            self._desks[county].offer(Call(row, service, self._patience[row]))

    def answered(self, desk: Desk, call: Call, now_ms: int) -> None:
        """A clerk serves somebody; with an error it takes longer."""
        row = call.entity
        place, sort = self._first_county + desk.number, self._sort[row]
        error_ppm = self._town.errors_ppm("acceptance", desk.number, self._error_ppm)
        wrong = marks.per_million(self._key[row], marks.ERRS, 0) < error_ppm
        if wrong:
            call.service_ms += self._correction
        wait = now_ms - call.since_ms
        self._log((now_ms, _SERVED, -1, sort, place, call.agent, call.service_ms, wait))
        if wrong:
            self._log((now_ms, _ERROR, -1, sort, place, call.agent, 0, 0))

    def lost(self, desk: Desk, call: Call, reason: int, now_ms: int) -> None:
        """Somebody leaves, or finds the door closed."""
        place, sort = self._first_county + desk.number, self._sort[call.entity]
        self._log((now_ms, _LEFT, -1, sort, place, -1, reason, now_ms - call.since_ms))

    def done(self, desk: Desk, call: Call, now_ms: int) -> None:
        """The customer goes."""


def _county_places(scenario: Scenario) -> list[int]:
    """Place number of the county of each cabinet."""
    first = len(scenario.cabinets) + len(scenario.exchanges)
    return [first + scenario.exchange_county[at] for at in scenario.cabinet_exchange]
