"""Orders that crews finish."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

add("orders_done_rate", "orders per 100 lines per month", "order",
     "Installs and moves finished by a visit, per 100 lines and month of 30.4 days.",
     "100 x installs and moves finished in the window / (mean lines in service x months); what "
     "telesim rates takes as --installs and --moves",
     None, "mean", (*PLACE, "order"))  # fmt: skip
