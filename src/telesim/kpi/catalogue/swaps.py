"""Pairs that save a repair."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import FAULT, add

add("pair_swaps", "faults", "fault",
     "Faults of the window cleared by changing lines over to spare pairs.",
     "count of reported faults that took spare pairs", None, "count", FAULT)  # fmt: skip
add("no_spare_share", "%", "fault",
     "Share of faults to be cleared by a spare pair that found none and wait for the cable repair.",
     "no spare / (spare taken + no spare)", "lower", "share", FAULT)  # fmt: skip
