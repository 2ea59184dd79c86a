"""The whole model put together: one replication from candidates to the log."""

from __future__ import annotations

import gc

from simpy import Environment, Event

from telesim.eventlog import EventLog, Kind, Recorder
from telesim.scenario import Scenario
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda, SimulationError
from telesim.simulation.arrivals import Candidates, Patience
from telesim.simulation.crew import Crew
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.expansion import Expansions
from telesim.simulation.facilities import Facilities
from telesim.simulation.faults import FaultBook
from telesim.simulation.frost import month_numbers
from telesim.simulation.gangs import Gangs
from telesim.simulation.gathering import GatheringDispatcher, gathers_anywhere
from telesim.simulation.job import Job
from telesim.simulation.lending import TerritorialDispatcher
from telesim.simulation.main_frame import MainFrameBook
from telesim.simulation.office.office import Office
from telesim.simulation.orders import OrderBook
from telesim.simulation.passed_over import PassedOver
from telesim.simulation.preemption import InterruptingDispatcher, preempts_anywhere
from telesim.simulation.roster import Roster, duties
from telesim.simulation.settling import settling
from telesim.simulation.staff import staff_of
from telesim.simulation.systems import HABITS, LATER_SYSTEMS, SYSTEMS, levels_of_training
from telesim.simulation.town import Town
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import organise
from telesim.simulation.works import Works
from telesim.workload import Workload

#: From here on the memory of a model is worth the time to look for it.
_MANY_ROWS = 1_000_000


