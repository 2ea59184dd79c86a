"""The order of things inside one instant, which is ours and not the event queue's (DESIGN 2.5).

Everything that is due at an instant is collected first, then worked off by (phase, purpose,
entity): what ends, what arrives, who gives up. Then the model settles: capacity to held
orders, crews to waiting jobs, triggers. If that makes something due at the same instant,
another round follows. The order in which things were scheduled never matters.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any, Protocol

from simpy import Environment, Event
from simpy.core import StopSimulation
from simpy.events import NORMAL, EventPriority

from telesim.units import DAY_MS

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
#: Whose crew has been called away may give up at once.
LEFT_BEHIND = 210
EARLY_LIFE, DISTURBED = 50, 51
#: The office: papers are carried to a desk, a clerk is done with one.
OFFICE_TRAY, OFFICE_DONE = 100, 101
OFFICE_COURSE = 104
#: The office opens, and papers wait there.
OFFICE_OPENS = 105
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
#: What is due as it waits: the instant, the key, a number that tells apart what has the same key,
#: the action and its argument.
Entry = tuple[int, int, int, int, Any, Action, Any]
#: Stands before all phases: a new day begins, and what is due on it is looked at.
_NEW_DAY = -1


class SimulationError(Exception):
    """The run cannot go on; the message names the case or place and the seed where known."""


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


def _no_action(_: Any) -> None:
    """A day begins by itself."""


class Agenda:
    """Collects what is due at an instant and works it off in a stated order.

    Processes wait in SimPy's queue. What the agenda itself waits for does not pass through it: most
    of it stands alone at its instant, and most of it is days away. What is due today is a heap,
    what is due on later days a list for each.

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
        self._eid = env._eid
        #: Due before ``_today_ends``, with a mark there, so that it is never empty; then by day.
        self._today_ends = DAY_MS
        self._today: list[Entry] = [(DAY_MS, _NEW_DAY, 0, 0, 0, _no_action, None)]
        self._later: dict[int, list[Entry]] = {}

    def run(self, stop: Event, source: Source) -> None:
        """Process events until ``stop`` has been processed; the source comes due in between.

        The same as ``env.run(until=stop)`` with a timeout for each instant of the source and for
        each entry, but these need not pass through SimPy's queue when nothing else happens at
        their instant. When something does, the source has its turn as the first arrival.
        """
        env, queue, settle, today = self._env, self._queue, self.settle, self._today
        self._upcoming = source.time
        assert stop.callbacks is not None
        stop.callbacks.append(StopSimulation.callback)
        # So that SimPy's queue is never empty.
        guard = Event(env)
        guard._ok, guard._value = True, None
        env.schedule(guard, NORMAL, _NEVER)
        try:
            while True:
                upcoming, head, entry = self._upcoming, queue[0][0], today[0]
                instant = entry[0]
                if instant < head and instant < upcoming:
                    heappop(today)
                    if entry[1] == _NEW_DAY:
                        self._begin_day()
                        continue
                    if today[0][0] == instant:
                        # Several things are due.
                        env._now = instant
                        self._busy = True
                        self._due.append(_due_of(entry))
                        self._collect(instant)
                        self._start()
                        continue
                    if instant != self.now:
                        env._now = self.now = instant
                        self._rounds = 0
                    else:
                        self._count_round(_due_of(entry))
                    # Nothing else is due at this instant, so there is nothing left but to settle.
                    if not entry[5](entry[6]):
                        settle(instant)
                elif upcoming < head and upcoming < instant:
                    env._now = self.now = upcoming
                    self._rounds = 0
                    source.come_due(upcoming)
                    self._upcoming = source.time
                    settle(upcoming)
                elif upcoming <= head and upcoming <= instant:
                    self._upcoming = _NEVER
                    self.at(upcoming, ARRIVES, WORKLOAD, 0, self._take, source)
                elif instant == head:
                    # Processes come due as well: wait for all of them.
                    if self._collect(instant) and not self._busy:
                        self._busy = True
                        env._now = instant
                        _LastOfInstant(env, self._start)
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
        if time_ms < self.now:
            raise ValueError(f"{time_ms} ms has passed, it is {self.now} ms")
        entry = (time_ms, phase, purpose, entity, next(self._eid), action, argument)
        if time_ms < self._today_ends:
            heappush(self._today, entry)
        else:
            later, day = self._later, time_ms // DAY_MS
            if day in later:
                later[day].append(entry)
            else:
                later[day] = [entry]

    def _begin_day(self) -> None:
        """Midnight: what is due on the day that begins comes among what is due today."""
        day = self._today_ends // DAY_MS
        self._today_ends += DAY_MS
        today = self._today
        today += self._later.pop(day, ())
        today.append((self._today_ends, _NEW_DAY, 0, 0, 0, _no_action, None))
        heapify(today)

    def _collect(self, instant: int) -> bool:
        """Put all entries of an instant with what is due at it; whether there are any."""
        today, due = self._today, self._due
        found = False
        while today[0][0] == instant:
            entry = heappop(today)
            if entry[1] == _NEW_DAY:
                self._begin_day()
            else:
                due.append(_due_of(entry))
                found = True
        return found

    def alone(self, due: Due) -> bool:
        """Whether nothing else happens when a process comes due; then it goes on and settles.

        Otherwise ``due`` is done when its turn comes, and the process then ``proceed``s.
        """
        if self._busy:
            self._due.append(due)
            return False
        queue, now = self._queue, self._env._now
        if queue[0][0] <= now or self._today[0][0] <= now:
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

    def _start(self, _: Event | None = None) -> None:
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


def _due_of(entry: Entry) -> Due:
    return (*entry[1:4], *entry[5:])


def _key(due: Due) -> tuple[int, int, int]:
    return due[:3]
