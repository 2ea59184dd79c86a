"""The systems that a scenario may switch on, each put into the model where it belongs.

One function a system. It looks whether the scenario names it, makes its part and tells those who
have to know. What a scenario leaves out is not made, and nobody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.simulation.appointments import Appointments
from telesim.simulation.care.arrears import ArrearsBook
from telesim.simulation.care.complaints import ComplaintBook
from telesim.simulation.care.payphones import PayphoneBook
from telesim.simulation.care.urgency import Urgency
from telesim.simulation.desks.fault_reception import FaultReception
from telesim.simulation.desks.sampled import CounterHall, DirectoryEnquiry
from telesim.simulation.diagnosis import Diagnoses
from telesim.simulation.habits import prevents_anywhere, slips_anywhere
from telesim.simulation.made_faults import MadeFaults
from telesim.simulation.main_frame import MainFrameBook
from telesim.simulation.market.promotions import Promotions
from telesim.simulation.market.rerouting import Rerouting
from telesim.simulation.market.screening import Screening
from telesim.simulation.office.office import Office
from telesim.simulation.passed_over import PassedOver
from telesim.simulation.people.supervision import SupervisionBook
from telesim.simulation.people.training import TrainingBook
from telesim.simulation.power import PowerSupply
from telesim.simulation.preemption import InterruptingDispatcher
from telesim.simulation.preventive import PreventiveWork
from telesim.simulation.pull_off import PullOffs, policies_of
from telesim.simulation.set_up import SetUps, sets_up_anywhere
from telesim.simulation.slips import Slips
from telesim.simulation.storms import write_storms
from telesim.simulation.traffic.circuits import follow_circuits
from telesim.simulation.works import Works
from telesim.workload.followups import spare_time_root

if TYPE_CHECKING:
    from telesim.simulation.model import Simulation

# -- before anything else: what all others ask for ------------------------------------------------


def levels_of_training(model: Simulation) -> None:
    """Levels move the mistakes of each role."""
    if model.scenario.training is not None:
        model.town.training = TrainingBook(model.scenario, model.workload.turnover)


# -- the way of a job: what it waits for before a crew comes --------------------------------------


def faults_made_by_people(model: Simulation) -> None:
    """Finished work brings faults, where the scenario says that it does."""
    install = model.scenario.demand.install
    early = install is not None and install.early_life is not None
    if early or model.scenario.work_induced is not None:
        made = MadeFaults(model.town, model.faults)
        model.orders.on_service = made.in_service
        if model.scenario.work_induced is not None:
            model.faults.on_cleared = made.cleared


def appointments(model: Simulation) -> None:
    """Customers are promised half a day."""
    town = model.town
    if any(variant.plain >= 0 for variant in town.variants):
        town.appointments = Appointments(model.scenario, town, model.recorder)
        model.orders.ready = model.faults.ready = town.want_crew


def main_frame(model: Simulation) -> None:
    """Jobs wait for their jumpers."""
    if model.scenario.main_frame is not None:
        frame = model.frame = MainFrameBook(model.town, model.scenario.main_frame, model.recorder)
        frame.keeps_pair = model.faults.pair_swaps.keeps_pair
        model.orders.ready = model.faults.ready = frame.prepare
        model.orders.on_given_up = frame.forget


def order_system(model: Simulation) -> None:
    """Orders pass the desks of their county."""
    section = model.scenario.order_system
    if section is None:
        return
    keys = model.workload.orders.key
    office = model.office = Office(
        model.town, section, model.orders, model.facilities, model.recorder, keys
    )
    if model.frame is None:
        office.to_field = model.orders.ready
        model.orders.ready = office.dispatch
    else:
        model.frame.ready = office.dispatch
        if office.accounts is not None:
            office.accounts.hurry_jumper = model.frame.hurry


def pull_off(model: Simulation) -> None:
    """Installers repair while repairs pile up."""
    if policies_of(model.scenario):
        model.town.pull_offs = PullOffs(model.scenario, model.town, model.recorder, model.organise)
        model.faults.pull_offs = model.town.pull_offs


def planned_repairs(model: Simulation) -> None:
    """Single repairs have promises of their own."""
    given = model.workload.promised
    if given.key.size:
        due = zip(given.key.tolist(), given.due_ms.tolist(), strict=True)
        model.faults.due_of = dict(due)


def set_up(model: Simulation) -> None:
    """Crews that have stood idle need their time at the depot before they go."""
    if sets_up_anywhere(model.scenario):
        model.visits.set_ups = SetUps(model.town)


def preemption(model: Simulation) -> None:
    """More urgent jobs call crews away."""
    if isinstance(model.dispatcher, InterruptingDispatcher):
        model.dispatcher.books = (model.orders, model.faults)


# -- desks ----------------------------------------------------------------------------------------


def diagnosis(model: Simulation) -> None:
    """Somebody judges what a fault is, and may be wrong."""
    if model.scenario.diagnosis is not None:
        diagnoses = Diagnoses(model.scenario.diagnosis, model.town, model.recorder)
        model.faults.diagnoses = model.visits.diagnoses = diagnoses


def fault_desk(model: Simulation) -> None:
    """Reports are calls that somebody must answer."""
    if model.scenario.fault_desk is not None:
        reception = FaultReception(
            model.scenario.fault_desk, model.town, model.faults, model.recorder
        )
        model.faults.reception = reception
        if model.faults.diagnoses is not None:
            reception.diagnoses = model.faults.diagnoses
            model.faults.diagnoses.known_reports = reception.known_reports


def sampled_desks(model: Simulation) -> None:
    """Directory enquiry and the counters, on their sample days."""
    scenario, workload = model.scenario, model.workload
    if scenario.directory_desk is not None:
        DirectoryEnquiry(scenario.directory_desk, workload.directory, model.town, model.recorder)
    if scenario.counters is not None:
        CounterHall(scenario.counters, workload.counters, model.town, model.recorder)


# -- the market -----------------------------------------------------------------------------------


def screening(model: Simulation) -> None:
    """Orders are taken or refused by what the records say."""
    if model.scenario.screening is not None:
        made = Screening(
            model.scenario.screening, model.town, model.facilities, model.orders, model.workload,
            model.recorder, model.assigned,
        )  # fmt: skip
        model.facilities.screening = model.orders.screening = model.visits.screening = made


def rerouting(model: Simulation) -> None:
    """Held orders are served over a neighbour's pairs."""
    if model.scenario.rerouting is not None:
        made = model.orders.rerouting = Rerouting(
            model.scenario.rerouting, model.town, model.facilities, model.faults, model.recorder
        )
        if model.frame is not None:
            made.ready = model.frame.prepare
            made.on_lapsed = model.frame.forget


