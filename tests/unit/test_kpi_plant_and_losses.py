from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from kpi_log import (
    A1,
    B1,
    B,
    D,
    H,
    Table,
    fault,
    install,
    log_of,
    plant,
    row,
    town,
    visit,
)
from kpi_week import everything
from telesim.eventlog import Kind
from telesim.kpi import combine_exchange_tables, exchange_table, weekly

K = Kind


def full_exchange() -> list[tuple[int, ...]]:
    """Exchange B (50 lines, 52 ports) fills on day 12; ten ports open on day 20."""
    return [
        *plant(),
        *install(0, 11 * D, B1),
        *visit(0, 11 * D, K.IN_SERVICE, H, H),
        *install(1, 12 * D, B1),
        row(13 * D, K.ORDER, 2, place=B1, amount=500),
        row(13 * D, K.HELD, 2, reason=0),
        row(18 * D, K.SPENT, place=B, reason=0, amount=90_000),
        row(20 * D, K.CAPACITY, place=B, reason=0, amount=10),
        row(20 * D, K.ASSIGNED, 2, amount=1),
        row(30 * D, K.ORDER, 3, place=A1, reason=2, line=3),
        row(30 * D, K.CEASED, 3, place=A1, line=3),
    ]


def test_fill_over_the_window() -> None:
    table = Table(town(), log_of(full_exchange()))
    west = {"county": "West"}
    assert table("port_fill_start", **west) == pytest.approx(100 * 50 / 52)
    assert table("port_fill_end", **west) == pytest.approx(100 * 53 / 62)
    assert table("port_fill_max", **west) == 100
    # Ports in use: 50 for a day, 51 for a day, 52 for 8, 53 for 20; ports: 52 for 10, 62 for 20.
    used, usable = 50 + 51 + 8 * 52 + 20 * 53, 10 * 52 + 20 * 62
    assert table("port_fill_mean", **west) == pytest.approx(100 * used / usable)
    assert table("port_fill_end", county="East") == pytest.approx(100 * 99 / 110)
    assert table("feeder_fill_end", **west) == pytest.approx(100 * 53 / 55)
    assert table("distribution_fill_end") == pytest.approx(100 * 152 / 200)
    assert table("lines_in_service_at_end") == 150
    assert table("lines_in_service_at_end", **west) == 51


def test_when_ports_run_out_and_when_to_order() -> None:
    rule = {
        "what": "ports",
        "at_fill": "95 %",
        "add_share": "20 %",
        "lead_time": "30 days",
        "source": "assumed",
    }
    scenario = town(expansions={"cards": rule})
    log = log_of(full_exchange())
    table = Table(scenario, log)
    assert table("exchanges_exhausted") == 1
    assert table("exchanges_exhausted", county="East") == 0
    assert table("ports_exhausted_first") == 12
    assert table("ports_order_by_first") == -18
    assert math.isnan(table("ports_order_by_first", county="East"))
    found = exchange_table(scenario, log).set_index("exchange")
    assert found.loc["B", "exhausted"] == dt.date(2001, 1, 13)
    assert found.loc["B", "order_by"] == dt.date(2000, 12, 14)
    assert found.loc["B", "ports"] == 62
    assert found.loc["A", "exhausted"] is None


def test_without_a_lead_time_there_is_no_date_to_order_by() -> None:
    scenario, log = town(), log_of(full_exchange())
    table = Table(scenario, log)
    assert table("ports_exhausted_first") == 12
    assert math.isnan(table("ports_order_by_first"))
    found = exchange_table(scenario, log)
    both = combine_exchange_tables(scenario, [found, found])
    for one in (found.set_index("exchange"), both.set_index("exchange")):
        assert one.loc["B", "exhausted"] == dt.date(2001, 1, 13)
        assert one.loc["B", "order_by"] is None


def test_exchange_tables_of_replications_combine() -> None:
    scenario = town()
    fills = exchange_table(scenario, log_of(full_exchange()))
    never = exchange_table(scenario, log_of(plant()))
    both = combine_exchange_tables(scenario, [fills, never, fills]).set_index("exchange")
    assert both.loc["B", "never_fills"] == pytest.approx(100 / 3)
    assert both.loc["B", "exhausted"] == dt.date(2001, 1, 13)
    assert both.loc["A", "never_fills"] == 100
    assert both.loc["A", "order_by"] is None
    seldom = combine_exchange_tables(scenario, [fills, never, never]).set_index("exchange")
    assert seldom.loc["B", "exhausted"] is None


