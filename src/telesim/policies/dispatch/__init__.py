"""Who serves whom next: one rule a file, found by itself under the word a scenario uses."""

import importlib
import pkgutil

from telesim.policies.dispatch.base import DISPATCH_RULES, DispatchRule, KeyRule, PairRule

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["DISPATCH_RULES", "DispatchRule", "KeyRule", "PairRule"]
