"""One law a file, found by itself; every law turns uniform marks into values by inversion."""

import importlib
import pkgutil

from telesim.distributions.base import DISTRIBUTIONS, Distribution

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["DISTRIBUTIONS", "Distribution"]
