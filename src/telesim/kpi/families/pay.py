"""Pay of a worker for a month, by scheme: the mean, and the tenth that is paid least."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, Grouping, group, take
from telesim.kpi.pay import Spells
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, ratios

#: Share of the worker-months that the lowest pay is told of.
LOWEST = 0.1
USUAL: tuple[By, ...] = ((), ("county",), ("team",), ("scheme",), ("county", "scheme"))
NAMES = ("pay_month_mean", "pay_month_lowest_tenth", "pay_deducted")


@FAMILIES.register("pay")
def pay(record: Record) -> Iterator[Measured]:
    """Crews in service in the window, each under each of its schemes; those without money not."""
    spells = record.spells
    names = tuple(dict.fromkeys(spells.name))
    dimensions = {
        **record.crews.dimensions(spells.crew),
        "scheme": Dimension(names, np.array([names.index(n) for n in spells.name], dtype=np.int64)),
    }
    priced = np.flatnonzero(~np.isnan(spells.earned))
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(take(dimensions, priced), by, priced.size, words)
            yield from _figures(grouping, spells, priced)


def _figures(grouping: Grouping, spells: Spells, priced: NDArray[np.int64]) -> Iterator[Measured]:
    earned, months = spells.earned[priced], spells.months[priced]
    crew = spells.crew[priced]
    n = _crews(grouping, crew)
    top, bottom = grouping.sums(earned), grouping.sums(months)
    yield from ratios("pay_month_mean", grouping.wheres, top, bottom, n)
    low, of_low = np.zeros(grouping.size), np.zeros(grouping.size)
    for code in range(grouping.size):
        mine = np.flatnonzero(grouping.codes == code)
        low[code], of_low[code] = _lowest(crew[mine], earned[mine], months[mine])
    yield from ratios("pay_month_lowest_tenth", grouping.wheres, low, of_low, n)
    taken = grouping.sums(spells.deducted[priced])
    yield from amounts("pay_deducted", grouping.wheres, taken, n)


def _crews(grouping: Grouping, crew: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many crews each group has; one that changed its scheme counts once."""
    inside = grouping.codes >= 0
    pairs = np.unique(np.stack([grouping.codes[inside], crew[inside]]), axis=1)
    return np.bincount(pairs[0], minlength=grouping.size)


def _lowest(
    crew: NDArray[np.int64], earned: NDArray[np.float64], months: NDArray[np.float64]
) -> tuple[float, float]:
    """Pay and worker-months of the tenth with the lowest pay for a month."""
    if crew.size == 0:
        return 0.0, 0.0
    _, owner = np.unique(crew, return_inverse=True)
    total, served = np.bincount(owner, weights=earned), np.bincount(owner, weights=months)
    order = np.argsort(total / served, kind="stable")
    left = LOWEST * served.sum()
    before = np.concatenate([[0.0], np.cumsum(served[order])[:-1]])
    part = np.clip(left - before, 0.0, served[order])
    return float((total[order] / served[order] * part).sum()), float(part.sum())
