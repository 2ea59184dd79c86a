"""A worker's pay."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, CURRENCY, add

_PAY = (
    "what the scheme pays to the worker, by the county of the crew's base; all of it is in "
    "cost_wages; by the piece a pair swap is paid as a repair, construction by the gang-day at the "
    "norm, and jumpers of calls to a main frame one by one"
)
add("pay_month_mean", CURRENCY, "worker-month",
     "Mean pay of a worker for a month of 30.4 days.",
     "pay of the window / worker-months of service in it; " + _PAY, "higher", "mean",
     (*CREW, "scheme"))  # fmt: skip
add("pay_month_lowest_tenth", CURRENCY, "worker-month",
     "Mean pay for a month of the tenth of the workers who are paid least.",
     "each worker by his mean over the window; the lowest 10 % of worker-months; " + _PAY,
     "higher", "mean", (*CREW, "scheme"))  # fmt: skip
add("pay_deducted", CURRENCY, "case", "Money taken off for repeats, late repairs and bad closing.",
     "sum of deductions of the window by schemes and by supervision, before pay is cut off at "
     "nothing; nothing can be taken off where a scheme names no money", "lower", "amount",
     (*CREW, "scheme"))  # fmt: skip
