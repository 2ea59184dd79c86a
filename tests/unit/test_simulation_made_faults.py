"""Faults that people make, and causes that come back by laws of their own."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from telesim import kpi
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation.made_faults import neighbour
from telesim.workload import MOVE, followups
from towns import (
    ALL_HOURS,
    DAY,
    H,
    at,
    cabinet,
    cable,
    cause,
    crew,
    demand,
    fault,
    instants,
    order,
    rows,
    run,
    story,
    town,
)

EARLY = {"share": "40 %", "within": "6 days", "cause": "drop"}
INDUCED = {"share": "30 %", "within": "2 days", "cause": "joint", "source": "assumed"}


def fragile(early: Any = None, induced: Any = None, **more: Any) -> Scenario:
    """One crew that is always there and does everything; faults of a drop, a joint, a plug."""
    wants = demand()
    wants["install"]["early_life"] = early
    return town(
        crews=[crew(calendar="always")],
        calendars={"always": ALL_HOURS},
        window="21 days",
        demand=wants,
        faults={
            "drop": cause("2 work h"),
            "joint": cause("3 work h", cause_group="cable", pair_swap={"work": "1 work h"}),
            "plug": cause("1 work h", customer_side=True),
            "cut": cable(),
        },
        work_induced=induced,
        **more,
    )


def install_with(share: float, within_ms: int, fails: bool) -> int:
    """Key of an order whose line fails early, or holds."""
    return next(
        key
        for key in range(10_000)
        if (followups.early_failure(key, share, within_ms) is not None) == fails
    )


def job_with(share: float, within_ms: int, disturbs: bool) -> int:
    """Key of a case whose work disturbs a line, or does not."""
    return next(
        key
        for key in range(10_000)
        if (followups.disturbance(key, share, within_ms) is not None) == disturbs
    )


# -- new lines ------------------------------------------------------------------------------


def test_a_new_line_fails_at_the_instant_of_its_mark_and_names_its_order() -> None:
    key = install_with(0.4, 6 * DAY, fails=True)
    delay = followups.early_failure(key, 0.4, 6 * DAY)
    assert delay is not None and 1 <= delay <= 6 * DAY
    log = run(fragile(EARLY), [order(at(1, "08:00"), key=key)], [])
    served = instants(log, Kind.IN_SERVICE)[0]
    (failed,) = rows(log, Kind.FAULT)
    assert failed["time_ms"] == served + delay
    assert (failed["line"], failed["reason"], failed["amount"]) == (100, 0, 1)
    (named,) = rows(log, Kind.EARLY_LIFE)
    assert (named["case"], named["amount"]) == (failed["case"], 0)
    kinds = [line.split(" ")[2] for line in story(log, failed["case"])]
    assert [k for k in kinds if k != "of"][:3] == ["fault", "early-life", "report"]
    # Its work is that of a drop, by the marks of its own key.
    (cleared,) = rows(log, Kind.CLEARED)
    assert cleared["amount"] == 2 * H


def test_a_line_that_holds_does_not_fail() -> None:
    key = install_with(0.4, 6 * DAY, fails=False)
    assert rows(run(fragile(EARLY), [order(at(1), key=key)], []), Kind.FAULT) == []


def test_a_move_is_no_new_line() -> None:
    scenario = fragile({**EARLY, "share": "100 %"})
    log = run(scenario, [order(at(1), MOVE), order(at(1, "06:00"))], [])
    assert [r["amount"] for r in rows(log, Kind.EARLY_LIFE)] == [1]


def test_a_new_line_that_is_down_already_does_not_fail_twice() -> None:
    key = install_with(0.4, 6 * DAY, fails=True)
    delay = followups.early_failure(key, 0.4, 6 * DAY)
    assert delay is not None
    instant = at(1, "11:00") + delay
    # An hour before it fails, something else takes the line down for two hours.
    log = run(fragile(EARLY), [order(at(1, "08:00"), key=key)],
              [fault(instant - H, slot=100, work_ms=2 * H)])  # fmt: skip
    assert len(rows(log, Kind.FAULT)) == 1
    assert rows(log, Kind.EARLY_LIFE) == []


def test_an_early_failure_repeats_like_any_other_fault() -> None:
    scenario = fragile(
        {**EARLY, "share": "100 %"},
        repeats={"share": "100 %", "within": "2 days", "source": "assumed"},
    )
    log = run(scenario, [order(at(1, "08:00"))], [])
    first = rows(log, Kind.EARLY_LIFE)[0]["case"]
    assert rows(log, Kind.REPEAT_OF)[0]["amount"] == first


def test_as_many_new_lines_fail_as_the_share_says() -> None:
    found = [followups.early_failure(key, 0.05, 28 * DAY) for key in range(40_000)]
    early = [delay for delay in found if delay is not None]
    assert len(early) == pytest.approx(2_000, abs=4 * (40_000 * 0.05 * 0.95) ** 0.5)
    assert sum(early) / len(early) == pytest.approx(14 * DAY, rel=0.03)


# -- work on pairs --------------------------------------------------------------------------


def test_a_finished_job_disturbs_another_line_of_the_cabinet() -> None:
    key = job_with(0.3, 2 * DAY, disturbs=True)
    delay = followups.disturbance(key, 0.3, 2 * DAY)
    assert delay is not None
    scenario = fragile(induced=INDUCED, cabinets=[cabinet(), cabinet("D", lines=50)])
    log = run(scenario, [order(at(1, "08:00"), cabinet=1, key=key)], [])
    (made,) = rows(log, Kind.WORK_INDUCED)
    assert made["time_ms"] == at(1, "11:00") + delay
    assert (made["place"], made["amount"]) == (1, 0)
    states = bytearray(b"\x01" * 51)
    assert made["line"] == neighbour(states, 50, key) != 50
    # An ordinary fault of the cause: one line, changed over to a spare pair in an hour.
    (failed,) = rows(log, Kind.FAULT)
    assert (failed["reason"], failed["amount"]) == (1, 1)
    assert [r["case"] for r in rows(log, Kind.PAIR_SWAP)] == [failed["case"]]


JOBS = {
    "install": ([order(at(1))], []),
    "move": ([order(at(1), MOVE)], []),
    "repair": ([], [fault(at(1))]),
    "pair-swap": ([], [fault(at(1), cause=1)]),
    "cable": ([], [fault(at(1), cause=3, lines=3)]),
}


@pytest.mark.parametrize("word", JOBS)
def test_only_the_kinds_of_job_named_disturb(word: str) -> None:
    orders, faults = JOBS[word]

    def disturbed(*by: str) -> int:
        induced = {**INDUCED, "share": "100 %", "by": by, "within": "30 days", "cause": "plug"}
        return len(rows(run(fragile(induced=induced), orders, faults), Kind.WORK_INDUCED))

    assert disturbed(word) == 1
    assert disturbed(*(other for other in JOBS if other != word)) == 0


def test_work_at_the_customer_and_from_the_desk_touches_no_pair() -> None:
    induced = {**INDUCED, "share": "100 %"}
    log = run(fragile(induced=induced), [], [fault(at(1), cause=2)])
    assert rows(log, Kind.CLEARED) and not rows(log, Kind.WORK_INDUCED)
    by_desk = fragile(induced=induced).model_copy(
        update={"faults": {"joint": Scenario.model_validate(_cleared_by_desk()).faults["joint"]}}
    )
    log = run(by_desk, [], [fault(at(1), remote_ppm=0)])
    assert rows(log, Kind.CLEARED_REMOTELY) and not rows(log, Kind.WORK_INDUCED)


def _cleared_by_desk() -> dict[str, Any]:
    from towns import tree

    return tree(faults={"joint": cause(cleared_remotely="100 %")})


def test_a_repair_that_was_none_touches_no_pair() -> None:
    induced = {**INDUCED, "share": "100 %"}
    unrepaired = {"share": "100 %", "comes_back": "1 days"}
    pay = {"scheme": "contract", "unrepaired": unrepaired}
    policies: dict[str, Any] = {"pay": pay}
    log = run(fragile(induced=induced, policies=policies), [], [fault(at(1))])
    assert rows(log, Kind.UNREPAIRED) and not rows(log, Kind.WORK_INDUCED)


def test_repairs_of_disturbed_lines_disturb_further_lines() -> None:
    # Each repair disturbs another line within a day, as long as new cases come.
    induced = {**INDUCED, "share": "100 %", "within": "1 days", "cause": "drop", "by": ["repair"]}
    log = run(fragile(induced=induced), [], [fault(at(1))])
    chain = {row["case"]: row["amount"] for row in rows(log, Kind.WORK_INDUCED)}
    assert len(chain) > 20
    assert max(Counter(chain.values()).values()) == 1
    assert chain[min(chain)] == 0


def test_the_disturbed_line_is_another_one_that_works() -> None:
    states = bytearray(1_000)
    states[:300] = b"\x01" * 300
    states[7] = 2
    hits = Counter(neighbour(states, 5, key) for key in range(20_000))
    assert set(hits) == set(range(300)) - {5, 7}
    # All alike likely, though most slots carry no line.
    assert max(hits.values()) < 67 + 6 * 67**0.5
    assert neighbour(bytearray(b"\x01"), 0, 1) == -1
    assert neighbour(bytearray(b"\x01\x02\x00"), 0, 1) == -1
    assert neighbour(bytearray(5_000) + b"\x01", 3, 1) == 5_000


def test_figures_of_made_faults() -> None:
    key = job_with(0.3, 2 * DAY, disturbs=True)
    scenario = fragile({**EARLY, "share": "100 %"}, INDUCED)
    log = run(scenario, [order(at(1, "08:00"), key=key)], [fault(at(1)), fault(at(2), 5, cause=2)])
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    # The install fails early and disturbs one line; the first repair may disturb another.
    induced = len(rows(log, Kind.WORK_INDUCED))
    assert table["early_life_faults", "{}"] == 1
    assert table["work_induced_faults", "{}"] == induced >= 1
    assert table["early_life_faults", '{"cause": "joint"}'] == 0
    assert table["made_share", "{}"] == pytest.approx(100 * (1 + induced) / (3 + induced))


# -- causes with their own laws -------------------------------------------------------------


def stolen(own: Any, general: Any = None) -> EventLog:
    repeats = None if general is None else {**general, "source": "assumed"}
    scenario = town(
        calendars={"day": ALL_HOURS},
        window="60 days",
        faults={"theft": cable(lines="9 lines", reporting_share="50 %", repeats=own),
                "water": cable(lines="9 lines")},
        repeats=repeats,
    )  # fmt: skip
    return run(scenario, [], [fault(at(1), lines=9, reports=4), fault(at(1), 50, cause=1, lines=9)])


def test_a_cause_comes_back_by_its_own_share_and_time() -> None:
    log = stolen({"share": "100 %", "within": "1 h"}, {"share": "0 %"})
    first, again = instants(log, Kind.CLEARED, 0)[0], rows(log, Kind.REPEAT_OF)[0]
    assert 0 < again["time_ms"] - first <= H
    causes = {row["case"]: row["reason"] for row in rows(log, Kind.FAULT)}
    assert {causes[row["case"]] for row in rows(log, Kind.REPEAT_OF)} == {0}


def test_its_own_law_replaces_that_of_the_scenario() -> None:
    log = stolen({"share": "0 %"}, {"share": "100 %", "within": "2 days"})
    causes = {row["case"]: row["reason"] for row in rows(log, Kind.FAULT)}
    assert {causes[row["case"]] for row in rows(log, Kind.REPEAT_OF)} == {1}
    assert {row["amount"] for row in rows(log, Kind.FAULT) if row["case"] > 1} == {1}


def test_a_whole_event_comes_back_with_all_its_lines() -> None:
    own = {"share": "100 %", "within": "10 days", "whole_event": True}
    log = stolen(own)
    again = [row for row in rows(log, Kind.FAULT) if row["case"] > 1]
    assert len(again) > 2
    assert {(row["place"], row["line"], row["amount"]) for row in again} == {(0, 0, 9)}
    reports = {row["amount"] for row in rows(log, Kind.REPORT) if row["case"] > 1}
    assert len(reports) > 1 and max(reports) <= 9
