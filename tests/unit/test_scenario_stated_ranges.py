"""Ranges that a scenario states for its assumed numbers: read, checked, no part of results."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.experiment.provenance import scenario_hash
from telesim.scenario import ScenarioError
from telesim.scenario import load as scenario_of
from telesim.scenario.ranges import quantity
from telesim.scenario.resolved import show
from telesim.units import UnitError

RANGES = """
ranges:
  demand.install.work_prebuilt: {low: 60 work min, high: 100 work min, source: assumed}
  demand.install.work_build: {low: 2 work h, high: 4.5 work h, source: assumed}
  faults.drop.rate.town:
    {low: 2 events per 1000 lines per month, high: 4 events per 1000 lines per month, source: none}
  teams.shared.skills.repair.first_time_fix: {low: 75 %, high: 95 %, source: a survey}
  teams.shared.skills.install.speed: {low: 0.8, high: 1, source: assumed}
  policies.pay.pace: {low: 0.74, high: 1, source: assumed}
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.change(("  shift_end:", "  pay: equal\n  shift_end:"))
    return made


def with_ranges(town: Town, *changes: tuple[str, str]) -> Town:
    text = town.file.read_text(encoding="utf-8") + RANGES
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    town.file.write_text(text, encoding="utf-8")
    return town


def test_ranges_are_read_shown_and_left_out_of_what_a_result_is_keyed_by(town: Town) -> None:
    bare = town.load()
    stated = with_ranges(town).load()
    assert list(stated.ranges)[-1] == "policies.pay.pace"
    assert stated.ranges["teams.shared.skills.install.speed"].low == "0.8"
    assert scenario_hash(stated) == scenario_hash(bare)
    built = [one.model_copy(update={"origin": None}) for one in (bare, stated)]
    assert scenario_hash(built[0]) == scenario_hash(built[1])
    [low, high] = show(stated, "ranges.policies.pay.pace")
    assert (low.value, high.value, low.source) == ("0.74", "1", "assumed")
    assert low.place.startswith("town.yaml:")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("work_build: {low", "work_bild: {low", "ranges.demand.install.work_bild: got a path that "
         "does not exist, need the path of a number; did you mean 'demand.install.work_build'?"),
        ("low: 75 %", "low: 95 %", "got the empty range 95 % to 95 %, need the low end below"),
        ("low: 75 %", "low: 96 %", "got the reversed range 96 % to 95 %, need the low end below"),
        ("low: 75 %", "low: 90 %", "got the value 85 % outside its own range 90 % to 95 %, need a "
         "range that holds the value; town.yaml:"),
        ("high: 95 %", "high: 105 %", "first_time_fix.high: got \"105 %\", need a share from 0 %"),
        ("high: 95 %", "high: 95", 'got "95" beside "75 %", need one unit for both ends'),
        ("{low: 60 work min, high: 100 work min", "{low: 60 min, high: 100 min",
         "got 60 min to 100 min, need ends in the unit of its value, 1.2 work h"),
        ("{low: 0.74, high: 1", "{low: 0.9, high: 1", "outside its own range 0.9 to 1, need a "
         "range that holds the value; telesim's default; widen"),
        ("low: 0.74,", "low: ,", "ranges.policies.pay.pace.low"),
        ("low: 0.74, ", "", "ranges.policies.pay.pace.low: is missing"),
        ("low: 0.74", "low: little", "need a number with its unit"),
        (", source: a survey", "", "ranges.teams.shared.skills.repair.first_time_fix.source: is "
         "missing"),
        ("faults.drop.rate.town:", "faults.drop.rate:", "need the path of one number, or of a law "
         "with a mean; name one of town, rural"),
        ("faults.drop.rate.town:", "faults.*.rate:", "got a path of several numbers"),
        ("policies.pay.pace:", "policies.pay:", "need the path of one number"),
        ("policies.pay.pace:", "ranges.policies.pay.pace:", "got a path that does not exist"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_range_is_told_with_file_line_and_remedy(
    town: Town, old: str, new: str, told: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        with_ranges(town, (old, new)).load()
    [line] = str(refused.value).splitlines()
    assert line.startswith("town.yaml:") and told in line


def test_all_wrong_ranges_are_told_at_once(town: Town) -> None:
    changes = (("low: 75 %", "low: 95 %"), ("high: 1, source", "high: 0.7, source"))
    with pytest.raises(ScenarioError) as refused:
        with_ranges(town, *changes).load()
    assert len(refused.value.problems) == 3


def test_a_value_that_is_asked_for_may_lie_outside_but_not_that_of_a_reform(town: Town) -> None:
    with_ranges(town)
    path = "teams.shared.skills.repair.first_time_fix"
    assert scenario_of(town.file, settings={path: "50 %"}).teams["shared"]
    reform = town.file.parent / "worse.yaml"
    reform.write_text(f"reform: worse\nsource: assumed\nset: {{{path}: 50 %}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"the value 50 % outside its own range.*worse.yaml:3"):
        scenario_of(town.file, [reform])
    reform.write_text(
        f"reform: worse\nsource: assumed\nset:\n  {path}: 50 %\n  ranges.{path}.low: 40 %\n",
        encoding="utf-8",
    )
    assert scenario_of(town.file, [reform]).ranges[path].low == "40 %"


@pytest.mark.parametrize(
    "add",
    [
        "{ranges: {faults.drop.work: {low: 0.5 work h, high: 2 work h, source: assumed}}}",
        "{ranges.faults.drop.work: {low: 0.5 work h, high: 2 work h, source: assumed}}",
    ],
)
def test_a_reform_may_add_a_range(town: Town, add: str) -> None:
    reform = town.file.parent / "wide.yaml"
    reform.write_text(f"reform: wide\nsource: assumed\nadd: {add}\n", encoding="utf-8")
    assert scenario_of(town.file, [reform]).ranges["faults.drop.work"].high == "2 work h"
    both = scenario_of(with_ranges(town).file, [reform]).ranges
    assert len(both) == 7
    again = reform.with_name("again.yaml")
    again.write_text(
        "reform: again\nsource: assumed\n"
        "add: {ranges.policies.pay.pace: {low: 0.5, high: 2, source: assumed}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=r"ranges.policies.pay.pace again, it exists already"):
        scenario_of(town.file, [again])


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("60 work min", "1 work h"),
        ("1.5 days", "36 h"),
        ("800 m", "0.8 km"),
        ("3 events per 1_000 lines per month", "0.3 events per 100 lines per month"),
        ("x 1.5", "1.5"),
    ],
)
def test_quantities_of_one_kind_compare_whatever_their_unit(one: str, same: str) -> None:
    assert quantity(one).size == pytest.approx(quantity(same).size)
    assert quantity(one).kind == quantity(same).kind
    assert quantity("1 work h").kind != quantity("1 h").kind != quantity("1").kind
    with pytest.raises(UnitError):
        quantity("-3 h")
