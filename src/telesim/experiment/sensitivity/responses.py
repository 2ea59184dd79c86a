"""The answers that a study asks about, as numbers by point and replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.experiment.asked import Asked
from telesim.experiment.study import joined
from telesim.kpi.catalogue import CURRENCY, KPIS, where_key
from telesim.scenario.targets import parse_limit

if TYPE_CHECKING:
    from telesim.experiment.store import Store
    from telesim.scenario import Scenario

Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Question:
    """One KPI at one place, with the limit of the target that asks for it, if one does.

    A target over months is asked about over its whole window.
    """

    name: str
    kpi: str
    #: As :func:`telesim.kpi.catalogue.where_key` writes it.
    where: str
    unit: str
    limit: float | None = None
    at_most: bool = True

    def keeps(self, value: float) -> bool:
        """Whether a value keeps the limit; there must be one."""
        assert self.limit is not None
        return value <= self.limit if self.at_most else value >= self.limit


def questions_of(scenario: Scenario, asked: Sequence[Asked]) -> tuple[Question, ...]:
    """The targets of a scenario, then the KPIs asked for."""
    found = []
    for name, target in scenario.targets.items():
        unit = _unit(scenario, target.kpi)
        clock = {} if target.clock == "elapsed" else {"clock": target.clock}
        at_most = target.at_most is not None
        limit = parse_limit(target.at_most if at_most else target.at_least, unit)
        where = where_key({**target.where, **clock})
        found.append(Question(name, target.kpi, where, unit, float(limit), at_most))
    for one in asked:
        name = ":".join((one.kpi, ",".join(f"{k}={v}" for k, v in one.where.items()))).rstrip(":")
        found.append(Question(name, one.kpi, where_key(one.where), _unit(scenario, one.kpi)))
    return tuple(found)


def _unit(scenario: Scenario, kpi: str) -> str:
    unit = KPIS[kpi].unit
    return scenario.currency.code if unit == CURRENCY else unit


def answers_at(
    questions: Sequence[Question], stores: Sequence[Store], numbers: Sequence[int]
) -> dict[Question, Matrix]:
    """Values by (point, replication), each replication's own.

    A replication without a case at one of the points is left out of all: what is compared are
    the same years at every point.

    Raises:
        FileNotFoundError: a replication is missing or damaged.
    """
    found = {one: np.full((len(stores), len(numbers)), np.nan) for one in questions}
    by_key: dict[tuple[str, str], list[Question]] = {}
    for one in questions:
        by_key.setdefault((one.kpi, one.where), []).append(one)
    for point, store in enumerate(stores):
        table = joined(store, "replications", numbers)
        for (kpi, where), its in by_key.items():
            rows = table[(table["kpi"] == kpi) & (table["where"] == where)]
            values = rows.set_index("replication")["value"].reindex(list(numbers))
            for one in its:
                found[one][point] = values.to_numpy(dtype=float, na_value=np.nan)
    return {one: y[:, np.isfinite(y).all(axis=0)] for one, y in found.items()}
