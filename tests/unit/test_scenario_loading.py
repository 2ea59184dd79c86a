"""What loads: encodings, defaults, tables in three forms, extends, legal extremes, digests."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from scenario_town import CABINETS, EXCHANGES, TOWN, Town
from telesim.scenario import load
from telesim.scenario.resolved import show
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def digest(town: Town, **settings: object) -> str:
    origin = town.load(settings=settings or None).origin
    assert origin is not None
    return origin.sha256


# -- values --


def test_a_scenario_is_read_into_plain_numbers(town: Town) -> None:
    scenario = town.load()
    assert (scenario.warm_up, scenario.window) == (7 * DAY_MS, 28 * DAY_MS)
    assert [exchange.ports for exchange in scenario.exchanges] == [600, 130, 300]
    assert [cabinet.defective_pct for cabinet in scenario.cabinets] == [3, 2.5, 8, 3]
    assert [exchange.radius_km for exchange in scenario.exchanges] == [1.5, 6, 2]
    assert scenario.counties == ("runan", "queshan")
    assert [name for name, _ in scenario.crew_units] == ["runan-1", "runan-2", "queshan", "gang"]
    assert scenario.calendars["day"].rotation == (5, 6)
    assert scenario.calendars["day"].hours["sat"] == ("08:00-12:00",)
    assert scenario.patterns["year"].months == {"jan": 1.3, "jul": 1.5, "aug": 1.5}
    assert scenario.patterns["year"].weekdays["thu"] == 1
    install = scenario.demand.install
    assert install is not None and install.work_prebuilt.expected == 1.2 * HOUR_MS
    assert scenario.faults["drop"].rate["rural"].per_line_month == pytest.approx(0.006)
    assert scenario.shocks[0].lasting == 3 * DAY_MS


def test_every_value_knows_who_set_it(town: Town) -> None:
    origin = town.load().origin
    assert origin is not None and origin.file == town.file
    assert (origin.settings["window"].file, origin.settings["window"].line) == ("town.yaml", 5)
    assert origin.settings["faults.drop.rate.town"].line == 30
    cell = origin.settings["exchanges.hill.ports"]
    assert (cell.file, cell.line) == ("exchanges.csv", 3)
    # A blank cell was set by the default that the YAML names.
    assert origin.settings["exchanges.seat.radius_km"].file == "town.yaml"
    assert set(origin.tables) == {"cabinets.csv", "crews.csv", "exchanges.csv"}


def test_a_scenario_can_be_sent_to_a_worker(town: Town) -> None:
    scenario = town.load()
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.origin.sha256 == scenario.origin.sha256  # type: ignore[union-attr]


# -- encodings and line ends --


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_and_line_ends_just_work(town: Town, encoding: str, ends: str) -> None:
    plain = town.load()
    for name, text in {"town.yaml": TOWN, "exchanges.csv": EXCHANGES}.items():
        text = text.replace("runan", "汝南县").replace("\n", ends)
        town.write(name, text.encode(encoding))
    town.change(("runan,shared", "c1,shared"), name="crews.csv")
    scenario = town.load()
    assert scenario.counties == ("汝南县", "queshan")
    assert scenario.exchanges[0].ports == plain.exchanges[0].ports
    assert scenario.shocks[0].counties == ("汝南县",)


def test_spaces_and_blank_lines_of_a_table_do_not_matter(town: Town) -> None:
    spaced = EXCHANGES.replace(",", " , ").replace("\n", "\n,,,,,,\n\n") + "\n"
    before = town.load().exchanges
    town.write("exchanges.csv", spaced)
    assert town.load().exchanges == before


# -- tables --


def test_rows_may_stand_in_the_yaml_file(town: Town) -> None:
    before = town.load()
    rows = "\n".join(
        f"  - {{id: {i}, county: {c}, area: {a}, lines: {n}, ports: {p}, base_travel_min: {t}, "
        f"radius_km: {r}}}"
        for i, c, a, n, p, t, r in (
            ("seat", "runan", "town", 500, 600, 10, 1.5),
            ("hill", "runan", "rural", 100, 130, 40, 6),
            ("port", "queshan", "town", 300, 300, 15, 2),
        )
    )
    town.change(
        ("exchanges: {table: exchanges.csv, defaults: {radius_km: 1.5}}", f"exchanges:\n{rows}")
    )
    assert town.load().exchanges == before.exchanges
    town.change(("exchanges:\n", "exchanges:\n  defaults: {radius_km: 9}\n  rows:\n"))
    text = town.file.read_text(encoding="utf-8").replace(", radius_km: 2}", "}")
    town.write("town.yaml", text.replace("\n  - {id", "\n    - {id"))
    assert [exchange.radius_km for exchange in town.load().exchanges] == [1.5, 6, 9]


def test_numbers_are_good_ids(town: Town) -> None:
    for name in ("exchanges.csv", "cabinets.csv", "crews.csv"):
        text = (town.folder / name).read_text(encoding="utf-8")
        town.write(name, text.replace("seat", "007").replace("gang,gang,", "12,gang,"))
    scenario = town.load()
    assert scenario.exchanges[0].id == scenario.cabinets[0].exchange[:3] == "007"
    town.change(
        ("exchanges: {table: exchanges.csv, defaults: {radius_km: 1.5}}",
         "exchanges: [{id: 007, county: 1, lines: 500, ports: 600}]"),
        ("cabinets: {table: cabinets.csv, defaults: {defective_pct: 3}}", ""),
        ("crews: {table: crews.csv}", ""),
        ("counties: [runan], ", ""),
    )  # fmt: skip
    assert town.load().exchanges[0].id == "007"


def test_without_cabinets_each_exchange_has_one(town: Town) -> None:
    town.change(("cabinets: {table: cabinets.csv, defaults: {defective_pct: 3}}\n", ""))
    cabinets = town.load().cabinets
    assert [(c.id, c.exchange, c.lines, c.feeder_pairs) for c in cabinets] == [
        ("seat", "seat", 500, 600), ("hill", "hill", 100, 130), ("port", "port", 300, 300),
    ]  # fmt: skip


def test_a_wide_table_with_empty_columns_at_the_end_loads(town: Town) -> None:
    before = town.load().cabinets
    town.write("cabinets.csv", CABINETS.replace("\n", ",\n").replace("_pct,", "_pct"))
    assert town.load().cabinets == before


# -- extends --


def test_extends_lays_key_over_key(town: Town) -> None:
    town.write(
        "child.yaml",
        "extends: town.yaml\n"
        "name: child\n"
        "faults:\n"
        "  drop: {work: {gamma: {mean: 2 work h, cv: 1}}, rate: 1 events per line per year}\n"
        "  theft: {cause_group: cable, rate: 0 events per line per year, skill: cable,\n"
        "    work: 1 work h, source: assumed}\n"
        "policies: {dispatch: nearest}\n",
    )
    town.write("grandchild.yaml", "extends: child.yaml\nwindow: 1 week\n")
    base, scenario = town.load(), load(town.folder / "grandchild.yaml")
    assert (scenario.name, scenario.window) == ("child", 7 * DAY_MS)
    assert scenario.causes == ("drop", "feeder", "theft")
    assert scenario.faults["drop"].work is not None
    assert scenario.faults["drop"].work.expected == 2 * HOUR_MS
    assert list(scenario.faults["drop"].rate) == ["*"]
    assert scenario.faults["drop"].skill == base.faults["drop"].skill
    assert scenario.policies.shift_end == base.policies.shift_end
    assert scenario.exchanges == base.exchanges


def test_a_table_named_in_a_base_is_found_beside_the_base(tmp_path: Path) -> None:
    town = Town(tmp_path / "scenarios" / "base")
    town.write("../other/child.yaml", "extends: ../base/town.yaml\nname: child\n")
    assert load(tmp_path / "scenarios" / "other" / "child.yaml").exchanges == town.load().exchanges


# -- legal extremes --


def test_zero_crews_are_legal(town: Town) -> None:
    town.write("crews.csv", "id,team,base,covers,calendar\n")
    assert town.load().crews == ()
    town.change(("crews: {table: crews.csv}", "crews: []"))
    assert town.load().crew_units == ()


def test_zero_teams_calendars_demand_and_faults_are_legal(town: Town) -> None:
    text = town.file.read_text(encoding="utf-8")
    head = text[: text.index("crews:")]
    town.write("town.yaml", head)
    scenario = town.load()
    assert (scenario.faults, scenario.demand.install, scenario.crews) == ({}, None, ())


def test_zero_lines_rates_and_counts_are_legal(town: Town) -> None:
    town.write(
        "exchanges.csv", "id,county,lines,ports\nseat,runan,0,0\nport,queshan,0,0\nhill,q,0,0\n"
    )
    town.write("cabinets.csv", "id,exchange,lines,feeder_pairs,distribution_pairs\nc,seat,0,0,0\n")
    town.change(("0.3 events", "0 events"), ("0.6 events", "0 events"), ("2.7 orders", "0 orders"))
    town.change(("rural: 0 events", '"*": 0 events'))
    town.change(("1,2,day", "1,0,day"), name="crews.csv")
    scenario = town.load()
    assert sum(exchange.lines for exchange in scenario.exchanges) == 0
    assert [name for name, _ in scenario.crew_units] == ["queshan", "gang"]


def test_one_replication_and_a_window_of_a_day_are_legal(town: Town) -> None:
    scenario = town.load(
        settings={"window": "1 day", "warm_up": "0 h", "replications": 1, "follow_up": "30 days"}
    )
    assert (scenario.window, scenario.window_start_ms, scenario.replications) == (DAY_MS, 0, 1)


def test_crews_may_come_and_go_before_the_start_and_after(town: Town) -> None:
    town.write(
        "crews.csv",
        "id,team,base,covers,calendar,since,until\n"
        "a,shared,seat,all,day,1995-01-01,\nb,shared,seat,all,day,,2000-12-31\n"
        "c,gang,seat,all,day,2001-02-01,2009-01-01\n",
    )
    assert [crew.until for crew in town.load().crews] == [None, "2000-12-31", "2009-01-01"]
    town.change(("2001-02-01,2009-01-01", "2001-02-01,2001-01-31"), name="crews.csv")
    assert "until: got 2001-01-31, need a last day not before 2001-02-01" in town.problem()
    town.change(("2001-02-01,2001-01-31", "2011-02-01,"), name="crews.csv")
    assert "since: got 2011-02-01, need a first day within the run" in town.problem()


# -- digest --


def test_the_digest_knows_what_is_said_and_not_how(town: Town, tmp_path: Path) -> None:
    first = digest(town)
    lines = TOWN.splitlines()
    start, end = lines.index("shocks:"), lines.index("policies:")
    moved = [*lines[:6], *lines[start:end], *lines[6:start], *lines[end:]]
    other = Town(tmp_path / "elsewhere" / "deep")
    other.write("town.yaml", "# a comment\n\n" + "\r\n".join(moved))
    other.write("exchanges.csv", EXCHANGES.replace("\n", "\r\n").encode("utf-8-sig"))
    other.change(("name: town", "name:    'town'   # the same"))
    assert digest(other) == first
    assert len(first) == 64 and set(first) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("town.yaml", "window: 4 weeks", "window: 5 weeks"),
        ("exchanges.csv", "500,600,10", "500,600,11"),
        ("town.yaml", "defective_pct: 3", "defective_pct: 4"),
        ("crews.csv", "1,2,day", "1,3,day"),
    ],
)
def test_the_digest_moves_with_every_value(town: Town, name: str, old: str, new: str) -> None:
    first = digest(town)
    town.change((old, new), name=name)
    assert digest(town) != first


def test_the_order_of_rows_is_part_of_what_is_said(town: Town) -> None:
    first = digest(town)
    header, *rows = EXCHANGES.splitlines()
    town.write("exchanges.csv", "\n".join([header, *reversed(rows)]))
    assert digest(town) != first


def test_the_tree_is_plain_json_without_paths_of_the_machine(town: Town) -> None:
    origin = town.load().origin
    assert origin is not None
    text = json.dumps(origin.tree)
    assert str(town.folder) not in text
    assert not any(os.path.isabs(setting.file) for setting in origin.settings.values())


# -- show --


def test_show_tells_value_place_and_source(town: Town) -> None:
    file = town.write(
        "r.yaml", "reform: r\nsource: the plan\nset: {policies.base: local, visits.depot: 1 work h,"
        " visits.source: assumed}\n",
    )  # fmt: skip
    told = {one.path: one for one in show(town.load(file))}
    assert told["window"][1:] == ("4 weeks", "town.yaml:5", "")
    assert told["demand.install.rate"][1:] == (
        "2.7 orders per 100 lines per month", "town.yaml:21", "a survey",
    )  # fmt: skip
    assert told["policies.base"][1:] == ("local", "r.yaml:3", "the plan")
    assert told["visits.closing"][1:3] == ("0 work h", "default")
    assert told["follow_up"].value == "4 weeks"
    assert told["policies.pay"][1:3] == ("piece", "default")
    assert told["exchanges.hill.ports"][1:3] == ("130", "exchanges.csv:3")
    assert told["faults.feeder.cleared_remotely"].value == "0 %"
    assert told["calendars.day.hours.mon-fri"].place == "town.yaml:12"
    assert "demand.install.source" not in told
    short = show(town.load(file), rows=False)
    assert {one.path: one.value for one in short}["crews"].startswith("3 rows (id, team")
    only = show(town.load(file), "faults.drop")
    assert only and all(one.path.startswith("faults.drop.") for one in only)


def test_what_was_not_loaded_cannot_be_shown(town: Town) -> None:
    bare = town.load().model_copy(update={"origin": None})
    with pytest.raises(ValueError, match="loaded from files"):
        show(bare)


def test_small_words_of_the_model(town: Town) -> None:
    scenario = town.load(settings={"expansions.ports.unit_cost": "600 CNY per port"})
    assert scenario.unit_cost_cents(scenario.expansions["ports"]) == 60_000
    assert scenario.visits is None
    assert scenario.ms_of("2001-01-02") == DAY_MS
    assert scenario.date_of(90 * MINUTE_MS).isoformat() == "2001-01-01T01:30:00"
    assert "unit_cost: got '6 USD'" in town.problem(
        settings={"expansions.ports.unit_cost": "6 USD"}
    )
