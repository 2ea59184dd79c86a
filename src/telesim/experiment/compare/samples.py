"""The values of a figure in each replication of a run, ready to be paired with another run's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from telesim.experiment.compare.pairing import Sample
from telesim.experiment.estimate import PER_CENT

if TYPE_CHECKING:
    import pandas as pd


class Samples:
    """Samples by (kpi, where), replications in the order of ``numbers``."""

    def __init__(self, replications: pd.DataFrame, numbers: Sequence[int]) -> None:
        self._table = replications
        self._rows = replications.groupby(["kpi", "where"], sort=False).indices
        self._place = {number: n for n, number in enumerate(numbers)}

    def has(self, key: tuple[str, str]) -> bool:
        """Whether the figure is told at all."""
        return key in self._rows

    def of(self, key: tuple[str, str]) -> Sample:
        """The figure in every replication; NaN throughout where it is not told."""
        size = len(self._place)
        columns = {name: np.full(size, np.nan) for name in ("value", "denominator", "n")}
        unit = ""
        if key in self._rows:
            rows = self._table.iloc[self._rows[key]]
            at = [self._place[number] for number in rows["replication"]]
            unit = str(rows["unit"].iloc[0])
            for name, column in columns.items():
                column[at] = rows[name].to_numpy(dtype=float, na_value=np.nan)
        value, weight = columns["value"], columns["denominator"]
        unusable = ~np.isfinite(value)
        # As telesim.experiment.estimate.combine tells them apart.
        divides = bool((np.isfinite(weight) & (weight > 0) | unusable).all())
        counts_cases = bool(
            ((weight == columns["n"]) & (value >= 0) & (value <= PER_CENT) | unusable).all()
        )
        return Sample(
            value,
            np.where(unusable, 0.0, weight) if divides else np.ones(size),
            is_share=divides and counts_cases and unit == "%",
        )
