"""Directory enquiry on its sample days."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_DIMS = (*PLACE, "month")
_ON = "on sample days, each weighted by the days of its month for which it stands"
add("directory_calls_per_day", "calls", "day", "Calls to directory enquiry a day.",
     f"calls / days, {_ON}; further tries count", None, "mean", ("county", "area"))  # fmt: skip
add("directory_answered_in_15s", "%", "call",
     "Share of the calls to directory enquiry that are answered within 15 s.",
     f"answered within 15 s / calls, {_ON}", "higher", "share", _DIMS)  # fmt: skip
add("directory_answer_mean", "s", "call",
     "Mean wait of the calls to directory enquiry that are answered.",
     f"sum of waits / answered calls, {_ON}", "lower", "mean", _DIMS)  # fmt: skip
add("directory_abandoned", "%", "call",
     "Share of the calls to directory enquiry that are lost.",
     f"given up, met a closed desk or no free line / calls, {_ON}", "lower", "share",
     _DIMS)  # fmt: skip
add("directory_engaged", "%", "call",
     "Share of the calls to directory enquiry that hear the busy signal.",
     f"all lines into the desk were taken / calls, {_ON}", "lower", "share", _DIMS)  # fmt: skip
add("directory_sample_days", "days", "day",
     "Days of the window on which directory enquiry is simulated.",
     "count of sample days", None, "count", ("county",))  # fmt: skip
