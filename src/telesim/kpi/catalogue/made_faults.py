"""Faults that people make."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import FAULT, add

add("early_life_faults", "faults", "fault",
     "Faults of the window that are the early failure of a new line.",
     "count of reported faults that name the install", "lower", "count", FAULT)  # fmt: skip
add("work_induced_faults", "faults", "fault",
     "Faults of the window that work on other pairs has made.",
     "count of reported faults that name the job", "lower", "count", FAULT)  # fmt: skip
add("made_share", "%", "fault",
     "Share of reported faults that people made: early failures and faults by work on pairs.",
     "(early-life + work-induced faults) / faults reported", "lower", "share", FAULT)  # fmt: skip
