"""Ports, pairs, held orders and patience, one town of a few lines at a time."""

from __future__ import annotations

from typing import Any

import pytest

from telesim.eventlog import LEVEL_NAMES, EventLog, Kind
from telesim.scenario import Scenario
from telesim.workload import CEASE, MOVE
from towns import (
    DAY,
    H,
    at,
    cabinet,
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
)

FULL = {"feeder_pairs": 100, "distribution_pairs": 100}


def project(place: str, what: str, amount: int, opens: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{place}-{what}", "place": place, "what": what, "amount": amount,
            "opens": opens, **more}  # fmt: skip


def levels(log: EventLog, case: int) -> list[tuple[str, str]]:
    """When an order was held and for which level."""
    return [(when(r["time_ms"]), LEVEL_NAMES[r["reason"]]) for r in rows(log, Kind.HELD, case)]


def assigned(log: EventLog) -> list[tuple[str, int]]:
    return [(when(r["time_ms"]), r["case"]) for r in rows(log, Kind.ASSIGNED)]


@pytest.mark.parametrize(
    ("place", "level"),
    [
        ({"ports": 100}, "port"),
        ({"feeder_pairs": 100}, "feeder"),
        ({"distribution_pairs": 100}, "distribution"),
        # The first that lacks is named: port before feeder before distribution.
        ({"ports": 100, "feeder_pairs": 100, "distribution_pairs": 100}, "port"),
        ({"feeder_pairs": 100, "distribution_pairs": 100}, "feeder"),
        # 103 pairs of which 3 % are defective: 100 can be used.
        ({"distribution_pairs": 103, "defective_pct": 3}, "distribution"),
    ],
)
def test_the_first_level_that_lacks_holds_an_order(place: dict[str, int], level: str) -> None:
    ports = {"ports": place["ports"]} if "ports" in place else {}
    pairs = {name: value for name, value in place.items() if name != "ports"}
    scenario = town(exchanges=[exchange(**ports)], cabinets=[cabinet(**pairs)])
    log = run(scenario, [order(at(1, "09:00"))])
    assert story(log, 0) == ["Mon 09:00 order", "Mon 09:00 held"]
    assert levels(log, 0) == [("Mon 09:00", level)]


def test_the_last_free_pair_is_given_and_the_next_order_is_held() -> None:
    scenario = town(cabinets=[cabinet(feeder_pairs=101, distribution_pairs=101)])
    log = run(scenario, [order(at(1, "09:00")), order(at(1, "09:00"))])
    assert assigned(log) == [("Mon 09:00", 0)]
    assert levels(log, 1) == [("Mon 09:00", "feeder")]


def test_capacity_goes_to_the_oldest_held_order() -> None:
    scenario = town(
        cabinets=[cabinet(feeder_pairs=100)],
        projects=[
            project("C", "feeder", 1, "2001-01-03"),
            {**project("C", "feeder", 2, "2001-01-05"), "id": "more"},
        ],
    )
    # Two waited before the start: 9 days and 2 days; and two come on Monday and Tuesday.
    orders = [order(-9 * DAY), order(-2 * DAY), order(at(1, "09:00")), order(at(2, "09:00"))]
    log = run(scenario, orders)
    assert assigned(log) == [("Wed 00:00", 0), ("Fri 00:00", 1), ("Fri 00:00", 2)]


def test_an_order_that_comes_as_capacity_opens_stands_behind_those_who_wait() -> None:
    scenario = town(
        cabinets=[cabinet(feeder_pairs=100)], projects=[project("C", "feeder", 1, "2001-01-03")]
    )
    log = run(scenario, [order(at(2, "09:00")), order(at(3))])
    assert assigned(log) == [("Wed 00:00", 0)]


def test_the_level_is_written_again_for_every_held_order_when_it_changes() -> None:
    scenario = town(
        cabinets=[cabinet(**FULL)],
        projects=[
            project("C", "feeder", 5, "2001-01-03"),
            project("C", "distribution", 1, "2001-01-04"),
        ],
    )
    log = run(scenario, [order(at(1, "09:00")), order(at(1, "10:00"))])
    # On Wednesday feeder pairs are there and distribution pairs are not, for both of them.
    assert levels(log, 0) == [("Mon 09:00", "feeder"), ("Wed 00:00", "distribution")]
    assert levels(log, 1) == [("Mon 10:00", "feeder"), ("Wed 00:00", "distribution")]
    assert assigned(log) == [("Thu 00:00", 0)]


