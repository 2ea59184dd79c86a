"""Days on duty, ways, work and overtime, in logs that somebody has changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from telesim import conservation
from telesim.conservation import ConservationError
from telesim.conservation.hours import Hours
from telesim.conservation.rosters import Rosters
from telesim.eventlog import EventLog, Kind
from telesim.simulation import simulate
from towns import (
    DAY,
    DAY_HOURS,
    MAY_BE_AWAY,
    MIN,
    H,
    at,
    crew,
    exchange,
    fault,
    rows,
    town,
    workload,
)

K = Kind


def scenario(policy: object = None, **more: Any) -> Any:
    """Two crews, half an hour at the depot each morning, half an hour to any customer."""
    return town(
        crews=[crew(count=2)],
        exchanges=[exchange(base_travel_min=30)],
        visits={"depot": "0.5 work h", "source": "assumed"},
        policies={"shift_end": {"repair": policy or {"policy": "overtime", "up_to": "2 h"}}},
        seed=23,
        **more,
    )


def week(policy: object = None, **more: Any) -> tuple[Any, EventLog]:
    """Repairs over the noon break, on overtime, over the night, and over a night and overtime."""
    there = scenario(policy, **more)
    faults = [
        fault(at(1, "10:00"), 1, work_ms=3 * H),
        fault(at(1, "15:00"), 2, work_ms=3 * H),
        fault(at(2, "09:00"), 3, work_ms=9 * H),
        fault(at(3, "16:00"), 4, work_ms=9 * H + 30 * MIN),
        fault(at(4, "17:45"), 5, work_ms=H),
    ]
    return there, simulate(there, workload(there, (), faults))


def changed(log: EventLog, row: int, **values: int) -> EventLog:
    """The log with other values in one row."""
    columns = {name: column.copy() for name, column in log.columns.items()}
    for name, value in values.items():
        columns[name][row] = value
    return EventLog(columns, log.end_ms)


def without(log: EventLog, row: int) -> EventLog:
    """The log without one row."""
    return EventLog({n: np.delete(c, row) for n, c in log.columns.items()}, log.end_ms)


def of(log: EventLog, *kinds: Kind) -> list[int]:
    return np.flatnonzero(np.isin(log.kind, kinds)).tolist()


def refused(there: Any, log: EventLog, match: str = "row") -> int:
    """The row that is named, with the seed."""
    with pytest.raises(ConservationError, match=match) as found:
        conservation.check(there, log, seed=1234)
    assert "(seed 1234)" in str(found.value)
    return found.value.row


POLICIES = [None, "suspend", "finish", {"policy": "round-the-clock", "lines_at_least": 1}]


@pytest.mark.parametrize("policy", POLICIES, ids=["overtime", "suspend", "finish", "all night"])
def test_what_was_simulated_adds_up(policy: object) -> None:
    there, log = week(policy)
    conservation.check(there, log)
    worked = {0: 0, 1: 0}
    for row in rows(log, K.DISPATCHED) + rows(log, K.CLEARED):
        worked[row["crew"]] += row["amount"]
    # Five visits of half an hour's way, and 25.5 hours of work.
    assert sum(worked.values()) == 5 * H // 2 + 51 * H // 2
    # Saturday is a day on duty, Sunday is not; 8 hours each.
    days = [row["amount"] for row in rows(log, K.ON_DUTY) if row["time_ms"] < 7 * DAY]
    assert days == [8 * H] * 12


@pytest.mark.parametrize(("policy", "least"), list(zip(POLICIES, (3, 0, 3, 3), strict=True)))
def test_every_deleted_row_of_overtime_is_missed(policy: object, least: int) -> None:
    there, log = week(policy)
    beyond = of(log, K.OVERTIME)
    assert len(beyond) >= least
    for row in beyond:
        edited = without(log, row)
        # What its crew does on it first: it arrives, ends the visit, or goes on in the morning.
        since = log.time_ms[row] - log.amount[row]
        later = (edited.case == log.case[row]) & (edited.time_ms > since)
        assert refused(there, edited, "where its crew worked") == int(np.flatnonzero(later)[0])


@pytest.mark.parametrize("more", [6 * MIN, -6 * MIN, 1, -1])
def test_every_day_on_duty_is_as_long_as_it_is_written(more: int) -> None:
    there, log = week()
    for row in of(log, K.ON_DUTY):
        amount = int(log.amount[row])
        longer = changed(log, row, amount=amount + more)
        assert refused(there, longer, f"its crew's day has {8 * H} ms on duty") == row


@pytest.mark.parametrize("more", [6 * MIN, -6 * MIN, 1, -1])
def test_ways_and_work_are_what_the_crew_worked(more: int) -> None:
    there, log = week()
    for row in of(log, K.CLEARED):
        assert refused(there, changed(log, row, amount=int(log.amount[row]) + more)) == row
    for row in of(log, K.DISPATCHED):
        # The way shows at the arrival.
        own = (log.case == log.case[row]) & (log.kind == K.ARRIVED)
        arrival = int(np.flatnonzero(own)[0])
        longer = changed(log, row, amount=int(log.amount[row]) + more)
        assert refused(there, longer, "the way takes") == arrival


def test_the_first_of_several_wrong_rows_is_named() -> None:
    there, log = week()
    worse = log
    for row in of(log, K.ON_DUTY, K.CLEARED, K.DEPOT)[::-1]:
        worse = changed(worse, row, amount=int(log.amount[row]) + 1)
        assert refused(there, worse) == row


def test_a_day_that_is_deleted_is_missed_by_who_works_on_it() -> None:
    there, log = week()
    monday = next(n for n in of(log, K.ON_DUTY) if log.crew[n] == log.crew[of(log, K.ARRIVED)[0]])
    # Its depot comes next and has no day any more.
    assert refused(there, without(log, monday), "not on duty") == monday
    # Who may be ill needs no row for a day, but cannot work on it.
    both = without(without(log, monday), monday)
    ill = scenario(**MAY_BE_AWAY)
    assert refused(ill, both, "the way takes") == of(both, K.ARRIVED)[0]


def test_no_day_of_a_crew_that_is_never_away_can_be_deleted() -> None:
    there, log = week()
    days = of(log, K.ON_DUTY)
    assert len(days) >= 12
    for row in days:
        # With its depot, which is the next row: nothing else tells of a day without a job.
        edited = without(without(log, row), row)
        crew, instant = log.crew[row], log.time_ms[row]
        words = f"crew {crew} comes on duty at {instant} ms, of which no row tells"
        behind = np.flatnonzero(edited.time_ms > instant)
        refused_at = refused(there, edited, words)
        assert refused_at == (int(behind[0]) if behind.size else len(edited) - 1)


@pytest.mark.parametrize(
    ("kind", "values", "match"),
    [
        (K.ON_DUTY, {"time_ms": at(1, "08:01")}, "day begins at"),
        (K.ON_DUTY, {"crew": 2}, "needs its crew"),
        (K.ON_DUTY, {"crew": -1}, "needs its crew"),
        (K.DEPOT, {"amount": 31 * MIN}, f"spends {30 * MIN} ms at the depot"),
        (K.OVERTIME, {"amount": 29 * MIN}, "does not begin where a shift of its crew ends"),
        (K.OVERTIME, {"amount": 0}, "does not begin where a shift of its crew ends"),
        (K.OVERTIME, {"case": 4}, "on no visit for it"),
        (K.ARRIVED, {"crew": 1}, "on no visit for it"),
    ],
)
def test_what_cannot_be_is_named(kind: Kind, values: dict[str, int], match: str) -> None:
    there, log = week()
    row = of(log, kind)[0]
    assert refused(there, changed(log, row, **values), match) == row


def test_work_stops_and_goes_on_with_the_shift() -> None:
    there, log = week("suspend")
    stopped, gone_on = of(log, K.SUSPENDED)[0], of(log, K.RESUMED)[0]
    later = changed(log, stopped, time_ms=int(log.time_ms[stopped]) + 1)
    assert refused(there, later, "neither a shift nor overtime") == stopped
    sooner = changed(log, gone_on, time_ms=int(log.time_ms[gone_on]) - 1)
    assert refused(there, sooner, "does not come on duty") == gone_on


NIGHT = {"hours": {"mon-sun": ["00:00-06:00", "22:00-24:00"]}, "source": "assumed"}


def nights(*faults: tuple[int, int], **more: Any) -> tuple[Any, EventLog]:
    """A crew who works at night, and what it is called to: when, and for how long."""
    there = town(crews=[crew(calendar="night")], calendars={"night": NIGHT}, seed=23, **more)
    known = [fault(when, number, work_ms=work) for number, (when, work) in enumerate(faults, 1)]
    return there, simulate(there, workload(there, (), known))


def test_a_night_is_one_shift_that_ends_in_the_morning() -> None:
    # The one goes through midnight, the other stops at six and goes on at ten in the evening.
    there, log = nights((at(2, "22:30"), 4 * H), (at(4, "05:00"), 3 * H))
    conservation.check(there, log)
    [stopped], [gone_on] = of(log, K.SUSPENDED), of(log, K.RESUMED)
    assert log.time_ms[stopped] == at(4, "06:00")
    assert log.time_ms[gone_on] == at(4, "22:00")
    crew_0 = np.zeros(1, dtype=np.int64)
    rosters = Rosters.of(there)
    week = (np.zeros(7, dtype=np.int64), rosters.day_of(np.zeros(7, dtype=np.int64), np.arange(7)))
    none = np.zeros(0, dtype=np.int64)
    hours = Hours.of(rosters, 7 * DAY, week, (none, none, none))
    stops = [hour for hour in range(6 * 24) if hours.stop(crew_0, np.array([hour * H]))[0]]
    assert stops == [6 + 24 * day for day in range(6)]


def test_a_night_may_go_on_beyond_the_last_row() -> None:
    """The log ends before the next day, which makes the morning before the end of a shift."""
    window = {"warm_up": "0 h", "window": "2 days", "follow_up": "0 h"}
    there, log = nights((at(2, "05:00"), 2 * H), **window)
    [stopped] = of(log, K.SUSPENDED)
    assert log.time_ms[stopped] == at(2, "06:00")
    conservation.check(there, log)


def test_work_may_go_on_at_the_instant_at_which_the_log_ends() -> None:
    there = town(crews=[crew(calendar="day")], warm_up="0 h", window="32 h", follow_up="0 h")
    log = simulate(there, workload(there, (), [fault(at(1, "17:00"), 1, work_ms=3 * H)]))
    assert log.end_ms == at(2, "08:00") == log.time_ms[of(log, K.RESUMED)[0]]
    conservation.check(there, log)
    told = of(log, K.ON_DUTY)
    assert [int(log.time_ms[row]) for row in told] in (
        [at(1, "08:00")],
        [at(1, "08:00"), at(2, "08:00")],
    )
    if len(told) == 2:
        conservation.check(there, without(log, told[1]))


def test_days_off_by_rotation_and_service_are_no_days_on_duty() -> None:
    days = {"day": {**DAY_HOURS, "rotation": "5 of 6"}}
    there, log = week(calendars=days)
    conservation.check(there, log)
    # Six working days in a week: crew 0 has the sixth off, crew 1 the fifth.
    on = [(r["crew"], r["time_ms"] // DAY) for r in rows(log, K.ON_DUTY) if r["time_ms"] < 7 * DAY]
    assert sorted(on) == [(0, day) for day in range(5)] + [(1, day) for day in (0, 1, 2, 3, 5)]
    friday = next(n for n in of(log, K.ON_DUTY) if log.time_ms[n] // DAY == 4)
    assert refused(there, changed(log, friday, crew=1), "no such day in its calendar") == friday
    leaving = town(crews=[crew(until="2001-01-03")])
    on_duty = [day for day in range(7) if Rosters.of(leaving).day_of(
        np.array([0]), np.array([day]))[0] >= 0]  # fmt: skip
    assert on_duty == [0, 1, 2]


def test_who_is_ill_needs_no_row() -> None:
    there = scenario(**MAY_BE_AWAY)
    log = simulate(there, workload(there, (), [fault(at(2, "09:00"), 1)], absent=[(0, 1), (1, 4)]))
    conservation.check(there, log)


def test_overtime_into_the_next_day_counts_once() -> None:
    # A shift of 8 hours and 20 hours of overtime, of which the last two are the next morning's.
    rosters = Rosters.of(town(calendars={"day": DAY_HOURS}))
    numbers = [np.array([n], dtype=np.int64) for n in (0, at(1, "18:00"), at(2, "10:00"))]
    days = rosters.day_of(np.zeros(2, dtype=np.int64), np.array([0, 1]))
    on_duty = (np.zeros(2, dtype=np.int64), days)
    hours = Hours.of(rosters, 7 * DAY, on_duty, (numbers[0], numbers[1], numbers[2]))

    def worked(since: int, until: int) -> int:
        crew_of = np.zeros(2, dtype=np.int64)
        return int(np.diff(hours.worked_by(crew_of, np.array([since, until])))[0])

    assert worked(at(1, "16:00"), at(2, "10:00")) == 18 * H
    assert worked(at(1, "16:00"), at(2, "18:00")) == 18 * H + 2 * H + 4 * H
    assert worked(at(1, "12:00"), at(1, "14:00")) == 0
    assert worked(0, at(1, "08:00")) == 0
