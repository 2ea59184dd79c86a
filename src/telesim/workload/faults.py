"""Faults: candidates of every cause on every line, those open at the start, and shocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.distributions import Distribution
from telesim.scenario import Scenario
from telesim.scenario.cables import can_strike
from telesim.scenario.causes import Cause
from telesim.scenario.demand import Shock
from telesim.units import DAY_MS, Rate
from telesim.workload import marks, values
from telesim.workload.columns import Faults, order_of_rows
from telesim.workload.newlines import candidates_on_founded
from telesim.workload.open_faults import OpenFaults, open_at_start
from telesim.workload.orders import Lines
from telesim.workload.pattern import Clock
from telesim.workload.planned_repairs import PlannedRepairs, planned
from telesim.workload.streams import BETWEEN, Streams, name_bits
from telesim.workload.tiles import Process, candidates_on_lines
from telesim.workload.town import Town

#: Stands for the causes of a scenario that has none, so that empty columns keep their dtypes.
_NO_CAUSE = Cause(
    cause_group="none",
    rate={"*": Rate(0.0, "events")},
    skill="none",
    source="no fault ever happens",
)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Candidates of one cause or part of it, unsorted."""

    time_ms: NDArray[np.int64]
    cabinet: NDArray[np.int32]
    slot: NDArray[np.int64]
    mark: NDArray[np.float64]
    key: NDArray[np.uint64]


@dataclass(frozen=True)
class _Ground:
    """All that the causes of one replication share."""

    town: Town
    streams: Streams
    clocks: dict[str | None, Clock]
    lines: Lines
    #: Operational time of the orders that found lines, by pattern; filled when first needed.
    since: dict[str | None, NDArray[np.float64]] = field(default_factory=dict)
    #: Faults of the scenario's own table by cause; None without one.
    listed: dict[str, OpenFaults] | None = None

    def since_in(self, pattern: str | None) -> NDArray[np.float64]:
        """Operational time of each founded line's order in the time of a pattern."""
        if pattern not in self.since:
            founded = self.lines.founded
            exchange = self.town.exchange[founded.cabinet]
            time = np.maximum(founded.since_ms, 0)
            self.since[pattern] = self.clocks[pattern].operational(exchange, time)
        return self.since[pattern]


def draw_faults(
    town: Town, streams: Streams, clocks: dict[str | None, Clock], lines: Lines
) -> Faults:
    """All faults that could happen, sorted by time."""
    taken: dict[int, set[int]] = {}
    listed = open_at_start(town, streams, taken) if town.scenario.open_faults else None
    ground = _Ground(town, streams, clocks, lines, listed=listed)
    by_cause = [
        _columns(town, number, cause, _candidates(ground, name, cause))
        for number, (name, cause) in enumerate(town.scenario.faults.items())
    ]
    if town.scenario.planned_repairs:
        known = planned(town, streams, taken)
        for number, (name, cause) in enumerate(town.scenario.faults.items()):
            if name in known:
                by_cause.append(_planned(town, number, cause, known[name]))
    if not by_cause:
        by_cause = [_columns(town, 0, _NO_CAUSE, _join([]))]
    together: dict[str, Any] = {
        column.name: np.concatenate([getattr(part, column.name) for part in by_cause])
        for column in fields(Faults)
    }
    order = order_of_rows(
        together["time_ms"], together["cause"], together["cabinet"], together["key"]
    )
    return Faults(**{name: column[order] for name, column in together.items()})


def _join(parts: list[_Rows]) -> _Rows:
    dtypes = (np.int64, np.int32, np.int64, np.float64, np.uint64)
    return _Rows(
        *(
            np.concatenate([np.empty(0, dtype), *(getattr(part, column.name) for part in parts)])
            for column, dtype in zip(fields(_Rows), dtypes, strict=True)
        )
    )


