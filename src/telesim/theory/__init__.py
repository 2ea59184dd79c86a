"""Queueing formulas as public calculators: exact answers to set beside a simulation.

Rates are per unit of time and times come back in that unit, whichever it is; loads are in
erlangs (arrival rate times mean service). Customers are served first come first served, arrivals
are Poisson and room is unlimited unless a calculator says otherwise. Wrong arguments raise
ValueError with the parameter, what was found and what is needed. What is an approximation says so
in its name or its first lines.
"""

from __future__ import annotations

from telesim.theory.approximations import cosmetatos_mean_wait, lee_longton_mean_wait
from telesim.theory.batches import BatchArrivals
from telesim.theory.boxes import box_full, rest_of_box_in_use
from telesim.theory.erlang_a import ErlangA
from telesim.theory.erlang_b import (
    carried_by_trunk,
    carried_erlangs,
    erlang_b,
    erlang_b_fractional,
    erlang_b_load,
    smallest_trunks,
)
from telesim.theory.erlang_c import ErlangC, erlang_c
from telesim.theory.fault_mix import (
    FaultCause,
    FaultMix,
    MadeByWork,
    Parts,
    base_rates,
    fault_mix,
)
from telesim.theory.finite_source import Engset, MachineRepair
from telesim.theory.fixed_patience import FixedPatience
from telesim.theory.fixed_service import FixedService
from telesim.theory.halfin_whitt import garnett_delay, halfin_whitt_beta, halfin_whitt_delay
from telesim.theory.infinite_servers import (
    number_busy_at_least,
    offered_load,
    stepped_load_from_empty,
    wave_load_from_empty,
    wave_load_gamma,
)
from telesim.theory.limited_room import LimitedRoom
from telesim.theory.moments import Moments
from telesim.theory.networks import ClosedNetwork, OpenNetwork
from telesim.theory.overflow import (
    EquivalentRandom,
    Traffic,
    final_group_loss,
    overflow_traffic,
    smallest_final_group,
)
from telesim.theory.phase_type import PhaseType
from telesim.theory.phase_type_servers import PhaseTypeServers
from telesim.theory.pooling import Team, pooled_mean_wait, pooling_gain, separate_mean_wait
from telesim.theory.priority import (
    PriorityClass,
    sojourns_with_preemption,
    sojourns_with_preemption_same_rate,
    sojourns_with_preemption_two_rates,
    waits_without_preemption,
    waits_without_preemption_same_rate,
)
from telesim.theory.roster import Period, PeriodicRoster
from telesim.theory.run_length import (
    all_busy_variance_constant,
    busy_variance_constant,
    number_variance_constant,
    series_mean_variance,
    wait_variance_constant,
)
from telesim.theory.shared_overflow import shared_final_group_losses
from telesim.theory.single_server import SingleServer
from telesim.theory.staffing import (
    smallest_for_abandonment,
    smallest_for_answer,
    smallest_for_delay,
    smallest_for_mean_wait,
    smallest_for_service_level,
    square_root_staffing,
)
from telesim.theory.transient import mean_number_after, mean_wait_of_first
from telesim.theory.trunk_network import Carried, TrunkNetwork
from telesim.theory.trunk_routes import TrunkRoutes
from telesim.theory.vacations import (
    sojourn_with_breakdowns,
    wait_until_enough,
    wait_with_set_up,
    wait_with_vacations,
)

__all__ = [
    # calls lost
    "erlang_b",
    "erlang_b_fractional",
    "erlang_b_load",
    "smallest_trunks",
    "carried_erlangs",
    "carried_by_trunk",
    "Engset",
    # overflow
    "Traffic",
    "overflow_traffic",
    "EquivalentRandom",
    "final_group_loss",
    "smallest_final_group",
    "shared_final_group_losses",
    "TrunkRoutes",
    "TrunkNetwork",
    "Carried",
    # waiting at several servers
    "erlang_c",
    "ErlangC",
    "ErlangA",
    "FixedPatience",
    "LimitedRoom",
    "MachineRepair",
    "FixedService",
    "PhaseType",
    "PhaseTypeServers",
    "lee_longton_mean_wait",
    "cosmetatos_mean_wait",
    # waiting at one server
    "Moments",
    "SingleServer",
    "BatchArrivals",
    "wait_with_vacations",
    "wait_until_enough",
    "wait_with_set_up",
    "sojourn_with_breakdowns",
    # priority
    "PriorityClass",
    "waits_without_preemption",
    "sojourns_with_preemption",
    "waits_without_preemption_same_rate",
    "sojourns_with_preemption_same_rate",
    "sojourns_with_preemption_two_rates",
    # several stations, several teams
    "OpenNetwork",
    "ClosedNetwork",
    "Team",
    "separate_mean_wait",
    "pooled_mean_wait",
    "pooling_gain",
    # how many servers
    "square_root_staffing",
    "smallest_for_delay",
    "smallest_for_mean_wait",
    "smallest_for_service_level",
    "smallest_for_abandonment",
    "smallest_for_answer",
    "halfin_whitt_delay",
    "halfin_whitt_beta",
    "garnett_delay",
    # time of day, and the beginning
    "Period",
    "PeriodicRoster",
    "offered_load",
    "wave_load_from_empty",
    "wave_load_gamma",
    "stepped_load_from_empty",
    "number_busy_at_least",
    "mean_number_after",
    "mean_wait_of_first",
    # pairs in boxes
    "box_full",
    "rest_of_box_in_use",
    # what reports of faults are made of
    "FaultCause",
    "MadeByWork",
    "Parts",
    "FaultMix",
    "fault_mix",
    "base_rates",
    # how long to simulate
    "number_variance_constant",
    "wait_variance_constant",
    "busy_variance_constant",
    "all_busy_variance_constant",
    "series_mean_variance",
]
