"""Repair visits that leave something to come back for."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

add("repair_errors_share", "%", "visit",
     "Share of repair visits that did some work and left something to come back for.",
     "visits left unfinished / those and visits that cleared a fault, by their end", "lower",
     "share", (*PLACE, "team", "month"))  # fmt: skip