def _candidates(ground: _Ground, name: str, cause: Cause) -> _Rows:
    town, scenario = ground.town, ground.town.scenario
    clock = ground.clocks[cause.pattern]

    def rates_of(there: Scenario) -> Mapping[str, Rate] | None:
        return there.faults[name].rate if name in there.faults else None

    def passed(time_ms: int) -> NDArray[np.float64]:
        return clock.at(time_ms, len(scenario.exchanges))[town.exchange]

    ceiling = town.ceiling(rates_of)
    if cause.cable == "distribution":
        struck = [can_strike(cause, cabinet) for cabinet in scenario.cabinets]
        ceiling = np.where(struck, ceiling, 0.0)
    usual = Process(
        f"fault/{name}", ceiling, np.zeros(len(ceiling)), passed(scenario.arrivals_end_ms)
    )
    parts = _of_process(ground, cause.pattern, usual, 1.0)
    shocks = [shock for shock in scenario.shocks if not shock.causes or name in shock.causes]
    for shock in shocks:
        if shock.factor > 1:
            # An extra component of its own: (factor - 1) times the usual intensity.
            extra = shock.factor - 1
            first, last = _lasting(scenario, shock)
            hit = np.where(town.in_counties(shock.counties), ceiling * extra, 0.0)
            more = Process(f"{_name(shock)}{BETWEEN}{name}", hit, passed(first), passed(last))
            parts += _of_process(ground, cause.pattern, more, extra)
    for shock in shocks:
        if shock.factor < 1:
            parts = [_thinned(town, part, shock) for part in parts]
    days = scenario.initial.open_faults_days if scenario.initial is not None else 0.0
    if ground.listed is not None:
        if name in ground.listed:
            parts.append(_listed(ground.listed[name]))
    elif days > 0:
        parts.append(_open(ground, name, ceiling, days))
    rows = _join(parts)
    return rows if cause.strikes is None else _struck(town, rows, cause.strikes)


def _of_process(
    ground: _Ground, pattern: str | None, process: Process, scale: float
) -> list[_Rows]:
    """Candidates on lines of the start and on founded ones; marks are divided by ``scale``."""
    town, lines, clock = ground.town, ground.lines, ground.clocks[pattern]
    old = candidates_on_lines(ground.streams, process, town.cabinet_ids, town.lines)
    new = candidates_on_founded(process, lines.founded, ground.since_in(pattern))
    there = lines.founded.cabinet[new.line]
    return [
        _Rows(
            clock.real(town.exchange[old.cabinet], old.when),
            old.cabinet,
            old.slot,
            old.mark / scale,
            old.key,
        ),
        _Rows(
            clock.real(town.exchange[there], new.when),
            there,
            lines.slot[new.line],
            new.mark / scale,
            new.key,
        ),
    ]


def _name(shock: Shock) -> str:
    # The date belongs to it: two storms of one title are two storms.
    return f"shock/{shock.title}{BETWEEN}{shock.on}"


def _lasting(scenario: Scenario, shock: Shock) -> tuple[int, int]:
    """First instant of a shock and first instant after it, within the time of arrivals."""
    first = scenario.ms_of(shock.on)
    last = first + shock.lasting
    end = scenario.arrivals_end_ms
    return min(max(0, first), end), min(max(0, last), end)


def _thinned(town: Town, rows: _Rows, shock: Shock) -> _Rows:
    """Without the candidates that a shock of a factor under 1 takes away, by a mark of each."""
    first, last = _lasting(town.scenario, shock)
    inside = (first <= rows.time_ms) & (rows.time_ms < last)
    inside &= town.in_counties(shock.counties)[rows.cabinet]
    own = rows.key ^ name_bits(_name(shock))
    kept = ~inside | (marks.column_uniform(own, marks.SHOCK, 0) < shock.factor)
    return _Rows(*(getattr(rows, column.name)[kept] for column in fields(_Rows)))


