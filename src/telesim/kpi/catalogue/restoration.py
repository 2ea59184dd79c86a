"""Time to restore."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CLOCKS, FAULT, OPEN, add, add_times

add_times("time_to_restore", "h", "fault",
           "time from the first valid report to the last line restored, faults that need a visit",
           FAULT, ("24h", "48h", "72h"))  # fmt: skip
add("time_to_restore_net_mean", "h", "fault",
     "Mean time to restore less the time waiting for a customer who was not at home.",
     "sum of (time to restore - pauses) / faults that need a visit; " + OPEN,
     "lower", "mean", FAULT)  # fmt: skip
add("time_to_restore_with_remote_mean", "h", "fault",
     "Mean time to restore of all reported faults, those cleared from the desk included.",
     "sum of times / reported faults; " + OPEN, "lower", "mean", FAULT, CLOCKS)  # fmt: skip
add("time_to_restore_own_plant_mean", "h", "fault",
     "The same without faults that lie with the customer's equipment.",
     "sum of times / reported faults of causes in the company's plant; " + OPEN,
     "lower", "mean", FAULT, CLOCKS)  # fmt: skip
add_times("time_to_restore_per_line", "h", "line",
           "time from the first valid report of its fault to the line restored",
           FAULT, ("24h", "48h", "72h"))  # fmt: skip
add("faults_reported", "faults", "fault", "Faults first reported in the window.",
     "count of faults by the instant of their first report", "lower", "count", FAULT)  # fmt: skip
add("faults_open_at_end", "faults", "fault",
     "Faults reported in the window and still open when the run ended.",
     "count; their age enters the means as a lower bound", "lower", "count", FAULT)  # fmt: skip
