"""Scenario, seed and replication to a Workload: the one place where chance enters a run."""

from __future__ import annotations

from telesim.scenario import Scenario
from telesim.workload.absence import draw_absences
from telesim.workload.care.arrears import draw_suspensions
from telesim.workload.care.payphones import draw_payphone_absences, draw_payphones
from telesim.workload.columns import Workload
from telesim.workload.faults import draw_faults
from telesim.workload.orders import draw_orders
from telesim.workload.pattern import clocks
from telesim.workload.planned_repairs import promised
from telesim.workload.power import draw_power
from telesim.workload.records import draw_records
from telesim.workload.sampled import draw_counters, draw_directory
from telesim.workload.storms import draw_storms
from telesim.workload.streams import Streams
from telesim.workload.town import town_of
from telesim.workload.turnover import draw_turnover


def draw(scenario: Scenario, seed: int, replication: int) -> Workload:
    """Every order, fault and absence that could happen in one replication.

    The same seed and replication give the same rows under every policy. Candidates above the
    highest rate that the scenario ever has, or on lines it never has, are left out.

    Raises:
        ValueError: a pattern whose hours make no day, or a rate of moves beyond all measure.
    """
    streams = Streams(seed, replication)
    town = town_of(scenario)
    times = clocks(scenario, streams)
    orders, lines = draw_orders(town, streams, times)
    faults = draw_faults(town, streams, times, lines)
    absent = draw_absences(scenario, streams)
    power = draw_power(scenario, streams)
    turnover = draw_turnover(scenario, streams)
    storms = draw_storms(scenario, streams)
    directory = draw_directory(scenario, streams, lines.slots)
    counters = draw_counters(scenario, streams, lines.slots)
    return Workload(
        seed, replication, orders, faults, lines.slots, absent, power, turnover, storms,
        directory, counters,
        suspensions=draw_suspensions(town, streams, lines.slots),
        payphones=draw_payphones(scenario, streams),
        payphone_crews_away=draw_payphone_absences(scenario, streams),
        records=draw_records(scenario, streams),
        promised=promised(town, streams),
    )  # fmt: skip
