"""Preventive work: where idle crews go, when they stop, and which faults they keep away."""

from __future__ import annotations

from typing import Any

import pytest

from telesim import conservation, kpi
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import draw
from telesim.workload import slips as marks
from towns import DAY, MIN, H, at, cabinet, cause, crew, exchange, fault, instants, rows, run, town

WORK: dict[str, Any] = {
    "hours_per_line": "0.5 work h",
    "effect": "30 %",
    "lasts": "12 months",
    "causes": ["drop"],
}


def contract(work: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """Two cabinets of two lines, 30 minutes away, kept by one crew."""
    sections: dict[str, Any] = {
        "exchanges": [exchange("E", base_travel_min=30)],
        "cabinets": [cabinet("a", lines=2), cabinet("b", lines=2)],
        "policies": {"pay": {"scheme": "contract", "preventive": {**WORK, **(work or {})}}},
        **more,
    }
    return town(**sections)


def visits(log: Any) -> list[tuple[int, int, int]]:
    """(minutes after Monday 08:00, cabinet, line) of every setting out."""
    return [
        ((r["time_ms"] - at(1, "08:00")) // MIN, r["place"], r["line"])
        for r in rows(log, Kind.PREVENTIVE)
    ]


def test_an_idle_crew_goes_from_line_to_line_and_cabinet_to_cabinet() -> None:
    log = run(contract())
    # 30 minutes on the way, 30 at the line, 30 at the next; then the cabinet with fewer visits.
    # After four lines all are done for a year.
    assert visits(log) == [(0, 0, 0), (60, 0, 1), (90, 1, 0), (150, 1, 1)]
    assert [r["amount"] // MIN for r in rows(log, Kind.PREVENTIVE)] == [30, 0, 30, 0]
    assert [r["amount"] for r in rows(log, Kind.TREATED)] == [H // 2] * 4
    assert [(t - at(1, "08:00")) // MIN for t in instants(log, Kind.TREATED)] == [60, 90, 150, 180]


def test_the_line_that_was_looked_after_is_due_again_when_the_help_ends() -> None:
    log = run(contract({"lasts": "1 day"}))
    tuesday = [(minutes - 24 * 60, *where) for minutes, *where in visits(log)][4:8]
    # The first line was done at 09:00: on Tuesday at 08:00 it is not due yet, at 09:00 it is, but
    # a crew looks only when something frees it, which is the end of its break.
    assert tuesday[0][0] == 6 * 60
    assert tuesday[0][1:] == (0, 0)


def test_a_visit_is_begun_only_where_it_fits_before_the_break_and_a_job_waits_for_its_end() -> None:
    log = run(contract({"hours_per_line": "2 work h"}), [], [fault(at(1, "10:15"), 1)])
    # 08:00 + 30 min + 2 h = 10:30; then the job, half an hour of way and an hour of work, until
    # 12:00; 30 minutes and 2 h fit again after the break. Line 1 has been down meanwhile.
    assert [(m, c) for m, c, _ in visits(log)][:2] == [(0, 0), (360, 1)]
    assert instants(log, Kind.DISPATCHED) == [at(1, "10:30")]
    assert instants(log, Kind.CLEARED) == [at(1, "12:00")]
    assert rows(log, Kind.SUSPENDED) == []


def test_lines_that_are_down_are_passed_over() -> None:
    scenario = contract(crews=[crew("one"), crew("two")])
    log = run(scenario, [], [fault(at(1, "08:00"), 0)])
    # Crew 0 repairs line 0 of cabinet a; crew 1 begins with line 1 there.
    assert rows(log, Kind.DISPATCHED)[0]["crew"] == 0
    first = rows(log, Kind.PREVENTIVE)[0]
    assert (first["crew"], first["place"], first["line"]) == (1, 0, 1)


def test_two_crews_go_to_two_cabinets() -> None:
    log = run(contract(crews=[crew("one"), crew("two")]))
    assert [(r["crew"], r["place"], r["line"]) for r in rows(log, Kind.PREVENTIVE)] == [
        (0, 0, 0), (1, 1, 0), (0, 0, 1), (1, 1, 1)
    ]  # fmt: skip


def test_crews_look_after_their_own_places_and_what_they_can_do() -> None:
    skills = {"repair": {"speed": 0.5}}
    scenario = contract(
        exchanges=[exchange("E"), exchange("F")],
        cabinets=[cabinet("a", "E", 2), cabinet("b", "F", 2)],
        crews=[crew("own", "slow", covers="F"), crew("gang", "gang", covers="E")],
        teams={
            "slow": {"skills": skills, "source": "assumed"},
            "gang": {"skills": {"cable": {}, "install": {}, "move": {}}, "source": "assumed"},
        },
    )
    log = run(scenario)
    assert {(r["crew"], r["place"]) for r in rows(log, Kind.PREVENTIVE)} == {(0, 1)}
    # At half the speed of the norm.
    assert {r["amount"] for r in rows(log, Kind.TREATED)} == {H}


def test_a_candidate_is_kept_away_by_its_own_mark_while_the_help_lasts() -> None:
    away = next(k for k in range(1, 999) if marks.prevented(k, 0.3))
    comes = next(k for k in range(1, 999) if not marks.prevented(k, 0.3))
    other = {"drop": cause(), "plug": cause()}
    scenario = contract({"lasts": "30 h"}, faults=other)
    # The repair of line 0 lasts until 10:30; line 1 is looked after from 14:30 to 15:00.
    faults = [
        fault(at(1, "08:30"), 0, key=away),  # not looked after yet
        fault(at(1, "15:00"), 1, key=comes),
        fault(at(2, "15:00"), 1, key=away),  # kept away
        fault(at(2, "16:00"), 1, cause=1, key=away),  # another cause
        fault(at(3, "02:00"), 1, key=away),  # too late
    ]
    log = run(scenario, [], faults)
    assert [(r["time_ms"], r["line"], r["reason"]) for r in rows(log, Kind.AVOIDED)] == [
        (at(2, "15:00"), 1, 0)
    ]
    assert {r["case"] for r in rows(log, Kind.FAULT)} == {0, 1, 3, 4}


def test_the_figures_tell_hours_and_faults_avoided() -> None:
    away = next(k for k in range(1, 999) if marks.prevented(k, 0.3))
    scenario = contract()
    log = run(scenario, [], [fault(at(2, "15:00"), 1, key=away)])
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    # Four lines of half an hour, twice half an hour of way, in six days of eight hours.
    assert table["preventive_hours", "{}"] == 3
    assert table["preventive_visits", "{}"] == 4
    assert table["faults_avoided", "{}"] == 1
    assert table["faults_avoided", '{"cause": "drop"}'] == 1
    assert table["crew_preventive_share", "{}"] == pytest.approx(100 * 3 / 48)
    assert table["crew_idle_share", "{}"] == pytest.approx(100 * 45 / 48)
    assert table["crew_utilisation", "{}"] == 0


def busy(effect: str, **policies: Any) -> Scenario:
    """A town in which crews have time, and whose lines break often."""
    pay = {"scheme": "contract", "preventive": {**WORK, "effect": effect, "lasts": "40 days"}}
    return town(
        window="40 days",
        cabinets=[cabinet(lines=120)],
        crews=[crew(count=9, calendar="always")],
        faults={
            "drop": cause(rate="60 events per 100 lines per month"),
            "plug": cause(rate="20 events per 100 lines per month"),
        },
        policies={"pay": pay, **policies},
    )


def test_about_the_stated_share_is_kept_away_and_every_other_fault_stays() -> None:
    plain = busy("0 %")
    workload = draw(plain, 4, 0)
    before, after = simulate(plain, workload), simulate(busy("30 %"), workload)
    for scenario, log in ((plain, before), (busy("30 %"), after)):
        conservation.check(scenario, log)
    assert rows(before, Kind.AVOIDED) == []
    avoided = len(rows(after, Kind.AVOIDED))
    # All 120 lines have been looked after within a day; candidates of drops on lines that work.
    tried = sum(r["reason"] == 0 and r["time_ms"] > DAY for r in rows(after, Kind.FAULT)) + avoided
    expected = 0.3 * tried
    assert abs(avoided - expected) < 4 * (expected * 0.7) ** 0.5
    kept_away = {(r["time_ms"], r["line"]) for r in rows(after, Kind.AVOIDED)}
    first = {(r["time_ms"], r["line"]) for r in rows(before, Kind.FAULT)}
    second = {(r["time_ms"], r["line"]) for r in rows(after, Kind.FAULT)}
    # What is gone was kept away, or found its line down; what is new found its line working.
    gone = first - second - kept_away
    assert len(gone) < 0.05 * len(first)


def test_crews_under_another_scheme_rest() -> None:
    scenario = contract(crews=[crew("own", pay="piece"), crew("kept")])
    log = run(scenario)
    assert {r["crew"] for r in rows(log, Kind.PREVENTIVE)} == {1}


@pytest.mark.parametrize("rule", ["oldest-first", "nearest"])
def test_crews_that_rest_from_preventive_work_take_jobs_as_before(rule: str) -> None:
    policies = {"dispatch": {"rule": rule}}
    scenario = busy("0 %", **policies)
    workload = draw(scenario, 6, 0)
    log = simulate(scenario, workload)
    conservation.check(scenario, log)
    # Every fault is cleared by somebody, once, though crews are about.
    reported = {r["case"] for r in rows(log, Kind.REPORT)}
    assert {r["case"] for r in rows(log, Kind.CLEARED)} == reported


def test_crews_with_territories_look_after_their_own_lines() -> None:
    pay = {"scheme": "contract", "preventive": {**WORK}}
    territory = {"lending": "idle", "skills": ["repair"]}
    log = run(contract(crews=[crew(count=2)], policies={"pay": pay, "territory": territory}))
    where = {(r["crew"], r["place"], r["line"]) for r in rows(log, Kind.PREVENTIVE)}
    assert where == {(0, 0, 0), (0, 0, 1), (1, 1, 0), (1, 1, 1)}
