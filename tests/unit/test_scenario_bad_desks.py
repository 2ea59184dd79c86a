"""Bad input of desks: each mistake gets one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.scenario.check import check

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
    scenario = town.load()
    assert scenario.fault_desk is not None
    assert check(scenario).doubts == ()


def test_hours_to_try_again_of_which_some_are_closed_on_every_day(town: Town) -> None:
    town.change(('later: "08:00-18:00"', 'later: "07:00-20:00"'))
    assert check(town.load()).doubts == (
        "fault_desk.again.later: 07:00-20:00, and 07:00-08:00, 18:00-20:00 the desk is closed on "
        "every day: whoever tries then tries once more",
    )


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
        ('later: "08:00-18:00"', 'later: "20:00-22:00"', "fault_desk.again.later: got "
         "'20:00-22:00', when the desk is closed on every day, need hours in which it is open: "
         "whoever tries again at others is never answered; for instance \"08:00-18:00\""),
        ("soon: 50 %", "soon: 150 %", "fault_desk.again.soon: got \"150 %\", need a share from"),
        ("  patience: 2 min", "  patience: 2 min\n  patients: 2 min",
         "fault_desk.patients: got the unknown key "
         "'patients', need a key of this section; did you mean 'patience'?"),
        ("  source: assumed\n", "", "fault_desk.source: is missing"),
        ("patience: 2 min", "patience: 2 min\n  put_together_within: 1 h",
         "fault_desk.put_together_within: got a time, need a section diagnosis"),
        ("patience: 2 min", "patience: 2 min\n  duplicate_tickets: 2",
         "fault_desk.duplicate_tickets: got 2, need a section diagnosis"),
        ("patience: 2 min", "patience: 2 min\n  duplicate_ticket: 2",
         "did you mean 'duplicate_tickets'?"),
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


#: The same for directory enquiry and for counters.
SAMPLED = """\
directory_desk:
  hours: {mon-sun: "00:00-24:00"}
  agents: {mon-sun: {"00:00-24:00": 2}}
  rate: 0.03 calls per line per day
  by_hour: {"00-08": 10 %, "08-24": 90 %}
  call: 30 s
  patience: 60 s
  again: {share: 60 %, within: 10 min}
  source: assumed
counters:
  hours: {mon-sat: "08:00-18:00"}
  agents: {mon-sat: {"08:00-18:00": 3}}
  agents_in: {runan: {mon-sat: {"08:00-18:00": 2}}}
  bills: {in_person: 70 %, at_month_end: 50 %, last_days: 5, serve: 2 min}
  orders: {rate: 4 visits per 100 lines per month, serve: 8 min}
  enquiries: {rate: 5 visits per 100 lines per month, serve: 3 min}
  errors: 2 %
  source: assumed
"""


def test_desks_on_sample_days_as_meant_are_no_bad_input(town: Town) -> None:
    town.change(("window: 4 weeks", f"window: 4 weeks\n{SAMPLED}"))
    scenario = town.load()
    assert scenario.directory_desk is not None and scenario.counters is not None
    assert scenario.counters.sample_days.month_end == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0.03 calls per line per day", "0.03 visits per line per day",
         "directory_desk.rate: got \"0.03 visits per line per day\", need 0 or more calls per "),
        ('"08-24": 90 %', '"07-24": 90 %', "directory_desk.by_hour: got 00-08 and 07-24, "
         "need hours that do not overlap"),
        ('"08-24": 90 %', '"08-24": 80 %', "directory_desk.by_hour: got 90 % in all, need shares"),
        ('"08-24": 90 %', '"08-25": 90 %', "08-25"),
        ("within: 10 min", "within: 0 min", 'directory_desk.again.within: got "0 min", need more'),
        ("call: 30 s", "call: 30 s\n  sample_days: 0", "directory_desk.sample_days: got 0, need 1"),
        ("{runan: {mon-sat", "{runen: {mon-sat", "counters.agents_in.runen: got 'runen', need a "
         "known county; did you mean 'runan'?"),
        ('{"08:00-18:00": 2}}}', '{"08:00-17:00": 2}}}', "counters.agents_in.runan.mon-sat: got "
         "nobody at the desk on mon 17:00-18:00"),
        ("errors: 2 %", "errors: 102 %", "counters.errors: got \"102 %\", need a share"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: equal, pace: 0}", "pace: got 0, need more"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: star}", "counters.pay: got \"star\", need "
         "the name of a pay of clerks; did you mean 'stars'?"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: equal, montly: 9 CNY}", "counters.pay."
         "montly: got \"montly\", need a parameter of equal: pace, errors, hours_a_month, monthly; "
         "did you mean 'monthly'?"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: equal, monthly: 9 EUR}", "counters.pay."
         "monthly: got '9 EUR', need an amount"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: stars, base: 9 CNY}", "base: got pay without "
         "per_customer, off_per_error, bonus, need all four amounts or none"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: stars, stars: 1}", "stars: got 1, need 2 to"),
        ("errors: 2 %", "errors: 2 %\n  pay: {scheme: stars, quality: 2}", "counters.pay.quality: "
         "got 2, need a share"),
        ("last_days: 5", "last_days: 31", "counters.bills.last_days: got 31, need 28 or less"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_desks_on_sample_days_is_told(
    town: Town, old: str, new: str, told: str
) -> None:
    assert SAMPLED.count(old) == 1
    town.change(("window: 4 weeks", f"window: 4 weeks\n{SAMPLED.replace(old, new)}"))
    assert told in town.problem()
    assert "town.yaml:" in town.problem()