class Simulation:
    """One replication, ready to run.

    ``environment`` is the SimPy environment to run in; a test may pass one that orders
    simultaneous events at random, which must not change the log.

    Attributes:
        town, visits, dispatcher, facilities, orders, faults, crews: what every model has.
        frame, office, works, passed_over: parts that systems add; None where a scenario leaves
            them out.
        staff: whose skills and numbers change; None where all stay as they are.
    """

    frame: MainFrameBook | None = None
    office: Office | None = None
    works: Works | None = None
    passed_over: PassedOver | None = None

    def __init__(
        self, scenario: Scenario, workload: Workload, environment: Environment | None = None
    ) -> None:
        self.scenario = scenario
        self.workload = workload
        self.recorder = Recorder()
        env = environment if environment is not None else Environment(initial_time=0)
        self._env = env
        self._stop = Event(env)
        self.agenda = Agenda(env)
        self.town = Town(scenario, workload, env, self.recorder)
        self.town.agenda = self.agenda
        levels_of_training(self)
        self.visits = Visits(scenario, self.recorder, self.town.rules)
        self.staff = staff_of(scenario, workload)
        self.dispatcher = self.town.dispatcher = self._dispatcher()
        self.facilities = Facilities(scenario, self.recorder, self.assigned)
        self.orders = OrderBook(self.town, self.facilities, self.recorder)
        self.faults = FaultBook(self.town, self.orders, self.facilities, self.recorder)
        self.visits.on_gang_at_work = self.faults.cables.gang_at_work
        for system in SYSTEMS:
            system(self)
        self.expansions = Expansions(
            scenario, self.facilities, self.agenda, self.recorder, self.works
        )
        self.patience = Patience(self.orders, self.agenda)
        for system in LATER_SYSTEMS:
            system(self)
        self.crews = self._crews()
        self._crew_exchange = [
            scenario.exchange_number[scenario.crews[row].base] for _, row in scenario.crew_units
        ]
        if self.works is not None and scenario.works is not None:
            self._let_gangs_build(self.works)
        self.organise(0)
        self._schedule_reforms()
        if self.staff is not None:
            self.staff.follow(self.agenda, self.recorder, self.crews, self.organise)
        self.roster = Roster(scenario, self.crews, self.dispatcher, self.agenda, self.recorder)
        self._candidates = Candidates(workload, self.orders.arrive, self.faults.arrive)
        # The first instant settles even when nothing arrives; so does the end of the window.
        self.agenda.at(0, when.ENDS, when.CALENDAR, -2, _nothing)
        self.agenda.at(scenario.window_end_ms, when.ENDS, when.CALENDAR, -1, _nothing)
        for habit in HABITS:
            habit(self)
        self.agenda.settle = settling(self, self._stop)

    def _crews(self) -> list[Crew]:
        """Every crew with its own calendar."""
        return [
            Crew(
                number,
                duty.calendar,
                duty.written,
                duty.days,
                self._env,
                self.agenda,
                self.recorder,
                self.dispatcher.free,
            )
            for number, duty in enumerate(duties(self.scenario, self.workload))
        ]

    def _dispatcher(self) -> Dispatcher:
        if preempts_anywhere(self.scenario):
            return InterruptingDispatcher(self.visits, self.town, self.recorder)
        if gathers_anywhere(self.scenario):
            return GatheringDispatcher(self.visits, self.town)
        if self.staff is None or not self.staff.has_territories:
            return Dispatcher(self.visits)
        places = len(self.scenario.exchanges), len(self.scenario.cabinets)
        return TerritorialDispatcher(self.visits, self.recorder, *places)

    def organise(self, now_ms: int) -> None:
        """Who works for whom from now on, by the rules in force."""
        town = self.town
        rules = town.rules if town.pull_offs is None else town.pull_offs.in_force(town.rules)
        crew_rules = [rules[exchange] for exchange in self._crew_exchange]
        home_rules = [town.rules[exchange] for exchange in self._crew_exchange]
        organisation = organise(
            self.scenario, rules, crew_rules, town.variants, self.staff, now_ms, home_rules
        )
        self.dispatcher.reorganise(organisation, self.crews, now_ms)
        if self.dispatcher.gangs is not None:
            self.dispatcher.gangs.reorganise(self.crews, crew_rules)
        if town.appointments is not None:
            town.appointments.reorganise(organisation, now_ms)

    def _let_gangs_build(self, works: Works) -> None:
        works.crews = self.crews
        self.visits.on_building = works.set_out
        self.dispatcher.gangs = Gangs(self.visits)
        frozen = {name for rule in self.scenario.expansions.values() for name in rule.frozen}
        if self.scenario.duct_projects is not None:
            frozen.update(self.scenario.duct_projects.frozen)
        works.watch_frost(month_numbers(frozen))

    def _schedule_reforms(self) -> None:
        for number, phase in enumerate(self.scenario.phases):
            if 0 < phase.from_ms < self.scenario.horizon_ms:
                self.agenda.at(phase.from_ms, when.ENDS, when.REFORM, number, self._reform, number)

    def _reform(self, number: int) -> None:
        now = self.agenda.now
        places = len(self.scenario.cabinets) + len(self.scenario.exchanges)
        counties = self.scenario.phases[number].counties
        for n, county in enumerate(self.scenario.counties):
            if not counties or county in counties:
                self.recorder.append((now, Kind.REFORM, -1, -1, places + n, -1, 0, number))
        self.town.set_rules(now)
        if self.town.pull_offs is not None:
            self.town.pull_offs.reform(now)
        self.organise(now)

    def assigned(self, job: Job, now_ms: int) -> None:
        """An order has its port and pairs: on to the office, where there is one."""
        if self.office is not None:
            self.office.paired(job)
        else:
            self.orders.assigned(job, now_ms)

    def run(self) -> EventLog:
        """Run to the end and give the log; raises what :meth:`run_to_end` does."""
        return self.recorder.finish(self.run_to_end())

    def run_to_end(self) -> int:
        """Run until the window's cases have ended or the horizon is reached.

        Returns:
            The instant of the end, in ms since the start; the rows are with the recorder.

        Raises:
            SimulationError: something causes itself without end.
        """
        env, horizon = self._env, self.scenario.horizon_ms
        # Nothing here is garbage before the end: collecting cycles would only cost time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            self.agenda.at(horizon, when.GIVES_UP, 9, 0, self._reach_horizon)
            self.agenda.run(self._stop, self._candidates)
        except SimulationError as problem:
            raise SimulationError(
                f"{problem}; seed {self.workload.seed}, replication {self.workload.replication}"
            ) from None
        finally:
            if collecting:
                gc.enable()
        end = int(env.now)
        for crew in self.crews:
            if crew.job is not None:
                crew.write_visit(crew.job, end)
        return end

    def _reach_horizon(self, _: object) -> None:
        if not self._stop.triggered:
            self._stop.succeed()


def _nothing(_: object) -> None:
    """Due so that an instant settles."""


def simulate(scenario: Scenario, workload: Workload) -> EventLog:
    """Run one replication: a pure function of what the planner wrote and what was drawn.

    Raises:
        SimulationError: more than a thousand rounds at one instant.
    """
    model = Simulation(scenario, workload)
    recorder, end_ms = model.recorder, model.run_to_end()
    del model, workload
    if recorder.rows > _MANY_ROWS:
        # The model's parts know each other, so nothing of it goes by itself; it is as large as the
        # log, which shall not stand beside it twice.
        gc.collect()
    return recorder.finish(end_ms)
