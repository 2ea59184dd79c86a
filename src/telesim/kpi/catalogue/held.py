"""Orders that lack facilities."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_HELD = (*PLACE, "level", "order")
add("held_orders_at_end", "orders", "order", "Orders lacking facilities at the window's end.",
     "count of held orders, by the first level that blocks", "lower", "count", _HELD)  # fmt: skip
add("held_orders_mean", "orders", "order", "Orders lacking facilities, mean over the window.",
     "integral of held orders over the window / its length", "lower", "amount", _HELD)  # fmt: skip
add("held_orders_max", "orders", "order", "Most orders lacking facilities at any time.",
     "maximum over the window", "lower", "max", _HELD)  # fmt: skip
add("held_over_30d_at_end", "orders", "order",
     "Orders lacking facilities at the window's end that were ordered over 30 days before.",
     "count", "lower", "count", _HELD)  # fmt: skip
add("orders_held_share", "%", "order", "Share of the window's orders that lacked facilities.",
     "orders ever held and customers registered / orders received and customers who were "
     "registered and have not ordered", "lower", "share",
     (*PLACE, "order", "band", "month"))  # fmt: skip
