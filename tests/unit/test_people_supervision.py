"""Inspection of closed repairs under any pay: samples and findings by hand, days that it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scenario_town import Town
from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.units import MONTH_MS
from telesim.workload import followups
from telesim.workload import slips as marks
from towns import DAY, MIN, H, at, cause, crew, exchange, fault, rows, run, town

SUPERVISION: dict[str, Any] = {
    "sample": "50 %",
    "detection": "80 %",
    "after": "12 h",
    "teams": ["inspectors"],
    "one_day_in": 2,
    "looks_per_day": 100,
    "deduction": "5 CNY",
    "source": "assumed",
}
REPEATS = {"share": "40 %", "within": "5 days", "source": "assumed"}
ALL = {"repair": {}, "install": {}, "move": {}, "cable": {}}
#: Keys of the cases below.
KEYS = range(5_000, 5_100)
#: An hour of the first Wednesday, so that looks fall on the night after.
FIRST = at(3, "08:00")


def inspected(pay: Any = None, **more: Any) -> Scenario:
    """Many crews that mend, and one that inspects every other day."""
    section = {**SUPERVISION, **more.pop("supervision", {})}
    policies = {"policies": {"pay": pay}} if pay is not None else {}
    plain: dict[str, Any] = {
        "exchanges": [exchange()],
        "teams": {name: {"skills": ALL, "source": "assumed"} for name in ("field", "inspectors")},
        "crews": [crew(count=40), crew("head", "inspectors")],
        "faults": {"drop": cause("1 work min")},
        "supervision": section,
        **policies,
        **more,
    }
    if section["sample"] is None:
        plain["supervision"] = None
    return town(**plain)


def faults(keys: Any = KEYS) -> list[dict[str, Any]]:
    return [fault(FIRST + n * MIN, n % 100, key=key) for n, key in enumerate(keys)]


def keys_of(log: EventLog, kind: Kind, keys: Any = KEYS) -> set[int]:
    """Keys of the candidates that have a row of a kind; their cases are numbered from 0."""
    return {keys[r["case"]] for r in rows(log, kind) if 0 <= r["case"] < len(keys)}


def figures(scenario: Scenario, log: EventLog) -> pd.Series:
    return kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]


# -- what is looked at and seen -------------------------------------------------------------------


def test_skipped_tests_are_found_under_equal_pay_as_sample_and_detection_say() -> None:
    pay = {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "50 %"}}
    scenario = inspected(pay)
    log = run(scenario, faults=faults())
    sampled = {key for key in KEYS if marks.sampled(key, 0.5)}
    bad = {key for key in sampled if marks.untested(key, 0.5)}
    seen = {key for key in bad if marks.seen(key, 0.8)}
    assert keys_of(log, Kind.INSPECTED) == sampled
    assert keys_of(log, Kind.FOUND_BAD) == seen
    # Of 100 about 50 are looked at; half of them are bad, of which four in five are seen: 20.
    assert 35 < len(sampled) < 65
    assert 11 < len(seen) < 30
    closed = {r["case"]: r["time_ms"] for r in rows(log, Kind.CLEARED)}
    looks = {r["case"]: r["time_ms"] for r in rows(log, Kind.INSPECTED)}
    assert all(time_ms == closed[case] + 12 * H for case, time_ms in looks.items())
    got = figures(scenario, log)
    assert got["inspected", "{}"] == len(sampled)
    assert got["inspected_found_bad", "{}"] == len(seen)
    assert got["inspected_found_share", "{}"] == pytest.approx(100 * len(seen) / len(sampled))
    assert got["inspection_deductions", "{}"] == 5 * len(seen)
    assert got["put_right", "{}"] == 0


def test_what_inspection_deducts_is_not_paid() -> None:
    pay = {"scheme": "equal", "pace": 1, "monthly": "900 CNY", "skipped_tests": {"share": "50 %"}}
    scenario = inspected(pay)
    log = run(scenario, faults=faults())
    seen = [
        key for key in KEYS
        if marks.sampled(key, 0.5) and marks.untested(key, 0.5) and marks.seen(key, 0.8)
    ]  # fmt: skip
    got = figures(scenario, log)
    assert got["pay_deducted", "{}"] == got["inspection_deductions", "{}"] == 5 * len(seen) > 50
    # 41 workers for a week of a month of 30.4 days, less what is deducted of those in the field.
    wages = 900 * 41 * 7 * DAY / MONTH_MS - 5 * len(seen)
    assert got["cost_wages", "{}"] == pytest.approx(wages)
    assert got["pay_month_mean", "{}"] == pytest.approx(wages / (41 * 7 * DAY / MONTH_MS))
    assert got["pay_deducted", '{"team": "inspectors"}'] == 0
    free = inspected(pay, supervision={"deduction": None})
    assert figures(free, run(free, faults=faults()))["pay_deducted", "{}"] == 0


def test_a_repair_that_would_fail_again_is_put_right() -> None:
    scenario = inspected(repeats=REPEATS)
    log = run(scenario, faults=faults())
    within = 5 * DAY
    later = {
        key
        for key in KEYS
        if (delay := followups.repeat(key, 0, 0.4, within)) is not None and delay > 12 * H
    }
    put_right = {k for k in later if marks.sampled(k, 0.5) and marks.seen(k, 0.8)}
    assert keys_of(log, Kind.FOUND_BAD) == put_right
    assert len(put_right) > 8
    before = run(inspected(repeats=REPEATS, supervision={"sample": "0 %"}), faults=faults())
    again = {KEYS[r["amount"]] for r in rows(before, Kind.REPEAT_OF) if r["amount"] < len(KEYS)}
    left = {KEYS[r["amount"]] for r in rows(log, Kind.REPEAT_OF) if r["amount"] < len(KEYS)}
    assert again - left == put_right & again
    assert left <= again
    assert figures(scenario, log)["put_right", "{}"] == len(
        [r for r in rows(log, Kind.FOUND_BAD) if r["reason"] & 4 and r["time_ms"] < 7 * DAY]
    )


def test_a_line_not_repaired_is_found_once_and_reported_by_the_look() -> None:
    contract = {
        "scheme": "contract",
        "fee": "1 CNY per line per month",
        "deductions": {"unrepaired": "9 CNY"},
        "unrepaired": {"share": "30 %", "comes_back": "2 days"},
        # Looks at all jobs at once, were it not for supervision.
        "inspection": {"share": "100 %", "detection": "100 %", "after": "1 h"},
    }
    log = run(inspected(contract), faults=faults())
    unrepaired = {key for key in KEYS if marks.comes_back_ms(key, 0.3, _LAW) is not None}
    seen = {k for k in unrepaired if marks.sampled(k, 0.5) and marks.seen(k, 0.8)}
    assert keys_of(log, Kind.UNREPAIRED) == unrepaired
    found = rows(log, Kind.FOUND_UNREPAIRED)
    assert {KEYS[r["case"]] for r in found if r["case"] < len(KEYS)} == seen
    assert len(found) == len({r["case"] for r in found})
    # The contract takes its own deduction off, and supervision none besides.
    assert {r["amount"] for r in rows(log, Kind.FOUND_BAD) if r["reason"] & 2} == {0}
    closed = {r["case"]: r["time_ms"] for r in rows(log, Kind.CLEARED)}
    again = {r["case"]: r["amount"] for r in rows(log, Kind.REPEAT_OF)}
    told = {r["case"]: r["time_ms"] for r in rows(log, Kind.REPORT)}
    for case, earlier in again.items():
        if earlier < len(KEYS) and case in told:
            waits = 12 * H if KEYS[earlier] in seen else 48 * H
            assert told[case] == closed[earlier] + waits


_LAW = town(
    policies={
        "pay": {
            "scheme": "contract",
            "fee": "1 CNY per line per month",
            "unrepaired": {"share": "30 %", "comes_back": "2 days"},
        }
    }
).policies.pay.unrepaired.comes_back  # type: ignore[union-attr]


def test_inspectors_look_at_no_more_than_they_have_time_for() -> None:
    # The one crew that inspects has Tuesday, Thursday and Saturday or Monday, Wednesday, Friday.
    scenario = inspected(supervision={"sample": "100 %", "looks_per_day": 4})
    log = run(scenario, faults=faults())
    turns = rows(log, Kind.INSPECTS)
    of_the_week = [r for r in turns if r["time_ms"] < 7 * DAY]
    assert [r["time_ms"] // DAY for r in of_the_week] == [0, 2, 4]
    assert {r["amount"] for r in turns} == {4}
    assert len(rows(log, Kind.INSPECTED)) == 12
    # The first to be closed are looked at.
    closed = [r["case"] for r in rows(log, Kind.CLEARED)][:12]
    assert {r["case"] for r in rows(log, Kind.INSPECTED)} == set(closed)


def test_putting_right_takes_the_time_of_a_look() -> None:
    keys = [
        key
        for key in range(60_000)
        if (delay := followups.repeat(key, 0, 0.4, 5 * DAY)) is not None
        and delay > DAY
        and marks.seen(key, 0.8)
    ][:20]
    section = {"sample": "100 %", "looks_per_day": 3}
    log = run(inspected(repeats=REPEATS, supervision=section), faults=faults(keys))
    # Nine looks in the week: each job is bad and takes two, the last one on overtime.
    assert len(rows(log, Kind.INSPECTED)) == 5
    assert len(rows(log, Kind.FOUND_BAD)) == 5


# -- whom it takes --------------------------------------------------------------------------------


def test_each_crew_is_away_on_one_day_in_so_many() -> None:
    section = {"teams": ["field"], "one_day_in": 3}
    scenario = inspected(supervision=section, crews=[crew(count=4)])
    log = run(scenario)
    turns = {(r["crew"], r["time_ms"] // DAY) for r in rows(log, Kind.INSPECTS)}
    # Days 0 to 5 are Monday to Saturday, day 7 the Monday after; crew n has its turn when the
    # number of the day and n together are a multiple of three.
    within = {(c, d) for c, d in turns if d < 7}
    assert within == {(c, d) for c in range(4) for d in range(6) if (c + d) % 3 == 0}
    before = run(inspected(supervision={"sample": None}, crews=[crew(count=4)]))
    duty = {(r["crew"], r["time_ms"] // DAY) for r in rows(before, Kind.ON_DUTY)}
    left = {(r["crew"], r["time_ms"] // DAY) for r in rows(log, Kind.ON_DUTY)}
    assert duty - left == within
    assert figures(scenario, log)["inspector_days", "{}"] == 8


def test_who_is_ill_does_not_inspect() -> None:
    section = {"teams": ["field"], "one_day_in": 3}
    scenario = inspected(supervision=section, crews=[crew(count=4)])
    log = run(scenario, absent=[(0, 1)])
    turns = {(r["crew"], r["time_ms"] // DAY) for r in rows(log, Kind.INSPECTS)}
    assert (0, 0) not in turns
    assert (0, 3) in turns


# -- what slips -----------------------------------------------------------------------------------


def test_less_slips_where_somebody_looks_and_only_what_did_before() -> None:
    pay = {
        "scheme": "equal",
        "pace": 1,
        "skipped_tests": {"share": "50 %"},
        "forgotten": {"share": "50 %", "wait": "12 h"},
    }
    whole = run(inspected(pay), faults=faults())
    half = run(inspected(pay, supervision={"slips_left": "50 %"}), faults=faults())
    for kind in (Kind.UNTESTED, Kind.FORGOTTEN):
        assert keys_of(half, kind) < keys_of(whole, kind)
    assert keys_of(half, Kind.UNTESTED) == {k for k in KEYS if marks.untested(k, 0.25)}


def test_the_first_difference_is_a_row_of_supervision() -> None:
    before = run(inspected(supervision={"sample": None}), faults=faults())
    after = run(inspected(), faults=faults())
    n = before.first_difference(after)
    assert n is not None
    assert after.kind[n] == Kind.SUPERVISED


def test_a_town_without_supervision_says_nothing_of_it() -> None:
    scenario = inspected(supervision={"sample": None})
    log = run(scenario, faults=faults())
    assert not {int(k) for k in log.kind} & set(range(240, 244))
    table = kpi.measure(scenario, log)
    own = table[table["kpi"].isin(["inspected", "inspector_days", "put_right"])]
    assert own["n"].sum() == 0


def test_findings_without_reason_are_a_breach() -> None:
    pay = {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "50 %"}}
    scenario = inspected(pay)
    log = run(scenario, faults=faults())
    for kind, column, value, told in (
        (Kind.INSPECTED, "reason", 2, "was not closed so"),
        (Kind.INSPECTED, "crew", 40, "closed by another crew"),
        (Kind.INSPECTS, "crew", 7, "inspects and is on duty on one day"),
        (Kind.FOUND_BAD, "reason", 0, "nothing is wrong with it"),
    ):
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][columns["kind"] == kind] = value
        with pytest.raises(ConservationError, match=told):
            conservation.check(scenario, EventLog(columns, log.end_ms))
    with pytest.raises(ConservationError, match="no supervision in this scenario"):
        conservation.check(inspected(pay, supervision={"sample": None}), log)


def test_validate_says_who_inspects() -> None:
    told = check(inspected(supervision={"teams": ["field"], "one_day_in": 25})).staffing
    assert told == (
        "inspection: 40 crews take turns, each on one of its days in 25, 100 jobs a day",
    )


# -- bad input ------------------------------------------------------------------------------------

SECTION = """\
supervision:
  sample: 10 %
  detection: 80 %
  teams: [shared]
  one_day_in: 25
  deduction: 5 CNY
  source: assumed
