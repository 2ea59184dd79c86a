"""What each crew earns under each scheme that it works under: times, jobs, fees, deductions.

A crew has a spell for every stretch of its service, within the window, in which one scheme holds
for it. Money is in units of the currency (not cents).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.faults import NEVER, REPEAT_MS
from telesim.kpi.fees import fees
from telesim.kpi.record import Record
from telesim.kpi.spells import Spell, spells_of
from telesim.ordering import stable_order
from telesim.policies.jobs import PAID_JOBS
from telesim.scenario.earning import earns_by_rates
from telesim.units import MONTH_MS, parse_money

_CENTS = 100.0
#: More than any instant of a run, so that crew and instant make one sorted key.
_APART = 2**44
Money = NDArray[np.float64]
Column = NDArray[np.int64]


@dataclass(frozen=True)
class Spells:
    """One element per spell, crew by crew in order of time.

    ``earned`` is what its crew is paid in it, not-a-number under a scheme without money;
    ``deducted`` what was taken off for that; ``months`` worker-months; ``finder`` finds spells.
    """

    crew: Column
    name: tuple[str, ...]
    months: Money
    earned: Money
    deducted: Money
    finder: Finder


def read_spells(record: Record) -> Spells:
    """All spells of the window with their money."""
    spells = spells_of(record)
    code = record.scenario.currency.code
    months = np.array([(s.to_ms - s.from_ms) / MONTH_MS for s in spells])
    members = np.array([s.members for s in spells], dtype=np.float64)
    earned = np.full(len(spells), np.nan)
    for n, spell in enumerate(spells):
        scheme = spell.scheme
        by_rates = earns_by_rates(scheme, spell.jobs, code)
        if scheme.monthly is not None and scheme.fee is None and not by_rates:
            earned[n] = parse_money(scheme.monthly, code) / _CENTS * months[n] * members[n]
        elif scheme.rates or scheme.fee is not None:
            earned[n] = 0.0
    finder = Finder(spells)
    earned += _by_the_piece(record, spells, finder, code)
    earned += fees(record, spells, code)
    deducted = _deductions(record, spells, finder, code)
    deducted += _for_bad_work(record, len(spells), finder)
    return Spells(
        crew=np.array([s.crew for s in spells], dtype=np.int64),
        name=tuple(s.name for s in spells),
        months=months * members,
        earned=np.maximum(earned - deducted, 0.0),
        deducted=deducted,
        finder=finder,
    )


class Finder:
    """Finds the spell of a crew at an instant."""

    def __init__(self, spells: list[Spell]) -> None:
        self._begins = np.array([s.crew * _APART + s.from_ms for s in spells], dtype=np.int64)
        self._ends = np.array([s.crew * _APART + s.to_ms for s in spells], dtype=np.int64)

    def at(self, crew: Column, time_ms: Column) -> Column:
        """Positions of spells; -1 where the crew has none at that instant."""
        if self._begins.size == 0:
            return np.full(crew.size, -1, dtype=np.int64)
        key = crew.astype(np.int64) * _APART + np.maximum(time_ms, 0)
        at = np.searchsorted(self._begins, key, side="right") - 1
        inside = (at >= 0) & (key < self._ends[at]) & (crew >= 0)
        return np.where(inside, at, -1)


def _summed(count: int, at: Column, money: Money) -> Money:
    inside = at >= 0
    return np.bincount(at[inside], weights=money[inside], minlength=count).astype(np.float64)


def _by_the_piece(record: Record, spells: list[Spell], finder: Finder, code: str) -> Money:
    """Rates of what each crew finished: jobs, jumpers run on calls, gang-days of construction.

    A pair swap is paid as a repair.
    """
    log = record.log
    zero, tables = f"0 {code}", dict[int, Money]()
    rates = np.zeros((len(spells) + 1, len(PAID_JOBS)))
    for n, spell in enumerate(spells):
        if id(spell.scheme) not in tables:
            tables[id(spell.scheme)] = np.array(
                [parse_money(spell.scheme.rates.get(j, zero), code) / _CENTS for j in PAID_JOBS]
            )
        rates[n] = tables[id(spell.scheme)]
    total = np.zeros(len(spells))
    for rows, job, number in _finished(record):
        at = finder.at(log.crew[rows], log.time_ms[rows])
        total += _summed(len(spells), at, rates[at, job] * number)
    return total


def _finished(record: Record) -> Iterator[tuple[Column, Column | int, Money | int]]:
    """Rows that end what is paid, its position in PAID_JOBS, and how much of it there is."""
    log, rows = record.log, record.rows
    ended = rows.of(Kind.CLEARED, Kind.IN_SERVICE, Kind.CONNECTED)
    job = record.case_dimensions["job"].codes.copy()
    by_pair = record.faults.swapped | record.faults.same_pair
    job[record.faults.case[by_pair]] = PAID_JOBS.index("repair")
    yield ended, job[log.case[ended]], 1
    calls = rows.of(Kind.FRAME_DONE)
    yield calls, PAID_JOBS.index("main-frame"), log.reason[calls].astype(np.float64)
    if record.scenario.works is not None:
        # What each visit took off the work, at the norm: what was left before less what is left.
        at = rows.of(Kind.PLANNED, Kind.PART_BUILT, Kind.BUILT)
        at = at[stable_order(log.case[at])]
        left = np.where(log.kind[at] == Kind.BUILT, 0, log.reason[at])
        visits = np.flatnonzero(log.kind[at] != Kind.PLANNED)
        days = (left[visits - 1] - left[visits]) / record.scenario.works.gang_day
        yield at[visits], PAID_JOBS.index("works"), days


def _for_bad_work(record: Record, count: int, finder: Finder) -> Money:
    """What supervision takes off each spell under any scheme, when it finds a job bad."""
    log, found = record.log, record.rows.of(Kind.FOUND_BAD)
    at = finder.at(log.crew[found], log.time_ms[found])
    return _summed(count, at, log.amount[found] / _CENTS)


def _deductions(record: Record, spells: list[Spell], finder: Finder, code: str) -> Money:
    """What schemes take off each spell: repairs that fail again, late ones, ones that are none.

    The crew that closed a repair is charged when it fails again, by the scheme it has then; a
    repair that inspection or supervision has found, and charged, is not charged as a repeat too.
    """
    log, faults = record.log, record.faults
    total = np.zeros(len(spells))
    if all(spell.scheme.deductions is None for spell in spells):
        return total
    cleared, found = record.rows.of(Kind.CLEARED), record.rows.of(Kind.FOUND_UNREPAIRED)
    closer = np.full(record.cases + 1, -1, dtype=np.int64)
    closer[log.case[cleared]] = log.crew[cleared]
    seen = np.zeros(record.cases + 1, dtype=np.bool_)
    seen[log.case[found]] = True
    bad_work = record.rows.of(Kind.FOUND_BAD)
    seen[log.case[bad_work[log.amount[bad_work] > 0]]] = True
    again = np.flatnonzero((faults.repeat_of >= 0) & (faults.reported_ms < NEVER))
    earlier = faults.repeat_of[again]
    soon = faults.reported_ms[again] - faults.restored_ms[earlier] <= REPEAT_MS
    again, earlier = again[soon], earlier[soon]
    open_book = ~seen[faults.case[earlier]]
    at_repeat = finder.at(closer[faults.case[earlier]], faults.reported_ms[again])
    at_found = finder.at(log.crew[found], log.time_ms[found])
    at_cleared = finder.at(log.crew[cleared], log.time_ms[cleared])
    reported = np.zeros(record.cases + 1, dtype=np.int64)
    reported[faults.case] = faults.reported_ms
    took = log.time_ms[cleared] - reported[log.case[cleared]]
    repeats, bad = np.zeros(len(spells)), np.zeros(len(spells))
    late, limit = np.zeros(len(spells)), np.full(len(spells), NEVER, dtype=np.int64)
    for n, spell in enumerate(spells):
        what = spell.scheme.deductions
        if what is not None:
            repeats[n], bad[n], late[n] = (
                parse_money(written or f"0 {code}", code) / _CENTS
                for written in (what.repeat, what.unrepaired, what.overdue)
            )
            if what.overdue_after_ms is not None:
                limit[n] = what.overdue_after_ms
    total += _summed(len(spells), at_repeat, repeats[at_repeat] * open_book)
    total += _summed(len(spells), at_found, bad[at_found])
    return total + _summed(len(spells), at_cleared, late[at_cleared] * (took > limit[at_cleared]))
