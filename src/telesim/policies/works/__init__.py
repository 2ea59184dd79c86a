"""Whether a gang repairs or builds: one idea a file, found under the word a scenario uses."""

import importlib
import pkgutil

from telesim.policies.works.base import WORKS_POLICIES, WorksPolicy

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["WORKS_POLICIES", "WorksPolicy"]
