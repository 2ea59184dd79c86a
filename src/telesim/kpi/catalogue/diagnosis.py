"""Crews sent to faults of another trade."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, FAULT, add

_DIMS = (*FAULT, *(word for word in CREW if word not in FAULT))

add("wrong_skill_visits", "visits", "visit",
     "Visits of crews whose trade the fault was not, whether or not they found anybody at home.",
     "count of visits begun in the window while the fault was taken for another, and ended",
     "lower", "count", _DIMS)  # fmt: skip
add("wrong_skill_visit_share", "%", "visit",
     "Share of visits to faults whose crew was of another trade than the fault needed.",
     "such visits / visits to faults begun in the window and ended", "lower", "share",
     _DIMS)  # fmt: skip
add("wrong_skill_hours", "h", "visit",
     "Crew time lost on visits to faults of another trade, travel included.",
     "sum of travel and time on site of such visits begun in the window", "lower", "amount",
     _DIMS)  # fmt: skip
