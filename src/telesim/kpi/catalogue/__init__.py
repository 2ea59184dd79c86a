"""Every KPI by name: unit, clock, what it counts, how it is made. Imports nothing else of telesim.

The scenario reads it to check targets, the report to explain figures. A KPI is one entry in the
file of its family here and the lines in ``kpi/families`` that measure it. Tables print KPIs in the
order of FAMILIES; a file that is not named there comes last.
"""

import importlib
import pkgutil

from telesim.kpi.catalogue.entries import CLOCKS, CURRENCY, KPIS, KpiInfo, where_key

FAMILIES = (
    "restoration",
    "supply",
    "orders_done",
    "office",
    "key_accounts",
    "contacts",
    "swaps",
    "power",
    "made_faults",
    "main_frame",
    "held",
    "backlog",
    "repeats",
    "diagnosis",
    "fault_desk",
    "directory_desk",
    "counters",
    "slips",
    "passed_over",
    "preventive",
    "pay",
    "promises",
    "recovery",
    "crews",
    "complaints",
    "arrears",
    "payphones",
    "works",
    "capacity",
    "money",
    "training",
    "repair_errors",
    "supervision",
    "traffic",
)
#: Section of the scenario without which the KPIs of a file say nothing, as there is no such system.
SECTIONS = {
    "office": "order_system",
    "key_accounts": "key_accounts",
    "contacts": "contacts",
    "fault_desk": "fault_desk",
    "directory_desk": "directory_desk",
    "counters": "counters",
    "complaints": "complaints",
    "arrears": "arrears",
    "payphones": "payphones",
    "training": "training",
    "supervision": "supervision",
    "traffic": "traffic",
    "promotions": "promotions",
    "rerouting": "rerouting",
    "screening": "screening",
}
#: The section that each KPI of such a file needs.
NEEDED: dict[str, str] = {}
_files = {module.name for module in pkgutil.iter_modules(__path__)} - {"entries"}
for _name in (*FAMILIES, *sorted(_files.difference(FAMILIES))):
    _known = set(KPIS)
    importlib.import_module(f"{__name__}.{_name}")
    if _name in SECTIONS:
        NEEDED.update((kpi, SECTIONS[_name]) for kpi in KPIS if kpi not in _known)

__all__ = ["CLOCKS", "CURRENCY", "KPIS", "NEEDED", "SECTIONS", "KpiInfo", "where_key"]
