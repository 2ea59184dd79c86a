"""What comes to the desks and how many are busy with it, told before anything is simulated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from telesim.scenario.check_faults import FaultLoad
from telesim.scenario.check_words import percent
from telesim.scenario.demand import read_hours
from telesim.scenario.desks.staffing import CalledDesk, Staffing, agents_of_week
from telesim.scenario.fields import for_area
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS, MONTH_MS, SECOND_MS

_HOURS = 24
_WEEK_HOURS = 7 * _HOURS
#: Desks by name, each with when it has most to do.
FAULTS, DIRECTORY, COUNTERS = "fault reception", "directory enquiry", "counters"
_MOST = {
    FAULTS: "in the busiest hour of a mean day",
    DIRECTORY: "in the busiest hour",
    COUNTERS: "in the busiest hour of the last days of a month",
}


@dataclass(frozen=True)
class BusyHour:
    """The hour in which a day's work leaves the least room at a desk.

    ``place`` is a county, empty where one desk serves all. ``coming`` is how many come in the day
    and ``each_ms`` what each takes; ``busy`` of ``agents`` are with them from ``hour`` on, both 0
    where the desk is closed whenever anybody comes.
    """

    desk: str
    place: str
    coming: float
    each_ms: float
    busy: float = 0.0
    agents: int = 0
    hour: int = 0

    @property
    def load(self) -> float:
        """Share of the agents that is busy; 0 where nobody comes while it is open."""
        return self.busy / self.agents if self.agents else 0.0

    def in_words(self) -> str:
        """Such as ``, 8.4 busy of 9 from 08:00``; empty where nobody comes while it is open."""
        if not self.agents:
            return ""
        return f", {self.busy:,.1f} busy of {self.agents} from {self.hour:02d}:00"


def busy_hours(scenario: Scenario, faults: Sequence[FaultLoad]) -> tuple[BusyHour, ...]:
    """The busiest hour of each desk on the lines at the start; ``faults`` are reports by area."""
    return (
        *_fault_desks(scenario, faults),
        *_directory(scenario),
        *_counters(scenario),
    )


def _fault_desks(scenario: Scenario, faults: Sequence[FaultLoad]) -> Iterator[BusyHour]:
    """First calls of a mean day: who finds the desk closed calls again while it is open."""
    desk = scenario.fault_desk
    if desk is None:
        return
    per_line = {one.area: one.reports_per_100_lines / 100 for one in faults}
    shares = _report_hours(scenario)
    day = max(agents_of_week(desk), key=len)
    agents = [_agents_in(day, hour) for hour in range(_HOURS)]
    opened = sum(share for share, there in zip(shares, agents, strict=True) if there)
    for county in scenario.counties:
        here = [e for e in scenario.exchanges if e.county == county]
        calls = sum(e.lines * per_line[e.area] for e in here) * DAY_MS / MONTH_MS
        again = [share / opened if opened else 0.0 for share in shares]
        yield _busiest(FAULTS, county, desk, again, calls, calls * desk.call.expected)


def _report_hours(scenario: Scenario) -> list[float]:
    """Share of a day's faults in each of its hours, over all causes by their rates."""
    found = [0.0] * _HOURS
    whole = 0.0
    areas: dict[str, float] = defaultdict(float)
    for exchange in scenario.exchanges:
        areas[exchange.area] += exchange.lines
    for cause in scenario.faults.values():
        rate = sum(
            float(for_area(cause.rate, area).per_line_month) * lines
            for area, lines in areas.items()
        )
        pattern = scenario.patterns.get(cause.pattern) if cause.pattern is not None else None
        whole += rate
        for hour, share in enumerate(_shares(pattern.hours if pattern is not None else {})):
            found[hour] += rate * share
    return [share / whole if whole else 0.0 for share in found]


def _directory(scenario: Scenario) -> Iterator[BusyHour]:
    directory = scenario.directory_desk
    if directory is None:
        return
    lines = sum(exchange.lines for exchange in scenario.exchanges)
    calls = lines * directory.rate.per_line_month * DAY_MS / MONTH_MS
    work = calls * directory.call.expected
    yield _busiest(DIRECTORY, "", directory, _shares(directory.by_hour), calls, work)


def _counters(scenario: Scenario) -> Iterator[BusyHour]:
    counters = scenario.counters
    if counters is None:
        return
    bills = counters.bills
    other = [(one.rate.per_line_month * DAY_MS / MONTH_MS, one.serve.expected)
             for one in (counters.orders, counters.enquiries)]  # fmt: skip
    month_end = bills.in_person * bills.at_month_end / bills.last_days
    daily = [(month_end, bills.serve.expected), *other]
    shares = _shares(counters.by_hour)
    for county in scenario.counties:
        here = sum(e.lines for e in scenario.exchanges if e.county == county)
        customers = here * sum(rate for rate, _ in daily)
        work = here * sum(rate * time for rate, time in daily) / counters.pace
        work += customers * counters.errors_made * counters.correction
        yield _busiest(COUNTERS, county, counters.staffing_of(county), shares, customers, work)


