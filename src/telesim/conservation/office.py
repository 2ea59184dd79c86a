"""The office: desks that the scenario has, mistakes that go back, clerks who work their hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.calendar import Calendar
from telesim.conservation.audit import Audit, Index
from telesim.eventlog import Kind
from telesim.scenario.office.courses import clerks_on_courses, clerks_there
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import (
    ACCEPTANCE,
    ASSIGNMENT,
    DISPATCH,
    STEPS,
    office_hours,
    staff_in,
)
from telesim.units import DAY_MS

#: Rows of the desks, in the order of their steps.
DONE = (
    Kind.ACCEPTED, Kind.RECORDED, Kind.FRAME_WRITTEN, Kind.WORK_ORDERED, Kind.TESTED, Kind.BILLED,
)  # fmt: skip
#: Rows that end an order.
_ENDS = (Kind.IN_SERVICE, Kind.WORKING, Kind.RECONNECTED, Kind.CANCELLED)
#: What comes after a step, the first time: the step must have been done before it.
_AFTER = {
    Kind.ASSIGNED: 0, Kind.JUMPER_ASKED: 2, Kind.DISPATCHED: 3, Kind.WORKING: 4,
}  # fmt: skip


def check_office(audit: Audit) -> None:
    """Every order passes the desks there are, once and again for each mistake that goes back."""
    log, system = audit.log, audit.scenario.order_system
    done = [audit.of(kind) for kind in DONE]
    _contacts(audit)
    back, working = audit.of(Kind.SENT_BACK), audit.of(Kind.WORKING)
    vain = audit.of(Kind.WORKED_IN_VAIN)
    if system is None:
        for rows in (*done, back, working, audit.of(Kind.CONNECTED), vain):
            audit.demand(np.zeros(rows.size, dtype=np.bool_), rows, "there is no order system")
        return
    for word, rows in zip(STEPS, done, strict=True):
        known = np.full(rows.size, word in system.steps)
        audit.demand(known, rows, "the office has no such step")
        audit.demand(log.reason[rows] >= 1, rows, "a clerk's work takes time")
        audit.demand(log.amount[rows] >= 0, rows, "no paper is taken before it comes")
    _in_vain(audit, system, vain)
    _mistakes(audit, system, done, back)
    _one_after_another(audit, system, done)
    if "test" in system.steps:
        served = audit.of(Kind.IN_SERVICE)
        never = np.zeros(served.size, dtype=np.bool_)
        audit.demand(never, served, "a line works after its test")
        connected = audit.by_case(audit.of(Kind.CONNECTED))
        audit.demand(connected[log.case[working]] == 1, working, "needs a visit that connects")
    _clerks(audit, system, done, vain)


def _in_vain(audit: Audit, system: OrderSystem, vain: Index) -> None:
    """A clerk works in vain at a desk that there is, on an order that has ended."""
    log = audit.log
    known = np.isin(log.amount[vain], [STEPS.index(word) for word in system.steps])
    audit.demand(known, vain, "the office has no such step")
    audit.demand(log.reason[vain] >= 1, vain, "a clerk's work takes time")
    ends = audit.of(*_ENDS)
    ended = np.full(audit.cases, len(log), dtype=np.int64)
    ended[log.case[ends]] = ends
    audit.demand(ended[log.case[vain]] < vain, vain, "the order is still wanted")


def _mistakes(audit: Audit, system: OrderSystem, done: list[Index], back: Index) -> None:
    """A mistake is found where the scenario says, and each step is done over for it just once."""
    log = audit.log
    finder = np.full(len(STEPS), -1, dtype=np.int64)
    for word, step in system.steps.items():
        if step.found_at is not None:
            finder[STEPS.index(word)] = STEPS.index(step.found_at)
    faulty, found_by = log.reason[back], log.amount[back]
    known = (faulty >= 0) & (faulty < len(STEPS))
    audit.demand(known, back, "needs the step that made the mistake")
    # In the green channel the next desk finds what is wrong.
    green = np.zeros(audit.cases, dtype=np.bool_)
    marked = audit.of(Kind.KEY_ACCOUNT)
    green[log.case[marked[log.amount[marked] == 1]]] = True
    sooner = green[log.case[back]] & (faulty < found_by) & (found_by <= finder[faulty])
    audit.demand((finder[faulty] == found_by) | sooner, back, "is found at another step")
    for number, rows in enumerate(done):
        over = back[(faulty <= number) & (number <= found_by)]
        allowed = 1 + audit.by_case(over)
        if number == ACCEPTANCE:
            # Who was refused there is accepted when coming back to order.
            allowed += audit.by_case(audit.of(Kind.RETURNED))
        if ASSIGNMENT <= number <= DISPATCH:
            # What a crew has gone for in vain is assigned, written and sent once more.
            allowed += audit.by_case(audit.of(Kind.NO_PAIR))
        times = audit.by_case(rows)[log.case[rows]]
        audit.demand(times <= allowed[log.case[rows]], rows, "is done too often")


def _one_after_another(audit: Audit, system: OrderSystem, done: list[Index]) -> None:
    """What follows a step comes after it; orders that wait at the start have been accepted."""
    log = audit.log
    ordered = audit.of(Kind.ORDER)
    late = np.zeros(audit.cases, dtype=np.bool_)
    late[log.case[ordered]] = log.time_ms[ordered] >= 0
    for kind, step in _AFTER.items():
        if STEPS[step] not in system.steps or not system.steps[STEPS[step]].passed_by_all:
            continue
        rows = audit.of(kind)
        rows = rows[np.isin(log.case[rows], log.case[ordered])]
        if step == 0:
            rows = rows[late[log.case[rows]]]
        first = np.full(audit.cases, len(log), dtype=np.int64)
        at = done[step][::-1]
        first[log.case[at]] = at
        audit.demand(first[log.case[rows]] < rows, rows, f"the desk of {STEPS[step]} comes first")


def _contacts(audit: Audit) -> None:
    """Cases are passed on and asked after where the scenario says so; answers follow questions."""
    log, section = audit.log, audit.scenario.contacts
    passed, asked = audit.of(Kind.HANDED_OFF), audit.of(Kind.CHASED)
    answered = audit.of(Kind.ANSWERED)
    if section is None:
        for rows in (passed, asked, answered):
            audit.demand(np.zeros(rows.size, dtype=np.bool_), rows, "nobody follows cases here")
        return
    questions = audit.by_case(asked)
    audit.demand(log.amount[asked] < questions[log.case[asked]], asked, "counts too many questions")
    answers = audit.by_case(answered)
    fewer = answers[log.case[answered]] <= questions[log.case[answered]]
    audit.demand(fewer, answered, "answers what nobody has asked")
    for rows in (passed, answered):
        audit.demand(log.reason[rows] >= 1, rows, "a clerk's work takes time")
        audit.demand(log.amount[rows] >= 0, rows, "no case is taken before it comes")


def _clerks(audit: Audit, system: OrderSystem, done: list[Index], vain: Index) -> None:
    """Up to no instant have the clerks of a desk worked longer than they were there.

    Who goes on a course has done with the paper in hand before, and no more.
    """
    log, scenario = audit.log, audit.scenario
    hours = office_hours(scenario, system.calendar)
    away = clerks_on_courses(scenario, hours)
    county = np.array(scenario.exchange_county)[np.array(scenario.cabinet_exchange)]
    for step, word in enumerate(STEPS):
        parts = [done[step], vain[log.amount[vain] == step]]
        if step == 0:
            parts += [audit.of(Kind.HANDED_OFF), audit.of(Kind.ANSWERED)]
        rows = np.sort(np.concatenate(parts))
        for number, name in enumerate(scenario.counties):
            its = rows[county[log.place[rows]] == number]
            if not its.size or word not in system.steps:
                continue
            gone = away.get((number, step), {})
            there = np.array(
                clerks_there(hours, staff_in(system.steps[word].staff, name), gone), dtype=np.int64
            )
            worked = np.cumsum(log.reason[its])
            in_hand = log.reason[its].max() * _gone_until(gone, log.time_ms[its])
            audit.demand(
                worked <= _there_until(hours, there, log.time_ms[its]) + in_hand, its,
                "its clerks have not had so much time",
            )  # fmt: skip


def _there_until(
    hours: Calendar, clerks: NDArray[np.int64], time_ms: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Time of clerks in ms from the start up to each instant; ``clerks`` by opening interval."""
    starts, ends = np.array(hours.starts, dtype=np.int64), np.array(hours.ends, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(clerks * (ends - starts))])
    at = np.searchsorted(starts, time_ms, side="right") - 1
    there = before[at] + clerks[at] * (np.minimum(time_ms, ends[at]) - starts[at])
    return np.where(at >= 0, there, 0)


def _gone_until(away: dict[int, frozenset[int]], time_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many clerks' days on courses have begun up to each instant."""
    days = np.array(sorted(away), dtype=np.int64)
    gone = np.cumsum([0, *(len(away[day]) for day in days.tolist())])
    return np.asarray(gone[np.searchsorted(days, time_ms // DAY_MS, side="right")], dtype=np.int64)
