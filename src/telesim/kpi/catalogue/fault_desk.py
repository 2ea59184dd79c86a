"""Calls to the fault reception: answered, lost, and what the desk learns from them."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_DIMS = (*PLACE, "month")
_ALL = "calls in the window, those when the desk is closed included"
add("fault_calls", "calls", "call", "Calls about faults, answered or not.",
     "count of reports, further tries and enquiries in the window", None, "count",
     _DIMS)  # fmt: skip
add("fault_calls_answered_in_15s", "%", "call",
     "Share of the calls about faults that are answered within 15 s.",
     f"answered within 15 s / {_ALL}", "higher", "share", _DIMS)  # fmt: skip
add("fault_answer_mean", "s", "call", "Mean wait of the calls about faults that are answered.",
     "sum of waits / answered calls", "lower", "mean", _DIMS)  # fmt: skip
add("fault_calls_abandoned", "%", "call", "Share of the calls about faults whose caller gives up.",
     f"given up / {_ALL}", "lower", "share", _DIMS)  # fmt: skip
add("fault_calls_unattended", "%", "call",
     "Share of the calls about faults that meet a closed desk.",
     f"the desk was closed, or closed meanwhile / {_ALL}", "lower", "share", _DIMS)  # fmt: skip
add("fault_calls_engaged", "%", "call",
     "Share of the calls about faults that hear the busy signal.",
     f"all lines into the desk were taken / {_ALL}", "lower", "share", _DIMS)  # fmt: skip
add("calls_per_fault", "calls", "fault", "Calls for each fault.",
     "calls in the window / faults first called about in the window", "lower", "mean",
     _DIMS)  # fmt: skip
add("first_try_to_report_mean", "h", "fault",
     "Mean time from the customer's first try to the valid report, which no time to restore has.",
     "sum of times / faults first called about in the window; one never answered counts with its "
     "age at the end of the run, a lower bound", "lower", "mean", _DIMS)  # fmt: skip
add("first_try_to_restored_mean", "h", "fault",
     "Mean time from the customer's first try to the restoration: nothing is hidden by the desk.",
     "sum of times / faults first called about in the window; an open fault counts with its age "
     "at the end of the run, a lower bound", "lower", "mean", _DIMS)  # fmt: skip
add("cable_recognised_mean", "h", "fault",
     "Mean time from the damage of a cable until the desk knows that it is one cable.",
     "sum of times / cable faults of several lines of the window, by the damage; one not "
     "recognised counts with its age at the end of the run, a lower bound, one that is over before "
     "with its time until then", "lower", "mean", _DIMS)  # fmt: skip
add("false_cable_faults", "faults", "fault",
     "Times that the desk takes reports of a cabinet together for a cable which is not down.",
     "count of gangs sent for, in the window", "lower", "count", _DIMS)  # fmt: skip
add("faults_put_to_cable", "faults", "fault",
     "Faults of single lines that wait for a cable, or what is taken for one, which they are not.",
     "count of times in the window", "lower", "count", _DIMS)  # fmt: skip
add("duplicate_visits", "visits", "visit",
     "Visits to further reports of a cable fault, for which there is nothing to do.",
     "count of visits that ended in the window", "lower", "count", _DIMS)  # fmt: skip
add("duplicate_tickets_lapsed", "tickets", "ticket",
     "Tickets of further reports that lapse before anybody sets out.",
     "count of tickets in the window, as a crew has seen what it is or it is over", None, "count",
     _DIMS)  # fmt: skip
_JOINED = (
    "put in the window to a fault that the test or the reports together, not a crew on site, had "
    "made known"
)
add("reports_joined", "reports", "report",
     "Further reports of a cable fault that nobody is sent for, as the desk knows it.",
     f"count of reports {_JOINED}", "higher", "count", _DIMS)  # fmt: skip
add("duplicate_visits_avoided", "tickets", "ticket",
     "Tickets of further reports that there are not, as the desk knows the cable fault; without "
     "that some of them would lapse, the others be visited.",
     f"count of reports {_JOINED}, of one fault at most duplicate_tickets", "higher", "count",
     _DIMS)  # fmt: skip
