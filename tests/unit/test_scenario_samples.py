"""Messages about what is missing show what may stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.scenario.samples import flow, such_as
from telesim.scenario.shape import shape_at

PAYPHONES = """\
payphones:
  share_of_lines: 2 %
  faults: 6 events per 100 lines per month
  source: assumed
"""
FAULT_DESK = """\
fault_desk:
  hours: {mon-fri: "08:00-18:00"}
  agents: 1
  call: 3 min
  patience: 2 min
  again: {soon: 50 %, within: 1 h, later: "08:00-18:00"}
  source: assumed
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    return Town(tmp_path)


def test_what_is_missing_of_a_system_is_told_with_its_form(town: Town) -> None:
    town.change(("targets:", PAYPHONES + "targets:"))
    told = [str(problem).partition(" ")[2] for problem in town.problems()]
    assert told == [
        "payphones.reports: is missing; need a mapping such as {share: 15 %, after: 24 h}",
        "payphones.patrol: is missing; need a mapping such as {every: 10 days}",
        "payphones.repair: is missing; need a mapping such as {by: county, crews: 1, calendar: "
        "CALENDAR, work: 1.2 work h}",
    ]


def test_a_number_in_the_place_of_a_mapping_is_told_its_form(town: Town) -> None:
    town.change(("targets:", FAULT_DESK + "targets:"))
    assert town.problem() == (
        "town.yaml:59 fault_desk.agents: got 1, need a mapping such as "
        '{mon-sun: {"00:00-24:00": 1}}'
    )


@pytest.mark.parametrize(
    ("path", "words"),
    [
        # Fixed words as keys, the planner's own names, a form of keys, and lists.
        ("key_accounts.limits", "a mapping such as {acceptance: 24 h}"),
        ("traffic.classes", "a mapping such as {NAME: {share: 15 %, busy_hour: 0.02 E}}"),
        ("counters.by_hour", "a mapping such as {08-18: 15 %}"),
        ("promotions.x.counties", "a list such as [NAME]"),
        # What a field states goes before what its kind does; the source stands last.
        ("contacts", "a mapping such as {transfers: 15 %, hand_off: 3 work min, asks_after: 60 "
         "days, question: 4 work min, source: assumed}"),
        # Nothing is required here: the first word there is.
        ("counters.sample_days", "a mapping such as {month_end: 2}"),
        # Too long for a line: the keys alone.
        ("payphones", "a mapping with the keys source, share_of_lines, faults, reports, patrol, "
         "repair"),
    ],
)  # fmt: skip
def test_forms_of_places(path: str, words: str) -> None:
    assert such_as(shape_at(tuple(path.split(".")))) == words


def test_flow_quotes_what_yaml_would_read_otherwise() -> None:
    assert flow({"a": ["12:00", "yes", "2 %", True, None, 1.5]}) == (
        '{a: ["12:00", "yes", 2 %, true, ..., 1.5]}'
    )


def test_forms_can_be_read_again(town: Town) -> None:
    """What messages show is taken as it stands, but for names that only the planner knows."""
    text = such_as(shape_at(("contacts",))).removeprefix("a mapping such as ")
    steps = such_as(shape_at(("order_system", "steps"))).removeprefix("a mapping such as ")
    office = f"order_system: {{calendar: day, steps: {steps}, source: assumed}}\n"
    town.change(("targets:", f"contacts: {text}\n{office}targets:"))
    scenario = town.load()
    assert scenario.contacts is not None and scenario.order_system is not None
