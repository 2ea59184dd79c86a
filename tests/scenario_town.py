"""A small town as a scenario file, for tests that change one thing in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from telesim.scenario import Problem, Scenario, ScenarioError, load

TOWN = """\
schema_version: 1
name: town
start: 2001-01-01
warm_up: 1 week
window: 4 weeks
follow_up: 4 weeks
exchanges: {table: exchanges.csv, defaults: {radius_km: 1.5}}
cabinets: {table: cabinets.csv, defaults: {defective_pct: 3}}
crews: {table: crews.csv}
calendars:
  day:
    hours: {mon-fri: ["08:00-12:00", "14:00-18:00"], sat: "08:00-12:00"}
    holidays: [2001-01-24..2001-01-30, 2001-05-01]
    rotation: 5 of 6
    source: assumed
teams:
  shared: {skills: {repair: {first_time_fix: 85 %}, install: {speed: 0.9}}, source: assumed}
  gang: {skills: {cable: {}}, source: assumed}
demand:
  install:
    rate: 2.7 orders per 100 lines per month
    patience: {exponential: {mean: 240 days}}
    work_prebuilt: 1.2 work h
    work_build: {gamma: {mean: 3 work h, cv: 0.8}}
    pattern: year
    source: a survey
faults:
  drop:
    cause_group: non-cable
    rate: {town: 0.3 events per 100 lines per month, rural: 0.6 events per 100 lines per month}
    work: {lognormal: {mean: 1 work h, cv: 0.8}}
    skill: repair
    source: assumed
  feeder:
    cause_group: cable
    rate: 0.01 events per 100 lines per month
    skill: cable
    job: cable
    lines: {uniform-int: {low: 50 lines, high: 600 lines}}
    splicing:
      locate: {uniform: {low: 4 work h, high: 16 work h}}
      pairs_per_hour: 17.5
    source: assumed
patterns:
  year:
    months: {jan: 1.3, jul-aug: 1.5}
    weekdays: {mon: 1.15, tue-fri: 1, sat: 0.95, sun: 0.85}
    hours: {"00-08": 10 %, "08-18": 72 %, "18-24": 18 %}
    source: assumed
shocks:
  - {title: storm, on: 2001-01-20, lasting: 3 days, factor: 10, counties: [runan], causes: [drop]}
expansions:
  ports: {what: ports, at_fill: 90 %, add_share: 20 %, lead_time: 2 months, source: assumed}
policies:
  dispatch: {rule: group-then-age}
  shift_end: {install: no-start}
targets:
  non-cable-24h: {kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h}
"""
EXCHANGES = """\
id,county,area,lines,ports,base_travel_min,radius_km
seat,runan,town,500,600,10,
hill,runan,rural,100,130,40,6
port,queshan,town,300,300,15,2
"""
CABINETS = """\
id,exchange,lines,feeder_pairs,distribution_pairs,defective_pct
seat-1,seat,300,400,500,
seat-2,seat,200,300,300,2.5
hill-1,hill,100,150,160,8
port-1,port,300,400,400,
"""
CREWS = """\
id,team,base,covers,members,count,calendar,pay
runan,shared,seat,seat hill,1,2,day,
queshan,shared,port,county:queshan,1,1,day,piece
gang,gang,seat,all,3,1,day,equal
"""
TABLES = {"exchanges.csv": EXCHANGES, "cabinets.csv": CABINETS, "crews.csv": CREWS}


class Town:
    """The town in a folder of its own; every writer gives the path of what it wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = self.write("town.yaml", TOWN)
        for name, text in TABLES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file of the folder."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def change(self, *pairs: tuple[str, str], name: str = "town.yaml") -> None:
        """Replace words of a file; each must stand there."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"{old!r} does not stand in {name}"
            text = text.replace(old, new, 1)
        file.write_bytes(text.encode())

    def load(self, *reforms: Path, settings: dict[str, Any] | None = None) -> Scenario:
        """The town under reforms."""
        return load(self.file, reforms, settings)

    def problems(self, *reforms: Path, settings: dict[str, Any] | None = None) -> Sequence[Problem]:
        """What is wrong with the town; it must be something."""
        with pytest.raises(ScenarioError) as refused:
            load(self.file, reforms, settings)
        assert refused.value.problems
        return refused.value.problems

    def problem(self, *reforms: Path, settings: dict[str, Any] | None = None) -> str:
        """The only thing that is wrong with the town, as it is told."""
        told = [str(problem) for problem in self.problems(*reforms, settings=settings)]
        assert len(told) == 1, "\n".join(told)
        return told[0]
