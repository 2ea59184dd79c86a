"""Power failures of exchanges."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

add("power_failures", "failures", "failure", "Power failures of exchanges in the window.",
     "count of failures by the instant at which they begin", "lower", "count", PLACE)  # fmt: skip
add("power_line_hours_lost", "line-hours", "line",
     "Hours that lines were silent in the window because the power of their exchange had failed.",
     "sum over lines of the time without power within the window; no part of line_hours_lost",
     "lower", "amount", PLACE)  # fmt: skip
