"""The whole model put together: one replication from candidates to the log."""

from __future__ import annotations

import gc
from collections.abc import Callable

from simpy import Environment, Event

from telesim.eventlog import EventLog, Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.main_frame import MainFrame
from telesim.scenario.office.order_system import OrderSystem
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda, SimulationError
from telesim.simulation.appointments import Appointments
from telesim.simulation.arrivals import Candidates, Patience
from telesim.simulation.care.arrears import ArrearsBook
from telesim.simulation.care.complaints import ComplaintBook
from telesim.simulation.care.payphones import PayphoneBook
from telesim.simulation.care.urgency import Urgency
from telesim.simulation.crew import Crew
from telesim.simulation.desks.fault_reception import FaultReception
from telesim.simulation.desks.sampled import CounterHall, DirectoryEnquiry
from telesim.simulation.diagnosis import Diagnoses
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.expansion import Expansions
from telesim.simulation.facilities import Facilities
from telesim.simulation.faults import FaultBook
from telesim.simulation.frost import month_numbers
from telesim.simulation.gangs import Gangs
from telesim.simulation.habits import prevents_anywhere, slips_anywhere
from telesim.simulation.job import Job
from telesim.simulation.lending import TerritorialDispatcher
from telesim.simulation.made_faults import MadeFaults
from telesim.simulation.main_frame import MainFrameBook
from telesim.simulation.market.promotions import Promotions
from telesim.simulation.market.rerouting import Rerouting
from telesim.simulation.market.screening import Screening
from telesim.simulation.office.office import Office
from telesim.simulation.orders import OrderBook
from telesim.simulation.passed_over import PassedOver
from telesim.simulation.people.supervision import SupervisionBook
from telesim.simulation.people.training import TrainingBook
from telesim.simulation.power import PowerSupply
from telesim.simulation.preventive import PreventiveWork
from telesim.simulation.pull_off import PullOffs, policies_of
from telesim.simulation.roster import Roster, duties
from telesim.simulation.slips import Slips
from telesim.simulation.staff import staff_of
from telesim.simulation.storms import write_storms
from telesim.simulation.town import Town
from telesim.simulation.traffic.circuits import follow_circuits
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
    """

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
        town = self.town = Town(scenario, workload, env, self.recorder)
        town.agenda = self.agenda
        if scenario.training is not None:
            town.training = TrainingBook(scenario, workload.turnover)
        self.visits = Visits(scenario, self.recorder, town.rules)
        self._staff = staff_of(scenario, workload)
        self.dispatcher = town.dispatcher = self._dispatcher()
        self.facilities = Facilities(scenario, self.recorder, self._assigned)
        self.orders = OrderBook(town, self.facilities, self.recorder)
        self.faults = FaultBook(town, self.orders, self.facilities, self.recorder)
        self._frame: MainFrameBook | None = None
        self.visits.on_gang_at_work = self.faults.cables.gang_at_work
        self._made_by_people()
        if any(variant.plain >= 0 for variant in town.variants):
            town.appointments = Appointments(scenario, town, self.recorder)
            self.orders.ready = self.faults.ready = town.want_crew
        if scenario.main_frame is not None:
            self._through_main_frame(scenario.main_frame)
        self.office: Office | None = None
        if scenario.order_system is not None:
            self.office = self._through_office(scenario.order_system)
        if policies_of(scenario):
            town.pull_offs = PullOffs(scenario, town, self.recorder, self._organise)
            self.faults.pull_offs = town.pull_offs
        if scenario.diagnosis is not None:
            diagnoses = Diagnoses(scenario.diagnosis, town, self.recorder)
            self.faults.diagnoses = self.visits.diagnoses = diagnoses
        if scenario.fault_desk is not None:
            reception = FaultReception(scenario.fault_desk, town, self.faults, self.recorder)
            self.faults.reception = reception
            if self.faults.diagnoses is not None:
                reception.diagnoses = self.faults.diagnoses
                self.faults.diagnoses.known_reports = reception.known_reports
        if scenario.directory_desk is not None:
            rows = workload.directory
            DirectoryEnquiry(scenario.directory_desk, rows, town, self.recorder)
        if scenario.counters is not None:
            CounterHall(scenario.counters, workload.counters, town, self.recorder)
        if scenario.screening is not None:
            screening = Screening(
                scenario.screening, town, self.facilities, self.orders, workload, self.recorder,
                self._assigned,
            )  # fmt: skip
            self.facilities.screening = self.orders.screening = screening
            self.visits.screening = screening
        if scenario.rerouting is not None:
            self.orders.rerouting = Rerouting(
                scenario.rerouting, town, self.facilities, self.faults, self.recorder
            )
            if self._frame is not None:
                self.orders.rerouting.ready = self._frame.prepare
                self.orders.rerouting.on_lapsed = self._frame.forget
        if scenario.promotions:
            self.orders.promotions = Promotions(town, self.facilities, self.recorder)
        self.works: Works | None = None
        if scenario.works is not None or scenario.ducts:
            self.works = Works(town, self.recorder, self.visits)
        self.expansions = Expansions(
            scenario, self.facilities, self.agenda, self.recorder, self.works
        )
        self.patience = Patience(self.orders, self.agenda)
        PowerSupply(town, workload.power, self.orders, self.recorder)
        write_storms(workload.storms, self.agenda, self.recorder)
        if scenario.arrears is not None:
            ArrearsBook(
                town, scenario.arrears, workload.suspensions, workload.faults, self.orders,
                self.recorder,
            )  # fmt: skip
        if scenario.complaints is not None:
            urgency = Urgency(town, self.facilities, self.office, self._frame, self.recorder)
            book = ComplaintBook(town, scenario.complaints, urgency, self.recorder)
            town.complaints = self.faults.complaints = self.orders.complaints = book
        if scenario.payphones is not None:
            PayphoneBook(town, scenario.payphones, workload, self.recorder)
        if scenario.trunks:
            follow_circuits(scenario, self.agenda, self.recorder)
        if town.training is not None:
            town.training.follow(self.agenda, self.recorder)
            self.visits.training = self.faults.training = town.training
        found = duties(scenario, workload)
        self.crews = [
            Crew(
                number,
                duty.calendar,
                duty.written,
                duty.days,
                env,
                self.agenda,
                self.recorder,
                self.dispatcher.free,
            )
            for number, duty in enumerate(found)
        ]
        self._crew_exchange = [
            scenario.exchange_number[scenario.crews[row].base] for _, row in scenario.crew_units
        ]
        if self.works is not None and scenario.works is not None:
            self._let_gangs_build(self.works)
        self._organise(0)
        self._schedule_reforms()
        if self._staff is not None:
            self._staff.follow(self.agenda, self.recorder, self.crews, self._organise)
        self.roster = Roster(scenario, self.crews, self.dispatcher, self.agenda, self.recorder)
        self._candidates = Candidates(workload, self.orders.arrive, self.faults.arrive)
        # The first instant settles even when nothing arrives; so does the end of the window.
        self.agenda.at(0, when.ENDS, when.CALENDAR, -2, _nothing)
        self.agenda.at(scenario.window_end_ms, when.ENDS, when.CALENDAR, -1, _nothing)
        self.agenda.settle = self._settling()
        if PassedOver.wanted(scenario):
            passed_over = PassedOver(self.visits, self.dispatcher, self.recorder)
            self.visits.on_taken = passed_over.sets_out
            self.agenda.settle = _noting(passed_over, self.agenda.settle)
        if slips_anywhere(scenario):
            slips = Slips(town, self.faults, self.recorder)
            self.faults.slips = self.orders.slips = self.visits.slips = slips
            if self.faults.reception is not None:
                slips.on_call = self.faults.reception.reminds
                self.faults.reception.reminded = slips.reminded
        if scenario.supervision is not None:
            self.faults.supervision = SupervisionBook(
                scenario, workload, self.agenda, self.recorder, self.faults.slips
            )
        if prevents_anywhere(scenario):
            self.faults.preventive = PreventiveWork(town, self.recorder)
            self.agenda.settle = self._preventing(self.faults.preventive, self.agenda.settle)

    def _made_by_people(self) -> None:
        """Let finished work bring faults, where the scenario says that it does."""
        install = self.scenario.demand.install
        early = install is not None and install.early_life is not None
        if early or self.scenario.work_induced is not None:
            made = MadeFaults(self.town, self.faults)
            self.orders.on_service = made.in_service
            if self.scenario.work_induced is not None:
                self.faults.on_cleared = made.cleared

    def _through_main_frame(self, section: MainFrame) -> None:
        """Let jobs wait for their jumpers."""
        frame = self._frame = MainFrameBook(self.town, section, self.recorder)
        frame.keeps_pair = self.faults.pair_swaps.keeps_pair
        self.orders.ready = self.faults.ready = frame.prepare
        self.orders.on_given_up = frame.forget

    def _through_office(self, section: OrderSystem) -> Office:
        """Let orders pass the desks of their county."""
        keys = self.workload.orders.key
        office = Office(self.town, section, self.orders, self.facilities, self.recorder, keys)
        if self._frame is None:
            office.to_field = self.orders.ready
            self.orders.ready = office.dispatch
        else:
            self._frame.ready = office.dispatch
            if office.accounts is not None:
                office.accounts.hurry_jumper = self._frame.hurry
        return office

    def _dispatcher(self) -> Dispatcher:
        if self._staff is None or not self._staff.has_territories:
            return Dispatcher(self.visits)
        places = len(self.scenario.exchanges), len(self.scenario.cabinets)
        return TerritorialDispatcher(self.visits, self.recorder, *places)

    def _organise(self, now_ms: int) -> None:
        town = self.town
        rules = town.rules if town.pull_offs is None else town.pull_offs.in_force(town.rules)
        crew_rules = [rules[exchange] for exchange in self._crew_exchange]
        home_rules = [town.rules[exchange] for exchange in self._crew_exchange]
        organisation = organise(
            self.scenario, rules, crew_rules, town.variants, self._staff, now_ms, home_rules
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
        self._organise(now)

    def _assigned(self, job: Job, now_ms: int) -> None:
        if self.office is not None:
            self.office.paired(job)
        else:
            self.orders.assigned(job, now_ms)

    def _settling(self) -> Callable[[int], None]:
        """The fixed order in which an instant settles (DESIGN 2.5).

        A closure, because it looks whether anything stirs at every single instant.
        """
        facilities, orders, town = self.facilities, self.orders, self.town
        desks, dispatcher = town.desks, self.dispatcher
        papers = None if self.office is None else self.office.desks
        expansions, patience, recorder, stop = (
            self.expansions, self.patience, self.recorder, self._stop,
        )  # fmt: skip
        values, full = recorder.values, recorder.FULL
        window_end_ms = self.scenario.window_end_ms

        def settle(now_ms: int) -> None:
            if facilities.stirred:
                facilities.settle(now_ms)
                if desks.stirred:
                    desks.settle(now_ms)
                if dispatcher.stirred:
                    dispatcher.settle(now_ms)
                expansions.settle(now_ms)
                if orders.impatient:
                    patience.settle()
            else:
                if desks.stirred:
                    desks.settle(now_ms)
                if dispatcher.stirred:
                    dispatcher.settle(now_ms)
            # Clerks are last: what they take is not done at the same instant.
            if papers is not None and papers.stirred:
                papers.settle(now_ms)
            if len(values) > full:
                recorder.pack()
            if now_ms >= window_end_ms and town.open_in_window == 0 and not stop.triggered:
                stop.succeed()

        pull_offs = town.pull_offs
        if pull_offs is None:
            return settle

        def settle_with_pull_off(now_ms: int) -> None:
            if pull_offs.stirred:
                pull_offs.settle(now_ms)
            settle(now_ms)

        return settle_with_pull_off

    def _preventing(
        self, work: PreventiveWork, before: Callable[[int], None]
    ) -> Callable[[int], None]:
        """Settle as always; then crews that have found no job look after their lines."""
        dispatcher = self.dispatcher

        def settle(now_ms: int) -> None:
            freed = dispatcher.freed()
            before(now_ms)
            if freed:
                work.settle(freed, now_ms)

        return settle

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


def _noting(passed_over: PassedOver, before: Callable[[int], None]) -> Callable[[int], None]:
    """Settle as always; then write down who has been passed over."""

    def settle(now_ms: int) -> None:
        before(now_ms)
        if passed_over.noted:
            passed_over.settle(now_ms)

    return settle


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
