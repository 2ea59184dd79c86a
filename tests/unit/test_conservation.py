from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kpi_log import A1, B1, B, D, H, fault, install, log_of, plant, row, visit
from kpi_log import town as kpi_town
from kpi_week import everything
from telesim.conservation import ConservationError, check
from telesim.conservation.audit import Audit
from telesim.conservation.cases import check_faults
from telesim.conservation.crews import ENDINGS
from telesim.conservation.plant import check_plant
from telesim.conservation.present import check_present, number_over_time
from telesim.eventlog import EventLog, Kind
from telesim.kpi import measure
from telesim.scenario import Scenario

K = Kind
Rows = list[tuple[int, ...]]


def town(**changes: Any) -> Scenario:
    """The town of the KPIs, whose crews never go home."""
    always = {"week": {"hours": {"mon-sun": ["00:00-24:00"]}, "source": "assumed"}}
    return kpi_town(**{"calendars": always, **changes})


def worked_through(log: EventLog) -> EventLog:
    """The same visits, whose crews work all the time that they are there."""
    for at in np.flatnonzero(log.kind == K.ARRIVED):
        ends = np.flatnonzero((log.crew == log.crew[at]) & np.isin(log.kind, ENDINGS))
        after = ends[ends > at]
        if after.size:
            log.amount[after[0]] = log.time_ms[after[0]] - log.time_ms[at]
    return log


def roster() -> Rows:
    """Both crews are on duty day and night."""
    return [row(day * D, K.ON_DUTY, crew=crew, amount=D) for day in range(60) for crew in (0, 1)]


def sound() -> Rows:
    """A fault cleared on day 11, an install served on day 13, a port expansion."""
    return [
        *plant(),
        *roster(),
        *fault(0, 11 * D),
        *visit(0, 11 * D, K.CLEARED, H, H, reason=1),
        *install(1, 12 * D),
        *visit(1, 13 * D, K.IN_SERVICE, H, H),
        row(19 * D, K.EXPANSION_ORDERED, place=B, reason=0, amount=5),
        row(20 * D, K.CAPACITY, place=B, reason=0, amount=5),
    ]


def test_sound_logs_pass() -> None:
    check(town(), log_of(sound()))
    check(town(), worked_through(log_of([*everything(), *roster()])))
    check(town(), log_of(plant()))


def without(kind: Kind, case: int) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        return [r for r in rows if not (r[1] == kind and r[2] == case)]

    return change


def plus(*more: tuple[int, ...]) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows, *more]


