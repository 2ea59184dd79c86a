"""What a fault reception has before it: events that are reported, and those who call about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.simulation.job import Job

#: How the desk knows that a cable is down: by the line test, by the reports, by the crew there.
BY_TEST, BY_REPORTS, BY_CREW = range(3)


class Ticket:
    """What the desk knows of one event.

    ``known`` are the instants at which calls about it ended, ``loose`` the further reports that
    nobody has put to it.
    """

    __slots__ = ("first", "how", "job", "judged", "known", "loose", "no_cable", "recognised")

    def __init__(self, job: Job) -> None:
        self.job = job
        #: Whose call was answered first.
        self.first: Caller | None = None
        self.judged = self.recognised = False
        #: Whether the line test says for certain that it is not of a cable.
        self.no_cable = False
        #: By what it was recognised.
        self.how = BY_TEST
        self.known: list[int] = []
        self.loose = 0


class Caller:
    """One customer who calls about one event; ``attempt`` counts the tries from 0.

    ``line`` is his of those that went down, in the order in which they are restored. Who
    ``enquires`` gives up at the first call that is lost, unless he ``insists``.
    """

    __slots__ = ("attempt", "enquires", "insists", "key", "line", "ticket")

    def __init__(
        self, ticket: Ticket, key: int, line: int = 0, enquires: bool = False,
        insists: bool = False,
    ) -> None:  # fmt: skip
        self.ticket = ticket
        self.key = key
        self.line = line
        self.enquires = enquires
        self.insists = insists
        self.attempt = 0
