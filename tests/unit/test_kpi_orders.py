from __future__ import annotations

import json

import pytest

from kpi_log import A1, D, Table, log_of, plant, row, town
from kpi_week import everything
from telesim.eventlog import Kind, Level


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(town(), log_of(everything()))


def test_supply_time_counts_served_and_open_orders(table: Table) -> None:
    mean = table.at("supply_time_mean")
    # 2, 10 and 4 days, and 21 for the one still open; who gave up has no supply time.
    assert (mean.value, mean.n) == (pytest.approx(37 / 4), 4)
    assert table("orders_received") == 5
    assert table("orders_open_at_end") == 1
    for stem in ("mean", "max", "p95", "within_15d", "with_cancelled_mean"):
        assert table.at(f"supply_time_{stem}").open == 1, stem
    assert table.at("supply_time_mean", county="West").open == 0
    assert table("orders_cancelled") == 1
    assert table("orders_cancelled_share") == 20


def test_who_gave_up_stands_in_the_mean_beside(table: Table) -> None:
    assert table("supply_time_with_cancelled_mean") == pytest.approx((37 + 20) / 5)


def test_supply_quantiles_and_shares(table: Table) -> None:
    assert table("supply_time_p50") == 4
    assert table("supply_time_p95") == 21
    assert table("supply_time_max") == 21
    assert table("supply_time_within_5d") == 50
    assert table("supply_time_within_15d") == 75
    # The open order is 21 days old, yet nobody has served it within 30.
    assert table("supply_time_within_30d") == 75


def test_supply_by_what_an_order_met(table: Table) -> None:
    assert table("supply_time_mean", facilities="held") == 10
    assert table("supply_time_mean", facilities="yes") == pytest.approx(27 / 3)
    assert table("supply_time_mean", order="move") == 4
    assert table("supply_time_mean", band="far") == 10
    assert table("supply_time_mean", band="near") == pytest.approx(27 / 3)
    assert table.at("supply_time_mean", band="middle").n == 0
    assert table("supply_time_mean", area="town", facilities="yes", order="install") == 11.5
    assert table("supply_time_mean", month="2001-02") == 21


def test_orders_done_count_by_the_instant_of_service_over_lines_and_months() -> None:
    rows = [
        *plant(),
        # Ordered before the window and served in its middle: 150 lines, then 151.
        row(2 * D, Kind.ORDER, 0, place=A1),
        row(25 * D, Kind.IN_SERVICE, 0, place=A1),
        row(12 * D, Kind.ORDER, 1, place=A1, reason=1),
        row(30 * D, Kind.IN_SERVICE, 1, place=A1),
        row(30 * D, Kind.RELEASED, 1, place=A1),
        # Served when the window is over; given up; connected from the desk on its last instant.
        row(12 * D, Kind.ORDER, 2, place=A1),
        row(41 * D, Kind.IN_SERVICE, 2, place=A1),
        row(12 * D, Kind.ORDER, 3, place=A1),
        row(20 * D, Kind.CANCELLED, 3, place=A1),
        row(12 * D, Kind.ORDER, 4, place=A1),
        row(40 * D - 1, Kind.RECONNECTED, 4, place=A1),
    ]
    found = Table(town(), log_of(sorted(rows, key=lambda one: one[0])))
    line_months = 150.5 * 30 / 30.4
    assert found("orders_done_rate") == pytest.approx(100 * 2 / line_months, rel=1e-6)
    assert found("orders_done_rate", order="install") == pytest.approx(100 / line_months, rel=1e-6)
    assert found("orders_done_rate", order="move") == pytest.approx(100 / line_months, rel=1e-6)


def test_held_orders_by_level(table: Table) -> None:
    # In the window: order 21 for 8 days (port), 22 for 20 (distribution), 25 for 5 (feeder)
    # and then 25 (port), still held at the end, 35 days after it was ordered.
    assert table("held_orders_mean") == pytest.approx(58 / 30)
    assert table("held_orders_mean", level="port") == pytest.approx(33 / 30)
    assert table("held_orders_mean", level="feeder") == pytest.approx(5 / 30)
    assert table("held_orders_at_end") == 1
    assert table("held_orders_at_end", level="port", county="West") == 1
    assert table("held_orders_at_end", level="feeder") == 0
    assert table("held_orders_max") == 3
    assert table("held_orders_max", level="port") == 2
    assert table("held_over_30d_at_end") == 1
    assert table("orders_held_share") == 40


def test_a_change_of_level_is_not_a_second_held_order() -> None:
    rows = [*plant(), row(12 * D, Kind.ORDER, 0, place=A1)]
    rows += [row((12 + n) * D, Kind.HELD, 0, reason=n % 2) for n in range(4)]
    found = Table(town(), log_of(rows))
    assert found("held_orders_max") == 1
    assert found("held_orders_mean") == pytest.approx(28 / 30)
    assert found("held_orders_at_end", level="feeder") == 1


def test_waiting_list(table: Table) -> None:
    # 20: 2 days, 21: 10, 22: 20, 23: 1 to the window's end, 24: 4, 25: all 30.
    assert table("waiting_list_mean") == pytest.approx(67 / 30)
    assert table("waiting_list_at_end") == 2
    assert table("waiting_list_at_end", order="move") == 0
    # Days 14 to 18: orders 21, 22, 24 and 25.
    assert table("waiting_list_max") == 4
    # 150 lines and 2 served installs, less a cease; orders 23 and 25 wait.
    unmet = table.at("unmet_demand_at_end")
    assert unmet.value == pytest.approx(200 / 151)


def test_orders_waiting_since_before_the_start_wait_in_the_window() -> None:
    rows = [
        *plant(),
        row(-50 * D, Kind.ORDER, 0, place=A1),
        row(0, Kind.HELD, 0, reason=Level.PORT),
    ]
    found = Table(town(), log_of(rows))
    assert found("waiting_list_mean") == 1
    assert found("held_over_30d_at_end") == 1
    assert found("orders_received") == 0


def test_open_faults_by_age(table: Table) -> None:
    # Open at day 40: fault 3 for exactly 24 h, the cable 8 for 10 days. Number 5 comes just then.
    assert table("open_faults_at_end") == 2
    assert table("open_faults_under_24h") == 0
    assert table("open_faults_24h_48h") == 1
    assert table("open_faults_48h_72h") == 0
    assert table("open_faults_over_72h", county="West") == 1
    assert table("open_faults_at_end", cause_group="cable") == 1
    # Hours in the window: 4, 20, 1, 24, 48 (of 72), 80, 240.
    assert table("open_faults_mean") == pytest.approx(417 / 720)
    # Faults 0 and 4 on day 11.
    assert table("open_faults_max") == 2


def test_a_cease_has_no_rows_since_it_waits_for_nothing(table: Table) -> None:
    wheres = [json.loads(where) for where in table.frame["where"]]
    assert {w["order"] for w in wheres if "order" in w} == {"install", "move"}