def test_a_pair_and_a_port_that_open_together_go_to_the_oldest_they_help() -> None:
    # Case 0 waits for a pair at A since 09:00; case 1 takes the last port at 09:30, so that case 2
    # waits for a port at B since 10:00. Then a line at A is given up: a pair of A and a port.
    scenario = town(
        exchanges=[exchange(ports=101)],
        cabinets=[
            cabinet("A", lines=50, feeder_pairs=50, distribution_pairs=60),
            cabinet("B", lines=50),
        ],
    )
    orders = [
        order(at(1, "09:00")),
        order(at(1, "09:30"), cabinet=1),
        order(at(1, "10:00"), cabinet=1),
        order(at(2, "09:00"), CEASE),
    ]
    log = run(scenario, orders)
    assert assigned(log) == [("Mon 09:30", 1), ("Tue 09:00", 0)]


def test_a_port_does_not_wait_for_an_order_that_still_lacks_pairs() -> None:
    # Case 0 lacks port and pairs, case 1 at the other cabinet only the port that opens.
    scenario = town(
        exchanges=[exchange(ports=200)],
        cabinets=[cabinet("A", **FULL), cabinet("B")],
        projects=[project("E", "ports", 1, "2001-01-03")],
    )
    log = run(scenario, [order(at(1, "09:00")), order(at(1, "10:00"), cabinet=1)])
    assert assigned(log) == [("Wed 00:00", 1)]
    assert levels(log, 0)[0] == ("Mon 09:00", "port")


# -- patience ------------------------------------------------------------------------------------


def test_patience_that_ends_as_capacity_opens_loses_the_order() -> None:
    scenario = town(
        cabinets=[cabinet(feeder_pairs=100)], projects=[project("C", "feeder", 1, "2001-01-03")]
    )
    for gives_up, end in ((at(3), "Wed 00:00 cancelled"), (at(3) + 1, "Wed 00:00 assigned")):
        log = run(scenario, [order(at(1, "09:00"), gives_up_ms=gives_up)])
        assert story(log, 0)[2] == end
    # The next in line gets what the first no longer wants.
    log = run(scenario, [order(at(1, "09:00"), gives_up_ms=at(3)), order(at(1, "10:00"))])
    assert assigned(log) == [("Wed 00:00", 1)]


def test_no_patience_at_all_loses_the_order_at_once() -> None:
    log = run(town(), [order(at(1, "09:00"), gives_up_ms=at(1, "09:00"))])
    assert story(log, 0) == ["Mon 09:00 order", "Mon 09:00 cancelled"]
    # The same for one that waited when the run began.
    log = run(town(), [order(-DAY, gives_up_ms=0)])
    assert [line.split()[-1] for line in story(log, 0)] == ["order", "cancelled"]
    assert instants(log, Kind.CANCELLED) == [0]


def test_patience_that_ends_as_a_crew_comes_free_loses_the_order() -> None:
    # The crew is busy with the first order until 11:00, when the second gives up.
    orders = [order(at(1, "08:00")), order(at(1, "08:00"), gives_up_ms=at(1, "11:00"))]
    log = run(town(), orders)
    assert story(log, 1) == ["Mon 08:00 order", "Mon 08:00 assigned", "Mon 11:00 cancelled"]
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.CANCELLED)] == [(1, 1)]


def test_who_is_being_served_waits_for_the_end_of_the_visit() -> None:
    log = run(town(), [order(at(1, "08:00"), gives_up_ms=at(1, "09:00"))])
    assert story(log, 0)[-1] == "Mon 11:00 in-service"
    assert instants(log, Kind.CANCELLED) == []


