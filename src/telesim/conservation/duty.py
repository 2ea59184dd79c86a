"""Time on duty: days as they are written, and visits that last as long as their crew worked.

Idle time is what is left of a day: the open hours in which the crew is on no visit. On duty is then
work + travel + idle + depot for each crew, to the millisecond, because visits of a crew never
overlap (:mod:`telesim.conservation.crews`), each takes just the hours worked between its beginning
and its end, and what a crew works beyond its shift is overtime.
"""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import KINDS, Audit, Index
from telesim.conservation.crews import ENDINGS
from telesim.conservation.doubts import Doubts
from telesim.conservation.hours import Hours
from telesim.conservation.rosters import Column, Rosters
from telesim.conservation.running import is_first
from telesim.eventlog import Kind
from telesim.ordering import stable_order
from telesim.scenario import Scenario
from telesim.units import DAY_MS

#: Rows that begin a visit: their amount is the way to it.
_BEGINNINGS = (Kind.DISPATCHED, Kind.PREVENTIVE)
#: Rows that end one: their amount is the time on site.
_ENDS = (*ENDINGS, Kind.TREATED)
#: Rows between.
_BETWEEN = (Kind.ARRIVED, Kind.SUSPENDED, Kind.RESUMED, Kind.OVERTIME)

#: The same two by kind, for a look-up: these rows are most of a log.
_BEGINS, _ENDS_IT = (np.isin(np.arange(KINDS), kinds) for kinds in (_BEGINNINGS, _ENDS))


def check_duty(audit: Audit) -> None:
    """Days and depot by the written calendars; ways, work and overtime by the hours of the crews.

    A visit takes what its crew worked from setting out to its end. Work stops where a shift or
    overtime ends, and goes on where a crew comes on duty. Overtime begins where a shift ends, on
    the visit that it is for.
    """
    log = audit.log
    on, visits = audit.of(Kind.ON_DUTY), audit.of(*_BEGINNINGS, *_ENDS, *_BETWEEN)
    depot = audit.of(Kind.DEPOT)
    if not (on.size or visits.size or depot.size):
        return
    doubts = Doubts(audit)
    rosters = Rosters.of(audit.scenario)
    crews = rosters.calendar.size
    for rows in (on, depot, visits):
        audit.demand((log.crew[rows] >= 0) & (log.crew[rows] < crews), rows, "needs its crew")
    crew, day = _days(audit, doubts, rosters, on, depot)
    _none_lacks(audit, doubts, rosters, (crew, day))
    beyond = audit.of(Kind.OVERTIME)
    late = log.crew[beyond].astype(np.int64)
    until, amount = log.time_ms[beyond], log.amount[beyond]
    # Overtime that begins elsewhere is no time that anybody could have worked.
    shifts = Hours.of(rosters, log.end_ms, (crew, day), (late[:0], until[:0], until[:0]))
    lawful = doubts.demand(
        (amount > 0) & shifts.stop(late, until - amount),
        beyond,
        "overtime that does not begin where a shift of its crew ends",
    )
    since = until - amount
    overtime = (late[lawful], since[lawful], until[lawful])
    if visits.size:
        _visits(audit, doubts, Hours.of(rosters, log.end_ms, (crew, day), overtime), visits)
    doubts.settle()


