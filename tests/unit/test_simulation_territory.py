"""Cabinets that belong to crews, with lending and without, by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.territory import share_out
from telesim.simulation import simulate
from telesim.workload import draw
from towns import (
    MAY_BE_AWAY,
    H,
    at,
    cabinet,
    cause,
    crew,
    exchange,
    fault,
    order,
    rows,
    run,
    town,
    visits,
    with_phases,
)

# -- who owns what ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "crews", "expected"),
    [
        # One each.
        ([100, 100, 100], 3, [(0,), (1,), (2,)]),
        # Middles of the four stretches of 100 lines: 50, 150, 250, 350; the first three lie in
        # the large cabinet, whose crews share it.
        ([300, 100], 4, [(0,), (0,), (0,), (1,)]),
        # Middles 25 and 75: the second and the last cabinet. The first (its middle 5) and the
        # third (45) lie in the first stretch.
        ([10, 20, 30, 40], 2, [(0, 1, 2), (3,)]),
        # A middle on the border of two cabinets belongs to the second.
        ([50, 50], 1, [(0, 1)]),
        # Without lines a cabinet goes to the crew in whose stretch it stands.
        ([0, 100, 100, 0], 2, [(0, 1), (2, 3)]),
        ([0, 0], 2, [(0,), (1,)]),
        ([7], 0, []),
        ([], 2, [(), ()]),
    ],
)
def test_cabinets_are_shared_out_by_lines(
    lines: list[int], crews: int, expected: list[tuple[int, ...]]
) -> None:
    assert share_out(lines, crews) == expected


def test_every_crew_has_a_cabinet_and_every_cabinet_a_crew() -> None:
    toss = random.Random(1)
    for _ in range(500):
        lines = [toss.choice([0, 1, 5, toss.randint(0, 2000)]) for _ in range(toss.randint(1, 12))]
        found = share_out(lines, toss.randint(1, 15))
        assert all(found)
        assert set().union(*found) == set(range(len(lines)))


# -- who serves whom ---------------------------------------------------------------------------


def own(lending: str, skills: tuple[str, ...] = ("repair",), **policies: Any) -> dict[str, Any]:
    return {"territory": {"lending": lending, "skills": skills}, **policies}


def two(policies: dict[str, Any], **more: Any) -> Scenario:
    """Crew 0 owns cabinet C, crew 1 cabinet D, of 100 lines each."""
    return town(
        **{
            "cabinets": [cabinet("C"), cabinet("D")],
            "crews": [crew(count=2)],
            "policies": policies,
            **more,
        }
    )


#: Three repairs of an hour, all in cabinet C.
IN_C = [fault(at(1, "08:00"), 0), fault(at(1, "08:00"), 1), fault(at(1, "08:00"), 2)]


def lent(log: EventLog) -> list[int]:
    return [r["case"] for r in rows(log, Kind.LENT)]


def test_without_territory_both_crews_serve_any_cabinet() -> None:
    log = run(two({}), [], IN_C)
    assert visits(log) == [("Mon 08:00", 0, 0), ("Mon 08:00", 1, 1), ("Mon 09:00", 0, 2)]


def test_without_lending_the_owner_does_it_all() -> None:
    log = run(two(own("none")), [], IN_C)
    assert visits(log) == [("Mon 08:00", 0, 0), ("Mon 09:00", 0, 1), ("Mon 10:00", 0, 2)]
    assert lent(log) == []


def test_an_idle_neighbour_lends_a_hand() -> None:
    log = run(two(own("idle")), [], IN_C)
    assert visits(log) == [("Mon 08:00", 0, 0), ("Mon 08:00", 1, 1), ("Mon 09:00", 0, 2)]
    assert lent(log) == [1]


def test_the_own_job_comes_first_even_when_it_is_younger() -> None:
    # Crew 1 is busy at home until 09:30. In D waits a job of 09:10, in C one of 08:10.
    faults = [
        fault(at(1, "08:00"), 0, work_ms=3 * H),
        fault(at(1, "08:00"), 0, cabinet=1, work_ms=3 * H // 2),
        fault(at(1, "08:10"), 1),
        fault(at(1, "09:10"), 1, cabinet=1),
    ]
    log = run(two(own("idle")), [], faults)
    assert visits(log)[2:] == [("Mon 09:30", 1, 3), ("Mon 10:30", 1, 2)]
    assert lent(log) == [2]


def test_the_owner_goes_when_free_though_a_neighbour_has_been_idle_for_longer() -> None:
    faults = [fault(at(1, "08:00"), 0, cabinet=1), fault(at(1, "10:00"), 1, cabinet=1)]
    log = run(two(own("idle")), [], faults)
    assert visits(log) == [("Mon 08:00", 1, 0), ("Mon 10:00", 1, 1)]


def test_only_the_skills_named_have_territories() -> None:
    # Installs go to whoever is free, repairs to the owner alone.
    log = run(two(own("none")), [order(at(1, "08:00")), order(at(1, "08:00"))], IN_C[:1])
    assert [(w, c) for w, c, case in visits(log) if case < 2] == [
        ("Mon 08:00", 0),
        ("Mon 08:00", 1),
    ]
    log = run(
        two(own("none", ("install", "repair"))),
        [order(at(1, "08:00"), work_build_ms=H), order(at(1, "08:00"))],
    )
    assert visits(log) == [("Mon 08:00", 0, 0), ("Mon 09:00", 0, 1)]


def test_a_move_belongs_to_the_owner_of_the_new_place() -> None:
    log = run(two(own("none", ("move",))), [order(at(1, "08:00"), 1, to_cabinet=1)])
    assert visits(log) == [("Mon 08:00", 1, 0)]


def test_a_lender_must_cover_the_place_and_have_the_skill() -> None:
    places: dict[str, Any] = {
        "exchanges": [exchange("E"), exchange("F")],
        "cabinets": [cabinet("C"), cabinet("D", "F")],
        "crews": [
            crew("c", covers="E"),
            crew("d", base="F", covers="F"),
            crew("g", "gang", base="F", covers="all"),
        ],
        "teams": {
            "field": {"skills": {"repair": {}, "install": {}, "move": {}}, "source": "assumed"},
            "gang": {"skills": {"cable": {}}, "source": "assumed"},
        },
    }
    log = run(two(own("idle"), **places), [], IN_C)
    assert [number for _, number, _ in visits(log)] == [0, 0, 0]


def test_the_nearest_idle_neighbour_comes() -> None:
    places: dict[str, Any] = {
        "exchanges": [
            exchange("E", base_travel_min=10, local_travel_min=10),
            exchange("F", base_travel_min=10, local_travel_min=10),
        ],
        "cabinets": [cabinet("C"), cabinet("D", "F"), cabinet("X", "F")],
        "crews": [
            crew("far", local_base="F", count=2),
            crew("near", local_base="E"),
        ],
    }
    # All three cover all and are alike: 0 owns C, 1 owns D and 2, from E, owns X.
    log = run(two(own("idle", base="local"), **places), [], IN_C[:2])
    assert [number for _, number, _ in visits(log)] == [0, 2]


def test_what_does_not_fit_the_owners_day_may_fit_nobodys() -> None:
    scenario = two(own("idle", shift_end={"repair": "no-start"}))
    late = [fault(at(1, "17:30"), 0), fault(at(1, "17:31"), 1, work_ms=H)]
    log = run(scenario, [], late)
    assert visits(log) == [("Tue 08:00", 0, 0), ("Tue 08:00", 1, 1)]
    assert lent(log) == [1]


def test_a_pair_rule_lends_too() -> None:
    log = run(two(own("idle", dispatch="nearest")), [], IN_C)
    assert visits(log) == [("Mon 08:00", 0, 0), ("Mon 08:00", 1, 1), ("Mon 09:00", 0, 2)]
    assert lent(log) == [1]


def test_territories_begin_with_a_reform_and_those_who_wait_wait_for_their_owner() -> None:
    faults = [fault(at(1, "08:00"), n, work_ms=2 * H) for n in range(4)]
    scenario = with_phases(two({}), (at(1, "09:00"), (), two(own("none"))))
    log = run(scenario, [], faults)
    assert visits(log) == [
        ("Mon 08:00", 0, 0),
        ("Mon 08:00", 1, 1),
        ("Mon 10:00", 0, 2),
        ("Mon 14:00", 0, 3),
    ]
    back = with_phases(two(own("none")), (at(1, "09:00"), (), two({})))
    assert visits(run(back, [], faults)) == [
        ("Mon 08:00", 0, 0),
        ("Mon 09:00", 1, 1),
        ("Mon 10:00", 0, 2),
        ("Mon 11:00", 1, 3),
    ]


def test_cabinets_are_shared_out_anew_when_a_crew_is_gone_for_good() -> None:
    crews = [crew("a", until="2001-01-01"), crew("b")]
    faults = [fault(at(day, "09:00"), day) for day in (1, 2)]
    log = run(two(own("none"), crews=crews), [], faults)
    assert visits(log) == [("Mon 09:00", 0, 0), ("Tue 09:00", 1, 1)]


def test_an_owner_who_is_off_is_waited_for_without_lending() -> None:
    faults = [fault(at(1, "09:00"), 0)]
    assert visits(run(two(own("none"), **MAY_BE_AWAY), [], faults, absent=[(0, 1)])) == [
        ("Tue 08:00", 0, 0)
    ]
    assert visits(run(two(own("idle"), **MAY_BE_AWAY), [], faults, absent=[(0, 1)])) == [
        ("Mon 09:00", 1, 0)
    ]


def test_one_crew_that_owns_all_works_as_without_territories() -> None:
    busy = {"faults": {"drop": cause(rate="80 events per 100 lines per month")}, "demand": {}}
    plain, owned = (
        town(policies=policies, cabinets=[cabinet("C"), cabinet("D")], **busy)
        for policies in ({}, own("none"))
    )
    drawn = draw(plain, 3, 0)
    assert len(drawn.faults.time_ms) > 100
    assert simulate(plain, drawn).digest() == simulate(owned, drawn).digest()


# -- what is told of it ------------------------------------------------------------------------


def test_the_share_of_lent_visits_by_hand() -> None:
    scenario = two(own("idle"))
    log = run(scenario, [], IN_C)
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["lent_visits_share", "{}"] == pytest.approx(100 / 3)
    assert table["lent_visits_share", '{"job": "repair"}'] == pytest.approx(100 / 3)
    assert table["lent_visits_share", '{"county": "north"}'] == pytest.approx(100 / 3)


def test_validate_says_how_large_territories_are() -> None:
    cabinets = [cabinet("C", lines=300), cabinet("D", lines=100)]
    plan = check(two(own("none"), cabinets=cabinets, crews=[crew(count=4)]))
    assert plan.staffing == (
        "territories of field: 100 to 100 lines for each of 4 crews, without lending",
    )
    plan = check(two(own("idle"), cabinets=cabinets))
    assert plan.staffing == (
        "territories of field: 100 to 300 lines for each of 2 crews, which lend a hand when idle",
    )


def test_a_log_in_which_a_stranger_serves_is_refused() -> None:
    log = run(two({}), [], IN_C)
    with pytest.raises(ConservationError, match="the crew must own the cabinet or lend a hand"):
        conservation.check(two(own("none")), log)
    log = run(two(own("idle")), [], IN_C)
    with pytest.raises(ConservationError, match="crews do not lend a hand here"):
        conservation.check(two(own("none")), log)
    with pytest.raises(ConservationError, match="nobody has a territory to lend in"):
        conservation.check(two({}), log)
