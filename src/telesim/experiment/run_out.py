"""When each exchange is full: the earliest, middle and latest date over the replications."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.result import Result

COLUMNS = (
    "exchange", "county", "area", "ports", "fill_start", "fill_end", "full_in", "n", "earliest",
    "middle", "latest", "order_by", "order_by_earliest", "held_for_ports",
)  # fmt: skip
_DAY_MS = 86_400_000


def run_out(result: Result) -> pd.DataFrame:
    """One row per exchange, the one that is full first at the top.

    Returns:
        ``ports``, ``fill_start``, ``fill_end`` (per cent, means over replications, at the ends of
        the window), ``full_in`` of ``n`` replications in which it is full within the window,
        ``earliest``, ``middle`` and ``latest`` date over those (the middle over all of them, those
        in which it never fills counting as last; missing when it does not fill in most),
        ``order_by`` and ``order_by_earliest``: middle and earliest date less the lead time of the
        expansion rule of ports, missing without such a rule; ``held_for_ports``: mean number of
        orders that wait for a port at the window's end.

    Raises:
        StoreError: the run's folder lacks a replication.
    """
    import pandas as pd

    from telesim.experiment.errors import StoreError
    from telesim.experiment.store import Store

    store = Store(result.folder, result.folder.name)
    tables = []
    for number in range(1, result.replication_count + 1):
        table = store.read("exchanges", number)
        if table is None:
            raise StoreError(
                f"{result.folder}: replication {number} is missing or damaged; run the scenario "
                "again, which computes it anew"
            )
        tables.append(table)
    full = np.array([table["exhausted_ms"].to_numpy(dtype=np.int64) for table in tables])
    lead = tables[0]["lead_days"].to_numpy(dtype=np.float64)
    scenario = result.scenario
    rows = []
    for number, one in enumerate(result.exchanges.itertuples(index=False)):
        known = np.sort(full[full[:, number] >= 0, number])

        def date(at_ms: float | None) -> dt.date | None:
            return None if at_ms is None else scenario.date_of(int(at_ms)).date()

        ends = (int(known[0]), int(known[-1])) if known.size else (None, None)
        middle = int(known[(len(tables) - 1) // 2]) if known.size > (len(tables) - 1) // 2 else None
        ahead = lead[number] * _DAY_MS
        ordered = [
            None if at is None or np.isnan(ahead) else at - ahead for at in (middle, ends[0])
        ]
        rows.append(
            {
                "exchange": one.exchange, "county": one.county, "area": one.area,
                "ports": one.ports, "fill_start": one.fill_start, "fill_end": one.fill_end,
                "full_in": int(known.size), "n": len(tables), "earliest": date(ends[0]),
                "middle": date(middle), "latest": date(ends[1]), "order_by": date(ordered[0]),
                "order_by_earliest": date(ordered[1]), "held_for_ports": one.held_for_ports,
            }
        )  # fmt: skip
    late = dt.date.max
    rows.sort(key=lambda row: (row["middle"] or late, row["earliest"] or late, -row["fill_end"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))
