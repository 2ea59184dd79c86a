from __future__ import annotations

import json
import math

import pytest

from kpi_log import Table, kpis_of, log_of, town
from kpi_week import everything
from telesim.kpi import exchange_table, weekly
from telesim.kpi.catalogue import CLOCKS, KPIS, NEEDED, SECTIONS, where_key
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.record import Record
from telesim.kpi.statistics import Measured, Ranked
from telesim.scenario import Scenario


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(town(), log_of(everything()))


#: KPIs of systems that a scenario may leave out, by file of the catalogue: then they say nothing.
#: Training and supervision are one of the fourteen.
SYSTEMS = (
    "fault_desk", "directory_desk", "counters", "promotions", "rerouting", "screening", "office",
    "key_accounts", "contacts", "complaints", "arrears", "payphones", "training", "supervision",
    "traffic",
)  # fmt: skip
ALWAYS = [name for name in KPIS if name not in NEEDED]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_that_is_left_out_reports_nothing(table: Table, system: str) -> None:
    names = {name for name, section in NEEDED.items() if section == SECTIONS[system]}
    assert names and names >= set(kpis_of(system))
    assert not names & set(table.frame["kpi"])
    # Nor does its family, whatever it registers.
    assert not list(FAMILIES[system](Record(town(), log_of(everything()))))


def test_what_a_kpi_needs_is_a_section_of_a_scenario() -> None:
    assert set(SECTIONS) == set(SYSTEMS)
    assert set(NEEDED.values()) == set(SECTIONS.values())
    assert set(SECTIONS.values()) <= set(Scenario.model_fields)
    # Visits that leave something are counted whether or not anybody is trained.
    assert "repair_errors_share" in ALWAYS


def test_the_list_of_kpis_says_what_each_needs(capsys: pytest.CaptureFixture[str]) -> None:
    from telesim.cli.inspecting import print_kpis

    print_kpis()
    lines = {line.split(" ")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["payphones_out_mean"].endswith(" at any time. Only with payphones.")
    assert lines["office_wait_mean"].endswith(" Only with order_system.")
    assert " Only with " not in lines["time_to_restore_mean"]


@pytest.mark.parametrize("name", ALWAYS)
def test_every_kpi_stands_in_the_table_for_each_county_and_in_total(
    table: Table, name: str
) -> None:
    for where in ({}, {"county": "East"}, {"county": "West"}):
        found = table.at(name, **where)
        assert found.n >= 0
        if not math.isnan(found.numerator) and found.denominator:
            assert found.value == pytest.approx(found.numerator / found.denominator)


def test_the_table_has_nothing_that_the_catalogue_does_not_know(table: Table) -> None:
    assert set(table.frame["kpi"]) == set(ALWAYS)
    assert not table.frame.duplicated(["kpi", "where"]).any()
    for kpi, where in zip(table.frame["kpi"], table.frame["where"], strict=True):
        words = json.loads(where)
        assert set(words) <= {*KPIS[kpi].dims, "county"}
        assert where_key(words) == where


@pytest.mark.parametrize("name", list(KPIS))
def test_every_entry_is_complete(name: str) -> None:
    info = KPIS[name]
    assert info.name == name
    assert info.unit and info.per and info.formula
    assert info.description.endswith(".")
    assert "county" in info.dims
    assert set(info.clocks) <= set(CLOCKS)
    assert (info.unit == "%") == (info.kind == "share") or name.endswith("_fill_max")


def test_ratios_carry_what_replications_need_to_combine(table: Table) -> None:
    ratio = table.frame["kpi"].map(lambda name: KPIS[name].kind in ("mean", "share"))
    has = table.frame["numerator"].notna() & table.frame["denominator"].notna()
    assert (ratio == has).all()


def test_money_stands_in_the_currency_of_the_scenario() -> None:
    found = Table(town(currency={"code": "EUR"}), log_of(everything()))
    assert found.at("cost_expansions").unit == "EUR"


def test_a_family_of_ones_own_is_found_by_its_name() -> None:
    assert {"restoration", "supply", "held", "backlog", "repeats", "crews", "capacity"} <= set(
        FAMILIES
    )
    for name, family in FAMILIES.items():
        if name in SYSTEMS:
            continue
        first = next(iter(family(Record(town(), log_of(everything())))))
        assert isinstance(first, Measured)


def test_a_where_of_an_unknown_dimension_is_an_error() -> None:
    with pytest.raises(KeyError, match="colour"):
        group({}, ("colour",), 0)


def test_quantiles_take_the_least_value_that_enough_cases_do_not_pass() -> None:
    import numpy as np

    values = np.arange(1.0, 21.0)
    codes = np.zeros(20, dtype=np.int64)
    ranked = Ranked.of(group({"one": Dimension(("x",), codes)}, ("one",), 20), values)
    (p95,) = ranked.quantiles("k", 0.95)
    assert p95.value == 19
    (p99,) = ranked.quantiles("k", 0.99)
    assert p99.value == 20


BARE = {
    "exchanges": [{"id": "A", "county": "East", "lines": 0, "ports": 0}],
    "cabinets": [
        {"id": "A1", "exchange": "A", "lines": 0, "feeder_pairs": 0, "distribution_pairs": 0}
    ],
}


@pytest.mark.parametrize(
    "changes",
    [
        {"crews": []},
        {"faults": {}},
        {"window": "1 day"},
        {"warm_up": "0 days"},
        {"crews": [], "faults": {}, "teams": {}, "calendars": {}, **BARE},
    ],
    ids=["no crews", "no faults", "a day", "no warm-up", "nothing at all"],
)
def test_a_town_where_nothing_happens_has_every_row(changes: dict[str, object]) -> None:
    scenario = town(**changes)
    found = Table(scenario, log_of([]))
    for name in ALWAYS:
        info, row = KPIS[name], found.at(name)
        assert row.n == 0
        if info.kind == "mean":
            assert math.isnan(row.value)
    assert len(exchange_table(scenario, log_of([]))) == len(scenario.exchanges)
    assert all(len(frame) > 1 for frame in weekly(scenario, log_of([])).values())


def test_every_word_that_is_printed_may_be_targeted() -> None:
    """Of jobs and levels, with and without what brings further ones."""
    from telesim.scenario.kpi_words import fixed_words

    assumed = {"source": "assumed"}
    more = {
        "boxes": {"correlation": "10 %", **assumed},
        "works": assumed,
        "main_frame": {"work": "0.2 work h", **assumed},
        "duct_projects": {"lead_time": "4 months", "bores": 2, **assumed},
    }
    further: dict[str, set[str]] = {}
    for sections in ({}, more):
        scenario = town(**sections)
        found = Table(scenario, log_of(everything()))
        for kpi, key in zip(found.frame["kpi"], found.frame["where"], strict=True):
            where = json.loads(key)
            for dimension in ("job", "level"):
                if dimension in where:
                    word = where[dimension]
                    assert word in (fixed_words(scenario, kpi, dimension) or ())
                    if sections:
                        further.setdefault(f"{kpi} {dimension}", set()).add(word)
    assert further["no_access_share job"] >= {"works", "main-frame", "cable"}
    assert further["held_orders_mean level"] == {"port", "feeder", "distribution", "box"}
    assert further["cost_expansions level"] == {"port", "feeder", "distribution", "drop", "duct"}
