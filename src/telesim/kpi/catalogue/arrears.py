"""Arrears: lines suspended, and the time from the payment to working service."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, OPEN, PLACE, add

_AGENT = (*PLACE, "agent")

add("reconnect_time_mean", "h", "payment",
     "Mean time from the payment of a suspended line to working service.",
     f"sum of times / payments of the window; {OPEN}; lines given up meanwhile do not count",
     "lower", "mean", _AGENT, ("elapsed",))  # fmt: skip
add("reconnect_time_max", "h", "payment",
     "Longest time from the payment of a suspended line to working service.",
     f"largest time of payments of the window; {OPEN}", "lower", "max", _AGENT,
     ("elapsed",))  # fmt: skip
add("reconnect_within_48h", "%", "payment",
     "Share of suspended lines that work within 48 h of their payment.",
     "lines back within 48 h / payments of the window, open ones included", "higher", "share",
     _AGENT)  # fmt: skip
add("lost_notices", "notices", "payment", "Notices of payment that nobody sent.",
     "count by the instant at which they were due, in the window", "lower", "count",
     _AGENT)  # fmt: skip
add("lost_notice_share", "%", "payment", "Share of the payments whose notice was lost.",
     "payments of the window whose notice was lost / payments of the window", "lower", "share",
     _AGENT)  # fmt: skip
add("notice_penalties", CURRENCY, "payment", "What agents paid for notices that they had lost.",
     "sum over lost notices of the window", None, "amount", _AGENT)  # fmt: skip
add("line_suspensions", "lines", "line", "Lines suspended for arrears in the window.",
     "count by the instant of the suspension", "lower", "count", PLACE)  # fmt: skip
add("lines_suspended_mean", "lines", "line",
     "Lines suspended for arrears at any time, whether paid for or not.",
     "time in suspension within the window / length of the window", "lower", "amount",
     PLACE)  # fmt: skip
add("revenue_lost_suspended", CURRENCY, "line",
     "Revenue that lines suspended for arrears would have brought.",
     "months that lines were suspended in the window x revenue per line and month", "lower",
     "amount", PLACE)  # fmt: skip
