"""Who goes to which job: every rule and every tie, by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.workload import MOVE
from towns import (
    MIN,
    H,
    at,
    cabinet,
    cable,
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

FAULTS = {"drop": cause("1 work h"), "joint": cause("1 work h", cause_group="cable", job="cable")}


def cases(log: Any) -> list[int]:
    return [case for _, _, case in visits(log)]


# Case 0 is an install of 07:00, case 1 a move of 08:20. Of the faults, cases 2, 3 and 5 are drops
# of 06:00, 08:05 and 08:30, and case 4 a joint, of the cable group, of 08:10. The crew begins at
# 08:00, so that it chooses among all at 09:00, or at 11:00 after the install.
ORDERS = [order(at(1, "07:00")), order(at(1, "08:20"), MOVE, slot=50)]
CALLS = [
    fault(at(1, "06:00"), 0),
    fault(at(1, "08:05"), 1),
    fault(at(1, "08:10"), 2, cause=1),
    fault(at(1, "08:30"), 3),
]


@pytest.mark.parametrize(
    ("rule", "order_of_cases"),
    [
        ({"rule": "oldest-first"}, [2, 0, 3, 4, 1, 5]),
        # The cable group comes first, orders come last.
        ({"rule": "group-then-age"}, [2, 4, 3, 5, 0, 1]),
        ({"rule": "repair-first"}, [2, 3, 4, 5, 0, 1]),
        ({"rule": "repair-first", "by_group": True}, [2, 4, 3, 5, 0, 1]),
        # Promises: install 1 h (08:00), repair 3 h (09:00, 11:05, 11:30), move 4 h (12:20); the
        # joint has none and comes last.
        ({"rule": "earliest-due"}, [0, 2, 3, 5, 1, 4]),
        ({"rule": "install-first"}, [0, 1, 2, 3, 4, 5]),
        ({"rule": "install-first", "by_group": True}, [0, 1, 4, 2, 3, 5]),
        # An hour of a repair counts as three: repairs overtake the install of 07:00 at 09:00
        # (2.75 and 2.5 against 2), at 10:00 and at 11:00.
        ({"rule": "age-weighted"}, [2, 3, 4, 5, 0, 1]),
        # At 1.5: 09:00 the install 2.0 against 1.4; 10:00 2.9 for the drop of 08:05; 11:00 3.75
        # for that of 08:30, before the older joint (2.8) and move (2.7), whose weights are 1.
        ({"rule": "age-weighted", "repair": 1.5, "cable": 1}, [2, 0, 3, 5, 4, 1]),
        ({"rule": "age-weighted", "repair": 1, "cable": 1}, [2, 0, 3, 4, 1, 5]),
        # Every day an install day, or none.
        ({"rule": "reserve", "install_days": 1, "of_days": 1}, [0, 1, 2, 3, 4, 5]),
        ({"rule": "reserve", "install_days": 0}, [2, 3, 4, 5, 0, 1]),
        # No way is nearer than another; by age alone.
        ({"rule": "nearest"}, [2, 0, 3, 4, 1, 5]),
    ],
    ids=lambda value: value.get("rule") if isinstance(value, dict) else "",
)
def test_one_crew_takes_jobs_in_the_order_of_the_rule(
    rule: dict[str, Any], order_of_cases: list[int]
) -> None:
    promises = {"install": "1 h", "repair": "3 h", "move": "4 h"}
    scenario = town(
        policies={"dispatch": rule, "promises": promises},
        faults=FAULTS,
        # A second crew, always away, must not matter.
        crews=[crew(), crew("ghost", until="2000-12-31")],
    )
    assert cases(run(scenario, ORDERS, CALLS)) == order_of_cases


def test_reserved_days_are_staggered_over_crews_and_days() -> None:
    # One day of two: crew 1 has Monday, crew 0 Tuesday. An hour each, eight a day.
    scenario = town(
        policies={"dispatch": {"rule": "reserve", "install_days": 1, "of_days": 2}},
        crews=[crew(count=2)],
    )
    orders = [order(at(1, "07:00"), work_build_ms=H) for _ in range(20)]
    faults = [fault(at(1, "07:00"), n) for n in range(20)]
    log = run(scenario, orders, faults)
    kinds: dict[tuple[str, int], set[str]] = {}
    for begun, number, case in visits(log):
        if begun[:3] in ("Mon", "Tue"):
            kinds.setdefault((begun[:3], number), set()).add("order" if case < 20 else "repair")
    assert kinds == {
        ("Mon", 0): {"repair"},
        ("Mon", 1): {"order"},
        ("Tue", 0): {"order"},
        ("Tue", 1): {"repair"},
    }


def test_equal_weights_of_age_serve_the_oldest_first() -> None:
    towns = [
        town(policies={"dispatch": rule}, crews=[crew(count=3)], window="28 days")
        for rule in (
            "oldest-first",
            {"rule": "age-weighted", "repair": 1, "cable": 1, "install": 1, "move": 1},
        )
    ]
    toss = random.Random(5)
    times = sorted(at(1) + toss.randrange(5 * 24 * 60) * MIN for _ in range(120))
    orders = [order(time) for time in times[::2]]
    faults = [fault(time, n % 40) for n, time in enumerate(times[1::2])]
    first, second = ([(w, case) for w, _, case in visits(run(t, orders, faults))] for t in towns)
    assert len(first) > 100
    assert sorted(first) == sorted(second)


def test_groups_come_in_the_order_of_the_scenario() -> None:
    policies = {"dispatch": {"rule": "group-then-age"}, "group_order": ("non-cable", "cable")}
    log = run(town(policies=policies, faults=FAULTS), ORDERS, CALLS)
    assert cases(log) == [2, 3, 5, 4, 0, 1]


def test_promises_may_differ_by_area() -> None:
    policies = {
        "dispatch": {"rule": "earliest-due"},
        "promises": {"repair": {"town": "48 h", "rural": "72 h"}},
    }
    scenario = town(
        policies=policies,
        exchanges=[exchange("E", area="rural"), exchange("T", area="town")],
        cabinets=[cabinet("C", "E"), cabinet("D", "T")],
    )
    # Rural of 06:00 is due a day after the town's of 07:00.
    faults = [fault(at(1, "06:00"), 0), fault(at(1, "07:00"), 0, cabinet=1)]
    assert cases(run(scenario, [], faults)) == [1, 0]


def two_ways(**policies: Any) -> Scenario:
    return town(
        exchanges=[exchange("E", base_travel_min=10), exchange("F", base_travel_min=40)],
        cabinets=[cabinet("near", "E"), cabinet("far", "F")],
        policies=policies,
    )


def test_nearest_takes_the_shorter_way_until_waiting_outweighs_it() -> None:
    # The crew is busy from 08:00 to 09:10. Then two wait: far since 08:00, near since 08:59.
    # 30 min of way against the credit for 59 min of waiting: 2 min an hour, or 40.
    faults = [
        fault(at(1, "07:59"), 9),
        fault(at(1, "08:00"), 0, cabinet=1),
        fault(at(1, "08:59"), 0),
    ]
    for credit, expected in (("0 h", [0, 2, 1]), ("2 min", [0, 2, 1]), ("40 min", [0, 1, 2])):
        rule = {"rule": "nearest", "hour_of_waiting_is_worth": credit}
        assert cases(run(two_ways(dispatch=rule), [], faults)) == expected


def test_nearest_looks_at_the_first_k_of_each_queue() -> None:
    # All wait in one queue: with K = 1 only the oldest is seen, though it is far.
    faults = [fault(at(1, "07:00"), 0, cabinet=1), fault(at(1, "07:30"), 0)]
    for scan, expected in ((1, [0, 1]), (2, [1, 0])):
        rule = {"rule": "nearest", "hour_of_waiting_is_worth": "0 h", "scan": scan}
        assert cases(run(two_ways(dispatch=rule), [], faults)) == expected


@pytest.mark.parametrize("rule", ["oldest-first", "nearest"])
def test_crews_of_a_team_go_in_the_order_of_freedom_and_number(rule: str) -> None:
    scenario = town(crews=[crew(count=3)], policies={"dispatch": {"rule": rule}})
    log = run(scenario, [], [fault(at(1, f"{8 + n:02}:10"), n, work_ms=30 * MIN) for n in range(4)])
    sent = [who for _, who, _ in visits(log)]
    if rule == "nearest":
        # A pair rule asks the crews in the order of their numbers.
        assert sent == [0, 0, 0, 0]
    else:
        # Who has been free longest: 0, 1, 2, and then 0 again.
        assert sent == [0, 1, 2, 0]


def test_the_nearest_team_goes() -> None:
    scenario = town(
        exchanges=[
            exchange("E", base_travel_min=10),
            exchange("S", county="south", base_travel_min=10),
        ],
        cabinets=[cabinet("C", "E"), cabinet("D", "S")],
        crews=[crew("north", base="E"), crew("south", base="S")],
    )
    # To the other county it is 10 min more.
    faults = [
        fault(at(1, "09:00"), 0, cabinet=1),
        fault(at(1, "09:00"), 0),
        fault(at(1, "09:05"), 1, cabinet=1),
    ]
    log = run(scenario, [], faults)
    # Both are free again at 10:10.
    assert visits(log) == [("Mon 09:00", 1, 0), ("Mon 09:00", 0, 1), ("Mon 10:10", 1, 2)]


def test_only_crews_with_the_skill_and_the_place_go() -> None:
    teams = {
        "field": {"skills": {"repair": {}}, "source": "assumed"},
        "fitters": {"skills": {"install": {}, "move": {}}, "source": "assumed"},
    }
    scenario = town(
        exchanges=[exchange("E"), exchange("F")],
        cabinets=[cabinet("C", "E"), cabinet("D", "F")],
        teams=teams,
        crews=[crew("a", covers="E"), crew("b", "fitters", covers="F"), crew("c", covers="F")],
        faults=FAULTS,
    )
    log = run(
        scenario,
        [order(at(1, "08:00")), order(at(1, "08:00"), cabinet=1)],
        [fault(at(1, "08:00"), 0, cabinet=1), fault(at(1, "08:00"), 0)],
    )
    # Nobody installs at E: case 0 waits for ever.
    assert {(who, case) for _, who, case in visits(log)} == {(1, 1), (2, 2), (0, 3)}
    assert len(rows(log, Kind.ASSIGNED)) == 2


def test_ties_end_at_the_lowest_case() -> None:
    for rule in ("oldest-first", "nearest", "earliest-due"):
        scenario = town(policies={"dispatch": {"rule": rule}})
        faults = [fault(at(1, "09:00"), slot) for slot in (5, 3, 4)]
        assert cases(run(scenario, [], faults)) == [0, 1, 2]


def test_a_long_job_that_does_not_fit_lets_a_short_one_go_first() -> None:
    # Not to be begun at 17:00: the two hours of an install; the repair of one hour fits.
    scenario = town(
        policies={"shift_end": {"install": "no-start", "repair": "no-start"}},
        demand={
            "install": {
                "rate": "1 orders per 100 lines per month",
                "work_prebuilt": "2 work h",
                "work_build": "2 work h",
                "source": "assumed",
            }
        },
    )
    log = run(
        scenario,
        [order(at(1, "16:10"), work_build_ms=2 * H)],
        [fault(at(1, "16:00"), 0), fault(at(1, "16:20"), 1)],
    )
    assert visits(log) == [("Mon 16:00", 0, 1), ("Mon 17:00", 0, 2), ("Tue 08:00", 0, 0)]


def test_a_far_job_that_does_not_fit_lets_a_near_one_of_its_kind_go_first() -> None:
    # 16:30, an hour's work: with 40 min of way it does not end by 18:00, with 10 min it does.
    for rule in ("oldest-first", "nearest"):
        scenario = two_ways(shift_end={"repair": "no-start"}, dispatch={"rule": rule})
        log = run(scenario, [], [fault(at(1, "16:30"), 0, cabinet=1), fault(at(1, "16:31"), 0)])
        assert visits(log) == [("Mon 16:31", 0, 1), ("Tue 08:00", 0, 0)], rule


def test_a_gang_is_one_crew_with_more_hands() -> None:
    # 30 pairs at 10 an hour and splicer: three hours alone, one hour and a half for two, one for
    # three, and no faster for four, because three fit at the joint. Locating takes two hours.
    for members, hours in ((1, 3), (2, 1.5), (3, 1), (4, 1)):
        scenario = town(crews=[crew(members=members)], faults={"cut": cable()})
        log = run(scenario, [], [fault(at(1, "08:00"), lines=30)])
        assert rows(log, Kind.CLEARED)[0]["amount"] == (2 + hours) * H


def test_a_reform_at_the_moment_when_a_crew_comes_on_duty_or_free() -> None:
    # Under a pair rule one crew must not be sent to two jobs at once, whatever else happens then.
    calendars = {"day": {"hours": {"mon-sun": "00:00-08:00"}, "source": "assumed"}}
    everything = {
        "calendars": calendars,
        "policies": {"dispatch": {"rule": "nearest"}},
        "teams": {"field": {"skills": {"repair": {}}, "source": "assumed"}},
        "demand": {},
        "faults": {"drop": cause()},
    }
    base = town(**everything)
    scenario = with_phases(base, (at(2), (), town(**everything)), (at(3, "01:00"), (), base))
    log = run(
        scenario,
        [],
        [
            fault(at(2), 0),
            fault(at(2), 1),
            fault(at(3), 2),
            fault(at(3, "01:00"), 3),
            fault(at(3, "01:00"), 4),
        ],
    )
    assert visits(log) == [
        ("Tue 00:00", 0, 0),
        ("Tue 01:00", 0, 1),
        ("Wed 00:00", 0, 2),
        ("Wed 01:00", 0, 3),
        ("Wed 02:00", 0, 4),
    ]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["alone", "with others"])
def test_what_no_longer_fits_does_not_lift_those_behind_it(elsewhere: bool) -> None:
    # At 16:00 the crew comes free. The oldest job is too far away for the day; of the other two the
    # older one goes first, though the younger stands in the queue of the oldest. What happens at
    # the same instant in a place that nobody serves must not matter.
    scenario = town(
        exchanges=[exchange("E"), exchange("F", base_travel_min=90), exchange("X")],
        cabinets=[cabinet("near", "E"), cabinet("far", "F"), cabinet("x", "X")],
        crews=[crew(covers="E F")],
        faults={"drop": cause("1 work h"), "plug": cause("1 work h")},
        policies={"shift_end": {"repair": "no-start"}},
    )
    faults = [
        fault(at(1, "15:00"), 0),
        fault(at(1, "15:10"), 1, cabinet=1),
        fault(at(1, "15:20"), 2, cause=1),
        fault(at(1, "15:30"), 3),
    ]
    if elsewhere:
        faults.append(fault(at(1, "16:00"), 0, cabinet=2))
    log = run(scenario, [], faults)
    assert cases(log) == [0, 2, 3, 1]


def test_behind_a_far_job_that_does_not_fit_the_nearest_team_goes() -> None:
    scenario = town(
        exchanges=[
            exchange("E", base_travel_min=10),
            exchange("S", county="south", base_travel_min=10),
            exchange("F", base_travel_min=100),
        ],
        cabinets=[cabinet("C", "E"), cabinet("D", "S"), cabinet("far", "F")],
        crews=[crew("north", base="E"), crew("south", base="S")],
        policies={"shift_end": {"repair": "no-start"}},
    )
    faults = [fault(at(1, "15:55"), 0, cabinet=2), fault(at(1, "16:00"), 0, cabinet=1)]
    assert visits(run(scenario, [], faults))[0] == ("Mon 16:00", 1, 1)
