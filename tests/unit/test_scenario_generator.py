"""Invented places: apportioning, totals, capacity; and copies of a place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_town import Town
from telesim.scenario.generator import apportion

GENERATED = """\
schema_version: 1
name: invented
start: 2001-01-01
window: 4 weeks
generate:
  counties: {north: {lines: 10000}, south: {lines: 5001, exchanges: {rural: 2}}}
  areas:
    town: {share_of_lines: 62 %, exchanges: 1, travel: 15 min, radius: 1.5 km, defective: 3 %}
    rural: {share_of_lines: 38 %, exchanges: 5, travel: 45 min, local_travel: 15 min,
      radius: 6 km, defective: 8 %, prebuilt: 10 %}
  lines_per_cabinet: 800
  crews:
    repairers: {team: all, calendar: day, lines_per_member: 3500}
    gangs: {team: all, calendar: day, members: 3, per_county: 1}
  source: assumed
calendars: {day: {hours: {mon-fri: 08:00-16:00}, source: assumed}}
teams: {all: {skills: {repair: {}}, source: assumed}}
"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.file = town.write("invented.yaml", GENERATED)
    return town


@given(st.integers(0, 10_000), st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_shares_add_up_and_differ_by_less_than_one(total: int, weights: list[int]) -> None:
    shares = apportion(total, weights)
    whole = sum(weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        exact = total * weight / whole if whole else total / len(weights)
        assert abs(share - exact) < 1


def test_largest_remainders_get_the_rest() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(129, [84, 40.67, 40.67]) == [65, 32, 32]
    assert apportion(3, []) == []


def test_an_invented_place_has_the_lines_it_was_given(town: Town) -> None:
    scenario = town.load()
    lines = Counter[tuple[str, str]]()
    for exchange in scenario.exchanges:
        lines[exchange.county, exchange.area] += exchange.lines
        assert exchange.ports >= exchange.lines / 0.84 - 1
    assert lines["north", "town"] == 6200
    assert sum(lines.values()) == 15001
    assert len(scenario.exchanges) == 6 + 3
    for cabinet in scenario.cabinets:
        assert cabinet.lines <= 800
        assert cabinet.usable_feeder_pairs >= cabinet.lines / 0.8 - 1
        assert cabinet.usable_distribution_pairs >= cabinet.lines / 0.6 - 1
    assert scenario.exchanges[1].base_travel_min == 45
    assert scenario.exchanges[1].local_travel_min == 15
    assert scenario.exchanges[1].radius_km == 6


def test_lines_fed_directly_hang_on_the_feeders_beside_the_cabinets(town: Town) -> None:
    # The town exchange of the north has 6,200 lines, 930 of them direct: seven cabinets of 753 or
    # 752 lines on three feeders, and 310 lines directly on each.
    town.change(
        ("15 min, radius", "15 min, direct: 15 %, radius"),
        ("lines_per_cabinet: 800", "lines_per_cabinet: 800\n  cabinets_per_feeder: 3"),
        name="invented.yaml",
    )
    scenario = town.load()
    here = [row for row in scenario.cabinets if row.exchange == "north-town-1"]
    assert [(row.lines, row.feeder_id, bool(row.direct)) for row in here] == [
        *((753, f"north-town-1-f{f}", False) for f in (1, 1, 1, 2, 2, 2)),
        (752, "north-town-1-f3", False),
        *((310, f"north-town-1-f{f}", True) for f in (1, 2, 3)),
    ]
    assert [row.id[-2:] for row in here[-4:]] == ["c7", "d1", "d2", "d3"]
    assert {row.usable_distribution_pairs for row in here if row.direct} == {0}
    assert all(row.usable_feeder_pairs >= row.lines / 0.8 - 1 for row in here)
    assert sum(exchange.lines for exchange in scenario.exchanges) == 15001
    # The other areas feed nobody directly.
    assert not any(row.direct for row in scenario.cabinets if "rural" in row.id)


def test_without_feeders_lines_fed_directly_have_cables_of_their_own(town: Town) -> None:
    town.change(("15 min, radius", "15 min, direct: 100 %, radius"), name="invented.yaml")
    scenario = town.load()
    here = [row for row in scenario.cabinets if row.exchange == "north-town-1"]
    assert [row.lines for row in here] == [775] * 8
    assert all(row.direct and row.feeder_id is None for row in here)


def test_a_generator_without_these_words_says_nothing_of_feeders(town: Town) -> None:
    for row in town.load().cabinets:
        assert not {"feeder_id", "direct"} & row.model_fields_set


def test_copies_of_an_invented_place_have_feeders_of_their_own(town: Town) -> None:
    town.change(
        ("lines_per_cabinet: 800", "lines_per_cabinet: 800\n  cabinets_per_feeder: 2"),
        ("generate:", "copies: 2\ngenerate:"), name="invented.yaml",
    )  # fmt: skip
    feeders = Counter(row.feeder_id for row in town.load().cabinets)
    assert feeders["north-town-1-f1"] == feeders["north-town-1-f1#2"] == 2


def test_heads_are_apportioned_and_told(town: Town) -> None:
    scenario = town.load()
    assert scenario.origin is not None
    # 15,001 / 3,500 = 4.29 members; 2.86 of them in the north.
    assert scenario.origin.heads == {"repairers": 4, "gangs": 6}
    heads = Counter[str]()
    for crew in scenario.crews:
        heads[crew.covers] += crew.count * crew.members
    assert heads == {"county:north": 3 + 3, "county:south": 1 + 3}


def test_the_same_lines_give_the_same_place(town: Town) -> None:
    first, second = town.load(), town.load()
    assert first == second
    assert first.origin is not None and second.origin is not None
    assert first.origin.sha256 == second.origin.sha256


def test_a_reform_may_change_the_generator_and_its_place(town: Town) -> None:
    reform = town.write(
        "r.yaml",
        "reform: r\nset: {generate.port_fill: 50 %, exchanges.south-rural-2.ports: 5000,\n"
        "  generate.counties: {north: {lines: 8000}}}\n",
    )
    scenario = town.load(reform)
    assert scenario.exchanges[-1].ports == 5000
    assert scenario.exchanges[0].lines == 4960
    assert scenario.exchanges[0].ports == 2 * 4960


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("38 %", "37 %", "invented.yaml:7 generate.areas: got 99 % in all, need areas whose "
         "share_of_lines make up 100 %"),
        ("lines_per_member: 3500", "lines_per_member: 0", "generate.crews.repairers."
         "lines_per_member: got 0, need more than 0"),
        ("members: 3, per_county: 1", "members: 3", "generate.crews.gangs: got neither, need "
         "exactly one"),
        ("lines: 10000}", "lines: 10000000000}", "generate.counties.north.lines: got 10000000000, "
         "need 10000000 or less"),
        ("lines_per_cabinet: 800", "lines_per_cabinet: 800\n  port_fill: 0 %",
         "generate.port_fill: got 0 %, need a share above 0 %"),
        ("15 min, radius", "15 min, direct: 0.15, radius",
         "generate.areas.town.direct: got 0.15, need a share from 0 % to 100 %"),
        ("15 min, radius", "15 min, dirct: 15 %, radius", "did you mean 'direct'?"),
        ("lines_per_cabinet: 800", "lines_per_cabinet: 800\n  cabinets_per_feeder: 0",
         "generate.cabinets_per_feeder: got 0, need 1 or more"),
        ("{rural: 2}", "{rurl: 2}", "generate.counties.south.exchanges.rurl: got 'rurl'"),
        ("lines_per_cabinet", "lines_per_cab", "generate.lines_per_cab: got the unknown key"),
        ("  source: assumed\ncal", "cal", "generate.source: is missing"),
        ("generate:", "exchanges: []\ngenerate:", "exchanges: got exchanges beside generate"),
    ],
)  # fmt: skip
def test_a_generator_that_is_wrong(town: Town, old: str, new: str, told: str) -> None:
    town.change((old, new), name="invented.yaml")
    assert told in town.problem()


