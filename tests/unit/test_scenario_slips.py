"""Slips of a newcomer's hand: what is told, and what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.scenario.check import check

TRAINING = """\
training:
  roles: {repair: {starts_at: 0.3}, desk: {starts_at: 0.3, heads: 2}}
  programmes:
    first: {roles: [repair, desk], begins: 2001-01-08, to: 0.9, at_once: 50 %}
  source: assumed
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.change(("targets:", TRAINING + "targets:"))
    return made


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("to: 0.9", "to: 0.9", ()),
        ("starts_at: 0.3}", "starts_at: 0.95}",
         ("training.programmes.first.to: 0.9, less than the 0.95 at which repair starts: the "
          "course teaches nothing that is not known",)),
        # A week before the window, four weeks of it and four after: to 4 March.
        ("begins: 2001-01-08", "begins: 2001-03-05",
         ("training.programmes.first.begins: 2001-03-05, and no course begins within the run, from "
          "2001-01-01 to 2001-03-04",)),
        ("heads: 2", "heads: 0",
         ("training.roles.desk.heads: 0, so that first counts nobody of that role on a course; "
          "its errors change all the same",)),
    ],
)  # fmt: skip
def test_courses_that_teach_nobody_are_asked_about(
    town: Town, old: str, new: str, asked: tuple[str, ...]
) -> None:
    town.change((old, new))
    assert check(town.load()).doubts == asked


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("at_once: 50 %", "at_once: 0 %", 'at_once: got "0 %", need more than 0'),
        ("follow_up: 4 weeks", "follow_up: -3 min", 'follow_up: got "-3 min", need an elapsed time '
         'such as "24 h" or "13 weeks"; it is negative'),
        ("mean: 240 days", "mean: -240 days", "it is negative"),
        ("follow_up: 4 weeks", "follow_up: 3", 'need an elapsed time such as "24 h" or "13 weeks"'),
    ],
)  # fmt: skip
def test_values_are_shown_as_they_were_written(town: Town, old: str, new: str, told: str) -> None:
    town.change((old, new))
    problem = town.problem()
    assert told in problem and ("negative" in problem) is ("-" in new)


def test_a_scenario_is_no_reform(town: Town) -> None:
    other = town.write("other.yaml", (town.folder / "town.yaml").read_bytes())
    assert town.problem(other) == (
        "other.yaml:1: got a scenario, need a reform here: a file with reform: NAME and what it "
        "sets"
    )


@pytest.mark.parametrize("named", ["more", "more.yaml"])
def test_a_reform_named_without_its_folder_is_found_for_a_hint(town: Town, named: str) -> None:
    town.write("reforms/more.yaml", "reform: more\n")
    assert town.problem(town.folder / named) == (
        f"{named}: there is no such file; did you mean 'reforms/more.yaml'?"
    )


def test_a_table_of_another_program_is_told_as_such(town: Town) -> None:
    text = (town.folder / "crews.csv").read_text()
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        town.write("crews.csv", text.replace(",", mark))
        told = [str(problem) for problem in town.problems()]
        assert told[0] == (
            f"crews.csv:1 crews: got columns with {word} between them, need commas, as in "
            "id,county,lines"
        )
