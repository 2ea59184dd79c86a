"""Fault rate, repeats and visits."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import FAULT, PLACE, add

add("fault_rate", "reports per 100 lines per month", "report",
     "Customers' reports per 100 lines and month of 30.4 days.",
     "100 x reports / (mean lines in service x months)", "lower", "mean",
     (*PLACE, "cause_group", "cause"))  # fmt: skip
add("fault_case_rate", "faults per 100 lines per month", "fault",
     "Reported faults, each once, per 100 lines and month of 30.4 days.",
     "100 x faults reported / (mean lines in service x months)", "lower", "mean",
     (*PLACE, "cause_group", "cause"))  # fmt: skip
add("repeat_share", "%", "fault",
     "Share of reported faults of a line that was cleared at most 30 days before.",
     "repeats / faults reported", "lower", "share", FAULT)  # fmt: skip
add("visits_per_cleared_fault", "visits", "fault",
     "Visits needed by a fault cleared on site.",
     "visits / faults reported in the window and cleared on site",
     "lower", "mean", FAULT)  # fmt: skip
add("first_visit_share", "%", "fault", "Share of faults cleared on site by the first visit.",
     "cleared by one visit / cleared on site", "higher", "share", FAULT)  # fmt: skip
add("remote_share", "%", "fault", "Share of reported faults cleared from the desk.",
     "cleared remotely / faults reported", "higher", "share", FAULT)  # fmt: skip
add("no_access_share", "%", "visit", "Share of visits that found nobody at home.",
     "visits ended by no access / visits begun in the window", "lower", "share",
     (*PLACE, "job", "team"))  # fmt: skip
