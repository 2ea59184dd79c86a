"""The reference of KPIs, from telesim's own catalogue."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from marks import code, paragraphs, prose, table

from telesim.kpi import catalogue
from telesim.kpi.catalogue import KPIS, SECTIONS, KpiInfo
from telesim.kpi.clocks import CLOCKS
from telesim.kpi.clocks import __doc__ as clocks_doc

#: How replications combine, by the kind of a KPI (docs/design.md, 4).
_COMBINED = {
    "mean": "sum over all replications by number of cases; *t* interval of the ratio",
    "share": "cases by cases over all replications; Wilson's interval",
    "quantile": "mean of the replications; *t* interval",
    "max": "mean of the replications; *t* interval",
    "count": "mean of the replications; *t* interval",
    "amount": "mean of the replications; *t* interval",
}
_BETTER = {True: "higher", False: "lower", None: "neither"}
_HEAD = """# KPIs

Every figure that a target, a tolerance, `--kpi` or a sweep may name: {count} in {files}
families. This page is made from the catalogue in `src/telesim/kpi/catalogue/`, and
`telesim schema --kpis` prints the same in a terminal, with the KPIs of packages that you
have installed.

- *Unit*: of its values; shares are in per cent, `currency` stands for the scenario's own.
- *Words for `where`*: what a target may narrow it to, as in `where: {{county: Runan}}`. `month` is
  a month of the window, such as `2001-07`.
- *Clocks*: how a time is told; the first is the one taken when a target names none.
- *Better*: the direction in which it improves, if it has one.

A case is counted in the window if it *began* there (its report or its order). Cases still open when
the run ends enter a mean with their age, a lower bound; `≥` marks figures of which more
than 1 % are.

## How replications become one figure

{combined}

## Clocks

{clocks_doc}

{clocks}
"""


def page() -> str:
    """The whole page."""
    families = _families()
    combined = table(("Kind", "Figure of all replications"),
                     [(code(kind), text) for kind, text in _COMBINED.items()])  # fmt: skip
    read = [(code(name), prose(clock.__doc__ or "")) for name, clock in CLOCKS.items()]
    clocks = table(("Clock", "What counts"), read)
    told = [
        _HEAD.format(
            count=len(KPIS),
            files=len(families),
            combined=combined,
            clocks_doc=paragraphs((clocks_doc or "").split("\n\n")[0]),
            clocks=clocks,
        )
    ]
    told += [_family(module, infos) for module, infos in families]
    return "\n".join(told)


def _families() -> list[tuple[ModuleType, list[KpiInfo]]]:
    """Each file of the catalogue with the KPIs that it adds, in the order of tables."""
    found = []
    kept = dict(KPIS)
    files = [module.name for module in pkgutil.iter_modules(catalogue.__path__)]
    for name in files:
        if name == "entries":
            continue
        module = importlib.import_module(f"{catalogue.__name__}.{name}")
        # A file that is loaded once more adds the same entries again, and shows which are its own.
        KPIS.clear()
        importlib.reload(module)
        own = [kept[kpi] for kpi in KPIS]
        found.append((module, own))
    KPIS.clear()
    KPIS.update(kept)
    place = {kpi: number for number, kpi in enumerate(kept)}
    return sorted(found, key=lambda pair: min((place[i.name] for i in pair[1]), default=len(place)))


def _family(module: ModuleType, infos: list[KpiInfo]) -> str:
    title = prose((module.__doc__ or "").strip().split("\n")[0]).rstrip(".")
    section = SECTIONS.get(module.__name__.rpartition(".")[2])
    needs = f"Only of scenarios with a section `{section}`.\n\n" if section else ""
    words = _common(infos, lambda info: ", ".join(map(code, info.dims)) or "none")
    clocks = _common(infos, lambda info: ", ".join(map(code, info.clocks)) or "none")
    shared = []
    if words is not None:
        shared.append(f"Words for `where`: {words}.")
    if clocks is not None and clocks != "none":
        shared.append(f"Clocks: {clocks}.")
    return f"## {title}\n\n{needs}{' '.join(shared)}\n\n{_table(infos, words, clocks)}\n"


def _common(infos: list[KpiInfo], say: object) -> str | None:
    """What all KPIs of a family have in common, None when they differ."""
    said = {say(info) for info in infos}  # type: ignore[operator]
    return said.pop() if len(said) == 1 else None


def _table(infos: list[KpiInfo], words: str | None, clocks: str | None) -> str:
    head = ["KPI", "Unit", "What it is, and its formula", "Of one", "Kind", "Better"]
    if words is None:
        head.append("`where`")
    if clocks is None:
        head.append("Clocks")
    rows = []
    for info in infos:
        row = [
            code(info.name),
            info.unit,
            f"{prose(info.description)} *= {prose(info.formula)}*",
            info.per,
            info.kind,
            _BETTER[info.higher_is_better],
        ]
        if words is None:
            row.append(", ".join(map(code, info.dims)))
        if clocks is None:
            row.append("all" if len(info.clocks) > 1 else ", ".join(map(code, info.clocks)) or "–")
        rows.append(row)
    return table(head, rows)
