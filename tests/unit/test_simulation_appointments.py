"""Half-days promised to customers: which one, who comes to it, and what keeps or breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from telesim import kpi
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import draw
from towns import (
    MIN,
    NOT_FIXED,
    H,
    at,
    cabinet,
    cause,
    crew,
    exchange,
    fault,
    instants,
    order,
    rows,
    run,
    story,
    town,
    when,
    with_phases,
)

#: Drops stand, so that an install takes an hour; nobody travels.
STANDING = [cabinet(prebuilt_pct=100)]
TERMS = {"notice": "1 day", "no_access": "4 %"}


def appointments(fill: str = "75 %", **more: Any) -> dict[str, Any]:
    """A desk that gives away three of the four hours of each half-day."""
    return {
        "windows": ["08:00-12:00", "14:00-18:00"],
        "fill": fill,
        "jobs": {"install": TERMS, "move": TERMS},
        "source": "assumed",
        **more,
    }


def promising(policies: dict[str, Any] | None = None, **more: Any) -> Scenario:
    promised = {"appointments": appointments(), **(policies or {})}
    return town(policies=promised, **{"cabinets": STANDING, **more})


def promised(log: Any, case: int | None = None) -> list[str]:
    """When the windows begin that have been promised, in the order of the promises."""
    return [when(row["amount"]) for row in rows(log, Kind.PROMISED, case)]


def figures(scenario: Scenario, log: Any) -> dict[str, float]:
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    return {name: table[name, "{}"] for name, where in table.index if where == "{}"}


def test_an_order_gets_the_first_half_day_after_its_notice_and_waits_for_it() -> None:
    log = run(promising(), [order(at(1, "09:00"))])
    assert story(log, 0) == [
        "Mon 09:00 order",
        "Mon 09:00 assigned",
        "Mon 09:00 promised",
        "Tue 14:00 ready",
        "Tue 14:00 dispatched",
        "Tue 14:00 arrived",
        "Tue 15:00 in-service",
    ]
    (row,) = rows(log, Kind.PROMISED)
    assert (row["amount"], row["reason"]) == (at(2, "14:00"), 4 * H)


def test_a_half_day_takes_as_many_jobs_as_its_share_of_hours_holds() -> None:
    # 75 % of 4 h are three jobs of an hour.
    log = run(promising(), [order(at(1, "09:00") + n) for n in range(7)])
    assert promised(log) == [*["Tue 14:00"] * 3, *["Wed 08:00"] * 3, "Wed 14:00"]
    assert instants(log, Kind.IN_SERVICE)[:3] == [at(2, "15:00"), at(2, "16:00"), at(2, "17:00")]


def test_what_a_long_job_takes_beyond_a_half_day_is_taken_from_the_next() -> None:
    # A job of 3 h, 2 h of each half-day to give: 2 + 1, 1 + 2, 2 + 1: every third is full already.
    log = run(
        promising({"appointments": appointments("50 %")}, cabinets=[cabinet()]),
        [order(at(1, "07:00") + n) for n in range(4)],
    )
    assert promised(log) == ["Tue 08:00", "Tue 14:00", "Wed 14:00", "Thu 08:00"]


def test_installs_and_moves_share_the_hours_of_the_crews_that_do_both() -> None:
    # Installs 1 h, moves 2 h: 3 h are full with one of each.
    mixed = [order(at(1, "07:00")), order(at(1, "07:00") + 1, 1), order(at(1, "07:00") + 2)]
    log = run(promising(), mixed)
    assert promised(log) == ["Tue 08:00", "Tue 08:00", "Tue 14:00"]
    alone = [crew("fitter", "fitters"), crew("mover", "movers")]
    teams = {
        "fitters": {"skills": {"install": {}, "repair": {}, "cable": {}}, "source": "assumed"},
        "movers": {"skills": {"move": {}}, "source": "assumed"},
    }
    assert promised(run(promising(crews=alone, teams=teams), mixed)) == ["Tue 08:00"] * 3


def test_where_crews_own_cabinets_the_owners_hours_are_given_away() -> None:
    places = {
        "cabinets": [cabinet("C", lines=100, prebuilt_pct=100), cabinet("D", prebuilt_pct=100)],
        "crews": [crew("a"), crew("b")],
    }
    orders = [order(at(1, "09:00") + n) for n in range(6)]
    assert promised(run(promising(**places), orders)) == ["Tue 14:00"] * 6
    # Of two crews the one that owns cabinet C has three hours of a half-day to give.
    territory = {"lending": "none", "skills": ["install"]}
    log = run(promising({"territory": territory}, **places), orders)
    assert promised(log) == [*["Tue 14:00"] * 3, *["Wed 08:00"] * 3]
    assert len({row["crew"] for row in rows(log, Kind.IN_SERVICE)}) == 1


def test_nothing_is_promised_for_days_on_which_no_crew_is_rostered() -> None:
    assert promised(run(promising(), [order(at(6, "07:00"))])) == ["Mon 08:00 of week 2"]
    off = {"day": {"hours": {"mon-sat": ["08:00-12:00"]}, "rotation": "1 of 2", "source": "x y z"}}
    # One crew with every second working day off, Tuesday among them.
    log = run(promising(calendars=off), [order(at(1, "07:00"))])
    assert promised(log) == ["Wed 08:00"]


def test_absence_that_is_usual_is_left_out_of_what_is_given_away() -> None:
    away = {"day": {"hours": {"mon-sat": ["08:00-12:00", "14:00-18:00"]}, "absence": "50 %",
                    "source": "assumed"}}  # fmt: skip
    # Half of 75 % of 4 h: the second job begins within it, the third does not.
    log = run(promising(calendars=away), [order(at(1, "07:00") + n) for n in range(3)])
    assert promised(log) == ["Tue 08:00", "Tue 08:00", "Tue 14:00"]


def test_nobody_at_home_is_rarer_with_an_appointment_and_makes_a_new_one() -> None:
    visits = {"no_access": {"install": "6 %"}, "no_access_time": "12 work min", "source": "x y z"}
    scenario = promising(visits=visits)
    # 5 % lies between the two chances, 3 % below both; the next try finds somebody.
    log = run(scenario, [order(at(1, "09:00"), access_ppm=50_000)])
    assert instants(log, Kind.NO_ACCESS) == []
    log = run(scenario, [order(at(1, "09:00"), access_ppm=30_000, key=5)])
    assert story(log, 0)[4:] == [
        "Tue 14:00 dispatched",
        "Tue 14:00 arrived",
        "Tue 14:12 no-access",
        "Tue 14:12 promised",
        "Thu 08:00 ready",
        "Thu 08:00 dispatched",
        "Thu 08:00 arrived",
        "Thu 09:00 in-service",
    ]


def test_a_late_crew_meets_the_usual_chance() -> None:
    visits = {"no_access": {"install": "6 %"}, "no_access_time": "12 work min", "source": "x y z"}
    busy = [fault(at(2, "11:00"), work_ms=8 * H)]
    log = run(promising(visits=visits), [order(at(1, "09:00"), access_ppm=50_000)], busy)
    assert when(instants(log, Kind.NO_ACCESS)[0]) == "Wed 11:12"


def test_a_promise_goes_before_all_other_work_and_keeps_its_place_when_it_is_broken() -> None:
    # The crew is on a repair of 8 h from Tuesday 11:00 to Wednesday 11:00; two more repairs are
    # older than the window, and the rule would take them first.
    scenario = promising({"dispatch": {"rule": "repair-first"}})
    faults = [fault(at(2, "11:00"), work_ms=8 * H), fault(at(2, "11:30"), 1)]
    log = run(scenario, [order(at(1, "09:00"))], faults)
    assert instants(log, Kind.ARRIVED, 0) == [at(3, "11:00")]
    assert instants(log, Kind.ARRIVED, 2) == [at(3, "14:00")]
    found = figures(scenario, log)
    assert found["promises_made"] == found["promises_broken"] == 1
    assert found["promises_kept_share"] == 0
    without = run(town(cabinets=STANDING, policies={"dispatch": {"rule": "repair-first"}}),
                  [order(at(2, "10:59"))], faults)  # fmt: skip
    assert instants(without, Kind.ARRIVED, 0) == [at(2, "10:59")]


@pytest.mark.parametrize(
    ("precedence", "first"), [("appointments-first", "install"), ("dispatch-rule", "repair")]
)
@pytest.mark.parametrize("rule", ["repair-first", "age-weighted", "oldest-first"])
def test_whether_a_repair_or_an_appointment_goes_first_is_said(
    rule: str, precedence: str, first: str
) -> None:
    """The order is of Monday noon, its window opens on Tuesday at 14:00; the repair is reported
    on Tuesday at 13:00. By age the install is older; an hour of a repair counts a thousandfold.
    """
    dispatch = {"rule": rule, **({"repair": 1000} if rule == "age-weighted" else {})}
    given = appointments(precedence=precedence)
    scenario = promising({"dispatch": dispatch, "appointments": given})
    log = run(scenario, [order(at(1, "12:00"))], [fault(at(2, "13:00"))])
    begun = [row["case"] for row in rows(log, Kind.DISPATCHED)]
    if rule == "oldest-first":
        first = "install"
    assert begun == ([0, 1] if first == "install" else [1, 0])
    assert figures(scenario, log)["promises_kept_share"] == 100


def full_town(fill: str | None) -> Scenario:
    """Twenty crews that only install, with a seventh more orders than hours."""
    calendar = {"hours": {"mon-sat": ["08:00-12:00", "14:00-18:00"]}, "rotation": "5 of 6",
                "absence": "8 %", "source": "assumed"}  # fmt: skip
    hours = 20 * 6 * 7 * 5 / 6 * 0.92
    a_month = 1.15 * hours * 30.4 / 7 / 3.56  # work, way, closing and nobody at home: 3.56 h each
    install = {"rate": f"{a_month / 100:.4f} orders per 100 lines per month",
               "work_prebuilt": {"lognormal": {"mean": "1.2 work h", "cv": 0.8}},
               "work_build": {"lognormal": {"mean": "3 work h", "cv": 0.8}},
               "source": "assumed"}  # fmt: skip
    given = None if fill is None else appointments(fill, jobs={"install": {"no_access": "6 %"}})
    return town(
        warm_up="8 weeks", window="12 weeks", follow_up="10 weeks",
        exchanges=[exchange(ports=60_000, base_travel_min=30)],
        cabinets=[cabinet(lines=10_000, feeder_pairs=60_000, distribution_pairs=60_000,
                          prebuilt_pct=10)],
        crews=[crew(count=20)], calendars={"day": calendar}, demand={"install": install},
        travel={"variation": {"lognormal": {"mean": 1, "cv": 0.3}}, "source": "assumed"},
        visits={"depot": "1 work h", "closing": "0.2 work h", "no_access": {"install": "6 %"},
                "no_access_time": "0.2 work h", "source": "assumed"},
        faults={"drop": cause(rate="0.000001 events per 100 lines per month")},
        policies={"appointments": given},
    )  # fmt: skip


def test_what_appointments_cost_crews_with_nothing_else_to_do() -> None:
    """Seven of eight paid hours are in the field. What is not given away they stand idle, and a
    twenty-fifth of the day more until the next window opens.
    """
    found = {}
    for fill in (None, "90 %", "95 %", "100 %"):
        scenario = full_town(fill)
        found[fill] = figures(scenario, simulate(scenario, draw(scenario, 1, 0)))
    idle = {fill: one["crew_idle_share"] for fill, one in found.items()}
    assert idle[None] == pytest.approx(0, abs=0.5)
    gaps = idle["100 %"]
    assert 2 < gaps < 6
    assert idle["95 %"] == pytest.approx(0.05 * 87.5 + gaps, abs=1)
    assert idle["90 %"] == pytest.approx(0.10 * 87.5 + gaps, abs=1)
    kept = {fill: one["promises_kept_share"] for fill, one in found.items()}
    assert kept["90 %"] > 90 > kept["100 %"]


def test_under_a_rule_that_weighs_job_against_crew_a_promise_goes_first_too() -> None:
    scenario = promising({"dispatch": {"rule": "nearest"}})
    faults = [fault(at(2, "11:00"), work_ms=3 * H), fault(at(2, "11:30"), 1)]
    log = run(scenario, [order(at(1, "09:00"))], faults)
    # On the repair until 16:00 (the break from 12:00 to 14:00).
    assert instants(log, Kind.ARRIVED, 0) == [at(2, "16:00")]
    assert figures(scenario, log)["promises_kept_share"] == 100


def test_a_crew_goes_to_an_appointment_though_the_job_does_not_fit_into_its_day() -> None:
    policies = {"shift_end": {"install": "no-start"}}
    busy = [fault(at(2, "11:00"), work_ms=3 * H)]
    scenario = promising(policies, cabinets=[cabinet()])
    log = run(scenario, [order(at(1, "09:00"))], busy)
    # Free at 16:00 for 3 h: an hour of overtime.
    assert instants(log, Kind.ARRIVED, 0) == [at(2, "16:00")]
    assert [row["amount"] for row in rows(log, Kind.OVERTIME)] == [H]
    # Once the window is over, the rule for the day's end holds again.
    late = [fault(at(2, "11:00"), work_ms=11 * H)]
    log = run(scenario, [order(at(1, "09:00"))], late)
    assert when(instants(log, Kind.CLEARED)[0]) == "Wed 16:00"
    assert when(instants(log, Kind.ARRIVED, 0)[0]) == "Thu 08:00"


def test_a_customer_who_gives_up_before_the_window_gives_it_back() -> None:
    scenario = promising()
    orders = [order(at(1, "09:00") + n) for n in range(3)]
    orders[1]["gives_up_ms"] = at(1, "12:00")
    log = run(scenario, [*orders, order(at(1, "13:00"))])
    assert promised(log, 3) == ["Tue 14:00"]
    found = figures(scenario, log)
    assert (found["promises_made"], found["promises_kept_share"]) == (4, 100)
    assert (found["promises_broken"], found["promises_waiting"]) == (0, 0)


def test_a_repair_gets_an_appointment_where_repairs_are_named_and_another_for_a_second_visit() -> (
    None
):
    jobs = {"repair": {"notice": "4 h", "no_access": "0 %"}}
    scenario = promising({"appointments": appointments(jobs=jobs)})
    log = run(scenario, [order(at(1, "07:00"))], [fault(at(1, "09:00"), fix_ppm=NOT_FIXED)])
    assert story(log, 1)[:7] == [
        "Mon 09:00 fault",
        "Mon 09:00 report",
        "Mon 09:00 promised",
        "Mon 14:00 ready",
        "Mon 14:00 dispatched",
        "Mon 14:00 arrived",
        "Mon 15:00 cleared",
    ]
    assert instants(log, Kind.ARRIVED, 0) == [at(1, "08:00")]
    seldom = {"skills": {"repair": {"first_time_fix": "90 %"}, "install": {}, "move": {},
                         "cable": {}}, "source": "assumed"}  # fmt: skip
    scenario = promising({"appointments": appointments(jobs=jobs)}, teams={"field": seldom})
    log = run(scenario, [], [fault(at(1, "09:00"), fix_ppm=NOT_FIXED, key=3)])
    assert promised(log) == ["Mon 14:00", "Tue 08:00"]


def test_a_window_is_promised_once_the_jumper_is_run_and_a_forgotten_ticket_is_called_in() -> None:
    frame = {"work": "30 work min", "skill": "repair", "source": "assumed"}
    log = run(promising(main_frame=frame), [order(at(1, "09:00"))])
    assert story(log, 0)[:6] == [
        "Mon 09:00 order",
        "Mon 09:00 assigned",
        "Mon 09:00 jumper-asked",
        "Mon 09:30 jumpered",
        "Mon 09:30 promised",
        "Tue 14:00 ready",
    ]
    jobs = {"repair": {"notice": "4 h", "no_access": "0 %"}}
    pay = {"scheme": "equal", "pace": 1, "forgotten": {"share": "100 %", "wait": "24 h"}}
    log = run(
        promising({"appointments": appointments(jobs=jobs), "pay": pay}),
        [],
        [fault(at(1, "09:00"))],
    )
    # A customer calls again within the day, and is promised the next window after four hours.
    (reminded,), (window,) = instants(log, Kind.REMINDED), rows(log, Kind.PROMISED)
    assert window["time_ms"] == reminded
    assert window["amount"] >= reminded + 4 * H
    assert story(log, 0)[-1].endswith("cleared")


def test_a_reform_ends_appointments_for_orders_to_come_and_keeps_those_given() -> None:
    base = promising()
    later = town(cabinets=STANDING)
    scenario = with_phases(base, (at(1, "12:00"), (), later))
    log = run(scenario, [order(at(1, "09:00")), order(at(1, "15:00"))])
    assert promised(log) == ["Tue 14:00"]
    assert instants(log, Kind.ARRIVED, 0) == [at(2, "14:00")]
    assert instants(log, Kind.ARRIVED, 1) == [at(1, "15:00")]


def test_what_crews_of_another_team_must_do_after_a_reform_is_booked_with_them() -> None:
    # Two equal crews are one team at first; the reform makes each a team of its own place.
    crews = [crew("a", local_base="E"), crew("b", local_base="F")]
    places = {
        "exchanges": [{"id": e, "county": "north", "lines": 0, "ports": 1000} for e in "EF"],
        "cabinets": [cabinet("C", prebuilt_pct=100), cabinet("D", "F", 0)],
        "crews": crews,
    }
    base = promising({"base": "seat"}, **places)
    reform = promising({"base": "local"}, **places)
    scenario = with_phases(base, (at(1, "12:00"), (), reform))
    # Two crews promise 6 h a half-day, one alone only 3 h. Those given before stay.
    before = [order(at(1, "09:00") + n) for n in range(6)]
    log = run(scenario, [*before, order(at(1, "13:00"))])
    assert promised(log)[:6] == ["Tue 14:00"] * 6
    assert promised(log, 6) == ["Wed 08:00"]


def test_where_no_window_has_room_before_the_run_ends_an_order_is_served_when_it_can() -> None:
    scenario = promising(window="1 day", follow_up="1 day")
    log = run(scenario, [order(at(1, "17:00"))])
    assert promised(log) == []
    assert story(log, 0)[-1] == "Mon 18:00 in-service"


@pytest.mark.parametrize("share", ["50 %", "90 %"])
def test_the_share_of_crew_time_spent_on_promised_work_follows_the_share_given_away(
    share: str,
) -> None:
    # More orders than can be served: 3 crews, jobs of 1 h 40 min, for two weeks.
    scenario = promising(
        {"appointments": appointments(share)}, crews=[crew(count=3)], window="14 days"
    )
    work = 100 * MIN
    orders = [order(at(1, "00:30") + n, work_prebuilt_ms=work) for n in range(250)]
    scenario = scenario.model_copy(
        update={"demand": town(demand=longer(work)).demand, "follow_up": 30 * 24 * H}
    )
    log = run(scenario, orders)
    begun = [r["amount"] for r in rows(log, Kind.PROMISED) if at(3) <= r["amount"] < at(13)]
    # Days 3 to 12 are nine working days of 3 x 8 h, of which the share is given away.
    expected = 9 * 3 * 480 * float(share[:-2]) / 100 / 100
    assert len(begun) == pytest.approx(expected, abs=2)


def longer(work_ms: int) -> dict[str, Any]:
    rate = {"rate": "1 orders per 100 lines per month", "source": "assumed"}
    work = f"{work_ms // MIN} work min"
    return {"install": {**rate, "work_prebuilt": work, "work_build": work}}
