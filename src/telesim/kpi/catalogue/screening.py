"""Orders that are taken or sent away, and the money of those that wait."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, PLACE, add

_MONTH = (*PLACE, "month")

add("falsely_accepted", "orders", "order",
     "Orders for a new line that were taken though facilities lacked.",
     "count of such orders decided on in the window", "lower", "count",
     (*_MONTH, "by"))  # fmt: skip
add("falsely_accepted_share", "%", "order",
     "Share of the orders taken for which facilities lacked.",
     "such orders / orders for a new line taken in the window", "lower", "share",
     (*_MONTH, "by"))  # fmt: skip
add("wasted_visits", "visits", "visit",
     "Visits whose crew looked in vain for a pair that the records showed.",
     "count of such visits begun in the window", "lower", "count", PLACE)  # fmt: skip
add("wasted_visit_hours", "h", "visit",
     "Crew time lost on visits for pairs that were not there, travel included.",
     "sum of travel and time on site of such visits begun in the window", "lower", "amount",
     PLACE)  # fmt: skip
add("registered", "customers", "customer",
     "Customers who were sent away and left their name.", "count in the window", None, "count",
     (*_MONTH, "by"))  # fmt: skip
add("falsely_refused", "customers", "customer",
     "Customers who were sent away though facilities were there.", "count in the window", "lower",
     "count", (*_MONTH, "by"))  # fmt: skip
add("falsely_refused_share", "%", "customer",
     "Share of the customers sent away for whom facilities were there.",
     "falsely_refused / registered", "lower", "share", (*_MONTH, "by"))  # fmt: skip
add("registered_mean", "customers", "customer",
     "Registered customers who wait unpaid, mean over the window.",
     "integral of registered customers over the window / its length", "lower", "amount",
     PLACE)  # fmt: skip
add("registered_at_end", "customers", "customer",
     "Registered customers who wait unpaid at the window's end.", "count", "lower", "count",
     PLACE)  # fmt: skip
add("returned", "customers", "customer",
     "Registered customers who were told in the window that there is service, and ordered.",
     "count in the window", "higher", "count", _MONTH)  # fmt: skip
add("registered_lost", "customers", "customer",
     "Registered customers who gave up in the window or did not order when told.",
     "count in the window", "lower", "count", _MONTH)  # fmt: skip
add("prepaid_at_end", "orders", "order", "Orders for a new line paid and not served at the end.",
     "count at the window's end", "lower", "count", PLACE)  # fmt: skip
add("prepaid_over_30d_at_end", "orders", "order",
     "Orders not served at the window's end that were paid over 30 days before.", "count", "lower",
     "count", PLACE)  # fmt: skip
add("prepaid_over_90d_at_end", "orders", "order",
     "Orders not served at the window's end that were paid over 90 days before.", "count", "lower",
     "count", PLACE)  # fmt: skip
add("money_held_mean", CURRENCY, "order",
     "Money prepaid for lines that do not work yet, mean over the window.",
     "prepayment x integral of orders paid and not served / length of the window", "lower",
     "amount", PLACE)  # fmt: skip
add("money_held_at_end", CURRENCY, "order",
     "Money prepaid for lines that do not work yet, at the window's end.",
     "prepayment x prepaid_at_end", "lower", "amount", PLACE)  # fmt: skip
add("money_held_age_at_end", "days", "order",
     "Mean age of the money prepaid for lines that do not work yet, at the window's end.",
     "sum of days since payment / orders paid and not served", "lower", "mean",
     PLACE)  # fmt: skip
add("refunds", "orders", "order",
     "Orders for a new line whose customers gave up and had their money back.",
     "count in the window", "lower", "count", _MONTH)  # fmt: skip
add("refunded", CURRENCY, "order", "Money given back to customers who gave up.",
     "prepayment x refunds", "lower", "amount", _MONTH)  # fmt: skip
add("agents_commission", CURRENCY, "order", "Paid to agents for the orders that they took.",
     "sum over the window", "lower", "amount", _MONTH)  # fmt: skip
add("records_error_mean", "pairs", "cabinet",
     "Free pairs that the records showed too many or too few when a cabinet was counted.",
     "sum of the errors found, without their sign / counts in the window", "lower", "mean",
     PLACE)  # fmt: skip
