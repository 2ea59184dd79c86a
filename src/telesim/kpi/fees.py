"""Fees of contracts: who keeps which lines at every moment, and what that earns.

A line is kept by the crews that own its cabinet, where crews have territories for the skill of
keeping lines; else by all crews that cover its exchange and have that skill. These share its fee
by their members. Owners, who may be of several trades with territories of different size, share it
by the members that each has for a line of its own: who answers for many lines has less time for
each, so that equal work is paid alike. Whoever keeps none, such as a cable gang or the staff of an
exchange, has a wage instead, where the scheme names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.record import Record
from telesim.kpi.spells import Spell
from telesim.scenario import Scenario
from telesim.scenario.check_periods import in_force
from telesim.scenario.territories import Holder, owned_cabinets
from telesim.scenario.territory import Territory
from telesim.units import MONTH_MS, parse_money

_CENTS = 100.0
_PER_LINE_MONTH = "line per month"
Money = NDArray[np.float64]
#: Stands for the line-months of a territory without a line.
_LEAST = 1e-9


def fees(record: Record, spells: list[Spell], code: str) -> Money:
    """The fees of each spell, or the wage without any, in units of the currency ``code``."""
    earned = np.zeros(len(spells))
    if all(spell.scheme.fee is None for spell in spells):
        return earned
    steps = {edge for spell in spells for edge in (spell.from_ms, spell.to_ms)}
    # Territories may also change where no crew has its base.
    last = max(steps)
    steps |= {step for step in _moved(record.scenario) if min(steps) < step < last}
    edges = sorted(steps)
    for begin, end in pairwise(edges):
        active = [n for n, s in enumerate(spells) if s.from_ms <= begin and end <= s.to_ms]
        lines = _line_months(record, begin, end)
        weights = _weights(record.scenario, [spells[n] for n in active], lines, begin)
        whole = np.sum(weights, axis=0)
        each = np.divide(lines, whole, out=np.zeros_like(lines), where=whole > 0)
        for n, weight in zip(active, weights, strict=True):
            scheme = spells[n].scheme
            if weight.any():
                fee = parse_money(str(scheme.fee), code, _PER_LINE_MONTH) / _CENTS
                earned[n] += fee * float(weight @ each)
            elif scheme.fee is not None and scheme.monthly is not None:
                wage = parse_money(scheme.monthly, code) / _CENTS
                earned[n] += wage * spells[n].members * (end - begin) / MONTH_MS
    return earned


def _territories(scenario: Scenario, now_ms: int) -> list[Territory | None]:
    """The territories in force at each exchange."""
    return [
        in_force(scenario, exchange.county, now_ms).policies.territory
        for exchange in scenario.exchanges
    ]


def _moved(scenario: Scenario) -> Iterator[int]:
    """Instants of reforms from which on other territories are in force somewhere."""
    for instant in sorted({phase.from_ms for phase in scenario.phases}):
        if _territories(scenario, instant) != _territories(scenario, instant - 1):
            yield instant


def _weights(scenario: Scenario, spells: list[Spell], lines: Money, now_ms: int) -> list[Money]:
    """How each crew counts in each cabinet whose lines it keeps, of crews that serve now."""
    territories = _territories(scenario, now_ms)
    exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)
    owned: dict[int, frozenset[int]] = {}
    if any(territories):
        owned = owned_cabinets(
            scenario, territories, [Holder(s.crew, s.places, s.skills) for s in spells]
        )
    found = []
    for spell in spells:
        weight = np.zeros(exchange.size)
        if spell.scheme.fee is not None:
            skill = spell.scheme.keeps
            if skill in spell.skills:
                weight[np.isin(exchange, list(spell.places))] = spell.members
            shared_out = np.array([t is not None and skill in t.skills for t in territories])
            own = [c for c in owned.get(spell.crew, ()) if shared_out[exchange[c]]]
            weight[shared_out[exchange]] = 0.0
            weight[own] = spell.members / max(float(lines[own].sum()), _LEAST)
        found.append(weight)
    return found


def _line_months(record: Record, begin_ms: int, end_ms: int) -> Money:
    """Months of lines in each cabinet between two instants, suspended ones included."""
    # Crews keep a line whether or not its customer has paid.
    lines = record.plant.connected
    weights = lines.used * np.maximum(end_ms - np.maximum(lines.time_ms, begin_ms), 0) / MONTH_MS
    count = len(record.scenario.cabinets)
    return np.bincount(lines.place, weights=weights, minlength=count).astype(np.float64)
