"""Campaigns: what they bring, whether places could take it, and what it earns."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, PLACE, add

_MONTH = (*PLACE, "month")

add("promoted_orders", "orders", "order", "Orders that campaigns have brought.",
     "count of such orders of the window", None, "count", _MONTH)  # fmt: skip
add("promoted_held_share", "%", "order",
     "Share of the orders that campaigns have brought that lacked facilities.",
     "such orders ever held, or rightly registered instead / promoted_orders", "lower", "share",
     _MONTH)  # fmt: skip
add("promoted_held", "orders", "order",
     "Orders that campaigns have brought and that lacked facilities.",
     "count of such orders of the window ever held, or rightly registered instead", "lower",
     "count", _MONTH)  # fmt: skip
add("forestalled_orders", "orders", "order",
     "Orders that did not come, as a campaign had drawn them forward.", "count in the window",
     None, "count", _MONTH)  # fmt: skip
add("campaign_places", "places", "place", "Exchanges at which a campaign began.",
     "count in the window, once for each campaign", None, "count", _MONTH)  # fmt: skip
add("campaign_places_left_out", "places", "place",
     "Exchanges that a campaign left out, as they could not take it.",
     "count in the window, once for each campaign", None, "count", _MONTH)  # fmt: skip
add("campaign_safe_share", "%", "place",
     "Share of the exchanges at which a campaign began that could take it.",
     "places whose largest safe uplift was that of the campaign or more / campaign_places",
     "higher", "share", _MONTH)  # fmt: skip
add("campaign_safe_uplift", "times", "place",
     "Largest campaign that an exchange could take on the day on which the campaign opens, in "
     "multiples of its usual orders, at most 10.",
     "sum over exchanges where a campaign may run / their number; free ports and pairs serve the "
     "campaign's share of the orders expected in that season, cabinet by cabinet", "higher",
     "mean", (*_MONTH, "exchange"))  # fmt: skip
add("campaign_safe_uplift_best", "times", "place",
    "Largest campaign that an exchange could take at best, on any look of the window while the "
    "campaign may begin, in multiples of its usual orders, at most 10.",
    "sum over exchanges of the largest of the looks / their number; each look as for "
    "campaign_safe_uplift", "higher", "mean", (*_MONTH, "exchange"))  # fmt: skip
add("promotion_revenue", CURRENCY, "order", "Revenue of the lines that campaigns have brought.",
     "months in service within the window x revenue per line and month", "higher", "amount",
     PLACE)  # fmt: skip
add("promotion_revenue_waiting", CURRENCY, "order",
     "Revenue that orders brought by campaigns would have paid while they waited.",
     "months that they waited in the window x revenue per line and month", "lower", "amount",
     PLACE)  # fmt: skip
add("promotion_discounts", CURRENCY, "order",
     "Discounts for all who ordered where and while a campaign ran, and who were served.",
     "sum over such orders of the window in service by its end", "lower", "amount",
     PLACE)  # fmt: skip
