"""Under which scheme each crew works when: a spell for every stretch in which nothing changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from telesim.kpi.faults import NEVER
from telesim.kpi.record import Record
from telesim.policies.pay import PayScheme
from telesim.scenario.earning import jobs_of
from telesim.scenario.reach import covered, covers_of, pay_name, pay_of
from telesim.units import DAY_MS


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of a crew's service, within the window, in which one scheme holds for it."""

    crew: int
    members: int
    from_ms: int
    to_ms: int
    name: str
    scheme: PayScheme
    #: Exchanges that it covers, and what it can do there.
    places: frozenset[int]
    skills: frozenset[str]
    #: Kinds of job for which it has a skill then.
    jobs: frozenset[str]


def spells_of(record: Record) -> list[Spell]:
    """All spells, crew by crew in order of time."""
    found: list[Spell] = []
    of_row: dict[int, list[Spell]] = {}
    for crew, (_, row_number) in enumerate(record.scenario.crew_units):
        if row_number not in of_row:
            of_row[row_number] = _of_row(record, row_number)
        found.extend(replace(spell, crew=crew) for spell in of_row[row_number])
    return found


def _of_row(record: Record, row_number: int) -> list[Spell]:
    scenario = record.scenario
    row = scenario.crews[row_number]
    first = max(record.start_ms, scenario.ms_of(row.since) if row.since else record.start_ms)
    last = record.end_ms
    if row.until:
        until = (dt.date.fromisoformat(row.until) - scenario.start).days * DAY_MS + DAY_MS
        last = min(last, until)
    steps = scenario.timeline(scenario.exchanges[scenario.exchange_number[row.base]].county)
    ends = [start for start, _ in steps[1:]] + [NEVER]
    spells = []
    for (start, there), end in zip(steps, ends, strict=True):
        begin, stop = max(first, start), min(last, end)
        if begin < stop:
            covers = covers_of(row, there.policies.base == "local")
            spells.append(
                Spell(
                    -1, row.members, begin, stop, pay_name(there, row), pay_of(there, row),
                    covered(scenario, covers), frozenset(there.teams[row.team].skills),
                    jobs_of(there, there.teams[row.team].skills),
                )
            )  # fmt: skip
    return spells
