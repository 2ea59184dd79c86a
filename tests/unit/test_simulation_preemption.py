"""Crews called away: who by, from what, and what becomes of the job that is left behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.kpi import measure
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import INSTALL, MOVE
from towns import (
    ALL_HOURS,
    DAY,
    H,
    cabinet,
    cause,
    crew,
    exchange,
    fault,
    order,
    rows,
    run,
    story,
    town,
    when,
    with_phases,
    workload,
)  # fmt: skip

BY_CLASS = {"by": ["class"]}


def classes(preemption: Any = BY_CLASS, crews: int = 1, **more: Any) -> Scenario:
    """Two causes of faults, of which the first goes before the second; crews at all hours."""
    policies = {
        "dispatch": {"rule": "group-then-age"},
        "group_order": ["first", "second"],
        "preemption": preemption,
        **more.pop("policies", {}),
    }
    causes = {
        "urgent": cause("10 work h", cause_group="first"),
        "usual": cause("3 work h", cause_group="second"),
    }
    return town(
        crews=[crew(calendar="always", count=crews)],
        faults=causes,
        policies=policies,
        **more,
    )


def cleared(log: EventLog) -> dict[int, float]:
    """Case -> hours from the start to clearing."""
    return {row["case"]: row["time_ms"] / H for row in rows(log, Kind.CLEARED)}


def usual(hour: float, work: float, slot: int = 0, **more: Any) -> dict[str, Any]:
    return fault(round(hour * H), slot, cause=1, work_ms=round(work * H), **more)


def urgent(hour: float, work: float, slot: int = 50, **more: Any) -> dict[str, Any]:
    return fault(round(hour * H), slot, cause=0, work_ms=round(work * H), **more)


@pytest.mark.parametrize(("work", "done"), [("restart", 19), ("resume", 17), ("resample", 16)])
def test_what_becomes_of_the_work(work: str, done: int) -> None:
    # One crew. A usual job of 6 h comes at 1, is left at 3 after 2 h of work for an urgent one of
    # 10 h, and is taken up again at 13: 4 h are left, or 6 h begin anew, or the 3 h of its law.
    scenario = classes({"by": ["class"], "work": work})
    log = run(scenario, faults=[usual(1, 6), urgent(3, 10)])
    assert cleared(log) == {0: done, 1: 13}
    (left,) = rows(log, Kind.INTERRUPTED)
    assert (left["case"], left["amount"], left["reason"]) == (0, 2 * H, int(work != "resume"))
    assert [(r["case"], r["reason"]) for r in rows(log, Kind.DISPATCHED)] == [
        (0, 0),
        (1, 0),
        (0, 0),
    ]


def test_without_the_policy_crews_finish_what_they_have_begun() -> None:
    log = run(classes(None), faults=[usual(1, 6), urgent(3, 10)])
    assert cleared(log) == {0: 7, 1: 17}


def test_the_same_class_does_not_interrupt_and_waits_in_its_order() -> None:
    # The urgent one of hour 2 calls the crew away; that of hour 3 waits for it. Then the usual job
    # of hour 0, half done, goes before that of hour 1.
    log = run(classes(), faults=[usual(0, 4, 1), usual(1, 1, 2), urgent(2, 3), urgent(3, 1, 51)])
    assert cleared(log) == {2: 5, 3: 6, 0: 8, 1: 9}


def test_of_several_crews_the_one_with_the_last_job_is_called() -> None:
    faults = [usual(0, 9, 1), usual(1, 9, 2), usual(2, 9, 3), urgent(3, 1)]
    log = run(classes(crews=3), faults=faults)
    assert cleared(log) == {3: 4, 0: 9, 1: 10, 2: 12}
    assert [row["crew"] for row in rows(log, Kind.INTERRUPTED)] == [2]


def test_who_is_left_behind_goes_to_another_crew_that_is_idle_or_calls_one_away() -> None:
    # Three classes, two crews: the middle job is left for the first and calls the other away.
    causes = {name: cause(f"{n} work h", cause_group=name) for n, name in enumerate("abc", start=1)}
    scenario = town(
        crews=[crew("one", calendar="always"), crew("two", "menders", calendar="always")],
        teams={
            "field": {"skills": {"repair": {}, "cable": {}}, "source": "assumed"},
            "menders": {"skills": {"repair": {}}, "source": "assumed"},
        },
        faults={**causes, "a": {**causes["a"], "skill": "cable"}},
        demand={},
        policies={
            "dispatch": {"rule": "group-then-age"},
            "group_order": ["a", "b", "c"],
            "preemption": BY_CLASS,
        },
    )
    # b at 0 to crew one, c at 1 to crew two; a at 2 takes crew one, b takes crew two, c waits.
    log = run(scenario, faults=[
        fault(0, 1, cause=1, work_ms=5 * H), fault(H, 2, cause=2, work_ms=5 * H),
        fault(2 * H, 3, cause=0, work_ms=2 * H),
    ])  # fmt: skip
    # Crew one is back at 4 and takes c, of which 1 h is done: 4 h more. b needs 3 h more from 2.
    assert cleared(log) == {2: 4, 0: 5, 1: 8}
    assert [(row["case"], row["crew"]) for row in rows(log, Kind.INTERRUPTED)] == [(0, 0), (1, 1)]


def test_the_way_is_spent_again_and_told() -> None:
    # An hour to go. Called away half an hour before the first site, then two hours into the work.
    scenario = classes(
        exchanges=[exchange(base_travel_min=60)], window="2 days", follow_up="5 days"
    )
    log = run(scenario, faults=[usual(0, 4), urgent(0.5, 2), urgent(7.5, 1, 51)])
    # 0.5-1.5 way and 2 h of work to 3.5; way to 4.5, worked 3 h to 7.5; 1 h way, 1 h work to 9.5;
    # 1 h way and the last hour to 11.5.
    assert cleared(log) == {1: 3.5, 2: 9.5, 0: 11.5}
    amounts = [row["amount"] for row in rows(log, Kind.INTERRUPTED)]
    assert amounts == [-H // 2, 3 * H]
    figures = measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert figures["interruptions", "{}"] == 2
    assert figures["hours_lost_to_interruptions", "{}"] == pytest.approx(1.5)
    assert figures["interrupted_visits_share", "{}"] == pytest.approx(100 * 2 / 5)
    # Six and a half hours of way or work are a share of two days; nothing is counted twice.
    assert figures["crew_travel_share", "{}"] == pytest.approx(100 * 4.5 / 48)
    assert figures["crew_work_share", "{}"] == pytest.approx(100 * 7 / 48)


def test_work_resumes_over_breaks_and_nights() -> None:
    # 08:00-12:00 and 14:00-18:00. Ten hours begun Monday at 09:00: 7 h that day, left on Tuesday at
    # 08:30 after 7.5 h; the urgent hour is done at 09:30; the other 2.5 h at 12:00.
    policies = {"dispatch": {"rule": "group-then-age"}, "group_order": ["first", "second"],
                "preemption": BY_CLASS}  # fmt: skip
    causes = {"urgent": cause(cause_group="first"), "usual": cause(cause_group="second")}
    log = run(town(faults=causes, policies=policies),
              faults=[usual(9, 10), urgent(24 + 8.5, 1)])  # fmt: skip
    assert story(log, 0)[3:] == [
        "Mon 09:00 arrived", "Mon 18:00 suspended", "Tue 08:00 resumed", "Tue 08:30 interrupted",
        "Tue 09:30 dispatched", "Tue 09:30 arrived", "Tue 12:00 cleared",
    ]  # fmt: skip
    assert rows(log, Kind.INTERRUPTED)[0]["amount"] == 7.5 * H
    assert rows(log, Kind.CLEARED, 0)[0]["amount"] == 2.5 * H


def test_an_urgent_job_of_the_night_goes_before_what_was_suspended() -> None:
    policies = {"dispatch": {"rule": "group-then-age"}, "group_order": ["first", "second"],
                "preemption": BY_CLASS}  # fmt: skip
    causes = {"urgent": cause(cause_group="first"), "usual": cause(cause_group="second")}
    log = run(town(faults=causes, policies=policies), faults=[usual(16, 4), urgent(22, 1)])
    assert story(log, 0)[4:] == [
        "Mon 18:00 suspended", "Tue 08:00 resumed", "Tue 08:00 interrupted",
        "Tue 09:00 dispatched", "Tue 09:00 arrived", "Tue 11:00 cleared",
    ]  # fmt: skip


def test_a_faster_crew_does_less_of_the_norm_in_what_is_left() -> None:
    # A crew of double speed does 8 h in 4; left after 1 h it has 3 h of its own to go.
    scenario = classes(
        teams={"field": {"skills": {"repair": {"speed": 2.0}}, "source": "assumed"}}, demand={}
    )
    log = run(scenario, faults=[usual(0, 8), urgent(1, 4)])
    assert cleared(log) == {1: 3, 0: 6}


def test_earliest_due_interrupts_by_its_order() -> None:
    # Promised within 48 h by cause of kind repair: moves within 10 h go first.
    scenario = town(
        crews=[crew(calendar="always")],
        policies={
            "dispatch": {"rule": "earliest-due"},
            "promises": {"repair": "48 h", "move": "10 h", "install": "100 h"},
            "preemption": {"by": ["order"]},
        },
    )
    log = run(scenario, [order(3 * H, MOVE)], [fault(H, work_ms=6 * H)])
    assert [when(r["time_ms"]) for r in rows(log, Kind.RELEASED)] == ["Mon 05:00"]
    assert [when(r["time_ms"]) for r in rows(log, Kind.CLEARED)] == ["Mon 09:00"]


def test_only_the_kinds_of_job_that_are_named_are_interrupted() -> None:
    install = {"by": ["class"], "jobs": ["install"]}
    log = run(classes(install), [order(20 * H, INSTALL)],
              [usual(1, 6), urgent(3, 10), urgent(20.5, 1, 51)])  # fmt: skip
    # The repair is finished; the install of hour 20, of half an hour so far, is not.
    assert cleared(log) == {1: 7, 2: 17, 3: 21.5}
    assert [row["case"] for row in rows(log, Kind.INTERRUPTED)] == [0]


def test_an_order_left_behind_may_be_given_up_at_once() -> None:
    # Its customer is patient until 02:00, and kept by the crew until 03:00.
    log = run(classes(), [order(H, INSTALL, work_prebuilt_ms=6 * H, work_build_ms=6 * H,
                                gives_up_ms=2 * H)], [urgent(3, 10)])  # fmt: skip
    assert story(log, 0)[-2:] == ["Mon 03:00 interrupted", "Mon 03:00 cancelled"]


def test_nobody_is_called_from_a_door_where_nobody_answers() -> None:
    visits = {"no_access": {"repair": "50 %"}, "no_access_time": "4 work h", "source": "assumed"}
    log = run(classes(visits=visits), faults=[usual(1, 6, access_ppm=0), urgent(3, 2)])
    assert not rows(log, Kind.INTERRUPTED)
    assert cleared(log)[1] == 7


def test_a_reform_lets_crews_be_called_away_from_its_day_on() -> None:
    reformed = with_phases(classes(None), (2 * DAY, (), classes()))
    jobs = [usual(1, 6), urgent(3, 2), usual(49, 6, 1), urgent(51, 2, 51)]
    assert cleared(run(reformed, faults=jobs)) == {0: 7, 1: 9, 3: 53, 2: 57}


def test_hours_on_duty_are_work_and_idle_and_nothing_else() -> None:
    # Work at 0-4 and 5-6 of 48 h, whatever is interrupted.
    scenario = classes(window="2 days", follow_up="5 days", calendars={"always": ALL_HOURS})
    log = run(scenario, faults=[usual(0, 3), urgent(1, 1), usual(5, 1, 1)])
    figures = measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert figures["crew_work_share", "{}"] == pytest.approx(100 * 5 / 48)
    assert figures["crew_idle_share", "{}"] == pytest.approx(100 * 43 / 48)


def test_an_interruption_that_no_policy_allows_is_a_breach() -> None:
    scenario = classes({"by": ["class"], "work": "restart"})
    log = simulate(scenario, workload(scenario, faults=[usual(1, 6), urgent(3, 10)]))
    conservation.check(scenario, log)
    with pytest.raises(conservation.ConservationError, match="no policy calls crews away so"):
        conservation.check(classes(), log)
    with pytest.raises(conservation.ConservationError, match="no policy calls crews away so"):
        conservation.check(classes(None), log)


# -- who may not be called, and by whom -----------------------------------------------------------


@pytest.mark.parametrize("precedence", [None, "appointments-first", "dispatch-rule"])
def test_a_customer_with_an_appointment_keeps_the_crew(precedence: str | None) -> None:
    appointed = precedence is not None
    given = {
        "precedence": precedence,
        "windows": ["08:00-12:00", "14:00-18:00"],
        "jobs": {"install": {"notice": "0 h", "no_access": "0 %"}},
        "source": "assumed",
    }
    scenario = town(
        faults={"drop": cause()},
        policies={
            "dispatch": {"rule": "repair-first"},
            "preemption": BY_CLASS,
            **({"appointments": given} if appointed else {}),
        },
    )
    log = run(scenario, [order(0, INSTALL, work_prebuilt_ms=6 * H, work_build_ms=6 * H)],
              [fault(15 * H, work_ms=H)])  # fmt: skip
    (served,) = rows(log, Kind.IN_SERVICE)
    assert len(rows(log, Kind.INTERRUPTED)) == (not appointed)
    assert (cleared(log)[1] < served["time_ms"] / H) == (not appointed)


def test_nobody_is_called_to_what_does_not_fit_the_day() -> None:
    # 08:00-12:00 and 14:00-18:00. The urgent job takes five hours on average, more than the day has
    # left at 15:00; at 09:00 there are seven.
    policies = {
        "dispatch": {"rule": "group-then-age"},
        "group_order": ["first", "second"],
        "preemption": BY_CLASS,
        "shift_end": {"repair": "no-start"},
    }
    causes = {
        "urgent": cause("5 work h", cause_group="first"),
        "usual": cause("1 work h", cause_group="second"),
    }
    scenario = town(faults=causes, policies=policies)
    log = run(scenario, faults=[usual(14, 3), urgent(15, 5)])
    assert not rows(log, Kind.INTERRUPTED)
    assert story(log, 1)[-1] == "Tue 15:00 cleared"
    early = run(scenario, faults=[usual(8, 6), urgent(9, 5)])
    assert [when(row["time_ms"]) for row in rows(early, Kind.INTERRUPTED)] == ["Mon 09:00"]


def test_work_that_begins_anew_is_drawn_anew_each_time() -> None:
    # A job of a widely spread law is left three times: four draws, all different.
    causes = {
        "urgent": cause("1 work h", cause_group="first"),
        "usual": cause({"lognormal": {"mean": "40 work h", "cv": 2}}, cause_group="second"),
    }
    scenario = town(
        crews=[crew(calendar="always")],
        faults=causes,
        policies={
            "dispatch": {"rule": "group-then-age"},
            "group_order": ["first", "second"],
            "preemption": {"by": ["class"], "work": "resample"},
        },
    )
    ends = []
    for times in (1, 2, 3):
        calls = [urgent(1 + 0.1 * n, 0.05, 50 + n) for n in range(times)]
        log = run(scenario, faults=[usual(0, 40), *calls])
        assert len(rows(log, Kind.INTERRUPTED)) == times
        # The last beginning, after the last urgent job, to the end.
        ends.append(cleared(log)[0] - (1 + 0.1 * (times - 1) + 0.05))
    assert len({round(value, 6) for value in ends}) == 3
    assert 40.0 not in {round(value, 6) for value in ends}


def test_the_place_that_is_left_says_whether_its_crew_may_go() -> None:
    # East lets crews go, West does not; one crew serves both.
    def told(preemption: Any) -> Scenario:
        return town(
            exchanges=[exchange("E", county="east"), exchange("W", county="west")],
            cabinets=[cabinet("C", "E"), cabinet("D", "W")],
            crews=[crew(base="E", covers="all", calendar="always")],
            faults={
                "urgent": cause("10 work h", cause_group="first"),
                "usual": cause("3 work h", cause_group="second"),
            },
            policies={
                "dispatch": {"rule": "group-then-age"},
                "group_order": ["first", "second"],
                "preemption": preemption,
            },
            demand={},
        )

    scenario = with_phases(told(None), (0, ("east",), told(BY_CLASS)))
    for here, there, called in ((0, 1, True), (1, 0, False)):
        log = run(scenario, faults=[usual(1, 6, cabinet=here), urgent(3, 2, cabinet=there)])
        assert bool(rows(log, Kind.INTERRUPTED)) is called


def test_an_interruption_that_leads_nowhere_at_once_is_a_breach() -> None:
    scenario = classes()
    log = simulate(scenario, workload(scenario, faults=[usual(1, 6), urgent(3, 10)]))
    conservation.check(scenario, log)
    left = next(n for n in range(len(log)) if log.kind[n] == Kind.INTERRUPTED)
    later = left + 1
    assert log.kind[later] == Kind.DISPATCHED
    log.time_ms[later:] += 1
    with pytest.raises(
        conservation.ConservationError, match="must set out for another case at once"
    ):
        conservation.check(scenario, log)


def test_crews_are_called_away_by_the_policy_in_force_then_and_there() -> None:
    calls, loses = classes(), classes({"by": ["class"], "work": "restart"})
    log = simulate(calls, workload(calls, faults=[usual(1, 6), urgent(3, 10)]))
    left = int(np.flatnonzero(log.kind == Kind.INTERRUPTED)[0])
    instant = int(log.time_ms[left])
    never = classes(None)
    for base, phases, holds in (
        (never, [(instant, (), calls)], True),
        (never, [(0, ("north",), calls)], True),
        (never, [(instant + 1, (), calls)], False),
        (calls, [(instant, (), never)], False),
        (calls, [(instant + 1, (), never)], True),
        (never, [(0, (), calls), (instant, (), loses)], False),
        (never, [(0, (), loses), (instant, (), calls)], True),
    ):
        scenario = with_phases(base, *phases)
        if holds:
            conservation.check(scenario, log)
            continue
        with pytest.raises(conservation.ConservationError, match="no policy calls crews") as found:
            conservation.check(scenario, log)
        assert found.value.row == left
