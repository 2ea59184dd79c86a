"""Lines into a desk: who finds them all taken hears the busy signal, and is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario_town import Town
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.kpi import measure
from telesim.report.case import life
from telesim.report.details import details
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation import simulate
from telesim.theory import LimitedRoom
from telesim.units import DAY_MS
from telesim.workload import calls, draw
from telesim.workload.sampled import Sampled
from towns import H, at, cabinet, cause, crew, exchange, fault, rows, run, town, workload

S = 1000
FOREVER = 2**62
TEN = at(1, "10:00")
DIRECTORY: dict[str, Any] = {
    "hours": {"mon-sun": "00:00-24:00"},
    "agents": {"mon-sun": {"00:00-24:00": 1}},
    "rate": "0.03 calls per line per day",
    "call": "30 s",
    "patience": "60 s",
    "source": "assumed",
}
FAULT_DESK: dict[str, Any] = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-18:00": 1}},
    "call": "3 min",
    "patience": "2 min",
    "again": {"soon": "100 %", "within": "1 h", "later": "09:00-09:01"},
    "source": "assumed",
}


def enquiries(desk: dict[str, Any], lines: int = 1000, window: str = "31 days") -> Scenario:
    """A town in which nothing happens but calls to directory enquiry."""
    return town(
        demand={}, faults={}, window=window, follow_up="1 day",
        exchanges=[exchange("E", ports=5000)],
        cabinets=[cabinet("C", "E", lines, feeder_pairs=5000, distribution_pairs=5000)],
        directory_desk=desk,
    )  # fmt: skip


def called(scenario: Scenario, *came: tuple[int, int, int]) -> EventLog:
    """The log of calls by hand: after ten o'clock, how long it takes, patience; all in ms."""
    table = np.array(came, dtype=np.int64)
    nothing = np.zeros(len(table), dtype=np.int64)
    by_hand = Sampled(
        TEN + table[:, 0], nothing, np.arange(len(table)), nothing, table[:, 1], table[:, 2],
        np.arange(7, 7 + len(table), dtype=np.uint64),
        np.array([at(1)]), np.array([31_000]),
    )  # fmt: skip
    log = simulate(scenario, replace(workload(scenario), directory=by_hand))
    conservation.check(scenario, log)
    return log


def lost_of(log: EventLog, kind: Kind = Kind.DIRECTORY_LOST) -> list[tuple[int, int, int]]:
    return [(r["time_ms"] - TEN, r["reason"], r["amount"]) for r in rows(log, kind)]


def figure(scenario: Scenario, log: EventLog, name: str) -> float:
    table = measure(scenario, log)
    (value,) = table[(table["kpi"] == name) & (table["where"] == "{}")]["value"]
    return float(value)


def headlines(scenario: Scenario) -> set[str]:
    return {one.kpi for one in details(scenario)}


def test_who_comes_when_all_lines_are_taken_is_lost_at_once() -> None:
    scenario = enquiries({**DIRECTORY, "lines": 2})
    log = called(
        scenario,
        (0, 30 * S, FOREVER),
        (10 * S, 30 * S, 15 * S),
        # One talks and one waits; at 25 s that one gives up, and its line is free after that.
        (20 * S, 30 * S, FOREVER),
        (25 * S, 30 * S, FOREVER),
        (25 * S + 1, 30 * S, FOREVER),
        # A call that ends at 30 s frees its line for who comes then.
        (30 * S, 30 * S, FOREVER),
    )
    assert lost_of(log) == [(20 * S, 3, 0), (25 * S, 3, 0), (25 * S, 0, 15 * S)]
    answered = [(r["time_ms"] - TEN, r["amount"]) for r in rows(log, Kind.DIRECTORY_ANSWERED)]
    assert answered == [(0, 0), (30 * S, 5 * S - 1), (60 * S, 30 * S)]
    assert figure(scenario, log, "directory_engaged") == pytest.approx(200 / 6)
    assert figure(scenario, log, "directory_abandoned") == pytest.approx(300 / 6)