def _open(ground: _Ground, name: str, ceiling: NDArray[np.float64], days: float) -> _Rows:
    """Faults of the last days before the start, at the year's mean intensity.

    They are drawn from the start backwards, so that more days only append.
    """
    town = ground.town
    end = np.full(len(ceiling), days * DAY_MS)
    back = Process(f"open fault/{name}", ceiling, np.zeros(len(ceiling)), end)
    drawn = candidates_on_lines(ground.streams, back, town.cabinet_ids, town.lines)
    time = np.minimum(np.floor(-drawn.when), -1).astype(np.int64)
    return _Rows(time, drawn.cabinet, drawn.slot, drawn.mark, drawn.key)


def _struck(town: Town, rows: _Rows, law: Distribution) -> _Rows:
    """A row for each line that an event breaks: its neighbours upwards, around the end.

    They have the mark of the event, so all of them happen or none, and keys of their own. What
    stands in the scenario's table of open faults is one line each.
    """
    begun = town.lines[rows.cabinet]
    hit = np.minimum(values.lines_hit(law, rows.key), np.maximum(begun, 1))
    hit = np.where(rows.mark < 0, 1, hit)
    event = np.repeat(np.arange(len(hit)), hit)
    number = np.arange(len(event)) - np.repeat(np.cumsum(hit) - hit, hit)
    slot = rows.slot[event] + number
    # New lines have no end to go around.
    slot = np.where(rows.slot[event] < begun[event], slot % np.maximum(begun[event], 1), slot)
    key = rows.key[event]
    for further in range(1, int(hit.max(initial=1))):
        lines = number == further
        key[lines] = marks.column_bits(key[lines], marks.STRUCK, further)
    return _Rows(rows.time_ms[event], rows.cabinet[event], slot, rows.mark[event], key)


def _listed(rows: OpenFaults) -> _Rows:
    """Faults of the table happen whatever the rate of their cause."""
    mark = np.full(len(rows.key), -1.0)
    return _Rows(rows.time_ms, rows.cabinet, rows.slot, mark, rows.key)


def _planned(town: Town, number: int, cause: Cause, rows: PlannedRepairs) -> Faults:
    """Repairs of the table: they come whatever the rate, and take what their rows say."""
    mark = np.full(len(rows.key), -1.0)
    drawn = _Rows(rows.time_ms, rows.cabinet, rows.slot, mark, rows.key)
    return replace(_columns(town, number, cause, drawn), work_ms=rows.work_ms)


def _columns(town: Town, number: int, cause: Cause, rows: _Rows) -> Faults:
    key = rows.key
    count = len(key)
    hit = values.lines_hit(cause.lines, key)
    locate = material = np.zeros(count, dtype=np.int64)
    if cause.splicing is not None:
        locate = values.durations(cause.splicing.locate, key, marks.LOCATE)
        needed = marks.column_uniform(key, marks.MATERIAL, 0) < cause.splicing.material_share
        wait = values.durations(cause.splicing.material_wait, key, marks.MATERIAL_WAIT)
        material = np.where(needed, wait, 0)
    travel = town.scenario.travel
    return Faults(
        time_ms=rows.time_ms,
        cause=np.full(count, number, dtype=np.int16),
        cabinet=rows.cabinet,
        slot=rows.slot.astype(np.int32),
        mark=rows.mark,
        key=key,
        lines=hit,
        reports=values.reports(hit, cause.reporting_share, key),
        report_delay_ms=values.durations(cause.report_delay, key, marks.REPORT_DELAY),
        work_ms=values.durations(cause.work, key, marks.WORK),
        locate_ms=locate,
        material_wait_ms=material,
        remote_ppm=marks.column_per_million(key, marks.REMOTE, 0),
        distance_m=values.distances(town.radius_m[rows.cabinet], key),
        travel_ppm=values.travel(travel.variation if travel else None, key),
        access_ppm=marks.column_per_million(key, marks.ACCESS, 0),
        fix_ppm=marks.column_per_million(key, marks.FIX, 0),
    )
