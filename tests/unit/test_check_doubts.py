"""What validate asks about values that are allowed and look like slips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenario_town import Town
from telesim.scenario import Scenario
from telesim.scenario.check import check

INSTALL = """\
  install:
    early_life: {share: 5 %, cause: CAUSE}
"""
WORKS = "works: {SAID, source: assumed}\n"
RECOVERY = (
    "pair_recovery: {at_fill: 80 %, least_defective: 10, most_per_project: MOST, source: assumed}\n"
)
DIAGNOSIS = "diagnosis: {right: RIGHT, look: 0.5 work h, source: assumed}\n"
PULL_OFF = (
    "  pull_off: {teams: [TEAM], skill: repair, above: 1.5 days, below: 0.75 days, "
    "source: assumed}\n"
)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    return Town(tmp_path)


def doubts(town: Town, *more: str, policies: str = "", **settings: Any) -> tuple[str, ...]:
    """What is asked of the small town with further sections and policies."""
    rule = "  dispatch: {rule: group-then-age}\n"
    town.change((rule, rule + policies), ("targets:", "".join(more) + "targets:"))
    return check(town.load(settings=settings)).doubts


def test_the_small_town_leaves_no_doubt(town: Town) -> None:
    scenario: Scenario = town.load()
    assert check(scenario).doubts == ()
    assert "Meant like this?" not in check(scenario).lines()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        # The gang has three members and works 8 h on weekdays.
        ("gang_size: 3, gang_day: 8 work h", None),
        ("gang_size: 9", "works.gang_size: 9, and gangs have 3 members: the work of a gang-day "
         "takes them 3 days"),
        ("gang_day: 17 work h", "works.gang_day: 17 work h, and the longest day of a gang has 8 h "
         "less the depot: the work of a gang-day takes longer than a day"),
    ],
)  # fmt: skip
def test_a_gang_day_that_no_gang_has(town: Town, said: str, asked: str | None) -> None:
    assert doubts(town, WORKS.replace("SAID", said)) == (() if asked is None else (asked,))


def test_a_depot_shortens_the_day_of_a_gang(town: Town) -> None:
    visits = "visits: {depot: 1 work h, source: assumed}\n"
    (asked,) = doubts(town, WORKS.replace("SAID", "gang_day: 7.5 work h"), visits)
    assert "has 7 h less the depot" in asked


@pytest.mark.parametrize(
    ("policy", "with_works", "asked"),
    [
        ("{policy: reserve, share: 40 %}", True, None),
        ("{policy: repair-first}", True, None),
        ("reserve", True, "policies.works: reserve without share, so that 40 % of the gangs' days "
         "are for construction first"),
        ("{policy: reserve, share: 40 %}", False, "policies.works without works: cables take no "
         "gangs, so that it changes nothing"),
    ],
)  # fmt: skip
def test_what_gangs_take_first(
    town: Town, policy: str, with_works: bool, asked: str | None
) -> None:
    works = WORKS.replace("SAID, ", "") if with_works else ""
    found = doubts(town, works, policies=f"  works: {policy}\n")
    assert found == (() if asked is None else (asked,))


@pytest.mark.parametrize(("most", "asks"), [("10", False), ("9", True)])
def test_recovery_that_leaves_enough_for_the_next(town: Town, most: str, asks: bool) -> None:
    found = doubts(town, WORKS.replace("SAID, ", ""), RECOVERY.replace("MOST", most))
    assert len(found) == asks
    assert all("pair_recovery.most_per_project: 9, less than the 10" in one for one in found)


@pytest.mark.parametrize(("cause", "asks"), [("drop", False), ("feeder", True)])
def test_early_failures_of_a_cause_that_hits_many_lines(town: Town, cause: str, asks: bool) -> None:
    town.change(("  install:\n", INSTALL.replace("CAUSE", cause)))
    found = check(town.load()).doubts
    assert len(found) == asks
    assert all(one.startswith("demand.install.early_life.cause: feeder hits") for one in found)


def test_shares_at_their_ends(town: Town) -> None:
    boxes = "boxes: {correlation: 100 %, source: assumed}\n"
    found = doubts(town, boxes, DIAGNOSIS.replace("RIGHT", "0 %"))
    assert [one.split(",")[0] for one in found] == [
        "diagnosis.right: 0 %",
        "boxes.correlation: 100 %",
    ]
    between = {"boxes.correlation": "99 %", "diagnosis.right": "1 %"}
    assert check(town.load(settings=between)).doubts == ()


@pytest.mark.parametrize(
    ("team", "asked"),
    [
        ("shared", "shared has the skill repair anyway; pulled off it only puts that before"),
        ("gang", "gang has the skill cable; pulled off it leaves cables"),
    ],
)
def test_teams_that_are_better_not_pulled_off(town: Town, team: str, asked: str) -> None:
    (found,) = doubts(town, policies=PULL_OFF.replace("TEAM", team))
    assert found.startswith(f"policies.pull_off.teams: {asked}")


def test_a_territory_of_the_only_crew(town: Town) -> None:
    # One gang for all; at each place two crews repair, or one in queshan.
    (found,) = doubts(town, policies="  territory: {skills: [repair, cable]}\n")
    assert found.startswith("policies.territory.skills: cable, of which every place has one crew")


def test_blank_feeders_beside_named_ones(town: Town) -> None:
    town.change(
        ("pct\n", "pct,feeder_id\n"),
        ("500,\n", "500,,f1\n"),
        ("2.5\n", "2.5,\n"),
        ("8\n", "8,\n"),
        ("400,400,\n", "400,400,,f2\n"),
        name="cabinets.csv",
    )
    assert check(town.load()).doubts == (
        "feeder_id of seat-2 and 1 more is blank, while 2 cabinets name theirs: each of them has a "
        "feeder of its own",
    )


@pytest.mark.parametrize("way", ["remove: [arrears]\n", "set: {arrears: null}\n"])
def test_lines_that_no_longer_cease_as_their_arrears_are_taken_away(town: Town, way: str) -> None:
    # 3 in 100 fall in arrears, 30 % of them are suspended and 30 % of those give up: 0.27 in 100.
    arrears = """\
arrears:
  rate: 3 events per 100 lines per month
  pay_in_time: 70 %
  pay: 70 %
  pay_after: 8 days
  given_up_after: 60 days
  agents: 1
  notices: {sent: at-once, takes: 1 h, lost: 0 %, found_after: 7 days}
  source: assumed
"""
    cease = "  cease: {rate: 0.13 orders per 100 lines per month, source: assumed}\n"
    town.change(("targets:", arrears + "targets:"), ("\nfaults:\n", f"\n{cease}faults:\n"))
    assert check(town.load()).doubts == ()
    without = town.write("without.yaml", "reform: without\n" + way)
    assert check(town.load(without)).doubts == (
        "arrears is taken away: 0.27 lines per 100 a month that nobody paid for no longer cease, "
        "and 0.13 by demand.cease.rate are left; raise that rate if as many are to cease as before",
    )
