"""Key accounts: who has their order since when, who takes it up, and who made whom late."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.calendar import Calendar
from telesim.eventlog import Kind, Recorder
from telesim.scenario.office.key_accounts import LIMITED, KeyAccounts
from telesim.simulation import agenda as when
from telesim.simulation.job import AWAY, WAITING, Job
from telesim.simulation.office.desk import Paper
from telesim.simulation.town import Town
from telesim.units import PER_MILLION
from telesim.workload.office import key_account

if TYPE_CHECKING:
    from telesim.simulation.office.office import Office

_KEY_ACCOUNT, _OVERDUE = int(Kind.KEY_ACCOUNT), int(Kind.OVERDUE)
_ESCALATED, _HANDED_LATE = int(Kind.ESCALATED), int(Kind.HANDED_LATE)
#: Who gives out ports and pairs; no step, and without a limit.
FACILITIES = len(LIMITED)
#: Nobody has the order.
_NOBODY = -1
#: The step that gets an order stands before the number of the step that hands it on.
_TO = 10
#: Nobody stands above the manager, and a limit that has passed twice is not watched any more.
_TWICE = 2


class Account:
    """What is watched of one order.

    Attributes:
        step: who has it. since_ms: since when. number: counts changes of hand, so that limits of
            earlier steps are known to be stale. passed: times that the limit has passed there.
        level: who has taken it up: 0 nobody, 1 the liaison, 2 the manager.
    """

    __slots__ = ("level", "number", "passed", "since_ms", "step")

    def __init__(self) -> None:
        self.step, self.since_ms = _NOBODY, 0
        self.number = self.passed = self.level = 0

    def forget(self) -> None:
        """The customer gives up."""
        self.step = _NOBODY
        self.number += 1


class KeyAccountBook:
    """Watches the limits of all steps; in the green channel it puts orders ahead as well."""

    def __init__(
        self, office: Office, town: Town, section: KeyAccounts, hours: Calendar, recorder: Recorder
    ) -> None:
        self._office = office
        self._town = town
        self._agenda = town.agenda
        self._log = recorder.append
        self._hours = hours
        self._share_ppm = round(section.share * PER_MILLION)
        self._limits = [section.limits.get(word, 0) for word in LIMITED] + [0]
        self._in_office_hours = section.clock == "office-hours"
        self._channel = section.channel
        channel = section.channel
        self._ahead_ms = (0, channel.liaison, channel.manager) if channel is not None else ()
        #: What the main frame does with an order that has been put ahead while it waits for its
        #: jumper, if it does; None where nobody waits for jumpers.
        self.hurry_jumper: Callable[[Job], None] | None = None

    def came(self, paper: Paper) -> None:
        """An order has come: see whether it is one of a key account."""
        job = paper.job
        if not key_account(job.key, self._share_ppm):
            return
        channel = self._channel
        paper.account = Account()
        if channel is not None:
            paper.urgency = -1
            job.ahead = True
            job.since_ms -= channel.head_start
        self._log(
            (self._agenda.now, _KEY_ACCOUNT, job.case, job.slot, job.cabinet, -1, 0,
             int(channel is not None))
        )  # fmt: skip

    def gets(self, paper: Paper, step: int) -> None:
        """A step gets an order: its clock begins, and that of who had it before is looked at."""
        account, now = paper.account, self._agenda.now
        assert account is not None
        if account.passed:
            job = paper.job
            beyond = self._spent(account.since_ms, now) - self._limits[account.step]
            self._log(
                (now, _HANDED_LATE, job.case, job.slot, job.cabinet, -1,
                 account.step + _TO * step, beyond)
            )  # fmt: skip
        account.step, account.since_ms, account.passed = step, now, 0
        account.number += 1
        self._watch(paper, account)

    def _spent(self, start_ms: int, end_ms: int) -> int:
        if self._in_office_hours:
            return self._hours.work_between(start_ms, end_ms)
        return end_ms - start_ms

    def _watch(self, paper: Paper, account: Account) -> None:
        """Look again when the limit of this step passes, for the first or the second time."""
        limit = self._limits[account.step] * (account.passed + 1)
        if not limit:
            return
        passes: int | None = account.since_ms + limit
        if self._in_office_hours:
            passes = self._hours.add_work(account.since_ms, limit)
        if passes is not None:
            self._agenda.at(
                passes, when.GIVES_UP, when.STEP_LIMIT, paper.job.case, self._limit_passes,
                (paper, account.number),
            )  # fmt: skip

    def _limit_passes(self, what: tuple[Paper, int]) -> None:
        paper, number = what
        account, job, now = paper.account, paper.job, self._agenda.now
        assert account is not None
        if account.number != number:
            return
        account.passed += 1
        row = (job.case, job.slot, job.cabinet, -1, account.step)
        self._log((now, _OVERDUE, *row, account.passed))
        if self._channel is not None and account.level < _TWICE:
            account.level += 1
            self._log((now, _ESCALATED, *row, account.level))
            self._put_ahead(paper, self._ahead_ms[account.level])
        if account.passed < _TWICE:
            self._watch(paper, account)

    def _put_ahead(self, paper: Paper, ahead_ms: int) -> None:
        """The order goes before other key accounts, wherever it waits now or later.

        An appointment stands: its customer has been told when somebody comes.
        """
        job = paper.job
        paper.urgency -= 1
        waits = job.state == WAITING
        if waits:
            self._town.dispatcher.withdraw(job)
        job.since_ms -= ahead_ms
        if waits:
            self._town.dispatcher.wait(job, anew=False)
        elif job.state == AWAY and self.hurry_jumper is not None:
            self.hurry_jumper(job)
        self._office.desks.hurry(paper)