"""


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.file.write_text(made.file.read_text(encoding="utf-8") + SECTION, encoding="utf-8")
    return made


def test_supervision_as_meant_is_no_bad_input(watched: Town) -> None:
    supervision = watched.load().supervision
    assert supervision is not None
    assert supervision.after == DAY
    assert supervision.looks_per_day == 8


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sample: 10 %", "sample: 110 %", "supervision.sample: got \"110 %\", need a share"),
        ("detection: 80 %", "detection: -1 %", "supervision.detection: got \"-1 %\", need a share"),
        ("teams: [shared]", "teams: [shard]", "supervision.teams[1]: got 'shard', need a known "
         "team; did you mean 'shared'?"),
        ("teams: [shared]", "teams: []", "supervision.teams: got no team, need one or more"),
        ("one_day_in: 25", "one_day_in: 0", "supervision.one_day_in: got 0, need"),
        ("deduction: 5 CNY", "deduction: 5 EUR", "supervision.deduction: got '5 EUR', need"),
        ("deduction: 5 CNY", "after: 0 h", "supervision.after: got"),
        ("sample: 10 %", "samples: 10 %", "supervision.samples: got the unknown key 'samples', "
         "need a key of this section; did you mean 'sample'?"),
    ],
)  # fmt: skip
def test_supervision_that_is_wrong(watched: Town, old: str, new: str, told: str) -> None:
    watched.change((old, new))
    assert told in "\n".join(str(problem) for problem in watched.problems())
