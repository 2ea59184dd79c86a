"""Cost, revenue and line-hours lost."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, CURRENCY, PLACE, add

add("cost_wages", CURRENCY, "hour",
     "Wages: what the pay scheme pays, for crews whose scheme names money; of the others, hours "
     "on duty at the wage per hour.",
     "sum of the pay of the window (as in pay_month_mean) + member hours on duty under schemes "
     "without money x wage per hour", "lower", "amount", CREW)  # fmt: skip
add("cost_overtime", CURRENCY, "hour", "Pay of overtime, on top of the wages of any scheme.",
     "member hours of overtime x overtime pay per hour", "lower", "amount", CREW)  # fmt: skip
add("cost_expansions", CURRENCY, "project", "Money spent on capacity in the window.",
     "sum of what was spent", "lower", "amount", (*PLACE, "level"))  # fmt: skip
add("cost_total", CURRENCY, "window",
     "Crews and plant: wages, overtime, expansions, circuits, wire of re-routed lines. Clerks "
     "have no wage, and what customers and agents are paid is told apart.",
     "cost_wages + cost_overtime + cost_expansions + cost_circuits + rerouting_wire_cost", "lower",
     "amount", ("county",))  # fmt: skip
add("revenue_lost_waiting", CURRENCY, "order", "Revenue that waiting installs would have paid.",
     "months that installs waited in the window x revenue per line and month", "lower", "amount",
     PLACE)  # fmt: skip
add("line_hours_lost", "line-hours", "line", "Hours that lines were down in the window.",
     "sum over lines of the time from fault to restoration within the window", "lower", "amount",
     (*PLACE, "cause_group", "cause"))  # fmt: skip
