"""What the simulation says of designs: replications through the store, as evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.months import months_to_judge
from telesim.experiment.open_cases import OPEN_SHARE
from telesim.experiment.plan.choosing import Evidence
from telesim.experiment.plan.errors import OutOfBudget
from telesim.experiment.plan.question import Question
from telesim.experiment.plan.requirements import Requirement
from telesim.experiment.plan.space import Design
from telesim.experiment.study import Design as Wanted
from telesim.experiment.study import Study, joined

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.store import Store
    from telesim.scenario import Scenario

#: Designs whose scenarios are in memory at a time.
_AT_ONCE = 50


@dataclass
class Budget:
    """Replications used, over all stages; those in the store count as well, so that the same
    question has the same answer whatever is filed already."""

    most: int | None = None
    used: int = 0
    #: Called with the replications used whenever that grows.
    told: Callable[[int], None] | None = None

    def take(self, more: int) -> None:
        """Use so many more.

        Raises:
            OutOfBudget: they would be too many.
        """
        if self.most is not None and self.used + more > self.most:
            raise OutOfBudget
        self.used += more
        if self.told is not None and more:
            self.told(self.used)


@dataclass
class Simulated:
    """The simulation of one question under one seed."""

    question: Question
    study: Study
    seed: int
    budget: Budget
    _scenarios: dict[Design, Scenario] = field(default_factory=dict)
    _stores: dict[Design, Store] = field(default_factory=dict)
    #: Rows of the figures wanted, by design and replication.
    _rows: dict[tuple[Design, int], pd.DataFrame] = field(default_factory=dict)
    #: Mean weights of what decides among equals, of the first block of each design.
    _scales: dict[Design, NDArray[np.float64]] = field(default_factory=dict)

    def scenario(self, design: Design) -> Scenario:
        """The scenario of a design; the latest ones stay in memory."""
        found = self._scenarios.pop(design, None)
        if found is None:
            found = self.question.load(design)
        self._scenarios[design] = found
        while len(self._scenarios) > _AT_ONCE:
            self._scenarios.pop(next(iter(self._scenarios)))
        return found

    def store(self, design: Design) -> Store:
        """Where a design's replications are; after they have been asked for."""
        return self._stores[design]

    def table(self, design: Design, upto: int) -> pd.DataFrame:
        """All figures of replications 1 to ``upto``."""
        self._have([design], range(1, upto + 1))
        return joined(self._stores[design], "replications", range(1, upto + 1))

    def evidence(self, designs: Sequence[Design], upto: int) -> list[Evidence]:
        """See :class:`telesim.experiment.plan.choosing.Response`."""
        numbers = range(1, upto + 1)
        self._have(designs, numbers)
        return [self._evidence(design, numbers) for design in designs]

    def ranked_by(self, designs: Sequence[Design], first: int, last: int) -> NDArray[np.float64]:
        """See :class:`telesim.experiment.plan.choosing.Response`."""
        numbers = range(first, last + 1)
        self._have(designs, numbers)
        need = self.question.requirements[self.question.ties]
        columns = []
        for design in designs:
            table, months = self._wanted(design, numbers), self._months(design)
            beyond, weight = self._weighed(need, table, months)
            # One scale for all blocks, or a later one would count for more than an earlier one.
            scale = self._scales.setdefault(design, _mean_weights(weight))
            columns.append(_mean_of_parts(beyond * weight / scale[:, None]))
        together = np.column_stack(columns)
        return together[np.isfinite(together).all(axis=1)]

    def beyond(self, design: Design, upto: int, need: int) -> NDArray[np.float64]:
        """How far each part of a requirement lies beyond its limit, also of a probability."""
        numbers = range(1, upto + 1)
        self._have([design], numbers)
        table = self._wanted(design, numbers)
        return self._beyond(self.question.requirements[need], table, self._months(design))

    def parts_of(self, design: Design, need: int) -> list[dict[str, str]]:
        """The ``where`` of each part of a requirement, in the order of :meth:`beyond`."""
        keys = self.question.requirements[need].keys(self.question.scenario, self._months(design))
        return [json.loads(key) for key in keys]

    # -- simulating ---------------------------------------------------------------------------

    def _have(self, designs: Sequence[Design], numbers: Sequence[int]) -> None:
        """Simulate what is missing, and read the rows that are asked for."""
        missing = {
            design: [number for number in numbers if (design, number) not in self._rows]
            for design in designs
        }
        missing = {design: its for design, its in missing.items() if its}
        self.budget.take(sum(len(its) for its in missing.values()))
        todo = list(missing)
        for begin in range(0, len(todo), _AT_ONCE):
            part = todo[begin : begin + _AT_ONCE]
            stores = self.study.simulate(
                [Wanted(self.scenario(design), self.seed, missing[design]) for design in part]
            )
            for design, store in zip(part, stores, strict=True):
                self._stores[design] = store
                self._read(design, store, missing[design])

    def _read(self, design: Design, store: Store, numbers: Sequence[int]) -> None:
        kpis = {need.target.kpi for need in self.question.requirements}
        table = joined(store, "replications", numbers)
        table = table[table["kpi"].isin(kpis)]
        for number, rows in table.groupby("replication"):
            self._rows[design, int(number)] = rows

    # -- reading ------------------------------------------------------------------------------

    def _wanted(self, design: Design, numbers: Sequence[int]) -> pd.DataFrame:
        import pandas as pd

        return pd.concat([self._rows[design, number] for number in numbers])

    def _months(self, design: Design) -> list[str]:
        if all(need.target.over != "month" for need in self.question.requirements):
            return []
        return months_to_judge(self.question.scenario, self._rows[design, 1])[0]

    def _evidence(self, design: Design, numbers: Sequence[int]) -> Evidence:
        table, months = self._wanted(design, numbers), self._months(design)
        values: list[NDArray[np.float64] | NDArray[np.bool_]] = []
        rests = []
        for need in self.question.requirements:
            beyond = self._beyond(need, table, months)
            if need.chance is None:
                values.append(beyond)
            else:
                judged = beyond[:, np.isfinite(beyond).any(axis=0)]
                with np.errstate(invalid="ignore"):
                    values.append(np.asarray(~(judged > 0).any(axis=0)))
            rests.append(need.at_most and self._open_share(need, table, months) > OPEN_SHARE)
        return Evidence(tuple(values), tuple(rests))

    def _rows_of(self, need: Requirement, table: pd.DataFrame, months: list[str]) -> pd.DataFrame:
        keys = need.keys(self.question.scenario, months)
        return table[(table["kpi"] == need.target.kpi) & table["where"].isin(keys)]

    def _beyond(
        self, need: Requirement, table: pd.DataFrame, months: list[str]
    ) -> NDArray[np.float64]:
        """How far each part of each replication lies beyond the limit; shape (parts, n).

        A ratio of sums weighs a replication by its cases: the mean of what comes out here is zero
        exactly where the ratio stands at its limit. NaN where a replication has no case.
        """
        beyond, weight = self._weighed(need, table, months)
        return np.asarray(beyond * weight / _mean_weights(weight)[:, None])

    def _weighed(
        self, need: Requirement, table: pd.DataFrame, months: list[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How far beyond the limit, as a share of it, and the weight; each of shape (parts, n)."""
        rows = self._rows_of(need, table, months)
        numbers = np.unique(table["replication"].to_numpy())
        keys = need.keys(self.question.scenario, months)
        value = np.full((len(keys), len(numbers)), np.nan)
        weight = np.full_like(value, np.nan)
        part = np.array([keys.index(where) for where in rows["where"]], dtype=np.int64)
        column = np.searchsorted(numbers, rows["replication"].to_numpy())
        value[part, column] = rows["value"].to_numpy(dtype=float)
        weight[part, column] = rows["denominator"].to_numpy(dtype=float, na_value=np.nan)
        usable = np.isfinite(value)
        is_ratio = ((np.isfinite(weight) & (weight > 0)) | ~usable).all(axis=1)
        weight = np.where(is_ratio[:, None], np.where(usable, weight, np.nan), 1.0)
        scale = abs(need.limit) or 1.0
        sign = 1.0 if need.at_most else -1.0
        return sign * (value - need.limit) / scale, weight

    def _open_share(self, need: Requirement, table: pd.DataFrame, months: list[str]) -> float:
        rows = self._rows_of(need, table, months)
        cases = float(rows["n"].sum())
        return float(rows["open"].sum()) / cases if cases else 0.0


def _mean_weights(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of each row's known weights, 1 where none is known; shape (parts,)."""
    known = np.isfinite(weight)
    total, count = np.where(known, weight, 0.0).sum(axis=1), known.sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), 1.0)


def _mean_of_parts(beyond: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of each column's parts with a case, NaN where none has one; shape (n,)."""
    known = np.isfinite(beyond)
    total, count = np.where(known, beyond, 0.0).sum(axis=0), known.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