BREACHES = [
    (
        "keeps a pair that it never had",
        plus(
            row(15 * D, K.FAULT, 2, place=A1, amount=1),
            row(15 * D, K.REPEAT_OF, 2, amount=0),
            row(15 * D, K.SAME_JOINT, 2, reason=1),
            row(15 * D, K.REPORT, 2, amount=1),
        ),
        "gave the line no spare pair",
    ),
    (
        "reminded at another time",
        plus(
            *fault(2, 15 * D),
            row(15 * D, K.FORGOTTEN, 2, amount=2 * D),
            row(16 * D, K.REMINDED, 2),
        ),
        "at another instant than was said",
    ),
    (
        "found though it was repaired",
        plus(row(14 * D, K.FOUND_UNREPAIRED, 0, crew=0)),
        "was not closed without repair",
    ),
    (
        "avoided by nobody",
        plus(row(14 * D, K.AVOIDED, place=A1, line=7)),
        "no preventive work has been done",
    ),
    (
        "preventive work during a visit",
        plus(row(11 * D + 1, K.PREVENTIVE, crew=0, place=A1, line=7)),
        "already on a visit",
    ),
    (
        "dispatched though forgotten",
        plus(
            *fault(2, 15 * D),
            row(15 * D, K.FORGOTTEN, 2, amount=2 * D),
            row(16 * D, K.DISPATCHED, 2, crew=0),
        ),
        "must not follow forgotten",
    ),
    ("cleared twice", plus(row(14 * D, K.CLEARED, 0, crew=0, reason=0)), "must not follow cleared"),
    ("arrives unsent", without(K.DISPATCHED, 0), "must not follow report"),
    ("served without assignment", without(K.ASSIGNED, 1), "must not follow order"),
    ("an order is cleared", plus(row(14 * D, K.CLEARED, 1, crew=0)), "must not follow in-service"),
    ("a case from nowhere", plus(row(14 * D, K.REPORT, 7, amount=1)), "must begin with"),
    (
        "lines come back that were not down",
        plus(*fault(2, 15 * D), *visit(2, 15 * D, K.CLEARED, H, H, reason=3)),
        "just the lines still down",
    ),
    ("no report", plus(row(15 * D, K.FAULT, 2, amount=1), row(15 * D, K.REPORT, 2)), "one report"),
    (
        "a move takes a port",
        plus(row(15 * D, K.ORDER, 2, place=A1, reason=1), row(15 * D, K.ASSIGNED, 2, amount=1)),
        "a move none",
    ),
    (
        "a move keeps its old pairs",
        plus(
            row(15 * D, K.ORDER, 2, place=A1, reason=1),
            row(15 * D, K.ASSIGNED, 2),
            *visit(2, 15 * D, K.IN_SERVICE, H, H),
        ),
        "must release its old pairs",
    ),
    (
        "a customer gives back what was never had",
        plus(row(15 * D, K.ORDER, 2, place=A1), row(16 * D, K.CANCELLED, 2, reason=1, amount=1)),
        "whether facilities had been assigned",
    ),
    (
        "more ports than there are",
        plus(*(r for case in range(2, 5) for r in install(case, 15 * D, B1))),
        "53 ports in use where there are 52",
    ),
    (
        "a crew in two places",
        plus(*fault(2, 11 * D), row(11 * D + 1, K.DISPATCHED, 2, crew=0)),
        "already on a visit",
    ),
    (
        "work longer than the visit",
        lambda rows: [(*r[:7], 3 * H) if r[1] == K.CLEARED and r[2] == 0 else r for r in rows],
        f"take {4 * H} ms where its crew worked {2 * H} ms",
    ),
    (
        "lines at the start",
        lambda rows: [r for r in rows if not (r[1] == K.LINES and r[4] == A1)],
        "not those of the scenario",
    ),
]


@pytest.mark.parametrize(("what", "change", "expected"), BREACHES, ids=[b[0] for b in BREACHES])
def test_a_breach_is_named(what: str, change: Callable[[Rows], Rows], expected: str) -> None:
    with pytest.raises(ConservationError, match=expected) as found:
        check(town(seed=17), log_of(change(sound())))
    assert "seed 17" in str(found.value)
    assert 0 <= found.value.row < 100


def test_the_error_names_the_row_and_the_case() -> None:
    rows = [*sound(), row(60 * D - 1, K.READY, 1)]
    with pytest.raises(ConservationError) as found:
        check(town(), log_of(rows))
    assert (found.value.row, found.value.case) == (len(rows) - 1, 1)
    assert f"row {len(rows) - 1}, case 1: must not follow in-service" in str(found.value)


def test_the_seed_is_that_of_the_draws_and_the_row_the_first_that_is_wrong() -> None:
    # Crew 1 comes back to another case than it went to before crew 0 does.
    rows = [*sound(), *fault(2, 15 * D), *fault(3, 15 * D, line=3)]
    for crew, at in ((0, 18 * D), (1, 17 * D)):
        rows += visit(2 + crew, at, K.CLEARED, 2 * H, 24 * H, reason=1, crew=crew)
    log = log_of(rows)
    spent = np.flatnonzero(log.kind == K.CLEARED)
    log.amount[spent[1:]] = 20 * D
    with pytest.raises(ConservationError, match=f"take {20 * D + 2 * H} ms") as found:
        check(town(), log, seed=99)
    assert "seed 99" in str(found.value)
    assert log.crew[found.value.row] == 1


def test_of_several_breaches_the_first_row_is_told_whatever_check_finds_it() -> None:
    rows = [*sound(), row(60 * D - 1, K.READY, 1)]
    day = next(n for n, one in enumerate(rows) if one[0] == 14 * D and one[1] == K.ON_DUTY)
    rows[day] = (*rows[day][:7], D + 1)
    log = log_of(rows)
    with pytest.raises(ConservationError, match=f"day has {D} ms on duty") as found:
        check(town(), log)
    assert (log.time_ms[found.value.row], log.amount[found.value.row]) == (14 * D, D + 1)


