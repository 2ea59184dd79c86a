"""Pairs that save a repair."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CLOCKS, FAULT, OPEN, add

_COMPARED = (
    "time to restore less the mean of the faults of the window of the same cause and county that "
    "took a spare; faults of which none took one are left out; a comparison of what happened, not "
    "of each fault with itself, and below 0 where gangs come sooner than repairers"
)

add("pair_swaps", "faults", "fault",
     "Faults of the window cleared by changing lines over to spare pairs.",
     "count of reported faults that took spare pairs", None, "count", FAULT)  # fmt: skip
add("no_spare_share", "%", "fault",
     "Share of faults to be cleared by a spare pair that found none and wait for the cable repair.",
     "no spare / (spare taken + no spare)", "lower", "share", FAULT)  # fmt: skip
add("longer_without_spare_mean", "h", "fault",
     "Mean time to restore of faults that found no spare pair, less the mean of those of the same "
     "cause and county that took one; below 0 where gangs come sooner than repairers.",
     f"sum over faults without a spare of the {_COMPARED} / faults compared; {OPEN}",
     "lower", "mean", FAULT, CLOCKS)  # fmt: skip
add("longer_without_spare_hours", "h", "fault",
     "The same in hours, all together: how much longer the repairs of the window took, compared "
     "with those that took a spare pair.",
     f"sum over faults without a spare of the {_COMPARED}; {OPEN}",
     "lower", "amount", FAULT, CLOCKS)  # fmt: skip
