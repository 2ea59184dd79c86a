"""From an event log to figures: ``measure`` gives one tidy table per replication.

The names below are loaded when first used, because the scenario reads ``kpi.catalogue`` while
everything else here stands above the scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telesim.kpi.cabinets import cabinet_table, combine_cabinet_tables
    from telesim.kpi.exhaustion import combine_exchange_tables, exchange_table
    from telesim.kpi.record import Record
    from telesim.kpi.series import weekly
    from telesim.kpi.table import measure

__all__ = [
    "measure",
    "exchange_table",
    "combine_exchange_tables",
    "cabinet_table",
    "combine_cabinet_tables",
    "weekly",
    "Record",
]

_HOME = {
    "Record": "telesim.kpi.record",
    "cabinet_table": "telesim.kpi.cabinets",
    "combine_cabinet_tables": "telesim.kpi.cabinets",
    "combine_exchange_tables": "telesim.kpi.exhaustion",
    "exchange_table": "telesim.kpi.exhaustion",
    "measure": "telesim.kpi.table",
    "weekly": "telesim.kpi.series",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
