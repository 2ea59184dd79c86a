"""Job by job: the same repair and the same order under two scenarios, and where its time went.

The same fault with the same work happens under both, so that the change of its time is due to the
scenario alone. What only one of them has, such as a repeat that better work avoids, has no
partner and is told apart: that part of a difference is one of which cases there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.compare.identity import identities, matched
from telesim.experiment.compare.job_sums import (
    GROUPS,
    UNITS,
    groups_of,
    named_jobs,
    parts_of,
    summary_of,
    sums_by,
    sums_of,
)
from telesim.experiment.parts import PARTS, Hours, hours_of_faults, hours_of_orders
from telesim.experiment.repairs import load_log
from telesim.experiment.store import Store
from telesim.kpi.record import Record
from telesim.workload import draw

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.result import Result


@dataclass(frozen=True, eq=False)
class JobsCompared:
    """What became of single jobs in one scenario beside the first.

    ``summary`` has a row per kind of job: ``matched`` in both, ``worse``, ``better`` and ``same``
    of these, their means and the change with its 95 % interval over replications; ``only_a`` and
    ``only_b`` without a partner, with their means. ``parts`` says on what the change of the
    matched jobs was spent, ``where`` in which groups it lies, ``worst`` and ``best`` name jobs.
    Times are in the unit of the row; those of open cases run to the end of the run.
    """

    scenario: int
    summary: pd.DataFrame
    parts: pd.DataFrame
    where: pd.DataFrame
    worst: pd.DataFrame
    best: pd.DataFrame

    @property
    def moved(self) -> pd.DataFrame:
        """The named jobs together, the worst first."""
        import pandas as pd

        return pd.concat([self.worst, self.best.iloc[::-1]], ignore_index=True)

    def as_json(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The entry of ``telesim compare --json``."""
        tables = ("summary", "parts", "where", "worst", "best")
        return {
            "scenario": names[self.scenario],
            **{name: _records(getattr(self, name)) for name in tables},
        }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in row.items()
        }
        for row in table.to_dict("records")
    ]


def compare_jobs(a: Result, b: Result, scenario: int, named: int) -> JobsCompared:
    """Match the jobs of two runs whose logs are kept, and name ``named`` of each kind.

    Jobs of the window count: faults that need a visit by their report, orders by their order.
    """
    import pandas as pd

    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in ("jobs", "alone")}
    kept: list[pd.DataFrame] = []
    groups: list[pd.DataFrame] = []
    for number in range(1, a.replication_count + 1):
        sides = [_read(one, number) for one in (a, b)]
        for kind in UNITS:
            jobs, alone = _pair(kind, sides[0], sides[1])
            jobs.insert(0, "replication", number)
            tables["jobs"].append(sums_of(jobs, kind, number))
            tables["alone"].append(alone.assign(kind=kind, replication=number))
            groups += [sums_by(jobs, kind, by) for by in GROUPS[kind]]
            ranked = jobs.sort_values("change", kind="stable")
            kept.append(pd.concat([ranked.head(named), ranked.tail(named)]).drop_duplicates())
    sums = pd.concat(tables["jobs"], ignore_index=True)
    alone = pd.concat(tables["alone"], ignore_index=True)
    candidates = pd.concat(kept, ignore_index=True).sort_values("change", kind="stable")
    by_kind = candidates.groupby("kind", sort=False)
    better = by_kind.head(named)
    worse = candidates.iloc[::-1].groupby("kind", sort=False).head(named)
    return JobsCompared(
        scenario,
        summary=summary_of(sums, alone),
        parts=parts_of(sums),
        where=groups_of(pd.concat(groups, ignore_index=True)),
        worst=named_jobs(worse[worse["change"] > 0]),
        best=named_jobs(better[better["change"] < 0]),
    )


@dataclass(frozen=True)
class _Side:
    """One replication of one scenario."""

    record: Record
    identity: NDArray[np.uint64]


