"""The generated references: every default has its source, every KPI and verb its place."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
import typer

from docs_pages import TOP
from telesim.cli import app
from telesim.eventlog import Kind
from telesim.kpi.catalogue import KPIS
from telesim.policies.dispatch import DISPATCH_RULES
from telesim.scenario.schema import json_schema
from telesim.scenario.shape import Shape, scenario_shape


@pytest.fixture(scope="module", autouse=True)
def extensions() -> Iterator[None]:
    """The modules that make the references, as sphinx finds them."""
    sys.path.insert(0, str(TOP / "docs" / "_ext"))
    yield
    sys.path.remove(str(TOP / "docs" / "_ext"))


def rows(page: str, columns: int) -> list[list[str]]:
    """Rows of the tables of a page that have so many columns, heads and rules left out."""
    found = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in page.splitlines()
             if line.startswith("| ")]  # fmt: skip
    return [row for row in found if len(row) == columns and not row[0].startswith("---")]


def words(shape: Shape) -> Iterator[str]:
    for word, child in shape.fields.items():
        yield word
        yield from words(child)
    if shape.item is not None:
        yield from words(shape.item)


def test_every_key_of_a_scenario_has_a_place() -> None:
    import scenario_page

    page = scenario_page.page()
    missing = [word for word in set(words(scenario_shape())) if f"`{word}`" not in page]
    assert missing == []


def test_every_number_that_telesim_sets_says_whence_it_comes() -> None:
    import scenario_page

    lines = [line for line in scenario_page.page().splitlines() if line.startswith("| `")]
    numbers = 0
    for line in lines:
        key, _, default, source = [one.strip() for one in line.strip("|").split(" | ")][:4]
        if re.search(r"\d", default) and key not in ("`seed`", "`replications`", "`price_year`"):
            numbers += 1
            assert source == "*assumed*", line
    assert numbers > 60


def test_every_kpi_verb_rule_and_row_has_a_place() -> None:
    import command_page
    import kpi_page
    import log_page
    import scenario_page

    before = dict(KPIS)
    kpis = kpi_page.page()
    assert before == KPIS and list(before) == list(KPIS)
    assert [name for name in KPIS if f"| `{name}` |" not in kpis] == []
    verbs = command_page.page()
    group = typer.main.get_command(app)
    assert [name for name in group.commands if f"\n## telesim {name}\n" not in verbs] == []
    rules = scenario_page.rules_page()
    assert [name for name in DISPATCH_RULES if f"\n### `{name}`\n" not in rules] == []
    log = log_page.page()
    assert [kind.name for kind in Kind if f"`{kind.name}`" not in log] == []
    assert log_page.undescribed() == []


def test_the_pictures_show_only_ways_that_the_simulation_takes() -> None:
    import pictures

    from telesim.conservation.order_lives import ORDER_NEXT

    pictures.life_of_a_fault()
    pictures.life_of_an_order()
    life = pictures.LegalLife(ORDER_NEXT, 2, 1)
    life.box(Kind.ORDER, "order", 0, 0)
    life.box(Kind.IN_SERVICE, "service", 1, 0)
    with pytest.raises(ValueError, match="no IN_SERVICE may follow ORDER"):
        life.arrow(Kind.ORDER, Kind.IN_SERVICE)


def test_every_key_and_parameter_says_what_it_means() -> None:
    import scenario_page

    keys, parameters = (
        [line for line in page.splitlines() if line.startswith("| `")]
        for page in (scenario_page.page(), scenario_page.rules_page())
    )
    assert len(keys) > 500
    assert len(parameters) > 50
    # The meaning is the last cell; an empty one is blanks between two bars.
    assert [line for line in (*keys, *parameters) if re.search(r"\|\s*\|$", line)] == []


def test_editors_are_told_what_every_field_of_a_section_means() -> None:
    sections = {
        name: section
        for name, section in json_schema()["$defs"].items()
        if "properties" in section and name != "Reform"
    }
    lacking = {
        word
        for section in sections.values()
        for word, said in section["properties"].items()
        if not said.get("description")
    }
    # The loader alone reads these two: they are no fields of a model.
    assert lacking <= {"extends", "copies"}
    assert len(sections) > 100