def test_a_visit_in_vain_that_outlasts_patience_is_the_last() -> None:
    visits = {"no_access": {"install": "6 %"}, "no_access_time": "12 work min", "source": "assumed"}
    first = order(at(1, "08:00"), access_ppm=0, gives_up_ms=at(1, "08:05"))
    log = run(town(visits=visits), [first])
    assert story(log, 0)[-2:] == ["Mon 08:12 no-access", "Mon 08:12 cancelled"]
    # With patience until the evening the order is lost while it waits for the next day.
    later = order(at(1, "08:00"), access_ppm=0, gives_up_ms=at(1, "20:00"))
    log = run(town(visits=visits), [later])
    assert story(log, 0)[-2:] == ["Mon 08:12 no-access", "Mon 20:00 cancelled"]


def test_facilities_given_back_go_to_the_next() -> None:
    scenario = town(
        exchanges=[exchange(ports=101)], crews=[], cabinets=[cabinet(distribution_pairs=101)]
    )
    orders = [order(at(1, "08:00"), gives_up_ms=at(2, "08:00")), order(at(1, "09:00"))]
    log = run(scenario, orders)
    assert assigned(log) == [("Mon 08:00", 0), ("Tue 08:00", 1)]


# -- moves, ceases, drops --------------------------------------------------------------------------


def two_cabinets(**more: Any) -> Scenario:
    return town(cabinets=[cabinet("A", **FULL), cabinet("B")], **more)


def test_a_move_releases_its_old_pairs_and_takes_no_port() -> None:
    # Case 0 waits for a pair at A; the move from A to B ends at 10:00 and frees one.
    orders = [order(at(1, "07:00")), order(at(1, "08:00"), MOVE, slot=7, to_cabinet=1)]
    log = run(two_cabinets(exchanges=[exchange(ports=201)]), orders)
    assert story(log, 1) == [
        "Mon 08:00 order",
        "Mon 08:00 assigned",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 10:00 in-service",
        "Mon 10:00 released",
    ]
    assert rows(log, Kind.ASSIGNED, 1)[0]["amount"] == 0
    released = rows(log, Kind.RELEASED)[0]
    assert (released["place"], released["line"]) == (0, 7)
    assert assigned(log) == [("Mon 08:00", 1), ("Mon 10:00", 0)]


def test_a_move_needs_pairs_where_it_goes_even_when_ports_are_out() -> None:
    orders = [order(at(1, "08:00"), MOVE, slot=7, cabinet=1, to_cabinet=0)]
    log = run(two_cabinets(exchanges=[exchange(ports=200)]), orders)
    assert levels(log, 0) == [("Mon 08:00", "feeder")]
    orders = [order(at(1, "08:00"), MOVE, slot=7, to_cabinet=1)]
    log = run(two_cabinets(exchanges=[exchange(ports=200)]), orders)
    assert levels(log, 0) == []


def test_a_line_that_moves_keeps_working_and_fails_at_its_new_place_afterwards() -> None:
    # Moved by 10:00 from A 7 to B 100. Faults at 09:00: A 7 works still. At 10:30: A 7 is gone.
    orders = [order(at(1, "08:00"), MOVE, slot=7, to_cabinet=1, to_slot=100)]
    faults = [
        fault(at(1, "09:00"), 100, cabinet=1),
        fault(at(1, "09:00"), 7),
        fault(at(1, "10:30"), 7),
        fault(at(1, "10:30"), 100, cabinet=1),
        fault(at(1, "15:30"), 7),
    ]
    log = run(two_cabinets(), orders, faults)
    # The repair of the old line, from 10:00 to 11:00, does not bring it to life again.
    assert [r["case"] for r in rows(log, Kind.FAULT)] == [2, 4]


def test_a_line_that_moves_does_not_order_and_one_that_is_down_is_given_up_when_it_works() -> None:
    orders = [
        order(at(1, "08:00"), MOVE, slot=7, to_cabinet=1),
        order(at(1, "08:10"), MOVE, slot=7, to_cabinet=1),
        order(at(1, "08:20"), CEASE, slot=7),
        order(at(1, "08:30"), CEASE, slot=8),
        order(at(1, "08:40"), CEASE, slot=9),
        order(at(1, "08:50"), CEASE, slot=9),
    ]
    log = run(two_cabinets(), orders, [fault(at(1, "08:15"), 8)])
    assert [r["case"] for r in rows(log, Kind.ORDER)] == [0, 3, 4]
    assert story(log, 4) == ["Mon 08:40 order", "Mon 08:40 ceased"]
    # The fault on line 8 is the seventh case.
    (cleared,) = [line.removesuffix(" cleared") for line in story(log, 6) if "cleared" in line]
    assert cleared > "Mon 08:30"
    assert story(log, 3) == ["Mon 08:30 order", f"{cleared} ceased"]


