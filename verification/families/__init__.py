"""One module a family: which scenario answers which row, and what must be refused."""

import importlib
import pkgutil

from verification.plans import Family

#: Families in the order of the table; one without a module of its own is answered by nobody.
ORDER = (
    "erlang_b", "erlang_c", "erlang_a", "mmck", "halfin_whitt", "mg1", "mdc", "mgc",
    "priority_np", "priority_pr", "finite_source", "jackson", "m_t_inf", "shift_schedule",
    "transient", "vacation", "batch_arrivals", "pooling", "overflow", "output_analysis",
    "edf_small",
)  # fmt: skip

_THERE = {module.name for module in pkgutil.iter_modules(__path__)}
FAMILIES: dict[str, Family] = {
    name: importlib.import_module(f"{__name__}.{name}").FAMILY for name in ORDER if name in _THERE
}
