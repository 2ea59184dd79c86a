"""Crews that are not sent at once: jobs that gather, set-ups after idleness, repairs by a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenario_town import Town
from telesim.eventlog import EventLog, Kind
from telesim.experiment.expected import expected_cases
from telesim.scenario.check import check
from telesim.simulation import simulate
from telesim.workload import draw
from towns import (
    ALL_HOURS,
    DAY,
    H,
    cabinet,
    cause,
    crew,
    fault,
    instants,
    rows,
    run,
    town,
    workload,
)  # fmt: skip

GATHER = {"gather": {"jobs": 3, "source": "assumed"}}
SET_UP = {"set_up": {"takes": "30 min", "source": "assumed"}}


def hours(log: EventLog, kind: Kind) -> list[tuple[int, float]]:
    return [(row["case"], row["time_ms"] / H) for row in rows(log, kind)]


def always(**policies: Any) -> Any:
    return town(crews=[crew(calendar="always")], policies=policies)


def jobs(*times: float, work: float = 1) -> list[dict[str, Any]]:
    return [fault(round(t * H), slot, work_ms=round(work * H)) for slot, t in enumerate(times)]


# -- jobs that gather ------------------------------------------------------------------------------


def test_a_crew_goes_when_three_jobs_wait_and_until_none_is_left() -> None:
    # The third comes at 5; the fourth at 6.5, while the crew is out, is done in the same round. The
    # fifth waits for two more.
    log = run(always(**GATHER), faults=jobs(1, 2, 5, 6.5, 20, 30, 31))
    sent = hours(log, Kind.DISPATCHED)
    assert sent == [(0, 5), (1, 6), (2, 7), (3, 8), (4, 31), (5, 32), (6, 33)]


def test_midnight_sends_nobody_who_is_on_duty_anyway() -> None:
    log = run(always(**GATHER), faults=jobs(1, 23, 50))
    assert hours(log, Kind.DISPATCHED)[0] == (0, 50)


def test_who_comes_on_duty_begins_with_what_waits() -> None:
    log = run(town(policies=GATHER), faults=jobs(9, 33))
    # At 09:00 the crew has been on duty for an hour; it begins at 14:00, after its break.
    assert hours(log, Kind.DISPATCHED) == [(0, 14), (1, 38)]


def test_one_of_several_idle_crews_goes() -> None:
    scenario = town(crews=[crew(calendar="always", count=2)], policies=GATHER)
    log = run(scenario, faults=jobs(1, 2, 5, work=2))
    assert [(r["case"], r["crew"]) for r in rows(log, Kind.DISPATCHED)] == [(0, 0), (1, 0), (2, 0)]


# -- set-ups ---------------------------------------------------------------------------------------


def test_a_set_up_comes_before_the_first_job_after_idleness_only() -> None:
    # Idle until 1: half an hour, then work 1.5-2.5; the job of hour 2 follows at once; that of
    # hour 4 finds the crew idle since 3.5.
    log = run(always(**SET_UP), faults=jobs(1, 2, 4))
    assert hours(log, Kind.ARRIVED) == [(0, 1.5), (1, 2.5), (2, 4.5)]
    assert [row["amount"] for row in rows(log, Kind.DISPATCHED)] == [H // 2, 0, H // 2]


def test_who_is_called_away_while_setting_up_does_the_rest_before_the_next_way() -> None:
    # Set-up for the usual job 1:00-1:30; the urgent one of 1:15 is reached at 1:30 and done at
    # 2:30; the job left behind needs no other set-up.
    scenario = town(
        crews=[crew(calendar="always")],
        faults={
            "urgent": cause("1 work h", cause_group="first"),
            "usual": cause("1 work h", cause_group="second"),
        },
        policies={
            "dispatch": {"rule": "group-then-age"},
            "group_order": ["first", "second"],
            "preemption": {"by": ["class"]},
            **SET_UP,
        },
    )
    log = run(scenario, faults=[
        fault(H, 1, cause=1, work_ms=H), fault(H + H // 4, 2, cause=0, work_ms=H),
    ])  # fmt: skip
    assert hours(log, Kind.ARRIVED) == [(1, 1.5), (0, 2.5)]
    assert hours(log, Kind.CLEARED) == [(1, 2.5), (0, 3.5)]


@pytest.mark.parametrize("rule", ["oldest-first", "nearest"])
def test_a_set_up_must_fit_the_day_for_those_who_need_it(rule: str) -> None:
    # 40 minutes before noon, half an hour of set-up and half an hour of work: it waits for the
    # afternoon. Who comes from another job has no set-up, and does it at once.
    calendars = {"day": {"hours": {"mon-sun": ["08:00-12:00"]}, "source": "assumed"}}
    scenario = town(
        crews=[crew()],
        calendars=calendars,
        faults={"drop": cause("30 work min")},
        policies={"shift_end": {"repair": "no-start"}, "dispatch": {"rule": rule}, **SET_UP},
    )
    noon = DAY // 2
    late = fault(noon - H * 2 // 3, 1, work_ms=H // 2)
    assert hours(run(scenario, faults=[late]), Kind.ARRIVED) == [(0, 24 + 8.5)]
    before = fault(noon - H * 5 // 3, 2, work_ms=H // 2)
    both = run(scenario, faults=[before, late])
    assert hours(both, Kind.ARRIVED) == [(0, 10 + 50 / 60), (1, 11 + 20 / 60)]


def test_jobs_of_every_sort_gather_together() -> None:
    # Three sorts of repair wait for one crew, each in a queue of its own.
    scenario = town(
        crews=[crew(calendar="always")],
        faults={name: cause("1 work h") for name in ("a", "b", "c")},
        policies=GATHER,
    )
    faults = [fault((n + 1) * H, n, cause=n, work_ms=H) for n in range(3)]
    assert hours(run(scenario, faults=faults), Kind.DISPATCHED) == [(0, 3), (1, 4), (2, 5)]


# -- repairs by a table ----------------------------------------------------------------------------


def test_planned_repairs_come_on_their_days_with_their_work_and_promise() -> None:
    table = [
        {"cabinet": "C", "cause": "drop", "on": "2001-01-02", "work_h": 5, "due": "2001-01-09"},
        {"cabinet": "C", "cause": "drop", "on": "2001-01-02", "work_h": 3, "due": "2001-01-03"},
        {"cabinet": "D", "cause": "drop", "on": "2001-01-04", "work_h": 2.5},
    ]
    scenario = town(
        crews=[crew(calendar="always")],
        cabinets=[cabinet(), cabinet("D")],
        demand={},
        faults={"drop": cause(rate="0 events per 100 lines per month")},
        policies={"dispatch": {"rule": "earliest-due"}},
        calendars={"always": ALL_HOURS},
        planned_repairs=table,
    )
    drawn = draw(scenario, 1, 0)
    assert sorted(drawn.faults.work_ms.tolist()) == [2.5 * H, 3 * H, 5 * H]
    log = simulate(scenario, drawn)
    assert instants(log, Kind.REPORT) == [DAY, DAY, 3 * DAY]
    # The second row is promised first, and the two rows have a line each.
    assert [row["amount"] / H for row in rows(log, Kind.CLEARED)] == [3, 5, 2.5]
    assert len({(row["place"], row["line"]) for row in rows(log, Kind.FAULT)}) == 3
    # What is known beforehand is among what is expected, and loads the crews: 10.5 hours of work.
    assert expected_cases(scenario)["non-cable faults"] == 3
    (load,) = check(scenario).loads
    assert load.work_hours * scenario.window / (7 * DAY) == pytest.approx(10.5)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("seat-9,drop,2001-01-05,4,", "cabinet: got 'seat-9', need a known cabinet"),
        ("seat-1,dorp,2001-01-05,4,", "cause: got 'dorp', need a known fault cause"),
        ("seat-1,drop,2001-01-05,0,", "work_h: got 0, need more"),
        ("seat-1,drop,1999-01-05,4,", "on: got 1999-01-05, need a date within the run"),
        ("seat-1,drop,2001-01-05,4,2001-01-04", "due: got 2001-01-04, need 2001-01-05 or later"),
    ],
)
def test_a_table_of_planned_repairs_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    files.write("planned_repairs.csv", f"cabinet,cause,on,work_h,due\n{row}\n")
    files.change(("targets:", "planned_repairs: {table: planned_repairs.csv}\ntargets:"))
    assert told in files.problem()


def test_gathering_goes_with_nothing_that_sends_crews_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    both = "gather: {jobs: 3, source: assumed}\n  preemption: {by: [class]}\n"
    files.change(("  shift_end:", f"  {both}  shift_end:"))
    assert "policies.gather: got gather beside preemption, need one" in files.problem()


# -- preventive work that varies -------------------------------------------------------------------


def test_preventive_visits_vary_by_marks_of_crew_and_count() -> None:
    preventive = {"hours_per_line": "2 work h", "effect": "0 %", "lasts": "1 h",
                  "causes": ["drop"], "varies": {"uniform": {"low": 0.5, "high": 1.5}}}  # fmt: skip
    scenario = always(pay={"scheme": "contract", "preventive": preventive})
    log = run(scenario)
    spent = [row["amount"] / H for row in rows(log, Kind.TREATED)]
    assert 1 <= min(spent) < 1.5 and 2.5 < max(spent) <= 3
    assert spent == [row["amount"] / H for row in rows(run(scenario), Kind.TREATED)]
    assert workload(scenario).replication == 0