def test_a_new_line_fails_only_once_it_works() -> None:
    # In service at 11:00; slot 100 is the first after the lines of the start.
    log = run(
        town(), [order(at(1, "08:00"))], [fault(at(1, "10:59"), 100), fault(at(1, "11:00"), 100)]
    )
    assert [r["case"] for r in rows(log, Kind.FAULT)] == [2]


def test_a_cancelled_move_leaves_the_line_where_it_was_and_free_to_order_again() -> None:
    orders = [
        order(at(1, "08:00"), MOVE, slot=7, cabinet=1, to_cabinet=0, gives_up_ms=at(2, "08:00")),
        order(at(3, "08:00"), CEASE, slot=7, cabinet=1),
    ]
    log = run(two_cabinets(), orders)
    assert [r["case"] for r in rows(log, Kind.CANCELLED)] == [0]
    assert [r["case"] for r in rows(log, Kind.CEASED)] == [1]


def test_a_drop_that_stands_saves_its_building() -> None:
    scenario = town(cabinets=[cabinet(prebuilt_pct=60)])
    orders = [order(at(1, "08:00"), drop_ppm=599_999), order(at(1, "09:00"), drop_ppm=600_000)]
    log = run(scenario, orders)
    assert [r["reason"] for r in rows(log, Kind.ASSIGNED)] == [0, 1]
    assert [r["amount"] for r in rows(log, Kind.IN_SERVICE)] == [H, 3 * H]


def test_a_programme_of_drops_counts_from_its_opening() -> None:
    expansions = {
        "drops": {"what": "drops", "on": "2001-01-02", "raise_to": "60 %", "lead_time": "1 day",
                  "unit_cost": "10 CNY per drop", "source": "assumed"},
    }  # fmt: skip
    scenario = town(expansions=expansions, cabinets=[cabinet(distribution_pairs=200)])
    orders = [order(at(day, "08:00"), drop_ppm=599_999) for day in (1, 2, 3, 4)]
    log = run(scenario, orders)
    assert [r["reason"] for r in rows(log, Kind.ASSIGNED)] == [1, 1, 0, 0]
    # 60 % of 200 pairs at 10 yuan a drop.
    assert [r["amount"] for r in rows(log, Kind.SPENT)] == [120 * 10 * 100]


# -- expansions ------------------------------------------------------------------------


def growing(**rule: Any) -> Scenario:
    expansions = {"grow": {"what": "feeder", "lead_time": "36 h", "source": "assumed", **rule}}
    return town(cabinets=[cabinet(feeder_pairs=103)], expansions=expansions)


def openings(log: EventLog) -> list[tuple[str, int]]:
    return [(when(r["time_ms"]), r["amount"]) for r in rows(log, Kind.CAPACITY) if r["time_ms"]]


def ordered(log: EventLog) -> list[tuple[str, int]]:
    return [(when(r["time_ms"]), r["amount"]) for r in rows(log, Kind.EXPANSION_ORDERED)]


def test_a_fill_trigger_orders_once_and_opens_after_its_lead_time() -> None:
    # 100 of 103 in use; 98 % are 100.94: the first order makes 101.
    scenario = growing(at_fill="98 %", add=10, unit_cost="20 CNY per pair")
    log = run(scenario, [order(at(1, "09:00")), order(at(1, "10:00"))])
    assert ordered(log) == [("Mon 09:00", 10)]
    assert openings(log) == [("Tue 21:00", 10)]
    assert [r["amount"] for r in rows(log, Kind.SPENT)] == [10 * 20 * 100]


def test_a_fill_trigger_orders_again_while_it_is_reached() -> None:
    # 103 of 103 in use and held orders waiting: every opening of 1 is used at once.
    scenario = growing(at_fill="98 %", add=1)
    orders = [order(at(1, "09:00")) for _ in range(5)]
    log = run(scenario, orders)
    assert ordered(log)[:3] == [("Mon 09:00", 1), ("Tue 21:00", 1), ("Thu 09:00", 1)]
    assert assigned(log) == [("Mon 09:00", 0), ("Mon 09:00", 1), ("Mon 09:00", 2),
                             ("Tue 21:00", 3), ("Thu 09:00", 4)]  # fmt: skip


