"""What an entry of the catalogue is, and how one is added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["mean", "share", "quantile", "max", "count", "amount"]

#: Clocks by which a time can be told; ``telesim.kpi.clocks`` has one function for each.
CLOCKS: tuple[str, ...] = (
    "elapsed",
    "working-hours",
    "business-days",
    "started-hours",
    "started-days",
)
#: Stands as the unit of money; tables replace it by the code of the scenario's currency.
CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class KpiInfo:
    """What a KPI is.

    ``unit`` is the unit of its values; shares are in per cent. ``clocks`` are those it can be
    told by, its own first; empty for a KPI that is no time. ``per`` is what one case is.
    ``higher_is_better`` is None for a figure that is neither good nor bad. ``kind`` says how
    replications combine: ``mean`` and ``share`` are ratios of two sums, the others are averaged.
    ``dims`` are the words that may stand in a target's ``where``.
    """

    name: str
    unit: str
    clocks: tuple[str, ...]
    per: str
    description: str
    formula: str
    higher_is_better: bool | None
    kind: Kind
    dims: tuple[str, ...]


def where_key(where: Mapping[str, str]) -> str:
    """The canonical text of a ``where``: JSON with sorted keys, ``{}`` for the total."""
    return json.dumps(dict(where), sort_keys=True, ensure_ascii=False)


#: All KPIs, in the order in which tables print them.
KPIS: dict[str, KpiInfo] = {}

#: Words that may stand in ``where``, by what a KPI counts.
PLACE = ("county", "area")
FAULT = (*PLACE, "cause_group", "cause", "month")
ORDER = (*PLACE, "order", "facilities", "band", "month")
CREW = ("county", "team")
OPEN = "an open case counts with its age at the end of the run, a lower bound"


def add(
    name: str,
    unit: str,
    per: str,
    description: str,
    formula: str,
    better: Literal["higher", "lower"] | None,
    kind: Kind,
    dims: tuple[str, ...],
    clocks: tuple[str, ...] = (),
) -> None:
    """File a KPI; ``better`` says which way it improves, None = neither."""
    higher = None if better is None else better == "higher"
    KPIS[name] = KpiInfo(name, unit, clocks, per, description, formula, higher, kind, dims)


def add_times(
    name: str,
    unit: str,
    per: str,
    what: str,
    dims: tuple[str, ...],
    within: tuple[str, ...],
    quantiles: tuple[int, ...] = (50, 80, 95, 99),
) -> None:
    """Mean, maximum, quantiles and shares within a limit of one time, all by the same clocks."""
    case = per
    add(f"{name}_mean", unit, per, f"Mean {what}.", f"sum of times / {case}s; {OPEN}",
         "lower", "mean", dims, CLOCKS)  # fmt: skip
    add(f"{name}_max", unit, per, f"Longest {what}.", f"largest time; {OPEN}",
         "lower", "max", dims, CLOCKS)  # fmt: skip
    for percent in quantiles:
        add(f"{name}_p{percent}", unit, per, f"The {what} that {percent} % do not pass.",
             f"least time that {percent} % of the {case}s do not pass; {OPEN}",
             "lower", "quantile", dims, CLOCKS)  # fmt: skip
    for limit in within:
        add(f"{name}_within_{limit}", "%", per, f"Share with a {what} of at most {limit}.",
             f"{case}s ended within {limit} / all {case}s, open ones included",
             "higher", "share", dims, CLOCKS)  # fmt: skip
