"""The reforms that a scenario names itself: a list, or groups that are laid over it in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.experiment.provenance import result_name


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def grouped(town: Town, reforms: str) -> None:
    """A scenario above the town that names reforms; a and b disagree about the base."""
    for name, base in (("a", "local"), ("b", "seat"), ("c", "local")):
        town.write(
            f"reforms/{name}.yaml",
            f"reform: {name}\noverrides: [a, b, c]\nset: {{policies.base: {base}}}\n",
        )
    town.write("after.yaml", f"extends: town.yaml\nname: after\nreforms: {reforms}\n")
    town.file = town.folder / "after.yaml"


A, B, C = (f"reforms/{name}.yaml" for name in "abc")


def test_groups_are_laid_over_in_order_and_their_names_are_kept(town: Town) -> None:
    grouped(town, f"{{crews: [{A}], desks: [{B}, {C}]}}")
    scenario = town.load()
    origin = scenario.origin
    assert origin is not None
    assert origin.reforms == ("a", "b", "c")
    assert list(origin.groups.items()) == [("crews", ("a",)), ("desks", ("b", "c"))]
    assert scenario.policies.base == "local"
    # The last group counts, whatever its name.
    grouped(town, f"{{desks: [{A}], crews: [{B}]}}")
    assert town.load().policies.base == "seat"
    grouped(town, f"{{desks: [{B}], crews: [{A}]}}")
    assert town.load().policies.base == "local"


def test_what_is_given_beside_a_scenario_stands_apart_from_what_it_names(town: Town) -> None:
    """The folder of results bears the names of those alone that are given with the command."""
    grouped(town, f"{{crews: [{A}]}}")
    origin = town.load(Path(town.folder / B)).origin
    assert origin is not None
    assert origin.reforms == ("a", "b")
    assert origin.given == ("b",)
    plain = town.load().origin
    assert plain is not None and plain.given == ()
    assert result_name(town.load()) == "after"
    assert result_name(town.load(town.folder / B, town.folder / C)) == "after+b+c"
    # A plain list does as groups do.
    grouped(town, f"[{A}]")
    assert result_name(town.load()) == "after"
    assert result_name(town.load(town.folder / B)) == "after+b"


def test_a_name_too_long_for_a_folder_is_cut_and_stays_its_own(town: Town) -> None:
    grouped(town, f"[{A}]")
    files = [
        town.write(
            f"reforms/{n}.yaml", f"reform: {n}{'x' * 90}\nset: {{faults.drop.skill: repair}}"
        )
        for n in "defg"
    ]
    three, four = result_name(town.load(*files[:3])), result_name(town.load(*files))
    assert three != four
    assert three[:180] == four[:180] == ("after+" + "+".join(n + "x" * 90 for n in "de"))[:180]
    assert max(len(three), len(four)) <= 200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("often", 'after.yaml:3 reforms: got "often", need a list of reform files, or groups'),
        (f"{{crews: {A}}}", 'after.yaml:3 reforms.crews: got "reforms/a.yaml", need a list'),
        ("{crews: []}", "after.yaml:3 reforms.crews: got [], need a list of reform files"),
        ("{crews: {one: 1}}", "reforms.crews: got "),
        (
            "{crews: [reforms/aa.yaml]}",
            'after.yaml:3 reforms.crews: got "reforms/aa.yaml", need a '
            "file that is there; did you mean 'a.yaml'?",
        ),
        (f"{{crews: [{A}], desks: [{A}]}}", "a"),
        (f"{{crews: [{A}, {A}]}}", "a"),
    ],
)
def test_groups_that_are_wrong(town: Town, text: str, told: str) -> None:
    grouped(town, text)
    found = town.problem()
    assert told in found, found
