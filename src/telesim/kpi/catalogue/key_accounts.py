"""Key accounts: limits that pass, who made whom late, and what the others pay for it."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import OPEN, PLACE, add

_BY_STEP = ("county", "step")
_HANDS = ("county", "step", "to")
add("key_account_supply_mean", "days", "order",
     "Mean time from order to working service of key accounts.",
     f"sum of times / installs and moves of key accounts, without those who gave up; {OPEN}",
     "lower", "mean", (*PLACE, "order"))  # fmt: skip
add("ordinary_supply_mean", "days", "order",
     "Mean time from order to working service of all other customers; its difference from a "
     "scenario without the green channel is what that costs them.",
     f"sum of times / their installs and moves, without those who gave up; {OPEN}", "lower", "mean",
     (*PLACE, "order"))  # fmt: skip
add("key_account_breach_share", "%", "order", "Share of key accounts' orders overdue at some step.",
     "orders of the window with a limit that passed / their installs and moves, without those who "
     "gave up", "lower", "share", (*PLACE, "order"))  # fmt: skip
add("dwell_breaches", "breaches", "breach", "Limits that pass while an order is at a step.",
     "first times that a limit passes, in the window", "lower", "count", _BY_STEP)  # fmt: skip
add("escalations", "orders", "escalation", "Orders that liaison or manager take up.",
     "orders taken up in the window, once for each of the two", "lower", "count",
     _BY_STEP)  # fmt: skip
add("delay_caused_hours", "h", "hand-over",
     "Time beyond its limit that a step keeps an order while another waits for it.",
     "sum over orders handed on late in the window, by the clock of the limits", "lower", "amount",
     _HANDS)  # fmt: skip
add("bad_input_returned", "orders", "return",
     "Orders of key accounts that a step returns to the one that made a mistake.",
     "returns in the window; step = who made it, to = who returned it", "lower", "count",
     _HANDS)  # fmt: skip
