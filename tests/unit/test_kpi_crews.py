from __future__ import annotations

import numpy as np
import pytest

from kpi_log import A1, CABLE, A, B, D, H, Table, fault, install, log_of, plant, row, town, visit
from telesim.eventlog import Kind
from telesim.kpi.visits import Visits

K = Kind


@pytest.fixture(scope="module")
def table() -> Table:
    rows = plant()
    # Ten days of 8 h each, 1 h of it at the depot; crew 0 of East, crew 1 (three members) of West.
    for day in range(10, 20):
        for crew, base in ((0, A), (1, B)):
            rows.append(row(day * D + 8 * H, K.ON_DUTY, crew=crew, place=base, amount=8 * H))
            rows.append(row(day * D + 8 * H, K.DEPOT, crew=crew, amount=H))
    # Crew 0: a repair in vain and one that clears, 1 + 1 and 1 + 2 h; an install, 1 + 3 h, of
    # which 1 h is overtime. Crew 1: a cable, 2 + 10 h over two days.
    rows += fault(0, 11 * D)
    rows += visit(0, 11 * D + 9 * H, K.NO_ACCESS, H, H)
    rows += [row(12 * D, K.READY, 0), *visit(0, 12 * D + 9 * H, K.CLEARED, H, 2 * H, reason=1)]
    rows += install(1, 11 * D)
    rows += visit(1, 13 * D + 15 * H, K.IN_SERVICE, H, 3 * H)
    rows += [row(13 * D + 19 * H, K.OVERTIME, 1, crew=0, amount=H)]
    rows += fault(2, 14 * D, A1, CABLE, lines=4)
    rows += [
        row(14 * D + 9 * H, K.DISPATCHED, 2, crew=1, amount=2 * H),
        row(14 * D + 11 * H, K.ARRIVED, 2, crew=1),
        row(14 * D + 18 * H, K.SUSPENDED, 2, crew=1),
        row(15 * D + 8 * H, K.RESUMED, 2, crew=1),
        row(15 * D + 15 * H, K.CLEARED, 2, crew=1, reason=4, amount=10 * H),
    ]
    scenario = town(
        economics={
            "wage_per_hour": "10 CNY",
            "overtime_per_hour": "15 CNY",
            "source": "assumed",
        }
    )
    return Table(scenario, log_of(rows))


def test_time_on_duty_is_travel_work_depot_and_idle(table: Table) -> None:
    # 160 h on duty and 1 h overtime; travel 1 + 1 + 1 + 2, site 1 + 2 + 3 + 10, depot 20.
    paid = 161
    assert table("crew_travel_share") == pytest.approx(500 / paid)
    assert table("crew_work_share") == pytest.approx(1600 / paid)
    assert table("crew_depot_share") == pytest.approx(2000 / paid)
    assert table("crew_idle_share") == pytest.approx(12000 / paid)
    assert table("crew_utilisation") == pytest.approx(2100 / paid)
    parts = ("travel", "work", "depot", "idle")
    assert sum(table(f"crew_{part}_share") for part in parts) == pytest.approx(100)
    # Two crews in service for 30 days.
    assert table("crew_off_duty_share") == pytest.approx(100 * (1 - 161 / 1440))
    assert table("crew_days") == 20


def test_by_county_of_the_base_and_by_team(table: Table) -> None:
    assert table("crew_utilisation", county="West") == pytest.approx(1200 / 80)
    assert table("crew_utilisation", team="all") == pytest.approx(900 / 81)
    assert table("crew_days", county="East") == 10


def test_overtime_and_hours_by_kind_of_job(table: Table) -> None:
    assert table("overtime_hours") == 1
    assert table("overtime_hours", county="West") == 0
    weeks = 30 / 7
    assert table("crew_hours_per_week") == pytest.approx(21 / weeks)
    assert table("crew_hours_per_week", job="repair") == pytest.approx(5 / weeks)
    assert table("crew_hours_per_week", job="cable") == pytest.approx(12 / weeks)
    assert table("crew_hours_per_week", job="move") == 0


def test_jobs_in_a_full_day_of_field_time(table: Table) -> None:
    # A day is 7 h beside the depot; 5 h brought one repair and two visits.
    assert table("jobs_per_crew_day", job="repair") == pytest.approx(7 / 5)
    assert table("visits_per_crew_day", job="repair") == pytest.approx(2 * 7 / 5)
    assert table("jobs_per_crew_day", area="town", job="repair") == pytest.approx(7 / 5)
    assert table("jobs_per_crew_day") == pytest.approx(3 * 7 / 21)
    assert np.isnan(table("jobs_per_crew_day", job="move"))


def test_wages_are_paid_to_every_member(table: Table) -> None:
    assert table("cost_wages") == pytest.approx(80 * 10 + 80 * 3 * 10)
    assert table("cost_wages", county="West") == pytest.approx(2400)
    assert table("cost_overtime") == pytest.approx(15)
    assert table("cost_total") == pytest.approx(3215)
    assert table("cost_total", county="East") == pytest.approx(815)


def test_no_access(table: Table) -> None:
    assert table("no_access_share") == pytest.approx(100 / 4)
    assert table("no_access_share", job="repair") == 50


def test_a_visit_across_the_edge_of_the_window_is_split() -> None:
    def column(*values: int) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    visits = Visits(
        crew=column(0, 0, 0),
        case=column(0, 1, 2),
        number=column(0, 0, 0),
        dispatched_ms=column(90, 100, 190),
        ended_ms=column(110, 200, 230),
        travel_ms=column(0, 0, 0),
        site_ms=column(0, 0, 0),
        ending=column(27, 27, 27),
    )
    assert visits.share_between(100, 200).tolist() == [0.5, 1.0, 0.25]
