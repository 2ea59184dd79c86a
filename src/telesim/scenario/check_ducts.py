"""Which cables find a bore, and what digging takes, as far as a plan shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from telesim.scenario.demand import Expansion
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS


class Bores:
    """Free bores by duct while cables open one after the other, as the simulation takes them.

    A duct project is dug when the cable that lacks a bore opens: as if it were always in time.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        number = {duct.id: n for n, duct in enumerate(scenario.ducts)}
        self._duct = [-1 if c.duct is None else number[c.duct] for c in scenario.cabinets]
        self._free = [duct.bores - duct.used for duct in scenario.ducts]
        #: By feeder, duct and batch: day and rule of the cable that opened last, its cabinets, and
        #: whether it has a bore. The rule is kept, so that no other gets its identity.
        self._cables: dict[tuple[object, ...], tuple[int, Expansion, set[int], bool]] = {}

    def take(self, day: int, rule: Expansion, cabinet: int) -> tuple[bool, float]:
        """Whether the cable that a rule opens at a cabinet has a bore, and gang-days of digging."""
        duct, feeder = self._duct[cabinet], self._scenario.cabinets[cabinet].feeder_id
        if rule.what != "feeder" or duct < 0:
            return True, 0.0
        dated = rule.on is None and rule.at_fill is None
        batch: tuple[object, ...] = ("projects", day) if dated else ("rule", id(rule))
        key = (feeder, duct, *batch)
        last = self._cables.get(key) if feeder is not None else None
        if last is not None and cabinet not in last[2]:
            # Whoever is ordered before a cable can be pulled goes into it.
            if dated or day < last[0] + rule.lead_time / DAY_MS:
                last[2].add(cabinet)
                return last[3], 0.0
        dug = 0.0
        projects = self._scenario.duct_projects
        if self._free[duct] <= 0 and projects is not None:
            self._free[duct] += projects.bores
            dug = projects.digging_gang_days or 0.0
        found = self._free[duct] > 0
        self._free[duct] -= found
        self._cables[key] = (day, rule, {cabinet}, found)
        return found, dug


def duct_warnings(scenario: Scenario) -> Iterator[str]:
    """Ducts that nothing uses, and full ones that nobody extends."""
    used = {cabinet.duct for cabinet in scenario.cabinets}
    idle = [duct.id for duct in scenario.ducts if duct.id not in used]
    if idle:
        yield f"ducts that no cabinet uses: {_listed(idle)}"
    if scenario.duct_projects is None:
        full = [d.id for d in scenario.ducts if d.id in used and d.used >= d.bores]
        if full:
            yield (
                f"full ducts take no new feeder, and there are no duct_projects: {_listed(full)}"
            )


def _listed(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
