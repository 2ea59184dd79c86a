"""Which orders for a new line are taken: one idea a file, found under its word."""

import importlib
import pkgutil

from telesim.policies.screening.base import SCREENING_RULES, ScreeningRule

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SCREENING_RULES", "ScreeningRule"]
