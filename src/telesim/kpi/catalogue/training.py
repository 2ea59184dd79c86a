"""How well people are trained, and what that costs."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import add

add("training_level", "level", "time", "Mean level of training, 0 to 1; counties count alike.",
     "time integral of the level / time, over counties and roles", None, "mean",
     ("county", "role", "month"))  # fmt: skip
add("training_error_factor", "times", "time",
     "What error rates are multiplied by at the level of training; 1 = as they are stated.",
     "time integral of the factor / time, over counties and roles", "lower", "mean",
     ("county", "role", "month"))  # fmt: skip
add("training_days", "days", "head", "Days on which heads are on courses instead of at work.",
     "sum over days of the window of heads of crews, and of clerks of the order system, on courses",
     None, "amount", ("county", "role"))  # fmt: skip
add("training_days_beside_work", "days", "head",
     "Days on which heads learn beside their work, which nobody is taken from.",
     "sum over days of the window of heads of offices whose turn it is and who stay", None,
     "amount", ("county", "role"))  # fmt: skip
