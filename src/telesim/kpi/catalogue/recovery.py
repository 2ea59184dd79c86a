"""Recovery from storms."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import add

add("storm_recovery_days_mean", "days", "storm",
     "Mean time from the end of a dated shock until a county is as well as before.",
     "sum over shocks of the window and the counties they hit / their number; well is when at "
     "most 1.1 times as many faults are open as over the 7 days before; a county that is not "
     "there when the run ends counts with the time so far, a lower bound", "lower", "mean",
     ("county",))  # fmt: skip
add("storm_recovered_share", "%", "storm",
     "Share of these shocks that a county has recovered from when the run ends.",
     "recovered / shocks and counties hit", "higher", "share", ("county",))  # fmt: skip
add("storm_open_faults_max", "faults", "storm",
     "Most faults open in a county from the beginning of a shock until it has recovered.",
     "maximum over shocks of the window and the counties they hit", "lower", "max",
     ("county",))  # fmt: skip
