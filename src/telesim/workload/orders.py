"""Orders: installs, moves and ceases, and the lines that installs and moves would found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.distributions import Distribution
from telesim.scenario import Scenario
from telesim.units import MONTH_MS
from telesim.workload import marks, values
from telesim.workload.columns import (
    CEASE,
    INSTALL,
    MOVE,
    NEVER_MS,
    ORDER_TYPES,
    Orders,
    order_of_rows,
)
from telesim.workload.newlines import Founded, candidates_on_founded
from telesim.workload.pattern import Clock
from telesim.workload.promotions import candidates_of_campaigns
from telesim.workload.streams import Streams, name_bits
from telesim.workload.tiles import Process, candidates_on_lines
from telesim.workload.town import Town
from telesim.workload.waiting import waiting_at_start

#: A line that may move founds another that may move again. Beyond this many moves per line
#: and run the lines that might exist outgrow any memory.
MOST_MOVES_PER_LINE = 5.0


@dataclass
class _Rows:
    """Orders before slots are known: a line is a slot of the start or a row of the founded."""

    type: NDArray[np.int8]
    cabinet: NDArray[np.int32]
    #: Slot of a line of the start, else -1.
    slot: NDArray[np.int64]
    #: Row of the founded line that moves or ceases, else -1.
    line: NDArray[np.int64]
    #: Row of the line the order founds, else -1.
    founds: NDArray[np.int64]
    to_cabinet: NDArray[np.int32]
    time_ms: NDArray[np.int64]
    mark: NDArray[np.float64]
    key: NDArray[np.uint64]


@dataclass(frozen=True)
class Lines:
    """Lines that orders may found and their slots; ``slots`` is the number of slots by cabinet."""

    founded: Founded
    slot: NDArray[np.int64]
    slots: NDArray[np.int64]


def draw_orders(
    town: Town, streams: Streams, clocks: dict[str | None, Clock]
) -> tuple[Orders, Lines]:
    """All orders that could happen, sorted by time, and the lines they may found."""
    rows = [_waiting(town, streams)]
    rows.append(_on_lines(town, streams, clocks, INSTALL))
    rows.append(_on_lines(town, streams, clocks, MOVE))
    parts: list[Founded] = []
    count = 0
    for part in rows:
        parts.append(_found(part, count))
        count += len(parts[-1])
    _add_moves(town, clocks, rows, parts, _join(parts), 0)
    usual = sum(map(len, parts))
    for part in _promoted(town, streams, clocks):
        first = sum(map(len, parts))
        rows.append(part)
        parts.append(_found(part, first))
        _add_moves(town, clocks, rows, parts, parts[-1], first)
    founded = _join(parts)
    rows.append(_on_lines(town, streams, clocks, CEASE))
    rows.append(_on_founded(town, clocks, CEASE, founded, 0))
    lines = _number(town, founded, usual)
    together = _Rows(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in rows])
            for field in fields(_Rows)
        }
    )
    return _complete(town, together, lines), lines


def _add_moves(
    town: Town,
    clocks: dict[str | None, Clock],
    rows: list[_Rows],
    parts: list[Founded],
    wave: Founded,
    base: int,
) -> None:
    """Moves of founded lines, numbered from ``base`` on, and of the lines that these found.

    They come in waves, each far smaller than the last.
    """
    while len(wave):
        moved = _on_founded(town, clocks, MOVE, wave, base)
        base = sum(map(len, parts))
        wave = _found(moved, base)
        rows.append(moved)
        parts.append(wave)


def _promoted(town: Town, streams: Streams, clocks: dict[str | None, Clock]) -> Iterator[_Rows]:
    """Installs that campaigns would bring."""
    for clock, drawn in candidates_of_campaigns(town, streams, clocks):
        nothing = np.full(len(drawn.key), -1, dtype=np.int64)
        yield _Rows(
            type=np.full(len(drawn.key), INSTALL, dtype=np.int8),
            cabinet=drawn.cabinet,
            slot=nothing,
            line=nothing,
            founds=nothing,
            to_cabinet=drawn.cabinet,
            time_ms=clock.real(town.exchange[drawn.cabinet], drawn.when),
            mark=drawn.mark,
            key=drawn.key,
        )


def _section(scenario: Scenario, kind: int) -> Any:
    return getattr(scenario.demand, ORDER_TYPES[kind])


def _process(town: Town, clocks: dict[str | None, Clock], kind: int) -> tuple[Process, Clock]:
    section = _section(town.scenario, kind)
    clock = clocks[section.pattern if section is not None else None]

    def rates_of(scenario: Scenario) -> Any:
        there = _section(scenario, kind)
        return there.rate if there is not None else None

    end = clock.at(town.scenario.arrivals_end_ms, len(town.scenario.exchanges))[town.exchange]
    process = Process(
        f"order/{ORDER_TYPES[kind]}",
        town.ceiling(rates_of) if section is not None else np.zeros(len(town.lines)),
        np.zeros(len(town.lines)),
        end,
    )
    if kind == MOVE and len(end):
        moves = float(np.max(process.ceiling * end)) / MONTH_MS
        if moves > MOST_MOVES_PER_LINE:
            raise ValueError(
                f"demand.move.rate: got {moves:.3g} moves per line until arrivals end, "
                f"need {MOST_MOVES_PER_LINE:g} or fewer"
            )
    return process, clock


def _waiting(town: Town, streams: Streams) -> _Rows:
    waiting = waiting_at_start(town, streams)
    nothing = np.full(len(waiting.key), -1, dtype=np.int64)
    return _Rows(
        type=np.full(len(waiting.key), INSTALL, dtype=np.int8),
        cabinet=waiting.cabinet,
        slot=nothing,
        line=nothing,
        founds=nothing,
        to_cabinet=waiting.cabinet,
        time_ms=waiting.time_ms,
        mark=np.zeros(len(waiting.key)),
        key=waiting.key,
    )


def _on_lines(town: Town, streams: Streams, clocks: dict[str | None, Clock], kind: int) -> _Rows:
    process, clock = _process(town, clocks, kind)
    drawn = candidates_on_lines(streams, process, town.cabinet_ids, town.lines)
    nothing = np.full(len(drawn.key), -1, dtype=np.int64)
    return _Rows(
        type=np.full(len(drawn.key), kind, dtype=np.int8),
        cabinet=drawn.cabinet,
        slot=nothing if kind == INSTALL else drawn.slot,
        line=nothing,
        founds=nothing,
        to_cabinet=_destination(town, kind, drawn.cabinet, drawn.key),
        time_ms=clock.real(town.exchange[drawn.cabinet], drawn.when),
        mark=drawn.mark,
        key=drawn.key,
    )


def _on_founded(
    town: Town, clocks: dict[str | None, Clock], kind: int, founded: Founded, base: int
) -> _Rows:
    process, clock = _process(town, clocks, kind)
    since = clock.operational(town.exchange[founded.cabinet], np.maximum(founded.since_ms, 0))
    drawn = candidates_on_founded(process, founded, since)
    cabinet = founded.cabinet[drawn.line]
    nothing = np.full(len(drawn.key), -1, dtype=np.int64)
    return _Rows(
        type=np.full(len(drawn.key), kind, dtype=np.int8),
        cabinet=cabinet,
        slot=nothing,
        line=base + drawn.line,
        founds=nothing,
        to_cabinet=_destination(town, kind, cabinet, drawn.key),
        time_ms=clock.real(town.exchange[cabinet], drawn.when),
        mark=drawn.mark,
        key=drawn.key,
    )


def _found(rows: _Rows, first: int) -> Founded:
    """The lines these orders found, numbered from ``first`` on."""
    rows.founds = np.arange(first, first + len(rows.key), dtype=np.int64)
    return Founded(rows.to_cabinet, rows.time_ms, rows.key)


def _join(parts: list[Founded]) -> Founded:
    return Founded(
        np.concatenate([part.cabinet for part in parts]),
        np.concatenate([part.since_ms for part in parts]),
        np.concatenate([part.key for part in parts]),
    )


def _destination(
    town: Town, kind: int, cabinet: NDArray[np.int32], keys: NDArray[np.uint64]
) -> NDArray[np.int32]:
    """Cabinet of the new place: for moves another one of the exchange, by pairs to homes.

    Every cabinet bids with an exponential number and the lowest wins, so that a cabinet more
    draws away only the moves that now go there.
    """
    target = cabinet.copy()
    if kind != MOVE:
        return target
    best = np.full(len(keys), np.inf)
    exchange = town.exchange[cabinet]
    order = np.argsort(exchange, kind="stable")
    bounds = np.searchsorted(exchange[order], np.arange(len(town.scenario.exchanges) + 1))
    for number, candidate in enumerate(town.scenario.cabinets):
        there = int(town.exchange[number])
        rows = order[bounds[there] : bounds[there + 1]]
        rows = rows[cabinet[rows] != number]
        own = keys[rows] ^ name_bits(f"destination/{candidate.id}")
        u = marks.column_uniform(own, marks.DESTINATION, 0)
        # A cabinet without pairs is a last resort, not an impossible one.
        bid = -np.log1p(-u) / max(candidate.pairs_to_homes, 1e-9)
        better = bid < best[rows]
        best[rows[better]] = bid[better]
        target[rows[better]] = number
    return target


def _number(town: Town, founded: Founded, usual: int) -> Lines:
    """Slots after those of the start: orders that wait first, then by time.

    The ``usual`` lines come first, then those that there are through campaigns alone.
    """
    order = order_of_rows(founded.since_ms, founded.cabinet, founded.cabinet, founded.key)
    order = order[np.argsort(order >= usual, kind="stable")]
    order = order[np.argsort(founded.cabinet[order], kind="stable")]
    counts = np.bincount(founded.cabinet, minlength=len(town.lines)).astype(np.int64)
    first = np.cumsum(counts) - counts
    there = founded.cabinet[order]
    slot = np.empty(len(founded), dtype=np.int64)
    slot[order] = town.lines[there] + np.arange(len(founded)) - first[there]
    return Lines(founded, slot, town.lines + counts)


def _complete(town: Town, rows: _Rows, lines: Lines) -> Orders:
    order = order_of_rows(rows.time_ms, rows.type, rows.cabinet, rows.key)
    kind, key, time = rows.type[order], rows.key[order], rows.time_ms[order]
    cabinet, to_cabinet = rows.cabinet[order], rows.to_cabinet[order]
    founds, line = rows.founds[order], rows.line[order]
    new_slot = np.append(lines.slot, -1)[founds]
    slot = np.where(line >= 0, np.append(lines.slot, -1)[line], rows.slot[order])
    slot = np.where(kind == INSTALL, new_slot, slot)

    gives_up = np.full(len(key), NEVER_MS, dtype=np.int64)
    prebuilt = np.zeros(len(key), dtype=np.int64)
    build = np.zeros(len(key), dtype=np.int64)
    demand = town.scenario.demand
    if demand.install is not None:
        its = np.flatnonzero(kind == INSTALL)
        gives_up[its] = _gives_up(demand.install.patience, time[its], key[its])
        prebuilt[its] = values.durations(demand.install.work_prebuilt, key[its], marks.WORK)
        build[its] = values.durations(demand.install.work_build, key[its], marks.WORK)
    if demand.move is not None:
        its = np.flatnonzero(kind == MOVE)
        gives_up[its] = _gives_up(demand.move.patience, time[its], key[its])
        prebuilt[its] = build[its] = values.durations(demand.move.work, key[its], marks.WORK)
    visited = kind != CEASE
    travel = town.scenario.travel
    return Orders(
        time_ms=time,
        type=kind,
        cabinet=cabinet,
        slot=slot.astype(np.int32),
        to_cabinet=to_cabinet,
        to_slot=np.where(kind == MOVE, new_slot, -1).astype(np.int32),
        mark=rows.mark[order],
        key=key,
        gives_up_ms=gives_up,
        work_prebuilt_ms=prebuilt,
        work_build_ms=build,
        drop_ppm=marks.column_per_million(key, marks.BUILD, 0) * visited,
        distance_m=values.distances(town.radius_m[to_cabinet] * visited, key),
        travel_ppm=values.travel(travel.variation if travel else None, key) * visited,
        access_ppm=marks.column_per_million(key, marks.ACCESS, 0) * visited,
        fix_ppm=marks.column_per_million(key, marks.FIX, 0) * visited,
    )


def _gives_up(
    law: Distribution | None, time_ms: NDArray[np.int64], key: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """Patience counts from the order; for orders that wait already, from the start."""
    if law is None:
        return np.full(len(key), NEVER_MS, dtype=np.int64)
    return np.maximum(time_ms, 0) + values.durations(law, key, marks.PATIENCE)
