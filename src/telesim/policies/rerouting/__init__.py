"""Which neighbour lends a pair: one idea a file, found under its word."""

import importlib
import pkgutil

from telesim.policies.rerouting.base import LENDER_RULES, LenderRule, LenderView

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["LENDER_RULES", "LenderRule", "LenderView"]