def test_weekly_series() -> None:
    frames = weekly(town(), log_of(full_exchange()))
    # Weeks from days 0, 3, 10 (the window's start), 17, 24, 31 and 38 to the window's end, day 40.
    assert frames["held"].index.day.tolist() == [1, 4, 11, 18, 25, 1, 8]
    # Order 0 waits 2 h of day 11, orders 1 and 2 from days 12 and 13; 2 is held up to day 20.
    assert frames["backlog"]["waiting list"].tolist() == pytest.approx(
        [0, 0, (2 / 24 + 5 + 4) / 7, 2, 2, 2, 2]
    )
    assert frames["held"]["port"].tolist() == pytest.approx([0, 0, 4 / 7, 3 / 7, 0, 0, 0])
    assert len(frames["fill"]) == 8
    assert frames["fill"]["port"].iloc[0] == pytest.approx(100 * 150 / 162)
    assert frames["fill"]["port"].iloc[-1] == pytest.approx(100 * 152 / 172)
    west = weekly(town(), log_of(full_exchange()), "West")
    assert west["fill"]["port"].iloc[3] == 100
    with pytest.raises(ValueError, match="North"):
        weekly(town(), log_of(full_exchange()), "North")


@pytest.mark.parametrize("county", [None, "East", "West"])
def test_weekly_means_agree_with_the_means_of_the_window(county: str | None) -> None:
    scenario, log = town(), log_of(everything())
    table = Table(scenario, log)
    where = {} if county is None else {"county": county}
    frames = weekly(scenario, log, county)
    start = pd.Timestamp(scenario.date_of(scenario.window_start_ms))
    end = pd.Timestamp(scenario.date_of(scenario.window_end_ms))

    def mean(family: str, series: list[str]) -> float:
        weeks = frames[family].loc[frames[family].index >= start, series].sum(axis=1)
        days = pd.Series([*weeks.index[1:], end], index=weeks.index) - weeks.index
        return float((weeks * days.dt.days).sum() / 30)

    assert table("open_faults_mean", **where) > 0
    for group in ("non-cable", "cable"):
        found = mean("backlog", [f"open {group} faults"])
        assert found == pytest.approx(table("open_faults_mean", cause_group=group, **where))
    assert mean("backlog", ["waiting list"]) == pytest.approx(table("waiting_list_mean", **where))
    for level in ("port", "feeder", "distribution"):
        found = mean("held", [level])
        assert found == pytest.approx(table("held_orders_mean", level=level, **where))


def test_money() -> None:
    economics = {"revenue_per_line_month": "35 CNY", "source": "assumed"}
    table = Table(town(economics=economics), log_of(full_exchange()))
    assert table("cost_expansions", level="port") == 900
    assert table("cost_expansions", county="East") == 0
    # Order 0 waits 2 h, 1 and 2 from days 12 and 13 to the window's end.
    months = (2 / 24 + 28 + 27) / 30.4
    assert table("revenue_lost_waiting", county="West") == pytest.approx(35 * months)
    # Without a wage there is no cost of wages; nobody was on duty, so the total stands.
    assert math.isnan(table("cost_wages"))
    assert table("cost_total") == 900


def test_line_hours_lost_are_those_of_the_window() -> None:
    table = Table(town(), log_of(everything()))
    # Single lines: 4, 20, 24 to the window's end, 1, 48 of 72, 480 of the one never reported.
    assert table("line_hours_lost", cause_group="non-cable") == pytest.approx(577)
    # Cables: 4 x 30 + 4 x 50 + 2 x 80, and 2 x 10 + 3 x 240.
    assert table("line_hours_lost", cause_group="cable") == pytest.approx(1220)
    assert table("line_hours_lost", county="West") == pytest.approx(20 + 740)


def test_fault_rates() -> None:
    rows = [*plant(), *fault(0, 20 * D, reports=1), *fault(1, 21 * D, B1, 1, 9, reports=5)]
    table = Table(town(), log_of(rows))
    months = 30 / 30.4
    assert table("fault_rate") == pytest.approx(100 * 6 / (150 * months))
    assert table("fault_case_rate") == pytest.approx(100 * 2 / (150 * months))
    assert table("fault_rate", county="West") == pytest.approx(100 * 5 / (50 * months))
    assert table("fault_rate", cause="cut") == pytest.approx(100 * 5 / (150 * months))


def test_repeats_and_visits() -> None:
    rows = plant()
    # Line 1 fails on day 11, is cleared within hours, and fails again on day 20 (named by the
    # log), on day 30 (seen by its line alone); line 2 after 35 days: too late.
    for case, at, line in ((0, 11, 1), (1, 20, 1), (2, 30, 1), (3, 1, 2), (4, 37, 2)):
        rows += fault(case, at * D, A1, line=line)
        rows += visit(case, at * D, K.CLEARED, H, H, reason=1)
    rows.append(row(20 * D, K.REPEAT_OF, 1, amount=0))
    rows += fault(5, 35 * D, A1, line=5)
    rows += visit(5, 35 * D, K.UNFINISHED, H, H)
    rows += visit(5, 36 * D, K.CLEARED, H, H, number=1, reason=1)
    rows += [*fault(6, 35 * D, B1), row(35 * D, K.CLEARED_REMOTELY, 6)]
    table = Table(town(), log_of(rows))
    # Reported in the window: 0, 1, 2, 4, 5, 6.
    assert table("repeat_share") == pytest.approx(200 / 6)
    assert table("remote_share") == pytest.approx(100 / 6)
    assert table("visits_per_cleared_fault") == pytest.approx(6 / 5)
    assert table("first_visit_share") == 80
