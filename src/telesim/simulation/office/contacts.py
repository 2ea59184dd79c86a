"""Cases at the desk of acceptance: who passes them on, who asks again, and who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.scenario.office.contacts import Contacts
from telesim.simulation import agenda as when
from telesim.simulation.office.desk import Desk, Paper
from telesim.simulation.town import Town
from telesim.units import PER_MILLION
from telesim.workload import office as marks

if TYPE_CHECKING:
    from telesim.simulation.office.office import Office

_HANDED_OFF, _CHASED = int(Kind.HANDED_OFF), int(Kind.CHASED)
_ANSWERED = int(Kind.ANSWERED)
#: No case is passed on so often that marks of two questions about one order could meet.
_HANDLINGS = 2**10


class ContactBook:
    """Follows the cases of an office's customers."""

    def __init__(self, office: Office, town: Town, section: Contacts, recorder: Recorder) -> None:
        self._office = office
        self._town = town
        self._agenda = town.agenda
        self._log = recorder.append
        self._section = section
        self._transfers_ppm = round(section.transfers * PER_MILLION)
        self._handling_ppm = round(section.handling * PER_MILLION)
        #: Questions asked so far, by case.
        self._asked: dict[int, int] = {}

    def came(self, paper: Paper) -> None:
        """An order has come; its customer asks after it some day."""
        self._ask_later(paper, 0)

    def _ask_later(self, paper: Paper, number: int) -> None:
        law = self._section.asks_after
        instant = self._agenda.now + marks.asks_after_ms(law, paper.job.key, number)
        if instant < self._town.arrivals_end_ms:
            self._asked[paper.job.case] = number
            self._agenda.at(
                instant, when.ARRIVES, when.OFFICE_CHASER, paper.job.case, self._asks, paper
            )

    def _asks(self, paper: Paper) -> None:
        """A customer whose line does not work yet asks when it will."""
        if paper.served or paper.given_up:
            return
        if paper.sent_away:
            self._ask_later(paper, self._asked[paper.job.case])
            return
        job, number = paper.job, self._asked[paper.job.case]
        self._log((self._agenda.now, _CHASED, job.case, job.slot, job.cabinet, -1, 0, number))
        question = Paper(job)
        question.question = number
        if self._section.owner_answers:
            question.owner = paper.owner
        self._office.desks.lay_question(question)
        self._ask_later(paper, number + 1)

    def work_ms(self, paper: Paper, drawn_ms: int) -> int:
        """Clerk's time for a case; ``drawn_ms`` is that of the order itself."""
        if paper.handled:
            return self._section.hand_off
        if paper.question >= 0:
            drawn_ms = marks.question_ms(self._section.question, paper.job.key, paper.question)
        return max(1, drawn_ms * self._handling_ppm // PER_MILLION)

    def handled(self, desk: Desk, clerk: int, paper: Paper, now_ms: int) -> bool:
        """A clerk is done with a case: whether that was all, for another has it, or it is answered.

        False for an order that is accepted.
        """
        job = paper.job
        row = (job.case, job.slot, job.cabinet, -1, paper.work_ms, paper.waited_ms)
        number = paper.question
        generation = paper.handled + (number + 1) * _HANDLINGS
        if paper.owner < 0 and marks.passed_on(job.key, generation, self._transfers_ppm):
            paper.handled += 1
            self._log((now_ms, _HANDED_OFF, *row))
            if self._town.complaints is not None:
                self._town.complaints.handed_over(job)
            desk.lay(paper, now_ms)
            return True
        if number < 0:
            paper.handled = 0
            paper.owner = clerk
            return False
        self._log((now_ms, _ANSWERED, *row))
        return True
