"""Time on duty: days as they are written, and visits that last as long as their crew worked.

Idle time is what is left of a day: the open hours in which the crew is on no visit. On duty is then
work + travel + idle + depot for each crew, to the millisecond, because visits of a crew never
overlap (:mod:`telesim.conservation.crews`), each takes just the hours worked between its beginning
and its end, and what a crew works beyond its shift is overtime.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index, Ordered, among
from telesim.conservation.doubts import Doubts
from telesim.conservation.hours import Hours
from telesim.conservation.rosters import Column, Rosters
from telesim.conservation.running import is_first
from telesim.conservation.visits import BEGINNINGS, ENDS
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.units import DAY_MS

_BEGINS, _ENDS_IT = among(*BEGINNINGS), among(*ENDS)


def check_duty(audit: Audit) -> None:
    """Days and depot by the written calendars; ways, work and overtime by the hours of the crews.

    A visit takes what its crew worked from setting out to its end. Work stops where a shift or
    overtime ends, and goes on where a crew comes on duty. Overtime begins where a shift ends, on
    the visit that it is for.
    """
    log = audit.log
    on, visits, depot = audit.of(Kind.ON_DUTY), audit.visits, audit.of(Kind.DEPOT)
    if not (on.size or visits.rows.size or depot.size):
        return
    doubts = Doubts(audit)
    rosters = Rosters.of(audit.scenario)
    days = audit.ordered(on, log.crew)
    for rows, its in (
        (days.rows, days.owner), (depot, log.crew.take(depot)), (visits.rows, visits.owner),
    ):  # fmt: skip
        audit.demand((its >= 0) & (its < rosters.crews), rows, "needs its crew")
    on_duty = _days(audit, doubts, rosters, days, depot)
    _none_lacks(audit, doubts, rosters, on_duty)
    beyond = audit.of(Kind.OVERTIME)
    late = log.crew[beyond].astype(np.int64)
    until, amount = log.time_ms[beyond], log.amount[beyond]
    # Overtime that begins elsewhere is no time that anybody could have worked.
    hours = Hours.of(rosters, log.end_ms, on_duty, (late[:0], until[:0], until[:0]))
    lawful = doubts.demand(
        (amount > 0) & hours.stop(late, until - amount),
        beyond,
        "overtime that does not begin where a shift of its crew ends",
    )
    if lawful.any():
        overtime = (late[lawful], (until - amount)[lawful], until[lawful])
        hours = Hours.of(rosters, log.end_ms, on_duty, overtime)
    if visits.rows.size:
        _visits(audit, doubts, hours, visits)
    doubts.settle()


def _days(
    audit: Audit, doubts: Doubts, rosters: Rosters, there: Ordered, depot: Index
) -> tuple[Column, Column]:
    """Crew and day, by its number in the rosters, of every row on duty that is as written."""
    log, on = audit.log, there.rows
    crew, time_ms = there.owner.astype(np.int64), log.time_ms.take(on)
    date = time_ms // DAY_MS
    day = rosters.day_of(crew, date)
    good = doubts.demand(day >= 0, on, "its crew has no such day in its calendar")
    first_ms, length_ms = rosters.first_ms.take(day), rosters.length_ms.take(day)
    good &= doubts.demand(first_ms == time_ms, on, "its crew's day begins at {} ms", first_ms)
    doubts.demand(~good | (length_ms == log.amount.take(on)), on,
                  "its crew's day has {} ms on duty", length_ms)  # fmt: skip
    days = crew * rosters.days + date
    good &= doubts.demand(is_first(days), on, "begins the same day of its crew once more")
    if depot.size or rosters.depot_ms.any():
        _depot(audit, doubts, rosters, depot, (on, day, days, good))
    return (crew, day) if good.all() else (crew[good], day[good])


def _depot(
    audit: Audit,
    doubts: Doubts,
    rosters: Rosters,
    depot: Index,
    there: tuple[Index, Column, Column, NDArray[np.bool_]],
) -> None:
    """Every day has its time at the depot; ``there``: rows on duty, numbers, keys, as written."""
    log = audit.log
    on, day, days, good = there
    its, date = log.crew.take(depot).astype(np.int64), log.time_ms.take(depot) // DAY_MS
    keys = its * rosters.days + date
    known = np.isin(keys, days[good])
    doubts.demand(known, depot, "its crew is not on duty")
    written = np.where(known, rosters.day_of(its, date), -1)
    doubts.demand(~known | (rosters.depot_ms[written] == log.amount[depot]), depot,
                  "its crew spends {} ms at the depot", rosters.depot_ms[written])  # fmt: skip
    doubts.demand(is_first(keys), depot, "goes to the depot once more on the same day")
    doubts.demand(~good | (rosters.depot_ms[day] == 0) | np.isin(days, keys), on,
                  "its crew spends {} ms at the depot, of which no row tells",
                  rosters.depot_ms[day])  # fmt: skip


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
    on = on[log.time_ms.take(on) < log.end_ms]
    rows = np.bincount(log.crew.take(on), minlength=comes.size)
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


def _visits(audit: Audit, doubts: Doubts, hours: Hours, visits: Ordered) -> None:
    """Every row of a visit, against the hours that its crew has worked since it set out."""
    log = audit.log
    rows, kind, crew = visits.rows, visits.kind, visits.owner.astype(np.int64)
    time_ms, amount, case = (one.take(rows) for one in (log.time_ms, log.amount, log.case))
    begins, ends = _BEGINS.take(kind), _ENDS_IT.take(kind)
    under_way = np.cumsum(begins.view(np.int8) - ends.view(np.int8), dtype=np.int32)
    under_way += ends
    first = np.flatnonzero(visits.first)
    # One visit at a time has been seen to: what a crew leaves open does not count for the next.
    open_before = under_way[first] - begins[first]
    if open_before.any():
        under_way -= np.repeat(open_before, np.diff(np.append(first, rows.size)))
    # The row that each belongs to is the last before it that begins a visit.
    own = np.flatnonzero(begins)
    if not own.size or own[0] > 0:
        own = np.append(0, own)
    follow = np.diff(np.append(own, rows.size))
    same = case == np.repeat(case.take(own), follow)
    doubts.demand((under_way == 1) & same, rows, "its crew is on no visit for it")
    by_then = hours.worked_by(crew, time_ms)
    spent = np.where(ends, amount, 0)
    spent += np.repeat(amount.take(own), follow)
    worked = by_then
    worked -= np.repeat(by_then.take(own), follow)
    # The last row of a crew may be written in the midst of overtime, which is not over yet.
    arrives = kind == Kind.ARRIVED
    arrives[first[1:] - 1] = False
    arrives[-1] = False
    for its, words in ((ends, "travel and work take"), (arrives, "the way takes")):
        message = words + " {} ms where its crew worked {} ms"
        doubts.demand(~its | (worked == spent), rows, message, spent, worked)
    for its_kind, lawful, words in (
        (Kind.SUSPENDED, hours.stop, "stops where neither a shift nor overtime of its crew ends"),
        (Kind.RESUMED, hours.begin, "goes on where its crew does not come on duty"),
    ):
        at = np.flatnonzero(kind == its_kind)
        doubts.demand(lawful(crew[at], time_ms[at]), rows[at], words)
