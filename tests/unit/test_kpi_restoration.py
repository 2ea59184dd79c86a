from __future__ import annotations

import math

import pytest

from kpi_log import A1, CABLE, D, H, Table, fault, log_of, plant, row, town
from kpi_week import everything
from telesim.eventlog import Kind


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(town(), log_of(everything()))


def test_mean_counts_an_open_fault_with_its_age(table: Table) -> None:
    non_cable = table.at("time_to_restore_mean", cause_group="non-cable")
    # 4 h, 20 h, and 504 h for the one still open.
    assert (non_cable.value, non_cable.n) == (pytest.approx(528 / 3), 3)
    assert (non_cable.numerator, non_cable.denominator) == (pytest.approx(528), 3)
    assert table("faults_open_at_end", cause_group="non-cable") == 1


def test_every_time_carries_its_open_cases(table: Table) -> None:
    group = {"cause_group": "non-cable"}
    for stem in ("mean", "max", "p95", "within_24h", "net_mean"):
        one = table.at(f"time_to_restore_{stem}", **group)
        assert (one.n, one.open) == (3, 1), stem
    for stem in ("with_remote_mean", "own_plant_mean"):  # one more, cleared from the desk
        one = table.at(f"time_to_restore_{stem}", **group)
        assert (one.n, one.open) == (4, 1), stem
    # By county: the open one is in East; two cables, one with 3 of its 5 lines still down.
    assert [table.at("time_to_restore_mean", **group, county=c).open for c in ("East", "West")] == [
        1, 0,
    ]  # fmt: skip
    assert table.at("time_to_restore_mean", cause_group="cable").open == 1
    lines = table.at("time_to_restore_per_line_mean", cause_group="cable")
    assert (lines.n, lines.open) == (15, 3)
    assert table.at("faults_reported", **group).open == 0


def test_remote_clearance_is_left_out_of_the_headline_and_shown_beside(table: Table) -> None:
    assert table("faults_reported", cause_group="non-cable") == 4
    beside = table("time_to_restore_with_remote_mean", cause_group="non-cable")
    assert beside == pytest.approx((4 + 20 + 504 + 1) / 4)


def test_pauses_for_the_customer_come_off_the_net_mean(table: Table) -> None:
    # Nobody at home from 2 h to 10 h after the report of fault 1.
    net = table("time_to_restore_net_mean", cause_group="non-cable")
    assert net == pytest.approx((4 + 12 + 504) / 3)


def test_max_quantiles_and_shares(table: Table) -> None:
    group = {"cause_group": "non-cable"}
    assert table("time_to_restore_max", **group) == 504
    assert table("time_to_restore_p50", **group) == 20
    assert table("time_to_restore_p80", **group) == 504
    assert table("time_to_restore_within_24h", **group) == pytest.approx(200 / 3)


def test_cable_per_fault_and_per_line(table: Table) -> None:
    group = {"cause_group": "cable"}
    assert table("time_to_restore_mean", **group) == pytest.approx((80 + 720) / 2)
    # Lines: 4 x 30 h, 4 x 50 h, 2 x 80 h, 2 x 10 h, 3 x 720 h.
    per_line = table.at("time_to_restore_per_line_mean", **group)
    assert per_line.value == pytest.approx((120 + 200 + 160 + 20 + 2160) / 15)
    assert per_line.n == 15
    # In order 10 10 30 30 30 30 50 50 ...: the eighth of 15 is the first past half.
    assert table("time_to_restore_per_line_p50", **group) == 50
    assert table("time_to_restore_per_line_max", **group) == 720
    assert table("time_to_restore_per_line_within_48h", **group) == pytest.approx(600 / 15)


def test_rows_by_county_area_cause_and_month(table: Table) -> None:
    assert table("time_to_restore_mean", cause_group="non-cable", county="West") == 20
    assert table("time_to_restore_mean", area="rural", cause_group="non-cable") == 20
    assert table("time_to_restore_mean", cause="cut") == 400
    # Day 39 is 9 February; all else was reported in January.
    assert table("time_to_restore_mean", cause_group="non-cable", month="2001-02") == 504
    assert table("time_to_restore_mean", cause_group="non-cable", month="2001-01") == 12


def test_the_total_is_made_of_the_counties(table: Table) -> None:
    whole = table.at("time_to_restore_mean")
    parts = [table.at("time_to_restore_mean", county=name) for name in ("East", "West")]
    assert whole.numerator == pytest.approx(sum(part.numerator for part in parts))
    assert whole.denominator == sum(part.denominator for part in parts)


def test_a_cause_without_cases_has_no_mean_and_the_count_0(table: Table) -> None:
    empty = table.at("time_to_restore_mean", cause="test-ok")
    assert math.isnan(empty.value)
    assert (empty.n, empty.numerator, empty.denominator) == (0, 0, 0)
    assert math.isnan(table("time_to_restore_p95", cause="test-ok"))
    assert table("faults_reported", cause="test-ok") == 0


def test_a_log_without_cases_still_has_every_row() -> None:
    empty = Table(town(), log_of(plant()))
    assert empty("faults_reported") == 0
    assert math.isnan(empty("time_to_restore_mean", county="West"))


def test_the_clock_starts_at_the_report_and_the_loss_at_the_fault() -> None:
    rows = [
        *plant(),
        *fault(0, 20 * D, A1, reported=20 * D + 6 * H),
        row(20 * D + 10 * H, Kind.CLEARED_REMOTELY, 0),
    ]
    found = Table(town(), log_of(rows))
    assert found("time_to_restore_with_remote_mean") == 4
    assert found("line_hours_lost") == 10


def test_targets_add_the_rows_they_ask_for() -> None:
    target = {
        "kpi": "time_to_restore_mean",
        "where": {"cause": "cut", "area": "rural"},
        "at_most": "72 h",
        "over": "month",
        "for_each": "county",
    }
    by_clock = {"kpi": "time_to_restore_mean", "at_most": "24 h", "clock": "started-days"}
    scenario = town(targets={"cable": target, "days": by_clock})
    found = Table(scenario, log_of(everything()))
    assert found("time_to_restore_mean", cause="cut", area="rural") == 720
    assert found("time_to_restore_mean", cause="cut", area="rural", county="West") == 720
    january = {"cause": "cut", "area": "rural", "county": "West", "month": "2001-01"}
    assert found("time_to_restore_mean", **january) == 720
    # Started days: 1, 1, 21 for non-cable and 4, 30 for cable, in hours.
    assert found("time_to_restore_mean", clock="started-days") == pytest.approx(57 * 24 / 5)


def test_more_lines_in_one_fault_do_not_change_the_mean_per_fault() -> None:
    rows = [*plant()]
    for case, lines in ((0, 1), (1, 20)):
        rows += fault(case, 20 * D, A1, CABLE, lines=lines, line=20 * case)
        rows.append(row(20 * D + (case + 1) * 10 * H, Kind.CLEARED, case, crew=0, reason=lines))
    found = Table(town(), log_of(rows))
    assert found("time_to_restore_mean") == 15
    assert found("time_to_restore_per_line_mean") == pytest.approx((10 + 20 * 20) / 21)
