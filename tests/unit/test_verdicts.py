from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest

from kpi_log import town
from telesim.experiment.estimate import MOST_NEEDED, combine, replications_needed, wilson_interval
from telesim.experiment.verdicts import Verdict, answer, judge
from telesim.experiment.verdicts import league as county_verdicts
from telesim.kpi.catalogue import where_key
from telesim.scenario import Scenario
from telesim.units import HOUR_MS

NAN = math.nan
KPI = "time_to_restore_mean"


def target(**more: Any) -> dict[str, Any]:
    return {"kpi": KPI, "at_most": "24 h", **more}


def table(values: dict[tuple[tuple[str, str], ...], list[float]], kpi: str = KPI,
          unit: str = "h", still_open: int = 0) -> pd.DataFrame:  # fmt: skip
    """Replications from plain values (no ratio) by where, 100 cases behind each."""
    rows = [
        {
            "replication": number,
            "kpi": kpi,
            "where": where_key(dict(where)),
            "unit": unit,
            "value": value,
            "n": 0 if math.isnan(value) else 100,
            "open": 0 if math.isnan(value) else still_open,
            "numerator": NAN,
            "denominator": NAN,
        }
        for where, each in values.items()
        for number, value in enumerate(each, start=1)
    ]
    return pd.DataFrame(rows)


def judged(scenario: Scenario, rows: pd.DataFrame) -> list[Verdict]:
    return judge(scenario, combine(rows), rows)


@pytest.mark.parametrize(
    ("direction", "low", "high", "expected"),
    [
        ("at_most", 20, 23, "met"),
        ("at_most", 20, 24, "met"),
        ("at_most", 24, 24, "met"),
        ("at_most", 23, 25, "undecided"),
        ("at_most", 24, 25, "undecided"),
        ("at_most", 24.1, 25, "missed"),
        ("at_least", 25, 26, "met"),
        ("at_least", 24, 26, "met"),
        ("at_least", 23, 25, "undecided"),
        ("at_least", 20, 24, "undecided"),
        ("at_least", 20, 23.9, "missed"),
        ("at_most", NAN, NAN, "undecided"),
    ],
)
def test_the_interval_decides(direction: Any, low: float, high: float, expected: str) -> None:
    assert answer(direction, 24, low, high) == expected


def test_replications_needed_by_hand() -> None:
    # t with 3 degrees of freedom is 3.182446; (3.182446 * 4 / 2)^2 = 40.51
    assert replications_needed(mean=20, deviation=4, limit=22, n=4) == 41
    # (3.182446 * 4 / 0.13)^2 = 9588; a gap of 0.12 needs 11253
    assert replications_needed(20, 4, 20.13, 4) == 9589
    assert replications_needed(20, 4, 20.12, 4) == MOST_NEEDED + 1
    assert replications_needed(20, 4, 20, 4) == MOST_NEEDED + 1
    assert replications_needed(20, NAN, 22, 1) is None


def test_replications_needed_for_a_share_are_those_of_a_truth_at_the_limit() -> None:
    # 200 cases a replication, all in time, and 99 % wanted: s² = 99 * 1 / 200 = 0.495;
    # t with 3 degrees of freedom is 3.182446: 3.182446² * 0.495 / 1² = 5.01
    assert replications_needed(mean=100, deviation=0, limit=99, n=4, worth=200) == 6
    # Without the cases the next replication would seem to decide it.
    assert replications_needed(mean=100, deviation=0, limit=99.5, n=4) == 5
    assert replications_needed(mean=100, deviation=0, limit=99.5, n=4, worth=200) == 11
    assert replications_needed(100, 0, 100, 4, worth=200) == MOST_NEEDED + 1


