"""Exchanges and cabinets: how full they are, when they run out, and which fail most."""

from __future__ import annotations

from typing import Any

from telesim.experiment.result import Result
from telesim.report.page.pieces import Cell, Section, Table, table
from telesim.report.words import figure, plain
from telesim.scenario.wording import plural

_CABINETS = 25


def plant_section(result: Result) -> Section:
    """Exchanges: how full they are and when they run out; cabinets that fail most."""
    port = result.scenario.wording.port
    rows = [
        (
            Cell(str(row.exchange)),
            Cell(str(row.county)),
            Cell(str(row.area)),
            Cell(plain(row.lines), row.lines),
            Cell(plain(row.ports), row.ports),
            Cell(figure(row.fill_end, "%"), row.fill_end),
            Cell(figure(row.fill_max, "%"), row.fill_max),
            Cell("not in most runs" if _is_none(row.exhausted) else str(row.exhausted)),
            Cell("–" if _is_none(row.order_by) else str(row.order_by)),
        )
        for row in result.exchanges.itertuples(index=False)
    ]
    columns = (
        "Exchange", "County", "Area", "Lines at the end", plural(port).capitalize(),
        "In use at the end", "Most in use", "Full on", "Order by",
    )  # fmt: skip
    tables = [
        table("Exchanges: fill, and when they are full", columns, rows, sortable=True,
              figures=(3, 4, 5, 6), searchable=len(rows) > 20)
    ]  # fmt: skip
    worst = result.cabinets[result.cabinets["reports"] > 0].head(_CABINETS)
    if len(worst) > 1 and result.scenario.faults:
        tables.append(_cabinets(worst))
    return Section("plant", "Exchanges and cabinets", tables=tuple(tables))


def _is_none(value: Any) -> bool:
    return value is None or value != value


def _cabinets(worst: Any) -> Table:
    rows = [
        (
            Cell(str(row.rank), row.rank),
            Cell(str(row.cabinet)),
            Cell(f"{row.exchange}, {row.county}"),
            Cell(plain(row.reports_per_100_lines), row.reports_per_100_lines),
            Cell(plain(row.reports), row.reports),
            Cell(plain(row.faults), row.faults),
            Cell(plain(row.line_hours_lost), row.line_hours_lost),
        )
        for row in worst.itertuples(index=False)
    ]
    columns = ("Rank", "Cabinet", "Place", "Reports per 100 lines", "Reports", "Faults",
               "Line-hours lost")  # fmt: skip
    folded = f"Cabinets that fail most ({len(rows)})"
    return table("Cabinets that fail most, in the window", columns, rows, sortable=True,
                 figures=(0, 3, 4, 5, 6), folded=folded)  # fmt: skip
