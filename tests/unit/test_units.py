from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telesim import units
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS, MONTH_MS, WEEK_MS, UnitError


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("24 h", DAY_MS),
        ("24h", DAY_MS),
        ("13 weeks", 13 * WEEK_MS),
        ("1 week", WEEK_MS),
        ("1.5 days", 36 * HOUR_MS),
        ("  90   min ", 90 * MINUTE_MS),
        ("1,000 s", 1_000_000),
        ("1_000 ms", 1_000),
        ("1 month", round(30.4 * DAY_MS)),
        ("1 year", 365 * DAY_MS),
        ("0 h", 0),
        ("1e3 ms", 1000),
        (".5 h", HOUR_MS // 2),
    ],
)
def test_durations(text: str, ms: int) -> None:
    assert units.parse_duration(text) == ms


@pytest.mark.parametrize(
    "text", ["24", 24, "h", "24 work h", "-1 h", "24 hh", "24 h h", "nan h", "inf h", "1e999 h",
             "24 %", "", None, True, "1.2.3 h", ["24 h"]],
)  # fmt: skip
def test_what_is_no_duration(text: object) -> None:
    with pytest.raises(UnitError) as refused:
        units.parse_duration(text)
    assert refused.value.found == text
    assert "elapsed time" in refused.value.expected


def test_work_is_not_elapsed_time() -> None:
    assert units.parse_work("1.2 work h") == 1.2 * HOUR_MS
    assert units.parse_work("12 work min") == 12 * MINUTE_MS
    for text in ("1.2 h", "work h", "1.2 work", "-1 work h", "1 work lines", 3):
        with pytest.raises(UnitError):
            units.parse_work(text)


def test_times_round_half_up_to_the_millisecond() -> None:
    assert units.parse_duration("0.5 ms") == 1
    assert units.parse_duration("1.4999 ms") == 1
    assert units.to_ms(2.5) == 3


def test_shares_and_percentages() -> None:
    assert units.parse_share("85 %") == units.parse_share("85%") == 0.85
    assert units.parse_percentage("150 %") == 1.5
    for text in ("101 %", "-1 %", "0.85", 0.85, "85", "85 percent"):
        with pytest.raises(UnitError):
            units.parse_share(text)
    with pytest.raises(UnitError):
        units.parse_percentage("-1 %")


def test_factors() -> None:
    assert (
        units.parse_factor(1.5) == units.parse_factor("1.5") == units.parse_factor("× 1.5") == 1.5
    )
    assert units.parse_factor("x2") == 2
    for value in (-1, math.nan, math.inf, True, "one", "1.5 h", None):
        with pytest.raises(UnitError):
            units.parse_factor(value)


@pytest.mark.parametrize(
    ("text", "per_line_month"),
    [
        ("1.0 events per 100 lines per month", 0.01),
        ("3 events per line per month", 3.0),
        ("1 event per line per month", 1.0),
        ("0 events per 100 lines per month", 0.0),
        ("0.24 events per line per year", 0.24 * MONTH_MS / units.YEAR_MS),
        ("1 events per 1,000 lines per day", 30.4 / 1000),
    ],
)
def test_rates(text: str, per_line_month: float) -> None:
    rate = units.parse_rate(text, "events")
    assert rate.per_line_month == pytest.approx(per_line_month)
    assert rate.per_line_ms * MONTH_MS == pytest.approx(per_line_month)


@pytest.mark.parametrize(
    "text",
    ["1 orders per 100 lines per month", "-1 events per line per month", "1 events per month",
     "1 events per 0 lines per month", "1 events per line", "1", 1,
     "1 events per line per month per year"],
)  # fmt: skip
def test_what_is_no_rate_of_events(text: object) -> None:
    with pytest.raises(UnitError):
        units.parse_rate(text, "events")


def test_money() -> None:
    assert units.parse_money("35 CNY", "CNY") == 3_500
    assert units.parse_money("0.125 CNY", "CNY") == 13
    assert units.parse_money("900 CNY per port", "CNY", "port") == 90_000
    for text, per in (("35 USD", None), ("35", None), ("-1 CNY", None), ("9 CNY", "port")):
        with pytest.raises(UnitError):
            units.parse_money(text, "CNY", per)


def test_distances_and_counts() -> None:
    assert units.parse_distance("1.5 km") == 1_500
    assert units.parse_distance("800 m") == 800
    assert units.parse_measure("12 pairs per hour", "pairs per hour") == 12
    for text in ("1.5", "-1 km", "1.5 miles"):
        with pytest.raises(UnitError):
            units.parse_distance(text)
    with pytest.raises(UnitError):
        units.parse_measure("12 pairs", "pairs per hour")


@given(st.integers(0, 10**9))
def test_whole_milliseconds_come_back_as_they_went(ms: int) -> None:
    assert units.parse_duration(f"{ms} ms") == ms


@given(st.floats(0, 1000), st.integers(1, 1000))
def test_a_rate_says_itself_in_its_own_words(number: float, lines: int) -> None:
    rate = units.parse_rate(f"{number:f} events per {lines} lines per month", "events")
    again = units.parse_rate(str(rate), "events")
    assert again.per_line_month == pytest.approx(rate.per_line_month, rel=1e-5)


def test_times_are_told_as_a_planner_would() -> None:
    assert units.format_duration(90 * MINUTE_MS) == "90 min"
    assert units.format_duration(round(26.5 * HOUR_MS)) == "26.5 h"
    assert units.format_duration(12 * DAY_MS) == "12.0 days"
