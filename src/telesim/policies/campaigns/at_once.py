"""A campaign begins everywhere on its first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.campaigns.base import CAMPAIGN_TIMINGS, CampaignTiming


@CAMPAIGN_TIMINGS.register("at-once")
@dataclass(frozen=True, slots=True)
class AtOnce(CampaignTiming):
    """Everywhere on the first day, whatever the places can take."""

    summary: ClassVar[str] = "Everywhere on the first day, whatever the places can take."
    everywhere: ClassVar[bool] = True