def _lines(desk: CalledDesk | None) -> str:
    """How many lines lead there, in words; empty where nobody counts them."""
    if desk is None or desk.lines is None:
        return ""
    return f", over {desk.lines:,} line{'' if desk.lines == 1 else 's'}"


def _busiest(
    desk: str,
    place: str,
    staffing: Staffing,
    shares: Sequence[float],
    coming: float,
    work_ms: float,
) -> BusyHour:
    """The hour in which the work of a day leaves the least room."""
    day = max(agents_of_week(staffing), key=len)
    found = []
    for hour, share in enumerate(shares):
        agents = _agents_in(day, hour)
        if agents and share:
            busy = work_ms * share / HOUR_MS
            found.append((busy / agents, -hour, busy, agents))
    each_ms = work_ms / coming if coming else 0.0
    if not found:
        return BusyHour(desk, place, coming, each_ms)
    _, hour, busy, agents = max(found)
    return BusyHour(desk, place, coming, each_ms, busy, agents, -hour)


def _agents_in(day: Sequence[tuple[int, int, int]], hour: int) -> int:
    """Agents who are there in all of the open part of an hour; 0 = closed."""
    return min(
        (
            count
            for start, end, count in day
            if start < (hour + 1) * HOUR_MS and end > hour * HOUR_MS
        ),
        default=0,
    )


def desks_in_words(scenario: Scenario, hours: Sequence[BusyHour]) -> Iterator[str]:
    """A sentence for each desk, on the lines at the start; none without desks."""
    faults = scenario.fault_desk
    its = [one for one in hours if one.desk == FAULTS]
    if faults is not None and its:
        is_open = sum(
            end - start for day in agents_of_week(faults) for start, end, _ in day
        ) / HOUR_MS  # fmt: skip
        most = max(its, key=lambda one: one.load)
        where = f" in {most.place}" if most.agents and len(its) > 1 else ""
        later = "who calls at other times calls again, and " if is_open < _WEEK_HOURS else ""
        yield (
            f"fault reception: open {is_open:,.0f} of {_WEEK_HOURS} hours a week in each county"
            f"{_lines(faults)}; {sum(one.coming for one in its):,.0f} reports on a mean day of "
            f"{faults.call.expected / MINUTE_MS:,.1f} min{most.in_words()}{where}; {later}"
            "further tries and enquiries come on top"
        )
    for one in hours:
        if one.desk == DIRECTORY:
            yield (
                f"directory enquiry: {one.coming:,.0f} calls a day of "
                f"{one.each_ms / SECOND_MS:,.0f} s{one.in_words()}"
                f"{_lines(scenario.directory_desk)}; further tries come on top"
            )
        elif one.desk == COUNTERS:
            yield (
                f"counters of {one.place}: {one.coming:,.0f} customers on each of the last days of "
                f"a month, of {one.each_ms / MINUTE_MS:,.1f} min{one.in_words()}"
            )
    counters = scenario.counters
    if counters is not None and counters.pay is not None:
        yield (
            f"clerks of counters: {counters.pace:.2f} of the pace of the times stated, errors "
            f"in {100 * counters.errors_made:.2g} % of the transactions; both follow from "
            "their pay by assumption"
        )


def desk_warnings(hours: Sequence[BusyHour]) -> Iterator[str]:
    """Desks to which more comes than all who are there can do, the worst first."""
    for desk, when in _MOST.items():
        its = sorted(
            (one for one in hours if one.desk == desk and one.load > 1), key=lambda one: -one.load
        )
        if its:
            where = ", ".join(f"{one.place} {percent(one.load)}".strip() for one in its)
            within = "in " if its[0].place else ""
            yield f"{desk}: more work than agents {when}, {within}{where}"


def _shares(by_hour: Mapping[str, float]) -> list[float]:
    """Share of a day's total in each of its hours."""
    spans = [(*read_hours(text), share) for text, share in by_hour.items()]
    free = DAY_MS - sum(end - start for start, end, _ in spans)
    left = max(0.0, 1 - sum(share for *_, share in spans))
    shares = []
    for hour in range(_HOURS):
        begin, end = hour * HOUR_MS, (hour + 1) * HOUR_MS
        covered = named = 0.0
        for start, until, share in spans:
            overlap = max(0, min(until, end) - max(start, begin))
            covered += overlap
            named += share * overlap / (until - start)
        shares.append(named + (left * (HOUR_MS - covered) / free if free else 0.0))
    return shares
