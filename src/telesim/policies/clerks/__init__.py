"""How counter clerks are paid and what goes with it: one pay a file, found by itself."""

import importlib
import pkgutil

from telesim.policies.clerks.base import CLERK_PAYS, ClerkPay, MonthDone
from telesim.policies.clerks.equal import EqualClerkPay
from telesim.policies.clerks.stars import StarClerkPay

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["CLERK_PAYS", "ClerkPay", "EqualClerkPay", "MonthDone", "StarClerkPay"]