def test_plant_that_does_not_fit_the_lines_is_named_where_they_part() -> None:
    # Served without facilities; cancelled, and its pair is not given back.
    served = log_of(without(K.ASSIGNED, 1)(sound()))
    kept = log_of([*sound(), *install(2, 15 * D), row(16 * D, K.CANCELLED, 2)])
    for log, kind, told in (
        (served, K.IN_SERVICE, "60 pairs in use at A1 when the run ended, but 61 lines"),
        (kept, K.CANCELLED, "62 pairs in use at A1 when the run ended, but 61 lines"),
    ):
        with pytest.raises(ConservationError, match=told) as found:
            check_plant(Audit(town(), log))
        assert log.kind[found.value.row] == kind
        assert found.value.row < len(log) - 1


def test_lines_that_come_back_once_too_often_are_named_where_they_do() -> None:
    part = [row(day * D, K.PART_RESTORED, 2, amount=2) for day in (16, 17, 18)]
    rows = [*sound(), *fault(2, 15 * D, lines=3), *part]
    with pytest.raises(ConservationError, match="more lines came back than went down") as found:
        check_faults(Audit(town(), log_of(rows)))
    assert log_of(rows).time_ms[found.value.row] == 17 * D


# -- Little's law ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "whose"),
    [
        (row(14 * D, K.CLEARED, 0, crew=0), "faults"),
        (row(14 * D, K.CLEARED, 9, crew=0), "faults"),
        (row(11 * D + 1, K.FAULT, 0, place=A1, amount=1), "faults"),
        (row(14 * D, K.CANCELLED, 1), "orders"),
        (row(12 * D, K.ORDER, 1, place=A1), "orders"),
        (row(11 * D + 1, K.DISPATCHED, 7, crew=0), "crews on a visit"),
        (row(14 * D, K.LINE_BACK, 7, place=A1, line=2), "suspended lines"),
    ],
)
def test_littles_law_names_who_is_there_too_long(more: tuple[int, ...], whose: str) -> None:
    rows = [*sound(), more]
    check_present(Audit(town(), log_of(sound())))
    with pytest.raises(ConservationError, match=f"Little's law fails: {whose}") as found:
        check_present(Audit(town(), log_of(rows)))
    log = log_of(rows)
    assert log.row(found.value.row)["time_ms"] >= more[0]


def test_whom_littles_law_counts_is_whom_the_kpis_count() -> None:
    # Orders from their beginning to their end; faults too, but for that which nobody reports.
    log = log_of(everything())
    figures = measure(town(), log).set_index(["kpi", "where"])["value"]
    present = {name: number_over_time(Audit(town(), log), name) for name in ("orders", "faults")}
    unreported = 20 * D
    assert present["orders"] == (2 + 10 + 20 + 1 + 4 + 30) * D
    for kpi, name, less in (
        ("waiting_list_mean", "orders", 0),
        ("open_faults_mean", "faults", unreported),
    ):
        mean = figures[kpi, "{}"]
        assert mean * 30 * D == pytest.approx(present[name] - less, rel=1e-12)


def test_capacity_may_open_at_the_instant_it_is_taken() -> None:
    rows = plant()
    rows += [*install(0, 11 * D, B1), *install(1, 11 * D, B1)]
    rows.append(row(12 * D, K.EXPANSION_ORDERED, place=B, reason=0, amount=1))
    rows.append(row(12 * D, K.CAPACITY, place=B, reason=0, amount=1))
    rows += install(2, 12 * D, B1)
    check(town(), log_of(rows))


def test_capacity_is_at_first_that_of_the_scenario() -> None:
    given = plant()
    written = [n for n, one in enumerate(given) if one[1] == K.CAPACITY]
    assert len(written) == 11
    for n in written:
        *start, amount = given[n]
        changed = [*given[:n], (*start, amount + 1), *given[n + 1 :]]
        with pytest.raises(ConservationError, match=f"the scenario has {amount} at the start"):
            check(town(), log_of(changed))
        with pytest.raises(ConservationError, match=r"are not told|where there are 0"):
            check(town(), log_of([*given[:n], *given[n + 1 :]]))


PROJECT = {
    "id": "ports-b",
    "place": "B",
    "what": "ports",
    "amount": 5,
    "opens": "2001-01-20",
    "cost": 0,
}


