"""What a run must tell: every figure that a planner was promised, in ``kpis.csv``."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from little_town import little_town
from telesim.experiment import run
from telesim.experiment.result import Result
from telesim.scenario import load

#: The promise in words -> names of the figures that keep it. A literal list on purpose: it must
#: not follow the catalogue when that loses an entry.
PROMISED = {
    "time to restore, per fault": (
        "time_to_restore_mean", "time_to_restore_max", "time_to_restore_p50",
        "time_to_restore_p80", "time_to_restore_p95", "time_to_restore_p99",
        "time_to_restore_within_24h", "time_to_restore_within_48h", "time_to_restore_within_72h",
    ),
    "time to restore, per line": (
        "time_to_restore_per_line_mean", "time_to_restore_per_line_max",
        "time_to_restore_per_line_p50", "time_to_restore_per_line_p80",
        "time_to_restore_per_line_p95", "time_to_restore_per_line_p99",
        "time_to_restore_per_line_within_24h", "time_to_restore_per_line_within_48h",
        "time_to_restore_per_line_within_72h",
    ),
    "supply time": ("supply_time_mean", "supply_time_max", "supply_time_p95"),
    "held orders": ("held_orders_at_end", "held_orders_mean", "held_orders_max"),
    "waiting list and backlog": (
        "waiting_list_mean", "waiting_list_at_end", "waiting_list_max",
        "open_faults_mean", "open_faults_at_end", "open_faults_max",
    ),
    "open faults by age": (
        "open_faults_under_24h", "open_faults_24h_48h", "open_faults_48h_72h",
        "open_faults_over_72h",
    ),
    "repeats and visits": ("repeat_share", "visits_per_cleared_fault"),
    "how crews spend their time": (
        "crew_utilisation", "crew_travel_share", "crew_work_share", "crew_idle_share",
        "crew_depot_share", "crew_off_duty_share",
    ),
    "crew-hours, jobs and overtime": (
        "crew_hours_per_week", "jobs_per_crew_day", "overtime_hours",
    ),
    "fill of ports and pairs": (
        "port_fill_start", "port_fill_mean", "port_fill_end",
        "feeder_fill_start", "feeder_fill_mean", "feeder_fill_end",
        "distribution_fill_start", "distribution_fill_mean", "distribution_fill_end",
    ),
    "when ports run out and must be ordered": (
        "exchanges_exhausted", "ports_exhausted_first", "ports_order_by_first",
    ),
    "loss and cost": (
        "line_hours_lost", "cost_wages", "cost_overtime", "cost_expansions", "cost_total",
        "revenue_lost_waiting",
    ),
    "open cases": ("faults_open_at_end", "orders_open_at_end"),
}  # fmt: skip
#: Figures that are promised by a group as well: name -> dimension and its values.
GROUPED = {
    "time_to_restore_mean": {
        "cause_group": ("cable", "non-cable"), "area": ("town", "rural"),
    },
    "time_to_restore_per_line_p95": {
        "cause_group": ("cable", "non-cable"), "area": ("town", "rural"),
    },
    "held_orders_at_end": {"level": ("port", "feeder", "distribution")},
    "crew_hours_per_week": {"job": ("install", "move", "repair", "cable")},
}  # fmt: skip
#: What nothing is known of in this town: it has no exchange that fills and no prices.
UNKNOWN = {
    "ports_exhausted_first", "ports_order_by_first", "cost_wages", "cost_overtime", "cost_total",
    "revenue_lost_waiting",
}  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("kpis")
    scenario = load(little_town(folder / "t"))
    return run(scenario, replications=2, out=folder / "results")


@pytest.fixture(scope="module")
def rows(result: Result) -> dict[tuple[str, str], float]:
    """(kpi, where) -> mean, as ``kpis.csv`` tells it."""
    table = pd.read_csv(result.folder / "kpis.csv")
    return {(row.kpi, row.where): float(row.mean) for row in table.itertuples(index=False)}


@pytest.mark.parametrize("promise", PROMISED)
def test_every_promised_figure_stands_in_total_and_for_each_county(
    rows: dict[tuple[str, str], float], result: Result, promise: str
) -> None:
    assert result.scenario.counties
    for kpi in PROMISED[promise]:
        for county in (None, *result.scenario.counties):
            where = json.dumps({"county": county} if county else {}, ensure_ascii=False)
            assert (kpi, where) in rows, f"{kpi} {where}"
            if kpi not in UNKNOWN:
                assert rows[kpi, where] >= 0, f"{kpi} {where}"


@pytest.mark.parametrize("kpi", GROUPED)
def test_groups_stand_beside_the_totals(rows: dict[tuple[str, str], float], kpi: str) -> None:
    for dimension, values in GROUPED[kpi].items():
        for value in values:
            assert rows[kpi, json.dumps({dimension: value})] >= 0


def test_backlogs_and_fill_are_told_over_time(result: Result) -> None:
    told = result.series.groupby("family")["series"].unique()
    assert {"waiting list"} < set(told["backlog"])
    assert {"port", "feeder", "distribution"} <= set(told["held"])
    assert {"port", "feeder", "distribution"} == set(told["fill"])
    assert result.series["at"].nunique() == 6  # warm-up and window, five weeks with both ends


def test_each_exchange_has_its_order_by_date(result: Result) -> None:
    table = pd.read_csv(result.folder / "exchanges.csv")
    assert list(table["exchange"]) == [one.id for one in result.scenario.exchanges]
    assert any("order" in column for column in table.columns)
