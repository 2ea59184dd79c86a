"""Courses take clerks from the desks of the office: who is away, until when, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from offices import measured, system
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.office.courses import clerks_on_courses
from telesim.scenario.office.steps import office_hours
from towns import DAY, H, at, order, rows, run, town, when

TUESDAY = "2001-01-02"


def taught(
    clerks: int = 2, begins: str = TUESDAY, at_once: str = "50 %", work: str = "15 work min",
    roles: tuple[str, ...] = ("acceptance",),
) -> Scenario:  # fmt: skip
    """One desk of acceptance that is taught for two days; nobody makes mistakes."""
    one = {"roles": list(roles), "begins": begins, "to": 1.0, "at_once": at_once}
    training = {
        "roles": {role: {"starts_at": 0.3} for role in roles},
        "programmes": {"one": one},
        "source": "assumed",
    }
    only = system(
        acceptance={"staff": clerks, "work": work},
        assignment=None, exchange=None, dispatch=None, test=None, billing=None,
    )  # fmt: skip
    return town(order_system=only, training=training if roles else None)


def accepted(log: EventLog) -> list[str]:
    return [when(row["time_ms"]) for row in rows(log, Kind.ACCEPTED)]


def test_a_cohort_is_away_for_its_days_and_back_on_the_next() -> None:
    # Two come at eight each day. On Tuesday and Wednesday clerk 0 is on the course.
    days = (1, 2, 3, 4)
    orders = [order(at(day, "08:00")) for day in days for _ in range(2)]
    assert accepted(run(taught(), orders)) == [
        "Mon 08:15", "Mon 08:15", "Tue 08:15", "Tue 08:30",
        "Wed 08:15", "Wed 08:30", "Thu 08:15", "Thu 08:15",
    ]  # fmt: skip
    # Who comes when the office has closed on the course's last day finds both.
    late = [order(at(3, "18:00")), order(at(3, "18:00"))]
    assert accepted(run(taught(), late)) == ["Thu 08:15", "Thu 08:15"]


def test_who_has_a_paper_in_hand_is_done_with_it_first() -> None:
    # Both are busy until 08:05 on Tuesday; then one clerk is there for the next two.
    orders = [order(at(1, "17:50")), order(at(1, "17:50"))]
    orders += [order(at(2, "08:01")), order(at(2, "08:02"))]
    assert accepted(run(taught(), orders)) == ["Tue 08:05", "Tue 08:05", "Tue 08:20", "Tue 08:35"]


def test_cohorts_begin_a_week_apart_and_somebody_stays() -> None:
    def away(scenario: Scenario) -> dict[int, list[int]]:
        found = clerks_on_courses(scenario, office_hours(scenario, "day"))
        return {day: sorted(who) for day, who in found.get((0, 0), {}).items()}

    # Three clerks in two cohorts: 0 and 2 on Tuesday and Wednesday, 1 a week later.
    assert away(taught(3)) == {1: [0, 2], 2: [0, 2], 8: [1], 9: [1]}
    # From Saturday on: Saturday and Monday, as Sunday is closed.
    assert away(taught(begins="2001-01-06")) == {5: [0], 7: [0], 12: [1], 14: [1]}
    # All at once: one stays. Who is alone learns beside the work.
    assert away(taught(3, at_once="100 %")) == {1: [1, 2], 2: [1, 2]}
    assert away(taught(1)) == {}
    # Assignment is taught to those of the five desks behind.
    assert away(taught(roles=("assignment",))) == {}
    given = taught(roles=("assignment",)).model_copy(
        update={"order_system": town(order_system=system(billing={"staff": 2})).order_system}
    )
    assert set(clerks_on_courses(given, office_hours(given, "day"))) == {(0, 5)}


def test_the_share_of_busy_time_is_of_the_time_that_clerks_are_there() -> None:
    # Two clerks for 48 h a week, one of them on a course for 16.
    scenario = taught()
    log = run(scenario, [order(at(1, "08:00")), order(at(1, "08:00"))])
    found = measured(scenario, log)
    assert found["office_busy_share", '{"step": "acceptance"}'].value == pytest.approx(
        100 * 0.5 / (96 - 16)
    )


def test_days_on_courses_are_counted_of_clerks_who_are_away_when_they_are() -> None:
    """Acceptance of three, assignment of one, four behind it, and five heads at the counters."""
    one = {"roles": ["acceptance", "assignment"], "begins": TUESDAY, "to": 1.0, "at_once": "50 %"}
    training = {
        "roles": {"acceptance": {"starts_at": 0.3, "heads": 5}, "assignment": {"starts_at": 0.3}},
        "programmes": {"one": one},
        "source": "assumed",
    }
    office = system(acceptance={"staff": 3}, billing={"staff": 2}, dispatch=None, test=None)
    scenario = town(order_system=office, training=training, window="14 days")
    log = run(scenario)

    def counted(kind: Kind) -> list[tuple[int, int, int]]:
        return [(r["time_ms"] // DAY, r["reason"], r["amount"]) for r in rows(log, kind)]

    # Clerks 0 and 2 of acceptance and 0 of billing on Tuesday and Wednesday, the others a week on.
    assert counted(Kind.COURSE) == [
        (1, 0, 2), (1, 1, 1), (2, 0, 2), (2, 1, 1), (8, 0, 1), (8, 1, 1), (9, 0, 1), (9, 1, 1),
    ]  # fmt: skip
    # Three heads, then two; who is alone at assignment and at the exchange has the first turn.
    assert counted(Kind.TAUGHT_BESIDE) == [
        (1, 0, 3), (1, 1, 2), (2, 0, 3), (2, 1, 2), (8, 0, 2), (9, 0, 2),
    ]  # fmt: skip
    found = measured(scenario, log)
    assert found["training_days", '{"role": "acceptance"}'].value == 6
    assert found["training_days", '{"role": "assignment"}'].value == 4
    assert found["training_days_beside_work", "{}"].value == 14
    assert (
        check(scenario)
        .staffing[-1]
        .startswith(
            "courses one: 5 heads away for 2 days each and 7 beside their work, from 2001-01-02;"
        )
    )
    columns = {name: values.copy() for name, values in log.columns.items()}
    columns["amount"][columns["kind"] == Kind.COURSE] = 4
    with pytest.raises(ConservationError, match="not the heads whom the courses take"):
        conservation.check(scenario, EventLog(columns, log.end_ms))


def test_clerks_on_courses_who_work_are_refused() -> None:
    # Four papers of four hours on Monday: both clerks must have worked all day.
    more: dict[str, Any] = {"begins": "2001-01-01", "work": "4 work h"}
    orders = [order(at(1, "08:00")) for _ in range(4)]
    log = run(taught(roles=(), **more), orders)
    assert (
        log.time_ms[log.kind == Kind.ACCEPTED].tolist()
        == [at(1, "12:00")] * 2 + [at(1, "18:00")] * 2
    )
    with pytest.raises(ConservationError, match="its clerks have not had so much time"):
        conservation.check(taught(**more), log)
    assert rows(run(taught(**more), orders), Kind.ACCEPTED)[3]["time_ms"] == at(2, "18:00")
    assert rows(log, Kind.ACCEPTED)[3]["reason"] == 4 * H
