"""Recovery from storms."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import add

_COUNTED = "storms that begin in the window and counties they hit"

add("storm_recovery_days_mean", "days", "storm",
     "Mean time from the end of a storm until a county is as well as before.",
     f"sum over {_COUNTED} / their number; a storm is a dated shock, or storm days of a pattern "
     "in a row; well is when at most 1.1 times as many faults are open as in the 7 days before; a "
     "storm that comes before a county is well only makes it later; a county that is not there "
     "when the run ends counts with the time so far, a lower bound", "lower", "mean",
     ("county",))  # fmt: skip
add("storm_recovered_share", "%", "storm",
     "Share of these storms that a county has recovered from when the run ends.",
     f"recovered / {_COUNTED}", "higher", "share", ("county",))  # fmt: skip
add("storm_open_faults_max", "faults", "storm",
     "Most faults open in a county from the beginning of a storm until it has recovered.",
     f"maximum over {_COUNTED}", "lower", "max", ("county",))  # fmt: skip
