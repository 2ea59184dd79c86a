"""Hand-made towns: a scenario as plain values, a workload row by row, and a log told in words.

The scenario starts on Monday, 1 January 2001, so that day 1 is a Monday and day 7 a Sunday.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from telesim import conservation
from telesim.eventlog import LEVEL_NAMES, EventLog, Kind, Level
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import CEASE, INSTALL, MOVE, NEVER_MS, Faults, Orders, Workload

MIN = 60_000
H = 60 * MIN
DAY = 24 * H
#: Marks that say: somebody is at home, the first visit repairs it, a crew must come.
AT_HOME, AWAY = 999_999, 0
FIXED, NOT_FIXED = 0, 999_999
MUST_VISIT = 999_999

DAY_HOURS = {
    "hours": {"mon-sat": ["08:00-12:00", "14:00-18:00"]},
    "source": "assumed",
}
ALL_HOURS = {"hours": {"mon-sun": "00:00-24:00"}, "source": "assumed"}
#: For crews that a test sends home for some days; of others a day without a row is missed.
MAY_BE_AWAY: dict[str, Any] = {
    "calendars": {"day": {**DAY_HOURS, "absence": "1 %"}, "always": ALL_HOURS}
}


def at(day: int, clock: str = "00:00") -> int:
    """The instant of a clock time on a day, day 1 being Monday, 1 January 2001."""
    hours, minutes = clock.split(":")
    return (day - 1) * DAY + int(hours) * H + int(minutes) * MIN


# -- the scenario ---------------------------------------------------------------------------


def exchange(name: str = "E", **more: Any) -> dict[str, Any]:
    return {"id": name, "county": "north", "lines": 0, "ports": 1000, **more}


def cabinet(name: str = "C", at: str = "E", lines: int = 100, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "exchange": at,
        "lines": lines,
        "feeder_pairs": 1000,
        "distribution_pairs": 1000,
        **more,
    }


def crew(name: str = "crew", team: str = "field", **more: Any) -> dict[str, Any]:
    return {"id": name, "team": team, "base": "E", "covers": "all", "calendar": "day", **more}


def cause(work: object = "1 work h", **more: Any) -> dict[str, Any]:
    return {
        "cause_group": "non-cable",
        "rate": "1 events per 100 lines per month",
        "skill": "repair",
        "work": work,
        "source": "assumed",
        **more,
    }


def cable(**more: Any) -> dict[str, Any]:
    """A cable fault with stages; one splicer joins 10 pairs an hour."""
    stages = {"locate": "2 work h", "pairs_per_hour": 10, "splicers_at_most": 3}
    return {
        "cause_group": "cable",
        "rate": "1 events per 100 lines per month",
        "skill": "cable",
        "job": "cable",
        "splicing": {**stages, **more.pop("splicing", {})},
        "source": "assumed",
        **more,
    }


def demand(patience: object = None) -> dict[str, Any]:
    impatient = {} if patience is None else {"patience": patience}
    rate = {"rate": "1 orders per 100 lines per month", "source": "assumed"}
    return {
        "install": {**rate, **impatient, "work_prebuilt": "1 work h", "work_build": "3 work h"},
        "move": {**rate, **impatient, "work": "2 work h"},
        "cease": rate,
    }


def tree(**more: Any) -> dict[str, Any]:
    """One exchange, one cabinet of 100 lines, one crew that can do everything, no travel."""
    skills: dict[str, Any] = {"repair": {}, "install": {}, "move": {}, "cable": {}}
    plain: dict[str, Any] = {
        "schema_version": 1,
        "name": "tiny",
        "start": "2001-01-01",
        "window": "7 days",
        "follow_up": "21 days",
        "exchanges": [exchange()],
        "cabinets": [cabinet()],
        "crews": [crew()],
        "calendars": {"day": DAY_HOURS, "always": ALL_HOURS},
        "teams": {"field": {"skills": skills, "source": "assumed"}},
        "demand": demand(),
        "faults": {"drop": cause(), "feeder": cable()},
        **more,
    }
    lines: dict[str, int] = {}
    for row in plain["cabinets"]:
        lines[row["exchange"]] = lines.get(row["exchange"], 0) + row["lines"]
    plain["exchanges"] = [{**row, "lines": lines.get(row["id"], 0)} for row in plain["exchanges"]]
    return plain


def town(**more: Any) -> Scenario:
    """A scenario of :func:`tree` with some sections replaced."""
    return Scenario.model_validate(tree(**more))


def with_phases(base: Scenario, *phases: tuple[int, tuple[str, ...], Scenario]) -> Scenario:
    """The base with reforms that begin later or hold in some counties, as the loader makes them."""
    from telesim.scenario.model import Phase

    made = tuple(
        Phase(from_ms=from_ms, counties=counties, scenario=there)
        for from_ms, counties, there in phases
    )
    return base.model_copy(update={"phases": made})


# -- the workload ---------------------------------------------------------------------------


def order(time_ms: int, kind: int = INSTALL, **more: Any) -> dict[str, Any]:
    """A row of Orders; an install takes a slot of its own unless it names one."""
    return {"time_ms": time_ms, "type": kind, **more}


def fault(time_ms: int, slot: int = 0, **more: Any) -> dict[str, Any]:
    """A row of Faults on a line in service at the start."""
    return {"time_ms": time_ms, "slot": slot, **more}


def workload(
    scenario: Scenario,
    orders: Sequence[dict[str, Any]] = (),
    faults: Sequence[dict[str, Any]] = (),
    absent: Iterable[tuple[int, int]] = (),
) -> Workload:
    """Rows as columns; ``absent`` names crew and day, days counted from 1."""
    slots = [row.lines for row in scenario.cabinets]
    order_rows, fault_rows = [], []
    for number, row in enumerate(orders):
        kind = row["type"]
        where = row.get("cabinet", 0)
        target = row.get("to_cabinet", where)
        whole = {
            "cabinet": where,
            "slot": 0,
            "to_cabinet": target,
            "to_slot": -1,
            "mark": 0.0,
            "key": 1_000 + number,
            "gives_up_ms": NEVER_MS,
            "work_prebuilt_ms": H if kind == INSTALL else 2 * H,
            "work_build_ms": 3 * H if kind == INSTALL else 2 * H,
            "drop_ppm": 999_999,
            "distance_m": 0,
            "travel_ppm": 1_000_000,
            "access_ppm": AT_HOME,
            "fix_ppm": FIXED,
        }
        if kind == INSTALL:
            whole["slot"] = slots[where]
            slots[where] += 1
        elif kind == MOVE:
            whole["to_slot"] = slots[target]
            slots[target] += 1
        if kind == CEASE:
            whole["work_prebuilt_ms"] = whole["work_build_ms"] = 0
        order_rows.append({**whole, **row})
    for number, row in enumerate(faults):
        kind = tuple(scenario.faults.values())[row.get("cause", 0)]
        stages = kind.splicing
        whole = {
            "cause": 0,
            "cabinet": 0,
            "mark": 0.0,
            "key": 2_000_000 + number,
            "lines": 1,
            "reports": 1,
            "report_delay_ms": 0,
            "work_ms": H if stages is None else 0,
            "locate_ms": 0 if stages is None else 2 * H,
            "material_wait_ms": 0,
            "remote_ppm": MUST_VISIT,
            "distance_m": 0,
            "travel_ppm": 1_000_000,
            "access_ppm": AT_HOME,
            "fix_ppm": FIXED,
        }
        fault_rows.append({**whole, **row})
    for rows in (order_rows, fault_rows):
        times = [row["time_ms"] for row in rows]
        assert times == sorted(times), "rows must stand in order of time"
    days = -(-scenario.horizon_ms // DAY)
    away = np.zeros((len(scenario.crew_units), days), dtype=np.bool_)
    for number, day in absent:
        away[number, day - 1] = True
    return Workload(
        seed=1,
        replication=0,
        orders=Orders(**_columns(Orders, order_rows)),
        faults=Faults(**_columns(Faults, fault_rows)),
        slots=np.array(slots, dtype=np.int64),
        absent=away,
    )


_DTYPES = {
    "type": np.int8,
    "cause": np.int16,
    "mark": np.float64,
    "key": np.uint64,
    **dict.fromkeys(
        ("cabinet", "slot", "to_cabinet", "to_slot", "distance_m", "lines", "reports"), np.int32
    ),
}


def _columns(table: type, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        field.name: np.array(
            [row[field.name] for row in rows], dtype=_DTYPES.get(field.name, np.int64)
        )
        for field in fields(table)
    }


def run(
    scenario: Scenario,
    orders: Sequence[dict[str, Any]] = (),
    faults: Sequence[dict[str, Any]] = (),
    absent: Iterable[tuple[int, int]] = (),
) -> EventLog:
    """The log of hand-made rows; what must be conserved is."""
    log = simulate(scenario, workload(scenario, orders, faults, absent))
    conservation.check(scenario, log)
    return log


# -- the log in words -----------------------------------------------------------------------

_BACKGROUND = (Kind.LINES, Kind.CAPACITY, Kind.ON_DUTY, Kind.DEPOT)
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def when(time_ms: int) -> str:
    """``Mon 08:30``, with seconds and thousandths where there are any; the week from the second."""
    day, rest = divmod(time_ms, DAY)
    minutes, ms = divmod(rest, MIN)
    text = f"{_WEEK[day % 7]} {minutes // 60:02}:{minutes % 60:02}"
    if ms:
        text += f":{ms // 1000:02}" + (f".{ms % 1000:03}" if ms % 1000 else "")
    return text if day < 7 else f"{text} of week {day // 7 + 1}"


def story(log: EventLog, case: int | None = None, *, background: bool = False) -> list[str]:
    """``Mon 08:30 dispatched`` for each row of a case, or of all cases."""
    told = []
    for n in range(len(log)):
        kind = Kind(int(log.kind[n]))
        if (case is None or log.case[n] == case) and (background or kind not in _BACKGROUND):
            told.append(f"{when(int(log.time_ms[n]))} {kind.name.lower().replace('_', '-')}")
    return told


def rows(log: EventLog, kind: Kind, case: int | None = None) -> list[dict[str, int]]:
    """Rows of one kind as plain integers."""
    wanted = np.flatnonzero((log.kind == kind) & (True if case is None else log.case == case))
    return [log.row(int(n)) for n in wanted]


def instants(log: EventLog, kind: Kind, case: int | None = None) -> list[int]:
    """Instants of the rows of one kind."""
    return [row["time_ms"] for row in rows(log, kind, case)]


def visits(log: EventLog) -> list[tuple[str, int, int]]:
    """(when, crew, case) of every setting out, in the order of the log."""
    return [(when(r["time_ms"]), r["crew"], r["case"]) for r in rows(log, Kind.DISPATCHED)]


def tale(scenario: Scenario, log: EventLog) -> str:
    """The whole log as text for people: a heading for each day, clock times, names and units."""
    places = [row.id for row in scenario.cabinets] + [row.id for row in scenario.exchanges]
    crews = [name for name, _ in scenario.crew_units]
    lines: list[str] = []
    today = -1
    for n in range(len(log)):
        row = log.row(n)
        day = row["time_ms"] // DAY
        if day != today:
            today = day
            date = scenario.date_of(row["time_ms"]).date()
            lines += ["", f"{_WEEK[day % 7]} {date.isoformat()}"]
        clock = when(row["time_ms"]).split(" ")[1]
        who = f"case {row['case']}" if row["case"] >= 0 else ""
        place = places[row["place"]] if row["place"] >= 0 else ""
        line = f"line {row['line']}" if row["line"] >= 0 else ""
        crew_name = crews[row["crew"]] if row["crew"] >= 0 else ""
        kind = Kind(row["kind"])
        words = " ".join(w for w in (who, place, line, crew_name, _detail(scenario, row)) if w)
        lines.append(f"{clock:<8} {kind.name.lower().replace('_', '-'):<14} {words}".rstrip())
    lines += ["", f"The run ends at {when(log.end_ms)}."]
    return "\n".join(lines[1:]) + "\n"


def _detail(scenario: Scenario, row: dict[str, int]) -> str:
    kind, reason, amount = Kind(row["kind"]), row["reason"], row["amount"]
    span = f"{amount // H}:{amount % H // MIN:02} h"
    if kind == Kind.LINES:
        return f"{amount} lines"
    if kind in (Kind.CAPACITY, Kind.EXPANSION_ORDERED):
        if reason == Level.DROP:
            return f"drops {amount / 10_000:g} %"
        return f"{LEVEL_NAMES[reason]} {amount}"
    if kind == Kind.SPENT:
        return f"{amount / 100:.2f} {scenario.currency.code}"
    if kind == Kind.ORDER:
        return ("install", "move", "cease")[reason]
    if kind == Kind.HELD:
        return f"lacks {LEVEL_NAMES[reason]}"
    if kind == Kind.ASSIGNED:
        return ("drop stands", "drop to build")[reason] + (", port" if amount else "")
    if kind == Kind.CANCELLED:
        return "facilities given back" if reason else "no facilities"
    if kind == Kind.FAULT:
        return f"{scenario.causes[reason]}, {amount} down"
    if kind == Kind.REPORT:
        return f"{amount} report"
    if kind == Kind.PART_RESTORED:
        return f"{amount} lines back"
    if kind == Kind.CLEARED:
        return f"{reason} lines back, on site {span}"
    if kind == Kind.MATERIAL:
        return f"waits {reason // H}:{reason % H // MIN:02} h, on site {span}"
    if kind == Kind.DISPATCHED:
        return f"visit {reason}, travel {span}"
    if kind == Kind.REPEAT_OF:
        return f"repeats case {amount}"
    return span if amount else ""
