"""Gangs that build: days of work, what goes first, frost, bores, pairs brought back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from telesim import conservation, kpi
from telesim.eventlog import EventLog, Kind, Level, Work
from telesim.experiment.tables import names_for_logs
from telesim.policies.works import WORKS_POLICIES
from telesim.report.case import CaseError, life
from telesim.scenario import Scenario
from telesim.simulation.frost import begins_unfrozen, ends_unfrozen, thawed
from towns import (
    DAY,
    H,
    at,
    cabinet,
    cable,
    cause,
    crew,
    demand,
    exchange,
    fault,
    order,
    rows,
    run,
    story,
    town,
    visits,
    when,
)

#: 15 pairs an hour by a gang of one, eight hours a day.
WORKS: dict[str, Any] = {
    "pairs_per_gang_day": 120,
    "gang_day": "8 work h",
    "gang_size": 1,
    "source": "assumed",
}
GANG = {"gangs": {"skills": {"cable": {}}, "source": "assumed"}}


def project(pairs: int, opens: str = "2001-01-02", **more: Any) -> dict[str, Any]:
    """A distribution cable that can be built from midnight on."""
    return {"id": f"p{pairs}", "place": "C", "what": "distribution", "amount": pairs,
            "opens": opens, **more}  # fmt: skip


def site_town(*projects: dict[str, Any], **more: Any) -> Scenario:
    """One gang of one that repairs joints and builds, no travel."""
    plain: dict[str, Any] = {
        "crews": [crew("gang", "gangs")],
        "teams": GANG,
        "faults": {"joint": cause("2 work h", cause_group="cable", skill="cable", job="cable")},
        "demand": {},
        "works": WORKS,
        "projects": list(projects),
    }
    return town(**{**plain, **more})


def joint(day: int, clock: str, slot: int = 0, hours: int = 2) -> dict[str, Any]:
    return fault(at(day, clock), slot, work_ms=hours * H)


def site(log: EventLog, number: int = 0) -> list[str]:
    """The life of a works case, by order of release."""
    case = rows(log, Kind.WORK_RELEASED)[number]["case"]
    return story(log, case)


def opened(log: EventLog) -> list[tuple[str, int]]:
    """When pairs opened after the start, and how many."""
    return [(when(r["time_ms"]), r["amount"]) for r in rows(log, Kind.CAPACITY) if r["time_ms"]]


def figures(scenario: Scenario, log: EventLog) -> Any:
    return kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]


# -- construction takes gang-days ----------------------------------------------------------


def test_a_cable_opens_when_the_last_of_its_work_is_done() -> None:
    # 300 pairs are 20 h: two days of eight hours and four more.
    scenario = site_town(project(300))
    log = run(scenario)
    assert site(log) == [
        "Tue 00:00 work-released",
        "Tue 00:00 planned",
        "Tue 08:00 dispatched",
        "Tue 08:00 arrived",
        "Tue 18:00 part-built",
        "Wed 08:00 ready",
        "Wed 08:00 dispatched",
        "Wed 08:00 arrived",
        "Wed 18:00 part-built",
        "Thu 08:00 ready",
        "Thu 08:00 dispatched",
        "Thu 08:00 arrived",
        "Thu 12:00 built",
    ]
    assert opened(log) == [("Thu 12:00", 300)]
    assert [r["amount"] for r in rows(log, Kind.PART_BUILT)] == [8 * H, 8 * H]
    assert [r["reason"] for r in rows(log, Kind.PART_BUILT)] == [12 * H, 4 * H]
    (planned,) = rows(log, Kind.PLANNED)
    assert (planned["reason"], planned["amount"]) == (20 * H, at(4, "12:00"))
    assert [r["reason"] for r in rows(log, Kind.BUILT)] == [0]
    table = figures(scenario, log)
    assert table["works_opened", '{"work": "distribution"}'] == 1
    assert table["works_slip_mean", "{}"] == 0
    assert table["works_gang_days", "{}"] == pytest.approx(2.5)
    assert table["crew_hours_per_week", '{"job": "works"}'] == pytest.approx(20)


def test_the_way_and_the_size_of_the_gang_count() -> None:
    # Two people do 30 pairs an hour; an hour of each day goes for the way. 240 pairs are 8 h.
    scenario = site_town(
        project(240),
        exchanges=[exchange(base_travel_min=60)],
        crews=[crew("gang", "gangs", members=2)],
    )
    log = run(scenario)
    assert [when(r["time_ms"]) for r in rows(log, Kind.PART_BUILT)] == ["Tue 18:00"]
    assert [when(r["time_ms"]) for r in rows(log, Kind.BUILT)] == ["Wed 10:00"]
    assert [r["amount"] for r in rows(log, Kind.PART_BUILT)] == [7 * H]
    assert [r["reason"] for r in rows(log, Kind.BUILT)] == [0]


def test_a_gang_does_not_set_out_for_less_than_an_hour() -> None:
    scenario = site_town(project(120))
    late = run(scenario, [], [joint(2, "08:00", 0, hours=4), joint(2, "14:00", 1, hours=3)])
    assert site(late)[2] == "Tue 17:00 dispatched"
    later = run(
        site_town(project(120), visits={"closing": "6 work min", "source": "assumed"}),
        [],
        [joint(2, "08:00", 0, hours=4), joint(2, "14:00", 1, hours=3)],
    )
    assert site(later)[2] == "Wed 08:00 dispatched"


def test_kinds_that_are_not_named_open_as_before() -> None:
    scenario = site_town(project(300), works={**WORKS, "kinds": ["feeder"]})
    log = run(scenario)
    assert opened(log) == [("Tue 00:00", 300)]
    assert not rows(log, Kind.WORK_RELEASED)


def test_a_rule_is_under_way_until_its_cable_is_built() -> None:
    rule = {"what": "distribution", "at_fill": "90 %", "add": 120, "lead_time": "1 day",
            "source": "assumed"}  # fmt: skip
    scenario = site_town(
        expansions={"pairs": rule}, cabinets=[cabinet(lines=95, distribution_pairs=100)]
    )
    log = run(scenario)
    assert [r["amount"] for r in rows(log, Kind.EXPANSION_ORDERED)] == [120]
    assert opened(log) == [("Tue 18:00", 120)]


def test_nobody_digs_in_frozen_months() -> None:
    # The run starts on 1 January; ordered then, the cable is ready on the 30th. Of its four days
    # two fall into January, the rest waits for March.
    rule = {"what": "distribution", "on": "2001-01-01", "add": 480, "lead_time": "29 days",
            "frozen": ["feb"], "source": "assumed"}  # fmt: skip
    scenario = site_town(expansions={"pairs": rule}, window="70 days")
    log = run(scenario)
    days = [r["time_ms"] // DAY for r in rows(log, Kind.DISPATCHED)]
    assert days == [29, 30, 59, 60]
    assert rows(log, Kind.PLANNED)[0]["amount"] == 60 * DAY + 18 * H == opening(log)
    # With a repair in the way of the last January day it is still to begin then: it rests.
    held = run(scenario, [], [joint(30, "08:00", hours=8), joint(31, "08:00", 1, hours=8)])
    assert [r["time_ms"] for r in rows(held, Kind.FROST)] == [31 * DAY]
    assert [r["time_ms"] // DAY for r in rows(held, Kind.DISPATCHED)] == [29, 30, 59, 60, 61, 63]
    assert opening(held) == 63 * DAY + 18 * H


def opening(log: EventLog) -> int:
    return rows(log, Kind.BUILT)[0]["time_ms"]


# -- what goes first -----------------------------------------------------------------------


def test_repair_pre_empts_construction_at_the_end_of_the_day() -> None:
    scenario = site_town(project(240))
    log = run(scenario, [], [joint(2, "09:00"), joint(2, "10:00", 1)])
    # The gang builds on Tuesday all day; on Wednesday repairs go first, the slip is four hours.
    assert [v[0] for v in visits(log)] == ["Tue 08:00", "Wed 08:00", "Wed 10:00", "Wed 14:00",
                                          "Thu 08:00"]  # fmt: skip
    assert story(log, 0)[-1] == "Wed 10:00 cleared"
    assert [r["reason"] for r in rows(log, Kind.BUILT)] == [at(4, "12:00") - at(3, "18:00")]
    table = figures(scenario, log)
    assert table["works_slip_max", "{}"] == pytest.approx(18 / 24)


def test_construction_may_go_first() -> None:
    scenario = site_town(project(240), policies={"works": "construction-first"})
    log = run(scenario, [], [joint(2, "08:00"), joint(2, "10:00", 1)])
    assert opened(log) == [("Wed 18:00", 240)]
    assert story(log, 0)[2] == "Thu 08:00 dispatched"
    assert figures(scenario, log)["works_slip_mean", "{}"] == 0


def test_a_share_of_days_is_reserved() -> None:
    scenario = site_town(
        project(960, "2001-01-01"),
        policies={"works": {"policy": "reserve", "share": "50 %"}},
        window="21 days",
    )
    faults = [joint(1, "00:00", slot, hours=8) for slot in range(6)]
    log = run(scenario, [], faults)
    works = rows(log, Kind.WORK_RELEASED)[0]["case"]
    built = [v[2] == works for v in visits(log)]
    # One day repair, one day construction, while both wait.
    assert built[:11] == [False, True] * 5 + [False]
    assert len(built) == 14 and all(built[11:])


def test_reserved_days_are_spread_over_days_and_gangs() -> None:
    policy = WORKS_POLICIES["reserve"]()
    days = [[policy.builds_first(gang, day) for day in range(50)] for gang in range(5)]
    assert [sum(its) for its in days] == [20] * 5
    assert [sum(its) for its in zip(*days, strict=True)] == [2] * 50
    assert max(len(run_) for run_ in "".join("x" if d else " " for d in days[0]).split()) == 1


@pytest.mark.parametrize("policy", ["repair-first", "construction-first"])
@pytest.mark.parametrize("rule", ["oldest-first", "earliest-due", "group-then-age", "nearest"])
def test_every_dispatch_rule_keeps_the_balance(policy: str, rule: str) -> None:
    # The cable is older than the repairs, and both have waited since before the day begins.
    scenario = site_town(project(60), policies={"works": policy, "dispatch": {"rule": rule}})
    log = run(scenario, [], [joint(2, "06:00"), joint(2, "06:30", 1)])
    works = rows(log, Kind.WORK_RELEASED)[0]["case"]
    wanted = [works, 0, 1] if policy == "construction-first" else [0, 1, works]
    assert [v[2] for v in visits(log)] == wanted


def test_an_idle_gang_builds_first_when_both_come_at_once() -> None:
    for policy, first in (("repair-first", 0), ("construction-first", 1)):
        for rule in ("oldest-first", "nearest"):
            both = {"works": policy, "dispatch": {"rule": rule}}
            scenario = site_town(
                project(15),
                policies=both,
                crews=[crew("gang", "gangs", calendar="always")],
            )
            log = run(scenario, [], [joint(2, "00:00")])
            assert visits(log)[0] == ("Tue 00:00", 0, first)


def test_the_gang_that_builds_first_goes_whatever_else_happens_at_the_instant() -> None:
    # Both gangs are idle at nine; on Monday the second of them builds first.
    scenario = site_town(
        crews=[crew("gang", "gangs", count=2), crew("repairer")],
        teams={**GANG, "field": {"skills": {"repair": {}}, "source": "assumed"}},
        faults={"joint": cause("2 work h", cause_group="cable", skill="cable", job="cable"),
                "drop": cause()},
        expansions={"more": {"what": "distribution", "on": "2001-01-01", "add": 60,
                             "lead_time": "9 h", "source": "assumed"}},
        policies={"works": {"policy": "reserve", "share": "50 %"}},
    )  # fmt: skip
    assert visits(run(scenario)) == [("Mon 09:00", 1, 0)]
    log = run(scenario, [], [fault(at(1, "09:00"), 0, cause=1)])
    assert visits(log) == [("Mon 09:00", 1, 1), ("Mon 09:00", 2, 0)]


def test_work_still_open_counts_with_its_slip_so_far() -> None:
    # Repairs of 8 h keep the gang from a cable that was planned for Tuesday evening.
    scenario = site_town(project(120))
    log = run(scenario, [], [joint(2, "07:00", slot, hours=8) for slot in range(6)])
    table = figures(scenario, log)
    assert table["works_opened", "{}"] == 0
    assert table["works_open_at_end", "{}"] == 1
    assert table["works_slip_mean", "{}"] == pytest.approx(5 + 6 / 24)


# -- ducts ---------------------------------------------------------------------------------

DUCTS = {
    "ducts": [{"id": "d", "exchange": "E", "bores": 2, "used": 1}],
    "cabinets": [cabinet(duct="d")],
}
NEW_DUCT = {
    "lead_time": "2 days", "bores": 2, "unit_cost": "50 CNY per bore", "source": "assumed",
}  # fmt: skip


def feeder(number: int, opens: str = "2001-01-02", pairs: int = 120) -> dict[str, Any]:
    return {"id": f"f{number}", "place": "C", "what": "feeder", "amount": pairs, "opens": opens}


def test_a_cable_takes_the_last_bore_and_the_next_waits_for_a_duct() -> None:
    # Known two days before their date, so from the start. The first takes the bore; the second
    # orders a duct, which is there on Wednesday, and its cable a gang-day later.
    scenario = site_town(feeder(1), feeder(2), **DUCTS, duct_projects=NEW_DUCT, works=None)
    log = run(scenario)
    assert opened(log) == [("Tue 00:00", 120), ("Wed 00:00", 120)]
    first, second = (r["case"] for r in rows(log, Kind.BORE_TAKEN))
    assert story(log, first) == ["Mon 00:00 bore-taken", "Tue 00:00 work-released"]
    assert story(log, second) == [
        "Tue 00:00 no-bore",
        "Wed 00:00 bore-taken",
        "Wed 00:00 work-released",
    ]
    (ordered,) = rows(log, Kind.DUCT_ORDERED)
    assert story(log, ordered["case"]) == [
        "Mon 00:00 duct-ordered",
        "Wed 00:00 work-released",
        "Wed 00:00 bores",
    ]
    assert [r["amount"] for r in rows(log, Kind.SPENT)] == [10_000]
    table = figures(scenario, log)
    assert table["bores_free_at_end", "{}"] == 1
    # Two bores of 50 CNY; the projects of the cables have no cost.
    assert table["cost_expansions", '{"level": "duct"}'] == 100
    assert table["cost_expansions", '{"level": "feeder"}'] == 0
    assert table["duct_projects_ordered", "{}"] == 1
    assert table["pair_months_delayed_by_ducts", "{}"] == pytest.approx(120 / 30.4)


WINTER = {"lead_time": "60 days", "bores": 2, "frozen": ["dec", "jan", "feb"], "source": "assumed"}


@pytest.mark.parametrize(
    ("ordered", "bores"),
    [
        # Begun before the frost: 41 days to 30 November, the 19 that are left from 1 March on.
        ("2000-10-21", "2001-03-20"),
        # Done before the frost: October has 31 days, November 30.
        ("2000-10-01", "2000-11-30"),
        # The last day before the frost is the 60th; nothing opens in it.
        ("2000-10-02", "2001-03-01"),
        # Ordered within the frost: 60 days from its end, March with 31.
        ("2001-01-15", "2001-04-30"),
        ("2001-03-01", "2001-04-30"),
    ],
)
def test_the_lead_time_of_a_duct_stands_still_in_frozen_months(ordered: str, bores: str) -> None:
    rule = {"what": "feeder", "on": ordered, "add": 10, "lead_time": "0 h", "source": "assumed"}
    scenario = site_town(
        start="2000-10-01", window="300 days", expansions={"pairs": rule}, works=None,
        **{**DUCTS, "ducts": [{"id": "d", "exchange": "E", "bores": 2, "used": 2}]},
        duct_projects=WINTER,
    )  # fmt: skip
    log = run(scenario)
    (asked,), (there,) = rows(log, Kind.DUCT_ORDERED), rows(log, Kind.BORES)
    assert str(scenario.date_of(asked["time_ms"]).date()) == ordered
    assert scenario.date_of(there["time_ms"]).isoformat() == f"{bores}T00:00:00"


def test_a_lead_time_longer_than_a_summer_stands_still_twice() -> None:
    scenario = town(start="2000-10-01", window="300 days")
    frozen = frozenset({12, 1, 2})
    begin = scenario.ms_of("2000-11-21")
    # 10 days in November, 275 from March to November, 15 in the second March.
    end = ends_unfrozen(scenario, begin, 300 * DAY, frozen)
    assert scenario.date_of(end).isoformat() == "2002-03-16T00:00:00"
    assert ends_unfrozen(scenario, begin, 300 * DAY, frozenset()) == begin + 300 * DAY
    assert ends_unfrozen(scenario, begin, 300 * DAY, frozenset(range(1, 13))) == begin + 300 * DAY


def test_a_project_of_the_table_is_thought_of_so_that_its_duct_is_in_time() -> None:
    # 60 days before 11 April 2001 are 41 days since 1 March and the last 19 of November.
    scenario = site_town(
        {**feeder(1, "2001-04-11")}, start="2000-10-01", window="300 days", works=None,
        **{**DUCTS, "ducts": [{"id": "d", "exchange": "E", "bores": 2, "used": 2}]},
        duct_projects=WINTER,
    )  # fmt: skip
    log = run(scenario)
    (asked,), (there,) = rows(log, Kind.DUCT_ORDERED), rows(log, Kind.BORES)
    assert str(scenario.date_of(asked["time_ms"])) == "2000-11-12 00:00:00"
    assert str(scenario.date_of(there["time_ms"])) == "2001-04-11 00:00:00"
    assert figures(scenario, log)["pair_months_delayed_by_ducts", "{}"] == 0


@pytest.mark.parametrize("frozen", [(), (12, 1, 2), (2,), (1, 3, 5, 7, 9, 11), range(1, 13)])
def test_backwards_and_forwards_agree(frozen: Any) -> None:
    scenario = town(start="2000-10-01", window="300 days")
    months = frozenset(frozen)
    for day in range(400, 800, 7):
        for span in (0, 1, 29, 100, 270):
            begin = begins_unfrozen(scenario, day * DAY, span * DAY + 1, months)
            end = ends_unfrozen(scenario, begin, span * DAY + 1, months)
            # What would have to begin before the run is late.
            late = begin == 0 and end > day * DAY
            assert late or end == thawed(scenario, day * DAY, months)


def test_two_cables_share_the_bores_of_one_new_duct() -> None:
    scenario = site_town(*(feeder(n) for n in range(3)), **DUCTS, duct_projects=NEW_DUCT)
    log = run(scenario)
    assert len(rows(log, Kind.DUCT_ORDERED)) == 1
    assert figures(scenario, log)["bores_free_at_end", "{}"] == 0
    four = site_town(*(feeder(n) for n in range(4)), **DUCTS, duct_projects=NEW_DUCT)
    assert len(rows(run(four), Kind.DUCT_ORDERED)) == 2


def test_gangs_dig_before_they_pull() -> None:
    scenario = site_town(
        feeder(1),
        **{**DUCTS, "ducts": [{"id": "d", "exchange": "E", "bores": 1, "used": 1}]},
        duct_projects={**NEW_DUCT, "digging_gang_days": 1.5},
    )
    log = run(scenario)
    digging, pulling = rows(log, Kind.WORK_RELEASED)
    assert (digging["reason"], pulling["reason"]) == (Work.DUCT, Work.FEEDER)
    # Dug from Wednesday, its lead time over, to Thursday noon; then a day for the cable.
    assert story(log, digging["case"])[-2:] == ["Thu 12:00 built", "Thu 12:00 bores"]
    assert story(log, pulling["case"])[-1] == "Fri 12:00 built"
    assert figures(scenario, log)["pair_months_delayed_by_ducts", "{}"] == pytest.approx(
        120 * 2.5 / 30.4
    )
    # With a bore the cable would have been done as long after Tuesday as it was after Thursday
    # noon: it slips by those days, all for want of a duct, which itself is dug as planned.
    table = figures(scenario, log)
    for kpi_name in ("works_slip_mean", "works_slip_by_ducts_mean"):
        assert table[kpi_name, '{"work": "feeder"}'] == pytest.approx(2.5)
        assert table[kpi_name, '{"work": "duct"}'] == 0
        assert table[kpi_name, "{}"] == pytest.approx(1.25)
    assert table["works_slip_max", "{}"] == pytest.approx(2.5)
    told = life(log, names_for_logs(scenario), f"W{pulling['case']}")
    assert told[-1].endswith("as planned then; 2.5 days after what was planned without the wait "
                             "for a bore.")  # fmt: skip
    assert figures(scenario, log)["works_opened", '{"work": "duct"}'] == 1


def test_a_full_duct_without_projects_holds_its_cables_for_good() -> None:
    scenario = site_town(feeder(1), feeder(2), **DUCTS)
    log = run(scenario)
    assert opened(log) == [("Tue 18:00", 120)]
    waited = figures(scenario, log)["pair_months_delayed_by_ducts", "{}"]
    assert waited == pytest.approx(120 * 6 / 30.4)
    # One opens as planned, the other slips by all that it has waited so far.
    table = figures(scenario, log)
    assert table["works_slip_mean", "{}"] == table["works_slip_by_ducts_mean", "{}"] == 3
    assert table["works_slip_max", '{"work": "feeder"}'] == 6


def test_cabinets_without_a_duct_need_no_bore() -> None:
    scenario = site_town(feeder(1), **{**DUCTS, "cabinets": [cabinet()]}, works=None)
    log = run(scenario)
    assert opened(log) == [("Tue 00:00", 120)]
    assert not rows(log, Kind.BORE_TAKEN)


def three_cabinets(*projects: dict[str, Any], **more: Any) -> Scenario:
    """a and b on the feeder f, c on its own; three bores free in the duct of all."""
    plain: dict[str, Any] = {
        "cabinets": [
            cabinet("a", duct="d", feeder_id="f"), cabinet("b", duct="d", feeder_id="f"),
            cabinet("c", duct="d"),
        ],
        "ducts": [{"id": "d", "exchange": "E", "bores": 5, "used": 2}],
        "works": None,
    }  # fmt: skip
    return site_town(*projects, **{**plain, **more})


#: Every cabinet gets 10 feeder pairs every ten days, one day after the one before it.
PROGRAMME = {
    "what": "feeder", "on": "2001-01-02", "stagger": "1 day", "every": "10 days", "add": 10,
    "lead_time": "5 days", "source": "assumed",
}  # fmt: skip


def bores(log: EventLog, kind: Kind = Kind.BORE_TAKEN) -> list[tuple[int, str]]:
    return [(r["place"], when(r["time_ms"])) for r in rows(log, kind)]


def test_cabinets_on_one_feeder_take_one_bore() -> None:
    scenario = three_cabinets(expansions={"pairs": PROGRAMME}, window="9 days")
    log = run(scenario)
    # a and b are one cable, c another: two bores of three, not three.
    assert bores(log) == [(0, "Tue 00:00"), (2, "Thu 00:00")]
    assert bores(log, Kind.BORE_SHARED) == [(1, "Wed 00:00")]
    assert [amount for _, amount in opened(log)] == [10, 10, 10]
    assert figures(scenario, log)["bores_free_at_end", "{}"] == 1
    case = rows(log, Kind.BORE_SHARED)[0]["case"]
    assert life(log, names_for_logs(scenario), f"W{case}")[:2] == [
        f"W{case}: a feeder cable of 10 pairs that needs a bore, cabinet b (E, north)",
        "  2001-01-03 Wed 00:00  It is one cable with W0, in the same bore of duct d.",
    ]


def test_each_round_of_a_programme_is_a_new_cable() -> None:
    # The second round finds one bore: a takes it, b goes with a, c waits for good.
    log = run(three_cabinets(expansions={"pairs": PROGRAMME}, window="19 days"))
    assert [place for place, _ in bores(log)] == [0, 2, 0]
    assert [place for place, _ in bores(log, Kind.BORE_SHARED)] == [1, 1]
    assert [(r["place"], r["amount"]) for r in rows(log, Kind.NO_BORE)] == [(2, 10)]


def test_rounds_that_overlap_stay_apart_while_they_wait_for_a_bore() -> None:
    # No bore is free until the duct is dug on the 32nd day; by then three rounds of a and b wait.
    often = {**PROGRAMME, "stagger": "0 h"}
    ducts = [{"id": "d", "exchange": "E", "bores": 2, "used": 2}]
    cabinets = [cabinet(name, duct="d", feeder_id="f") for name in "ab"]
    scenario = three_cabinets(
        expansions={"pairs": often}, ducts=ducts, cabinets=cabinets, window="40 days",
        duct_projects={**NEW_DUCT, "lead_time": "31 days", "bores": 9},
    )  # fmt: skip
    log = run(scenario)
    at_once = [r for r in rows(log, Kind.BORE_TAKEN) if r["time_ms"] == at(33)]
    assert [r["place"] for r in at_once] == [0, 0, 0, 0]
    shared = rows(log, Kind.BORE_SHARED)
    assert [(r["place"], r["amount"]) for r in shared] == [(1, r["case"]) for r in at_once]
    assert figures(scenario, log)["bores_free_at_end", "{}"] == 9 - 4
    assert len(rows(log, Kind.DUCT_ORDERED)) == 1


def test_what_is_ordered_when_a_cable_is_pulled_is_a_cable_of_its_own() -> None:
    late = {**PROGRAMME, "stagger": "6 days", "every": None}
    log = run(three_cabinets(expansions={"pairs": late}, window="30 days"))
    assert [place for place, _ in bores(log)] == [0, 1, 2]


def test_projects_of_one_date_are_one_cable_on_a_feeder() -> None:
    def row(place: str, opens: str, number: int = 0) -> dict[str, Any]:
        return {**feeder(number, opens), "id": f"{place}{opens}{number}", "place": place}

    together = three_cabinets(row("a", "2001-01-02"), row("b", "2001-01-02"))
    assert [place for place, _ in bores(run(together))] == [0]
    # The whole exchange: one for a and b, one for c.
    assert [place for place, _ in bores(run(three_cabinets(row("E", "2001-01-02"))))] == [0, 2]
    apart = three_cabinets(row("a", "2001-01-02"), row("b", "2001-01-03"))
    assert [place for place, _ in bores(run(apart))] == [0, 1]
    # Two rows of the same cabinet are two cables.
    twice = three_cabinets(row("a", "2001-01-02"), row("a", "2001-01-02", 1))
    assert [place for place, _ in bores(run(twice))] == [0, 0]


def test_a_feeder_through_two_ducts_takes_a_bore_in_each() -> None:
    ducts = [{"id": name, "exchange": "E", "bores": 1} for name in "de"]
    cabinets = [cabinet(name, duct=duct, feeder_id="f") for name, duct in ("ad", "be")]
    log = run(three_cabinets(expansions={"pairs": PROGRAMME}, ducts=ducts, cabinets=cabinets,
                             window="9 days"))  # fmt: skip
    assert bores(log) == [(0, "Tue 00:00"), (1, "Wed 00:00")]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("amount", 99, "needs a cable that has taken a bore"),
        ("amount", 2, "needs a cable that has taken a bore"),
        ("line", 1, "needs a cable of its own feeder"),
        ("place", 2, "needs a cable of its own feeder"),
        ("place", 0, "a cable serves a cabinet once"),
        ("case", 2, "must not follow|has a bore of its own"),
    ],
)
def test_the_check_sees_a_bore_shared_that_cannot_be(column: str, value: int, told: str) -> None:
    scenario = three_cabinets(expansions={"pairs": PROGRAMME}, window="9 days")
    log = run(scenario)
    with pytest.raises(conservation.ConservationError, match=told):
        conservation.check(scenario, broken(log, Kind.BORE_SHARED, column, value))


# -- defective pairs that come back ----------------------------------------------------------

RECOVERY = {"pairs_per_gang_day": 12, "at_fill": "90 %", "source": "assumed"}


def full_town(pairs: int = 200, defective_pct: float = 45, **recovery: Any) -> Scenario:
    """110 usable pairs for 100 lines, 90 defective ones."""
    return site_town(
        cabinets=[cabinet(distribution_pairs=pairs, defective_pct=defective_pct)],
        pair_recovery={**RECOVERY, **recovery},
        follow_up="60 days",
        demand={
            "install": {
                "rate": "1 orders per 100 lines per month", "work_prebuilt": "1 work h",
                "work_build": "3 work h", "skill": "cable", "source": "assumed",
            }
        },
    )  # fmt: skip


def test_a_gang_brings_defective_pairs_back() -> None:
    # 24 pairs are two gang-days; then 134 usable pairs are filled to 75 %, and it ends.
    scenario = full_town(most_per_project=24)
    log = run(scenario)
    assert opened(log) == [("Tue 18:00", 24)]
    assert [r["amount"] for r in rows(log, Kind.PAIRS_RECOVERED)] == [24]
    assert figures(scenario, log)["pairs_recovered", "{}"] == 24
    assert site(log)[-2:] == ["Tue 18:00 built", "Tue 18:00 pairs-recovered"]


def test_recovery_needs_fill_and_enough_defective_pairs() -> None:
    assert not rows(run(full_town(pairs=400)), Kind.WORK_RELEASED)
    assert not rows(run(full_town(least_defective=91)), Kind.WORK_RELEASED)
    assert rows(run(full_town(least_defective=90)), Kind.WORK_RELEASED)


def test_a_recovered_pair_serves_an_order_that_was_held() -> None:
    scenario = full_town(pairs=112, defective_pct=10.7, most_per_project=12)
    assert scenario.cabinets[0].usable_distribution_pairs == 100
    log = run(scenario, [order(at(1, "00:00"))], [])
    assert story(log, 0)[:3] == ["Mon 00:00 order", "Mon 00:00 held", "Mon 18:00 assigned"]


def test_pairs_lost_to_swaps_come_back() -> None:
    swapped = cause(
        "3 work h", cause_group="cable", skill="cable", job="cable",
        pair_swap={"work": "1 work h", "skill": "cable"},
    )  # fmt: skip
    scenario = site_town(
        cabinets=[cabinet(distribution_pairs=103)],
        pair_recovery={**RECOVERY, "least_defective": 2, "at_fill": "100 %"},
        faults={"joint": swapped},
    )
    faults = [fault(at(1, "08:00"), slot, work_ms=3 * H) for slot in range(3)]
    log = run(scenario, [], faults)
    # The third swap takes the last spare pair; 100 usable pairs are full then, three are lost.
    assert [r["amount"] for r in rows(log, Kind.PAIRS_RECOVERED)] == [3]
    assert [n for _, n in opened(log)] == [3]


# -- round the clock -------------------------------------------------------------------------


def night_town(at_least: int, lines: int = 400) -> Scenario:
    return town(
        cabinets=[cabinet(lines=lines)],
        crews=[crew("gang", "gangs", members=3)],
        teams=GANG,
        demand={},
        faults={"feeder": cable()},
        policies={
            "shift_end": {"cable": {"policy": "round-the-clock", "lines_at_least": at_least}}
        },
    )


def test_a_large_cable_is_joined_through_the_night() -> None:
    # 2 h to locate, 120 pairs at 30 an hour.
    cut = [fault(at(1, "15:00"), lines=120)]
    log = run(night_town(120), [], cut)
    assert story(log, 0)[-2:] == ["Mon 21:00 overtime", "Mon 21:00 cleared"]
    small = run(night_town(121), [], cut)
    assert "Mon 18:00 suspended" in story(small, 0)
    assert story(small, 0)[-1] == "Tue 11:00 cleared"


def test_overtime_ends_where_the_next_day_on_duty_begins() -> None:
    # 2 h and 400 pairs at 30 an hour are 15 h 20 min: 4 h of Monday afternoon, 11 h 20 of night.
    log = run(night_town(100), [], [fault(at(1, "14:00"), lines=400)])
    assert story(log, 0)[-1] == "Tue 05:20 cleared"
    # 1,000 pairs are 35 h 20: the night of 14 h is overtime, Tuesday's 8 h are not, and so on.
    log = run(night_town(100, lines=1000), [], [fault(at(1, "14:00"), lines=1000)])
    overtime = [(when(r["time_ms"]), r["amount"]) for r in rows(log, Kind.OVERTIME)]
    assert overtime == [("Tue 08:00", 14 * H), ("Wed 03:20", 9 * H + H // 3)]
    assert not rows(log, Kind.SUSPENDED)
    assert story(log, 0)[-1] == "Wed 03:20 cleared"


def test_levels_of_works_are_those_of_capacity() -> None:
    assert (Work.FEEDER, Work.DISTRIBUTION) == (Level.FEEDER, Level.DISTRIBUTION)


def test_a_case_of_works_is_told_in_words() -> None:
    scenario = site_town(feeder(1), feeder(2), **DUCTS, duct_projects=NEW_DUCT)
    log = run(scenario)
    names = names_for_logs(scenario)
    first, second = (r["case"] for r in rows(log, Kind.BORE_TAKEN))
    assert life(log, names, f"W{first}") == [
        f"W{first}: a feeder cable of 120 pairs that needs a bore, cabinet C (E, north)",
        "  2001-01-01 Mon 00:00  The cable has a bore of duct d to itself.",
        "  2001-01-02 Tue 00:00  Permits and material are there: the work can begin.",
        "  2001-01-02 Tue 00:00  8.0 h of work at the norm; one gang without interruption would be "
        "done 2001-01-02 Tue 18:00.",
        "  2001-01-02 Tue 08:00  Visit 1: gang (gangs) sets out, 0 min on the way.",
        "  2001-01-02 Tue 08:00  gang (gangs) is on site.",
        "  2001-01-02 Tue 18:00  gang (gangs) is done after 8.0 h on site, as planned.",
    ]
    assert (
        "  2001-01-02 Tue 00:00  Permits and material are there, but duct d has no free bore."
        in (life(log, names, str(second)))
    )
    with pytest.raises(CaseError, match="is works: W"):
        life(log, names, f"O{first}")


def broken(log: EventLog, kind: Kind, column: str, value: int) -> EventLog:
    """The same log with another value in the last row of a kind."""
    columns = {name: values.copy() for name, values in log.columns.items()}
    columns[column][int(np.flatnonzero(log.kind == kind)[-1])] = value
    return EventLog(columns, log.end_ms)


@pytest.mark.parametrize(
    ("kind", "column", "value", "told"),
    [
        (Kind.BUILT, "reason", 5, "slip must be the real less the planned opening"),
        (Kind.PART_BUILT, "reason", 90 * H, "leaves more work than there was"),
        (Kind.WORK_RELEASED, "amount", 9_999, "its pairs have not opened"),
        (Kind.BORES, "amount", 9, "adds other bores than were ordered"),
        (Kind.BORE_TAKEN, "line", 1, "needs its duct"),
        (Kind.PLANNED, "kind", Kind.FROST, "must not follow work-released"),
    ],
)
def test_the_check_sees_works_that_cannot_be(
    kind: Kind, column: str, value: int, told: str
) -> None:
    scenario = site_town(
        feeder(1, pairs=200), feeder(2), **{**DUCTS, "cabinets": [
            cabinet(duct="d", distribution_pairs=200, defective_pct=45)]},
        duct_projects=NEW_DUCT, pair_recovery={**RECOVERY, "most_per_project": 12},
        window="14 days",
    )  # fmt: skip
    log = run(scenario)
    with pytest.raises(conservation.ConservationError, match=told):
        conservation.check(scenario, broken(log, kind, column, value))


def test_the_check_sees_pairs_come_back_that_were_not_lost() -> None:
    log = run(full_town(most_per_project=24))
    back = np.flatnonzero(log.kind == Kind.PAIRS_RECOVERED)
    # Both rows that tell of it, and the gang's, by as much as there never was.
    for kind in (Kind.PAIRS_RECOVERED, Kind.CAPACITY):
        log.amount[np.flatnonzero(log.kind == kind)[-1]] += 90
    with pytest.raises(
        conservation.ConservationError, match="more pairs come back than were"
    ) as it:
        conservation.check(full_town(most_per_project=24), log)
    assert it.value.row == back[-1]


def test_the_check_sees_a_bore_that_holds_two_cables() -> None:
    scenario = site_town(feeder(1), feeder(2), **DUCTS, duct_projects=NEW_DUCT, works=None)
    log = run(scenario)
    fewer = site_town(feeder(1), feeder(2), **{
        **DUCTS, "ducts": [{"id": "d", "exchange": "E", "bores": 1, "used": 1}]
    }, works=None)  # fmt: skip
    with pytest.raises(conservation.ConservationError, match="duct d has no free bore"):
        conservation.check(fewer, log)


def test_a_cable_that_opens_as_the_run_begins_does_not_count_against_a_later_one() -> None:
    # 91 of 100 pairs are in use, more than 90 %: two more are ordered and there at once, and again
    # with the orders that follow.
    rule = {"what": "feeder", "at_fill": "90 %", "add": 2, "lead_time": "0 days"}
    scenario = town(
        cabinets=[cabinet(lines=91, feeder_pairs=100, duct="d", prebuilt_pct=100)],
        ducts=[{"id": "d", "exchange": "E", "bores": 20, "used": 1}],
        expansions={"more": {**rule, "source": "assumed"}},
        demand=demand(),
    )
    log = run(scenario, [order(at(1, f"{9 + n:02}:00")) for n in range(4)])
    opened = [r["time_ms"] for r in rows(log, Kind.WORK_RELEASED)]
    assert opened[0] == 0 and len(opened) > 1
