"""Where the hours of a filed run went: means of the parts of each case's time, from kept logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from telesim.units import DAY_MS, HOUR_MS

if TYPE_CHECKING:
    from telesim.experiment.result import Result
    from telesim.kpi import Record

#: The module that splits times exactly.
_PARTS = "telesim.experiment.parts"
_LONGEST_READ = 10


@dataclass(frozen=True)
class MeanHours:
    """What the mean time of a kind of case is made of."""

    #: A group of causes, or a kind of order.
    what: str
    #: h for faults, days for orders.
    unit: str
    #: Name of each part -> its mean over all cases, in ``unit``; they add up to ``total``.
    parts: dict[str, float]
    total: float
    cases: int


def can_split() -> bool:
    """Whether the module that splits times is there."""
    return find_spec(_PARTS) is not None


def part_words() -> Mapping[str, str]:
    """Name of each part -> what it is."""
    words: Mapping[str, str] = import_module(_PARTS).PART_WORDS
    return words


def mean_hours(result: Result) -> tuple[MeanHours, ...]:
    """Parts of the times of the window's cases, over at most ten of the kept logs.

    Open cases count with their age at the end of the run; faults cleared from the desk are left
    out, as in the means of times to restore. Empty where no log was kept.
    """
    from telesim.experiment.repairs import load_log
    from telesim.kpi import Record

    paths = sorted((result.folder / "logs").glob("[0-9]*.parquet"))[:_LONGEST_READ]
    sums: dict[tuple[str, str], list[Any]] = {}
    for path in paths:
        record = Record(result.scenario, load_log(path))
        for what, unit, parts in _of_record(record):
            kept = sums.setdefault((what, unit), [np.zeros(parts.shape[1]), 0])
            kept[0] = kept[0] + parts.sum(axis=0)
            kept[1] += len(parts)
    names: tuple[str, ...] = import_module(_PARTS).PARTS if sums else ()
    length = {"h": HOUR_MS, "days": DAY_MS}
    found = []
    for (what, unit), (total, cases) in sums.items():
        if cases:
            means = total / cases / length[unit]
            each = {n: float(m) for n, m in zip(names, means, strict=True) if m}
            found.append(MeanHours(what, unit, each, float(means.sum()), cases))
    return tuple(found)


def _of_record(record: Record) -> Iterator[tuple[str, str, NDArray[np.int64]]]:
    """Group, unit and the parts of each of its cases that began in the window, in ms."""
    split = import_module(_PARTS)
    hours = split.hours_of_faults(record)
    faults = record.faults
    visited = record.in_window(hours.start_ms) & ~faults.remote[hours.position]
    group = record.fault_dimensions["cause_group"].take(hours.position)
    for number, name in enumerate(group.names):
        yield f"repair, {name}", "h", hours.parts[visited & (group.codes == number)]
    hours = split.hours_of_orders(record)
    inside = record.in_window(hours.start_ms)
    order = record.order_dimensions["order"].take(hours.position)
    for number, name in enumerate(order.names):
        yield name, "days", hours.parts[inside & (order.codes == number)]
