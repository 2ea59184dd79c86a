"""Fees of contracts: who keeps which lines at every moment, and what that earns.

A line is kept by the crews that own its cabinet, where crews have territories for the skill of
keeping lines; else by all crews that cover its exchange and have that skill. Crews that share a
line share its fee by their members. Whoever keeps none, such as a cable gang or the staff of an
exchange, has a wage instead, where the scheme names one.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.record import Record
from telesim.kpi.spells import Spell
from telesim.scenario import Scenario
from telesim.scenario.check_periods import in_force
from telesim.scenario.territories import Holder, owned_cabinets
from telesim.units import MONTH_MS, parse_money

_CENTS = 100.0
_PER_LINE_MONTH = "line per month"
Money = NDArray[np.float64]
_Cabinets = NDArray[np.bool_]


def fees(record: Record, spells: list[Spell], code: str) -> Money:
    """The fees of each spell, or the wage without any, in units of the currency ``code``."""
    earned = np.zeros(len(spells))
    if all(spell.scheme.fee is None for spell in spells):
        return earned
    edges = sorted({edge for spell in spells for edge in (spell.from_ms, spell.to_ms)})
    for begin, end in pairwise(edges):
        active = [n for n, s in enumerate(spells) if s.from_ms <= begin and end <= s.to_ms]
        kept = _kept(record.scenario, [spells[n] for n in active], begin)
        lines = _line_months(record, begin, end)
        members = np.zeros(lines.size)
        for n, its in zip(active, kept, strict=True):
            members[its] += spells[n].members
        each = np.divide(lines, members, out=np.zeros_like(lines), where=members > 0)
        for n, its in zip(active, kept, strict=True):
            scheme = spells[n].scheme
            if its.any():
                fee = parse_money(str(scheme.fee), code, _PER_LINE_MONTH) / _CENTS
                earned[n] += fee * spells[n].members * each[its].sum()
            elif scheme.fee is not None and scheme.monthly is not None:
                wage = parse_money(scheme.monthly, code) / _CENTS
                earned[n] += wage * spells[n].members * (end - begin) / MONTH_MS
    return earned


def _kept(scenario: Scenario, spells: list[Spell], now_ms: int) -> list[_Cabinets]:
    """The cabinets whose lines each crew keeps, of crews that serve at this instant."""
    territories = [
        in_force(scenario, exchange.county, now_ms).policies.territory
        for exchange in scenario.exchanges
    ]
    exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)
    owned: dict[int, frozenset[int]] = {}
    if any(territories):
        owned = owned_cabinets(
            scenario, territories, [Holder(s.crew, s.places, s.skills) for s in spells]
        )
    found = []
    for spell in spells:
        kept = np.zeros(exchange.size, dtype=np.bool_)
        if spell.scheme.fee is not None:
            skill = spell.scheme.keeps
            if skill in spell.skills:
                kept[np.isin(exchange, list(spell.places))] = True
            for place, territory in enumerate(territories):
                if territory is not None and skill in territory.skills:
                    kept[exchange == place] = False
                    own = [c for c in owned.get(spell.crew, ()) if exchange[c] == place]
                    kept[own] = True
        found.append(kept)
    return found


def _line_months(record: Record, begin_ms: int, end_ms: int) -> Money:
    """Line-months in service in each cabinet between two instants."""
    lines = record.plant.lines
    weights = lines.used * np.maximum(end_ms - np.maximum(lines.time_ms, begin_ms), 0) / MONTH_MS
    count = len(record.scenario.cabinets)
    return np.bincount(lines.place, weights=weights, minlength=count).astype(np.float64)
