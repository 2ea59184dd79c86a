"""Promises kept and broken, and recovery from storms, from logs worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from kpi_log import A1, B1, D, H, Table, fault, install, log_of, plant, row, town, visit
from telesim.eventlog import Kind

K = Kind
Rows = list[tuple[int, ...]]


def promise(case: int, at: int, opens: int, place: int = A1) -> list[tuple[int, ...]]:
    """A window of four hours, promised at an instant, and the job ready when it opens."""
    return [
        row(at, K.PROMISED, case, place=place, reason=4 * H, amount=opens),
        row(opens, K.READY, case, place=place),
    ]


def appointments() -> Rows:
    """Window: days 10 to 40, the run ends on day 60."""
    late = 60 * D - 3 * H
    return [
        *plant(),
        # Kept, at the very end of the window; nobody at home, a new one that is broken by an hour.
        *install(0, 11 * D),
        *promise(0, 11 * D, 12 * D + 8 * H),
        *visit(0, 12 * D + 11 * H, K.NO_ACCESS, H, H),
        *promise(0, 12 * D + 13 * H, 13 * D + 14 * H),
        *visit(0, 13 * D + 18 * H, K.IN_SERVICE, H, H, number=1),
        # Given up before the window has ended: neither. Given up after it: broken.
        *install(1, 15 * D),
        *promise(1, 15 * D, 20 * D + 8 * H),
        row(20 * D + 9 * H, K.CANCELLED, 1, reason=1, amount=1),
        *install(2, 15 * D),
        *promise(2, 15 * D, 20 * D + 8 * H),
        row(20 * D + 13 * H, K.CANCELLED, 2, reason=1, amount=1),
        # No crew has come when the run ends: broken, and still to come.
        *install(3, 30 * D, B1),
        *promise(3, 30 * D, 59 * D, B1),
        *install(4, 39 * D, B1),
        *promise(4, 39 * D, late, B1),
        # A repair is promised as well; and one promise is older than the window.
        *fault(5, 30 * D, B1),
        *promise(5, 30 * D, 31 * D + 8 * H, B1),
        *visit(5, 31 * D + 8 * H, K.CLEARED, H, H, reason=1),
        *install(6, 9 * D),
        *promise(6, 9 * D, 11 * D),
        *visit(6, 12 * D, K.IN_SERVICE, H, H, crew=1),
    ]


def test_promises_are_kept_broken_to_come_or_given_up() -> None:
    table = Table(town(), log_of(appointments()))
    # Seven of the window: kept 0 and 5; broken 0 again, 2 and 3; to come 4; given up 1.
    assert table("promises_made") == 7
    assert table("promises_broken") == 3
    assert table("promises_waiting") == 1
    kept = table.at("promises_kept_share")
    assert (kept.value, kept.n) == (40, 5)
    assert table("promises_kept_share", county="West") == 50
    assert table("promises_kept_share", job="repair") == 100
    assert table("promises_made", county="East", job="install") == 4


def test_orders_by_the_promised_date() -> None:
    promises = {"install": {"town": "5 days", "rural": "30 days"}, "move": {"*": "1 day"}}
    rows = [
        *plant(),
        # Served after exactly five days, and after six.
        *install(0, 11 * D),
        *visit(0, 16 * D - 2 * H, K.IN_SERVICE, H, H),
        *install(1, 11 * D),
        *visit(1, 17 * D - 2 * H, K.IN_SERVICE, H, H),
        # Open beyond the date; open before it; given up before it, and after it.
        *install(2, 12 * D),
        *install(3, 39 * D, B1),
        *install(4, 13 * D),
        row(14 * D, K.CANCELLED, 4, reason=1, amount=1),
        *install(5, 13 * D),
        row(30 * D, K.CANCELLED, 5, reason=1, amount=1),
    ]
    table = Table(town(policies={"promises": promises}), log_of(rows, end_ms=50 * D))
    found = table.at("orders_by_promised_date")
    assert (found.value, found.n) == (25, 4)
    assert table.at("orders_by_promised_date", area="rural").n == 0
    # Without a promise there is nothing to keep.
    assert table.at("orders_by_promised_date", order="move").n == 0
    assert math.isnan(Table(town(), log_of(rows))("orders_by_promised_date"))


def storm(on: str = "2001-01-21", **more: Any) -> dict[str, Any]:
    """Two days from the beginning of day 20 on."""
    return {"title": "storm", "on": on, "lasting": "2 days", "factor": 10, **more}


def aftermath() -> Rows:
    """Two faults are open in East over the seven days before; seven more come with the storm."""
    rows = [*plant()]

    def repaired(case: int, from_day: float, to_day: float, place: int = A1) -> None:
        at, end = round(from_day * D), round(to_day * D)
        rows.extend(fault(case, at, place, line=case))
        rows.append(row(end, K.CLEARED, case, crew=0, reason=1, amount=H))

    # One open throughout, one for the whole of the seven days in two halves.
    repaired(0, 12, 50)
    repaired(1, 13, 16.5)
    repaired(2, 16.5, 23)
    for n in range(7):
        # From day 20.5 on; two are repaired on each of days 22, 23, 24, the last on day 30.
        repaired(3 + n, 20.5 + n / 10, (22.5, 22.5, 23.5, 23.5, 24.25, 24.75, 30)[n])
    return rows


def test_a_county_has_recovered_when_no_more_is_open_than_before() -> None:
    rows = aftermath()
    table = Table(town(shocks=[storm(counties=["East"])]), log_of(rows))
    # Before: 2. After the storm's end, day 22: 9, then 7, 6, 4, 3 and on day 24.75 again 2, not
    # more than 2.2.
    mean = table.at("storm_recovery_days_mean")
    assert (mean.value, mean.n, mean.open) == (pytest.approx(2.75), 1, 0)
    assert table("storm_recovered_share") == 100
    assert table("storm_open_faults_max", county="East") == 9
    assert table.at("storm_recovery_days_mean", county="West").n == 0
    assert math.isnan(table("storm_open_faults_max", county="West"))


def test_a_tenth_more_than_before_is_near_enough() -> None:
    # Ten more that are open throughout: 12 before, so that 13 will do, from day 24.25 on.
    rows = aftermath()
    for n in range(10):
        rows += fault(20 + n, 10 * D, A1, line=40 + n)
    table = Table(town(shocks=[storm(counties=["East"])]), log_of(rows))
    assert table("storm_recovery_days_mean") == pytest.approx(2.25)
    assert table("storm_open_faults_max") == 19


def test_a_county_that_is_not_hit_hard_has_recovered_at_once() -> None:
    table = Table(town(shocks=[storm()]), log_of(aftermath()))
    # West had nothing open and has nothing; both counties count.
    assert table("storm_recovery_days_mean", county="West") == 0
    assert table("storm_recovery_days_mean") == pytest.approx(2.75 / 2)
    assert table("storm_open_faults_max", county="West") == 0


def test_not_recovered_by_the_end_counts_with_the_time_so_far() -> None:
    rows = [one for one in aftermath() if one[0] <= 24 * D]
    table = Table(town(shocks=[storm(counties=["East"])]), log_of(rows, end_ms=46 * D))
    mean = table.at("storm_recovery_days_mean")
    assert (mean.value, mean.n, mean.open) == (pytest.approx(24), 1, 1)
    assert table("storm_recovered_share") == 0


def test_only_shocks_that_begin_in_the_window_and_end_in_the_run_count() -> None:
    shocks = [storm("2001-01-05"), storm("2001-02-09", lasting="30 days"), storm("2001-02-12")]
    table = Table(town(shocks=shocks), log_of(aftermath()))
    assert table.at("storm_recovery_days_mean").n == 0


def stormy(*days: int) -> Rows:
    """Rows of storm days, numbered as the days are."""
    return [row(day * D, K.STORM, reason=0, amount=3_000) for day in days]


def test_storm_days_of_a_pattern_are_storms_too_and_days_in_a_row_are_one() -> None:
    # Days 20 and 21 are the two days of the shock above; another pattern may name a day again.
    rows = [*aftermath(), *stormy(20, 21, 21)]
    table = Table(town(), log_of(rows))
    east = table.at("storm_recovery_days_mean", county="East")
    assert (east.value, east.n) == (pytest.approx(2.75), 1)
    assert table("storm_open_faults_max", county="East") == 9
    whole = table.at("storm_recovery_days_mean")
    assert (whole.value, whole.n) == (pytest.approx(2.75 / 2), 2)


def test_a_storm_before_a_county_has_recovered_only_delays_that() -> None:
    # East is still unwell on day 23, West is well and counts a second storm.
    rows = [*aftermath(), *stormy(20, 21, 23)]
    table = Table(town(), log_of(rows))
    east = table.at("storm_recovery_days_mean", county="East")
    assert (east.value, east.n) == (pytest.approx(2.75), 1)
    assert table.at("storm_recovery_days_mean", county="West").n == 2
    # Well again on day 24.75: one that begins then is another.
    again = Table(town(), log_of([*aftermath(), *stormy(20, 21, 25)]))
    assert again.at("storm_recovery_days_mean", county="East").n == 2


def test_a_storm_before_the_window_can_swallow_one_inside() -> None:
    # The window opens on day 10; nobody repairs before day 30 what the storm of day 9 has broken.
    rows = [*plant()]
    for n in range(4):
        rows += fault(n, 9 * D + n * H, A1, line=n)
        rows.append(row(30 * D, K.CLEARED, n, crew=0, reason=1, amount=H))
    table = Table(town(), log_of([*rows, *stormy(9, 12)]))
    assert table.at("storm_recovery_days_mean", county="East").n == 0
    assert table.at("storm_recovery_days_mean", county="West").n == 1
