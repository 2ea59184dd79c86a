"""Jumpers at the main frame: who waits, who runs them, on which way, and what they take."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_log import B1, D, Table, install, log_of, plant, row, visit
from kpi_log import H as HOUR
from kpi_log import town as kpi_town
from telesim import kpi
from telesim.eventlog import EventLog, Kind
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.check import check
from towns import (
    DAY,
    MOVE,
    H,
    at,
    cabinet,
    cause,
    crew,
    demand,
    exchange,
    fault,
    instants,
    order,
    rows,
    run,
    story,
    town,
    tree,
    visits,
    with_phases,
)

FRAME = {"work": "0.5 work h", "source": "assumed"}
#: Crew 0 works in the field, crew 1 at the exchange.
CREWS = [crew("field"), crew("indoor", "indoor")]


def framed(**more: Any) -> Scenario:
    frame = more.pop("main_frame", FRAME)
    teams = {
        "field": {
            "skills": {"repair": {}, "install": {}, "move": {}, "cable": {}},
            "source": "assumed",
        },
        "indoor": {"skills": {"exchange": {}}, "source": "assumed"},
    }
    said = {
        "crews": CREWS,
        "teams": teams,
        "faults": {
            "joint": cause("3 work h", cause_group="cable", pair_swap={"work": "1 work h"}),
            "frame": cause("1 work h", skill="exchange"),
        },
        "visits": {"closing": "0.1 work h", "source": "assumed"},
        **more,
    }
    return town(**said, main_frame=frame)


def test_the_field_visit_waits_for_the_jumper() -> None:
    log = run(framed(), [order(at(1, "08:00"))], [])
    assert story(log, 0) == [
        "Mon 08:00 order",
        "Mon 08:00 assigned",
        "Mon 08:00 jumper-asked",
        "Mon 08:36 jumpered",  # half an hour, and a tenth to close
        "Mon 08:36 dispatched",
        "Mon 08:36 arrived",
        "Mon 11:42 in-service",
    ]
    assert story(log, 1) == [
        "Mon 08:00 frame-call",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 08:36 frame-done",
    ]
    (asked,), (run_,), (done,) = (
        rows(log, kind) for kind in (Kind.JUMPER_ASKED, Kind.JUMPERED, Kind.FRAME_DONE)
    )
    assert (asked["reason"], asked["amount"]) == (1, H // 2)
    assert (run_["reason"], run_["crew"]) == (1, 1)
    assert (done["reason"], done["amount"], done["place"]) == (1, 36 * 60_000, 1)


def away(unmanned: str = "crew") -> Scenario:
    """The staff sits at another exchange than the one where the line is wanted."""
    crews = [crew("field", base="E"), crew("indoor", "indoor", base="F", covers="all")]
    places = [exchange("E"), exchange("F")]
    cabinets = [cabinet("C", "E"), cabinet("D", "F")]
    return framed(
        main_frame={**FRAME, "unmanned": unmanned}, crews=crews, exchanges=places,
        cabinets=cabinets,
    )  # fmt: skip


def test_where_nobody_mans_the_exchange_the_crew_runs_the_jumper_on_its_way() -> None:
    log = run(away(), [order(at(1, "08:00"))], [])
    assert story(log, 0) == [
        "Mon 08:00 order",
        "Mon 08:00 assigned",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        # Three hours of work, half an hour at the frame, a tenth to close.
        "Mon 11:36 in-service",
    ]
    assert not rows(log, Kind.FRAME_CALL)


def test_validate_gives_that_work_to_the_crew_in_the_field() -> None:
    def hours(unmanned: str) -> dict[tuple[str, ...], float]:
        return {load.skills: load.work_hours for load in check(away(unmanned)).loads}

    with_staff, without = hours("staff"), hours("crew")
    assert sum(without.values()) < sum(with_staff.values())  # no closing and no way of their own
    field = next(skills for skills in without if "install" in skills)
    assert without[field] > with_staff[field]


def test_without_a_main_frame_nothing_waits() -> None:
    log = run(framed(main_frame=None), [order(at(1, "08:00"))], [])
    assert story(log, 0)[2] == "Mon 08:00 dispatched"


@pytest.mark.parametrize(
    ("jobs", "waiting"), [(["install"], {0}), (["move"], {1}), (["pair-swap"], {2})]
)
def test_only_the_jobs_named_need_a_jumper(jobs: list[str], waiting: set[int]) -> None:
    scenario = framed(main_frame={**FRAME, "jobs": jobs})
    orders = [order(at(1, "08:00")), order(at(1, "08:00"), MOVE)]
    log = run(scenario, orders, [fault(at(1, "08:00"), 5), fault(at(1, "09:00"), 9, cause=1)])
    assert {row["case"] for row in rows(log, Kind.JUMPER_ASKED)} == waiting


def test_a_fault_that_finds_no_spare_needs_no_jumper() -> None:
    scenario = framed(cabinets=[cabinet(distribution_pairs=100)])
    log = run(scenario, [], [fault(at(1, "08:00"))])
    assert rows(log, Kind.NO_SPARE) and not rows(log, Kind.JUMPER_ASKED)


def test_one_visit_runs_all_jumpers_that_wait_when_it_sets_out() -> None:
    # The clerk is busy with a fault until 09:06; three orders gather, one comes later.
    orders = [order(at(1, clock)) for clock in ("08:10", "08:20", "08:30", "09:10")]
    log = run(framed(), orders, [fault(at(1, "08:00"), cause=1)])
    assert [when for when, who, _ in visits(log) if who == 1] == [
        "Mon 08:00", "Mon 09:06", "Mon 10:42",
    ]  # fmt: skip
    assert [row["reason"] for row in rows(log, Kind.FRAME_DONE)] == [3, 1]
    # 3 x 0.5 + 0.1 h, then 0.5 + 0.1 h.
    assert instants(log, Kind.JUMPERED) == [at(1, "10:42")] * 3 + [at(1, "11:18")]


def test_a_call_takes_no_more_than_it_may() -> None:
    orders = [order(at(1, "08:10") + n) for n in range(5)]
    scenario = framed(main_frame={**FRAME, "at_most": 2})
    log = run(scenario, orders, [fault(at(1, "08:00"), cause=1)])
    assert [row["reason"] for row in rows(log, Kind.FRAME_DONE)] == [2, 2, 1]


def test_the_way_is_that_of_the_team_and_none_where_it_sits() -> None:
    scenario = framed(
        exchanges=[exchange(base_travel_min=15), exchange("T", base_travel_min=45)],
        cabinets=[cabinet(), cabinet("D", "T")],
        travel={"per_km": "2 min", "variation": 2.0, "source": "assumed"},
    )
    orders = [order(at(1, "08:00")), order(at(1, "10:00"), cabinet=1)]
    log = run(scenario, orders, [])
    way = [row["amount"] for row in rows(log, Kind.DISPATCHED) if row["crew"] == 1]
    assert way == [0, 45 * 60_000]


def test_a_customer_who_gives_up_takes_the_jumper_off_the_call() -> None:
    gone = order(at(1, "08:20"), gives_up_ms=at(1, "09:00"))
    kept = order(at(1, "08:10"))
    log = run(framed(), [kept, gone], [fault(at(1, "08:00"), cause=1)])
    assert story(log, 1)[-2:] == ["Mon 08:20 jumper-asked", "Mon 09:00 cancelled"]
    assert [row["reason"] for row in rows(log, Kind.FRAME_DONE)] == [1]
    assert instants(log, Kind.JUMPERED) == [at(1, "09:42")]


def test_a_call_for_which_nobody_waits_lapses() -> None:
    gone = order(at(1, "08:20"), gives_up_ms=at(1, "09:00"))
    later = order(at(1, "09:03"))
    log = run(framed(), [gone, later], [fault(at(1, "08:00"), cause=1)])
    call = rows(log, Kind.FRAME_CALL)[0]["case"]
    assert story(log, call) == ["Mon 08:20 frame-call", "Mon 09:00 frame-lapsed"]
    assert instants(log, Kind.JUMPERED) == [at(1, "09:42")]


def test_who_gives_up_while_the_jumper_is_run_leaves_it_run_in_vain() -> None:
    gone = order(at(1, "08:00"), gives_up_ms=at(1, "08:15"))
    log = run(framed(), [gone], [])
    assert story(log, 0)[-1] == "Mon 08:15 cancelled"
    assert [row["reason"] for row in rows(log, Kind.FRAME_DONE)] == [1]
    assert rows(log, Kind.JUMPERED) == []


def test_a_second_visit_in_the_field_needs_no_second_jumper() -> None:
    scenario = framed(visits={"no_access": {"install": "50 %"}, "source": "assumed"})
    log = run(scenario, [order(at(1, "08:00"), access_ppm=0)], [])
    assert rows(log, Kind.NO_ACCESS) and rows(log, Kind.IN_SERVICE)
    assert len(rows(log, Kind.JUMPERED)) == 1


def test_a_fault_that_joins_a_call_of_orders_hurries_it_where_repairs_come_first() -> None:
    # Two exchanges call for orders; at the second one a fault joins, at the first one none.
    scenario = framed(
        exchanges=[exchange(), exchange("T")],
        cabinets=[cabinet(), cabinet("D", "T")],
        policies={"dispatch": {"rule": "repair-first"}},
    )
    orders = [order(at(1, "08:10")), order(at(1, "08:20"), cabinet=1)]
    faults = [fault(at(1, "08:00"), cause=1), fault(at(1, "08:30"), cabinet=1)]
    log = run(scenario, orders, faults)
    assert [row["place"] for row in rows(log, Kind.FRAME_DONE)] == [3, 2]
    assert [row["reason"] for row in rows(log, Kind.FRAME_DONE)] == [2, 1]
    without = run(scenario, orders, faults[:1])
    assert [row["place"] for row in rows(without, Kind.FRAME_DONE)] == [2, 3]


def test_calls_outlive_a_reform() -> None:
    base = framed()
    later = framed(policies={"dispatch": {"rule": "repair-first"}})
    scenario = with_phases(base, (at(1, "08:30"), (), later))
    orders = [order(at(1, "08:10")), order(at(1, "08:40"))]
    log = run(scenario, orders, [fault(at(1, "08:00"), cause=1)])
    assert [row["reason"] for row in rows(log, Kind.FRAME_DONE)] == [2]


def test_a_jumper_varies_by_the_mark_of_its_job() -> None:
    frame = {**FRAME, "work": {"exponential": {"mean": "0.2 work h"}}}
    scenario = framed(main_frame=frame, window="60 days", cabinets=[cabinet(lines=10)])
    orders = [order(at(1) + n * DAY // 4, key=n) for n in range(200)]
    found = [row["amount"] for row in rows(run(scenario, orders, []), Kind.JUMPER_ASKED)]
    assert sum(found) / len(found) == pytest.approx(0.2 * H, rel=0.25)
    assert len(set(found)) == 200


def test_hours_of_the_exchange_staff_tell_calls_from_faults() -> None:
    log = run(framed(), [order(at(1, "08:10"))], [fault(at(1, "08:00"), cause=1)])
    table = kpi.measure(framed(), log).set_index(["kpi", "where"])["value"]
    assert table["crew_hours_per_week", '{"job": "main-frame"}'] == pytest.approx(0.6)
    assert table["crew_hours_per_week", '{"job": "repair"}'] == pytest.approx(1.1)
    assert table["crew_hours_per_week", '{"job": "main-frame", "team": "indoor"}'] == (
        pytest.approx(0.6)
    )
    plain = kpi.measure(town(), run(town())).set_index(["kpi", "where"])["value"]
    assert ("crew_hours_per_week", '{"job": "main-frame"}') not in plain


def test_a_forgotten_ticket_gets_its_jumper_when_the_customer_has_called_again() -> None:
    pay = {"scheme": "equal", "pace": 1, "forgotten": {"share": "100 %", "wait": "2 days"}}
    log = run(framed(policies={"pay": pay}), [], [fault(at(1, "08:00"))])
    assert story(log, 0)[2:7] == [
        "Mon 08:00 pair-swap",
        "Mon 08:00 forgotten",
        "Wed 08:00 reminded",
        "Wed 08:00 jumper-asked",
        "Wed 08:36 jumpered",
    ]


def test_a_call_is_closed_as_it_should_be_where_tests_are_skipped() -> None:
    pay = {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "100 %"}}
    log = run(framed(policies={"pay": pay}), [order(at(1, "08:00"))], [])
    assert [row["amount"] for row in rows(log, Kind.FRAME_DONE)] == [36 * 60_000]
    assert [row["case"] for row in rows(log, Kind.UNTESTED)] == [0]


# -- figures, by hand -----------------------------------------------------------------------


def by_hand() -> Table:
    """Window: days 10 to 40. Waits of 6 and 10 h, one open from day 39 on, one given up."""
    k = Kind
    log = [
        *plant(),
        *install(0, 12 * D),
        row(12 * D, k.FRAME_CALL, 5, place=3),
        row(12 * D, k.JUMPER_ASKED, 0, place=0, reason=5, amount=HOUR),
        *install(1, 12 * D - 4 * HOUR, place=B1),
        row(12 * D - 4 * HOUR, k.FRAME_CALL, 6, place=4),
        row(12 * D - 4 * HOUR, k.JUMPER_ASKED, 1, place=B1, reason=6, amount=HOUR),
        *visit(5, 12 * D + 5 * HOUR, k.FRAME_DONE, 0, HOUR, reason=1),
        *visit(6, 12 * D + 4 * HOUR, k.FRAME_DONE, HOUR, HOUR, crew=1, reason=3),
        row(12 * D + 6 * HOUR, k.JUMPERED, 0, crew=0, reason=5),
        row(12 * D + 6 * HOUR, k.JUMPERED, 1, crew=1, reason=6),
        *install(2, 39 * D),
        row(39 * D, k.JUMPER_ASKED, 2, place=0, reason=7, amount=HOUR),
        *install(3, 20 * D),
        row(20 * D, k.JUMPER_ASKED, 3, place=0, reason=8, amount=HOUR),
        row(25 * D, k.CANCELLED, 3, reason=1, amount=1),
        row(39 * D, k.FRAME_CALL, 7, place=3),
        row(20 * D, k.FRAME_CALL, 8, place=3),
        row(25 * D, k.FRAME_LAPSED, 8, place=3),
    ]
    return Table(kpi_town(main_frame=FRAME), log_of(log))


def test_waits_jumpers_and_calls_by_hand() -> None:
    table = by_hand()
    # 6 h, 10 h, and 21 days of one that is open when the run ends on day 60.
    assert table("main_frame_wait_mean") == pytest.approx((6 + 10 + 21 * 24) / 3)
    assert table.at("main_frame_wait_mean").open == 1
    assert table("main_frame_wait_mean", county="West") == pytest.approx(10)
    assert table("main_frame_wait_max") == 21 * 24
    assert table("main_frame_waiting_at_end") == 1
    assert table("main_frame_waiting_at_end", county="West") == 0
    assert table("jumpers_per_day") == pytest.approx(2 / 30)
    assert table("jumpers_per_day", order="install") == pytest.approx(2 / 30)
    assert table("jumpers_per_call") == pytest.approx(2)
    assert table("jumpers_per_call", area="town") == 1


# -- in words -------------------------------------------------------------------------------


def told(log: EventLog, identity: str) -> list[str]:
    names = {
        "start": "2001-01-01",
        "cabinets": ["C"],
        "exchanges": ["E"],
        "cabinet_exchange": [0],
        "exchange_county": [0],
        "counties": ["north"],
        "crews": ["field", "indoor"],
        "teams": ["field", "indoor"],
        "causes": ["joint", "frame"],
        "cause_groups": ["cable", "non-cable"],
    }
    return [line.split("  ", 2)[-1].strip() for line in life(log, names, identity)]


def test_the_case_tells_of_its_jumper_and_the_call_of_its_work() -> None:
    log = run(framed(), [order(at(1, "08:00"))], [])
    assert told(log, "O0")[3:5] == [
        "It waits for a jumper at the main frame: see M1.",
        "indoor (indoor) has run the jumper at the main frame.",
    ]
    assert told(log, "M1") == [
        "M1: a call to the main frame of exchange E",
        "Somebody is wanted to run jumpers.",
        "Visit 1: indoor (indoor) sets out, 0 min on the way.",
        "indoor (indoor) is on site.",
        "indoor (indoor) has run 1 jumper after 36 min on site.",
    ]


def test_the_case_tells_who_made_a_fault() -> None:
    plain = tree(
        calendars={"day": {"hours": {"mon-sun": "00:00-24:00"}, "source": "assumed"}},
        faults={"joint": cause(), "frame": cause()},
        work_induced={"share": "100 %", "by": ["move"], "cause": "frame", "source": "assumed"},
        demand=demand(),
    )
    plain["demand"]["install"]["early_life"] = {
        "share": "100 %", "within": "2 days", "cause": "joint",
    }  # fmt: skip
    scenario = Scenario.model_validate(plain)
    log = run(scenario, [order(at(1)), order(at(1), MOVE)], [])
    (early,), (induced,) = rows(log, Kind.EARLY_LIFE), rows(log, Kind.WORK_INDUCED)
    assert told(log, "O0")[-1] == f"The new line fails: see F{early['case']}."
    assert told(log, "O1")[-1] == (f"The work has disturbed another line: see F{induced['case']}.")
    assert "The line is new: it came into service with O0." in told(log, f"F{early['case']}")
    assert "Work on other pairs has disturbed it: see O1." in told(log, f"F{induced['case']}")
