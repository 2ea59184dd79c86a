"""Bad input of desks: each mistake gets one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town

#: A fault reception that is right; each case below spoils one word of it.
FAULT_DESK = """\
fault_desk:
  hours: {mon-fri: "08:00-18:00"}
  agents:
    mon-fri: {"08:00-12:00": 2, "12:00-18:00": 1}
  call: {exponential: {mean: 3 min}}
  patience: 2 min
  again: {soon: 50 %, within: 1 h, later: "08:00-18:00"}
  enquiries: {after: 24 h, every: 24 h, share: 30 %}
  source: assumed
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.change(("window: 4 weeks", f"window: 4 weeks\n{FAULT_DESK}"))
    return made


def test_a_desk_as_meant_is_no_bad_input(town: Town) -> None:
    assert town.load().fault_desk is not None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"12:00-18:00": 1}', '"13:00-18:00": 1}', "fault_desk.agents.mon-fri: got nobody at the "
         "desk on mon 12:00-13:00, need agents for every hour in which it is open"),
        ('hours: {mon-fri: "08:00-18:00"}', 'hours: {mon-sat: "08:00-18:00"}', "fault_desk.agents: "
         "got nobody at the desk on sat 08:00-18:00, need agents for every hour"),
        ('"12:00-18:00": 1}', '"12:00-19:00": 1}', "fault_desk.agents.mon-fri: got agents on mon "
         "18:00-19:00, when the desk is closed, need agents within the opening hours only"),
        ('"12:00-18:00": 1}', '"11:00-18:00": 1}', "fault_desk.agents.mon-fri: got two numbers of "
         "agents from 11:00 on mon, need hours that do not overlap"),
        ('"12:00-18:00": 1}', '"12:00-18:00": 0}', "got 0, need 1 or more"),
        ('"12:00-18:00": 1}', '"12:00-1800": 1}', "got '12:00-1800', need hours of one day"),
        ("    mon-fri: {", "    mon-fry: {", "fault_desk.agents.mon-fry: got 'mon-fry', need days "
         'such as "mon-sat" or "sun"'),
        ("call: {exponential: {mean: 3 min}}", "call: {exponential: {mean: 3 work min}}",
         "fault_desk.call.exponential.mean: got \"3 work min\""),
        ('later: "08:00-18:00"', 'later: "18:00-08:00"', "fault_desk.again.later: got "
         "'18:00-08:00', need hours of one day"),
        ("soon: 50 %", "soon: 150 %", "fault_desk.again.soon: got \"150 %\", need a share from"),
        ("  patience: 2 min", "  patience: 2 min\n  patients: 2 min",
         "fault_desk.patients: got the unknown key "
         "'patients', need a key of this section; did you mean 'patience'?"),
        ("  source: assumed\n", "", "fault_desk.source: is missing"),
        ("patience: 2 min", "patience: 2 min\n  put_together_within: 1 h",
         "fault_desk.put_together_within: got a time, need a section diagnosis"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_fault_desk_is_told(town: Town, old: str, new: str, told: str) -> None:
    file = town.folder / "town.yaml"
    text = file.read_text(encoding="utf-8")
    begin = text.index("fault_desk:")
    end = text.index("source: assumed\n", begin) + len("source: assumed\n")
    section = text[begin:end]
    assert old in section
    file.write_text(text[:begin] + section.replace(old, new, 1) + text[end:], encoding="utf-8")
    assert told in town.problem()
    assert "town.yaml:" in town.problem()
