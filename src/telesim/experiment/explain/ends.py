"""What the logs of BEFORE and AFTER tell beyond figures: which cases count, and their hours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.parts import Hours, hours_of_faults, hours_of_orders
from telesim.kpi.clocks import CLOCKS, Times
from telesim.kpi.grouping import Dimension, take
from telesim.kpi.record import Record
from telesim.units import DAY_MS, HOUR_MS

if TYPE_CHECKING:
    from telesim.eventlog import EventLog
    from telesim.scenario import Scenario
    from telesim.scenario.targets import Target

Values = NDArray[np.float64]
FAULTS, ORDERS = "time to restore", "supply time"
#: By family: what its times are told in, and how long that is.
UNITS = {FAULTS: ("h", HOUR_MS), ORDERS: ("days", DAY_MS)}


def family_of(kpi: str) -> str | None:
    """Whether a KPI is about times to restore or supply times of single cases; None = neither."""
    if kpi.startswith("time_to_restore") and "per_line" not in kpi:
        return FAULTS
    return ORDERS if kpi.startswith("supply_time") else None


@dataclass(frozen=True)
class Cases:
    """The cases of one family that count in the window of one replication.

    ``hours`` are theirs alone; ``dimensions`` are by case, in the same order.
    """

    hours: Hours
    dimensions: dict[str, Dimension]
    #: Whether a visit was needed, and whether the cause lies in the company's own plant.
    visited: NDArray[np.bool_]
    own_plant: NDArray[np.bool_]
    #: Time waiting for a customer who was not at home, in ms.
    paused_ms: NDArray[np.int64]

    def matching(self, where: dict[str, str]) -> NDArray[np.bool_]:
        """Which cases a place and group speaks of."""
        mask = np.ones(self.hours.position.size, dtype=np.bool_)
        for word, name in where.items():
            dimension = self.dimensions[word]
            number = dimension.names.index(name) if name in dimension.names else -2
            mask &= dimension.codes == number
        return mask


@dataclass(frozen=True)
class End:
    """One replication of BEFORE or AFTER, as far as it is needed: its log is left behind."""

    scenario: Scenario
    cases: dict[str, Cases]

    @classmethod
    def of(cls, scenario: Scenario, log: EventLog) -> End:
        """Read the cases of a log."""
        record = Record(scenario, log)
        return cls(scenario, {FAULTS: _faults(record), ORDERS: _orders(record)})


def _only(hours: Hours, chosen: NDArray[np.bool_]) -> Hours:
    return Hours(
        hours.position[chosen], hours.start_ms[chosen], hours.end_ms[chosen],
        hours.closed[chosen], hours.parts[chosen], hours.before_ms[chosen],
    )  # fmt: skip


def _faults(record: Record) -> Cases:
    hours = hours_of_faults(record)
    hours = _only(hours, record.in_window(hours.start_ms))
    faults, at = record.faults, hours.position
    return Cases(
        hours,
        take(record.fault_dimensions, at),
        ~faults.remote[at],
        ~record.customer_side[faults.cause[at]] if at.size else np.zeros(0, dtype=np.bool_),
        faults.paused_ms[at],
    )


def _orders(record: Record) -> Cases:
    hours = hours_of_orders(record)
    hours = _only(hours, record.in_window(hours.start_ms))
    at = hours.position
    everyone = np.ones(at.size, dtype=np.bool_)
    nothing = np.zeros(at.size, dtype=np.int64)
    return Cases(hours, take(record.order_dimensions, at), everyone, everyone, nothing)


def values_of(end: End, target: Target) -> tuple[NDArray[np.bool_], Values] | None:
    """Which cases a target's KPI counts, and the value of each of its family; None = it has none.

    The mean of the values over those cases is the KPI of the replication.
    """
    family = family_of(target.kpi)
    if family is None:
        return None
    cases = end.cases[family]
    hours = cases.hours
    times = Times(hours.start_ms, hours.end_ms, cases.dimensions["county"].codes)
    lengths = CLOCKS[target.clock](end.scenario, times)
    value: Values = lengths.astype(np.float64) / UNITS[family][1]
    counts = cases.matching({word: name for word, name in target.where.items() if word != "month"})
    stem, _, what = target.kpi.rpartition("_")
    if stem.endswith("_within"):
        limit = float(what.rstrip("hd"))
        hits = hours.closed & (value <= limit)
        return counts & cases.visited, 100.0 * hits.astype(np.float64)
    if what != "mean" or target.kpi == "supply_time_with_cancelled_mean":
        return None
    if target.kpi == "time_to_restore_own_plant_mean":
        return counts & cases.own_plant, value
    if target.kpi == "time_to_restore_net_mean":
        return counts & cases.visited, value - cases.paused_ms / HOUR_MS
    if target.kpi == "time_to_restore_with_remote_mean":
        return counts, value
    return counts & cases.visited, value


def strata_of(end: End, family: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """What cases are told apart by when their mix is: faults by cause, orders by sort and place."""
    dimensions = end.cases[family].dimensions
    if family == FAULTS:
        return dimensions["cause"].names, dimensions["cause"].codes
    words = [dimensions[word] for word in ("order", "area", "band")]
    names: list[tuple[str, ...]] = [()]
    codes = np.zeros(words[0].codes.size, dtype=np.int64)
    for one in words:
        names = [(*before, name) for before in names for name in one.names]
        codes = codes * len(one.names) + one.codes
    return tuple(", ".join(name) for name in names), codes


def wheres_told(targets: Sequence[Target], family: str) -> list[dict[str, str]]:
    """The places and groups whose hours are told: those of the targets, else everywhere."""
    asked = [t.where for t in targets if family_of(t.kpi) == family]
    known = {json.dumps(one, sort_keys=True): one for one in asked}
    return [{w: n for w, n in one.items() if w != "month"} for one in known.values()] or [{}]
