"""Small towns and logs written by hand, for the tests of the KPIs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.kpi import catalogue
from telesim.scenario import Scenario
from telesim.units import DAY_MS, HOUR_MS

H = HOUR_MS
D = DAY_MS

#: Places of the town below: cabinets A1, A2 (exchange A, county East, town), B1 (exchange B,
#: county West, rural); then the exchanges A, B; then the counties East, West.
A1, A2, B1, A, B, EAST, WEST = range(7)
#: Its causes, in order.
DROP, CABLE, TEST = range(3)

NAMES = tuple(COLUMNS)


def town(**changes: Any) -> Scenario:
    """Two exchanges of 100 and 50 lines, one crew each; window: days 10 to 40 from 2001-01-01."""
    cause: dict[str, Any] = {
        "rate": "1 events per 100 lines per month",
        "skill": "repair",
        "source": "assumed",
    }
    values: dict[str, Any] = {
        "schema_version": 1,
        "name": "town",
        "start": "2001-01-01",
        "warm_up": "10 days",
        "window": "30 days",
        "follow_up": "20 days",
        "exchanges": [
            {"id": "A", "county": "East", "area": "town", "lines": 100, "ports": 110},
            {"id": "B", "county": "West", "area": "rural", "lines": 50, "ports": 52},
        ],
        "cabinets": [
            {
                "id": "A1",
                "exchange": "A",
                "lines": 60,
                "feeder_pairs": 70,
                "distribution_pairs": 80,
            },
            {
                "id": "A2",
                "exchange": "A",
                "lines": 40,
                "feeder_pairs": 50,
                "distribution_pairs": 60,
            },
            {
                "id": "B1",
                "exchange": "B",
                "lines": 50,
                "feeder_pairs": 55,
                "distribution_pairs": 60,
            },
        ],
        "crews": [
            {"id": "one", "team": "all", "base": "A", "covers": "all", "calendar": "week"},
            {
                "id": "two",
                "team": "gang",
                "base": "B",
                "covers": "all",
                "calendar": "week",
                "members": 3,
            },
        ],
        "calendars": {
            "week": {"hours": {"mon-fri": ["08:00-12:00", "14:00-18:00"]}, "source": "assumed"}
        },
        "teams": {
            "all": {"skills": {"repair": {}}, "source": "assumed"},
            "gang": {"skills": {"cable": {}}, "source": "assumed"},
        },
        "faults": {
            "drop": {"cause_group": "non-cable", **cause},
            "cut": {"cause_group": "cable", "job": "cable", **cause},
            "test-ok": {"cause_group": "non-cable", **cause},
        },
    }
    values.update(changes)
    return Scenario(**values)


def row(time_ms: int, kind: Kind, case: int = -1, **more: int) -> tuple[int, ...]:
    """One row of a log: what is not given is -1, or 0 for reason and amount."""
    values = {"line": -1, "place": -1, "crew": -1, "reason": 0, "amount": 0, **more}
    values.update(time_ms=int(time_ms), kind=int(kind), case=case)
    return tuple(int(values[name]) for name in NAMES)


def log_of(rows: list[tuple[int, ...]], end_ms: int = 60 * D) -> EventLog:
    """A log of such rows, sorted by time; rows of one instant stay as given."""
    whole = np.array(sorted(rows, key=lambda one: one[0]), dtype=np.int64).reshape(-1, len(NAMES))
    columns = {name: whole[:, n].astype(COLUMNS[name]) for n, name in enumerate(NAMES)}
    return EventLog(columns, int(end_ms))


def plant() -> list[tuple[int, ...]]:
    """Lines and capacity of the town at the start."""
    rows = []
    for exchange, ports in ((A, 110), (B, 52)):
        rows.append(row(0, Kind.CAPACITY, place=exchange, reason=0, amount=ports))
    for cabinet, lines, feeder, distribution in (
        (A1, 60, 70, 80),
        (A2, 40, 50, 60),
        (B1, 50, 55, 60),
    ):
        rows.append(row(0, Kind.CAPACITY, place=cabinet, reason=1, amount=feeder))
        rows.append(row(0, Kind.CAPACITY, place=cabinet, reason=2, amount=distribution))
        rows.append(row(0, Kind.CAPACITY, place=cabinet, reason=4, amount=0))
        rows.append(row(0, Kind.LINES, place=cabinet, amount=lines))
    return rows


def fault(case: int, at: int, place: int = A1, cause: int = DROP, lines: int = 1, line: int = 0,
          reported: int | None = None, reports: int = 1) -> list[tuple[int, ...]]:  # fmt: skip
    """A fault and its first report, an instant later unless given."""
    rows = [row(at, Kind.FAULT, case, place=place, line=line, reason=cause, amount=lines)]
    when = at if reported is None else reported
    return [*rows, row(when, Kind.REPORT, case, place=place, amount=reports)]


def visit(case: int, at: int, end: Kind, travel: int, site: int, crew: int = 0, number: int = 0,
          reason: int = 0) -> list[tuple[int, ...]]:  # fmt: skip
    """A visit without breaks: travel and site time in ms."""
    return [
        row(at, Kind.DISPATCHED, case, crew=crew, reason=number, amount=travel),
        row(at + travel, Kind.ARRIVED, case, crew=crew),
        row(at + travel + site, end, case, crew=crew, reason=reason, amount=site),
    ]


def install(case: int, at: int, place: int = A1, metres: int = 500) -> list[tuple[int, ...]]:
    """An order for a line that gets its port and pairs at once."""
    return [
        row(at, Kind.ORDER, case, place=place, reason=0, amount=metres, line=90),
        row(at, Kind.ASSIGNED, case, place=place, amount=1),
    ]


class Table:
    """A measured table, asked by KPI and dimensions."""

    def __init__(self, scenario: Scenario, log: EventLog) -> None:
        from telesim.kpi import measure

        self.frame = measure(scenario, log)
        self._rows = {(r.kpi, r.where): r for r in self.frame.itertuples(index=False)}

    def __call__(self, kpi: str, **where: str) -> float:
        return float(self.at(kpi, **where).value)

    def at(self, kpi: str, **where: str) -> Any:
        from telesim.kpi.catalogue import where_key

        return self._rows[kpi, where_key(where)]


def kpis_of(family: str) -> list[str]:
    """Names that a file of the catalogue adds; none where there is no such file."""
    file = Path(catalogue.__file__).parent / f"{family}.py"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return re.findall(r'add\("(\w+)"', text)
