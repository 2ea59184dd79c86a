"""Jumpers at the main frame."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import OPEN, PLACE, add

_JUMPER = (*PLACE, "order", "month")
add("main_frame_wait_mean", "h", "jumper",
     "Mean time that a job waits for its jumper, from assignment to the jumper run.",
     f"sum of times / jumpers asked for in the window, without customers who gave up; {OPEN}",
     "lower", "mean", _JUMPER)  # fmt: skip
add("main_frame_wait_max", "h", "jumper", "Longest time that a job waits for its jumper.",
     f"largest time; {OPEN}", "lower", "max", _JUMPER)  # fmt: skip
add("main_frame_waiting_at_end", "jobs", "jumper",
     "Jobs waiting for their jumper at the window's end.", "count", "lower", "count",
     _JUMPER)  # fmt: skip
add("jumpers_per_day", "jumpers", "jumper", "Jumpers run, per day of the window.",
     "jumpers run in the window / its days, Sundays and holidays included", None, "amount",
     _JUMPER)  # fmt: skip
add("jumpers_per_call", "jumpers", "call", "Jumpers run by one visit to a main frame.",
     "jumpers run / visits to a main frame ended in the window", None, "mean", PLACE)  # fmt: skip
