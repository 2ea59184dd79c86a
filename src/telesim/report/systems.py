"""The twenty-one systems of a telephone company, each with the one KPI that tells of it first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from telesim.scenario.wording import plural

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Systems that the sections on repair, supply, crews and plant tell of already.
CORE = frozenset({1, 2, 3, 7, 8, 9, 21})


@dataclass(frozen=True, slots=True)
class System:
    """One system: its number in the report behind this project, and how a planner sees it."""

    number: int
    name: str
    #: What the KPI counts; ``{ports}``, ``{feeders}`` and ``{group}`` are words of the scenario.
    words: str
    kpi: str
    #: Whether a scenario has it.
    named: Callable[[Scenario], bool]
    #: The KPI's place or group; the value ``{group}`` is the scenario's first group of causes.
    where: dict[str, str] = field(default_factory=dict)
    #: KPI that counts the days of the window on which it is simulated; empty = all of them.
    sample_days: str = ""
    #: Whether the row is that of the county with the highest figure.
    worst_county: bool = False


class SystemLine(NamedTuple):
    """A system that a scenario has, its words and place filled in."""

    system: System
    words: str
    where: dict[str, str]


def _orders(scenario: Scenario) -> bool:
    return scenario.demand.install is not None or scenario.demand.move is not None


def _drops(scenario: Scenario) -> bool:
    return scenario.demand.install is not None and (
        any(rule.what == "drops" for rule in scenario.expansions.values())
        or any(project.what == "drops" for project in scenario.projects)
        or any(cabinet.prebuilt_pct for cabinet in scenario.cabinets)
    )


def _crews(scenario: Scenario) -> bool:
    return bool(scenario.crews and scenario.faults)


def _judged(scenario: Scenario) -> bool:
    return bool(scenario.targets and scenario.faults) and len(scenario.counties) > 1


SYSTEMS = (
    System(1, "Exchange capacity", "orders held for lack of {ports}, mean", "held_orders_mean",
           _orders, {"level": "port"}),
    System(2, "Cable pairs and ducts", "orders held for lack of {feeders}, mean",
           "held_orders_mean", _orders, {"level": "feeder"}),
    System(3, "Pre-built drops", "installs per crew and full day", "jobs_per_crew_day", _drops,
           {"job": "install"}),
    System(4, "Temporary re-routing", "held orders over a neighbour's pairs", "rerouted",
           lambda s: s.rerouting is not None),
    System(5, "Order screening", "orders taken that could not be built",
           "falsely_accepted_share", lambda s: s.screening is not None),
    System(6, "Promotions", "their orders that lack facilities", "promoted_held_share",
           lambda s: bool(s.promotions)),
    System(7, "Scattered subscribers", "mean supply time beyond 3 km", "supply_time_mean",
           _orders, {"band": "far"}),
    System(8, "Field crews", "{group}: mean time to restore", "time_to_restore_mean", _crews,
           {"cause_group": "{group}"}),
    System(9, "Pay and own lines", "repairs per crew and full day", "jobs_per_crew_day", _crews,
           {"job": "repair"}),
    System(10, "Trunk circuits", "long-distance calls finding a path",
           "network_effectiveness_long_distance", lambda s: s.traffic is not None),
    System(11, "Order system", "days at the assignment of pairs", "office_days_mean",
           lambda s: s.order_system is not None, {"step": "assignment"}),
    System(12, "Fault reception", "calls answered within 15 s", "fault_calls_answered_in_15s",
           lambda s: s.fault_desk is not None),
    System(13, "Directory enquiry", "calls answered within 15 s", "directory_answered_in_15s",
           lambda s: s.directory_desk is not None, sample_days="directory_sample_days"),
    System(14, "Complaints", "from complaint to working line, mean", "complaint_age_mean",
           lambda s: s.complaints is not None),
    System(15, "Key accounts", "orders overdue at some step", "key_account_breach_share",
           lambda s: s.key_accounts is not None),
    System(16, "First contact", "hand-offs per case at the counter", "hand_offs_per_case",
           lambda s: s.contacts is not None),
    System(17, "Counters", "mean wait", "counter_wait_mean",
           lambda s: s.counters is not None, sample_days="counter_sample_days"),
    System(18, "Public telephones", "out of order at any time", "payphones_out_mean",
           lambda s: s.payphones is not None),
    System(19, "Arrears", "from payment to service, mean", "reconnect_time_mean",
           lambda s: s.arrears is not None),
    System(20, "Training, supervision", "repair visits that leave something",
           "repair_errors_share", lambda s: s.training is not None or s.supervision is not None),
    System(21, "Targets by county", "{group}: worst county", "time_to_restore_mean", _judged,
           {"cause_group": "{group}"}, worst_county=True),
)  # fmt: skip


def systems(scenario: Scenario) -> Iterator[SystemLine]:
    """The systems that a scenario has, in the order of the report.

    None where it has no more than those of :data:`CORE`.
    """
    named = [system for system in SYSTEMS if system.named(scenario)]
    if all(system.number in CORE for system in named):
        return
    group = next((cause.cause_group for cause in scenario.faults.values()), "")
    said = {
        "ports": plural(scenario.wording.port),
        "feeders": plural(scenario.wording.feeder),
        "group": group,
    }
    for system in named:
        where = {word: value.format(**said) for word, value in system.where.items()}
        yield SystemLine(system, system.words.format(**said), where)
