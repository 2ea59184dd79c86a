"""All figures of one replication as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from telesim.eventlog import EventLog
from telesim.kpi.catalogue import CURRENCY, KPIS
from telesim.kpi.families import FAMILIES
from telesim.kpi.record import Record
from telesim.kpi.statistics import Measured
from telesim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the table, in order.
COLUMNS: tuple[str, ...] = (
    "kpi",
    "where",
    "unit",
    "value",
    "n",
    "open",
    "numerator",
    "denominator",
)


def figures(record: Record) -> Iterator[Measured]:
    """Every figure of every family, each (kpi, where) once."""
    seen: set[tuple[str, str]] = set()
    for _, family in FAMILIES.items():
        for one in family(record):
            key = (one.kpi, one.where)
            if key not in seen:
                seen.add(key)
                yield one


def measure(scenario: Scenario, log: EventLog) -> pd.DataFrame:
    """All KPIs of one replication.

    One row per KPI and ``where``, in the order of the catalogue: ``kpi``, ``where`` (canonical
    JSON, ``{}`` = the total), ``unit``, ``value`` (not-a-number without cases), ``n`` (cases),
    ``open`` (those of them that had not ended when the run did; 0 unless it is a time),
    ``numerator`` and ``denominator`` (value = numerator / denominator where they stand, so
    that replications combine as a ratio of sums).

    Cases reported or ordered in the window count, followed to their end; those open when the
    run ended enter times with their age, a lower bound, and are counted in ``..._open_at_end``.
    """
    import pandas as pd

    rank = {name: n for n, name in enumerate(KPIS)}
    rows = sorted(figures(Record(scenario, log)), key=lambda one: rank[one.kpi])
    money = scenario.currency.code
    units = [money if KPIS[r.kpi].unit == CURRENCY else KPIS[r.kpi].unit for r in rows]
    return pd.DataFrame(
        {
            "kpi": [r.kpi for r in rows],
            "where": [r.where for r in rows],
            "unit": units,
            "value": [r.value for r in rows],
            "n": [r.n for r in rows],
            "open": [r.open for r in rows],
            "numerator": [r.numerator for r in rows],
            "denominator": [r.denominator for r in rows],
        },
        columns=list(COLUMNS),
    )
