"""Commands on scenarios that name systems of the whole company, and reforms of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corner import corner
from little_town import little_town
from telesim.cli import app

Run = Callable[..., Result]

#: Public telephones and a desk on sample days, for the little town.
SYSTEMS = """
payphones:
  share_of_lines: 2 %
  faults: 6 events per 100 lines per month
  reports: {share: 30 %, after: {exponential: {mean: 24 h}}}
  patrol: {every: 10 days, at: "09:00"}
  repair: {by: county, crews: 1, calendar: six-days, work: 1 work h}
  source: assumed
directory_desk:
  hours: {mon-sun: "08:00-18:00"}
  agents: {mon-sun: {"08:00-18:00": 1}}
  rate: 0.03 calls per line per day
  by_hour: {"08-18": 100 %}
  call: 30 s
  patience: 60 s
  again: {share: 60 %, within: 10 min}
  sample_days: 1
  source: assumed
"""
HASTY = """\
reform: hasty
set: {demand.install.patience: {exponential: {mean: 5 days}}}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder, its words given as they would be typed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.delenv("TELESIM_DEBUG", raising=False)

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return call


# -- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("before.yaml", "limits: {acceptance:", "limits: {aceptance:", "key_accounts.limits."
         "aceptance: got 'aceptance', need a known step of the scenario; did you mean "
         "'acceptance'?"),
        ("before.yaml", 'agents: {mon-sun: {"08:00-18:00": 1}}',
         'agents: {mon-sun: {"09:00-18:00": 1}}', "fault_desk.agents.mon-sun: got nobody at the "
         "desk on mon 08:00-09:00, need agents for every hour in which it is open"),
        ("before.yaml", '"08:00-18:00": 9, "18:00-24:00": 5', '"08:00-18:00": 9',
         "directory_desk.agents.mon-sun: got nobody at the desk on mon 18:00-24:00, need agents "
         "for every hour in which it is open"),
        ("trunks.csv", "queshan-t01,queshan-seat,42", "queshan-t01,queshan-seat,0",
         ":4 circuits: got 0, need more than 0"),
        ("trunks.csv", "queshan-t01,queshan-seat,42", "queshan-t01,queshan-seat,",
         ":4 circuits: got a blank cell, need a value"),
        ("before.yaml", "transfers: 40 %", "transfers: 140 %", 'contacts.transfers: got "140 %", '
         'need a share from 0 % to 100 %, such as "85 %"'),
        ("before.yaml", "transfers: 40 %", "transfer: 40 %", "contacts.transfer: got the unknown "
         "key 'transfer', need a key of this section; did you mean 'transfers'?"),
        ("before.yaml", "newcomers: 0.3", "newcomers: 1.3", "training.newcomers: got 1.3, need a "
         "level from 0 to 1, where the curve of errors ends"),
        ("before.yaml", "desk: {starts_at: 0.3,", "desk: {starts_at: -0.1,", "training.roles.desk."
         "starts_at: got -0.1, need a level from 0 to 1"),
        ("before.yaml", "    notices: {starts_at", "    notice: {starts_at", "training.roles."
         "notice: got 'notice', need a known role; did you mean 'notices'?"),
        ("reforms/training.yaml", "to: 0.9", "to: 1.9", "training.programmes.autumn.to: got 1.9, "
         "need a level from 0 to 1"),
    ],
)  # fmt: skip
def test_bad_input_of_the_company_exits_2_with_its_line_and_writes_nothing(
    run: Run, tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    corner(tmp_path)
    file = tmp_path / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    line = text[: text.index(old)].count("\n") + 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    result = run("run", "before.yaml", "--with", "reforms/training.yaml", "--replications", "1")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{Path(name).name}:{line}" in result.stderr
    assert told in " ".join(result.stderr.split()), result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


# -- reforms that a scenario names itself ----------------------------------------------------------


@pytest.mark.parametrize(
    "reforms", ["[reforms/repair-first.yaml]", "{crews: [reforms/repair-first.yaml]}"]
)
def test_a_scenario_with_reforms_of_its_own_has_a_folder_of_its_own_name(
    run: Run, tmp_path: Path, reforms: str
) -> None:
    folder = little_town(tmp_path / "t").parent
    (folder / "after.yaml").write_text(
        f"extends: town.yaml\nname: my-after\nreforms: {reforms}\n", encoding="utf-8"
    )
    (folder / "reforms" / "hasty.yaml").write_text(HASTY, encoding="utf-8")

    def answered(*words: str) -> tuple[Any, Path]:
        result = run("run", *words, "--replications", "1", "--json")
        assert result.exit_code == 0, result.stderr
        found = json.loads(result.stdout)
        return found, Path(found["results"])

    plain, own = answered("t/after.yaml")
    assert plain["scenario"] == own.parent.name == "my-after"
    more, beside = answered("t/after.yaml", "--with", "t/reforms/hasty.yaml")
    assert more["scenario"] == beside.parent.name == "my-after+hasty"
    # What it names itself counts as what is given does, under another name.
    given, other = answered("t/town.yaml", "--with", "t/reforms/repair-first.yaml")
    assert given["scenario"] == other.parent.name == "my-town+repair-first"
    assert plain["kpis"] == given["kpis"] != more["kpis"]
    assert {path.name for path in (tmp_path / "results").iterdir()} == {
        "my-after", "my-after+hasty", "my-town+repair-first",
    }  # fmt: skip


# -- details --------------------------------------------------------------------------------------


def test_details_add_a_section_for_each_system_to_the_same_answer(run: Run, tmp_path: Path) -> None:
    file = little_town(tmp_path / "t")
    file.write_text(file.read_text(encoding="utf-8") + SYSTEMS, encoding="utf-8")
    short = run("run", "t/town.yaml", "--replications", "2")
    long = run("run", "t/town.yaml", "--replications", "2", "--details")
    assert (short.exit_code, long.exit_code) == (0, 0), long.stderr
    assert long.stderr == "2 replications were filed already; nothing was simulated again\n"
    brief, full = (
        [" ".join(line.split()) for line in one.stdout.splitlines()] for one in (short, long)
    )
    hint = "More of each system: the same command with --details."
    assert hint in brief
    assert hint not in full
    for line in ("Public telephones", "Directory enquiry, on 1 sample days"):
        assert line not in brief
    assert "Public telephones" in full
    [desk] = [n for n, line in enumerate(full) if line.startswith("Directory enquiry, on ")]
    assert full[desk + 1].startswith("calls a day ")
    assert any(line.startswith("calls answered within 15 s ") for line in full[desk:])
    phones = full.index("Public telephones")
    assert desk < phones
    assert full[phones + 1].startswith("out of order at any time, of ")
    # All that the short answer says is in the long one, in the same order.
    kept = iter(full)
    assert all(line in kept for line in brief if line and line != hint)
    # A town without any such system has nothing to add.
    little_town(tmp_path / "plain")
    plain = run("run", "plain/town.yaml", "--replications", "1", "--details")
    assert "Public telephones" not in plain.stdout
    assert "Directory enquiry" not in plain.stdout
