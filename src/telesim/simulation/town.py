"""The state that the parts of the model share: lines, rules in force, cases open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Environment

from telesim.distributions import Distribution
from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.crew import Crew
from telesim.simulation.desks.desk import Desks
from telesim.simulation.job import AWAY, Job
from telesim.simulation.rules import Rules, Variant, rules_for, variants
from telesim.units import DAY_MS
from telesim.workload import Workload
from telesim.workload.columns import MOVE

if TYPE_CHECKING:
    from telesim.simulation.appointments import Appointments
    from telesim.simulation.care.complaints import ComplaintBook
    from telesim.simulation.dispatch import Dispatcher
    from telesim.simulation.people.training import TrainingBook
    from telesim.simulation.pull_off import PullOffs

_READY = int(Kind.READY)


class Town:
    """What everybody in the model looks at.

    Attributes:
        line_state: by cabinet and slot: 0 not in service, 1 in service, 2 in service but down,
            3 in service but without power, 4 in service but suspended for arrears.
        rules: in force now, by exchange; replaced when a reform begins.
        open_in_window: cases that count for the window and have not ended.
    """

    def __init__(
        self, scenario: Scenario, workload: Workload, env: Environment, recorder: Recorder
    ) -> None:
        self.scenario = scenario
        self.exchange_of = scenario.cabinet_exchange
        self.variants: tuple[Variant, ...] = variants(scenario)
        self.arrivals_end_ms = scenario.arrivals_end_ms
        self.open_in_window = 0
        self.agenda: Agenda
        self.dispatcher: Dispatcher
        #: Desks of the office and of reception; empty where the scenario has none.
        self.desks = Desks()
        #: Who makes appointments; None where nobody does.
        self.appointments: Appointments | None = None
        #: Who follows complaints; None where nobody complains.
        self.complaints: ComplaintBook | None = None
        #: Who watches for too many open repairs; None where nobody does.
        self.pull_offs: PullOffs | None = None
        #: How well people are trained; None where that does not change.
        self.training: TrainingBook | None = None
        #: Cases that a line test takes for what they are not, until a crew finds that out.
        self.misjudged: set[int] = set()
        self._env = env
        self._log = recorder.append
        self._window = (scenario.window_start_ms, scenario.window_end_ms)
        self._next_case = len(workload.orders.time_ms) + len(workload.faults.time_ms)
        self.line_state = []
        for cabinet, size in zip(scenario.cabinets, workload.slots.tolist(), strict=True):
            state = bytearray(size)
            state[: cabinet.lines] = b"\x01" * cabinet.lines
            self.line_state.append(state)
        cache: dict[tuple[int, str], Rules] = {}
        self.rules: list[Rules] = []
        self._cache = cache
        self.set_rules(0)

    @property
    def now(self) -> int:
        """The instant, in ms since the start."""
        return self.agenda.now

    def set_rules(self, now_ms: int) -> None:
        """Put the rules of this moment in force everywhere; lists keep their identity."""
        self.rules[:] = [
            self._rules_at(exchange.county, exchange.area, now_ms)
            for exchange in self.scenario.exchanges
        ]

    def _rules_at(self, county: str, area: str, now_ms: int) -> Rules:
        in_force = [s for start, s in self.scenario.timeline(county) if start <= now_ms][-1]
        key = (id(in_force), area)
        if key not in self._cache:
            self._cache[key] = rules_for(in_force, area)
        return self._cache[key]

    def new_case(self) -> int:
        """The number of a case that was not among the candidates."""
        self._next_case += 1
        return self._next_case - 1

    def opened(self, job: Job, instant_ms: int) -> None:
        """A case begins to count at an instant."""
        if self._window[0] <= instant_ms < self._window[1]:
            job.in_window = True
            self.open_in_window += 1

    def ended(self, job: Job) -> None:
        """A case is over."""
        if job.in_window:
            job.in_window = False
            self.open_in_window -= 1

    def errors_ppm(self, role: str, county: int, stated_ppm: int) -> int:
        """A stated share of errors, in parts per million, at the level of those who make them."""
        if self.training is None:
            return stated_ppm
        return self.training.share_ppm(role, county, stated_ppm)

    def order_law(self, job: Job) -> Distribution | None:
        """The law of an order's work on site."""
        demand = self.scenario.demand
        if job.order_type == MOVE:
            return demand.move.work if demand.move else None
        if demand.install is None:
            return None
        return demand.install.work_build if job.build else demand.install.work_prebuilt

    def want_crew(self, job: Job) -> None:
        """The job wants a crew: by appointment where there are any, else from now on."""
        if self.appointments is None or not self.appointments.promise(job, self.now):
            self.dispatcher.wait(job)

    def away_until(self, job: Job, instant_ms: int) -> None:
        """The job cannot be done before an instant; then it waits for a crew again."""
        job.state = AWAY
        self.agenda.at(instant_ms, when.ENDS, when.MATERIAL, job.case, self._back, job)

    def try_on_next_day(self, crew: Crew, job: Job, now_ms: int) -> None:
        """Nobody was at home: a new appointment, else whoever is on duty the next working day."""
        if self.appointments is not None and self.appointments.promise(job, now_ms):
            return
        midnight = (now_ms // DAY_MS + 1) * DAY_MS
        opening = crew.written.next_open(midnight)
        self.away_until(job, midnight if opening is None else opening)

    def _back(self, job: Job) -> None:
        if job.state == AWAY:
            self._log((self.now, _READY, job.case, job.slot, job.cabinet, -1, 0, 0))
            self.dispatcher.wait(job)
