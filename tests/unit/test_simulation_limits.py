"""What is unusual but legal: nobody to work, nothing to do, far too much, a single day."""

from __future__ import annotations

from typing import Any

import pytest

from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.kpi import measure
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import draw
from towns import DAY, at, cabinet, cause, crew, exchange, fault, order, rows, run, town

HEAVY = {"drop": cause(rate="900 events per 100 lines per month")}
SOURCE = {"source": "assumed"}
ORDERS = {
    "install": {"rate": "90 orders per 100 lines per month", "work_prebuilt": "1 work h",
                "work_build": "3 work h", **SOURCE},
    "move": {"rate": "60 orders per 100 lines per month", "work": "2 work h", **SOURCE},
    "cease": {"rate": "60 orders per 100 lines per month", **SOURCE},
}  # fmt: skip


def simulated(scenario: Scenario) -> EventLog:
    log = simulate(scenario, draw(scenario, 1, 0))
    conservation.check(scenario, log)
    table = measure(scenario, log)
    assert len(table) > 0
    return log


def kinds(log: EventLog) -> set[Kind]:
    return {Kind(int(kind)) for kind in log.kind}


def test_no_crews() -> None:
    for crews in ([], [crew(count=0)], [crew(until="2000-12-31")]):
        scenario = town(crews=crews, demand=ORDERS, faults=HEAVY)
        log = simulated(scenario)
        assert Kind.DISPATCHED not in kinds(log) and Kind.ON_DUTY not in kinds(log)
        assert {Kind.ORDER, Kind.ASSIGNED, Kind.FAULT, Kind.REPORT} <= kinds(log)
        # Its cases never end: they are followed to the last instant.
        assert log.end_ms == scenario.horizon_ms


def test_no_demand() -> None:
    scenario = town(demand={}, faults={})
    log = simulated(scenario)
    assert kinds(log) == {Kind.LINES, Kind.CAPACITY, Kind.ON_DUTY}
    assert log.end_ms == scenario.window_end_ms


def test_no_lines() -> None:
    places = {"exchanges": [exchange(ports=0)], "cabinets": [cabinet(lines=0, feeder_pairs=0)]}
    for more in ({}, {"cabinets": []}, places):
        scenario = town(**{"cabinets": [cabinet(lines=0)], "faults": HEAVY, **more})
        log = simulated(scenario)
        assert kinds(log) <= {Kind.CAPACITY, Kind.ON_DUTY}


def test_nothing_at_all() -> None:
    log = simulated(town(exchanges=[], cabinets=[], crews=[], demand={}, faults={}))
    assert len(log) == 0


def test_more_than_anybody_could_do() -> None:
    scenario = town(demand=ORDERS, faults=HEAVY)
    log = simulated(scenario)
    reported, cleared = len(rows(log, Kind.REPORT)), len(rows(log, Kind.CLEARED))
    assert reported > 1.5 * cleared > 0


def test_a_window_of_one_day() -> None:
    scenario = town(window="1 day", follow_up="0 days", demand=ORDERS, faults=HEAVY)
    log = simulated(scenario)
    assert log.end_ms == DAY
    assert len(rows(log, Kind.ON_DUTY)) == 1
    # A single millisecond is a window, too.
    tiny = simulated(town(window="1 ms", follow_up="0 days", demand=ORDERS, faults=HEAVY))
    assert tiny.end_ms == 1


def test_the_run_ends_when_the_windows_last_case_has_ended() -> None:
    # The window closes with Sunday; the fault of Saturday 17:30 is cleared on Monday at 08:30. The
    # one of Monday 07:00 is not the window's.
    faults = [fault(at(6, "17:30"), 0), fault(at(8, "07:00"), 1)]
    log = run(town(), [], faults)
    assert log.end_ms == at(8, "08:30")
    # With nothing open it ends with the window itself.
    assert run(town(), [], faults[1:]).end_ms == at(8)
    # An order of the warm-up is not waited for, one that never ends is until the horizon.
    scenario = town(warm_up="3 days", crews=[])
    assert run(scenario, [order(at(2))]).end_ms == scenario.window_end_ms
    assert run(scenario, [order(at(4))]).end_ms == scenario.horizon_ms


def test_open_cases_stay_open_in_the_log() -> None:
    scenario = town(follow_up="0 days")
    # On site when the run ends; the visit's beginning is there, its end is not.
    log = run(scenario, [], [fault(at(6, "17:30"), 0)])
    assert log.end_ms == at(8)
    assert [Kind(int(k)) for k in log.kind[log.case == 0]] == [
        Kind.FAULT,
        Kind.REPORT,
        Kind.DISPATCHED,
        Kind.ARRIVED,
        Kind.SUSPENDED,
    ]


def test_nothing_arrives_after_the_window_when_told_so() -> None:
    for after in (True, False):
        scenario = town(
            arrivals_after_window=after, demand=ORDERS, faults=HEAVY, crews=[], window="2 days"
        )
        log = simulated(scenario)
        last = max(r["time_ms"] for r in rows(log, Kind.FAULT) + rows(log, Kind.ORDER))
        assert (last >= scenario.window_end_ms) == after


def test_work_and_travel_of_no_time_go_on() -> None:
    # A visit lasts a millisecond at least, so that a run cannot stand still.
    faults = {"drop": cause("0 work h")}
    log = run(town(faults=faults), [], [fault(at(1, "09:00"), n, work_ms=0) for n in range(50)])
    cleared = [r["time_ms"] - at(1, "09:00") for r in rows(log, Kind.CLEARED)]
    assert cleared == list(range(1, 51))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_workload_is_not_changed_by_a_run(seed: int) -> None:
    scenario: Any = town(demand=ORDERS, faults=HEAVY)
    workload = draw(scenario, seed, 0)
    first = simulate(scenario, workload)
    assert simulate(scenario, workload).digest() == first.digest()
    assert simulate(scenario, draw(scenario, seed, 0)).digest() == first.digest()
    assert simulate(scenario, draw(scenario, seed, 1)).digest() != first.digest()