def _read(result: Result, number: int) -> _Side:
    log = load_log(Store(result.folder, result.folder.name).log_path(number))
    record = Record(result.scenario, log)
    return _Side(record, identities(draw(result.scenario, result.seed, number), log))


def _cases(kind: str, side: _Side) -> tuple[Hours, NDArray[np.bool_], NDArray[np.int64]]:
    """Times of a kind of job, which of them count, and their case numbers."""
    record = side.record
    if kind == "repair":
        hours = hours_of_faults(record)
        faults = record.faults
        counts = record.in_window(hours.start_ms) & ~faults.remote[hours.position]
        return hours, counts, faults.case[hours.position]
    hours = hours_of_orders(record)
    return hours, record.in_window(hours.start_ms), record.orders.case[hours.position]


def _pair(kind: str, a: _Side, b: _Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Jobs that both have, one row each; and how many have no partner, and their mean times."""
    import pandas as pd

    unit = UNITS[kind][1]
    found = []
    for side in (a, b):
        hours, counts, case = _cases(kind, side)
        chosen = np.flatnonzero(counts)
        found.append((hours, chosen, case[chosen], side.identity[case[chosen]]))
    (hours_a, in_a, case_a, id_a), (hours_b, in_b, case_b, id_b) = found
    of_a, of_b = matched(id_a, id_b)
    row_a, row_b = in_a[of_a], in_b[of_b]
    took_a = (hours_a.end_ms - hours_a.start_ms) / unit
    took_b = (hours_b.end_ms - hours_b.start_ms) / unit
    jobs = pd.DataFrame(
        {
            "kind": kind,
            "case_a": case_a[of_a],
            "case_b": case_b[of_b],
            "at_ms": hours_a.start_ms[row_a],
            "a": took_a[row_a],
            "b": took_b[row_b],
            "change": took_b[row_b] - took_a[row_a],
            "open_a": ~hours_a.closed[row_a],
            "open_b": ~hours_b.closed[row_b],
            **_names(kind, a.record, hours_a.position[row_a]),
        }
    )
    for number, part in enumerate(PARTS):
        jobs[f"{part} a"] = hours_a.parts[row_a, number] / unit
        jobs[part] = (hours_b.parts[row_b, number] - hours_a.parts[row_a, number]) / unit
    rows = []
    for name, took, chosen, pair in (("a", took_a, in_a, of_a), ("b", took_b, in_b, of_b)):
        without = np.setdiff1d(np.arange(chosen.size), pair)
        rows.append({"side": name, "n": without.size, "sum": float(took[chosen[without]].sum())})
    return jobs, pd.DataFrame(rows)


def _names(kind: str, record: Record, position: NDArray[np.int64]) -> dict[str, Any]:
    """Where each job is, and what it is, in names."""
    scenario = record.scenario
    cases = record.faults if kind == "repair" else record.orders
    place = cases.place[position]
    exchange = record.places.exchange[place]
    what = (
        np.array(scenario.causes, dtype=object)[record.faults.cause[position]]
        if kind == "repair"
        else np.array(["install", "move"], dtype=object)[record.orders.type[position]]
    )
    counties = np.array(scenario.counties, dtype=object)
    return {
        "what": what,
        "county": counties[record.places.county[place]],
        "exchange": np.array([e.id for e in scenario.exchanges], dtype=object)[exchange],
        "cabinet": np.array([c.id for c in scenario.cabinets], dtype=object)[place],
        "at": np.datetime_as_string(
            np.datetime64(scenario.start, "ms") + _since(kind, record, position), unit="m"
        ),
    }


def _since(kind: str, record: Record, position: NDArray[np.int64]) -> NDArray[np.int64]:
    """The instant from which each job's time counts, in ms since the start."""
    if kind == "repair":
        return record.faults.reported_ms[position]
    return record.orders.ordered_ms[position]
