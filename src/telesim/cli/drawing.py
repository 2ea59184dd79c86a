"""The verb ``workload``: everything random of one replication, as files to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from telesim.cli.loading import load

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario
    from telesim.workload.columns import Workload


def write_workload(
    file: Path, reforms: Sequence[Path], seed: int | None, replication: int, out: Path
) -> None:
    """Write orders and faults of one replication below the run's folder and say where."""
    from telesim.experiment.store import Store
    from telesim.workload import draw

    scenario = load(file, reforms)
    seed = scenario.seed if seed is None else seed
    workload = draw(scenario, seed, replication)
    store = Store.open(out, scenario, seed)
    for name, table in tables(scenario, workload).items():
        path = f"workload/{replication:04d}-{name}.parquet"
        store.write_table(path, table)
        typer.echo(f"{store.folder / path}: {len(table):,} candidates for {name}")


def tables(scenario: Scenario, workload: Workload) -> dict[str, pd.DataFrame]:
    """Orders and faults as frames: the columns of the workload, with names beside numbers."""
    import numpy as np

    from telesim.workload.columns import ORDER_TYPES

    cabinets = np.array([cabinet.id for cabinet in scenario.cabinets], dtype=object)
    types = np.array(ORDER_TYPES, dtype=object)
    causes = np.array(scenario.causes, dtype=object)
    orders, faults = workload.orders, workload.faults
    return {
        "orders": _frame(
            scenario, orders, {"type": types[orders.type], "cabinet": cabinets[orders.cabinet]}
        ),
        "faults": _frame(
            scenario, faults, {"cause": causes[faults.cause], "cabinet": cabinets[faults.cabinet]}
        ),
    }


def _frame(scenario: Scenario, columns: Any, names: dict[str, Any]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    start = np.datetime64(scenario.start, "ms")
    at = {"at": start + columns.time_ms.astype("timedelta64[ms]")}
    values = {f.name: names.get(f.name, getattr(columns, f.name)) for f in fields(columns)}
    return pd.DataFrame(at | values)
