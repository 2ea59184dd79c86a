"""Each county has a reception of its own, and reports are put together by cabinet."""

from __future__ import annotations

from typing import Any

from telesim.eventlog import Kind
from telesim.scenario import Scenario
from towns import at, cabinet, cause, crew, exchange, fault, instants, rows, run, town

DESK: dict[str, Any] = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-18:00": 1}},
    "call": "3 min",
    "patience": "2 min",
    "again": {"soon": "100 %", "within": "1 min", "later": "09:00-10:00"},
    "put_together_within": "1 h",
    "source": "assumed",
}
TEST = {"right": "100 %", "look": "30 work min", "sure_from_reports": 3, "source": "assumed"}
TEAMS: dict[str, Any] = {
    "repairers": {"skills": {"repair": {}}, "source": "assumed"},
    "gangs": {"skills": {"cable": {}}, "source": "assumed"},
}


def desk_town(exchanges: list[dict[str, Any]], cabinets: list[dict[str, Any]]) -> Scenario:
    rate = "1 events per 100 lines per month"
    return town(
        exchanges=exchanges, cabinets=cabinets, demand={}, teams=TEAMS, window="2 weeks",
        crews=[crew("repairer", "repairers"), crew("gang", "gangs")],
        faults={"drop": cause(rate=rate),
                "joint": cause("3 work h", rate=rate, skill="cable", job="cable",
                               cause_group="cable", lines="5 lines", cable="distribution")},
        fault_desk=DESK, diagnosis=TEST,
    )  # fmt: skip


def test_a_county_that_is_busy_keeps_nobody_of_another_waiting() -> None:
    scenario = desk_town(
        [exchange("E", county="north"), exchange("F", county="south")],
        [cabinet("C", "E"), cabinet("D", "F")],
    )
    now = at(1, "09:00")
    log = run(scenario, [], [fault(now), fault(now, cabinet=1)])
    assert instants(log, Kind.REPORT_ANSWERED) == [now, now]
    # In one county the second has lost patience before the first is done.
    log = run(scenario, [], [fault(now), fault(now, 1)])
    assert len(rows(log, Kind.CALL_LOST)) == 1


def test_reports_of_several_cabinets_are_of_no_cable() -> None:
    scenario = desk_town([exchange()], [cabinet("C"), cabinet("D"), cabinet("B")])
    sunday = [at(7, "10:00"), at(7, "10:20"), at(7, "10:40")]
    apart = [fault(time, cabinet=2 - n) for n, time in enumerate(sunday)]
    log = run(scenario, [], apart)
    assert not rows(log, Kind.FALSE_CABLE) and not rows(log, Kind.PUT_TO_CABLE)
    # As many of one cabinet are taken for a cable.
    together = [fault(time, n) for n, time in enumerate(sunday)]
    assert len(rows(run(scenario, [], together), Kind.FALSE_CABLE)) == 1
