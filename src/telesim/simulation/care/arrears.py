"""Lines suspended for arrears, payments, and the notices that bring the lines back, or do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from telesim.eventlog import Kind, Recorder
from telesim.scenario.care.arrears import Arrears
from telesim.scenario.care.clock_times import clock_ms
from telesim.simulation import agenda as when
from telesim.simulation.job import Job
from telesim.simulation.orders import OrderBook
from telesim.simulation.striking import (
    DOWN,
    SILENT,
    SUSPENDED,
    WORKING,
    between_lines_down,
)
from telesim.simulation.town import Town
from telesim.units import DAY_MS, parse_money
from telesim.workload.care.arrears import NEVER_MS, Suspensions, lost_below
from telesim.workload.columns import Faults

_SUSPENDED, _PAID = int(Kind.LINE_SUSPENDED), int(Kind.BILL_PAID)
_SENT, _LOST, _FOUND = int(Kind.NOTICE_SENT), int(Kind.NOTICE_LOST), int(Kind.NOTICE_FOUND)
_BACK, _GIVEN_UP = int(Kind.LINE_BACK), int(Kind.SUSPENDED_CEASED)
#: Purposes in the agenda.
_SUSPEND, _PAY, _BATCH, _FIND, _RESUME, _WRITE_OFF = range(140, 146)
_OWE = 156
#: State of a line that is not in service.
_NO_LINE = 0
#: Columns of Suspensions as they stand in a row.
_CABINET, _SLOT, _KEY, _PAYS, _AGENT, _LOST_PPM, _FOUND_MS, _TAKES, _TIME = range(9)


@dataclass(slots=True, eq=False)
class _Suspended:
    """A line that is suspended now; ``counts`` = paid for in the window, and waited for."""

    case: int
    row: tuple[int, ...]
    since_ms: int
    counts: bool = False


class ArrearsBook:
    """Suspends lines of the workload, takes payments in, and lets the lines work again.

    Who has no line yet when the bill of others is due owes nothing by the day of the suspension.

    What falls on one instant (a morning's suspensions, a county's batch of notices) is one entry
    in the agenda. A line that is given up meanwhile has left: what was planned for it is void.
    """

    def __init__(
        self,
        town: Town,
        section: Arrears,
        rows: Suspensions,
        faults: Faults,
        orders: OrderBook,
        recorder: Recorder,
    ) -> None:
        self._town, self._orders = town, orders
        self._log = recorder.append
        scenario = town.scenario
        self._county = [scenario.exchange_county[at] for at in scenario.cabinet_exchange]
        notices = section.notices
        self._batch_at = clock_ms(notices.batch_at) if notices.sent == "batch" else -1
        self._lost_ppm = lost_below(notices.lost)
        code = scenario.currency.code
        self._penalty = parse_money(notices.penalty, code) if notices.penalty is not None else 0
        self._given_up_after = section.given_up_after
        self._window = (scenario.window_start_ms, scenario.window_end_ms)
        self._lines: dict[tuple[int, int], _Suspended] = {}
        #: (purpose, instant) -> what is due then.
        self._due: dict[tuple[int, int], list[_Suspended]] = {}
        early = faults.time_ms < 0
        #: Lines that failed before the run, and so were not suspended then.
        self._failed = set(
            zip(faults.cabinet[early].tolist(), faults.slot[early].tolist(), strict=True)
        )
        #: Who owes, by the morning of the suspension; those suspended before the run come first.
        self._owing: dict[int, list[tuple[int, ...]]] = {}
        self._coming = zip(
            rows.owes_ms.tolist(),
            zip(
                rows.cabinet.tolist(), rows.slot.tolist(), rows.key.tolist(), rows.pays_ms.tolist(),
                rows.agent.tolist(), rows.lost_ppm.tolist(), rows.found_ms.tolist(),
                rows.takes_ms.tolist(), rows.time_ms.tolist(), strict=True,
            ),
            strict=True,
        )  # fmt: skip
        self._next = next(self._coming, None)
        while self._next is not None and self._next[0] < 0:
            # A bill of before the run, of a line that is there when it begins.
            self._owes(self._next[1])
            self._next = next(self._coming, None)
        self._wait_for_next()
        orders.on_ceased = self._ceased

    # -- suspension ---------------------------------------------------------------------------

    def _wait_for_next(self) -> None:
        if self._next is not None:
            time = self._next[0]
            self._town.agenda.at(time, when.ARRIVES, _OWE, 0, self._bills, time)

    def _bills(self, now: int) -> None:
        """The morning's bills that are not paid: who has a line owes."""
        while self._next is not None and self._next[0] == now:
            row = self._next[1]
            self._next = next(self._coming, None)
            if self._town.line_state[row[_CABINET]][row[_SLOT]] not in (_NO_LINE, SUSPENDED):
                self._owes(row)
        self._wait_for_next()

    def _owes(self, row: tuple[int, ...]) -> None:
        instant = max(row[_TIME], 0)
        if instant not in self._owing:
            self._owing[instant] = []
            self._town.agenda.at(instant, when.ARRIVES, _SUSPEND, 0, self._suspend, instant)
        self._owing[instant].append(row)

    def _suspend(self, now: int) -> None:
        """The morning's list: every line on it is suspended, at once or when it works again."""
        for row in self._owing.pop(now):
            cabinet, slot = row[_CABINET], row[_SLOT]
            if row[_TIME] < 0 and (cabinet, slot) in self._failed:
                continue
            # A list of before the run is that of the lines that worked then.
            if row[_TIME] >= 0 and self._town.line_state[cabinet][slot] in (DOWN, SILENT):
                self._orders.when_back(cabinet, slot, partial(self._suspend_repaired, row))
            else:
                self._suspend_line(row)

    def _suspend_repaired(self, row: tuple[int, ...], now: int) -> None:
        """A line works again that was down on the morning of its suspension: it is suspended now.

        Its customer pays as long after that as otherwise after the morning.
        """
        late = list(row)
        late[_TIME] = now
        if row[_PAYS] < NEVER_MS:
            late[_PAYS] += now - row[_TIME]
        self._suspend_line(tuple(late))

    def _suspend_line(self, row: tuple[int, ...]) -> None:
        """Suspend a line that works, and will not leave."""
        cabinet, slot, pays, since = row[_CABINET], row[_SLOT], row[_PAYS], row[_TIME]
        states = self._town.line_state[cabinet]
        if states[slot] != WORKING or self._orders.will_leave(cabinet, slot):
            return
        states[slot] = SUSPENDED
        line = _Suspended(self._town.new_case(), row, since)
        self._lines[cabinet, slot] = line
        self._log((since, _SUSPENDED, line.case, slot, cabinet, -1, 0, 0))
        if pays < NEVER_MS:
            self._later(pays, when.ARRIVES, _PAY, self._pay, line)
        if self._given_up_after is not None and pays > since + self._given_up_after:
            self._later(
                since + self._given_up_after, when.GIVES_UP, _WRITE_OFF, self._write_off, line
            )

    def _write_off(self, line: _Suspended) -> None:
        """Nobody has paid: the company gives the line up, by a cease order of its own."""
        cabinet, slot = line.row[_CABINET], line.row[_SLOT]
        self._orders.close(cabinet, slot, line.row[_KEY], self._town.now)

    def _ceased(self, job: Job, now: int) -> None:
        """A line is given up; it may be a suspended one."""
        line = self._lines.pop((job.cabinet, job.slot), None)
        if line is not None:
            self._over(line)
            self._write(now, _GIVEN_UP, line, job.case)

    # -- payment ------------------------------------------------------------------------------

    def _pay(self, line: _Suspended) -> None:
        """The customer pays; the agent's notice goes out at once, or with the day's batch."""
        now = self._town.now
        if self._window[0] <= now < self._window[1]:
            line.counts = True
            self._town.open_in_window += 1
        self._write(now, _PAID, line, now - line.since_ms)
        if self._batch_at < 0:
            self._notice(line)
            return
        batch = now // DAY_MS * DAY_MS + self._batch_at
        if batch < now:
            batch += DAY_MS
        self._later(batch, when.ENDS, _BATCH, self._notice, line)

    def _notice(self, line: _Suspended) -> None:
        """The notice of a payment is due: it is sent, or lost until the customer complains."""
        now = self._town.now
        county = self._county[line.row[_CABINET]]
        if line.row[_LOST_PPM] >= self._town.errors_ppm("notices", county, self._lost_ppm):
            self._send(line)
            return
        self._write(now, _LOST, line, self._penalty)
        # The customer waits from the payment on, not from the batch.
        found = max(now, line.row[_PAYS] + line.row[_FOUND_MS])
        self._later(found, when.ARRIVES, _FIND, self._find, line)

    def _find(self, line: _Suspended) -> None:
        """The customer complains, and the notice is sent after all."""
        self._write(self._town.now, _FOUND, line, 0)
        self._send(line)

    def _send(self, line: _Suspended) -> None:
        now, takes = self._town.now, line.row[_TAKES]
        self._write(now, _SENT, line, takes)
        self._later(now + takes, when.ENDS, _RESUME, self._resume, line)

    def _resume(self, line: _Suspended) -> None:
        """The exchange lets the line work again; among lines that are down it has to wait.

        A line that a cable fault or a power failure has passed over, since nobody missed it, is
        down like its neighbours: it works when they do.
        """
        cabinet, slot = line.row[_CABINET], line.row[_SLOT]
        beside = between_lines_down(self._town.line_state[cabinet], slot)
        if beside >= 0:
            self._orders.when_back(cabinet, beside, partial(self._resume_with, line))
            return
        del self._lines[cabinet, slot]
        self._town.line_state[cabinet][slot] = WORKING
        self._over(line)
        now = self._town.now
        self._write(now, _BACK, line, now - line.row[_PAYS])

    def _resume_with(self, line: _Suspended, now: int) -> None:
        """The line beside it works again, so that it does as well, if it has not left."""
        if self._lines.get((line.row[_CABINET], line.row[_SLOT])) is line:
            self._resume(line)

    # -- what they share ------------------------------------------------------------------------

    def _over(self, line: _Suspended) -> None:
        if line.counts:
            line.counts = False
            self._town.open_in_window -= 1

    def _write(self, now: int, kind: int, line: _Suspended, amount: int) -> None:
        row = line.row
        self._log((now, kind, line.case, row[_SLOT], row[_CABINET], -1, row[_AGENT], amount))

    def _later(
        self,
        instant: int,
        phase: int,
        purpose: int,
        action: Callable[[_Suspended], None],
        line: _Suspended,
    ) -> None:
        """Do something with a line at an instant, if it is still suspended then."""
        due = self._due.get((purpose, instant))
        if due is not None:
            due.append(line)
            return
        self._due[purpose, instant] = [line]
        self._town.agenda.at(instant, phase, purpose, 0, self._fall_due, (purpose, instant, action))

    def _fall_due(self, what: tuple[int, int, Callable[[_Suspended], None]]) -> None:
        purpose, instant, action = what
        for line in self._due.pop((purpose, instant)):
            now_there = self._lines.get((line.row[_CABINET], line.row[_SLOT]))
            if now_there is line:
                action(line)
