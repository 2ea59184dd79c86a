"""Ports and pairs that there are: at first those of the scenario, later what was planned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit
from telesim.conservation.doubts import Doubts
from telesim.conservation.running import is_first
from telesim.eventlog import Kind, Level
from telesim.scenario import Scenario
from telesim.units import PER_MILLION

Column = NDArray[np.int64]

#: Capacity that is counted in units. A share of homes with a drop is raised, not added to.
_COUNTED = {"ports": Level.PORT, "feeder": Level.FEEDER, "distribution": Level.DISTRIBUTION}
#: More than the numbers of levels.
_LEVELS = 16


def check_capacity(audit: Audit) -> None:
    """What is there at the start is the scenario's, and what opens was planned or ordered.

    Plans are the dated projects of the scenario and the log's own rows of capacity that a rule
    has ordered and of pairs that were recovered: no place may open more than those allow by then.
    """
    log, scenario = audit.log, audit.scenario
    rows = audit.of(Kind.CAPACITY)
    places = len(scenario.cabinets) + len(scenario.exchanges)
    level = log.reason[rows].astype(np.int64)
    known = (log.place[rows] >= 0) & (log.place[rows] < places) & (level >= 0) & (level < _LEVELS)
    audit.demand(known, rows, "needs its place and level")
    if not len(log):
        return
    wanted, written = _at_the_start(scenario)
    keys = log.place[rows] * _LEVELS + level
    first = is_first(keys)
    order = np.argsort(wanted)
    at = order[np.minimum(np.searchsorted(wanted[order], keys), wanted.size - 1)]
    doubts = Doubts(audit)
    named = wanted[at] == keys
    doubts.demand(named, rows, "there is no capacity of this level at this place")
    stands = ~named | (written[at] == log.amount[rows])
    doubts.demand(~first | stands, rows, "the scenario has {} at the start", written[at])
    _later(audit, doubts, keys, first)
    missing = int((~np.isin(wanted, keys[first & (log.time_ms[rows] == 0)])).sum())
    # It shows where the start is over.
    over = np.array([min(int(np.searchsorted(log.time_ms, 1)), len(log) - 1)])
    doubts.demand(np.array([not missing]), over, f"before this row {missing} capacities of the "
                  "scenario are not told")  # fmt: skip
    doubts.settle()


def _at_the_start(scenario: Scenario) -> tuple[Column, Column]:
    """Every place and level as a key, and its units (of drops: per million homes)."""
    there: list[tuple[int, int]] = []
    for n, cabinet in enumerate(scenario.cabinets):
        there.append((n * _LEVELS + Level.FEEDER, cabinet.usable_feeder_pairs))
        if not cabinet.direct:
            pairs = cabinet.usable_distribution_pairs
            there.append((n * _LEVELS + Level.DISTRIBUTION, pairs))
        drops = round(cabinet.prebuilt_pct * PER_MILLION / 100)
        there.append((n * _LEVELS + Level.DROP, drops))
    for n, exchange in enumerate(scenario.exchanges, len(scenario.cabinets)):
        there.append((n * _LEVELS + Level.PORT, exchange.ports))
    keys, units = np.array(there, dtype=np.int64).reshape(-1, 2).T
    return keys, units


def _later(audit: Audit, doubts: Doubts, keys: Column, first: NDArray[np.bool_]) -> None:
    """No place opens more than its plans allow by then."""
    log = audit.log
    rows = audit.of(Kind.CAPACITY)
    later = ~first & np.isin(keys % _LEVELS, list(_COUNTED.values()))
    if not later.any():
        return
    ordered, back = audit.of(Kind.EXPANSION_ORDERED), audit.of(Kind.PAIRS_RECOVERED)
    planned = np.array(_projects(audit.scenario), dtype=np.int64).reshape(-1, 3)
    time_ms = np.concatenate(
        [planned[:, 0], log.time_ms[ordered], log.time_ms[back], log.time_ms[rows[later]]]
    )
    key = np.concatenate(
        [
            planned[:, 1],
            log.place[ordered] * _LEVELS + log.reason[ordered],
            log.place[back] * _LEVELS + Level.DISTRIBUTION,
            keys[later],
        ]
    )
    change = np.concatenate(
        [planned[:, 2], log.amount[ordered], log.amount[back], -log.amount[rows[later]]]
    )
    own = np.full(key.size, -1, dtype=np.int64)
    own[key.size - int(later.sum()) :] = rows[later]
    # What is planned for an instant may open at it.
    order = np.lexsort((own, time_ms, key))
    key, change, own = key[order], change[order], own[order]
    left = np.cumsum(change)
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    left -= np.repeat(
        np.where(begins > 0, left[begins - 1], 0), np.diff(np.append(begins, key.size))
    )
    opens = own >= 0
    doubts.demand(left[opens] >= 0, own[opens], "opens {} more than was planned or ordered",
                  -left[opens])  # fmt: skip


def _projects(scenario: Scenario) -> list[tuple[int, int, int]]:
    """Earliest instant, key and units of each place of the dated projects.

    Where gangs build, a project may be ready before its date.
    """
    found = []
    for project in scenario.projects:
        if project.what not in _COUNTED:
            continue
        level = _COUNTED[project.what]
        instant = 0 if scenario.works is not None else max(0, scenario.ms_of(project.opens))
        if level == Level.PORT:
            numbers = [len(scenario.cabinets) + scenario.exchange_number[project.place]]
        elif project.place in scenario.cabinet_number:
            numbers = [scenario.cabinet_number[project.place]]
        else:
            exchange = scenario.exchange_number[project.place]
            numbers = [n for n, its in enumerate(scenario.cabinet_exchange) if its == exchange]
        found += [(instant, n * _LEVELS + level, project.amount) for n in numbers]
    return found
