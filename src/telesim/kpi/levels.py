"""How much of something there is over a window: spans, and running totals of changes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.grouping import Grouping
from telesim.ordering import stable_order

Column = NDArray[np.int64]


class Level(NamedTuple):
    """By group: mean over the window, count just before its end, most at any instant."""

    mean: NDArray[np.float64]
    at_end: Column
    most: Column


def span_levels(
    grouping: Grouping, from_ms: Column, to_ms: Column, start_ms: int, end_ms: int
) -> Level:
    """Spans [from, to) that are open over the window [start, end).

    Within one instant spans end before others begin, so a place that is handed over at once
    counts one.
    """
    begin = np.maximum(from_ms, start_ms)
    end = np.minimum(to_ms, end_ms)
    open_ = (end > begin) & (grouping.codes >= 0)
    codes, begin, end = grouping.codes[open_], begin[open_], end[open_]
    within = Grouping(codes, grouping.wheres)
    total = within.sums(end - begin)
    most = np.zeros(grouping.size, dtype=np.int64)
    order = stable_order(codes)
    bounds = np.concatenate([[0], np.cumsum(within.counts())])
    for number in np.flatnonzero(np.diff(bounds)):
        mine = order[bounds[number] : bounds[number + 1]]
        # The most are open at some beginning: those begun up to it less those ended up to it.
        begins, ends = np.sort(begin[mine]), np.sort(end[mine])
        ended = np.searchsorted(ends, begins, side="right")
        most[number] = int((np.arange(1, begins.size + 1) - ended).max())
    return Level(total / (end_ms - start_ms), within.counts(end == end_ms), most)


class Fill(NamedTuple):
    """By group: units in use and usable, at the start and end and summed over the window."""

    used_start: Column
    usable_start: Column
    used_end: Column
    usable_end: Column
    #: Integrals over the window, in unit-ms.
    used_ms: NDArray[np.float64]
    usable_ms: NDArray[np.float64]
    #: Highest used / usable; not-a-number where nothing was ever usable.
    highest: NDArray[np.float64]


def fill(
    grouping: Grouping,
    time_ms: Column,
    used: Column,
    usable: Column,
    start_ms: int,
    end_ms: int,
) -> Fill:
    """Running totals of changes, read over the window; a change at its start belongs to it."""
    known = (grouping.codes >= 0) & (time_ms < end_ms)
    codes, used, usable = grouping.codes[known], used[known], usable[known]
    at = np.maximum(time_ms[known], start_ms)
    within = Grouping(codes, grouping.wheres)
    early = at == start_ms

    def totals(values: NDArray[Any]) -> Column:
        return within.sums(values).astype(np.int64)

    highest = np.full(grouping.size, np.nan)
    order, last = instants(codes, at)
    in_use = running_totals(codes[order], used[order])[last]
    room = running_totals(codes[order], usable[order])[last]
    code = codes[order][last]
    some = room > 0
    if some.any():
        first = np.flatnonzero(np.diff(code[some], prepend=-1))
        highest[code[some][first]] = np.maximum.reduceat(in_use[some] / room[some], first)
    return Fill(
        used_start=totals(used * early),
        usable_start=totals(usable * early),
        used_end=totals(used),
        usable_end=totals(usable),
        used_ms=within.sums(used * (end_ms - at)),
        usable_ms=within.sums(usable * (end_ms - at)),
        highest=highest,
    )


def instants(codes: Column, time_ms: Column) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Order by group and time, and in that order the last change of each group's instants."""
    order = np.lexsort((time_ms, codes))
    code, at = codes[order], time_ms[order]
    differs = (code[1:] != code[:-1]) | (at[1:] != at[:-1])
    return order, np.flatnonzero(np.append(differs, True)) if order.size else order


def running_totals(codes: Column, deltas: Column) -> Column:
    """Running total of changes that stand in order of group and time, from 0 in each group."""
    running = np.cumsum(deltas, dtype=np.int64)
    first = np.flatnonzero(np.diff(codes, prepend=-1))
    before = np.where(first > 0, running[first - 1], 0)
    totals: Column = running - np.repeat(before, np.diff(np.append(first, codes.size)))
    return totals
