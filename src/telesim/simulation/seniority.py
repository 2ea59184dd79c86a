"""Held orders by age: how many stand before another that has become urgent.

Thousands are held, and hundreds become urgent in a day, so that they are not gone through each
time: they are kept in order, and an order's place among them is found by halving.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from telesim.simulation.job import Job

#: An order by its age: when it came, its case.
_Age = tuple[int, int]


class Seniority:
    """The ages of held orders that are not urgent, by cabinet and, for ports, by exchange."""

    def __init__(self, exchange_of: Sequence[int], exchanges: int) -> None:
        self._exchange_of = exchange_of
        self._at_cabinet: list[list[_Age]] = [[] for _ in exchange_of]
        self._for_port: list[list[_Age]] = [[] for _ in range(exchanges)]

    def add(self, job: Job, for_port: bool) -> None:
        """An order is held for a pair, or for a port."""
        age = job.since_ms, job.case
        insort(self._at_cabinet[job.cabinet], age)
        if for_port:
            insort(self._for_port[self._exchange_of[job.cabinet]], age)

    def remove(self, job: Job) -> None:
        """An order is held no more, or only for its box, or is urgent; it may not stand here."""
        age = job.since_ms, job.case
        _discard(self._at_cabinet[job.cabinet], age)
        _discard(self._for_port[self._exchange_of[job.cabinet]], age)

    def before(self, job: Job, for_port: bool) -> int:
        """Orders older than another at its cabinet, or for ports of its exchange."""
        cabinet = job.cabinet
        ages = self._for_port[self._exchange_of[cabinet]] if for_port else self._at_cabinet[cabinet]
        return bisect_left(ages, (job.since_ms, job.case))


def _discard(ages: list[_Age], age: _Age) -> None:
    at = bisect_left(ages, age)
    if at < len(ages) and ages[at] == age:
        del ages[at]
