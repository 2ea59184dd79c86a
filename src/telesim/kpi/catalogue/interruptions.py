"""Crews that more urgent jobs call away."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, PLACE, add

add("interruptions", "visits", "visit",
     "Visits that ended in the window because the crew was called to a more urgent job.",
     "count by the instant", "lower", "count", (*PLACE, "job", "team"))  # fmt: skip
add("interrupted_visits_share", "%", "visit", "Share of visits that ended so.",
     "interruptions / visits that ended in the window", "lower", "share",
     (*PLACE, "job", "team"))  # fmt: skip
add("hours_lost_to_interruptions", "h", "hour",
     "Crew time that must be spent again: the way, and the work where that is begun anew.",
     "sum over interruptions of the window", "lower", "amount", (*CREW, "job", "area"))  # fmt: skip
