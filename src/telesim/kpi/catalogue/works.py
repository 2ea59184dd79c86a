"""Construction: projects, their slip, bores, pairs recovered."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_WORKS = (*PLACE, "work")
_CABLES = (
    "cabinets that share a cable count one by one, each with a plan as if its pairs were all, so "
    "that the later ones slip"
)
add("works_opened", "projects", "project",
     "Cables, ducts and recoveries of pairs that gangs finished in the window.",
     "count of projects by the end of their last gang-day", None, "count", _WORKS)  # fmt: skip
add("works_open_at_end", "projects", "project",
     "Projects that could be built by gangs and are not finished at the window's end.",
     "count of projects released and not built", "lower", "count", _WORKS)  # fmt: skip
add("works_slip_mean", "days", "project",
     "Mean delay of projects behind the plan that held when permits and material were there: one "
     "gang builds each without interruption, and a bore is free.",
     "sum of (real - planned opening + wait for a bore, and the frost it runs into) / projects "
     "opened in the window or due by its end; what is not open counts with its delay up to the "
     "end, a cable without a bore with its wait so far; " + _CABLES, "lower", "mean",
     _WORKS)  # fmt: skip
add("works_slip_by_ducts_mean", "days", "project",
     "The part of this mean delay that is the wait for a bore.",
     "sum of times from permits and material to release / the same projects", "lower", "mean",
     _WORKS)  # fmt: skip
add("works_slip_max", "days", "project",
     "Longest delay of a project behind its plan, the wait for a bore included.",
     "largest slip; of projects not open the slip up to the window's end; " + _CABLES, "lower",
     "max", _WORKS)  # fmt: skip
add("works_gang_days", "gang-days", "gang-day",
     "Time of gangs on construction, travel included, in their days in the field.",
     "sum of crew time on works / the crew's mean time on duty less depot", None, "amount",
     _WORKS)  # fmt: skip
add("bores_free_at_end", "bores", "duct", "Free bores of all ducts at the window's end.",
     "bores - bores taken", "higher", "amount", PLACE)  # fmt: skip
add("duct_projects_ordered", "projects", "project", "Duct projects ordered in the window.",
     "count", None, "count", PLACE)  # fmt: skip
add("pair_months_delayed_by_ducts", "pair-months", "cable",
     "Pairs times the months for which their cable could be built but had no bore.",
     "sum of pairs x months in the window from permits and material to release", "lower", "amount",
     PLACE)  # fmt: skip
add("pairs_recovered", "pairs", "project",
     "Defective distribution pairs brought back by gangs in the window.",
     "sum of pairs", "higher", "amount", PLACE)  # fmt: skip