# -- copies --


def test_copies_are_independent_places(tmp_path: Path) -> None:
    town = Town(tmp_path)
    one, three = town.load(), town.load(settings={"copies": 3})
    assert len(three.exchanges) == 3 * len(one.exchanges)
    assert three.exchanges[: len(one.exchanges)] == one.exchanges
    assert three.counties == ("runan", "queshan", "runan#2", "queshan#2", "runan#3", "queshan#3")
    assert three.shocks[0].counties == ("runan", "runan#2", "runan#3")
    assert [crew.covers for crew in three.crews[3:6]] == [
        "seat#2 hill#2", "county:queshan#2", "county:runan#2 county:queshan#2",
    ]  # fmt: skip
    # "all" of the first copy is no longer all that there is.
    assert three.crews[2].covers == "county:runan county:queshan"
    assert [crew.base for crew in three.crews[6:]] == ["seat#3", "port#3", "seat#3"]
    assert {cabinet.exchange for cabinet in three.cabinets} == set(three.exchange_number)
    assert len(set(three.cabinet_number)) == 12


def test_reforms_of_a_county_hold_in_its_copies(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.change(("name: town", "name: town\ncopies: 2"))
    reform = town.write(
        "r.yaml", "reform: r\nwhere: {counties: [runan]}\nset: {policies.base: local}\n"
    )
    scenario = town.load(reform)
    bases = {name: scenario.timeline(name)[-1][1].policies.base for name in scenario.counties}
    assert bases == {"runan": "local", "queshan": "seat", "runan#2": "local", "queshan#2": "seat"}


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "many", "true", "1000000000000"])
def test_a_wrong_number_of_copies_is_told(tmp_path: Path, number: str) -> None:
    town = Town(tmp_path)
    town.change(("name: town", f"name: town\ncopies: {number}"))
    assert "town.yaml:3 copies: got" in town.problem()
