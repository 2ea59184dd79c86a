"""An event that breaks several lines, each of which is a fault with a visit of its own."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from telesim.eventlog import Kind
from telesim.experiment.replicate import run_one
from telesim.scenario import load
from telesim.scenario.check import check
from telesim.scenario.errors import ScenarioError
from telesim.workload import draw
from towns import H, cause, crew, instants, town, tree

THREE = "3 lines"
LIGHTNING = cause("1 work h", rate="20 events per 100 lines per month")


def test_an_event_makes_a_fault_of_each_line_that_it_strikes() -> None:
    scenario = town(faults={"lightning": {**LIGHTNING, "strikes": THREE}}, demand={})
    faults = draw(scenario, 1, 1).faults
    times, first = np.unique(faults.time_ms, return_index=True)
    assert len(times) > 5
    assert len(faults.time_ms) == 3 * len(times)
    assert (faults.lines == 1).all()
    assert len(np.unique(faults.key)) == len(faults.key)
    for time in times:
        rows = faults.time_ms == time
        assert len(np.unique(faults.mark[rows])) == 1
        # Three neighbours of 100 lines, around the end.
        slots = np.sort(faults.slot[rows])
        assert (np.diff(slots) == 1).sum() + (slots[-1] - slots[0] == 99) >= 2
    assert first.size == times.size


def test_the_first_lines_are_those_of_the_same_cause_with_one_line() -> None:
    struck = draw(town(faults={"l": {**LIGHTNING, "strikes": THREE}}, demand={}), 1, 1).faults
    alone = draw(town(faults={"l": LIGHTNING}, demand={}), 1, 1).faults
    known = np.isin(struck.key, alone.key)
    assert known.sum() == len(alone.key)
    for column in fields(alone):
        mine = getattr(struck, column.name)[known]
        order = np.argsort(struck.key[known])
        theirs = getattr(alone, column.name)[np.argsort(alone.key)]
        assert (mine[order] == theirs).all(), column.name


def test_each_line_has_its_own_visit_one_after_the_other() -> None:
    always = {"day": {"hours": {"mon-sun": "00:00-24:00"}, "source": "assumed"}}
    scenario = town(
        faults={"lightning": {**LIGHTNING, "strikes": THREE, "rate": "1 events per line per day"}},
        demand={}, calendars=always, crews=[crew(count=400)],
    )  # fmt: skip
    log = run_one(scenario, 1, 1)
    reported, cleared = instants(log, Kind.REPORT), instants(log, Kind.CLEARED)
    # With a crew for each, all lines of an event are back an hour after it struck.
    assert len(reported) > 300
    assert set(cleared) <= {at + H for at in reported}


def test_no_more_lines_are_struck_than_there_are() -> None:
    scenario = town(faults={"lightning": {**LIGHTNING, "strikes": "500 lines"}}, demand={})
    faults = draw(scenario, 1, 1).faults
    for time in np.unique(faults.time_ms):
        assert sorted(faults.slot[faults.time_ms == time].tolist()) == list(range(100))


def test_validate_counts_each_line() -> None:
    one = check(town(faults={"l": LIGHTNING}, demand={}))
    three = check(town(faults={"l": {**LIGHTNING, "strikes": THREE}}, demand={}))
    reports = [found.faults[0].reports_per_month for found in (one, three)]
    assert reports[1] == pytest.approx(3 * reports[0])
    loads = [sum(load.work_hours for load in found.loads) for found in (one, three)]
    assert loads[1] == pytest.approx(3 * loads[0])


def test_a_cable_is_not_struck_line_by_line(tmp_path: Path) -> None:
    plain = tree(faults={"drop": {**LIGHTNING, "strikes": THREE, "lines": "20 lines"}})
    file = tmp_path / "town.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump(plain, stream)
    with pytest.raises(ScenarioError, match="strikes beside lines, need one or the other"):
        load(file)
