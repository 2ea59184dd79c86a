"""Installers pulled off to repair: when it begins, what they do then, and when it ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from kpi_log import EAST, WEST, D, Table, log_of, row
from kpi_log import town as kpi_town
from telesim import kpi
from telesim.eventlog import Kind
from telesim.policies.jobs import CABLE, REPAIR
from telesim.scenario import Scenario
from telesim.scenario.skills import levels_at
from telesim.simulation import Simulation
from towns import (
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
    town,
    visits,
    with_phases,
    workload,
)

if TYPE_CHECKING:
    from telesim.simulation.job import Job

REPAIRER, INSTALLER = 0, 1
#: Begins when more than half of the reports of the last two days stand open, ends below a
#: quarter of them.
PULL_OFF = {
    "teams": ["installers"],
    "above": "1 day",
    "below": "12 h",
    "intake_over": "2 days",
    "speed": 0.5,
    "source": "assumed",
}
TEAMS = {
    "repairers": {"skills": {"repair": {}}, "source": "assumed"},
    "installers": {"skills": {"install": {}, "move": {}}, "source": "assumed"},
}


def county(pull_off: dict[str, Any] | None = PULL_OFF, **more: Any) -> Scenario:
    """A repairer and an installer, who repairs at half the speed."""
    policies = {"pull_off": pull_off, **more.pop("policies", {})}
    return town(
        cabinets=[cabinet(prebuilt_pct=100)],
        crews=[crew("repairer", "repairers"), crew("installer", "installers")],
        teams=TEAMS,
        faults={"drop": cause()},
        policies=policies,
        **more,
    )


def rush() -> list[dict[str, Any]]:
    """Four short repairs on Tuesday; on Wednesday from 08:00 a report every ten minutes, five."""
    quiet = [fault(at(2, f"{8 + n:02}:00"), n, work_ms=H // 2) for n in range(4)]
    return [*quiet, *(fault(at(3, "08:00") + 10 * n * MIN, 10 + n) for n in range(5))]


def switches(log: Any) -> list[tuple[int, int, int, int]]:
    """(instant, kind, open repairs, reports) of every switch."""
    found = [*rows(log, Kind.PULL_OFF_BEGINS), *rows(log, Kind.PULL_OFF_ENDS)]
    return sorted((r["time_ms"], r["kind"], r["reason"], r["amount"]) for r in found)


def test_installers_repair_until_few_enough_are_open() -> None:
    scenario = county()
    log = run(scenario, [order(at(3, "09:00"))], rush())
    # The fifth report makes five open of nine: more than half. At 09:00 and 10:00 the repairer
    # is done with the first and the third, at 10:40 the installer with the second, begun at
    # 08:40: two of nine are left, less than a quarter.
    begins, ends = int(Kind.PULL_OFF_BEGINS), int(Kind.PULL_OFF_ENDS)
    assert switches(log) == [
        (at(3, "08:40"), begins, 5, 9),
        (at(3, "10:40"), ends, 2, 9),
    ]
    assert {r["place"] for r in rows(log, Kind.PULL_OFF_BEGINS)} == {2}  # cabinet, exchange, county
    wednesday = [v for v in visits(log) if v[0].startswith("Wed")]
    first = 1  # the order is case 0, the faults of Tuesday 1 to 4
    assert wednesday == [
        ("Wed 08:00", REPAIRER, first + 4),
        ("Wed 08:40", INSTALLER, first + 5),
        ("Wed 09:00", REPAIRER, first + 6),
        ("Wed 10:00", REPAIRER, first + 7),
        ("Wed 10:40", INSTALLER, 0),
        ("Wed 11:00", REPAIRER, first + 8),
    ]


def test_nobody_is_pulled_off_where_no_policy_says_so_or_before_there_is_an_intake() -> None:
    log = run(county(None), [order(at(3, "09:00"))], rush())
    assert switches(log) == []
    assert instants(log, Kind.ARRIVED, 0) == [at(3, "09:00")]
    longer = {**PULL_OFF, "intake_over": "3 days"}
    assert switches(run(county(longer), [], rush())) == []


def test_a_promise_that_pull_off_breaks_counts_as_broken() -> None:
    promised = {
        "windows": ["08:00-09:00"],
        "jobs": {"install": {"notice": "12 h", "no_access": "0 %"}},
        "source": "assumed",
    }
    # Orders for the hour from 08:00; reports come from 07:00 on, while nobody is on duty.
    faults = [f if f["slot"] < 10 else {**f, "time_ms": f["time_ms"] - H} for f in rush()]
    for pull_off, kept in ((None, 100), (PULL_OFF, 0)):
        scenario = county(pull_off, policies={"appointments": promised})
        log = run(scenario, [order(at(2, "17:00"))], faults)
        table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
        assert table["promises_kept_share", "{}"] == kept
        assert (table["pull_offs", "{}"] == 1) == (kept == 0)


def test_who_repairs_already_does_it_as_well_as_before_and_leaves_older_installs_for_it() -> None:
    both = {"skills": {"install": {}, "move": {}, "repair": {}}, "source": "assumed"}
    scenario = town(
        cabinets=[cabinet(prebuilt_pct=100)],
        crews=[crew("repairer", "repairers"), crew("both", "installers")],
        teams={**TEAMS, "installers": both},
        faults={"drop": cause()},
        policies={"pull_off": PULL_OFF, "dispatch": {"rule": "oldest-first"}},
    )
    installs = [order(at(3, "07:00") + n) for n in range(4)]
    log = run(scenario, installs, rush())
    assert switches(log)[0][0] == at(3, "08:40")
    # Until then the installs, which are older, come first for whoever does both; at 09:00 two are
    # free, and the repairer has the second repair.
    assert [v for v in visits(log) if v[1] == INSTALLER and v[0].startswith("Wed")][:2] == [
        ("Wed 08:00", INSTALLER, 0),
        ("Wed 09:00", INSTALLER, len(installs) + 6),
    ]
    repaired = [r for r in rows(log, Kind.CLEARED) if r["crew"] == INSTALLER]
    assert repaired[-1]["amount"] == H


def test_a_reform_ends_a_pull_off_and_another_begins_one() -> None:
    scenario = with_phases(county(), (at(3, "09:30"), (), county(None)))
    log = run(scenario, [], rush())
    assert [(s[0], s[1]) for s in switches(log)] == [
        (at(3, "08:40"), int(Kind.PULL_OFF_BEGINS)),
        (at(3, "09:30"), int(Kind.PULL_OFF_ENDS)),
    ]
    scenario = with_phases(county(None), (at(3, "08:25"), (), county()))
    assert switches(run(scenario, [], rush()))[0] == (
        at(3, "08:40"), int(Kind.PULL_OFF_BEGINS), 5, 9,
    )  # fmt: skip


def test_each_county_looks_at_its_own_repairs() -> None:
    two = {
        "exchanges": [exchange("E"), exchange("F", county="south")],
        "cabinets": [cabinet("C"), cabinet("D", "F")],
        "crews": [
            crew("r", "repairers"), crew("i", "installers"), crew("j", "installers", base="F"),
        ],
    }  # fmt: skip
    scenario = town(teams=TEAMS, faults={"drop": cause()}, policies={"pull_off": PULL_OFF}, **two)
    faults = [{**f, "cabinet": 1} for f in rush()]
    log = run(scenario, [], faults)
    # Places: cabinets C and D, exchanges E and F, counties north and south.
    assert {r["place"] for r in rows(log, Kind.PULL_OFF_BEGINS)} == {5}
    repaired = {v[1] for v in visits(log)}
    assert repaired == {0, 2}


def test_a_county_does_not_flap_within_an_instant() -> None:
    scenario = county()
    watch = Simulation(scenario, workload(scenario)).town.pull_offs
    assert watch is not None
    repair = SimpleNamespace(skill="repair")
    jobs = [cast("Job", SimpleNamespace(case=n, exchange=0, variant=repair)) for n in range(3)]
    now = at(3, "08:00")

    def pulled() -> bool:
        return watch.in_force(rules) is not rules

    rules = watch._town.rules
    for job in jobs:
        watch.reported(job, now)
    watch.settle(now)
    assert pulled()
    for job in jobs:
        watch.done(job)
    watch.settle(now)
    assert pulled()
    # At the next instant at which something happens it ends.
    watch.reported(jobs[0], now + 1)
    watch.done(jobs[0])
    watch.settle(now + 1)
    assert not pulled()


def test_a_beginner_who_is_pulled_off_grows_in_the_lent_skill_from_the_day_of_joining() -> None:
    beginner = {"speed": 0.5, "over": "2 months"}
    leavers = {"share": "10 % a year", "vacancy": "1 day", "beginner": beginner}
    teams = {**TEAMS, "installers": {**TEAMS["installers"], "turnover": leavers}}
    crews = [crew("r", "repairers"), crew("i", "installers")]
    scenario = town(
        teams=teams, crews=crews, faults={"drop": cause()}, policies={"pull_off": PULL_OFF}
    )
    watch = Simulation(scenario, workload(scenario)).town.pull_offs
    assert watch is not None
    assert scenario.policies.pull_off is not None
    lent = watch._with_skill(scenario, scenario.policies.pull_off)
    now = at(1) + 61 * 24 * H
    old = levels_at(scenario, lent, "north", "installers", now)
    new = levels_at(scenario, lent, "north", "installers", now, joined_ms=now)
    assert (old["repair"].speed, new["repair"].speed) == (0.5, 0.25)
    assert (old["install"].speed, new["install"].speed) == (1.0, 0.5)


def test_the_figures_count_days_and_times_in_the_window() -> None:
    def switch(day: float, kind: Kind, place: int) -> tuple[int, ...]:
        return row(round(day * D), kind, place=place)

    begins, ends = Kind.PULL_OFF_BEGINS, Kind.PULL_OFF_ENDS
    # Window: days 10 to 40.
    table = Table(kpi_town(), log_of([
        switch(8, begins, EAST), switch(12, ends, EAST), switch(20, begins, EAST),
        switch(20.5, ends, EAST), switch(38, begins, WEST),
    ]))  # fmt: skip
    assert table("pull_off_days", county="East") == pytest.approx(2.5)
    assert table("pull_off_days", county="West") == pytest.approx(2)
    assert table("pull_off_days") == pytest.approx(4.5)
    assert (table("pull_offs", county="East"), table("pull_offs")) == (1, 2)


@pytest.mark.parametrize("lending", ["none", "idle"])
def test_a_team_without_cabinets_that_is_pulled_off_helps_everywhere(lending: str) -> None:
    """It shares all cabinets out among its own crews, and nothing breaks over it."""
    scenario = town(
        cabinets=[cabinet("C", prebuilt_pct=100), cabinet("D", prebuilt_pct=100)],
        crews=[crew("repairer", "repairers"), crew("installer", "installers")],
        teams=TEAMS,
        faults={"drop": cause()},
        policies={
            "pull_off": PULL_OFF,
            "territory": {"lending": lending, "skills": ["repair"]},
        },
    )
    faults = [{**row, "cabinet": n % 2} for n, row in enumerate(rush())]
    log = run(scenario, [order(at(3, "09:00"))], faults)
    assert rows(log, Kind.PULL_OFF_BEGINS)
    assert len(rows(log, Kind.CLEARED)) == len(faults)


def test_a_pull_off_in_the_middle_of_a_day_moves_no_fence() -> None:
    """Once installers repair as well they are crews like the others, but cabinets stay shared out
    as they were, so that no repairer loses one that he has begun to know.
    """
    both = {"skills": {"repair": {}, "install": {}}, "source": "assumed"}
    scenario = town(
        cabinets=[cabinet(name, lines=100, prebuilt_pct=100) for name in "CDEF"],
        crews=[crew("repairer", "repairers", count=2), crew("installer", "installers", count=2)],
        teams={**TEAMS, "repairers": both},
        faults={"drop": cause()},
        demand={},
        policies={
            "pull_off": PULL_OFF,
            "territory": {"lending": "none", "skills": ["repair", "install"]},
        },
    )
    simulation = Simulation(scenario, workload(scenario, [], rush()))
    at_home = [set(crew.team.owned) for crew in simulation.crews]
    assert at_home == [{0, 1}, {2, 3}, {0, 1}, {2, 3}]
    pull_offs = simulation.town.pull_offs
    assert pull_offs is not None
    pull_offs._counties[0].pulled = True
    simulation.organise(at(3, "10:00"))
    assert [set(crew.team.owned) for crew in simulation.crews] == at_home
    drop = SimpleNamespace(zone=1, cabinet=0, variant=simulation.town.variants[3])
    able = simulation.dispatcher.teams_for(cast("Job", drop))
    assert {crew.number for crew in simulation.crews if crew.team in able} == {0, 2}


def test_conservation_still_knows_whose_cabinets_they_are() -> None:
    scenario = county(
        policies={"territory": {"lending": "none", "skills": ["repair", "install"]}},
    )
    log = run(scenario, [order(at(3, "09:00"))], rush())
    assert rows(log, Kind.PULL_OFF_BEGINS)
    assert {r["crew"] for r in rows(log, Kind.CLEARED)} == {REPAIRER, INSTALLER}


def test_counties_may_pull_off_to_different_skills_under_one_rule() -> None:
    def there(skill: str) -> Scenario:
        return town(
            exchanges=[exchange("A"), exchange("B", county="south")],
            cabinets=[cabinet("a", "A", 50), cabinet("b", "B", 50)],
            crews=[crew("r", base="A"), crew("i", "installers", base="A")],
            teams={
                "field": {"skills": {"repair": {}, "cable": {}}, "source": "assumed"},
                "installers": {"skills": {"install": {}, "move": {}}, "source": "assumed"},
            },
            policies={
                "pull_off": {**PULL_OFF, "skill": skill},
                "pay": {"scheme": "piece", "near_and_easy": {}},
            },
        )

    scenario = with_phases(there("repair"), (at(1, "00:30"), ("south",), there("cable")))
    held = Simulation(scenario, workload(scenario)).town
    held.set_rules(at(2))
    assert held.pull_offs is not None
    for one in held.pull_offs._counties:
        one.pulled = True
    rules = held.pull_offs.in_force(held.rules)
    assert [cast("Any", here.dispatch).kinds for here in rules] == [{REPAIR}, {CABLE}]
