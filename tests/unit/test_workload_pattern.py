"""Seasons, weekdays, hours, weather and storms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from telesim.scenario.demand import Pattern, Spread
from telesim.units import DAY_MS, HOUR_MS
from telesim.workload import draw
from telesim.workload.pattern import calendar_factors, clocks, day_parts
from telesim.workload.streams import Streams
from telesim.workload.weather import day_factors
from workload_towns import cabinet, cause, demand, exchange, town


def _pattern(**more: Any) -> dict[str, Any]:
    return {"source": "assumed", **more}


def test_the_mean_over_a_year_is_one() -> None:
    pattern = Pattern(
        source="assumed",
        months={"jul": 1.5, "aug": 1.5, "jan": 0.9, "feb": 0.9},
        weekdays={"mon": 1.15, "sat": 0.95, "sun": 0.85},
    )
    # 28 ordinary years hold every weekday on every date equally often.
    starts = (dt.date(year, 1, 1) for year in range(2001, 2029))
    factors = [calendar_factors(pattern, start, 365).mean() for start in starts]
    assert np.mean(factors) == pytest.approx(1, abs=2e-4)
    july, june = calendar_factors(pattern, dt.date(2001, 6, 30), 2)
    # Saturday 30 June, Sunday 1 July 2001.
    assert june / july == pytest.approx(1.5 * 0.85 / 0.95)


def test_storms_keep_the_expected_mean_and_fall_in_their_months() -> None:
    storms = {"days_per_year": 12, "months": ["jun", "jul", "aug"], "factor": 6}
    scenario = town(
        patterns={"p": _pattern(storms=storms)},
        faults={"drop": cause(1, pattern="p")},
        window="7300 days",
        demand={},
    )
    totals = []
    for replication in range(6):
        clock = clocks(scenario, Streams(1, replication))["p"]
        assert clock.passed is not None
        daily = np.diff(clock.passed[0]) / DAY_MS
        calm = daily.min()
        stormy = np.flatnonzero(daily > 2 * calm)
        assert np.allclose(daily[stormy], 6 * calm)
        days = [dt.date(2001, 1, 1) + dt.timedelta(days=int(day)) for day in stormy]
        assert {day.month for day in days} <= {6, 7, 8}
        totals.append((len(stormy), daily.sum()))
    counts = np.array([count for count, _ in totals])
    assert abs(counts.sum() - 6 * 20 * 12) < 4 * np.sqrt(6 * 20 * 12)
    means = np.array([total / 7301 for _, total in totals])
    assert abs(means.mean() - 1) < 4 * means.std(ddof=1) / np.sqrt(6) + 1e-3


def test_weather_is_one_series_for_all_places_causes_and_patterns() -> None:
    spread = {"weather": {"cv": 0.5, "lag1": 0.4}}
    scenario = town(
        patterns={"p": _pattern(days=spread), "q": _pattern(days=spread)},
        faults={"drop": cause(1, pattern="p"), "joint": cause(1, pattern="q")},
        demand=demand(pattern="p"),
    )
    made = clocks(scenario, Streams(1, 0))
    assert made["p"].passed is not None and made["q"].passed is not None
    assert np.array_equal(made["p"].passed, made["q"].passed)
    assert (made["p"].passed == made["p"].passed[0]).all()
    assert np.std(np.diff(made["p"].passed[0])) > 0.3 * DAY_MS


def test_counties_and_places_have_days_of_their_own() -> None:
    scenario = town(
        patterns={
            "p": _pattern(days={"county": {"cv": 0.3}}),
            "q": _pattern(days={"place": {"cv": 0.3}}),
        },
        faults={"drop": cause(1, pattern="p"), "joint": cause(1, pattern="q")},
    )
    made = clocks(scenario, Streams(1, 0))
    assert made["p"].passed is not None and made["q"].passed is not None
    by_county = np.diff(made["p"].passed)
    assert np.allclose(by_county[0], by_county[1])
    assert abs(np.corrcoef(by_county[0], by_county[2])[0, 1]) < 4 / np.sqrt(120)
    by_place = np.diff(made["q"].passed)
    assert abs(np.corrcoef(by_place[0], by_place[1])[0, 1]) < 4 / np.sqrt(120)


@pytest.mark.parametrize(("cv", "lag1"), [(0.25, 0.4), (0.15, 0.0), (1.0, 0.7)])
def test_day_factors_have_their_mean_spread_and_memory(cv: float, lag1: float) -> None:
    series = [
        day_factors(Streams(9, k), Spread(cv=cv, lag1=lag1), "weather", "", 730_000, 1000)
        for k in range(80)
    ]
    for statistic, expected in (
        ([s.mean() for s in series], 1.0),
        ([np.mean((s - 1) ** 2) for s in series], cv**2),
        ([np.mean((s[1:] - 1) * (s[:-1] - 1)) for s in series], lag1 * cv**2),
    ):
        error = np.std(statistic, ddof=1) / np.sqrt(len(series))
        assert abs(np.mean(statistic) - expected) < 4 * error
    assert min(s.min() for s in series) > 0


def test_a_day_keeps_its_weather_whenever_the_run_begins() -> None:
    spread = Spread(cv=0.3, lag1=0.6)
    long = day_factors(Streams(1, 0), spread, "weather", "", 730_000, 400)
    short = day_factors(Streams(1, 0), spread, "weather", "", 730_100, 50)
    assert np.allclose(long[100:150], short, rtol=0, atol=1e-12)
    assert day_factors(Streams(1, 0), Spread(cv=0), "weather", "", 730_000, 3).tolist() == [1, 1, 1]


def test_faults_follow_month_weekday_and_hour() -> None:
    pattern = _pattern(
        months={"jul": 2.0},
        weekdays={"sun": 0.5},
        hours={"00-08": "10 %", "08-18": "72 %", "18-24": "18 %"},
        days={"weather": {"cv": 0.2}},
    )
    scenario = town(
        exchanges=[exchange("X")],
        cabinets=[cabinet("k", "X", 1000)],
        demand={},
        faults={"drop": cause(100, pattern="p")},
        patterns={"p": pattern},
        window="364 days",
    )
    time = np.concatenate([draw(scenario, 4, k).faults.time_ms for k in range(4)])
    hour = time % DAY_MS // HOUR_MS
    for share, inside in (
        (0.10, hour < 8),
        (0.72, (8 <= hour) & (hour < 18)),
        (0.18, hour >= 18),
    ):
        assert abs(inside.mean() - share) < 4 * np.sqrt(share * (1 - share) / len(time))
    day = time // DAY_MS
    sunday = (day % 7 == 6).mean()
    july = ((181 <= day) & (day < 212)).mean()
    # A replication's weather moves its days; 364 days of cv 0.2 leave about 2 % of a share.
    assert sunday == pytest.approx(0.5 / 6.5, rel=0.1)
    assert july == pytest.approx(62 / 395, rel=0.1)
    assert len(time) == pytest.approx(4 * 1000 * 364 / 30.4, rel=0.05)


def test_operational_time_and_back_is_the_same_instant() -> None:
    pattern = _pattern(hours={"08-18": "100 %"}, days={"place": {"cv": 0.5}})
    scenario = town(patterns={"p": pattern}, faults={"drop": cause(1, pattern="p")})
    clock = clocks(scenario, Streams(1, 0))["p"]
    day = np.arange(119)
    instants = day * DAY_MS + 8 * HOUR_MS + 1000 + day * 12_345
    exchange_number = day % 3
    back = clock.real(exchange_number, clock.operational(exchange_number, instants))
    assert np.abs(back - instants).max() <= 1
    plain = clocks(scenario, Streams(1, 0))[None]
    assert (
        plain.real(exchange_number, plain.operational(exchange_number, instants)) == instants
    ).all()


def test_hours_left_out_share_what_is_left() -> None:
    bounds, shares = day_parts({"08:00-12:30": 0.7})
    assert (bounds / HOUR_MS).tolist() == [0, 8, 12.5, 24]
    assert shares.tolist() == pytest.approx([0.3 * 8 / 19.5, 0.7, 0.3 * 11.5 / 19.5])
    assert day_parts({})[1].tolist() == [1.0]


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ({"8 to 9": 0.5}, "got '8 to 9', need a range"),
        ({"18-08": 0.5}, "got '18-08', need a range"),
        ({"20-25": 0.5}, "got '20-25', need a range"),
        ({"08-12": 0.5, "11-14": 0.5}, "08-12 and 11-14 overlap"),
        ({"00-12": 0.5, "12-24": 0.4}, "adding up to 90 %, need 100 %"),
        ({"00-12": 0.8, "12-20": 0.4}, "adding up to 120 %, need 100 %"),
    ],
)
def test_hours_that_make_no_day_are_refused(hours: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        day_parts(hours)
