"""A queue as a town: faults at random, exponential work, crews that are always there."""

from __future__ import annotations

from pathlib import Path

#: Three faults an hour of one hour's work each: with c crews an M/M/c queue of three erlangs.
TOWN = """
schema_version: 1
name: queue
start: 2001-01-01
warm_up: 1 week
window: 5 weeks
follow_up: 1 week
replications: 4
currency: {code: CNY, price_year: 2000}
exchanges:
  rows:
    - {id: exchange, county: county, lines: 1000, ports: 1200}
crews:
  rows:
    - {id: crew, team: repairers, base: exchange, covers: exchange, calendar: always, count: 6}
    - {id: other, team: others, base: exchange, covers: exchange, calendar: always, count: 1}
projects:
  rows:
    - {id: cards, place: exchange, what: ports, amount: 100, opens: 2001-01-20, cost: 50000}
calendars:
  always: {hours: {mon-sun: ["00:00-24:00"]}, source: assumed}
teams:
  repairers: {skills: {repair: {}}, source: assumed}
  others: {skills: {repair: {}}, source: assumed}
faults:
  fault:
    cause_group: non-cable
    rate: 3 events per 1_000 lines per hour
    hits_lines_down: true
    skill: repair
    work: {exponential: {mean: 1 work h}}
    source: assumed
policies:
  dispatch: {rule: oldest-first}
economics:
  wage_per_hour: 5 CNY
  source: assumed
targets:
  quick: {kpi: time_to_restore_mean, at_most: 1.3 h}
"""


def plan_town(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the town; each change is a text and what stands in its place."""
    text = TOWN
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "queue.yaml"
    file.write_text(text, encoding="utf-8")
    return file
