from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from telesim.experiment.estimate import combine
from telesim.experiment.tables import kpis_csv, number_text

NAN = math.nan


def rows(*values: tuple[Any, ...], unit: str = "h") -> pd.DataFrame:
    """(replication, kpi, where, value, numerator, denominator) a row."""
    names = ("replication", "kpi", "where", "value", "numerator", "denominator")
    frame = pd.DataFrame([dict(zip(names, value, strict=True)) for value in values])
    known = frame["value"].notna()
    return frame.assign(unit=unit, n=np.where(known, 2, 0), open=known)


def test_a_plain_mean_by_hand() -> None:
    table = combine(rows(*((k, "x", "{}", v, NAN, NAN) for k, v in ((1, 1.0), (2, 2.0), (3, 3.0)))))
    row = table.iloc[0]
    # t with 2 degrees of freedom is 4.302653; s = 1; half-width 4.302653 / sqrt(3) = 2.484138
    assert (row["mean"], row["n"], row["cases"], row["open"]) == (2.0, 3, 6, 3)
    assert row["ci_high"] == pytest.approx(2 + 2.4841377)
    assert row["ci_low"] == 0.0  # below zero there are no hours
    assert row["deviation"] == pytest.approx(1.0)


def test_a_ratio_weighs_replications_by_their_cases() -> None:
    # 10 faults of 2 h in one year, 30 of 4 h in the other: 3.5 h a fault, not 3.
    table = combine(rows((1, "x", "{}", 2.0, 20.0, 10.0), (2, "x", "{}", 4.0, 120.0, 30.0)))
    row = table.iloc[0]
    assert row["mean"] == pytest.approx(3.5)
    # residuals (20 - 3.5 * 10, 120 - 3.5 * 30) / 20 = ∓0.75; s = 0.75 sqrt(2)
    assert row["deviation"] == pytest.approx(0.75 * math.sqrt(2))
    assert row["ci_high"] - row["mean"] == pytest.approx(12.7062047 * 0.75)


def test_a_replication_without_cases_is_not_usable() -> None:
    table = combine(
        rows(
            (1, "x", "{}", 2.0, 20.0, 10.0),
            (2, "x", "{}", NAN, 0.0, 0.0),
            (3, "x", "{}", 4.0, 40.0, 10.0),
            (1, "y", "{}", NAN, 0.0, 0.0),
            (2, "y", "{}", NAN, 0.0, 0.0),
            (3, "y", "{}", NAN, 0.0, 0.0),
            (2, "z", "{}", 7.0, 70.0, 10.0),
        )
    )
    assert list(table["n"]) == [2, 0, 1]
    assert table["mean"].iloc[0] == 3.0
    assert np.isnan(table.loc[1, ["mean", "ci_low", "ci_high"]].astype(float)).all()
    assert table["mean"].iloc[2] == 7.0
    assert np.isnan(table["ci_low"].iloc[2])


def test_shares_stay_between_zero_and_one_hundred() -> None:
    table = combine(rows((1, "x", "{}", 99.0, NAN, NAN), (2, "x", "{}", 90.0, NAN, NAN), unit="%"))
    assert (table["ci_low"].iloc[0] >= 0) and table["ci_high"].iloc[0] == 100


def test_dates_may_lie_before_the_start() -> None:
    unit = "days from the start"
    table = combine(rows((1, "x", "{}", 1.0, NAN, NAN), (2, "x", "{}", 9.0, NAN, NAN), unit=unit))
    assert table["ci_low"].iloc[0] < 0


def test_rows_keep_the_order_of_the_first_replication() -> None:
    table = combine(
        rows(
            (1, "b", "{}", 1.0, NAN, NAN),
            (1, "a", "{}", 1.0, NAN, NAN),
            (2, "c", "{}", 1.0, NAN, NAN),
            (2, "a", "{}", 1.0, NAN, NAN),
        )
    )
    assert list(table["kpi"]) == ["b", "a", "c"]


def test_csv_has_a_fixed_form() -> None:
    table = combine(rows((1, "x", '{"county": "East"}', 1 / 3, NAN, NAN)))
    assert kpis_csv(table).splitlines() == [
        "kpi,where,unit,mean,ci_low,ci_high,n,cases",
        'x,"{""county"": ""East""}",h,0.3333333333,,,1,2',
    ]
    assert (number_text(-0.0), number_text(NAN), number_text(1e6)) == ("0", "", "1000000")


def shares_of_cases(*hits: int, cases: int = 50) -> pd.DataFrame:
    """One replication a number of hits among so many cases."""
    each = [(k, "x", "{}", 100 * n / cases, 100.0 * n, float(cases)) for k, n in enumerate(hits, 1)]
    return rows(*each, unit="%").assign(n=cases)


def test_no_late_case_in_ten_replications_does_not_prove_that_there_is_none() -> None:
    row = combine(shares_of_cases(50, 50, 50, 50)).iloc[0]
    # t with 3 degrees of freedom is 3.182446: 200 / (200 + 3.182446²) = 0.951801
    assert (row["mean"], row["ci_high"], row["worth"]) == (100.0, 100.0, 50.0)
    assert row["ci_low"] == pytest.approx(95.1801, abs=1e-4)
    row = combine(shares_of_cases(0, 0, 0, 0)).iloc[0]
    assert (row["mean"], row["ci_low"]) == (0.0, 0.0)
    assert row["ci_high"] == pytest.approx(4.8199, abs=1e-4)


def test_a_share_has_wilsons_interval_with_the_cases_that_its_spread_is_worth() -> None:
    row = combine(shares_of_cases(40, 45, 35)).iloc[0]
    # 80, 90, 70 %: s = 10, so 80 * 20 / 10² = 16 cases a replication and 48 in all. With
    # t = 4.302653: t² / 48 = 0.385684; middle 0.8 + 0.192842 = 0.992842;
    # half t sqrt(0.16 / 48 + 0.385684 / 192) = 0.314480; both over 1.385684.
    assert (row["deviation"], row["worth"]) == (pytest.approx(10.0), pytest.approx(16.0))
    assert row["ci_low"] == pytest.approx(48.955, abs=1e-3)
    assert row["ci_high"] == pytest.approx(94.345, abs=1e-3)


def test_equal_shares_are_worth_their_cases_whatever_the_rounding() -> None:
    row = combine(shares_of_cases(30, 30, 30, cases=90)).iloc[0]
    assert row["worth"] == 90.0
    assert row["ci_low"] < row["mean"] < row["ci_high"]


def test_a_share_of_hours_is_no_share_of_cases() -> None:
    hours = shares_of_cases(40, 45, 35).assign(n=7)
    row = combine(hours).iloc[0]
    assert np.isnan(row["worth"])
    # Student's: 80 ± 4.302653 * 10 / sqrt(3), and no share is above 100 %.
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(55.1586, abs=1e-3), 100.0)
    one = combine(shares_of_cases(50)).iloc[0]
    assert np.isnan(one["worth"]) and np.isnan(one["ci_low"])
