"""Reforms that begin on a date or hold in one county, from files and by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from telesim import scenario as scenarios
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from towns import (
    DAY,
    MAY_BE_AWAY,
    MIN,
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
    tree,
    visits,
    when,
    with_phases,
    workload,
)

FIELD = {"field": {"skills": {"repair": {}}, "source": "assumed"}}
PLAIN: dict[str, Any] = {"teams": FIELD, "demand": {}, "faults": {"drop": cause()}}


def paid(pace: float) -> Scenario:
    return town(**PLAIN, policies={"pay": {"scheme": "piece", "pace": pace}})


def site_times(log: Any) -> list[tuple[str, int]]:
    return [(when(r["time_ms"]), r["amount"] // MIN) for r in rows(log, Kind.CLEARED)]


def test_pay_changes_from_its_date_for_visits_that_begin_then() -> None:
    scenario = with_phases(paid(0.5), (at(2, "09:00"), (), paid(1.0)))
    faults = [fault(at(1, "09:00"), 0), fault(at(2, "08:59"), 1), fault(at(2, "08:59"), 2)]
    log = run(scenario, [], faults)
    # The visit of 08:59 is paid, and paced, as it began.
    assert site_times(log) == [("Mon 11:00", 120), ("Tue 10:59", 120), ("Tue 11:59", 60)]
    assert [(when(r["time_ms"]), r["place"], r["amount"]) for r in rows(log, Kind.REFORM)] == [
        ("Tue 09:00", 2, 0)
    ]


def test_a_reform_of_one_county_leaves_the_other_alone() -> None:
    places = {
        "exchanges": [exchange("E"), exchange("S", county="south")],
        "cabinets": [cabinet("C", "E"), cabinet("D", "S")],
        "crews": [crew("n", covers="E"), crew("s", base="S", covers="S")],
    }
    slow = town(**PLAIN, **places, policies={"pay": {"scheme": "equal", "pace": 0.5}})
    fast = town(**PLAIN, **places)
    scenario = with_phases(slow, (0, ("south",), fast))
    faults = [fault(at(1, "09:00"), 0), fault(at(1, "09:00"), 0, cabinet=1)]
    assert site_times(run(scenario, [], faults)) == [("Mon 10:00", 60), ("Mon 11:00", 120)]


def test_waiting_jobs_are_sorted_anew_when_the_rule_changes() -> None:
    ruled = {
        rule: town(policies={"dispatch": {"rule": rule}})
        for rule in ("oldest-first", "repair-first")
    }
    # Busy until 11:00 with the first install. From 10:00 repairs go first.
    scenario = with_phases(ruled["oldest-first"], (at(1, "10:00"), (), ruled["repair-first"]))
    orders = [order(at(1, "08:00")), order(at(1, "08:10"))]
    log = run(scenario, orders, [fault(at(1, "08:20"), 0)])
    assert [case for _, _, case in visits(log)] == [0, 2, 1]
    log = run(ruled["oldest-first"], orders, [fault(at(1, "08:20"), 0)])
    assert [case for _, _, case in visits(log)] == [0, 1, 2]


def test_an_idle_crew_takes_up_what_its_new_skill_allows_at_once() -> None:
    learned = town(**{**PLAIN, "teams": {"field": {"skills": {"repair": {}}, "source": "assumed"}}})
    before = town(**{**PLAIN, "teams": {"field": {"skills": {"cable": {}}, "source": "assumed"}}})
    scenario = with_phases(before, (at(1, "10:00"), (), learned))
    log = run(scenario, [], [fault(at(1, "08:20"), 0)])
    assert visits(log) == [("Mon 10:00", 0, 0)]


def test_a_crew_that_loses_a_skill_ends_the_visit_it_is_on() -> None:
    unlearned = town(
        **{**PLAIN, "teams": {"field": {"skills": {"cable": {}}, "source": "assumed"}}}
    )
    scenario = with_phases(town(**PLAIN), (at(1, "08:30"), (), unlearned))
    log = run(scenario, [], [fault(at(1, "08:00"), 0), fault(at(1, "08:00"), 1)])
    assert story(log, 0)[-1] == "Mon 09:00 cleared"
    assert story(log, 1)[-1] == "Mon 08:00 report"


def test_rates_change_with_the_reform() -> None:
    def rated(rate: float) -> Scenario:
        drop = cause(rate=f"{rate} events per 100 lines per month")
        return town(**{**PLAIN, "faults": {"drop": drop}})

    scenario = with_phases(rated(1.0), (at(2), (), rated(0.5)), (at(3), (), rated(2.0)))
    # A mark of 0.75 per 100 lines and month happens at 1.0 and 2.0, not at 0.5.
    faults = [fault(at(day, "09:00"), day, mark=0.0075) for day in (1, 2, 3)]
    faults.append(fault(at(4, "09:00"), 4, mark=0.021))
    assert [r["case"] for r in rows(run(scenario, [], faults), Kind.FAULT)] == [0, 2]


def test_from_files_a_dated_and_placed_reform_works_as_written(tmp_path: Path) -> None:
    places = {
        "exchanges": [exchange("E"), exchange("S", county="south")],
        "cabinets": [cabinet("C", "E"), cabinet("D", "S")],
        "crews": [crew("n", covers="E"), crew("s", base="S", covers="S")],
    }
    plain = tree(**PLAIN, **places, policies={"pay": {"scheme": "equal", "pace": 0.5}})
    reform = {
        "reform": "piece-rate",
        "from": "2001-01-02",
        "where": {"counties": ["south"]},
        "set": {"policies.pay": {"scheme": "piece"}},
    }
    yaml = YAML()
    for name, content in (("tiny.yaml", plain), ("piece-rate.yaml", reform)):
        with (tmp_path / name).open("w", encoding="utf-8") as file:
            yaml.dump(content, file)
    scenario = scenarios.load(tmp_path / "tiny.yaml", [tmp_path / "piece-rate.yaml"])
    faults = [fault(at(day, "09:00"), day, cabinet=place) for day in (1, 2) for place in (0, 1)]
    log = simulate(scenario, workload(scenario, [], faults))
    assert [(r["place"], when(r["time_ms"])) for r in rows(log, Kind.CLEARED)] == [
        (0, "Mon 11:00"),
        (1, "Mon 11:00"),
        (1, "Tue 10:00"),
        (0, "Tue 11:00"),
    ]


def test_no_access_and_closing_follow_the_reform() -> None:
    def visited(share: str) -> Scenario:
        visit = {"no_access": {"repair": share}, "no_access_time": "30 work min",
                 "closing": "15 work min", "source": "assumed"}  # fmt: skip
        return town(**PLAIN, visits=visit)

    scenario = with_phases(visited("0 %"), (at(2), (), visited("100 %")))
    faults = [fault(at(1, "09:00"), 0, access_ppm=0), fault(at(2, "09:00"), 1, access_ppm=0)]
    log = run(scenario, [], faults)
    assert [when(t) for t in instants(log, Kind.CLEARED)] == ["Mon 10:15"]
    assert when(instants(log, Kind.NO_ACCESS)[0]) == "Tue 09:30"


def test_after_a_reform_a_pair_rule_looks_at_who_came_first() -> None:
    # Two branches with a crew each that is away; from day 3 one crew serves both from one queue.
    # The oldest job lies in the second branch, behind as many others as a pair rule looks at.
    pair = {"dispatch": {"rule": "nearest", "hour_of_waiting_is_worth": "0 h"}}

    def branches(**policies: Any) -> Scenario:
        return town(
            exchanges=[
                exchange("E1", base_travel_min=10, local_travel_min=5),
                exchange("E2", base_travel_min=10, local_travel_min=5),
            ],
            cabinets=[cabinet("C1", "E1"), cabinet("C2", "E2")],
            crews=[
                crew("a", base="E1", covers="county:north", local_base="E1", local_covers="E1"),
                crew("b", base="E1", covers="county:north", local_base="E2", local_covers="E2"),
            ],
            policies={**pair, **policies},
            **MAY_BE_AWAY,
        )

    base, reform = branches(base="local"), branches(base="seat")
    scenario = with_phases(base, (2 * DAY + 8 * H, (), reform))
    many = [fault(at(1, "09:00") + n, n, cabinet=0) for n in range(80)]
    oldest = fault(at(1, "08:30"), 0, cabinet=1)
    log = run(scenario, [], [oldest, *many], absent=[(0, 1), (1, 1), (0, 2), (1, 2)])
    first = rows(log, Kind.DISPATCHED)[:2]
    assert {row["time_ms"] for row in first} == {at(3, "08:00")}
    assert 0 in {row["case"] for row in first}


@pytest.mark.parametrize("pay", [{"scheme": "equal"}, {"scheme": "piece", "near_and_easy": {}}])
@pytest.mark.parametrize("closing", ["2 work h", "0 work h"])
def test_the_closing_time_of_a_county_says_what_fits_its_day(
    closing: str, pay: dict[str, Any]
) -> None:
    # Both counties have one rule. A drop of an hour, reported at 16:15 in the south.
    def there(closing: str) -> Scenario:
        return town(
            exchanges=[exchange("A"), exchange("B", county="south")],
            cabinets=[cabinet("a", "A", 50), cabinet("b", "B", 50)],
            crews=[crew(base="A")],
            faults={"drop": cause()},
            visits={"closing": closing, "source": "assumed"},
            policies={"shift_end": {"repair": "no-start"}, "pay": pay},
        )

    other = {"2 work h": "0 work h", "0 work h": "2 work h"}[closing]
    scenario = with_phases(there(other), (at(1, "00:30"), ("south",), there(closing)))
    log = run(scenario, [], [fault(at(1, "16:15"), 0, cabinet=1)])
    begins = {"2 work h": "Tue 08:00", "0 work h": "Mon 16:15"}[closing]
    assert visits(log) == [(begins, 0, 0)]


def test_counties_with_one_rule_and_other_visits_have_queues_of_their_own() -> None:
    # A reform that leaves the rule as it is may keep its very object.
    def closing(time_: str) -> Scenario:
        return town(
            exchanges=[exchange("A"), exchange("B", county="south")],
            cabinets=[cabinet("a", "A", 50), cabinet("b", "B", 50)],
            crews=[crew(base="A")],
            visits={"closing": time_, "source": "assumed"},
            policies={"shift_end": {"repair": "no-start"}},
        )

    base = closing("2 work h")
    south = base.model_copy(update={"visits": closing("0 work h").visits})
    log = run(with_phases(base, (at(1, "00:30"), ("south",), south)), [],
              [fault(at(1, "16:10"), 0), fault(at(1, "16:15"), 0, cabinet=1)])  # fmt: skip
    assert visits(log) == [("Mon 16:15", 0, 1), ("Tue 08:00", 0, 0)]
