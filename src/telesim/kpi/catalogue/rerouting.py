"""Held orders that are served over a neighbour's pairs."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, PLACE, add

_MONTH = (*PLACE, "month")

add("rerouted", "orders", "order", "Held orders released over a neighbour's spare pairs.",
     "count in the window", "higher", "count", _MONTH)  # fmt: skip
add("rerouted_days_gained", "days", "order",
     "Days by which re-routing served held orders sooner than their own cabinet could have.",
     "sum over orders re-routed in the window of the days until the pair of their own cabinet that "
     "would have been theirs (the k-th oldest waits for the k-th that comes free), the line is "
     "given up or the run ends; what is open then counts so far, a lower bound", "higher",
     "amount", _MONTH)  # fmt: skip
add("rerouted_days_gained_mean", "days", "order",
     "Mean days by which re-routing served a held order sooner.",
     "rerouted_days_gained / rerouted", "higher", "mean", _MONTH)  # fmt: skip
add("borrowed_lines_at_end", "lines", "line",
     "Lines and orders over a neighbour's pairs at the window's end.", "count", "lower", "count",
     PLACE)  # fmt: skip
add("borrowed_lines_mean", "lines", "line",
     "Lines and orders over a neighbour's pairs, mean over the window.",
     "integral over the window / its length", None, "amount", PLACE)  # fmt: skip
add("moved_back", "lines", "line", "Borrowed lines that were moved back to their own cabinet.",
     "count in the window", None, "count", _MONTH)  # fmt: skip
add("lender_orders_blocked", "orders", "order",
     "Orders that found no pair in a cabinet that was lending some.",
     "count of orders of the window whose cabinet lent pairs when they were first held for pairs; "
     "at any instant no more of them than pairs are lent", "lower", "count", _MONTH)  # fmt: skip
add("rerouted_faults", "faults", "fault",
     "Faults of borrowed lines beyond those that they would have had anyway.",
     "count in the window", "lower", "count", _MONTH)  # fmt: skip
add("rerouting_wire_cost", CURRENCY, "order", "Money spent on the wire of re-routed lines.",
     "sum over the window", "lower", "amount", _MONTH)  # fmt: skip
