"""How many serve at a desk at each instant: the same every week, laid on the run's clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from telesim.scenario.desks.staffing import Staffing, agents_of_week
from telesim.units import DAY_MS

WEEK_MS = 7 * DAY_MS

#: One stretch of a day: from and to in ms of that day, and how many serve.
Stretch = tuple[int, int, int]


class DeskHours:
    """Agents over the week; closed where no stretch of a day says that it is open.

    ``days`` has the stretches of the seven days from the weekday on which the run starts. A
    stretch with no agents is open all the same: who calls then waits.
    """

    __slots__ = ("_agents", "_begins")

    def __init__(self, days: Sequence[Sequence[Stretch]]) -> None:
        """Take the stretches of the seven days, each day's apart and in order.

        Raises:
            ValueError: not seven days, or stretches that overlap, are empty or out of order.
        """
        if len(days) != 7:
            raise ValueError(f"got {len(days)} days, need the seven of a week")
        begins, agents = [0], [-1]
        for day, stretches in enumerate(days):
            last = 0
            for start, end, count in stretches:
                if not last <= start < end <= DAY_MS or count < 0:
                    raise ValueError(f"stretch {start}..{end} ms of day {day} does not fit")
                last = end
                _append(begins, agents, day * DAY_MS + start, count)
                _append(begins, agents, day * DAY_MS + end, -1)
        if begins[-1] == WEEK_MS:
            begins.pop()
            agents.pop()
        self._begins = begins
        self._agents = agents

    @classmethod
    def always(cls, agents: int) -> DeskHours:
        """Open all hours with the same number of agents."""
        return cls([[(0, DAY_MS, agents)]] * 7)

    def agents(self, time_ms: int) -> int:
        """Who serve at an instant; -1 = the desk is closed."""
        return self._agents[bisect_right(self._begins, time_ms % WEEK_MS) - 1]

    @property
    def most(self) -> int:
        """The most who ever serve at once."""
        return max(*self._agents, 1)

    def agents_before(self, time_ms: int) -> int:
        """Who served last, up to an instant; -1 when the desk never opens."""
        number = bisect_right(self._begins, time_ms % WEEK_MS) - 1
        for back in range(len(self._agents)):
            if self._agents[number - back] >= 0:
                return self._agents[number - back]
        return -1

    def next_change(self, time_ms: int) -> int | None:
        """The first instant after this one at which more, fewer or none serve; None = never."""
        week, into = divmod(time_ms, WEEK_MS)
        number = bisect_right(self._begins, into)
        if number < len(self._begins):
            return week * WEEK_MS + self._begins[number]
        # From one week to the next the number may stay as it is.
        first = 0 if self._agents[0] != self._agents[-1] else 1
        if first == len(self._begins):
            return None
        return (week + 1) * WEEK_MS + self._begins[first]


def _append(begins: list[int], agents: list[int], start_ms: int, count: int) -> None:
    """From an instant on so many serve, which replaces what begins at the same instant."""
    if begins[-1] == start_ms:
        begins.pop()
        agents.pop()
    if not agents or agents[-1] != count:
        begins.append(start_ms)
        agents.append(count)


def hours_of(staffing: Staffing, first_weekday: int) -> DeskHours:
    """The hours of a desk as written, for a run that starts on a weekday (0 = Monday)."""
    week = agents_of_week(staffing)
    return DeskHours([week[(first_weekday + day) % 7] for day in range(7)])
