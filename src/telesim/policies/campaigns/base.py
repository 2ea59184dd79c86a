"""When a campaign begins at an exchange.

A timing is asked at each look while the campaign may begin. Where it never says yes, the exchange
is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.registry import Registry

CAMPAIGN_TIMINGS: Registry[type[CampaignTiming]] = Registry(
    "campaign timing", entry_point_group="telesim.campaign_timings"
)


@dataclass(frozen=True, slots=True)
class CampaignTiming:
    """When a campaign begins; a subclass is a frozen dataclass of its parameters."""

    summary: ClassVar[str] = ""
    #: Whether it begins everywhere, sooner or later.
    everywhere: ClassVar[bool] = False

    def begins(self, safe: int, uplift: int) -> bool:
        """Whether to begin now at an exchange.

        ``safe`` is the largest campaign that it could take, ``uplift`` the campaign itself; both
        per mille of the usual orders.
        """
        return True
