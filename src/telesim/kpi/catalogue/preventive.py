"""Preventive work in spare time."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, PLACE, add

add("preventive_hours", "h", "hour",
     "Crew time of preventive work on lines, travel included; no job's time.",
     "sum over visits, split at the window's edges", None, "amount", CREW)  # fmt: skip
add("preventive_visits", "visits", "visit", "Lines looked after in the window.",
     "count by the end of the visit", None, "count", (*CREW, "area"))  # fmt: skip
add("faults_avoided", "faults", "fault",
     "Faults of the window that preventive work has kept away.",
     "count of candidates refused on lines looked after", "higher", "count",
     (*PLACE, "cause_group", "cause", "month"))  # fmt: skip