def test_wilson_by_hand() -> None:
    # 8 of 10 with z = 1.959964: (0.8 + z²/20 ± z sqrt(0.016 + z²/400)) / (1 + z²/10)
    low, high = wilson_interval(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson_interval(10, 10)[1] == 1.0
    assert wilson_interval(0, 10)[0] == 0.0


def test_probability_is_the_share_of_replications_that_keep_the_limit() -> None:
    scenario = town(targets={"quick": target()})
    [verdict] = judged(scenario, table({(): [20, 22, 23, 26]}))
    assert verdict.mean == pytest.approx(22.75)
    assert verdict.n == 4
    assert verdict.probability == 0.75
    assert (verdict.probability_low, verdict.probability_high) == wilson_interval(3, 4)
    # s = 2.5, half-width 3.182446 * 2.5 / 2 = 3.978
    assert verdict.ci_high == pytest.approx(26.728, abs=1e-3)
    assert verdict.verdict == "undecided"
    # (3.182446 * 2.5 / 1.25)^2 = 40.51
    assert verdict.needed == 41


def test_at_least_looks_from_the_other_side() -> None:
    share = "time_to_restore_within_24h"
    scenario = town(targets={"most": {"kpi": share, "at_least": "85 %"}})
    [verdict] = judged(scenario, table({(): [90, 91, 92]}, share, "%"))
    assert (verdict.limit, verdict.verdict, verdict.probability) == (85.0, "met", 1.0)
    [verdict] = judged(scenario, table({(): [70, 71, 72]}, share, "%"))
    assert (verdict.verdict, verdict.probability) == ("missed", 0.0)


def test_a_share_that_was_always_whole_is_met_only_with_cases_enough() -> None:
    share = "time_to_restore_within_24h"
    scenario = town(targets={"most": {"kpi": share, "at_least": "99 %"}})
    rows = table({(): [100, 100, 100, 100]}, share, "%")
    few = rows.assign(numerator=2_000.0, denominator=20.0, n=20)
    [verdict] = judged(scenario, few)
    # 80 / (80 + 3.182446²) = 88.8 %, so 99 % is not shown; s² = 99 / 20, 50.1 are needed.
    assert (verdict.verdict, verdict.needed) == ("undecided", 51)
    assert verdict.ci_low == pytest.approx(88.763, abs=1e-3)
    many = rows.assign(numerator=40_000.0, denominator=400.0, n=400)
    assert judged(scenario, many)[0].verdict == "met"


def test_one_replication_decides_nothing() -> None:
    scenario = town(targets={"quick": target()})
    [verdict] = judged(scenario, table({(): [10.0]}))
    assert verdict.mean == 10.0
    assert (verdict.ci_low, verdict.ci_high, verdict.probability) == (None, None, None)
    assert (verdict.verdict, verdict.n, verdict.needed) == ("undecided", 1, None)


def test_a_kpi_without_cases_has_no_mean() -> None:
    scenario = town(targets={"quick": target()})
    for rows in (table({(): [NAN, NAN]}), table({(("county", "East"),): [1, 2]})):
        [verdict] = judged(scenario, rows)
        assert (verdict.mean, verdict.ci_low, verdict.n) == (None, None, 0)
        assert verdict.verdict == "undecided"
        json.dumps(verdict.as_json(), allow_nan=False)


def test_only_usable_replications_count() -> None:
    scenario = town(targets={"quick": target()})
    [verdict] = judged(scenario, table({(): [10, NAN, 12]}))
    assert (verdict.n, verdict.mean, verdict.probability) == (2, 11, 1.0)
    [verdict] = judged(scenario, table({(): [10, NAN, NAN]}))
    assert (verdict.n, verdict.mean, verdict.verdict) == (1, 10, "undecided")


def month(name: str) -> tuple[tuple[str, str], ...]:
    return (("month", name),)


def test_over_months_the_worst_decides() -> None:
    scenario = town(targets={"each-month": target(over="month")})
    good, bad, between = [10, 11, 12], [30, 31, 32], [20, 24, 30]
    rows = table({(): good, month("2001-01"): good, month("2001-02"): bad})
    whole, january, february = judged(scenario, rows)
    assert (whole.verdict, whole.mean, whole.where) == ("missed", 31, {"month": "2001-02"})
    assert whole.probability == 0.0
    assert (january.verdict, february.verdict) == ("met", "missed")
    assert (whole.level, january.level) == ("whole", "month")

    rows = table({(): good, month("2001-01"): good, month("2001-02"): between})
    whole, *_ = judged(scenario, rows)
    assert (whole.verdict, whole.probability) == ("undecided", pytest.approx(2 / 3))

    rows = table({(): bad, month("2001-01"): good, month("2001-02"): good})
    whole, *_ = judged(scenario, rows)
    assert whole.verdict == "met"


def test_a_month_keeps_the_limit_only_with_all_others() -> None:
    scenario = town(targets={"each-month": target(over="month")})
    rows = table({month("2001-01"): [10, 30, 10], month("2001-02"): [10, 10, 30]})
    assert judged(scenario, rows)[0].probability == pytest.approx(1 / 3)


def test_each_county_has_its_verdict_beside_the_total() -> None:
    scenario = town(targets={"quick": target(for_each="county")})
    east, west = (("county", "East"),), (("county", "West"),)
    rows = table({(): [20, 21, 22], east: [10, 11, 12], west: [30, 31, 32]})
    assert [(v.level, v.where, v.verdict) for v in judged(scenario, rows)] == [
        ("whole", {}, "met"),
        ("county", {"county": "East"}, "met"),
        ("county", {"county": "West"}, "missed"),
    ]


def test_the_league_judges_counties_whether_asked_or_not() -> None:
    scenario = town(targets={"quick": target()})
    east, west = (("county", "East"),), (("county", "West"),)
    rows = table({(): [20, 21, 22], east: [30, 31, 32], west: [10, 11, 12]})
    found = county_verdicts(scenario, combine(rows), rows)
    assert [(v.where["county"], v.verdict) for v in found] == [("East", "missed"), ("West", "met")]


def test_another_clock_has_its_own_row() -> None:
    scenario = town(targets={"quick": target(clock="working-hours")})
    rows = table({(): [100, 110], (("clock", "working-hours"),): [10, 11]})
    [verdict] = judged(scenario, rows)
    assert (verdict.mean, verdict.where) == (10.5, {"clock": "working-hours"})


def test_a_county_without_the_area_is_not_judged() -> None:
    """West has no town exchange, so a target for towns says nothing about it."""
    scenario = town(targets={"quick": target(where={"area": "town"}, for_each="county")})
    rows = table({(("area", "town"),): [10, 11], (("area", "town"), ("county", "East")): [10, 11]})
    assert [v.where.get("county") for v in judged(scenario, rows)] == [None, "East"]


@pytest.mark.parametrize(
    ("still_open", "verdict", "rests"),
    [(0, "met", False), (1, "met", False), (2, "undecided", True)],
)
def test_an_upper_limit_is_met_only_while_hardly_a_case_is_open(
    still_open: int, verdict: str, rests: bool
) -> None:
    """Of 100 cases a replication: one open is 1 %, the most there may be."""
    scenario = town(targets={"quick": target()})
    [found] = judged(scenario, table({(): [10, 11, 12]}, still_open=still_open))
    assert (found.verdict, found.rests_on_open) == (verdict, rests)
    assert (found.cases, found.open) == (300, 3 * still_open)
    assert found.needed is None
    assert found.probability == 1.0


def test_open_cases_leave_missed_and_lower_limits_as_they_are() -> None:
    scenario = town(targets={"quick": target()})
    [found] = judged(scenario, table({(): [30, 31, 32]}, still_open=100))
    assert (found.verdict, found.rests_on_open, found.open) == ("missed", False, 300)
    [found] = judged(scenario, table({(): [20, 22, 23, 26]}, still_open=100))
    assert (found.verdict, found.rests_on_open, found.needed) == ("undecided", False, 41)
    share = "time_to_restore_within_24h"
    scenario = town(targets={"most": {"kpi": share, "at_least": "85 %"}})
    [found] = judged(scenario, table({(): [90, 91, 92]}, share, "%", still_open=5))
    assert (found.verdict, found.open) == ("met", 15)


@pytest.mark.parametrize(
    ("follow_up", "still_open", "verdict"),
    [
        (0, 30, "undecided"),  # 60 % in time and 30 % still open: 85 % could be reached
        (0, 20, "missed"),  # not even then
        (24 * HOUR_MS, 30, "missed"),  # whoever is open is late: 24 h or more have passed
    ],
)
def test_a_share_in_time_is_not_missed_by_cases_that_are_young(
    follow_up: int, still_open: int, verdict: str
) -> None:
    share = "time_to_restore_within_24h"
    scenario = town(targets={"most": {"kpi": share, "at_least": "85 %"}}).model_copy(
        update={"follow_up": follow_up}
    )
    [found] = judged(scenario, table({(): [59, 60, 61]}, share, "%", still_open=still_open))
    assert (found.verdict, found.rests_on_open) == (verdict, verdict == "undecided")


def test_one_month_full_of_open_cases_leaves_the_year_undecided() -> None:
    scenario = town(targets={"each-month": target(over="month")})
    done = table({month("2001-01"): [20, 21, 22]})
    cut = table({month("2001-02"): [10, 11, 12]}, still_open=50)
    whole, january, february = judged(scenario, pd.concat([done, cut]))
    assert (january.verdict, february.verdict) == ("met", "undecided")
    assert (whole.verdict, whole.rests_on_open) == ("undecided", True)
    assert (whole.cases, whole.open, whole.needed) == (600, 150, None)


def test_counties_are_undecided_by_their_own_open_cases() -> None:
    scenario = town(targets={"quick": target()})
    rows = pd.concat(
        [
            table({(("county", "East"),): [10, 11, 12]}),
            table({(("county", "West"),): [10, 11, 12]}, still_open=9),
        ]
    )
    found = county_verdicts(scenario, combine(rows), rows)
    assert [v.verdict for v in found] == ["met", "undecided"]


def test_a_month_with_a_single_case_does_not_stand_for_the_year() -> None:
    scenario = town(targets={"each-month": target(over="month")})
    rows = table({month("2001-01"): [10, 11, 12, 10], month("2001-02"): [90, NAN, NAN, NAN]})
    whole, *_ = judged(scenario, rows)
    assert (whole.where, whole.verdict) == ({"month": "2001-01"}, "undecided")
    # One replication of four passes the limit in some month.
    assert (whole.probability, whole.judged) == (0.75, 4)


def test_only_whole_months_are_judged_when_there_is_one() -> None:
    """The window begins on day 10, 2001-01-11, and ends on 2001-03-12: February is whole."""
    scenario = town(targets={"each-month": target(over="month")}, window="60 days")
    good, bad = [10, 11, 12], [30, 31, 32]
    rows = table({month("2001-01"): bad, month("2001-02"): good, month("2001-03"): bad})
    whole, *each = judged(scenario, rows)
    assert (whole.verdict, whole.left_out) == ("met", ("2001-01", "2001-03"))
    assert [v.where for v in each] == [{"month": "2001-02"}]
    # No month is whole in the usual window of this town: its parts are judged.
    whole, *each = judged(town(targets={"each-month": target(over="month")}), rows)
    assert (whole.verdict, whole.left_out, len(each)) == ("missed", (), 3)


def test_a_missed_month_stands_for_the_whole_before_an_undecided_one_with_a_higher_mean() -> None:
    scenario = town(targets={"each-month": target(over="month")})
    rows = table({month("2001-01"): [30, 31, 32], month("2001-02"): [10, 40, 90]})
    whole, january, february = judged(scenario, rows)
    assert (january.verdict, february.verdict) == ("missed", "undecided")
    assert (whole.verdict, whole.mean, whole.where) == ("missed", 31, {"month": "2001-01"})
