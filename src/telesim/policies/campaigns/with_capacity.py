"""A campaign begins at an exchange when that could take what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.campaigns.base import CAMPAIGN_TIMINGS, CampaignTiming


@CAMPAIGN_TIMINGS.register("with-capacity")
@dataclass(frozen=True, slots=True)
class WithCapacity(CampaignTiming):
    """At each exchange as soon as it could take what the campaign brings; nowhere else."""

    summary: ClassVar[str] = "At each exchange when it could take it; nowhere else."

    def begins(self, safe: int, uplift: int) -> bool:
        """See the class."""
        return safe >= uplift
