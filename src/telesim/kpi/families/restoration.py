"""How long people are without their telephone: time to restore, per fault and per line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.catalogue import KPIS
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Grouping, group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, Ranked, counts, means, shares, with_open
from telesim.units import HOUR_MS

QUANTILES = (50, 80, 95, 99)
LIMITS_H = (24, 48, 72)

USUAL: tuple[By, ...] = (
    (),
    ("county",),
    ("area",),
    ("cause_group",),
    ("cause",),
    ("cause_group", "county"),
    ("area", "cause_group"),
    ("month",),
    ("cause_group", "month"),
)
PER_FAULT = tuple(n for n in KPIS if n.startswith("time_to_restore") and "per_line" not in n)
PER_LINE = tuple(n for n in KPIS if n.startswith("time_to_restore_per_line"))
COUNTS = ("faults_reported", "faults_open_at_end")


def times(
    stem: str,
    grouping: Grouping,
    values: NDArray[np.float64],
    ended: NDArray[np.bool_],
    weights: NDArray[np.int64] | None = None,
) -> Iterator[Measured]:
    """Mean, maximum, quantiles and shares within the limits of times in hours."""
    figures = _figures(stem, grouping, values, ended, weights)
    return with_open(figures, grouping, ended, weights)


def _figures(
    stem: str,
    grouping: Grouping,
    values: NDArray[np.float64],
    ended: NDArray[np.bool_],
    weights: NDArray[np.int64] | None,
) -> Iterator[Measured]:
    yield from means(f"{stem}_mean", grouping, values, weights)
    ranked = Ranked.of(grouping, values, weights)
    yield from ranked.maxima(f"{stem}_max")
    for percent in QUANTILES:
        yield from ranked.quantiles(f"{stem}_p{percent}", percent / 100)
    for limit in LIMITS_H:
        yield from shares(f"{stem}_within_{limit}h", grouping, ended & (values <= limit), weights)


@FAMILIES.register("restoration")
def restoration(record: Record) -> Iterator[Measured]:
    """Faults first reported in the window, by the place, cause and month of the report."""
    yield from _per_fault(record)
    yield from _per_line(record)


def _per_fault(record: Record) -> Iterator[Measured]:
    faults = record.faults
    chosen = np.flatnonzero(record.in_window(faults.reported_ms))
    dimensions = take(record.fault_dimensions, chosen)
    ended = faults.restored_ms[chosen] < NEVER
    on_site = ~faults.remote[chosen]
    own = ~record.customer_side[faults.cause[chosen]]
    visited = take(dimensions, on_site)
    for clock, words, combinations in record.wanted((*PER_FAULT, *COUNTS), USUAL):
        hours = (
            record.lengths(
                clock,
                faults.reported_ms[chosen],
                faults.restored_ms[chosen],
                dimensions["county"].codes,
            )
            / HOUR_MS
        )
        net = hours - faults.paused_ms[chosen] / HOUR_MS
        for by in combinations:
            all_of = group(dimensions, by, chosen.size, words)
            seen = group(visited, by, int(on_site.sum()), words)
            yield from times("time_to_restore", seen, hours[on_site], ended[on_site])
            with_remote = means("time_to_restore_with_remote_mean", all_of, hours)
            yield from with_open(with_remote, all_of, ended)
            ours = group(take(dimensions, own), by, int(own.sum()), words)
            own_plant = means("time_to_restore_own_plant_mean", ours, hours[own])
            yield from with_open(own_plant, ours, ended[own])
            if clock == "elapsed":
                without_pauses = means("time_to_restore_net_mean", seen, net[on_site])
                yield from with_open(without_pauses, seen, ended[on_site])
                yield from counts("faults_reported", all_of)
                yield from counts("faults_open_at_end", all_of, ~ended)


def _per_line(record: Record) -> Iterator[Measured]:
    faults = record.faults
    back = faults.restorations
    wanted = record.in_window(faults.reported_ms) & ~faults.remote
    chosen = np.flatnonzero(wanted[back.fault])
    fault = back.fault[chosen]
    dimensions = take(record.fault_dimensions, fault)
    ended = back.time_ms[chosen] < NEVER
    for clock, words, combinations in record.wanted(PER_LINE, USUAL):
        hours = (
            record.lengths(
                clock,
                faults.reported_ms[fault],
                back.time_ms[chosen],
                dimensions["county"].codes,
            )
            / HOUR_MS
        )
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from times("time_to_restore_per_line", grouping, hours, ended, back.lines[chosen])
