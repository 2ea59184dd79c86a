"""Counters of the counties on their sample days."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, PLACE, add

_DIMS = (*PLACE, "month", "business")
_ON = "on sample days, each weighted by the days of the window for which it stands"
add("counter_wait_mean", "min", "customer", "Mean wait at the counter of those who are served.",
     f"sum of waits / customers served, {_ON}", "lower", "mean", _DIMS)  # fmt: skip
add("counter_served_in_10min", "%", "customer",
     "Share of the customers at counters who are served within 10 minutes.",
     f"served after at most 10 min / customers who came, {_ON}", "higher", "share",
     _DIMS)  # fmt: skip
add("counter_left", "%", "customer", "Share of the customers who leave the counter unserved.",
     f"left, or found the counter closed / customers who came, {_ON}", "lower", "share",
     _DIMS)  # fmt: skip
add("counter_errors_per_1000", "errors", "customer",
     "Errors for each 1,000 transactions at the counter.",
     f"1,000 x errors / customers served, {_ON}", "lower", "mean", _DIMS)  # fmt: skip
add("counter_transactions_per_clerk_hour", "customers", "hour",
     "Customers served in an hour for which a clerk is paid.",
     f"customers served / clerk hours, {_ON}; of those who are inside at closing time too",
     "higher", "mean", ("county",))  # fmt: skip
_PAID = (
    "base, customers, errors and stars by the scheme, for customers and errors of a mean month of "
    "the window; those who take turns at a place share what is done there"
)
add("counter_pay_mean", CURRENCY, "clerk", "Mean pay of a counter clerk for a month.",
    f"sum of pay / heads, {_ON}; {_PAID}", None, "mean", ("county",))  # fmt: skip
add("counter_pay_p10", CURRENCY, "clerk",
    "Pay of a counter clerk for a month that a tenth of the clerks do not pass.",
    f"least pay that at least a tenth of the heads do not pass, {_ON}; {_PAID}", "higher",
    "quantile", ("county",))  # fmt: skip
add("counter_sample_days", "days", "day", "Days of the window on which counters are simulated.",
     "count of sample days", None, "count", ("county",))  # fmt: skip
