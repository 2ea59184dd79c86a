"""Desks: nobody is served when a desk is closed, and never more at once than there are agents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.conservation.desk_lines import check_lines
from telesim.eventlog import Kind
from telesim.scenario.desks.staffing import Staffing, agents_of_week
from telesim.units import DAY_MS

_WEEK_MS = 7 * DAY_MS
Column = NDArray[np.int64]


def check_fault_desk(audit: Audit) -> None:
    """A report is valid when the first of its calls is answered; later calls come after it."""
    log, section = audit.log, audit.scenario.fault_desk
    tried, reported = audit.of(Kind.FIRST_TRY), audit.of(Kind.REPORT)
    first = audit.of(Kind.REPORT_ANSWERED)
    further = audit.of(Kind.FURTHER_ANSWERED, Kind.ENQUIRY_ANSWERED)
    about = audit.of(
        Kind.CALL_LOST, Kind.CABLE_RECOGNISED, Kind.REPORTS_JOINED, Kind.RIGHTED, Kind.FALSE_CABLE,
        Kind.PUT_TO_CABLE, Kind.TOLD_APART, Kind.DUPLICATE,
    )  # fmt: skip
    if section is None:
        rows = np.concatenate([tried, first, further, about])
        audit.demand(np.zeros(rows.size, dtype=np.bool_), rows, "no desk takes reports here")
        return
    calls = audit.by_case(first)
    tries = audit.by_case(tried)
    audit.demand(tries[log.case[tried]] == 1, tried, "is tried for the first time twice")
    audit.demand(calls[log.case[first]] == 1, first, "is answered first twice")
    audit.demand(
        calls[log.case[reported]] == tries[log.case[reported]],
        reported,
        "needs an answered call, unless it was open when the run began",
    )
    answered_ms = np.full(audit.cases, np.iinfo(np.int64).max)
    # What was open when the run began had been reported.
    answered_ms[log.case[reported]] = log.time_ms[reported]
    answered_ms[log.case[first]] = log.time_ms[first]
    valid = reported[calls[log.case[reported]] == 1]
    audit.demand(
        log.time_ms[valid] == answered_ms[log.case[valid]], valid, "is valid when it is answered"
    )
    audit.demand(
        log.time_ms[further] >= answered_ms[log.case[further]], further, "comes before the first"
    )
    recognised = audit.of(Kind.CABLE_RECOGNISED)
    audit.demand(
        audit.by_case(recognised)[log.case[recognised]] == 1, recognised, "is recognised twice"
    )
    joined = audit.of(Kind.REPORTS_JOINED)
    known = audit.by_case(recognised)
    audit.demand(known[log.case[joined]] == 1, joined, "is put to what nobody knows")
    put = audit.by_case(joined, log.amount[joined])
    more = audit.by_case(audit.of(Kind.FURTHER_ANSWERED))
    audit.demand(put[log.case[joined]] <= more[log.case[joined]], joined, "more than were answered")
    _check_false_cables(audit)
    tickets = audit.of(Kind.DUPLICATE)
    of_event = np.bincount(log.amount[tickets], minlength=audit.cases)
    most = np.minimum(more, section.duplicate_tickets)
    audit.demand(
        of_event[log.amount[tickets]] <= most[log.amount[tickets]], tickets,
        "is a ticket more than there are further reports of it, or than there may be",
    )  # fmt: skip
    righted = audit.of(Kind.RIGHTED)
    misjudged = audit.by_case(audit.of(Kind.MISJUDGED))
    audit.demand(misjudged[log.case[righted]] == 1, righted, "had been judged right")
    exchange = np.array(audit.scenario.cabinet_exchange, dtype=np.int64)
    county = np.array(audit.scenario.exchange_county, dtype=np.int64)
    rows = np.sort(np.concatenate([first, further]))
    county_of_place = county[exchange]
    check_served(audit, rows, county_of_place[log.place[rows]], section)
    check_lines(audit, rows, audit.of(Kind.CALL_LOST), county_of_place, section.lines)


def _check_false_cables(audit: Audit) -> None:
    """What is taken for a cable is misjudged then; what is put to a cable is told apart when that
    has been seen or cleared, and never put to a fault that is neither.
    """
    log = audit.log
    false, put = audit.of(Kind.FALSE_CABLE), audit.of(Kind.PUT_TO_CABLE)
    apart = audit.of(Kind.TOLD_APART)
    audit.demand(
        (log.kind[false - 1] == Kind.MISJUDGED) & (log.case[false - 1] == log.case[false]),
        false,
        "is taken for a cable and not misjudged",
    )
    taken = audit.by_case(false) + audit.by_case(audit.of(Kind.CABLE_RECOGNISED))
    audit.demand(taken[log.amount[put]] > 0, put, "is put to what nobody takes for a cable")
    ends = np.full(audit.cases, -1, dtype=np.int64)
    cleared = audit.of(Kind.CLEARED)
    ends[log.case[cleared]] = log.time_ms[cleared]
    found = audit.of(Kind.WRONG_SKILL)
    is_false = audit.by_case(false)[log.case[found]] > 0
    ends[log.case[found[is_false]]] = log.time_ms[found[is_false]]
    audit.demand(
        log.time_ms[apart] == ends[log.amount[apart]], apart, "is told apart when nobody sees it"
    )


def check_served(
    audit: Audit, rows: Index, desk: Column, staffing: Staffing, *, finish: bool = False
) -> None:
    """Rows in which a desk begins to serve, with the time that it takes as their reason.

    ``desk`` is the number of the desk of each row. With ``finish`` those inside when it closes are
    served by as many as there were.
    """
    if rows.size == 0:
        return
    log = audit.log
    begins, agents = _week(staffing, audit.scenario.start.weekday())
    time = log.time_ms[rows]
    at = np.searchsorted(begins, time % _WEEK_MS, side="right") - 1
    here = agents[at]
    if finish:
        here = np.where(here > 0, here, np.maximum(agents[at - 1], 1))
    audit.demand(here > 0, rows, "is served when the desk is closed")
    audit.demand(log.amount[rows] >= 0, rows, "waited less than no time")
    order = np.lexsort((rows, desk))
    for number in np.unique(desk):
        its = order[desk[order] == number]
        ends = np.sort(time[its] + log.reason[rows[its]])
        busy = np.arange(1, its.size + 1) - np.searchsorted(ends, time[its], side="right")
        audit.demand(busy <= here[its], rows[its], "more are served than there are agents")


def _week(staffing: Staffing, first_weekday: int) -> tuple[Column, Column]:
    """Instants of the week at which the number of agents changes, and how many from then on."""
    week = agents_of_week(staffing)
    begins, agents = [0], [0]
    for day in range(7):
        for start, end, count in week[(first_weekday + day) % 7]:
            for instant, number in ((start, count), (end, 0)):
                if begins[-1] == day * DAY_MS + instant:
                    agents[-1] = number
                else:
                    begins.append(day * DAY_MS + instant)
                    agents.append(number)
    return np.array(begins, dtype=np.int64), np.array(agents, dtype=np.int64)


def check_sampled_desks(audit: Audit) -> None:
    """Directory enquiry and counters serve on sample days alone, as many as they have agents."""
    log, scenario = audit.log, audit.scenario
    first_county = len(scenario.cabinets) + len(scenario.exchanges)
    days = audit.of(Kind.SAMPLE_DAY)
    answered = audit.of(Kind.DIRECTORY_ANSWERED)
    served = audit.of(Kind.COUNTER_SERVED)
    begun = (answered, audit.of(Kind.DIRECTORY_LOST)), (served, audit.of(Kind.COUNTER_LEFT))
    for desk, (section, rows) in enumerate(
        zip((scenario.directory_desk, scenario.counters), begun, strict=True)
    ):
        both = np.sort(np.concatenate(rows))
        if section is None:
            audit.demand(np.zeros(both.size, dtype=np.bool_), both, "no such desk here")
            continue
        first = log.time_ms[days[log.reason[days] == desk]].min(initial=np.iinfo(np.int64).max)
        came = log.time_ms[both] - log.amount[both]
        audit.demand(came >= first, both, "came before the first sample day")
        audit.demand(log.place[both] >= first_county, both, "needs its county")
    if scenario.directory_desk is not None:
        one = np.zeros(answered.size, dtype=np.int64)
        check_served(audit, answered, one, scenario.directory_desk)
        all_one = np.zeros(first_county + len(scenario.counties), dtype=np.int64)
        check_lines(audit, answered, audit.of(Kind.DIRECTORY_LOST), all_one,
                    scenario.directory_desk.lines)  # fmt: skip
    if scenario.counters is None:
        return
    county = log.place[served] - first_county
    for number, name in enumerate(scenario.counties):
        its = np.flatnonzero(county == number)
        staffing = scenario.counters.staffing_of(name)
        check_served(audit, served[its], county[its], staffing, finish=True)
        _check_clerks(audit, served[its], staffing)
    errors = audit.of(Kind.COUNTER_ERROR)
    audit.demand(log.kind[errors - 1] == Kind.COUNTER_SERVED, errors, "follows no service")


def _check_clerks(audit: Audit, rows: Index, staffing: Staffing) -> None:
    """Each customer of a county is served by one of its clerks, who serves nobody else then."""
    log = audit.log
    most = max(count for day in agents_of_week(staffing) for *_, count in day)
    clerk = log.crew[rows]
    audit.demand((clerk >= 0) & (clerk < most), rows, "needs one of the clerks")
    rows = rows[np.lexsort((rows, clerk))]
    ends = log.time_ms[rows] + log.reason[rows]
    other = log.crew[rows[1:]] != log.crew[rows[:-1]]
    free = other | (ends[:-1] <= log.time_ms[rows[1:]])
    audit.demand(free, rows[1:], "is served by a clerk who serves another")
