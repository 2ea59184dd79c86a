"""The office: where orders spend their days, what goes back, how busy clerks are."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import OPEN, PLACE, add

_STEP = (*PLACE, "step", "order", "facilities", "month")
_DESK = ("county", "step")
add("office_days_mean", "days", "order",
     "Mean days that an order spends at a step on its way to working service; all steps together "
     "are supply_time_mean.",
     f"sum of times at the step / installs and moves, without customers who gave up; {OPEN}",
     "lower", "mean", _STEP)  # fmt: skip
add("office_rework_share", "%", "order", "Share of orders that go back for a mistake.",
     "orders of the window sent back once or more / installs and moves, without customers who "
     "gave up", "lower", "share", (*PLACE, "order", "facilities", "month"))  # fmt: skip
add("office_sent_back", "orders", "mistake", "Mistakes found, by the step that made them.",
     "mistakes found in the window", "lower", "count", _DESK)  # fmt: skip
add("office_wait_mean", "h", "paper", "Mean time that a paper lies at a desk until a clerk has it.",
     "sum of waits / papers done in the window; trays that are carried are left aside", "lower",
     "mean", _DESK)  # fmt: skip
add("office_queue_mean", "papers", "paper", "Papers that wait for a clerk, on average.",
     "sum of waits of the papers done in the window / its length", "lower", "amount",
     _DESK)  # fmt: skip
add("office_busy_share", "%", "paper", "Share of clerks' time in which they work.",
     "work on papers done in the window, those included of which the order has ended in a clerk's "
     "hands / clerks × opening hours of the window", None, "share",
     _DESK)  # fmt: skip
add("billing_days_mean", "days", "order", "Mean time from working service to its entry in a bill.",
     "sum of times / lines entered in the window", "lower", "mean", (*PLACE, "order"))  # fmt: skip
