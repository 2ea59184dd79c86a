"""Appointments kept and broken; promised times."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_PROMISE = (*PLACE, "job")
add("promises_made", "promises", "promise", "Appointments given to customers in the window.",
     "count of windows promised, every new one of the same job too", None, "count",
     _PROMISE)  # fmt: skip
add("promises_kept_share", "%", "promise",
     "Share of appointments for which a crew came within the window.",
     "arrived by the window's end / (arrived by then + not arrived by then); not counted: still "
     "to come at the end of the run, or given up with the order before then", "higher", "share",
     _PROMISE)  # fmt: skip
add("promises_broken", "promises", "promise", "Appointments to which no crew came in time.",
     "count of windows that ended before a crew was on site", "lower", "count",
     _PROMISE)  # fmt: skip
add("promises_waiting", "promises", "promise",
     "Appointments whose window had not ended when the run did, and no crew had come.", "count",
     None, "count", _PROMISE)  # fmt: skip
add("orders_by_promised_date", "%", "order",
     "Share of installs and moves in service by the date of policies.promises.",
     "in service by order + promised time / orders in service or past that date; who gave up "
     "before it is not counted", "higher", "share", (*PLACE, "order", "facilities", "band",
     "month"))  # fmt: skip
add("pull_off_days", "days", "county", "Days that counties had teams pulled off to repair.",
     "time in pull-off within the window, summed over counties", "lower", "amount",
     ("county",))  # fmt: skip
add("pull_offs", "times", "county", "How often counties pulled teams off to repair.",
     "count of pull-offs that begin in the window", "lower", "count", ("county",))  # fmt: skip
