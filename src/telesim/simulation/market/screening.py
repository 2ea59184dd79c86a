"""The counter: which orders for a new line are taken, who is sent away, and crews sent in vain.

Who has read that there is no service, or hears so from an agent, does not come to the office. A
clerk of the company says yes or no when the order has been accepted there.
Who brings an order, what is read wrongly and who returns are marks of the order's own key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Level, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.job import NEW, Job
from telesim.simulation.market.records import Records
from telesim.simulation.market.registered import Register
from telesim.simulation.vain_visits import VainVisits
from telesim.units import PER_MILLION, parse_money
from telesim.workload import Workload, followups
from telesim.workload.columns import INSTALL

if TYPE_CHECKING:
    from telesim.scenario.market.screening import Screening as Section
    from telesim.simulation.crew import Crew
    from telesim.simulation.facilities import Facilities
    from telesim.simulation.orders import OrderBook
    from telesim.simulation.rules import Rules
    from telesim.simulation.town import Town

_FALSELY_ACCEPTED, _COMMISSION = int(Kind.FALSELY_ACCEPTED), int(Kind.COMMISSION)
_NO_PAIR = int(Kind.NO_PAIR)
_PAIRS = (int(Level.FEEDER), int(Level.DISTRIBUTION))
#: Who decides: a counter, an agent; what was published, or the office that has told a customer.
COUNTER, AGENT, PUBLISHED = range(3)
TOLD = PUBLISHED
#: Under any share of drops: the line stands, and nobody goes there.
_STANDS = -1


class Screening:
    """Decides on each new order when it asks for facilities; sends crews for pairs that are not.

    ``proceed`` is told of an order for which the records show a pair, as if it had been assigned:
    it passes the office and the main frame like any other, until a crew sees the box.
    """

    def __init__(
        self,
        section: Section,
        town: Town,
        facilities: Facilities,
        orders: OrderBook,
        workload: Workload,
        recorder: Recorder,
        proceed: Callable[[Job, int], None],
    ) -> None:
        scenario = town.scenario
        self._town = town
        self._facilities = facilities
        self._log = recorder.append
        self._proceed = proceed
        self._look_ms = section.look
        self._rule = section.acceptance
        self._wrong_ppm = [round(PER_MILLION * section.wrong), 0, 0]
        agents, published = section.agents, section.published
        self._agents_ppm = self._commission = self._readers_ppm = 0
        if agents is not None:
            self._agents_ppm = round(PER_MILLION * agents.share)
            self._wrong_ppm[AGENT] = round(PER_MILLION * agents.wrong)
            self._commission = parse_money(agents.commission, scenario.currency.code)
        keys = workload.records.tolist() or [0] * len(scenario.cabinets)
        self.records = Records(section.records, town, facilities, keys, recorder)
        facilities.records = self.records
        self._register = Register(
            section.registered, town, facilities, orders, self.records, recorder, self._told
        )
        #: Cabinets with service as published last; None when nothing is.
        self._coverage: list[bool] | None = None
        self._every_ms = 0
        if published is not None:
            self._readers_ppm = round(PER_MILLION * published.readers)
            self._every_ms = published.every
            self._publish(None)
        #: By case: who has kept a customer from coming, until the name is left.
        self._kept_away: dict[int, int] = {}
        #: Orders that were told, those for which a crew goes in vain (with the crew time that
        #: they will take), and those found out.
        self._returning: set[int] = set()
        self._in_vain: dict[int, int] = {}
        self._known: set[int] = set()
        #: Cases below this one waited when the run began. Not by ``since_ms``, which the green
        #: channel sets back.
        self._waiting = int((workload.orders.time_ms < 0).sum())
        self._visits = VainVisits(scenario, recorder, followups.marks_without_pair)

    # -- what is read ---------------------------------------------------------------------------

    def _shown(self, cabinet: int) -> bool:
        """Whether an order is to be taken, by what the records and the switch show."""
        ports = self._facilities.ports_free[self._town.exchange_of[cabinet]]
        return self._rule.takes(self.records.believed(cabinet), ports)

    def _publish(self, _: object) -> None:
        self._coverage = [self._shown(n) for n in range(len(self._town.exchange_of))]
        following = self._town.now + self._every_ms
        if following < self._town.scenario.horizon_ms:
            self._town.agenda.at(following, when.ENDS, when.PUBLICATION, 0, self._publish)

    def wrong_ppm(self, by: int, exchange: int) -> int:
        """Share of decisions at an exchange that are not what was read, in parts per million."""
        stated = self._wrong_ppm[by]
        if by != COUNTER:
            return stated
        county = self._town.scenario.exchange_county[exchange]
        return self._town.errors_ppm("acceptance", county, stated)

    # -- decisions ------------------------------------------------------------------------------

    def keeps_away(self, job: Job) -> bool:
        """Whether a new customer hears that there is no service before anybody here is asked.

        From an agent, or from what was published; the name is left when facilities are asked for.
        """
        if not self._rule.looks or job.order_type != INSTALL or job.case < self._waiting:
            return False
        coverage = self._coverage
        if followups.by_agent(job.key, self._agents_ppm):
            by = AGENT
            shown = self._shown(job.cabinet) if coverage is None else coverage[job.cabinet]
            away = shown == followups.decides_wrongly(job.key, self.wrong_ppm(by, job.exchange))
        else:
            by = PUBLISHED
            away = (
                coverage is not None
                and not coverage[job.cabinet]
                and followups.reads_coverage(job.key, self._readers_ppm)
            )
        if away:
            self._kept_away[job.case] = by
        return away

    def takes(self, job: Job, lacking: int, now_ms: int) -> bool:
        """Whether an order that asks for facilities goes on to them now; ``lacking`` is a Level.

        Otherwise it is registered, or a crew is on its way for a pair that there is not.
        """
        case = job.case
        if case in self._kept_away:
            self._register.enter(job, lacking < 0, self._kept_away.pop(case), now_ms)
            return False
        if case in self._known:
            self._known.discard(case)
            return True
        if case in self._returning:
            self._returning.discard(case)
            return self._accepted(job, lacking, TOLD, now_ms)
        if job.order_type != INSTALL or case < self._waiting:
            return True
        by = AGENT if followups.by_agent(job.key, self._agents_ppm) else COUNTER
        if by == COUNTER and self._rule.looks:
            wrong = followups.decides_wrongly(job.key, self.wrong_ppm(by, job.exchange))
            if self._shown(job.cabinet) == wrong:
                self._register.enter(job, lacking < 0, by, now_ms)
                return False
        if by == AGENT:
            row = (now_ms, _COMMISSION, case, job.slot, job.cabinet, -1, 0, self._commission)
            self._log(row)
        return self._accepted(job, lacking, by, now_ms)

    def _told(self, job: Job) -> None:
        self._returning.add(job.case)

    def _accepted(self, job: Job, lacking: int, by: int, now_ms: int) -> bool:
        if lacking < 0:
            return True
        row = (now_ms, _FALSELY_ACCEPTED, job.case, job.slot, job.cabinet, -1, lacking, by)
        self._log(row)
        believed = lacking in _PAIRS and self.records.believed(job.cabinet) > 0
        if not believed or job.drop_ppm == _STANDS:
            return True
        job.build = job.drop_ppm >= self._facilities.drop_ppm[job.cabinet]
        self._in_vain[job.case] = job.work_ms
        self._proceed(job, now_ms)
        return False

    # -- crews that go in vain --------------------------------------------------------------------

    def misleads(self, job: Job) -> bool:
        """Whether the crew that sets out for a job will look for a pair in vain."""
        return job.case in self._in_vain

    def visits_in_vain(self, job: Job) -> int:
        """How often a crew has set out for a pair that there was not."""
        return self._visits.so_far(job)

    def calls_off(self, job: Job) -> bool:
        """A customer gives up: whether a crew would have gone in vain, so that nothing is free."""
        return self._in_vain.pop(job.case, None) is not None

    def send(
        self, crew: Crew, job: Job, mean_ms: int, rules: Rules, told: int, now_ms: int
    ) -> None:
        """A crew sets out for a pair that there is not: nobody is at home, or it looks in vain."""
        policy = rules.shift_end[job.variant.kind]
        seen = _NO_PAIR, self._look_ms
        self._visits.send(crew, job, mean_ms, rules, told, now_ms, seen, policy)

    def found_out(self, job: Job) -> None:
        """The crew is back without a pair: the order asks once more, and the records are mended."""
        job.work_ms = self._in_vain.pop(job.case)
        self._known.add(job.case)
        self.records.found_taken(job.cabinet)
        job.state = NEW
        self._facilities.ask(job)
