"""Held orders over a neighbour's spare pairs: who borrows, what it costs, and the way back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kpi_log import A1, A2, D, Table, install, kpis_of, log_of, plant, row
from kpi_log import town as kpi_town
from offices import system
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.kpi import measure
from telesim.kpi.catalogue import where_key
from telesim.report.case import life
from telesim.report.details import details
from telesim.scenario import Scenario
from telesim.scenario.market.check_market import market_in_words
from telesim.workload import CEASE
from towns import (
    DAY,
    MOVE,
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
)

SAID: dict[str, Any] = {
    "at_most": "800 m",
    "below_fill": "80 %",
    "takes": "2 days",
    "extra_work": "2 work h",
    "back_work": "1 work h",
    "wire_cost": "0.50 CNY per m",
    "faults": 1.5,
    "cause": "drop",
    "source": "assumed",
}
#: The full cabinet and its neighbour.
FULL, NEXT, FAR = range(3)


def near(name: str = "next", metres: int = 500, pairs: int = 2) -> dict[str, Any]:
    return {"cabinet": "full", "neighbour": name, "m": metres, "max_pairs": pairs}


def lending(changes: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """A full cabinet beside one that is half full."""
    plain: dict[str, Any] = {
        "cabinets": [
            cabinet("full", feeder_pairs=100),
            cabinet("next", feeder_pairs=200, distribution_pairs=200),
            cabinet("far", feeder_pairs=200, distribution_pairs=200),
        ],
        "neighbours": [near()],
        "window": "14 days",
        **more,
    }
    return town(**plain, rerouting={**SAID, **(changes or {})})


def test_a_held_order_borrows_a_pair_and_gives_it_back_when_its_own_is_there() -> None:
    log = run(lending(), [order(at(1, "08:00")), order(at(5, "09:00"), CEASE, slot=3)])
    # Two days old at Wednesday's eight o'clock, so looked at in the night that follows; two hours
    # more than the three that the drop takes.
    assert story(log, 0) == [
        "Mon 08:00 order",
        "Mon 08:00 held",
        "Thu 00:00 rerouted",
        "Thu 00:00 assigned",
        "Thu 08:00 dispatched",
        "Thu 08:00 arrived",
        "Thu 15:00 in-service",
    ]
    assert story(log, 2) == [
        "Sat 00:00 move-back",
        "Sat 08:00 dispatched",
        "Sat 08:00 arrived",
        "Sat 09:00 moved-back",
    ]
    lent = rows(log, Kind.REROUTED)[0]
    assert (lent["place"], lent["reason"], lent["amount"]) == (NEXT, 500, 25_000)
    assert rows(log, Kind.MOVE_BACK)[0]["amount"] == 0
    assert [r["reason"] for r in rows(log, Kind.MOVED_BACK)] == [0]


#: Somebody leaves the full cabinet on Friday: the line over the neighbour's pair moves back.
FREES_A_PAIR = [order(at(1, "08:00")), order(at(5, "09:00"), CEASE, slot=3)]
SOURCE = {"source": "assumed"}
FRAME: dict[str, Any] = {"work": "0.2 work h", "skill": "repair", **SOURCE}


def back(log: EventLog) -> list[str]:
    return story(log, rows(log, Kind.MOVE_BACK)[0]["case"])


@pytest.mark.parametrize("office", [False, True])
def test_a_way_back_waits_for_its_jumper_at_the_main_frame(office: bool) -> None:
    more = {"order_system": system()} if office else {}
    log = run(lending(main_frame=FRAME, **more), FREES_A_PAIR)
    assert back(log) == [
        "Sat 00:00 move-back",
        "Sat 00:00 jumper-asked",
        "Sat 08:12 jumpered",
        "Sat 08:12 dispatched",
        "Sat 08:12 arrived",
        "Sat 09:12 moved-back",
    ]


def test_where_nobody_mans_the_frame_the_crew_runs_the_jumper_on_its_way_back() -> None:
    elsewhere = {**FRAME, "skill": "exchange", "unmanned": "crew"}
    log = run(lending(main_frame=elsewhere), FREES_A_PAIR)
    assert back(log)[1:] == ["Sat 08:00 dispatched", "Sat 08:00 arrived", "Sat 09:12 moved-back"]
    log = run(lending(main_frame={**FRAME, "jobs": ["move"]}), FREES_A_PAIR)
    assert back(log)[1:] == ["Sat 08:00 dispatched", "Sat 08:00 arrived", "Sat 09:00 moved-back"]


def test_nobody_runs_the_jumper_of_a_way_back_that_lapses() -> None:
    scenario = lending(main_frame=FRAME)
    log = run(scenario, [*FREES_A_PAIR, order(at(6, "07:00"), CEASE, slot=100)])
    assert back(log) == [
        "Sat 00:00 move-back", "Sat 00:00 jumper-asked", "Sat 07:00 move-back-lapsed",
    ]  # fmt: skip
    assert instants(log, Kind.FRAME_LAPSED) == [at(6, "07:00")]
    assert Table(scenario, log)("main_frame_waiting_at_end") == 0


def test_a_way_back_has_an_appointment_where_installs_have_one() -> None:
    halves = {
        "windows": ["08:00-12:00", "14:00-18:00"],
        "jobs": {"install": {"notice": "12 h", "no_access": "0 %"}},
        **SOURCE,
    }
    log = run(lending(policies={"appointments": halves}), FREES_A_PAIR)
    assert back(log) == [
        "Sat 00:00 move-back",
        "Sat 00:00 promised",
        "Sat 14:00 ready",
        "Sat 14:00 dispatched",
        "Sat 14:00 arrived",
        "Sat 15:00 moved-back",
    ]


def test_who_is_promised_a_date_is_not_behind_a_way_back_at_the_frame() -> None:
    """By due dates, a call of a move back alone would come last; an order joins it at 07:00."""
    scenario = lending(
        main_frame=FRAME,
        policies={"dispatch": {"rule": "earliest-due"}, "promises": {"install": "6 days",
                                                                      "repair": "30 days"}},
    )  # fmt: skip
    log = run(
        scenario,
        [*FREES_A_PAIR, order(at(6, "07:00"), cabinet=FAR)],
        [fault(at(5, "19:00"), 7, cabinet=FAR)],
    )
    # Both jumpers take twelve minutes each, and go before the repair.
    assert rows(log, Kind.JUMPERED, 2)[0]["time_ms"] == at(6, "08:24")


def released(changes: dict[str, Any] | None = None, orders: int = 4, **more: Any) -> list[int]:
    """The lenders of the held orders of one Monday, by case."""
    log = run(lending(changes, **more), [order(at(1, "08:00")) for _ in range(orders)])
    return [r["place"] for r in rows(log, Kind.REROUTED)]


def test_limits() -> None:
    assert released() == [NEXT, NEXT], "two pairs as the table says"
    assert released({"lent_at_most": "0.5 %"}) == [NEXT], "one of two hundred"
    assert released({"below_fill": "50 %"}) == [], "a hundred of two hundred are in use"
    # 50.5 %: a hundred in use and the first one lent are less than 101, two are not.
    assert released({"below_fill": "50.5 %"}) == [NEXT]
    assert released({"at_most": "499 m"}) == []
    assert released({"at_most": "500 m"}) == [NEXT, NEXT]
    assert released({"takes": "90 days"}) == []


def test_an_order_is_planned_for_from_when_it_is_held() -> None:
    """However long ago it came: it is held at the start, or when the office has passed it on."""
    log = run(lending({"takes": "3 days"}), [order(-350 * DAY), order(at(2, "08:00"))])
    assert instants(log, Kind.HELD) == [at(1), at(2, "08:00")]
    assert instants(log, Kind.REROUTED) == [at(4), at(6)]
    # Monday's order takes the clerk nine hours, eight of them on Monday.
    acceptance = {"work": "9 work h", "staff": 1}
    office = {"calendar": "day", "steps": {"acceptance": acceptance}, "source": "assumed"}
    log = run(lending({"takes": "1 day"}, order_system=office), [order(at(1, "08:00"))])
    assert instants(log, Kind.HELD) == [at(2, "09:00")]
    # A day later at the earliest, by the look at midnight.
    assert instants(log, Kind.REROUTED) == [at(4)]


def test_the_nearest_lends_first() -> None:
    both = [near(), near("far", 300, 1)]
    assert released(neighbours=both) == [FAR, NEXT, NEXT]


def test_or_who_has_the_most_to_spare() -> None:
    # A hundred pairs each; the nearer of equals, and then whoever has not lent one yet.
    both = [near(), near("far", 300)]
    most = {"lender": "most-spare"}
    assert released(most, neighbours=both) == [FAR, NEXT, FAR, NEXT]
    assert released({"lender": {"rule": "nearest"}}, neighbours=both) == [FAR, FAR, NEXT, NEXT]


def test_without_a_port_nobody_borrows_and_moves_do_not_either() -> None:
    assert released(exchanges=[exchange(ports=300)]) == []
    moves = [order(at(1, "08:00"), MOVE, cabinet=2, to_cabinet=FULL, slot=3)]
    assert not rows(run(lending(), moves), Kind.REROUTED)


def test_who_waits_goes_before_lines_that_should_go_back() -> None:
    log = run(
        lending({"takes": "1 day"}, neighbours=[near(pairs=1)]),
        [
            order(at(1, "08:00")),
            order(at(1, "09:00")),
            order(at(4, "09:00"), CEASE, slot=3),
            order(at(5, "09:00"), CEASE, slot=4),
        ],
    )
    # Thursday's pair is for the second order, Friday's for the line that has borrowed.
    assert instants(log, Kind.ASSIGNED, 1) == [at(4, "09:00")]
    assert instants(log, Kind.MOVE_BACK) == [at(6)]


def test_a_borrowed_line_that_is_given_up_frees_the_neighbours_pair() -> None:
    orders = [order(at(1, "08:00")), order(at(6, "09:00"), CEASE, slot=100)]
    log = run(lending(neighbours=[near(pairs=1)]), orders)
    assert [r["amount"] for r in rows(log, Kind.CEASED)] == [1 + NEXT]
    # Its pair may be lent again.
    log = run(lending(neighbours=[near(pairs=1)]), [*orders, order(at(7, "09:00"))])
    assert [r["case"] for r in rows(log, Kind.REROUTED)] == [0, 2]


def test_a_borrowed_line_that_moves_away_frees_the_neighbours_pair() -> None:
    move = order(at(6, "09:00"), MOVE, cabinet=FULL, to_cabinet=2, slot=100)
    log = run(lending(), [order(at(1, "08:00")), move])
    assert [r["amount"] for r in rows(log, Kind.RELEASED)] == [1 + NEXT]


def test_an_order_that_is_given_up_before_the_crew_comes_frees_the_neighbours_pair() -> None:
    impatient = order(at(1, "08:00"), gives_up_ms=at(4, "07:00"))
    log = run(lending(neighbours=[near(pairs=1)]), [impatient, order(at(2, "08:00"))])
    assert [r["time_ms"] for r in rows(log, Kind.CANCELLED)] == [at(4, "07:00")]
    assert [r["case"] for r in rows(log, Kind.REROUTED)] == [0, 1]


def test_a_way_back_lapses_when_the_line_is_given_up_meanwhile() -> None:
    orders = [
        order(at(1, "08:00")),
        order(at(5, "09:00"), CEASE, slot=3),
        order(at(6, "07:00"), CEASE, slot=100),
    ]
    log = run(lending(), orders)
    assert story(log, 3) == ["Sat 00:00 move-back", "Sat 07:00 move-back-lapsed"]
    # With the crew on site it is too late for that.
    log = run(lending(), [*orders[:2], order(at(6, "08:30"), CEASE, slot=100)])
    assert story(log, 3)[-1] == "Sat 09:00 moved-back"
    assert [r["reason"] for r in rows(log, Kind.MOVED_BACK)] == [1]


def test_nobody_at_home_and_the_way_back_is_tried_again() -> None:
    log = run(
        lending(visits={"no_access": {"install": "40 %"}, "source": "assumed"}),
        [order(at(1, "08:00")), order(at(5, "09:00"), CEASE, slot=3)],
    )
    assert len(rows(log, Kind.MOVED_BACK)) == 1


def test_borrowed_lines_fail_half_as_often_again() -> None:
    """Expected are 0.5 x 0.6 faults a month and borrowed line; the log says for how long."""
    many, days = 150, 200
    scenario = lending(
        {"lent_at_most": "100 %", "below_fill": "100 %"},
        cabinets=[
            cabinet("full", feeder_pairs=100),
            cabinet("next", feeder_pairs=400, distribution_pairs=400),
        ],
        neighbours=[near(pairs=many)],
        crews=[crew(count=60, calendar="always")],
        faults={
            "drop": cause("0.1 work h", rate="40 events per 100 lines per month"),
            "cut": cause("0.1 work h", rate="10 events per 100 lines per month", lines="2 lines"),
            "set": cause(rate="90 events per 100 lines per month", customer_side=True),
        },
        window=f"{days} days",
        follow_up="0 h",
    )
    log = run(scenario, [order(at(1, "08:00")) for _ in range(many)])
    served = instants(log, Kind.IN_SERVICE)
    assert len(served) == many
    months = sum(days * DAY - since for since in served) / (30.4 * DAY)
    expected = 0.5 * 0.6 * months
    found = rows(log, Kind.REROUTED_FAULT)
    assert abs(len(found) - expected) <= 3.3 * np.sqrt(expected)
    assert {r["place"] for r in found} == {FULL}


def test_without_more_faults_there_are_none() -> None:
    log = run(lending({"faults": 1}), [order(at(1, "08:00"))])
    assert not rows(log, Kind.REROUTED_FAULT)


def tightly() -> tuple[Scenario, EventLog]:
    """The neighbour lends its last two pairs, and then has an order of its own."""
    scenario = lending(
        {"below_fill": "100 %", "takes": "1 day"},
        cabinets=[
            cabinet("full", feeder_pairs=100),
            cabinet("next", feeder_pairs=102, distribution_pairs=200),
        ],
    )
    orders = [
        order(at(1, "08:00")),
        order(at(1, "08:00")),
        order(at(4, "08:00"), cabinet=NEXT),
        order(at(8, "08:00"), CEASE, slot=3),
    ]
    return scenario, run(scenario, orders)


def figures(scenario: Scenario, log: EventLog) -> dict[str, float]:
    frame = measure(scenario, log)
    whole = frame[frame["where"] == where_key({})]
    return dict(zip(whole.kpi, whole.value, strict=True))


def test_what_is_lent_lacks_where_it_is_lent() -> None:
    scenario, log = tightly()
    assert story(log, 2)[:2] == ["Thu 08:00 order", "Thu 08:00 held"]
    kpi = figures(scenario, log)
    assert kpi["lender_orders_blocked"] == 1
    assert kpi["rerouted"] == 2
    assert kpi["moved_back"] == 1
    assert kpi["borrowed_lines_at_end"] == 1
    assert kpi["rerouting_wire_cost"] == 500
    # From Wednesday's midnight: one would have had the pair of the next Monday, the other none.
    until = log.end_ms - at(3)
    assert instants(log, Kind.MOVE_BACK) == [at(9)]
    gained = at(8, "08:00") - at(3) + until
    assert kpi["rerouted_days_gained"] == pytest.approx(gained / DAY)
    # The pair that comes back is for the neighbour's own order.
    assert instants(log, Kind.ASSIGNED, 2) == instants(log, Kind.MOVED_BACK)


def test_the_gain_ends_with_the_first_pair_though_somebody_else_has_it() -> None:
    scenario = lending({"takes": "1 day"}, neighbours=[near(pairs=1)])
    log = run(
        scenario,
        [
            order(at(1, "08:00")),
            order(at(1, "09:00")),
            order(at(4, "09:00"), CEASE, slot=3),
        ],
    )
    # Thursday's pair is for the second order, and the line of the first never goes back. But
    # without re-routing the first would have had it: Wednesday's midnight to Thursday's nine.
    assert instants(log, Kind.ASSIGNED, 1) == [at(4, "09:00")]
    assert not instants(log, Kind.MOVE_BACK)
    assert figures(scenario, log)["rerouted_days_gained"] == pytest.approx(33 / 24)


def test_of_orders_that_found_no_pair_no_more_are_blocked_than_pairs_are_lent() -> None:
    scenario, _ = tightly()
    late = [order(at(4, "08:00") + n, cabinet=NEXT) for n in range(5)]
    log = run(scenario, [order(at(1, "08:00")), order(at(1, "08:00")), *late])
    # Two pairs are lent, and five orders wait.
    assert len([r for r in rows(log, Kind.HELD) if r["place"] == NEXT]) == 5
    assert figures(scenario, log)["lender_orders_blocked"] == 2


def test_kpis_of_a_log_by_hand() -> None:
    near_ = [{"cabinet": "A1", "neighbour": "A2", "m": 100, "max_pairs": 5}]
    scenario = kpi_town(rerouting={**SAID, "cause": "drop"}, neighbours=near_, demand=DEMAND)

    def borrowed(case: int, at_: int, line: int) -> list[tuple[int, ...]]:
        return [
            row(at_ - 4 * D, Kind.ORDER, case, place=A1, line=line, amount=5),
            row(at_ - 4 * D, Kind.HELD, case, place=A1, line=line, reason=1),
            row(at_, Kind.REROUTED, case, place=A2, line=line, reason=100, amount=5_000),
            row(at_, Kind.ASSIGNED, case, place=A1, line=line, amount=1),
            row(at_ + D, Kind.IN_SERVICE, case, place=A1, line=line, crew=0, amount=H),
        ]

    def ceased(case: int, at_: int, line: int) -> list[tuple[int, ...]]:
        return [
            row(at_, Kind.ORDER, case, place=A1, line=line, reason=2),
            row(at_, Kind.CEASED, case, place=A1, line=line),
        ]

    said = [
        *plant(),
        *borrowed(0, 15 * D, 60),  # goes back on day 25
        *borrowed(1, 20 * D, 61),  # is given up on day 30
        *borrowed(2, 5 * D, 62),  # before the window, is given up on day 26
        *borrowed(6, 35 * D, 63),  # stays
        # Pairs of their own cabinet: the first would have been for line 62, the second for 60.
        *ceased(7, 16 * D, 1),
        row(18 * D, Kind.CAPACITY, place=A1, reason=2, amount=5),  # it has more than enough
        row(22 * D, Kind.CAPACITY, place=A1, reason=1, amount=1),
        row(26 * D, Kind.ORDER, 9, place=A1, line=62, reason=2),
        row(26 * D, Kind.CEASED, 9, place=A1, line=62, amount=1 + A2),
        row(24 * D, Kind.MOVE_BACK, 3, place=A1, line=60, amount=0),
        row(25 * D, Kind.MOVED_BACK, 3, place=A1, line=60, crew=0, amount=H),
        row(30 * D, Kind.ORDER, 4, place=A1, line=61, reason=2),
        row(30 * D, Kind.CEASED, 4, place=A1, line=61, amount=1 + A2),
        *install(5, 18 * D, A2)[:1],
        row(18 * D, Kind.HELD, 5, place=A2, reason=2),
        *install(10, 19 * D, A2)[:1],
        row(19 * D, Kind.HELD, 10, place=A2, reason=2),
        # Two pairs are lent on day 19, and two orders lack them already.
        *install(11, 19 * D + H, A2)[:1],
        row(19 * D + H, Kind.HELD, 11, place=A2, reason=2),
    ]
    log = log_of(said)
    kpi = Table(scenario, log)
    assert (kpi("rerouted"), kpi("rerouting_wire_cost")) == (3, 150)
    # Line 60 until day 22. Line 62 would have had a pair since day 16 and left it on day 26, to
    # line 61. Line 63 would have none when the run ends on day 60.
    assert kpi("rerouted_days_gained") == (22 - 15) + (26 - 20) + (60 - 35)
    assert kpi("rerouted_days_gained_mean") == pytest.approx(38 / 3)
    assert kpi.at("rerouted_days_gained").open == 1
    assert kpi("borrowed_lines_at_end") == 1
    # Lines 60 for 10 days, 61 for 10, 62 for 16, 63 for 5.
    assert kpi("borrowed_lines_mean") == pytest.approx(41 / 30)
    assert (kpi("moved_back"), kpi("lender_orders_blocked")) == (1, 2)
    for name in kpis_of("rerouting"):
        assert kpi.at(name, county="West").n == 0
    # Pairs: of A2's 40 one more at the end, of A1's 60 one that has gone back and one less.
    from telesim.kpi.record import Record

    changes = Record(scenario, log).plant.feeder
    used = np.bincount(changes.place, weights=changes.used, minlength=3)
    assert used.tolist() == [60, 41, 50]


DEMAND = {
    "install": {
        "rate": "1 orders per 100 lines per month",
        "work_prebuilt": "1 work h",
        "work_build": "1 work h",
        "skill": "repair",
        "source": "assumed",
    }
}


def test_without_rerouting_nothing_of_it_is_in_the_log_or_told() -> None:
    scenario, _ = tightly()
    plain = scenario.model_copy(update={"rerouting": None})
    log = run(plain, [order(at(1, "08:00"))])
    assert set(log.kind.tolist()).isdisjoint(range(196, 201))
    assert "rerouted" not in figures(plain, log)
    assert not any(details(plain))
    assert any(details(scenario))


def test_the_first_difference_of_the_reform_is_of_its_own_kind() -> None:
    scenario = lending()
    orders = [order(at(1, "08:00")), order(at(5, "09:00"), CEASE, slot=3)]
    before = run(scenario.model_copy(update={"rerouting": None}), orders)
    after = run(scenario, orders)
    n = before.first_difference(after)
    assert n is not None
    assert Kind(int(after.kind[n])) == Kind.REROUTED


def test_validate_tells_what_could_be_borrowed() -> None:
    near_ = [near(), near("far", 801), {**near(), "cabinet": "next", "neighbour": "far"}]
    assert list(market_in_words(lending(neighbours=near_))) == [
        "re-routing: 2 cabinets may borrow from neighbours, 4 pairs at most if all of them had as "
        "many to spare"
    ]


def test_a_case_tells_where_its_pair_is() -> None:
    scenario = lending()
    log = run(scenario, [order(at(1, "08:00")), order(at(5, "09:00"), CEASE, slot=3)])
    names = names_for_logs(scenario)
    assert any(
        "Served for the time being over pairs of cabinet next (E, north), 500 m away." in line
        for line in life(log, names, "O0")
    )
    told = life(log, names, "B2")
    assert told[0] == "B2: a re-routed line goes back, cabinet full (E, north)"
    assert told[1].endswith("Its own cabinet has a pair now: the line of O0 shall go back.")
    assert told[-1].endswith("the line is back.")


def spoilt(log: EventLog, which: Kind, /, **values: int) -> EventLog:
    columns = {name: column.copy() for name, column in log.columns.items()}
    for name, value in values.items():
        columns[name][int(np.flatnonzero(log.kind == which)[0])] = value
    return EventLog(columns, log.end_ms)


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (Kind.REROUTED, {"place": FULL}, "lent where 0 may be"),
        (Kind.HELD, {"time_ms": at(2, "00:01")}, "re-routed sooner than it takes"),
        (Kind.MOVE_BACK, {"amount": 3}, "that has not borrowed"),
        (Kind.MOVE_BACK, {"line": 7}, "another line goes back"),
        (Kind.MOVED_BACK, {"reason": 1}, "pairs in use"),
    ],
)
def test_a_log_that_cannot_be_true(kind: Kind, values: dict[str, int], told: str) -> None:
    scenario, log = tightly()
    with pytest.raises(ConservationError, match=told):
        conservation.check(scenario, spoilt(log, kind, **values))


def test_a_log_of_borrowed_lines_is_not_that_of_a_town_without() -> None:
    scenario, log = tightly()
    with pytest.raises(ConservationError, match="no line is re-routed here"):
        conservation.check(scenario.model_copy(update={"rerouting": None}), log)
