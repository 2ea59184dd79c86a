"""What slips under a pay scheme."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import FAULT, PLACE, add

add("forgotten_tickets", "tickets", "fault",
     "Tickets of the window that lay forgotten until the customer called again.",
     "count by the first report", "lower", "count", FAULT)  # fmt: skip
add("forgotten_share", "%", "fault", "Share of faults left to a crew whose ticket lay forgotten.",
     "forgotten tickets / faults reported and not cleared from the desk", "lower", "share",
     FAULT)  # fmt: skip
add("tests_skipped", "jobs", "job", "Jobs closed in the window without the closing test.",
     "count by closing", "lower", "count", (*PLACE, "job", "team"))  # fmt: skip
add("tests_skipped_share", "%", "job", "Share of jobs closed without the closing test.",
     "tests skipped / jobs that a crew closed in the window", "lower", "share",
     (*PLACE, "job", "team"))  # fmt: skip
add("closed_unrepaired", "tickets", "fault",
     "Tickets closed in the window though the line was not repaired.",
     "count by closing; the line is down on, as a repeat", "lower", "count",
     (*PLACE, "job", "team"))  # fmt: skip
add("closed_unrepaired_found", "tickets", "fault",
     "Of these, tickets that inspection has found; the customers report the others again.",
     "count by closing", None, "count", (*PLACE, "job", "team"))  # fmt: skip
add("closed_unrepaired_not_found", "tickets", "fault",
     "Of these, tickets that inspection has not found.",
     "closed_unrepaired - closed_unrepaired_found", "lower", "count",
     (*PLACE, "job", "team"))  # fmt: skip
