"""When a campaign begins at an exchange: one idea a file, found under its word."""

import importlib
import pkgutil

from telesim.policies.campaigns.base import CAMPAIGN_TIMINGS, CampaignTiming

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["CAMPAIGN_TIMINGS", "CampaignTiming"]
