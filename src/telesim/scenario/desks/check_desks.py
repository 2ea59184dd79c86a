"""What comes to the desks and how many are busy with it, told before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from telesim.scenario.demand import read_hours
from telesim.scenario.desks.staffing import Staffing, agents_of_week
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS, MONTH_MS, SECOND_MS

_HOURS = 24
_WEEK_HOURS = 7 * _HOURS


def desks_in_words(scenario: Scenario) -> tuple[str, ...]:
    """A sentence for each desk, on the lines at the start; none without desks."""
    return tuple(_sentences(scenario))


def _sentences(scenario: Scenario) -> Iterator[str]:
    lines = sum(exchange.lines for exchange in scenario.exchanges)
    faults, directory, counters = (
        scenario.fault_desk, scenario.directory_desk, scenario.counters,
    )  # fmt: skip
    if faults is not None:
        is_open = sum(
            end - start for day in agents_of_week(faults) for start, end, _ in day
        ) / HOUR_MS  # fmt: skip
        yield (
            f"fault reception: open {is_open:,.0f} of {_WEEK_HOURS} hours a week in each county; "
            "who calls at other times calls again"
        )
    if directory is not None:
        calls = lines * directory.rate.per_line_month * DAY_MS / MONTH_MS
        busy = _busiest(directory, directory.by_hour, calls * directory.call.expected)
        yield (
            f"directory enquiry: {calls:,.0f} calls a day of "
            f"{directory.call.expected / SECOND_MS:,.0f} s{busy}; further tries come on top"
        )
    if counters is not None:
        bills = counters.bills
        other = [(one.rate.per_line_month * DAY_MS / MONTH_MS, one.serve.expected)
                 for one in (counters.orders, counters.enquiries)]  # fmt: skip
        month_end = bills.in_person * bills.at_month_end / bills.last_days
        daily = [(month_end, bills.serve.expected), *other]
        for county in scenario.counties:
            here = sum(e.lines for e in scenario.exchanges if e.county == county)
            customers = here * sum(rate for rate, _ in daily)
            work = here * sum(rate * time for rate, time in daily) / counters.pace
            work += customers * counters.errors_made * counters.correction
            busy = _busiest(counters.staffing_of(county), counters.by_hour, work)
            each = work / customers / MINUTE_MS if customers else 0.0
            yield (
                f"counters of {county}: {customers:,.0f} customers on each of the last days of a "
                f"month, of {each:,.1f} min{busy}"
            )
        if counters.pay is not None:
            yield (
                f"clerks of counters: {counters.pace:.2f} of the pace of the times stated, errors "
                f"in {100 * counters.errors_made:.2g} % of the transactions; both follow from "
                "their pay by assumption"
            )


def _busiest(staffing: Staffing, by_hour: Mapping[str, float], work_ms: float) -> str:
    """The hour in which the work of a day leaves the least room, in words; empty without any."""
    shares = _shares(by_hour)
    day = max(agents_of_week(staffing), key=len)
    found = []
    for hour, share in enumerate(shares):
        agents = min(
            (count for start, end, count in day
             if start < (hour + 1) * HOUR_MS and end > hour * HOUR_MS),
            default=0,
        )  # fmt: skip
        if agents and share:
            busy = work_ms * share / HOUR_MS
            found.append((busy / agents, -hour, busy, agents))
    if not found:
        return ""
    _, hour, busy, agents = max(found)
    return f", {busy:,.1f} busy of {agents} from {-hour:02d}:00"


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
