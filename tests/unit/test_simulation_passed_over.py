"""Near and easy jobs first, as far as the dispatch rule lets crews choose, and who waits for it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.workload import followups
from towns import H, at, cause, crew, fault, order, rows, run, town, visits

MIN = H // 60
FIRST, HARD, EASY, INSTALL = 1, 2, 3, 0


def piece_town(
    rule: str | dict[str, Any] = "repair-first", worth: str = "2 min", **more: Any
) -> Scenario:
    """One crew; a drop takes an hour, a joint three; an install with its drop to build three."""
    return town(
        **more,
        faults={"drop": cause(), "joint": cause("3 work h")},
        policies={
            "dispatch": rule,
            "pay": {"scheme": "piece", "near_and_easy": {"hour_of_waiting_is_worth": worth}},
        },
        follow_up="0 days",
    )


def busy(scenario: Scenario, *more: dict[str, Any]) -> EventLog:
    """The crew is at a drop from 8 to 9. A joint fails at 8:10, a drop at 8:20; an install, whose
    case has the number 0, was ordered at 8:05."""
    return run(
        scenario,
        [order(at(1, "08:05"))],
        [
            fault(at(1, "08:00"), 0),
            fault(at(1, "08:10"), 1, cause=1, work_ms=3 * H),
            fault(at(1, "08:20"), 2),
            *more,
        ],
    )


def taken(log: EventLog) -> list[tuple[str, int]]:
    return [(clock, case) for clock, _, case in visits(log)]


def passed(log: EventLog) -> list[tuple[int, int, int, int]]:
    """(case passed over, case taken instead, ms waited so far, crew)."""
    return [(r["case"], r["reason"], r["amount"], r["crew"]) for r in rows(log, Kind.PASSED_OVER)]


def test_of_the_repairs_the_easy_one_first_and_the_install_last() -> None:
    log = busy(piece_town())
    # The joint runs over lunch from 10 to 15; the install has waited longest of all.
    assert taken(log) == [
        ("Mon 08:00", FIRST), ("Mon 09:00", EASY), ("Mon 10:00", HARD), ("Mon 15:00", INSTALL),
    ]  # fmt: skip
    assert passed(log) == [(HARD, EASY, 50 * MIN, 0)]


def test_a_job_that_another_crew_takes_at_the_same_instant_is_not_left_waiting() -> None:
    scenario = piece_town(crews=[crew("r", "field", count=2)])
    hard = fault(at(1, "07:00"), 0, cause=1, work_ms=3 * H)
    log = run(scenario, [], [hard, fault(at(1, "07:10"), 1)])
    assert visits(log) == [("Mon 08:00", 0, 1), ("Mon 08:00", 1, 0)]
    assert passed(log) == []
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["passed_over", "{}"] == 0
    # Two drops and two joints for two crews: the joints wait on, each named with the first crew.
    harder = fault(at(1, "07:05"), 2, cause=1, work_ms=3 * H)
    log = run(scenario, [], [hard, harder, fault(at(1, "07:10"), 1), fault(at(1, "07:20"), 3)])
    assert visits(log)[:2] == [("Mon 08:00", 0, 2), ("Mon 08:00", 1, 3)]
    assert passed(log) == [(0, 2, 60 * MIN, 0), (1, 2, 55 * MIN, 0)]


def test_a_crew_of_the_wrong_trade_passes_over_as_well() -> None:
    teams = {name: {"skills": {skill: {}}, "source": "assumed"}
             for name, skill in (("repairers", "repair"), ("gangs", "cable"))}  # fmt: skip
    scenario = town(
        crews=[crew("repairer", "repairers"), crew("gang", "gangs")], teams=teams, demand={},
        faults={"drop": cause(), "joint": cause("3 work h"),
                "cut": cause("3 work h", skill="cable", cause_group="cable", job="cable")},
        policies={"dispatch": "repair-first", "pay": {"scheme": "piece", "near_and_easy": {}}},
        diagnosis={"right": "50 %", "look": "30 work min", "source": "assumed"},
        follow_up="0 days",
    )  # fmt: skip
    wrong = [key for key in range(5000, 5200) if followups.misjudged(key, 500_000)]
    right = [key for key in range(5000, 5200) if not followups.misjudged(key, 500_000)]
    told = []
    for key in wrong:
        log = run(scenario, [], [
            fault(at(1, "08:00"), 0, key=right[0]),
            fault(at(1, "08:10"), 1, cause=1, work_ms=3 * H, key=right[1]),
            fault(at(1, "08:20"), 2, cause=2, work_ms=3 * H, key=key),
        ])  # fmt: skip
        # Taken for a drop, the cut is the easier one at nine.
        if ("Mon 09:00", 0, 2) in visits(log):
            told.append(passed(log))
    assert told
    assert all(rows == [(1, 2, 50 * MIN, 0)] for rows in told)


def test_by_age_alone_crews_choose_among_all_jobs() -> None:
    log = busy(piece_town("oldest-first"))
    # The install and the joint take three hours each; the install has waited five minutes more.
    assert taken(log) == [
        ("Mon 08:00", FIRST), ("Mon 09:00", EASY), ("Mon 10:00", INSTALL), ("Mon 15:00", HARD),
    ]  # fmt: skip
    # Each is passed over once, the older first; the joint is younger than the install.
    assert passed(log) == [(INSTALL, EASY, 55 * MIN, 0), (HARD, EASY, 50 * MIN, 0)]


def test_without_the_habit_the_rule_says_it_all() -> None:
    scenario = town(
        faults={"drop": cause(), "joint": cause("3 work h")},
        policies={"dispatch": "repair-first", "pay": {"scheme": "piece"}},
        follow_up="0 days",
    )
    log = busy(scenario)
    assert [case for _, case in taken(log)] == [FIRST, HARD, EASY, INSTALL]
    assert passed(log) == []


def test_a_hard_job_that_has_waited_comes_first_where_waiting_is_worth_much() -> None:
    # Ten minutes more of waiting make up for two hours of work from 12 h an hour on.
    assert [case for _, case in taken(busy(piece_town(worth="13 h")))][1] == HARD
    assert [case for _, case in taken(busy(piece_town(worth="11 h")))][1] == EASY


def test_the_figures_by_hand() -> None:
    scenario = piece_town()
    log = busy(scenario)
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["passed_over", "{}"] == 1
    assert table["passed_over", '{"job": "repair"}'] == 1
    assert table["passed_over", '{"team": "field"}'] == 1
    # One of three repairs, of four jobs; it waits from 9 to 10.
    assert table["passed_over_share", "{}"] == 25
    assert table["passed_over_share", '{"job": "repair"}'] == pytest.approx(100 / 3)
    assert table["passed_over_wait_mean", "{}"] == 1
    by_age = busy(piece_town("oldest-first"))
    table = kpi.measure(scenario, by_age).set_index(["kpi", "where"])["value"]
    # The install from 9 to 10, the joint from 9 to 15.
    assert table["passed_over_wait_mean", "{}"] == (1 + 6) / 2
    assert table["passed_over_share", "{}"] == 50
    nobody = busy(town(faults={"drop": cause(), "joint": cause("3 work h")}, follow_up="0 days"))
    table = kpi.measure(scenario, nobody).set_index(["kpi", "where"])["value"]
    assert table["passed_over", "{}"] == table["passed_over_share", "{}"] == 0
    assert math.isnan(table["passed_over_wait_mean", "{}"])


def test_the_case_says_who_was_preferred() -> None:
    scenario = piece_town()
    told = "\n".join(life(busy(scenario), names_for_logs(scenario), "F2"))
    assert "passes it over, 50 min after it came, for F3, which came later and is nearer" in told


def test_each_crew_by_its_own_class() -> None:
    """On its install day a crew picks among installs, so that no repair is passed over for it."""
    reserve = {"rule": "reserve", "install_days": 1, "of_days": 1}
    log = busy(piece_town(reserve))
    assert [case for _, case in taken(log)] == [FIRST, INSTALL, EASY, HARD]
    assert passed(log) == [(HARD, EASY, 5 * H + 50 * MIN, 0)]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("reason", INSTALL, "takes no other job at this instant"),
        ("amount", 0, "came no earlier"),
        ("case", FIRST, "already|not waiting|takes no other"),
    ],
)
def test_a_log_that_passes_over_nobody_who_waits_is_refused(
    column: str, value: int, told: str
) -> None:
    scenario = piece_town()
    log = busy(scenario)
    columns = {name: values.copy() for name, values in log.columns.items()}
    at_row = np.flatnonzero(log.kind == Kind.PASSED_OVER)[0]
    columns[column][at_row] = value
    if column == "case":
        # It is on its way to that case while it passes over.
        columns["reason"][at_row] = EASY
        columns["case"][at_row] = EASY
        told = "not waiting"
    with pytest.raises(ConservationError, match=told):
        conservation.check(scenario, EventLog(columns, log.end_ms))


def test_a_log_that_passes_over_whom_another_crew_takes_at_once_is_refused() -> None:
    scenario = piece_town(crews=[crew("r", "field", count=2)])
    hard = fault(at(1, "07:00"), 0, cause=1, work_ms=3 * H)
    log = run(scenario, [], [hard, fault(at(1, "07:10"), 1)])
    second = int(np.flatnonzero(log.kind == Kind.DISPATCHED)[1])
    told = {"time_ms": at(1, "08:00"), "kind": int(Kind.PASSED_OVER), "case": 0, "line": 0,
            "place": 0, "crew": 0, "reason": 1, "amount": H}  # fmt: skip
    columns = {
        name: np.insert(values, second, told[name]).astype(values.dtype)
        for name, values in log.columns.items()
    }
    with pytest.raises(ConservationError, match="does not wait on"):
        conservation.check(scenario, EventLog(columns, log.end_ms))
