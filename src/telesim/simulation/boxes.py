"""Whether the customer's own box still has a pair: a chance by the fill of its cabinet.

Which box a customer hangs on is not in the tables. Each customer has a mark instead, the same in
every run: with rising fill the boxes of more and more customers are full, with falling fill the
same ones find a pair again.
"""

from __future__ import annotations

from telesim.scenario import Scenario
from telesim.theory import box_full, rest_of_box_in_use
from telesim.units import PER_MILLION
from telesim.workload import marks

#: Fill is looked up in steps of a thousandth; finer than any box can tell.
_STEPS = 1_000


class Boxes:
    """The boxes of every cabinet, all of the size that its row gives."""

    def __init__(self, scenario: Scenario, correlation: float) -> None:
        self._sizes = [cabinet.pairs_of_a_box for cabinet in scenario.cabinets]
        self._correlation = correlation
        #: By (size, step, whether a line of the box asks): parts per million.
        self._chances: dict[tuple[int, int, bool], int] = {}
        #: By key: a held order is looked at again and again, and mixing its bits takes longest.
        self._marks: dict[int, int] = {}

    def full(self, cabinet: int, used: int, usable: int, key: int, within: bool) -> bool:
        """Whether the box of the customer with this key has no free pair.

        ``used`` of ``usable`` pairs of the cabinet are in use. ``within`` is true when a line of
        the box itself asks for another pair, false for a newcomer.
        """
        step = _STEPS if usable <= 0 else min(_STEPS, max(0, used * _STEPS // usable))
        size = self._sizes[cabinet]
        chance = self._chances.get((size, step, within))
        if chance is None:
            formula = rest_of_box_in_use if within else box_full
            chance = round(PER_MILLION * formula(size, step / _STEPS, self._correlation))
            self._chances[size, step, within] = chance
        mark = self._marks.get(key)
        if mark is None:
            mark = self._marks[key] = self.mark(key)
        return mark < chance

    @staticmethod
    def mark(key: int) -> int:
        """The customer's mark, in parts per million: the lower, the sooner the box is full."""
        return marks.per_million(key, marks.BOX, 0)
