"""Public telephones out of order."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, OPEN, PLACE, add

add("payphones_out_mean", "telephones", "telephone",
     "Public telephones out of order at any time.",
     "time out of order within the window / length of the window", "lower", "amount",
     PLACE)  # fmt: skip
add("payphones_out_share", "%", "telephone",
     "Share of the public telephones that are out of order.",
     "time out of order within the window / telephones x length of the window", "lower", "share",
     PLACE)  # fmt: skip
add("payphone_hours_unfound", "h", "telephone",
     "Hours in which public telephones were out of order and nobody knew.",
     "sum of the time within the window from the fault until it was found", "lower", "amount",
     PLACE)  # fmt: skip
add("payphone_hours_waiting", "h", "telephone",
     "Hours in which public telephones known to be out of order waited for a crew, or had it.",
     "sum of the time within the window from the finding to the repair", "lower", "amount",
     PLACE)  # fmt: skip
add("payphone_faults", "faults", "fault", "Public telephones that broke in the window.",
     "count by the instant of the fault", "lower", "count", PLACE)  # fmt: skip
add("payphone_out_time_mean", "h", "fault",
     "Mean time for which a public telephone is out of order.",
     f"sum of times / faults of the window; {OPEN}", "lower", "mean", PLACE,
     ("elapsed",))  # fmt: skip
add("payphone_found_by_patrol_share", "%", "fault",
     "Share of the broken public telephones that a patrol found before anybody reported them.",
     "found by patrol / faults of the window that were found", None, "share", PLACE)  # fmt: skip
add("payphone_revenue_lost", CURRENCY, "telephone",
     "Takings lost while public telephones were out of order.",
     "time out of order within the window x takings of a telephone in order; nothing without a "
     "price", "lower", "amount", PLACE)  # fmt: skip
