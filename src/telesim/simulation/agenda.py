"""The order of things inside one instant, which is ours and not the event queue's (DESIGN 2.5).

Everything that is due at an instant is collected first, then worked off by (phase, purpose,
entity): what ends, what arrives, who gives up. Then the model settles: capacity to held
orders, crews to waiting jobs, triggers. If that makes something due at the same instant,
another round follows. The order in which things were scheduled never matters.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop
from typing import Any, Protocol

from simpy import Environment, Event
from simpy.core import StopSimulation
from simpy.events import NORMAL, EventPriority

#: Phases in the order in which they are worked off.
ENDS, ARRIVES, GIVES_UP = range(3)
#: Purposes inside a phase, in order; (phase, purpose, entity) names one thing only.
VISIT, RESTORATION, OPENING, MATERIAL, CALENDAR, REFORM = range(6)
RECONNECTION = 10
#: Cables that ask for a bore, works that can begin, months in which nobody digs.
DUCT, WORKS, FROST = range(50, 53)
#: People leave, come or have learnt something: after a reform of the same midnight.
STAFF = 12
#: A storm day begins.
STORM = 93
#: The market: a cabinet is counted anew, coverage is published, the registered are told.
AUDIT, PUBLICATION, REGISTER = range(160, 163)
#: Held orders and borrowed lines are gone through; a borrowed line fails, among what arrives.
REROUTING, REROUTED_FAULT = range(163, 165)
#: A campaign is over at a place, then what it has drawn forward, then where it may begin.
CAMPAIGN_OVER, AFTERMATH, CAMPAIGN = range(165, 168)
WORKLOAD, REPORT, REPEAT = range(3)
#: Further arrivals: a customer calls about a forgotten ticket; inspection looks at a closed one.
REMINDER, INSPECTION = 80, 81
#: Circuits of trunk groups are ordered, and open.
CIRCUITS_ORDERED, CIRCUITS_OPEN = 180, 181
#: Levels of training change, after who comes; crews are on courses.
TRAINING, COURSES = 182, 183
#: Crews whose turn it is to inspect; inspection looks at a closed job.
INSPECTORS, LOOK = 184, 185
#: Power of an exchange: fails among what arrives, returns among what ends.
POWER = 60
EARLY_LIFE, DISTURBED = 50, 51
#: The office: papers are carried to a desk, a clerk is done with one.
OFFICE_TRAY, OFFICE_DONE = 100, 101
#: The limit of a step passes, after all that may end the step at that instant.
STEP_LIMIT = 102
#: A customer asks after an order.
OFFICE_CHASER = 103
#: More rounds than this at one instant mean that something causes itself without end.
MOST_ROUNDS = 1_000

#: After every event of the same instant; SimPy's own priorities are 0 and 1.
_LAST = EventPriority(2)
_NEVER = 2**62

#: An action returns True when it lets a crew process go on, which calls ``proceed`` itself.
Action = Callable[[Any], "bool | None"]
Due = tuple[int, int, int, Action, Any]


class SimulationError(Exception):
    """The run cannot go on; the message names the case or place and the seed where known."""


class _Due(Event):
    """A timer whose value says what is due; lighter than a Timeout with a callback added."""

    def __init__(
        self, env: Environment, delay: int, fire: Callable[[Event], None], due: Due
    ) -> None:
        self.env = env
        self.callbacks = [fire]
        self._value = due
        self._ok = True
        env.schedule(self, NORMAL, delay)


class _LastOfInstant(Event):
    """An event that SimPy processes after all others of the same instant."""

    def __init__(self, env: Environment, callback: Callable[[Event], None]) -> None:
        self.env = env
        self.callbacks = [callback]
        self._value = None
        self._ok = True
        env.schedule(self, _LAST)


class Source(Protocol):
    """What comes due at instants known beforehand, like the rows of a workload."""

    #: The next instant, in ms since the start; later than the horizon when there is none.
    time: int

    def come_due(self, now: int) -> None:
        """It is ``time``: act, and look for the next one."""


def _nothing(now_ms: int) -> None:
    """There is nothing to settle."""


class Agenda:
    """Collects what is due at an instant and works it off in a stated order.

    ``now`` is the instant, in ms since the start.
    """

    def __init__(self, env: Environment, settle: Callable[[int], None] = _nothing) -> None:
        self.now = 0
        self.environment = self._env = env
        #: SimPy's events to come; looking at the first is half the price of ``peek``.
        self._queue = env._queue
        #: What to do when everything at an instant has been worked off; set before the run.
        self.settle = settle
        self._due: list[Due] = []
        #: Whether an instant is being worked off, or is about to be.
        self._busy = False
        self._rounds = 0
        self._agenda: list[Due] = []
        self._upcoming = 0

    def run(self, stop: Event, source: Source) -> None:
        """Process events until ``stop`` has been processed; the source comes due in between.

        The same as ``env.run(until=stop)`` with a timeout for each instant of the source, but
        what is known beforehand need not pass through SimPy's queue when nothing else happens
        at its instant. When something does, the source has its turn as the first arrival.
        """
        env, queue, settle = self._env, self._queue, self.settle
        self._upcoming = source.time
        assert stop.callbacks is not None
        stop.callbacks.append(StopSimulation.callback)
        try:
            while True:
                upcoming, head = self._upcoming, queue[0][0]
                if upcoming < head:
                    env._now = self.now = upcoming
                    self._rounds = 0
                    source.come_due(upcoming)
                    self._upcoming = source.time
                    settle(upcoming)
                elif upcoming == head:
                    self._upcoming = _NEVER
                    self.at(upcoming, ARRIVES, WORKLOAD, 0, self._take, source)
                else:
                    env._now, _, _, event = heappop(queue)
                    callbacks = event.callbacks
                    # SimPy marks like this what has been processed.
                    event.callbacks = None  # type: ignore[assignment]
                    for callback in callbacks:
                        callback(event)
                    if not event._ok and not hasattr(event, "_defused"):
                        raise event._value
        except StopSimulation:
            pass

    def _take(self, source: Source) -> None:
        """The source has its turn among others at this instant."""
        source.come_due(self.now)
        self._upcoming = source.time

    def at(
        self,
        time_ms: int,
        phase: int,
        purpose: int,
        entity: int,
        action: Action,
        argument: Any = None,
    ) -> None:
        """Call ``action(argument)`` at an instant, now or later, in the order of the key.

        Raises:
            ValueError: the instant has passed.
        """
        delay = time_ms - self.now
        if delay < 0:
            raise ValueError(f"{time_ms} ms has passed, it is {self.now} ms")
        _Due(self._env, delay, self.fire, (phase, purpose, entity, action, argument))

    def fire(self, event: Event) -> None:
        """Something is due: work it off at once when it is alone, else wait for the others."""
        due: Due = event._value
        if self.alone(due) and not due[3](due[4]):
            # Nothing else is due at this instant, so there is nothing left but to settle.
            self.settle(self.now)

    def alone(self, due: Due) -> bool:
        """Whether nothing else happens at this instant; then the caller goes on and ``proceed``s.

        Otherwise ``due`` is done when its turn comes.
        """
        if self._busy:
            self._due.append(due)
            return False
        queue, now = self._queue, self._env._now
        if queue and queue[0][0] <= now:
            self._busy = True
            self._due.append(due)
            _LastOfInstant(self._env, self._start)
            return False
        if now != self.now:
            self.now = now  # type: ignore[assignment]  # our clock is in whole ms
            self._rounds = 0
        else:
            self._count_round(due)
        return True

    def _start(self, event: Event) -> None:
        now = self._env.now
        # Reversed, so that the next one is popped from the end.
        self._agenda = sorted(self._due, key=_key, reverse=True)
        self._due = []
        if now != self.now:
            self.now = now  # type: ignore[assignment]  # our clock is in whole ms
            self._rounds = 0
        else:
            self._count_round(self._agenda[-1])
        self.proceed()

    def _count_round(self, first: Due) -> None:
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            entity, what = first[2], first[4]
            if hasattr(what, "case"):
                named = f"case {what.case}"
            elif first[3] == self._take:
                named = "an arrival"
            else:
                named = f"entity {entity} ({what})"
            raise SimulationError(
                f"more than {MOST_ROUNDS} rounds at {self.now} ms: something causes itself without "
                f"end; last due: {named}"
            )

    def proceed(self) -> None:
        """Go on with the instant; called by a crew process when it has done its part."""
        agenda = self._agenda
        while agenda:
            due = agenda.pop()
            if due[3](due[4]):
                return
        settle = self.settle
        settle(self.now)
        if self._due:
            _LastOfInstant(self._env, self._start)
        else:
            self._busy = False


def _key(due: Due) -> tuple[int, int, int]:
    return due[:3]