def _days(
    audit: Audit, doubts: Doubts, rosters: Rosters, on: Index, depot: Index
) -> tuple[Column, Column]:
    """Crew and day, by its number in the rosters, of every row on duty that is as written."""
    log = audit.log
    crew = log.crew[on].astype(np.int64)
    day = rosters.day_of(crew, log.time_ms[on] // DAY_MS)
    good = doubts.demand(day >= 0, on, "its crew has no such day in its calendar")
    good &= doubts.demand(rosters.first_ms[day] == log.time_ms[on], on,
                          "its crew's day begins at {} ms", rosters.first_ms[day])  # fmt: skip
    doubts.demand(~good | (rosters.length_ms[day] == log.amount[on]), on,
                  "its crew's day has {} ms on duty", rosters.length_ms[day])  # fmt: skip
    length = rosters.row.shape[1]
    days = crew * length + log.time_ms[on] // DAY_MS
    good &= doubts.demand(is_first(days), on, "begins the same day of its crew once more")
    its = log.crew[depot].astype(np.int64)
    there = its * length + log.time_ms[depot] // DAY_MS
    known = np.isin(there, days[good])
    doubts.demand(known, depot, "its crew is not on duty")
    written = np.where(known, rosters.day_of(its, log.time_ms[depot] // DAY_MS), -1)
    doubts.demand(~known | (rosters.depot_ms[written] == log.amount[depot]), depot,
                  "its crew spends {} ms at the depot", rosters.depot_ms[written])  # fmt: skip
    doubts.demand(is_first(there), depot, "goes to the depot once more on the same day")
    doubts.demand(~good | (rosters.depot_ms[day] == 0) | np.isin(days, there), on,
                  "its crew spends {} ms at the depot, of which no row tells",
                  rosters.depot_ms[day])  # fmt: skip
    return crew[good], day[good]


def _none_lacks(
    audit: Audit, doubts: Doubts, rosters: Rosters, there: tuple[Column, Column]
) -> None:
    """Crews whom nothing keeps from coming have a row for every written day until the log's end.

    Illness, an empty post, a course or an inspection takes whole days, which the log alone cannot
    tell from days that are missing: crews with any of these are not judged here.
    """
    scenario, log = audit.scenario, audit.log
    if scenario.training is not None or scenario.supervision is not None:
        return
    comes = np.array(
        [
            not scenario.calendars[crew.calendar].absence
            and not any(one.teams[crew.team].turnover for one in _in_force(scenario))
            for crew in (scenario.crews[at] for _, at in scenario.crew_units)
        ],
        dtype=np.bool_,
    )
    if not comes.any():
        return
    # A row that is there and wrong has been named for what it is. What opens at the instant at
    # which the run stops may or may not be told any more.
    on = audit.of(Kind.ON_DUTY)
    on = on[log.time_ms[on] < log.end_ms]
    rows = np.bincount(log.crew[on], minlength=comes.size)
    lacking = np.flatnonzero(comes & (rows < rosters.days_before(log.end_ms)))
    for crew in lacking.tolist():
        wanted = rosters.days_of_crew(crew)
        wanted = wanted[rosters.first_ms[wanted] < log.end_ms]
        missing = wanted[~np.isin(wanted, there[1][there[0] == crew])]
        if missing.size:
            instant = int(rosters.first_ms[missing].min())
            behind = int(np.searchsorted(log.time_ms, instant, side="right"))
            at = np.array([min(behind, len(log) - 1)])
            doubts.demand(np.zeros(1, dtype=np.bool_), at,
                          f"before this row crew {crew} comes on duty at {instant} ms, "
                          "of which no row tells")  # fmt: skip


def _in_force(scenario: Scenario) -> tuple[Scenario, ...]:
    return (scenario, *(phase.scenario for phase in scenario.phases))


def _visits(audit: Audit, doubts: Doubts, hours: Hours, rows: Index) -> None:
    """Every row of a visit, against the hours that its crew has worked since it set out."""
    log = audit.log
    rows = rows[stable_order(log.crew[rows])]
    kind, crew = log.kind[rows], log.crew[rows].astype(np.int64)
    time_ms, amount = log.time_ms[rows], log.amount[rows]
    begins = _BEGINS[kind]
    own = np.maximum.accumulate(np.where(begins, np.arange(rows.size), 0))
    ends = _ENDS_IT[kind]
    under_way = np.cumsum(begins) - np.cumsum(ends) + ends
    first = np.flatnonzero(np.diff(crew, prepend=-1))
    lengths = np.diff(np.append(first, rows.size))
    # One visit at a time has been seen to: what a crew leaves open does not count for the next.
    under_way = under_way - np.repeat((under_way - begins)[first], lengths)
    case = log.case[rows]
    doubts.demand((under_way == 1) & (case == case[own]), rows, "its crew is on no visit for it")
    by_then = hours.worked_by(crew, time_ms)
    worked = by_then - by_then[own]
    spent = amount[own] + np.where(ends, amount, 0)
    # The last row of a crew may be written in the midst of overtime, which is not over yet.
    last = np.append(crew[1:] != crew[:-1], True)
    arrives = (kind == Kind.ARRIVED) & ~last
    for its, words in ((ends, "travel and work take"), (arrives, "the way takes")):
        message = words + " {} ms where its crew worked {} ms"
        doubts.demand(~its | (worked == spent), rows, message, spent, worked)
    for its_kind, lawful, words in (
        (Kind.SUSPENDED, hours.stop, "stops where neither a shift nor overtime of its crew ends"),
        (Kind.RESUMED, hours.begin, "goes on where its crew does not come on duty"),
    ):
        at = np.flatnonzero(kind == its_kind)
        doubts.demand(lawful(crew[at], time_ms[at]), rows[at], words)