@pytest.mark.parametrize(
    ("day", "amount", "more"), [(19, 5, 0), (19, 4, 0), (19, 6, 1), (18, 5, 5), (30, 5, 0)]
)
def test_no_more_opens_than_is_planned_by_then(day: int, amount: int, more: int) -> None:
    there = town(projects=[PROJECT])
    opens = (there.ms_of("2001-01-20") - 19 * D) // D
    log = log_of([*plant(), row((day + opens) * D, K.CAPACITY, place=B, reason=0, amount=amount)])
    if not more:
        check(there, log)
        return
    with pytest.raises(ConservationError, match=f"opens {more} more than was planned") as found:
        check(there, log)
    assert found.value.row == len(log) - 1


# -- faults that people make, and the main frame ------------------------------------------------

MADE = {
    "demand": {
        "install": {
            "rate": "1 orders per 100 lines per month",
            "work_prebuilt": "1 work h",
            "work_build": "1 work h",
            "early_life": {"share": "5 %", "within": "5 days", "cause": "drop"},
            "source": "assumed",
        }
    },
    "work_induced": {"share": "1 %", "within": "5 days", "cause": "drop", "source": "assumed"},
}


def made(kind: Kind, at: int, by: int, line: int, place: int = A1) -> Rows:
    """A fault as the fifth case, and the row that names its maker."""
    down, report = fault(5, at, place, line=line)
    return [down, row(at, kind, 5, place=place, line=line, amount=by), report]


def served_line() -> Rows:
    """The rows of a sound log in which the end of the install names its line and cabinet."""
    return [
        (*r[:3], 90, A1, *r[5:]) if r[1] == K.IN_SERVICE else r
        for r in sound()
    ]  # fmt: skip


def test_made_faults_name_the_work() -> None:
    check(town(**MADE), log_of([*served_line(), *made(K.EARLY_LIFE, 15 * D, 1, 90)]))
    check(town(**MADE), log_of([*served_line(), *made(K.WORK_INDUCED, 15 * D, 1, 7)]))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (made(K.EARLY_LIFE, 12 * D, 1, 90), "needs work that ended before"),
        (made(K.EARLY_LIFE, 19 * D, 1, 90), "needs work that ended before"),
        (made(K.EARLY_LIFE, 15 * D, 1, 91), "the new line itself"),
        (made(K.EARLY_LIFE, 15 * D, 99, 90), "names no case"),
        (made(K.EARLY_LIFE, 12 * D, 0, -1), "cabinet"),
        (made(K.WORK_INDUCED, 15 * D, 1, 90), "another line"),
        (made(K.WORK_INDUCED, 15 * D, 1, 7, B1), "another cabinet"),
    ],
)
def test_made_faults_that_cannot_be(rows: Rows, expected: str) -> None:
    with pytest.raises(ConservationError, match=expected):
        check(town(**MADE), log_of([*served_line(), *rows]))


def jumpered(crew: int = 0, call: int = 5, done: int = 1) -> Rows:
    """An install whose jumper is asked on day 12 and run on day 13, then its visit."""
    return [
        *plant(),
        *roster(),
        *install(1, 12 * D),
        row(12 * D, K.FRAME_CALL, 5, place=3),
        row(12 * D, K.JUMPER_ASKED, 1, reason=5, amount=H),
        *visit(5, 13 * D, K.FRAME_DONE, H, H, reason=done),
        row(13 * D + 2 * H, K.JUMPERED, 1, crew=crew, reason=call),
        *visit(1, 14 * D, K.IN_SERVICE, H, H),
    ]


FRAME = {"main_frame": {"work": "1 work h", "at_most": 2, "source": "assumed"}}


def test_jumpers_are_run_by_their_calls() -> None:
    check(town(**FRAME), log_of(jumpered()))


@pytest.mark.parametrize(
    ("rows", "scenario", "expected"),
    [
        (jumpered(crew=1), FRAME, "another crew"),
        (jumpered(call=1), FRAME, "another call than it joined"),
        (jumpered(done=0), FRAME, "more jumpers than the call had"),
        (jumpered(done=3), FRAME, "more jumpers than one call takes"),
        (jumpered(), {}, "no jumpers in this scenario"),
        (sound(), FRAME, "the jumper of every install comes first"),
        (jumpered(), {"main_frame": {**FRAME["main_frame"], "jobs": ["move"]}}, "no install"),
        ([r for r in jumpered() if r[1] != K.JUMPERED], FRAME, "must not follow jumper-asked"),
    ],
)
def test_jumpers_that_cannot_be(rows: Rows, scenario: dict[str, object], expected: str) -> None:
    with pytest.raises(ConservationError, match=expected):
        check(town(**scenario), log_of(rows))
