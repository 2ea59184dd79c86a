"""What a target is judged by: estimates and values of each replication, by KPI and place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Evidence:
    """Estimates and values of each replication by (kpi, where)."""

    def __init__(self, estimates: pd.DataFrame, replications: pd.DataFrame) -> None:
        self._estimate = {(row.kpi, row.where): row for row in estimates.itertuples(index=False)}
        usable = replications[replications["value"].notna()]
        self._numbers = usable["replication"].to_numpy()
        self._values = usable["value"].to_numpy()
        #: (kpi, where) -> its rows among the usable ones.
        self._rows = usable.groupby(["kpi", "where"], sort=False).indices

    def has(self, kpi: str, where: str) -> bool:
        """Whether the KPI is told there at all."""
        return (kpi, where) in self._estimate

    def estimate(self, kpi: str, where: str) -> tuple[float, float, float, int, float]:
        """Mean, interval, usable replications and deviation; NaN and 0 where there is no row."""
        row = self._estimate.get((kpi, where))
        if row is None:
            return math.nan, math.nan, math.nan, 0, math.nan
        return row.mean, row.ci_low, row.ci_high, int(row.n), row.deviation

    def worth(self, kpi: str, where: str) -> float:
        """Independent cases that a replication is worth; NaN for what is no share of cases."""
        row = self._estimate.get((kpi, where))
        return math.nan if row is None else float(row.worth)

    def cases(self, kpi: str, where: str) -> tuple[int, int]:
        """Cases behind a figure in all replications, and those of them open at the end."""
        row = self._estimate.get((kpi, where))
        return (0, 0) if row is None else (int(row.cases), int(row.open))

    def kept(self, kpi: str, where: str, at_most: bool, limit: float) -> dict[int, bool]:
        """Usable replication -> whether it keeps the limit."""
        rows = self._rows.get((kpi, where), ())
        return {
            int(self._numbers[row]): bool(
                self._values[row] <= limit if at_most else self._values[row] >= limit
            )
            for row in rows
        }
