"""Trunk groups in a town: circuits that open by plan, calls by class, figures by hand."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from kpi_log import A, D, log_of, plant, row
from kpi_log import town as kpi_town
from scenario_town import Town
from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.kpi.catalogue import where_key
from telesim.report.trunk_table import print_trunks
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.traffic.sections import TrunkGroup
from telesim.theory import trunk_network
from telesim.theory.erlang_b import erlang_b
from towns import DAY, cabinet, exchange, fault, rows, run, town

#: Every line calls for 0.02 E, every tenth for 0.05 E beside.
TRAFFIC: dict[str, Any] = {
    "classes": {
        "residential": {"share": "90 %", "busy_hour": "0.02 E"},
        "business": {"share": "10 %", "busy_hour": "0.07 E"},
    },
    "own_exchange": "35 %",
    "other_local": "50 %",
    "long_distance": "15 %",
    "called_party_busy": "18 %",
    "no_answer": "15 %",
    "source": "assumed",
}
ERLANGS = 0.9 * 0.02 + 0.1 * 0.07


def group(name: str, start: str, end: str, circuits: int = 40, **more: Any) -> dict[str, Any]:
    return {"id": name, "starts_at": start, "ends_at": end, "circuits": circuits, **more}


def plan(name: str, of: str, circuits: int, ordered: str, lead: int, cost: float = 0) -> Any:
    return {"id": name, "group": of, "circuits": circuits, "ordered": ordered,
            "lead_days": lead, "cost": cost}  # fmt: skip


def two_exchanges(**more: Any) -> Scenario:
    """400 lines at E, 200 at F, in one county; long-distance calls go over E."""
    plain = {
        "exchanges": [exchange("E"), exchange("F")],
        "cabinets": [cabinet("a", lines=400), cabinet("b", "F", lines=200)],
        "trunks": [group("EF", "E", "F"), group("FE", "F", "E"), group("LD", "E", "long-distance")],
        "traffic": TRAFFIC,
        **more,
    }
    return town(**plain)


def figures(scenario: Scenario, log: EventLog) -> pd.Series:
    table = kpi.measure(scenario, log)
    return table.set_index(["kpi", "where"])["value"]


# -- circuits -------------------------------------------------------------------------------------


def test_circuits_are_ordered_open_and_are_paid_as_planned() -> None:
    scenario = two_exchanges(
        circuits=[
            plan("p1", "FE", 6, "2001-01-03", 2, 900),
            plan("p2", "FE", 3, "2000-12-20", 17, 450.5),
            plan("p3", "EF", 9, "2000-12-01", 31, 77),
            plan("p4", "EF", 9, "2030-01-01", 0, 77),
        ]
    )
    log = run(scenario)
    told = [
        (Kind(int(r["kind"])).name, r["time_ms"] // DAY, r["line"], r["place"], r["reason"],
         r["amount"])
        for kind in (Kind.CIRCUITS, Kind.CIRCUITS_ORDERED, Kind.CIRCUITS_OPEN, Kind.CIRCUITS_PAID)
        for r in rows(log, kind)
    ]  # fmt: skip
    # Exchanges E and F are the places 2 and 3, after the two cabinets.
    assert told == [
        ("CIRCUITS", 0, 0, 2, 0, 40),
        ("CIRCUITS", 0, 1, 3, 0, 40),
        ("CIRCUITS", 0, 2, 2, 0, 40),
        ("CIRCUITS_ORDERED", 2, 1, 3, 0, 6),
        ("CIRCUITS_OPEN", 0, 0, 2, 2, 9),
        ("CIRCUITS_OPEN", 4, 1, 3, 0, 6),
        ("CIRCUITS_OPEN", 5, 1, 3, 1, 3),
        ("CIRCUITS_PAID", 4, 1, 3, 0, 90_000),
        ("CIRCUITS_PAID", 5, 1, 3, 1, 45_050),
    ]


def test_a_plan_changes_rows_of_its_own_alone() -> None:
    faults = [fault(n * DAY, n) for n in range(5)]
    before = run(two_exchanges(), faults=faults)
    after = run(two_exchanges(circuits=[plan("p", "FE", 6, "2001-01-03", 2)]), faults=faults)
    n = before.first_difference(after)
    assert n is not None
    assert after.kind[n] == Kind.CIRCUITS_ORDERED
    own = {Kind.CIRCUITS_ORDERED, Kind.CIRCUITS_OPEN}
    left = [k for k in range(len(after)) if int(after.kind[k]) not in own]
    assert [before.row(k) for k in range(len(before))] == [after.row(k) for k in left]


def test_a_town_without_trunks_says_nothing_of_them() -> None:
    scenario = town()
    log = run(scenario)
    assert not {int(k) for k in log.kind} & set(range(220, 224))
    told = kpi.measure(scenario, log)
    own = told[told["kpi"].str.contains("trunk|completion|effectiveness|given_up|circuits")]
    assert own.empty
    assert check(scenario).traffic == ()


def test_a_month_whose_losses_do_not_settle_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = two_exchanges(traffic={**TRAFFIC, "retries": "60 %"},
                             trunks=[group("EF", "E", "F", 1), group("FE", "F", "E", 2),
                                     group("LD", "E", "long-distance", 1)])  # fmt: skip
    log = run(scenario)
    monkeypatch.setattr(trunk_network, "_MOST_ROUNDS", 2)
    with pytest.raises(ArithmeticError, match=r"traffic, busy hour of 2001-01: .* that of '\w\w'"):
        kpi.measure(scenario, log)


def test_the_groups_that_lose_most_are_printed_the_worst_first() -> None:
    """Twelve groups lose 1 to 12 % of their calls; one that overflows loses none of its own."""
    trunks = [TrunkGroup(**group(f"g{n}", "E", "F")) for n in range(13)]
    trunks.append(TrunkGroup(**group("over", "E", "F", overflow_to="g1")))
    shares = {f"g{n}": float(n) for n in range(13)} | {"over": 99.0}
    told = [("trunk_blocking", name, lost) for name, lost in shares.items()]
    told += [("trunk_circuits_lacking", name, 2 * lost) for name, lost in shares.items()]
    frame = pd.DataFrame(
        [(name, where_key({"group": one}), mean) for name, one, mean in told],
        columns=["kpi", "where", "mean"],
    )
    file = io.StringIO()
    result: Any = SimpleNamespace(scenario=SimpleNamespace(trunks=trunks), estimates=frame)
    print_trunks(Console(file=file, width=100), result)
    lines = [" ".join(line.split()) for line in file.getvalue().splitlines()]
    assert lines[0] == "Trunk groups that lose most calls in the busy hour"
    rows_ = [line for line in lines if line[:1].isdigit()]
    assert rows_[0] == "1 g12 (E to F) 12.0 % 24.0"
    assert rows_[-1] == "10 g3 (E to F) 3.0 % 6.0"
    assert "... and 2 more that lose some in kpis.csv" in lines
    # Where nobody loses a call nothing is printed.
    file = io.StringIO()
    result.estimates = frame.assign(mean=0.0)
    print_trunks(Console(file=file, width=100), result)
    assert file.getvalue() == ""


def test_circuits_that_come_out_of_nothing_are_a_breach() -> None:
    scenario = two_exchanges(circuits=[plan("p", "FE", 6, "2001-01-03", 2)])
    log = run(scenario)
    for column, value, told in (
        ("amount", 7, "not as many as planned"),
        ("line", 0, "of another group than planned"),
        ("time_ms", 3 * DAY, "not open as planned"),
        ("reason", 1, "no row of the plan"),
    ):
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][columns["kind"] == Kind.CIRCUITS_OPEN] = value
        with pytest.raises(ConservationError, match=told):
            conservation.check(scenario, EventLog(columns, log.end_ms))
    columns = {name: values.copy() for name, values in log.columns.items()}
    columns["amount"][columns["kind"] == Kind.CIRCUITS] = 1
    with pytest.raises(ConservationError, match="not as many as written"):
        conservation.check(scenario, EventLog(columns, log.end_ms))


# -- figures --------------------------------------------------------------------------------------


def test_completion_and_blocking_by_hand() -> None:
    # F makes 200 x 0.025 = 5 E: half of it to E, 15 % on to long-distance. No call is tried again.
    scenario = two_exchanges(trunks=[group("EF", "E", "F"), group("FE", "F", "E", 4),
                                     group("LD", "E", "long-distance")])  # fmt: skip
    got = figures(scenario, run(scenario))
    made = 200 * ERLANGS
    lost = erlang_b(made * 0.65, 4)
    assert made == pytest.approx(5.0)
    assert got["trunk_blocking", '{"group": "FE"}'] == pytest.approx(100 * lost, rel=1e-6)
    # All groups together: 3.25 E at FE, 5 E at EF, 10 x 0.15 + what F gets through at LD.
    local = 15 * 0.85 - 2.5 * lost
    assert got["network_effectiveness_local", "{}"] == pytest.approx(100 * local / 12.75, rel=1e-6)
    distant = 15 * 0.15 - 0.75 * lost
    effective = 100 * distant / 2.25
    assert got["network_effectiveness_long_distance", "{}"] == pytest.approx(effective, rel=1e-6)
    # Of the calls with a path 18 % find the party busy, and 15 % nobody in.
    assert got["completion_long_distance", "{}"] == pytest.approx(0.67 * effective, rel=1e-6)
    assert got["calls_given_up", "{}"] == pytest.approx(100 * (2.5 + 0.75) * lost / 15, rel=1e-6)
    # 3.25 E at 1 % need 9 circuits.
    assert erlang_b(3.25, 9) <= 0.01 < erlang_b(3.25, 8)
    assert got["trunk_circuits_lacking", '{"group": "FE"}'] == 5
    assert got["trunk_circuits_lacking", "{}"] == 5
    assert got["trunk_groups_over_1pct", "{}"] == 1
    assert got["trunk_circuits_at_end", "{}"] == 84


def test_calls_tried_again_load_the_group_and_get_through_more_often() -> None:
    few = [group("EF", "E", "F"), group("FE", "F", "E", 4), group("LD", "E", "long-distance")]
    scenario = two_exchanges(trunks=few, traffic={**TRAFFIC, "retries": "60 %"})
    got = figures(scenario, run(scenario))
    # FE carries 3.25 E if nothing is blocked. Then 33 % of the attempts fail, and 60 % of these are
    # tried again: 80.2 % of the attempts are calls first made.
    fresh, load, loss = 3.25 * 0.802, 3.25, 0.0
    for _ in range(200):
        loss = erlang_b(load, 4)
        load = fresh / (1 - 0.6 * (1 - 0.67 * (1 - loss)))
    assert got["trunk_blocking", '{"group": "FE"}'] == pytest.approx(100 * loss, rel=1e-5)
    # A call is given up for want of a path when an attempt is blocked and not repeated.
    given_up = load * loss * 0.4 / (15 * 0.802)
    assert got["calls_given_up", "{}"] == pytest.approx(100 * given_up, rel=1e-5)
    # Effectiveness and completion are of attempts: 10.25 E of local ones lose nothing.
    tried = 10.25 + load * 2.5 / 3.25
    found = 10.25 + load * 2.5 / 3.25 * (1 - loss)
    effective = 100 * found / tried
    assert got["network_effectiveness_local", "{}"] == pytest.approx(effective, rel=1e-5)
    assert got["completion_local", "{}"] == pytest.approx(0.67 * effective, rel=1e-5)


def test_without_a_blocked_call_retries_are_in_the_load_of_lines() -> None:
    # A meter counts tries after busy and unanswered calls: the stated load is there with any share.
    scenario = two_exchanges(traffic={**TRAFFIC, "retries": "60 %"})
    got, plain = (figures(one, run(one)) for one in (scenario, two_exchanges()))
    for name in ("network_effectiveness_local", "completion_local", "trunk_circuits_lacking"):
        assert got[name, "{}"] == pytest.approx(plain[name, "{}"], abs=1e-6)
    assert got["calls_given_up", "{}"] == pytest.approx(0, abs=1e-6)
    assert check(scenario).traffic[0] == check(two_exchanges()).traffic[0]


def test_the_figures_follow_lines_and_circuits_month_by_month() -> None:
    scenario = kpi_town(
        exchanges=[
            {"id": "A", "county": "East", "area": "town", "lines": 100, "ports": 999},
            {"id": "B", "county": "East", "area": "rural", "lines": 50, "ports": 52},
        ],
        trunks=[group("AB", "A", "B", 2), group("BA", "B", "A"), group("LA", "A", "long-distance"),
                group("LB", "B", "long-distance")],
        circuits=[plan("p", "AB", 3, "2001-01-25", 7, 500)],
        traffic=TRAFFIC,
    )  # fmt: skip
    # Window: 11 January to 9 February; the halves of its months are the 21st and the 5th.
    grown = [row(15 * D, Kind.LINES, place=0, amount=100)]
    there = [row(0, Kind.CIRCUITS, line=n, place=A + n % 2, amount=m)
             for n, m in enumerate((2, 40, 40, 40))]  # fmt: skip
    opens = [row(31 * D, Kind.CIRCUITS_OPEN, line=0, place=A, amount=3),
             row(31 * D, Kind.CIRCUITS_PAID, line=0, place=A, amount=50_000)]  # fmt: skip
    log = log_of([*plant(), *there, *grown, *opens])
    got = figures(scenario, log)
    loads = 200 * ERLANGS * 0.5, 200 * ERLANGS * 0.5
    january, february = erlang_b(loads[0], 2), erlang_b(loads[1], 5)
    for month, loss in (("2001-01", january), ("2001-02", february)):
        seen = got["trunk_blocking", f'{{"month": "{month}"}}']
        # BA, LA and LB lose next to nothing.
        whole = loads[0] + 50 * ERLANGS * 0.5 + 250 * ERLANGS * 0.15
        assert seen == pytest.approx(100 * loss * loads[0] / whole, rel=1e-6)
    mean = 100 * (january + february) / 2
    assert got["trunk_blocking", '{"group": "AB"}'] == pytest.approx(mean, rel=1e-6)
    assert got["cost_circuits", "{}"] == 500
    assert got["trunk_circuits_at_end", "{}"] == 125


def test_a_suspended_line_makes_no_calls() -> None:
    scenario = kpi_town(
        exchanges=[
            {"id": "A", "county": "East", "area": "town", "lines": 100, "ports": 999},
            {"id": "B", "county": "East", "area": "rural", "lines": 50, "ports": 52},
        ],
        trunks=[group("AB", "A", "B", 2), group("BA", "B", "A"), group("LA", "A", "long-distance"),
                group("LB", "B", "long-distance")],
        traffic=TRAFFIC,
    )  # fmt: skip
    there = [row(0, Kind.CIRCUITS, line=n, place=A + n % 2, amount=m)
             for n, m in enumerate((2, 40, 40, 40))]  # fmt: skip
    # A hundred lines more, and a hundred suspended before the busy hour of the month is looked at.
    more = row(15 * D, Kind.LINES, place=0, amount=100)
    silent = [row(16 * D, Kind.LINE_SUSPENDED, n, place=0, line=n) for n in range(100)]
    as_before, as_many = (
        figures(scenario, log_of([*plant(), *there, *rows_])) for rows_ in ([], [more, *silent])
    )
    blocked = as_before["trunk_blocking", '{"group": "AB"}']
    assert blocked == pytest.approx(100 * erlang_b(100 * ERLANGS * 0.5, 2), rel=1e-6)
    assert as_many["trunk_blocking", '{"group": "AB"}'] == pytest.approx(blocked)


def test_dial_up_goes_to_its_provider_and_counts_as_local() -> None:
    dial_up = {"share": {"town": "2 %"}, "busy_hour": "0.1 E", "to": "E"}
    scenario = two_exchanges(
        trunks=[group("EF", "E", "F"), group("FE", "F", "E", 4), group("LD", "E", "long-distance")],
        traffic={**TRAFFIC, "dial_up": dial_up},
    )
    got = figures(scenario, run(scenario))
    lost = erlang_b(3.25 + 200 * 0.02 * 0.1, 4)
    assert got["trunk_blocking", '{"group": "FE"}'] == pytest.approx(100 * lost, rel=1e-6)
    local = 12.75 + 600 * 0.002
    good = local - (2.5 + 0.4) * lost
    assert got["network_effectiveness_local", "{}"] == pytest.approx(100 * good / local, rel=1e-6)


def test_validate_says_what_the_trunks_carry() -> None:
    few = [group("EF", "E", "F"), group("FE", "F", "E", 4), group("LD", "E", "long-distance")]
    told = check(two_exchanges(trunks=few)).traffic
    assert told[0] == "15 E of calls, 10 E on trunks; 3 groups with 84 circuits"
    assert "5 circuits lack for 1 % loss, with 0 planned" in told[1]
    assert told[2].startswith("groups that block most: FE 23 %")


# -- bad input ------------------------------------------------------------------------------------

TRUNKS = "id,starts_at,ends_at,circuits,overflow_to\nsh,seat,hill,12,\nhs,hill,seat,12,\n"
TRUNKS += "sl,seat,long-distance,20,\npl,port,tandem,9,\ntl,tandem,long-distance,30,\n"
SECTION = """\
trunks: {table: trunks.csv}
circuits: {table: circuits.csv}
traffic:
  classes:
    residential: {share: {town: 80 %, rural: 90 %}, busy_hour: 0.02 E}
    business: {share: {town: 20 %, rural: 10 %}, busy_hour: 0.05 E}
  own_exchange: 35 %
  other_local: 50 %
  long_distance: 15 %
  retries: 60 %
  called_party_busy: 18 %
  dial_up: {share: 2 %, busy_hour: 0.1 E, to: seat}
  source: assumed
