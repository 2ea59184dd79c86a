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
add("training_days", "days", "head", "Days of heads on courses in the window.",
     "sum over crews of their heads on each day away; an office counts when its course begins",
     None, "amount", ("county", "role"))  # fmt: skip
