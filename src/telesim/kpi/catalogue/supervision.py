"""What inspection of closed repairs looks at, finds, and costs."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, PLACE, add

_DIMS = (*PLACE, "team", "month")

add("inspected", "jobs", "job", "Closed repairs that inspection looks at in the window.",
     "count by the look", None, "count", _DIMS)  # fmt: skip
add("inspected_found_bad", "jobs", "job", "Of these, jobs that inspection sees to be bad.",
     "count by the look", None, "count", _DIMS)  # fmt: skip
add("inspected_found_share", "%", "job", "Share of the inspected jobs that are seen to be bad.",
     "inspected_found_bad / inspected", "lower", "share", _DIMS)  # fmt: skip
add("put_right", "jobs", "job", "Repairs that would not have held, put right by inspection.",
     "jobs found to fail again, by the look", "higher", "count", _DIMS)  # fmt: skip
add("inspection_deductions", CURRENCY, "job", "Deductions for jobs that inspection finds bad.",
     "sum by the look; taken off the pay of the crew that closed the job, if its scheme names "
     "money; those of contracts for lines not repaired stand in pay_deducted alone", None,
     "amount", _DIMS)  # fmt: skip
add("inspector_days", "days", "crew", "Days on which crews inspect instead of being on duty.",
     "count of crews and days of the window", None, "count",
     ("county", "team", "month"))  # fmt: skip