def test_a_line_for_each_agent_is_erlangs_loss_and_one_more_is_a_place_to_wait() -> None:
    desk = {
        **DIRECTORY,
        "agents": {"mon-sun": {"00:00-24:00": 2}},
        "rate": "1.44 calls per line per day",
        "call": {"exponential": {"mean": "1 min"}},
        "patience": "24 h",
        "sample_days": 28,
    }
    for lines, other in ((2, 3), (3, 2)):
        scenario = enquiries({**desk, "lines": lines}, 1000, "28 days")
        log = simulate(scenario, draw(scenario, 5, 0))
        conservation.check(scenario, log)
        engaged = (log.kind == Kind.DIRECTORY_LOST) & (log.reason == 3)
        of_days = np.bincount(log.time_ms[engaged] // DAY_MS, minlength=28)
        error = of_days.std(ddof=1) / np.sqrt(28)
        # A thousand lines, one call of a minute each minute: one erlang.
        distances = [
            (of_days.mean() - 1440 * LimitedRoom(60.0, 60.0, 2, room).blocking) / error
            for room in (lines, other)
        ]
        assert abs(distances[0]) < 4 < 8 < abs(distances[1])


def test_who_hears_the_busy_signal_reports_again_and_no_desk_was_closed() -> None:
    scenario = town(
        crews=[crew("repairer", "repairers")],
        teams={"repairers": {"skills": {"repair": {}, "install": {}, "move": {}},
                             "source": "assumed"}},
        faults={"drop": cause(rate="1 events per 100 lines per month")},
        fault_desk={**FAULT_DESK, "lines": 1},
    )  # fmt: skip
    log = run(scenario, [], [fault(TEN), fault(TEN + 30 * S, 1)])
    lost = lost_of(log, Kind.CALL_LOST)
    assert lost[0] == (30 * S, 3, 0)
    key = calls.caller(2_000_001, calls.REPORTER, 0)
    again = calls.tries_again_ms(key, 0, TEN + 30 * S, 1_000_000, H, (9 * H, 9 * H + 60 * S))
    assert TEN + 30 * S < again <= TEN + 30 * S + H
    assert rows(log, Kind.REPORT)[1]["time_ms"] >= again
    assert figure(scenario, log, "fault_calls_engaged") == pytest.approx(
        100 * len(lost) / (2 + len(lost))
    )
    assert figure(scenario, log, "fault_calls_unattended") == 0
    assert figure(scenario, log, "fault_calls_abandoned") == 0
    told = life(log, names_for_logs(scenario), "F1")
    assert any(line.endswith("A call is lost: all lines are taken.") for line in told)
    assert "fault_calls_engaged" in headlines(scenario)


def test_where_nobody_counts_lines_nobody_hears_the_busy_signal_or_is_told_of_it() -> None:
    few, many = enquiries({**DIRECTORY, "lines": 2}), enquiries(DIRECTORY)
    log = called(many, *[(n, 30 * S, 10 * S) for n in range(50)])
    assert {reason for _, reason, _ in lost_of(log)} == {0}
    assert figure(many, log, "directory_engaged") == 0
    assert "directory_engaged" in headlines(few) - headlines(many)


@pytest.mark.parametrize(
    ("lines", "was", "reason", "message"),
    [
        (2, (Kind.DIRECTORY_LOST, 3), 0, "comes in though all lines are taken"),
        (2, (Kind.DIRECTORY_ANSWERED, 30 * S), 5 * S, "hears the busy signal with a line free"),
        (None, (Kind.DIRECTORY_LOST, 0), 3, "no line is ever engaged here"),
    ],
)
def test_a_log_that_cannot_be_true_is_found(
    lines: int | None, was: tuple[Kind, int], reason: int, message: str
) -> None:
    scenario = enquiries({**DIRECTORY, "lines": lines})
    log = called(scenario, (0, 30 * S, S), (10 * S, S, S), (10 * S + 1, S, S), (50 * S, S, S))
    columns = {name: getattr(log, name).copy() for name in COLUMNS}
    kind, before = was
    at_row = int(np.flatnonzero((log.kind == kind) & (log.reason == before))[0])
    columns["reason"][at_row] = reason
    with pytest.raises(ConservationError, match=message):
        conservation.check(scenario, EventLog(columns, log.end_ms))


# -- what a planner writes --------------------------------------------------------------------


WRITTEN = """\
fault_desk:
  hours: {mon-fri: "08:00-18:00"}
  agents: {mon-fri: {"08:00-12:00": 2, "12:00-18:00": 1}}
  call: 3 min
  patience: 2 min
  again: {soon: 50 %, within: 1 h, later: "08:00-18:00"}
  source: assumed
directory_desk:
  hours: {mon-sun: "00:00-24:00"}
  agents: {mon-sun: {"00:00-24:00": 2}}
  rate: 0.03 calls per line per day
  call: 30 s
  patience: 60 s
  source: assumed
counters:
  hours: {mon-sat: "08:00-18:00"}
  agents: {mon-sat: {"08:00-18:00": 3}}
  bills: {in_person: 70 %, at_month_end: 50 %, last_days: 5, serve: 2 min}
  orders: {rate: 4 visits per 100 lines per month, serve: 8 min}
  enquiries: {rate: 5 visits per 100 lines per month, serve: 3 min}
  errors: 2 %
  source: assumed
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.change(("window: 4 weeks", f"window: 4 weeks\n{WRITTEN}"))
    return made


def test_validate_says_how_many_lines_there_are(written: Town) -> None:
    written.change(
        ("patience: 2 min", "patience: 2 min\n  lines: 6"),
        ("patience: 60 s", "patience: 60 s\n  lines: 2"),
    )
    desks = check(written.load()).desks
    assert "in each county, over 6 lines; " in desks[0]
    assert ", over 2 lines; further tries come on top" in desks[1]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("patience: 2 min", "patience: 2 min\n  lines: 1", "fault_desk.lines: got 1 for up to 2 "
         "agents, need 2 or more: an agent without a line answers nobody"),
        ("patience: 60 s", "patience: 60 s\n  lines: 1", "directory_desk.lines: got 1 for up to 2 "
         "agents, need 2 or more"),
        ("patience: 60 s", "patience: 60 s\n  lines: 0", "directory_desk.lines: got 0, need 1"),
        ("patience: 60 s", "patience: 60 s\n  lines: 2.5", "directory_desk.lines: got 2.5, need a "
         "whole number"),
        ("patience: 60 s", "patience: 60 s\n  line: 3", "did you mean 'lines'?"),
        ("errors: 2 %", "errors: 2 %\n  lines: 3", "counters.lines: got the unknown key 'lines'"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_line(written: Town, old: str, new: str, told: str) -> None:
    written.change((old, new))
    assert told in written.problem()
