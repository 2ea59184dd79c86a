"""A desk: several who serve one queue of calls, by the hour, with priority and patience.

A call is a row, not a process. Its owner hands in how long it takes to serve and how long it will
wait, and is told what becomes of it; whether it calls again is the owner's business.

Inside an instant what ends comes first, then what arrives, then who gives up; then the desk
settles, before crews do. So patience that ends when somebody gets free loses the call.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any, Protocol

from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.desks.hours import DeskHours

#: Where a call stands.
NEW, WAITING, SERVED, DONE, LOST = range(5)
#: Why a call was lost: patience ended, the desk was closed when it came, it closed meanwhile, all
#: lines into the desk were taken when it came.
GAVE_UP, CLOSED, CLOSING, ENGAGED = range(4)
#: What becomes of those who wait when the desk closes: they are lost; they are served all the
#: same by who served last; they wait for the next opening, and so does who comes while closed.
LOSE, FINISH, KEEP = range(3)
#: Patience without end, in ms.
FOREVER = 2**62
#: Desks of one instant settle in this order: steps of the office first.
OFFICE, RECEPTION = range(2)


class Call:
    """Somebody, or a paper, that wants to be served once.

    ``entity`` is unique among the calls of a desk's purpose that are under way, and orders those
    of one priority and instant. Smaller ``priority`` is served first. ``about`` is the owner's.
    """

    __slots__ = (
        "about", "agent", "answered_ms", "entity", "patience_ms", "priority", "service_ms",
        "since_ms", "state",
    )  # fmt: skip

    def __init__(
        self,
        entity: int,
        service_ms: int,
        patience_ms: int = FOREVER,
        priority: int = 0,
        about: Any = None,
    ) -> None:
        self.entity = entity
        self.service_ms = service_ms
        #: 0 = does not wait at all.
        self.patience_ms = patience_ms
        self.priority = priority
        self.about = about
        self.state = NEW
        #: Instants at which it came to the desk and was answered; -1 before.
        self.since_ms = self.answered_ms = -1
        #: Who serves it, where the agents of the desk have numbers; -1 elsewhere.
        self.agent = -1


class DeskOwner(Protocol):
    """Who is told what becomes of the calls of a desk; may offer further calls in return."""

    def answered(self, desk: Desk, call: Call, now_ms: int) -> None:
        """Somebody begins to serve the call; its service time may still be changed."""

    def done(self, desk: Desk, call: Call, now_ms: int) -> None:
        """The call has been served."""

    def lost(self, desk: Desk, call: Call, reason: int, now_ms: int) -> None:
        """The call ends unserved: GAVE_UP, CLOSED, CLOSING or ENGAGED."""


class Desks:
    """All desks of a run, settled together between facilities and crews."""

    def __init__(self) -> None:
        self.all: list[Desk] = []
        #: Desks at which something has changed since they last settled.
        self.stirred: list[Desk] = []

    def settle(self, now_ms: int) -> None:
        """Let every desk that stirs serve who is first, in the order of rank and number.

        What serving stirs at other desks settles in the same go.
        """
        while self.stirred:
            stirred, self.stirred = self.stirred, []
            stirred.sort(key=_place_in_order)
            for desk in stirred:
                desk.stirs = False
                desk.settle(now_ms)


def _place_in_order(desk: Desk) -> tuple[int, int, int]:
    return desk.rank, desk.purpose, desk.number


class Desk:
    """One queue and those who serve it.

    ``purpose`` and the number after it are agenda purposes of the owner's: calls end and give up
    under the first, the hours change under the second.
    """

    def __init__(
        self,
        desks: Desks,
        agenda: Agenda,
        owner: DeskOwner,
        hours: DeskHours,
        *,
        number: int,
        purpose: int,
        at_closing: int = LOSE,
        rank: int = RECEPTION,
        numbered: bool = False,
        lines: int | None = None,
    ) -> None:
        self.number, self.purpose, self.rank = number, purpose, rank
        self.stirs = False
        #: Calls that are being served, and that wait.
        self.busy = self.waiting = 0
        self._desks = desks
        self._at = agenda.at
        self._agenda = agenda
        self._owner = owner
        self._hours = hours
        self._at_closing = at_closing
        #: Calls that there is room for, served or waiting.
        self._lines = FOREVER if lines is None else lines
        #: (free since, number) of the agents who are free, where agents have numbers: the next call
        #: goes to who has been free for longest, of these to the lowest number.
        self._free = [(-1, number) for number in range(hours.most)] if numbered else None
        #: (priority, since, entity, call); those who gave up are dropped when they come first.
        self._queue: list[tuple[int, int, int, Call]] = []
        #: Calls that came since the desk last settled.
        self._new: list[Call] = []
        #: The instant for which a change of hours is due; -1 = none is.
        self._change_ms = -1
        desks.all.append(self)

    @property
    def is_open(self) -> bool:
        """Whether the desk is open at this instant."""
        return self._hours.agents(self._agenda.now) >= 0

    def offer(self, call: Call) -> None:
        """A call comes in now; it is answered when the instant settles, if somebody is free."""
        now = self._agenda.now
        call.since_ms = now
        if self._at_closing != KEEP and self._hours.agents(now) < 0:
            call.state = LOST
            self._owner.lost(self, call, CLOSED, now)
            return
        if self.busy + self.waiting >= self._lines:
            call.state = LOST
            self._owner.lost(self, call, ENGAGED, now)
            return
        call.state = WAITING
        self.waiting += 1
        heappush(self._queue, (call.priority, now, call.entity, call))
        self._new.append(call)
        self.stir()

    def prefer(self, call: Call, priority: int) -> None:
        """Give a call that waits another priority; it keeps the instant at which it came."""
        if call.state == WAITING and call.priority != priority:
            call.priority = priority
            heappush(self._queue, (priority, call.since_ms, call.entity, call))
            self.stir()

    def withdraw(self, call: Call) -> bool:
        """Take a call away that waits, without a word to the owner; whether it was waiting."""
        if call.state != WAITING:
            return False
        call.state = LOST
        self.waiting -= 1
        return True

    def stir(self) -> None:
        """Look at the queue when the instant settles."""
        if not self.stirs:
            self.stirs = True
            self._desks.stirred.append(self)

    def settle(self, now_ms: int) -> None:
        """Serve as many as there are agents; who is left waits, or not."""
        agents = self._hours.agents(now_ms)
        if agents < 0 and self._at_closing != KEEP:
            if self._at_closing == LOSE:
                self._turn_out(now_ms)
                return
            # Who served last goes on until those inside have been served.
            agents = max(self._hours.agents_before(now_ms), 1)
        queue = self._queue
        while queue:
            priority, _, entity, call = queue[0]
            if call.state != WAITING or call.priority != priority:
                heappop(queue)
                continue
            if self.busy >= agents:
                break
            heappop(queue)
            self.waiting -= 1
            self.busy += 1
            call.state = SERVED
            call.answered_ms = now_ms
            if self._free is not None:
                call.agent = _longest_free(self._free, agents)
            self._owner.answered(self, call, now_ms)
            self._at(now_ms + call.service_ms, when.ENDS, self.purpose, entity, self._done, call)
        if self._new:
            self._begin_to_wait(now_ms)
        if self.waiting:
            self._watch(now_ms)

    def _begin_to_wait(self, now_ms: int) -> None:
        """Patience begins for those who came now and found nobody free."""
        new, self._new = self._new, []
        for call in new:
            if call.state == WAITING and call.patience_ms < FOREVER:
                if call.patience_ms == 0:
                    self._lose(call, GAVE_UP, now_ms)
                else:
                    end = now_ms + call.patience_ms
                    self._at(end, when.GIVES_UP, self.purpose, call.entity, self._give_up, call)

    def _watch(self, now_ms: int) -> None:
        """Look again when the hours change, as long as somebody waits."""
        if self._change_ms > now_ms:
            return
        change = self._hours.next_change(now_ms)
        if change is not None:
            self._change_ms = change
            self._at(change, when.ENDS, self.purpose + 1, self.number, self._hours_change)

    def _hours_change(self, _: object) -> None:
        if self.waiting:
            self.stir()

    def _turn_out(self, now_ms: int) -> None:
        """The desk has closed: whoever waits is lost, first come first."""
        queue, self._queue, self._new = self._queue, [], []
        while queue:
            call = heappop(queue)[3]
            if call.state == WAITING:
                self._lose(call, CLOSING, now_ms)

    def _give_up(self, call: Call) -> None:
        if call.state == WAITING:
            self._lose(call, GAVE_UP, self._agenda.now)

    def _lose(self, call: Call, reason: int, now_ms: int) -> None:
        call.state = LOST
        self.waiting -= 1
        self._owner.lost(self, call, reason, now_ms)

    def _done(self, call: Call) -> None:
        self.busy -= 1
        call.state = DONE
        if self._free is not None:
            heappush(self._free, (self._agenda.now, call.agent))
        if self.waiting:
            self.stir()
        self._owner.done(self, call, self._agenda.now)


def _longest_free(free: list[tuple[int, int]], agents: int) -> int:
    """Take the agent who has been free for longest, of the first ``agents``: one of them is."""
    away = []
    while free[0][1] >= agents:
        away.append(heappop(free))
    number = heappop(free)[1]
    for one in away:
        heappush(free, one)
    return number
