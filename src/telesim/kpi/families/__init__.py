"""Families of KPIs, one a file; each registers a function from a Record to its figures.

A new family is a new file here (found by itself) or an entry point of the group
``telesim.kpi_families``, and its names in the catalogue.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator

from telesim.kpi.record import Record
from telesim.kpi.statistics import Measured
from telesim.registry import Registry

Family = Callable[[Record], Iterator[Measured]]

FAMILIES: Registry[Family] = Registry("KPI family", entry_point_group="telesim.kpi_families")

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