def promotions(model: Simulation) -> None:
    """Campaigns bring orders, and draw some forward."""
    if model.scenario.promotions:
        model.orders.promotions = Promotions(model.town, model.facilities, model.recorder)


# -- plant, care, traffic -------------------------------------------------------------------------


def construction(model: Simulation) -> None:
    """Gangs build as well as repair."""
    if model.scenario.works is not None or model.scenario.ducts:
        model.works = Works(model.town, model.recorder, model.visits)


def power_and_storms(model: Simulation) -> None:
    """What the weather and the mains do."""
    PowerSupply(model.town, model.workload.power, model.orders, model.recorder)
    write_storms(model.workload.storms, model.agenda, model.recorder)


def arrears(model: Simulation) -> None:
    """Lines whose bills are not paid are suspended."""
    workload = model.workload
    if model.scenario.arrears is not None:
        ArrearsBook(
            model.town, model.scenario.arrears, workload.suspensions, workload.faults,
            model.orders, model.recorder,
        )  # fmt: skip


def complaints(model: Simulation) -> None:
    """Customers complain of what is overdue, and make it urgent."""
    if model.scenario.complaints is not None:
        urgency = Urgency(model.town, model.facilities, model.office, model.frame, model.recorder)
        book = ComplaintBook(model.town, model.scenario.complaints, urgency, model.recorder)
        model.town.complaints = model.faults.complaints = model.orders.complaints = book


def payphones(model: Simulation) -> None:
    """Public telephones fail and are found by patrol or by report."""
    if model.scenario.payphones is not None:
        PayphoneBook(model.town, model.scenario.payphones, model.workload, model.recorder)


def trunks(model: Simulation) -> None:
    """Circuits open on their dates."""
    if model.scenario.trunks:
        follow_circuits(model.scenario, model.agenda, model.recorder)


def training(model: Simulation) -> None:
    """Levels change with the days, and crews are told."""
    book = model.town.training
    if book is not None:
        book.follow(model.agenda, model.recorder)
        model.visits.training = model.faults.training = book


# -- habits of crews, once these are there --------------------------------------------------------


def passed_over(model: Simulation) -> None:
    """Hard jobs are left to others."""
    if PassedOver.wanted(model.scenario):
        book = PassedOver(model.visits, model.dispatcher, model.recorder)
        model.visits.on_taken = book.sets_out
        model.passed_over = book


def slips(model: Simulation) -> None:
    """Tickets are forgotten, tests skipped, visits closed before the repair."""
    if slips_anywhere(model.scenario):
        made = Slips(model.town, model.faults, model.recorder)
        model.faults.slips = model.orders.slips = model.visits.slips = made
        if model.faults.reception is not None:
            made.on_call = model.faults.reception.reminds
            model.faults.reception.reminded = made.reminded


def supervision(model: Simulation) -> None:
    """Heads look at a sample of closed jobs."""
    if model.scenario.supervision is not None:
        model.faults.supervision = SupervisionBook(
            model.scenario, model.workload, model.agenda, model.recorder, model.faults.slips
        )


def preventive_work(model: Simulation) -> None:
    """Crews without a job look after their lines."""
    if prevents_anywhere(model.scenario):
        root = spare_time_root(model.workload.seed, model.workload.replication)
        model.faults.preventive = PreventiveWork(model.town, model.recorder, root)


System = Callable[["Simulation"], None]
#: In this order: a job passes appointment, main frame and office from the inside out, and what
#: hooks into another system stands after it.
SYSTEMS: tuple[System, ...] = (
    faults_made_by_people, appointments, main_frame, order_system, pull_off, preemption, set_up,
    diagnosis, planned_repairs, fault_desk, sampled_desks, screening, rerouting, promotions,
    construction,
)  # fmt: skip
#: These come after expansions and the customers' patience.
LATER_SYSTEMS: tuple[System, ...] = (
    power_and_storms, arrears, complaints, payphones, trunks, training,
)  # fmt: skip
#: These come after crews and their roster.
HABITS: tuple[System, ...] = (passed_over, slips, supervision, preventive_work)
