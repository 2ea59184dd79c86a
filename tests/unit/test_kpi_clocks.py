from __future__ import annotations

import numpy as np
import pytest

from kpi_log import D, H, town
from telesim.kpi import catalogue
from telesim.kpi.clocks import CLOCKS, Times

MINUTE = H // 60


def hours(clock: str, start: int, end: int, **changes: object) -> float:
    def column(value: int) -> np.ndarray:
        return np.array([value], dtype=np.int64)

    scenario = town(**changes)
    return float(CLOCKS[clock](scenario, Times(column(start), column(end), column(0)))[0]) / H


def test_the_catalogue_names_the_clocks_that_there_are() -> None:
    assert set(CLOCKS) == set(catalogue.CLOCKS)


# The town works Monday to Friday 8-12 and 14-18; day 0 is Monday, 1 January 2001.
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (9 * H, 11 * H, 2),
        (11 * H, 15 * H, 2),
        (0, D, 8),
        (4 * D + 17 * H, 7 * D + 9 * H, 2),  # Friday 17:00 to Monday 9:00
        (5 * D, 7 * D, 0),  # a weekend
        (12 * H, 14 * H, 0),
        (-7 * D, 7 * D, 80),  # from before the start
    ],
)
def test_working_hours(start: int, end: int, expected: float) -> None:
    assert hours("working-hours", start, end) == pytest.approx(expected)


def test_working_hours_leave_out_holidays() -> None:
    week = {"hours": {"mon-fri": ["08:00-12:00", "14:00-18:00"]}, "source": "assumed"}
    closed = {"week": {**week, "holidays": ["2001-01-02..2001-01-03"]}}
    assert hours("working-hours", 0, 5 * D, calendars=closed) == 24


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (15 * H, D + 15 * H, 24),  # before the cut-off: elapsed
        (16 * H, D + 16 * H, 24),  # at it
        (16 * H + MINUTE, D + 10 * H, 2),  # after it: from 8:00 on Tuesday
        (4 * D + 17 * H, 7 * D + 12 * H, 4),  # Friday evening: from 8:00 on Monday
        (5 * D + 9 * H, 7 * D + 9 * H, 1),  # Saturday
        (16 * H + MINUTE, D + 7 * H, 0),  # restored before the clock starts
    ],
)
def test_business_days(start: int, end: int, expected: float) -> None:
    assert hours("business-days", start, end) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("clock", "end", "expected"),
    [
        ("started-hours", H, 1),
        ("started-hours", H + 1, 2),
        ("started-days", 1, 24),
        ("started-days", 0, 0),
        ("elapsed", 90 * MINUTE, 1.5),
    ],
)
def test_started_units(clock: str, end: int, expected: float) -> None:
    assert hours(clock, 0, end) == expected
