"""The way of an order through the office: desks, batches, mistakes, and what they say of it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from little_town import little_town
from offices import key_that, measured, system
from telesim import conservation
from telesim import scenario as scenarios
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.office.staffing import passes
from telesim.simulation import simulate
from telesim.workload import draw
from towns import (
    DAY,
    MOVE,
    H,
    at,
    cabinet,
    demand,
    exchange,
    fault,
    instants,
    order,
    rows,
    run,
    story,
    town,
)


def test_an_order_passes_desk_after_desk_with_its_facilities_and_its_visit_between() -> None:
    scenario = town(order_system=system())
    log = run(scenario, [order(at(1, "08:10")), order(at(1, "08:12"))])
    assert story(log, 0) == [
        "Mon 08:10 order",
        "Mon 08:25 accepted",
        "Mon 08:25 assigned",
        "Mon 08:45 recorded",
        "Mon 08:55 frame-written",
        "Mon 09:05 work-ordered",
        "Mon 09:05 dispatched",
        "Mon 09:05 arrived",
        "Mon 14:05 connected",  # three hours of work, with the break from 12 to 14
        "Mon 14:15 tested",
        "Mon 14:15 working",
        "Mon 14:25 billed",
    ]
    # The second waits for each clerk who is still busy: 13 minutes, none, 5 at assignment.
    assert story(log, 1)[1:4] == [
        "Mon 08:40 accepted",
        "Mon 08:40 assigned",
        "Mon 09:05 recorded",
    ]
    (accepted,) = rows(log, Kind.ACCEPTED, 1)
    (recorded,) = rows(log, Kind.RECORDED, 1)
    minute = H // 60
    assert (accepted["reason"], accepted["amount"]) == (15 * minute, 13 * minute)
    assert (recorded["reason"], recorded["amount"]) == (20 * minute, 5 * minute)


EVERY_DAY = {"hours": {"mon-sun": ["08:00-12:00", "14:00-18:00"]}, "source": "assumed"}


def test_papers_are_carried_together_and_clerks_rest_at_night() -> None:
    # By hand: open for a third of the time, so that a tray of 24 h leaves after each 8 opening
    # hours, at 11:30 every day (see test_carrying), and one of 48 h at 11:30 every second day.
    # 08:10 goes to acceptance on Monday and is done at 11:45; to assignment on Wednesday, done at
    # 11:50; to the exchange step at once. What comes at 11:30 sharp goes with the tray.
    scenario = town(
        order_system=system(acceptance={"batch": "24 h"}, assignment={"batch": "48 h"}),
        calendars={"day": EVERY_DAY},
    )
    orders = [order(at(1, "08:10")), order(at(1, "11:30")), order(at(1, "11:31"))]
    log = run(scenario, orders)
    assert story(log, 0)[1:5] == [
        "Mon 11:45 accepted",
        "Mon 11:45 assigned",
        "Wed 11:50 recorded",
        "Wed 12:00 frame-written",
    ]
    assert story(log, 1)[1] == "Mon 12:00 accepted"
    assert story(log, 2)[1] == "Tue 11:45 accepted"
    (second,) = rows(log, Kind.ACCEPTED, 1)
    assert second["amount"] == 15 * H // 60
    # Nobody lies at assignment while it is carried.
    (first,) = rows(log, Kind.RECORDED, 0)
    assert first["amount"] == 0


def test_work_begun_goes_on_after_the_break() -> None:
    log = run(town(order_system=system()), [order(at(1, "11:50"))])
    assert story(log, 0)[1] == "Mon 14:05 accepted"


def test_nobody_has_a_paper_in_hand_while_the_office_is_closed() -> None:
    # Of two papers in the break the first is given up before a clerk is there to take it.
    scenario = town(demand=demand({"exponential": {"mean": "2 days"}}), order_system=system())
    log = run(
        scenario,
        [order(at(1, "12:05"), gives_up_ms=at(1, "13:00")), order(at(1, "12:10"))],
    )
    assert instants(log, Kind.ACCEPTED) == [at(1, "14:15")]
    # On Saturday at closing time the clerk has just done one; the next waits until Monday.
    log = run(scenario, [order(at(6, "17:45")), order(at(6, "17:50")), order(at(7, "10:00"))])
    assert instants(log, Kind.ACCEPTED) == [at(6, "18:00"), at(8, "08:15"), at(8, "08:30")]


def test_a_mistake_goes_back_to_its_desk_and_passes_those_after_it_again() -> None:
    found = system(assignment={"wrong": "50 %", "found_at": "dispatch"})
    scenario = town(order_system=found)
    log = run(scenario, [order(at(1, "08:00"), key=key_that(1, True, False))])
    assert story(log, 0)[:11] == [
        "Mon 08:00 order",
        "Mon 08:15 accepted",
        "Mon 08:15 assigned",
        "Mon 08:35 recorded",
        "Mon 08:45 frame-written",
        "Mon 08:55 work-ordered",
        "Mon 08:55 sent-back",
        "Mon 09:15 recorded",
        "Mon 09:25 frame-written",
        "Mon 09:35 work-ordered",
        "Mon 09:35 dispatched",
    ]
    (back,) = rows(log, Kind.SENT_BACK)
    assert (back["reason"], back["amount"]) == (1, 3)
    # Twice wrong goes back twice.
    twice = run(scenario, [order(at(1, "08:00"), key=key_that(1, True, True, False))])
    assert len(rows(twice, Kind.SENT_BACK)) == 2
    assert len(rows(twice, Kind.RECORDED)) == 3


def test_a_mistake_found_at_the_test_does_not_send_the_crew_again() -> None:
    scenario = town(order_system=system(dispatch={"wrong": "50 %", "found_at": "test"}))
    log = run(scenario, [order(at(1, "08:00"), key=key_that(3, True, False))])
    assert story(log, 0)[-7:] == [
        "Mon 11:55 connected",
        "Mon 14:05 tested",
        "Mon 14:05 sent-back",
        "Mon 14:15 work-ordered",
        "Mon 14:25 tested",
        "Mon 14:25 working",
        "Mon 14:35 billed",
    ]
    assert len(rows(log, Kind.DISPATCHED)) == 1
    assert [r["time_ms"] for r in rows(log, Kind.TESTED)][1:] == instants(log, Kind.WORKING)


def test_billing_delays_nobody_and_what_is_left_out_takes_no_time() -> None:
    orders = [order(at(1, "08:00")), order(at(1, "09:00"), MOVE, slot=3)]
    whole = run(town(order_system=system()), orders)
    slow = run(town(order_system=system(billing={"batch": "200 h"})), orders)
    none = run(town(order_system=system(billing=None)), orders)
    assert instants(whole, Kind.WORKING) == instants(slow, Kind.WORKING)
    assert instants(none, Kind.WORKING) == instants(whole, Kind.WORKING)
    assert not rows(none, Kind.BILLED)
    # Without a test the visit ends in working service, as it does without an office.
    plain = run(town(order_system=system(test=None)), orders)
    assert not rows(plain, Kind.CONNECTED) and len(rows(plain, Kind.IN_SERVICE)) == 2
    assert len(rows(plain, Kind.BILLED)) == 2
    only = {**system(), "steps": {"billing": {"work": "10 work min", "staff": 1}}}
    bare = run(town(order_system=only), orders)
    off = run(town(), orders)
    assert instants(bare, Kind.IN_SERVICE) == instants(off, Kind.IN_SERVICE)


def test_the_jumper_stands_between_the_exchange_step_and_dispatch() -> None:
    frame = {"work": "0.5 work h", "skill": "repair", "source": "assumed"}
    log = run(town(order_system=system(), main_frame=frame), [order(at(1, "08:00"))])
    told = [line.split(" ", 2)[2] for line in story(log, 0)]
    assert told.index("frame-written") < told.index("jumper-asked") < told.index("jumpered")
    assert told.index("jumpered") < told.index("work-ordered") < told.index("dispatched")


def test_who_gives_up_in_the_office_is_forgotten_there() -> None:
    scenario = town(
        demand=demand({"exponential": {"mean": "2 days"}}),
        order_system=system(acceptance={"batch": "24 h"}, assignment={"batch": "24 h"}),
        calendars={"day": EVERY_DAY},
    )
    log = run(
        scenario,
        [
            order(at(1, "08:10"), gives_up_ms=at(1, "09:00")),  # in the tray
            order(at(1, "08:10"), gives_up_ms=at(1, "11:40")),  # while a clerk has it
            order(at(1, "08:10"), gives_up_ms=at(1, "20:00")),  # with port and pairs
            order(at(1, "08:10")),
        ],
    )
    assert [line.split(" ", 2)[2] for line in story(log, 0)] == ["order", "cancelled"]
    assert [line.split(" ", 2)[2] for line in story(log, 1)][:2] == ["order", "cancelled"]
    assert [r["reason"] for r in rows(log, Kind.CANCELLED)] == [0, 0, 1]
    assert len(rows(log, Kind.WORKING)) == 1
    # A line that stands but for its test is not given up any more.
    tested = town(
        demand=demand({"exponential": {"mean": "2 days"}}),
        order_system=system(test={"batch": "100 h"}),
    )
    log = run(tested, [order(at(1, "08:00"), gives_up_ms=at(2, "08:00"))])
    assert not rows(log, Kind.CANCELLED) and rows(log, Kind.WORKING)


def test_orders_that_wait_at_the_start_have_been_accepted() -> None:
    log = run(town(order_system=system()), [order(-5 * DAY), order(at(1, "08:00"))])
    assert "accepted" not in " ".join(story(log, 0))
    assert "recorded" in " ".join(story(log, 0))
    assert len(rows(log, Kind.ACCEPTED)) == 1


def test_held_orders_wait_between_acceptance_and_assignment() -> None:
    scenario = town(
        exchanges=[exchange(ports=100)], cabinets=[cabinet(lines=100)], order_system=system()
    )
    log = run(scenario, [order(at(1, "08:00")), order(at(2, "08:00"), 2, slot=7)])
    assert story(log, 0)[:5] == [
        "Mon 08:00 order",
        "Mon 08:15 accepted",
        "Mon 08:15 held",
        "Tue 08:00 assigned",
        "Tue 08:20 recorded",
    ]
    days = {
        where: one.value
        for (name, where), one in measured(scenario, log).items()
        if name == "office_days_mean" and where.startswith('{"step"')
    }
    assert days['{"step": "acceptance"}'] == pytest.approx(0.25 / 24)
    assert days['{"step": "facilities"}'] == pytest.approx(23.75 / 24)
    assert days['{"step": "assignment"}'] == pytest.approx(20 / 60 / 24)


def test_the_figures_of_the_desks_by_hand() -> None:
    scenario = town(order_system=system())
    log = run(scenario, [order(at(1, "08:10")), order(at(1, "08:12"))])
    found = measured(scenario, log)
    # 48 h are open in six days of eight hours; acceptance worked twice 15 minutes.
    assert found["office_busy_share", '{"step": "acceptance"}'].value == pytest.approx(
        100 * 0.5 / 48
    )
    assert found["office_wait_mean", '{"step": "acceptance"}'].value == pytest.approx(6.5 / 60)
    assert found["office_queue_mean", '{"step": "acceptance"}'].value == pytest.approx(
        13 / 60 / (7 * 24)
    )
    assert found["billing_days_mean", "{}"].value == pytest.approx(10 / 60 / 24)
    assert found["office_rework_share", "{}"].value == 0
    assert found["office_sent_back", "{}"].value == 0


def test_work_on_an_order_that_ends_in_a_clerks_hands_is_seen() -> None:
    # The clerk of acceptance has the first order from 08:00 to 08:15; its customer gives up at
    # 08:10. The second is accepted from 08:15 to 08:30.
    scenario = town(demand=demand({"exponential": {"mean": "2 days"}}), order_system=system())
    orders = [order(at(1, "08:00"), gives_up_ms=at(1, "08:10")), order(at(1, "08:05"))]
    log = run(scenario, orders)
    assert story(log, 0) == ["Mon 08:00 order", "Mon 08:10 cancelled", "Mon 08:15 worked-in-vain"]
    (vain,) = rows(log, Kind.WORKED_IN_VAIN)
    assert (vain["reason"], vain["amount"]) == (15 * H // 60, 0)
    assert instants(log, Kind.ACCEPTED) == [at(1, "08:30")]
    found = measured(scenario, log)
    busy = found["office_busy_share", '{"step": "acceptance"}']
    assert (busy.value, busy.n) == (pytest.approx(100 * 0.5 / 48), 2)
    # A paper that is not wanted is none that is done.
    assert found["office_wait_mean", '{"step": "acceptance"}'].n == 1
    words = "\n".join(life(log, names_for_logs(scenario), "O0"))
    assert "A clerk at the desk of acceptance finds that this is not wanted any more" in words

    def spoilt(column: str, value: int, say: str, kind: Kind = Kind.WORKED_IN_VAIN) -> None:
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][np.flatnonzero(log.kind == kind)[0]] = value
        with pytest.raises(ConservationError, match=say):
            conservation.check(scenario, EventLog(columns, log.end_ms))

    # Half an hour has passed when the second order is accepted: 20 minutes are too much.
    spoilt("reason", 20 * H // 60, "its clerks have not had so much time")
    spoilt("amount", 9, "the office has no such step")
    spoilt("case", 1, "the order is still wanted")


WRONG = {"wrong": "30 %", "found_at": "dispatch"}


def paper(**more: Any) -> Scenario:
    values = {
        "exchanges": [exchange(ports=140), exchange("S", county="south", ports=400)],
        "cabinets": [cabinet(lines=100), cabinet("D", "S", 300)],
        "demand": {
            "install": {
                "rate": "40 orders per 100 lines per month", "work_prebuilt": "1 work h",
                "work_build": "2 work h", "patience": {"exponential": {"mean": "9 days"}},
                "source": "assumed",
            },
            "move": {
                "rate": "20 orders per 100 lines per month", "work": "1 work h",
                "source": "assumed",
            },
        },
        "order_system": system(
            acceptance={**WRONG, "batch": "8 h"}, assignment={**WRONG, "batch": "24 h"},
            exchange={**WRONG}, dispatch={"wrong": "20 %", "found_at": "test"},
        ),
    }  # fmt: skip
    return town(**{**values, **more})


@pytest.mark.parametrize("seed", range(3))
def test_the_parts_of_the_days_add_up_to_the_supply_time(seed: int) -> None:
    scenario = paper(window="14 days", follow_up="10 days")
    log = simulate(scenario, draw(scenario, seed, 0))
    conservation.check(scenario, log)
    found = measured(scenario, log)
    for where, county in (("{}", ""), ('{"county": "south"}', "south")):
        whole = found["supply_time_mean", where]
        parts = [
            one
            for (name, at_), one in found.items()
            if name == "office_days_mean"
            and (f'{{"county": "{county}", "step"' if county else '{"step"') in at_
        ]
        assert len(parts) == 8
        assert math.fsum(one.numerator for one in parts) == pytest.approx(whole.numerator)
        assert {one.denominator for one in parts} == {whole.denominator}
        assert {one.open for one in parts} == {whole.open}
    assert (log.kind == Kind.SENT_BACK).sum() > 20
    assert found["office_rework_share", "{}"].value > 30


def test_what_the_office_says_of_itself_can_be_wrong_and_is_told() -> None:
    scenario = paper(window="14 days", follow_up="10 days")
    log = simulate(scenario, draw(scenario, 1, 0))

    def spoilt(kind: Kind, column: str, value: int, say: str) -> None:
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][np.flatnonzero(log.kind == kind)[3]] = value
        with pytest.raises(ConservationError, match=say):
            conservation.check(scenario, EventLog(columns, log.end_ms))

    spoilt(Kind.RECORDED, "reason", 500 * H, "its clerks have not had so much time")
    spoilt(Kind.RECORDED, "amount", -1, "no paper is taken before it comes")
    spoilt(Kind.SENT_BACK, "amount", 5, "is found at another step")
    spoilt(Kind.SENT_BACK, "kind", int(Kind.TESTED), "\\(seed 1\\)")
    with pytest.raises(ConservationError, match="there is no order system"):
        conservation.check(scenario.model_copy(update={"order_system": None}), log)


def test_a_faster_system_changes_rows_of_its_own_first_and_no_mark(tmp_path: Path) -> None:
    file = little_town(tmp_path)
    text = file.read_text(encoding="utf-8")
    name = text.split("calendars:\n", 1)[1].split(":", 1)[0].strip()
    slow = system(acceptance={"batch": "8 h", **WRONG}, assignment={"batch": "48 h"})
    slow["calendar"] = name
    base = scenarios.load(file)
    paper_ = base.model_copy(
        update={"order_system": type(paper().order_system).model_validate(slow)}
    )
    fast = base.model_copy(
        update={
            "order_system": type(paper().order_system).model_validate(
                {**system(), "calendar": name}
            )
        }
    )
    drawn = draw(base, 1, 0)
    logs = [simulate(one, drawn) for one in (paper_, fast, base)]
    for one, log in zip((paper_, fast, base), logs, strict=True):
        conservation.check(one, log)
    row = logs[0].first_difference(logs[1])
    assert row is not None
    assert 100 <= min(int(log.kind[row]) for log in logs[:2] if log.kind[row] >= 100) < 109
    assert not set(logs[2].kind.tolist()) & set(range(100, 130))
    supply = [measured(one, log)["supply_time_mean", "{}"].value
              for one, log in zip((paper_, fast), logs, strict=False)]  # fmt: skip
    assert supply[1] < supply[0]


def test_passes_of_a_step_by_hand() -> None:
    # 15 % of the acceptances come back from assignment: 1 / 0.85 passes of both.
    given = paper(
        order_system=system(acceptance={"wrong": "15 %", "found_at": "assignment"})
    ).order_system
    assert given is not None
    assert passes(given) == pytest.approx([1 / 0.85, 1 + 0.15 / 0.85, 1, 1, 1, 1])


def test_validate_tells_the_clerks_needed() -> None:
    scenario = town(
        demand={
            "install": {
                "rate": "304 orders per 100 lines per month", "work_prebuilt": "1 work h",
                "work_build": "1 work h", "source": "assumed",
            }
        },
        order_system=system(acceptance={"staff": 1}),
    )  # fmt: skip
    found = check(scenario)
    # 304 orders in 30.4 days are 70 a week; 15 minutes each are 17.5 of 48 hours.
    acceptance = next(line for line in found.office if line.startswith("acceptance"))
    assert acceptance.startswith("acceptance: 1 clerk at the desk, busy 0.4")
    assert not any("papers pile up" in line for line in found.warnings)
    more = town(
        demand={
            "install": {
                "rate": "1000 orders per 100 lines per month", "work_prebuilt": "1 work h",
                "work_build": "1 work h", "source": "assumed",
            }
        },
        order_system=system(),
    )  # fmt: skip
    assert any("acceptance in north" in line for line in check(more).warnings)
    assert not check(town()).office


def test_the_case_is_told_in_words() -> None:
    scenario = town(order_system=system(assignment={"wrong": "50 %", "found_at": "dispatch"}))
    log = run(scenario, [order(at(1, "08:00"), key=key_that(1, True, False))], [fault(at(1), 3)])
    told = "\n".join(life(log, names_for_logs(scenario), "O0"))
    assert "finds a mistake of the desk of assignment: the order goes back there." in told
    assert "The line waits for its test." in told
    assert "In service, " in told
