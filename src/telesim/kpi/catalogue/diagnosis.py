"""Crews sent to faults of another trade."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, FAULT, add

_DIMS = (*FAULT, *(word for word in CREW if word not in FAULT))

add("wrong_skill_visits", "visits", "visit",
     "Visits whose crew found that the fault was not its trade.",
     "count of such visits begun in the window", "lower", "count", _DIMS)  # fmt: skip
add("wrong_skill_visit_share", "%", "visit",
     "Share of visits to faults whose crew found that the fault was not its trade.",
     "such visits / visits to faults begun in the window and ended", "lower", "share",
     _DIMS)  # fmt: skip
add("wrong_skill_hours", "h", "visit",
     "Crew time lost on visits to faults of another trade, travel included.",
     "sum of travel and time on site of such visits begun in the window", "lower", "amount",
     _DIMS)  # fmt: skip
