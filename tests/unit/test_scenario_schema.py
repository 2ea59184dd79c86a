"""The JSON Schema accepts what loads, refuses what does not, and knows every registered name."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scenario_town import Town
from telesim.distributions import DISTRIBUTIONS
from telesim.policies.dispatch import DISPATCH_RULES
from telesim.scenario.errors import Problems
from telesim.scenario.reading import read_yaml
from telesim.scenario.schema import json_schema, reform_schema
from telesim.scenario.shape import Shape, scenario_shape

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.rglob("*.yaml"))


def plain(file: Path) -> dict[str, Any]:
    problems = Problems()
    tree = read_yaml(file, problems)
    assert tree is not None and not len(problems)
    value = tree.plain()
    assert isinstance(value, dict)
    return value


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return plain(Town(tmp_path_factory.mktemp("town")).file)


def test_there_are_shipped_scenarios_to_validate() -> None:
    assert SHIPPED


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(SCENARIOS).as_posix())
def test_every_shipped_file_validates_as_written(
    schema: jsonschema.Draft202012Validator, file: Path
) -> None:
    written = plain(file)
    if "reform" in written:
        jsonschema.Draft202012Validator(reform_schema()).validate(written)
    else:
        schema.validate(written)


def test_the_town_of_the_tests_validates(
    schema: jsonschema.Draft202012Validator, town: dict[str, Any]
) -> None:
    schema.validate(town)


def test_a_file_that_extends_may_leave_out_what_its_base_has(
    schema: jsonschema.Draft202012Validator,
) -> None:
    schema.validate({"extends": "town.yaml", "faults": {"drop": {"reporting_share": "60 %"}}})
    with pytest.raises(jsonschema.ValidationError):
        schema.validate({"extends": "town.yaml", "faults": {"drop": {"reporting": "60 %"}}})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("warmup",), "1 week"),
        (("phases",), []),
        (("window",), 4),
        (("window",), "4 work h"),
        (("exchanges",), "exchanges.csv"),
        (("exchanges",), {"tabel": "exchanges.csv"}),
        (("faults", "drop", "rate"), "-1 events per line per month"),
        (("faults", "drop", "rate", "town"), "1 orders per line per month"),
        (("faults", "drop", "work"), {"lognormal": {"mean": "1 work h", "cvv": 1}}),
        (("faults", "drop", "work"), {"lognormall": {"mean": "1 work h"}}),
        (("faults", "drop", "work"), {"gamma": {"mean": "1 h", "cv": 1}}),
        (("faults", "drop", "work"), {"erlang": {"mean": "1 work h"}}),
        (("faults", "drop", "job"), "cabel"),
        (("policies", "dispatch"), "group-then-old"),
        (("policies", "dispatch"), {"rule": "nearest", "scam": 3}),
        (("policies", "dispatch"), {"rule": "oldest-first", "scan": 3}),
        (("policies", "shift_end"), {"instal": "finish"}),
        (("patterns", "year", "months"), {"january": 1}),
        (("calendars", "day", "hours"), {"monday": "08:00-12:00"}),
        (("targets", "non-cable-24h", "limit"), "24 h"),
        (("expansions", "ports", "what"), "port"),
        (("expansions", "ports", "add"), 0),
        (("schema_version",), 2),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(
    schema: jsonschema.Draft202012Validator,
    town: dict[str, Any],
    path: tuple[str, ...],
    value: object,
) -> None:
    changed = copy.deepcopy(town)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(changed)


@pytest.mark.parametrize("key", ["name", "start", "window", "exchanges", "schema_version"])
def test_a_missing_section_is_refused(
    schema: jsonschema.Draft202012Validator, town: dict[str, Any], key: str
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        schema.validate({word: value for word, value in town.items() if word != key})


def test_registered_laws_and_rules_stand_in_the_schema() -> None:
    definitions = json_schema()["$defs"]
    assert set(definitions["law-work"]["anyOf"][1]["properties"]) == set(DISTRIBUTIONS)
    assert definitions["dispatch-rule"]["anyOf"][0]["enum"] == list(DISPATCH_RULES)
    nearest = next(
        form
        for form in definitions["dispatch-rule"]["anyOf"][1:]
        if form["properties"]["rule"]["const"] == "nearest"
    )
    assert set(nearest["properties"]) == {"rule", "scan", "hour_of_waiting_is_worth"}
    assert definitions["law-work"]["anyOf"][1]["properties"]["lognormal"]["required"] == ["mean"]


def test_user_chosen_names_are_pattern_properties_and_fixed_words_are_not() -> None:
    scenario = json_schema()["$defs"]["Scenario"]
    assert all(word.get("description") for word in scenario["properties"].values())
    assert all(word.get("description") for word in reform_schema()["properties"].values())
    assert set(scenario["properties"]["faults"]["patternProperties"]) == {"^.+$"}
    assert scenario["properties"]["faults"]["additionalProperties"] is False
    assert "patternProperties" not in scenario
    assert set(json_schema()["$defs"]["Visits"]["properties"]["no_access"]["properties"]) == {
        "install", "move", "repair", "cable",
    }  # fmt: skip


def test_a_reform_is_checked_by_its_own_schema() -> None:
    schema = jsonschema.Draft202012Validator(reform_schema())
    schema.validate(
        {
            "reform": "r", "set": {"policies.dispatch": {"rule": "nearest"}}, "from": "2001-06-01",
            "where": {"counties": ["runan"]}, "overrides": "other", "remove": ["targets"],
        }
    )  # fmt: skip
    for wrong in ({"set": {}}, {"reform": "r", "sett": {}}, {"reform": "r", "where": "runan"}):
        with pytest.raises(jsonschema.ValidationError):
            schema.validate(wrong)


def test_every_required_value_has_an_example_that_loads() -> None:
    def examples(shape: Shape, seen: set[type]) -> None:
        if shape.model is not None and shape.what == "section" and shape.model not in seen:
            seen.add(shape.model)
            if shape.model.__name__ != "Scenario":
                shape.model.model_validate(shape.example())
            for child in shape.fields.values():
                examples(child, seen)
        if shape.item is not None:
            examples(shape.item, seen)

    seen: set[type] = set()
    examples(scenario_shape(), seen)
    assert len(seen) > 25


def test_the_exercise_switch_says_that_real_towns_leave_it_alone() -> None:
    said = json_schema()["$defs"]["Cause"]["properties"]["hits_lines_down"]
    assert "false, is right for real towns" in said["description"]
    assert "queueing formula" in said["description"]


@pytest.mark.parametrize(("name", "fits"), [("quick-start_2", True), ("a/b", False), ("-a", False)])
def test_the_schema_knows_which_names_load(
    schema: jsonschema.Draft202012Validator, town: dict[str, Any], name: str, fits: bool
) -> None:
    assert schema.is_valid({**town, "name": name}) == fits


def test_fields_say_what_they_are() -> None:
    """The comments above the fields of a section, or of a rule, are descriptions in the schema."""
    definitions = json_schema()["$defs"]
    sections = (
        "Works", "DuctProjects", "PairRecovery", "Duct", "MainFrame", "Territory", "Appointments",
        "Appointment", "PullOff", "Diagnosis", "Turnover", "Beginner", "Cabinet", "Exchange",
        "Boxes", "OpenFaultRow", "EarlyLife", "WorkInduced",
    )  # fmt: skip
    for section in sections:
        for word, field in definitions[section]["properties"].items():
            assert field.get("description"), f"{section}.{word}"
    words = definitions["Works"]["properties"]["least_visit"]["description"]
    assert words == "A gang no longer sets out to build when less work than this fits into its day."
    [contract] = [
        form
        for form in definitions["pay-scheme"]["anyOf"]
        if form.get("properties", {}).get("scheme", {}).get("const") == "contract"
    ]
    named = contract["properties"]
    assert named["fee"]["description"].startswith("What a line kept in service earns in a month")
    assert named["pace"]["description"] == "Speed of work relative to the norm, 1 = the norm."
    effect = named["preventive"]["properties"]["effect"]["description"]
    assert effect.startswith("Share of the faults that a visit keeps away.")


@pytest.mark.parametrize(
    ("reforms", "right"),
    [
        (["a.yaml", "b.yaml"], True),
        ([], True),
        ({"desks": ["a.yaml"], "crews": ["b.yaml", "c.yaml"]}, True),
        (None, True),
        ({"desks": []}, False),
        ({"desks": "a.yaml"}, False),
        ({"desks": {"a": "a.yaml"}}, False),
        ({"desks": None}, False),
        ({"desks": ["a.yaml"], "crews": []}, False),
        ([{"desks": ["a.yaml"]}], False),
        ([1], False),
        ("a.yaml", False),
        (True, False),
    ],
)
def test_reforms_are_a_list_or_groups_that_have_some(
    schema: jsonschema.Draft202012Validator, town: dict[str, Any], reforms: object, right: bool
) -> None:
    """In a whole scenario as in one that extends another."""
    for whole in (town, {"extends": "town.yaml", "name": "after"}):
        assert schema.is_valid({**whole, "reforms": reforms}) is right


@pytest.mark.parametrize(
    "reforms", ["{desks: []}", "{desks: a.yaml}", "{desks: }", "a.yaml", "true"]
)
def test_what_the_schema_refuses_of_reforms_does_not_load(tmp_path: Path, reforms: str) -> None:
    made = Town(tmp_path)
    made.write("a.yaml", "reform: a\nset: {policies.base: local}\n")
    made.file.write_text(made.file.read_text(encoding="utf-8") + f"reforms: {reforms}\n")
    line = made.file.read_text(encoding="utf-8").count("\n")
    assert f"town.yaml:{line} reforms" in made.problem()
    assert "need a list of reform files" in made.problem()