def test_a_fill_that_is_reached_at_the_start_orders_at_the_start() -> None:
    log = run(growing(at_fill="97 %", add=1))
    assert ordered(log)[0] == ("Mon 00:00", 1)


def test_a_share_is_of_todays_capacity_and_rounded_up() -> None:
    log = run(growing(on="2001-01-02", every="2 days", add_share="10 %"), [order(at(1, "09:00"))])
    # 10 % of 103 are 11 pairs; of 114 they are 12.
    assert ordered(log)[:2] == [("Tue 00:00", 11), ("Thu 00:00", 12)]
    assert openings(log)[:2] == [("Wed 12:00", 11), ("Fri 12:00", 12)]


def test_dated_works_go_from_place_to_place_within_a_county() -> None:
    scenario = town(
        exchanges=[exchange("E"), exchange("F"), exchange("S", county="south")],
        cabinets=[cabinet("a", "E"), cabinet("b", "F"), cabinet("s", "S"), cabinet("c", "E")],
        expansions={
            "round": {"what": "distribution", "on": "2001-01-02", "stagger": "12 h", "add": 5,
                      "lead_time": "0 h", "source": "assumed"}
        },
    )  # fmt: skip
    log = run(scenario)
    found = {r["place"]: when(r["time_ms"]) for r in rows(log, Kind.CAPACITY) if r["time_ms"]}
    assert found == {0: "Tue 00:00", 1: "Tue 12:00", 2: "Tue 00:00", 3: "Wed 00:00"}


def test_nothing_opens_in_frozen_ground() -> None:
    scenario = town(
        window="60 days",
        expansions={
            "dig": {"what": "feeder", "on": "2001-01-02", "add": 5, "lead_time": "1 day",
                    "frozen": ["dec", "jan"], "source": "assumed"}
        },
    )  # fmt: skip
    log = run(scenario)
    opened = [r["time_ms"] for r in rows(log, Kind.CAPACITY) if r["time_ms"]]
    assert opened == [scenario.ms_of("2001-02-01")]


def test_a_project_opens_on_its_date_and_costs_once() -> None:
    scenario = town(
        cabinets=[cabinet("A"), cabinet("B")],
        projects=[project("E", "drops", 40, "2001-01-03", cost=12.5)],
    )
    log = run(scenario)
    opened = [(r["place"], r["amount"]) for r in rows(log, Kind.CAPACITY) if r["time_ms"] == at(3)]
    assert opened == [(0, 400_000), (1, 400_000)]
    assert [r["amount"] for r in rows(log, Kind.SPENT)] == [1250]


def test_only_the_named_counties_and_areas_grow() -> None:
    scenario = town(
        exchanges=[
            exchange("E", area="town"),
            exchange("F", area="rural"),
            exchange("S", county="south", area="rural"),
        ],
        cabinets=[cabinet("a", "E"), cabinet("b", "F"), cabinet("s", "S")],
        expansions={
            "some": {"what": "ports", "on": "2001-01-02", "add": 5, "lead_time": "0 h",
                     "counties": ["north"], "areas": ["rural"], "source": "assumed"}
        },
    )  # fmt: skip
    assert [r["place"] - 3 for r in rows(run(scenario), Kind.CAPACITY) if r["time_ms"]] == [1]


def test_rates_of_the_moment_decide_on_a_candidate() -> None:
    # 1 order per 100 lines and month is 0.01 per line: marks below happen.
    orders = [order(at(1, "08:00"), mark=0.0099999), order(at(1, "09:00"), mark=0.01)]
    faults = [fault(at(1, "10:00"), 1, mark=0.0099999), fault(at(1, "10:00"), 2, mark=0.01)]
    log = run(town(crews=[crew()]), orders, faults)
    assert [r["case"] for r in rows(log, Kind.ORDER)] == [0]
    assert [r["case"] for r in rows(log, Kind.FAULT)] == [2]
