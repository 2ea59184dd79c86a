"""Times, rates and loads of the desks and the office that are far from what they can mean.

The ranges are assumed: each goes several times beyond both ends of what anybody would defend, so
that what lies outside is most likely another unit, or a figure in the wrong line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from telesim.scenario.model import Scenario
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS, MONTH_MS, SECOND_MS


@dataclass(frozen=True)
class _Range:
    """What a value can mean, from ``low`` to ``high`` in its own unit; ``words`` says of what."""

    low: float
    high: float
    words: str


_CALL = _Range(5 * SECOND_MS, 30 * MINUTE_MS, "a call")
_HOLDS = _Range(5 * SECOND_MS, HOUR_MS, "the patience of a caller")
_STANDS = _Range(MINUTE_MS, 8 * HOUR_MS, "the patience of who stands at a counter")
_SERVED = _Range(10 * SECOND_MS, HOUR_MS, "the service of a customer")
_PAPER = _Range(10 * SECOND_MS, 4 * HOUR_MS, "a clerk's work on one order")
_TALK = _Range(10 * SECOND_MS, HOUR_MS, "a clerk's work on one case")
_TRAY = _Range(0, 14 * DAY_MS, "the time between two trays")
_STEP = _Range(30 * MINUTE_MS, 90 * DAY_MS, "a limit of a step")
_ASKS = _Range(DAY_MS, 730 * DAY_MS, "the time between two questions of a customer")
_TEST = _Range(0, HOUR_MS, "a line test")
_AGAIN = _Range(0, 2 * DAY_MS, "the time in which a lost call is made again")
_READS = _Range(MINUTE_MS, 4 * HOUR_MS, "the reading of a case")
_CLIMBS = _Range(HOUR_MS, 90 * DAY_MS, "the time until a complaint goes higher")
_PATROL = _Range(0, 365 * DAY_MS, "the time between two looks at a public telephone")
_MENDS = _Range(MINUTE_MS, 24 * HOUR_MS, "the repair of a public telephone")
_PAYS = _Range(0, 365 * DAY_MS, "the time of a payment or its notice")
_LOAD = _Range(0.001, 0.3, "the traffic of a line in the busy hour")
_DIALS = _Range(0.001, 0.8, "the traffic of a line on the internet in the busy hour")
_ENQUIRES = _Range(0.0, 1.0, "directory enquiry")
_COMES = _Range(0.0, 100.0, "business at the counter")
#: What is written as one time, not as a law with a mean.
_WRITTEN = (
    ".within", ".line_test", ".correction", ".batch", ".hand_off", ".reads", ".climbs.after",
    ".every", ".suspended_after",
)  # fmt: skip


def ranges_in_words(scenario: Scenario) -> Iterator[str]:
    """A sentence for each value outside of its range."""
    for path, value, known in _times(scenario):
        if not known.low <= value <= known.high:
            low = "at once" if known.low == 0 else _about(known.low)
            mean = "" if path.endswith(_WRITTEN) or ".limits." in path else " on average"
            yield (
                f"{path}: {_about(value)}{mean}, where {known.words} takes from {low} to "
                f"{_about(known.high)}"
            )
    for path, value, known, unit in _loads(scenario):
        if not known.low <= value <= known.high:
            yield (
                f"{path}: {value:g} {unit}, where {known.words} takes from {known.low:g} to "
                f"{known.high:g}"
            )


def _about(time_ms: float) -> str:
    """A time in its largest unit that shows two digits, such as ``3 h``."""
    for unit, name in ((DAY_MS, "days"), (HOUR_MS, "h"), (MINUTE_MS, "min")):
        if time_ms >= 2 * unit:
            return f"{time_ms / unit:.3g} {name}"
    return f"{time_ms / SECOND_MS:.3g} s"


def _times(scenario: Scenario) -> Iterator[tuple[str, float, _Range]]:
    """Path, mean in ms and range of every time that is asked about."""
    faults, directory = scenario.fault_desk, scenario.directory_desk
    if faults is not None:
        yield "fault_desk.call", faults.call.expected, _CALL
        yield "fault_desk.patience", faults.patience.expected, _HOLDS
        yield "fault_desk.again.within", faults.again.within, _AGAIN
        yield "fault_desk.line_test", faults.line_test, _TEST
    if directory is not None:
        yield "directory_desk.call", directory.call.expected, _CALL
        yield "directory_desk.patience", directory.patience.expected, _HOLDS
        if directory.again is not None:
            yield "directory_desk.again.within", directory.again.within, _AGAIN
    counters = scenario.counters
    if counters is not None:
        yield "counters.bills.serve", counters.bills.serve.expected, _SERVED
        yield "counters.orders.serve", counters.orders.serve.expected, _SERVED
        yield "counters.enquiries.serve", counters.enquiries.serve.expected, _SERVED
        yield "counters.correction", counters.correction, _Range(0, HOUR_MS, "an error")
        if counters.patience is not None:
            yield "counters.patience", counters.patience.expected, _STANDS
    yield from _office_times(scenario)
    yield from _care_times(scenario)


def _office_times(scenario: Scenario) -> Iterator[tuple[str, float, _Range]]:
    system, accounts, contacts = scenario.order_system, scenario.key_accounts, scenario.contacts
    if system is not None:
        for word, step in system.steps.items():
            yield f"order_system.steps.{word}.work", step.work.expected, _PAPER
            yield f"order_system.steps.{word}.batch", step.batch, _TRAY
    if accounts is not None:
        for word, limit in accounts.limits.items():
            yield f"key_accounts.limits.{word}", limit, _STEP
    if contacts is not None:
        yield "contacts.hand_off", contacts.hand_off, _TALK
        yield "contacts.question", contacts.question.expected, _TALK
        yield "contacts.asks_after", contacts.asks_after.expected, _ASKS


def _care_times(scenario: Scenario) -> Iterator[tuple[str, float, _Range]]:
    complaints, phones, arrears = scenario.complaints, scenario.payphones, scenario.arrears
    if complaints is not None:
        yield "complaints.desk.handling", complaints.desk.handling.expected, _CALL
        yield "complaints.desk.patience", complaints.desk.patience.expected, _HOLDS
        yield "complaints.head.reads", complaints.head.reads, _READS
        yield "complaints.climbs.after", complaints.climbs.after, _CLIMBS
    if phones is not None:
        yield "payphones.patrol.every", phones.patrol.every, _PATROL
        yield "payphones.repair.work", phones.repair.work.expected, _MENDS
    if arrears is not None:
        yield "arrears.suspended_after", arrears.suspended_after, _PAYS
        yield "arrears.pay_after", arrears.pay_after.expected, _PAYS
        yield "arrears.notices.takes", arrears.notices.takes.expected, _PAYS
        yield "arrears.notices.found_after", arrears.notices.found_after.expected, _PAYS


def _loads(scenario: Scenario) -> Iterator[tuple[str, float, _Range, str]]:
    """Path, value, range and unit of every rate and load that is asked about."""
    traffic, directory, counters = scenario.traffic, scenario.directory_desk, scenario.counters
    if traffic is not None:
        for name, one in traffic.classes.items():
            yield f"traffic.classes.{name}.busy_hour", one.busy_hour, _LOAD, "E"
        if traffic.dial_up is not None:
            yield "traffic.dial_up.busy_hour", traffic.dial_up.busy_hour, _DIALS, "E"
    if directory is not None:
        daily = directory.rate.per_line_month * DAY_MS / MONTH_MS
        yield "directory_desk.rate", daily, _ENQUIRES, "calls per line per day"
    if counters is not None:
        for name, business in (("orders", counters.orders), ("enquiries", counters.enquiries)):
            rate = 100 * business.rate.per_line_month
            unit = "visits per 100 lines per month"
            yield f"counters.{name}.rate", rate, _COMES, unit
