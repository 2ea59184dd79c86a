"""Supply time, and what became of orders."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CLOCKS, OPEN, ORDER, add, add_times

add_times("supply_time", "days", "order",
           "time from the valid order to working service, installs and moves",
           ORDER, ("5d", "15d", "30d"), (50, 95, 99))  # fmt: skip
add("supply_time_with_cancelled_mean", "days", "order",
     "Mean supply time when those who gave up count with the time they waited.",
     "sum of (times to service or cancellation) / orders; " + OPEN,
     "lower", "mean", ORDER, CLOCKS)  # fmt: skip
add("orders_received", "orders", "order", "Installs and moves ordered in the window.",
     "count of orders by the instant of the order; customers who were registered and have not "
     "ordered are counted by registered", None, "count", ORDER)  # fmt: skip
add("orders_open_at_end", "orders", "order",
     "Orders of the window neither served nor cancelled when the run ended.",
     "count; their age enters the means as a lower bound", "lower", "count", ORDER)  # fmt: skip
add("orders_cancelled", "orders", "order", "Orders of the window whose customer gave up.",
     "count", "lower", "count", ORDER)  # fmt: skip
add("orders_cancelled_share", "%", "order",
     "Share of the window's orders whose customer gave up.",
     "cancelled orders / orders received", "lower", "share", ORDER)  # fmt: skip

add("orders_reconnected_share", "%", "order",
     "Share of the window's orders served whose line still stood, so that nobody called.",
     "orders served without a visit / orders served", None, "share", ORDER)  # fmt: skip
