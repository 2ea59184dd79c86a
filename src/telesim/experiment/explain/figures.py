"""The figure of each replication by which targets are explained, such that means are run's means.

A mean per case is the ratio of two sums over all replications, as in ``telesim run``. Its value
for one replication is that ratio and by how much the replication pulls it, so that the mean over
replications is the ratio itself, and Student's interval is that of the delta method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.study import joined

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.store import Store

Values = NDArray[np.float64]
#: (kpi, where) as in the tables of KPIs.
Figure = tuple[str, str]


class Figures:
    """Values of some figures in every replication, by subset of the players."""

    def __init__(
        self, stores: Mapping[int, Store], numbers: Sequence[int], wanted: Sequence[Figure]
    ) -> None:
        self.numbers = list(numbers)
        wanted = list(dict.fromkeys(wanted))
        #: subset -> (value, weight), each figures by replications.
        read = {subset: _read(store, self.numbers, wanted) for subset, store in stores.items()}
        self._values: dict[tuple[Figure, int], Values] = {}
        #: Replications in which a figure has a value under every subset.
        self.usable: dict[Figure, list[int]] = {}
        for row, figure in enumerate(wanted):
            values = {subset: one[0][row] for subset, one in read.items()}
            weights = {subset: one[1][row] for subset, one in read.items()}
            there = np.all([np.isfinite(one) for one in values.values()], axis=0)
            self.usable[figure] = [n for n, ok in zip(self.numbers, there, strict=True) if ok]
            is_ratio = all(
                bool(np.all(np.isfinite(one[there]) & (one[there] > 0))) for one in weights.values()
            )
            for subset in read:
                weight = weights[subset][there] if is_ratio else None
                self._values[figure, subset] = pulled(values[subset][there], weight)

    def of(self, figure: Figure, subset: int) -> Values:
        """One value for each usable replication."""
        return self._values[figure, subset]


def pulled(value: Values, weight: Values | None) -> Values:
    """Values whose mean is the weighted mean, and by how much each replication pulls it."""
    if weight is None or value.size == 0:
        return value
    total = weight.sum()
    mean = (value * weight).sum() / total
    return np.asarray(mean + weight * (value - mean) / (total / value.size))


def of_sums(tops: Values, bottoms: Values) -> Values:
    """The same from the two sums of each replication; those without cases pull by nothing."""
    total = bottoms.sum()
    if not total:
        return np.full(bottoms.shape, np.nan)
    mean = tops.sum() / total
    return np.asarray(mean + (tops - mean * bottoms) / (total / bottoms.size))


def _read(store: Store, numbers: list[int], wanted: Sequence[Figure]) -> tuple[Values, Values]:
    table: pd.DataFrame = joined(store, "replications", numbers)
    table = table[table["kpi"].isin({kpi for kpi, _ in wanted})]
    row_of = {figure: row for row, figure in enumerate(wanted)}
    column_of = {number: column for column, number in enumerate(numbers)}
    value = np.full((len(wanted), len(numbers)), np.nan)
    weight = np.full((len(wanted), len(numbers)), np.nan)
    for one in table.itertuples(index=False):
        row = row_of.get((one.kpi, one.where))
        if row is not None:
            value[row, column_of[one.replication]] = one.value
            weight[row, column_of[one.replication]] = one.denominator
    return value, weight
