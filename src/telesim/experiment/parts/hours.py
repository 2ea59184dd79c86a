"""The parts of each fault's time to restore and of each order's supply time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.experiment.parts.names import PARTS, Part
from telesim.experiment.parts.shifts import Shifts
from telesim.experiment.parts.states import ON_SITE, is_beside, states_of
from telesim.kpi.faults import NEVER
from telesim.kpi.orders import CEASE, INSTALL
from telesim.kpi.record import Record
from telesim.kpi.visits import ENDINGS
from telesim.ordering import stable_order

Column = NDArray[np.int64]

#: Visits that end so were in vain and must be made again.
_IN_VAIN = (Kind.UNFINISHED, Kind.WRONG_SKILL, Kind.NO_PAIR)


@dataclass(frozen=True)
class Hours:
    """Cases of a run with what their time was spent on, in milliseconds.

    ``parts[i].sum() == end_ms[i] - start_ms[i]`` for every case i; of an open case ``end_ms`` is
    the end of the run.
    """

    #: Position in ``record.faults`` or ``record.orders``.
    position: Column
    start_ms: Column
    end_ms: Column
    #: Whether the case had ended when the run did.
    closed: NDArray[np.bool_]
    #: Cases by PARTS.
    parts: Column
    #: Time from the failure to the report, before the clock starts; 0 for orders.
    before_ms: Column


def hours_of_faults(record: Record) -> Hours:
    """All reported faults: from the first valid report to the last line restored."""
    faults = record.faults
    chosen = np.flatnonzero(faults.reported_ms < NEVER)
    causes = tuple(record.scenario.faults.values())
    skills = tuple(
        dict.fromkeys(
            [c.skill for c in causes] + [c.pair_swap.skill for c in causes if c.pair_swap]
        )
    )
    of_cause = np.array([skills.index(c.skill) for c in causes], dtype=np.int64)
    of_swap = np.array(
        [skills.index(c.pair_swap.skill if c.pair_swap else c.skill) for c in causes],
        dtype=np.int64,
    )
    cause = faults.cause[chosen]
    skill = np.where(faults.swapped[chosen], of_swap[cause], of_cause[cause]) if causes else cause
    start = faults.reported_ms[chosen]
    return _split(
        record,
        position=chosen,
        case=faults.case[chosen],
        place=faults.place[chosen],
        skill=skill,
        skills=skills,
        start=start,
        end=faults.restored_ms[chosen],
        is_fault=True,
        before=start - faults.failed_ms[chosen],
    )


def hours_of_orders(record: Record) -> Hours:
    """Installs and moves: from the order to working service.

    Those who gave up, and those who were registered and have not ordered, have no supply time.
    """
    orders = record.orders
    wanted = (orders.type != CEASE) & ~orders.only_registered & (orders.cancelled_ms == NEVER)
    chosen = np.flatnonzero(wanted)
    demand = record.scenario.demand
    skills = tuple(one.skill if one else "" for one in (demand.install, demand.move))
    start = orders.ordered_ms[chosen]
    return _split(
        record,
        position=chosen,
        case=orders.case[chosen],
        place=orders.place[chosen],
        skill=np.where(orders.type[chosen] == INSTALL, 0, 1),
        skills=skills,
        start=start,
        end=orders.served_ms[chosen],
        is_fault=False,
        before=np.zeros_like(start),
    )


def _split(
    record: Record,
    *,
    position: Column,
    case: Column,
    place: Column,
    skill: Column,
    skills: tuple[str, ...],
    start: Column,
    end: Column,
    is_fault: bool,
    before: Column,
) -> Hours:
    log = record.log
    closed = end < NEVER
    end = np.maximum(np.minimum(end, log.end_ms), start)
    index = np.full(record.cases + 1, -1, dtype=np.int64)
    index[case] = np.arange(case.size)
    rows = np.flatnonzero((index[log.case] >= 0) & (log.case >= 0) & ~is_beside()[log.kind])
    rows = rows[stable_order(log.case[rows])]
    owner = index[log.case[rows]]
    kind, time, amount = log.kind[rows], log.time_ms[rows], log.amount[rows]
    first = np.ones(rows.size, dtype=np.bool_)
    first[1:] = owner[1:] != owner[:-1]
    last = np.ones(rows.size, dtype=np.bool_)
    last[:-1] = first[1:]
    until = np.full(rows.size, log.end_ms, dtype=np.int64)
    until[:-1] = np.where(last[:-1], log.end_ms, time[1:])
    low, high = np.maximum(time, start[owner]), np.minimum(until, end[owner])
    length = np.maximum(high - low, 0)
    state = states_of(kind, first, np.full(rows.size, is_fault))
    # Who waited before the run began is on a list of those for whom facilities lack.
    state[(kind == Kind.ORDER) & (time < 0)] = Part.FACILITIES
    parts = np.zeros((case.size, len(PARTS)), dtype=np.int64)
    plain = (state >= 0) & (state != Part.TRAVEL)
    np.add.at(parts, (owner[plain], state[plain]), length[plain])
    _visits(parts, owner, kind, state, length, amount, log.reason[rows])
    waits = np.flatnonzero((state == Part.WAITING) & (length > 0))
    exchange = record.places.exchange[place]
    mine = owner[waits]
    on_duty = Shifts(record.scenario).on_duty(
        exchange[mine], skill[mine], skills, low[waits], high[waits]
    )
    off = length[waits] - on_duty
    np.add.at(parts, (mine, np.full(mine.size, Part.WAITING)), -off)
    np.add.at(parts, (mine, np.full(mine.size, Part.OFF_SHIFT)), off)
    return Hours(position, start, end, closed, parts, before)


def _visits(
    parts: Column,
    owner: Column,
    kind: NDArray[np.integer],
    state: Column,
    length: Column,
    amount: Column,
    reason: Column,
) -> None:
    """Add travel and time on site; what a visit lasted beyond its crew's own time is off shift.

    Of a visit that had not ended when the run did, the breaks on site are taken for work.
    """
    # The number of the visit to which a row belongs, from 1; rows before any are of none.
    visit = np.cumsum(kind == Kind.DISPATCHED)
    count = int(visit[-1]) + 1 if visit.size else 1

    def lasted(which: NDArray[np.bool_]) -> Column:
        total = np.zeros(count, dtype=np.int64)
        np.add.at(total, visit[which], length[which])
        return total

    way, site = lasted(state == Part.TRAVEL), lasted(state == ON_SITE)
    sets_out = kind == Kind.DISPATCHED
    whose = np.full(count, -1, dtype=np.int64)
    whose[visit[sets_out]] = owner[sets_out]
    travel = np.zeros(count, dtype=np.int64)
    travel[visit[sets_out]] = amount[sets_out]
    ends = np.isin(kind, ENDINGS)
    crew_ms = site.copy()
    # Who was called away on the way has not gone all of it.
    crew_ms[visit[ends]] = np.maximum(amount[ends], 0)
    travel[visit[ends]] += np.minimum(amount[ends], 0)
    becomes = np.full(count, Part.WORK, dtype=np.int64)
    lost = np.isin(kind, _IN_VAIN) | ((kind == Kind.INTERRUPTED) & (reason == 1))
    becomes[visit[lost]] = Part.REWORK
    becomes[visit[kind == Kind.NO_ACCESS]] = Part.CUSTOMER
    travelled, worked = np.minimum(way, travel), np.minimum(site, crew_ms)
    made = np.flatnonzero(whose >= 0)
    whose, becomes = whose[made], becomes[made]
    np.add.at(parts, (whose, np.full(made.size, Part.TRAVEL)), travelled[made])
    np.add.at(parts, (whose, becomes), worked[made])
    rest = (way + site - travelled - worked)[made]
    np.add.at(parts, (whose, np.full(made.size, Part.OFF_SHIFT)), rest)
