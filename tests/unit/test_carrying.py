"""When trays leave: exact instants by hand, and how long papers wait for them on average."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from offices import system
from telesim import calendar
from telesim.eventlog import Kind
from telesim.simulation import simulate
from telesim.simulation.office.carrying import Carrying
from towns import DAY, H, at, cabinet, exchange, order, rows, town, workload

HOURS = ["08:00-12:00", "14:00-18:00"]


def opening(days: str, number: int) -> calendar.Calendar:
    first = dt.date(2001, 1, 1)
    return calendar.build(calendar.working_days({days: HOURS}, frozenset(), first, number))[0]


def leaving(hours: calendar.Calendar, batch: int, days: int, count: int) -> list[int]:
    trays, found = Carrying(hours, batch * H, days * DAY), list[int]()
    while len(found) < count:
        instant = trays.leaves(found[-1] + 1 if found else 0)
        assert instant is not None
        found.append(instant)
    return found


@pytest.mark.parametrize(("batch", "every"), [(24, 1), (48, 2)])
def test_trays_of_a_day_and_of_two_by_hand(batch: int, every: int) -> None:
    # Open for eight hours of each day. A tray that leaves a hours after opening, a at most four,
    # finds the papers of a hours of the same morning, which have waited a / 2; of the four hours of
    # the afternoon before, 16 + a; and of the other 4 - a hours of the morning before, 22 + a / 2.
    # Together, over eight: 19 - 2a hours, which are twelve at a = 3.5. Every second day half of the
    # papers wait a day longer: 31 - 2a hours, which are 24 at the same a.
    days = [at(1 + n * every, "11:30") for n in range(5)]
    assert leaving(opening("mon-sun", 28), batch, 28, 5) == days


def test_what_comes_when_a_tray_leaves_goes_with_it_and_at_night_with_the_next() -> None:
    trays = Carrying(opening("mon-sun", 28), 24 * H, 28 * DAY)
    assert trays.leaves(at(2, "11:30")) == at(2, "11:30")
    assert trays.leaves(at(2, "11:30") + 1) == at(3, "11:30")
    assert trays.leaves(at(2, "23:00")) == at(3, "11:30")
    assert trays.leaves(at(28, "11:31")) is None


def test_an_office_that_never_closes_sends_a_tray_after_each_batch() -> None:
    always = calendar.Calendar([(0, 28 * DAY, 0)])
    assert leaving(always, 8, 28, 4) == [0, 8 * H, 16 * H, 24 * H]


def test_nothing_is_carried_where_nobody_ever_opens() -> None:
    assert Carrying(calendar.Calendar([]), 8 * H, DAY).leaves(0) is None


@pytest.mark.parametrize("batch", [8, 16, 24, 32, 48])
@pytest.mark.parametrize("days", ["mon-sun", "mon-sat"])
def test_trays_leave_in_opening_hours_as_often_as_is_said(batch: int, days: str) -> None:
    hours, length = opening(days, 364), 364
    trays, instants = Carrying(hours, batch * H, length * DAY), list[int]()
    now: int | None = 0
    while now is not None and (now := trays.leaves(now)) is not None:
        instants.append(now)
        now += 1
    assert all(hours.is_open(instant) for instant in instants)
    assert len(instants) == pytest.approx(length * 24 / batch, abs=1)
    spells = np.diff([hours.elapsed_open(instant) for instant in instants])
    assert spells.max() - spells.min() <= 1


@pytest.mark.parametrize("batch", [8, 16, 32, 48])
def test_papers_wait_half_of_the_batch_on_average(batch: int) -> None:
    scenario = town(
        window="84 days",
        exchanges=[exchange(ports=9000)],
        cabinets=[cabinet(feeder_pairs=9000, distribution_pairs=9000)],
        order_system=system(
            acceptance={"batch": f"{batch} h", "work": "1 work min", "staff": 1000},
            assignment=None, exchange=None, dispatch=None, test=None, billing=None,
        ),
    )  # fmt: skip
    # Orders come evenly through the opening hours of twelve weeks, Sundays closed.
    hours, random = opening("mon-sat", 84), np.random.default_rng(1)
    come = np.sort(random.integers(0, hours.elapsed_open(84 * DAY), 1500))
    at_ = np.searchsorted(hours.before, come, side="right") - 1
    times = np.array(hours.starts)[at_] + come - np.array(hours.before)[at_]
    log = simulate(scenario, workload(scenario, [order(int(time)) for time in times]))
    # The clerk's minute, and the break where one falls into it, are no wait for the tray.
    taken = {row["case"]: row["time_ms"] - H // 60 for row in rows(log, Kind.ACCEPTED)}
    waits = np.array([taken[case] - int(time) for case, time in enumerate(times)]) / H
    error = waits.std() / np.sqrt(waits.size)
    assert waits.mean() == pytest.approx(batch / 2, abs=3 * error)