"""
PLAN = "id,group,circuits,ordered,lead_days,cost\np,sl,6,2001-01-20,10,900\n"


@pytest.fixture
def calling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.write("trunks.csv", TRUNKS + "tp,tandem,port,6,\nps,tandem,seat,6,\n")
    made.write("circuits.csv", PLAN)
    made.file.write_text(made.file.read_text(encoding="utf-8") + SECTION, encoding="utf-8")
    return made


def test_trunks_as_meant_are_no_bad_input(calling: Town) -> None:
    scenario = calling.load()
    assert scenario.trunks[0].circuits == 12
    assert scenario.circuits[0].ordered == "2001-01-20"
    assert scenario.traffic is not None
    assert scenario.traffic.classes["business"].share == {"town": 0.2, "rural": 0.1}


def test_copies_of_a_town_have_groups_of_their_own_and_one_long_distance(calling: Town) -> None:
    calling.change(
        ("  dial_up: {share: 2 %, busy_hour: 0.1 E, to: seat}\n", ""),
        ("schema_version: 1\n", "schema_version: 1\ncopies: 2\n"),
    )
    scenario = calling.load()
    assert len(scenario.trunks) == 14
    assert scenario.trunks[9].model_dump() == {
        "id": "sl#2", "starts_at": "seat#2", "ends_at": "long-distance", "circuits": 20,
        "overflow_to": None,
    }  # fmt: skip
    assert [row.group for row in scenario.circuits] == ["sl", "sl#2"]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("trunks.csv", "sh,seat,hill,12", "sh,seat,hill,0", "trunks.csv:2:4 circuits: got 0, need"),
        ("trunks.csv", "sh,seat,hill,12", "sh,seat,hill,",
         "trunks.csv:2:4 circuits: got a blank cell"),
        ("trunks.csv", "sh,seat,hill", "sh,seat,hil", "trunks.csv:2:3 ends_at: got 'hil', need a "
         "known exchange, long-distance, or place where a group begins; did you mean 'hill'?"),
        ("trunks.csv", "hs,hill,seat", "hs,hil,seat", "starts_at: got 'hil', need a known exchange,"
         " or place where a group ends; did you mean 'hill'?"),
        ("trunks.csv", "id,starts_at", "id,from", "the column 'from', need a column of trunks; did "
         "you mean 'starts_at'?"),
        ("trunks.csv", "sh,seat,hill,12,", "sh,seat,hill,12,sll", "overflow_to: got 'sll', need a "
         "known trunk group; did you mean 'sl'?"),
        ("trunks.csv", "sh,seat,hill,12,", "sh,seat,hill,12,hs", "overflow_to: got 'hs', which "
         "starts at hill, need a group that starts at seat"),
        ("trunks.csv", "sh,seat,hill,12,", "sh,seat,hill,12,sh", "trunks: got groups that overflow "
         "to each other, need an end to it"),
        ("trunks.csv", "hs,hill,seat,12,\n", "", "trunks: got no way from hill to seat, need"),
        ("trunks.csv", "sh,seat,hill", "sh,seat,seat", "need another place than its end"),
        ("circuits.csv", "p,sl", "p,ls", "circuits.csv:2:2 group: got 'ls', need a known trunk "
         "group; choose one of hs"),
        ("circuits.csv", "p,sl,6", "p,sl,-6", "circuits: got -6, need"),
        ("town.yaml", "own_exchange: 35 %", "own_exchange: 45 %",
         "traffic.own_exchange: got 110 % with other_local and long_distance, need 100 %"),
        ("town.yaml", "retries: 60 %", "retries: 100 %", "traffic.retries: got 100 %, need less"),
        ("town.yaml", "retries: 60 %", "retries: 160 %", "traffic.retries: got \"160 %\", need"),
        ("town.yaml", "busy: 18 %", "busy: 18 %\n  no_answer: 90 %", "traffic.no_answer: got 108 %"
         " with called_party_busy, need 100 % or less"),
        ("town.yaml", "0.02 E", "0.02", "busy_hour: got 0.02, need 0 or more with its unit"),
        ("town.yaml", "0.02 E", "2 E", "busy_hour: got \"2 E\", need 1 E or less"),
        ("town.yaml", "rural: 10 %", "rural: 20 %", "traffic.classes: got shares of 110 % for the "
         "area rural, need 100 %"),
        ("town.yaml", "to: seat", "to: seta", "traffic.dial_up.to: got 'seta', need a known "
         "exchange; did you mean 'seat'?"),
        ("town.yaml", "trunks: {table: trunks.csv}\n", "", "traffic: got traffic without trunks"),
    ],
)  # fmt: skip
def test_trunks_that_are_wrong(calling: Town, name: str, old: str, new: str, told: str) -> None:
    calling.change((old, new), name=name)
    assert told in "\n".join(str(problem) for problem in calling.problems())
