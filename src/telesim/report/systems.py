"""The twenty-one systems of a telephone company, each with the KPI that tells of it first.

What a system's own reform moves stands in its line: in the figure, or beside it in the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from telesim.scenario.care.payphones import payphones_by_exchange
from telesim.scenario.wording import plural
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from telesim.scenario import Scenario


class Beside(NamedTuple):
    """A further figure in the words of a system's line, where the run has one."""

    words: str
    kpi: str
    where: dict[str, str]
    #: Whether it is that of the county with the highest figure.
    worst_county: bool = False


@dataclass(frozen=True, slots=True)
class System:
    """One system: its number in the report behind this project, and how a planner sees it."""

    number: int
    name: str
    #: What the KPI counts; words in braces are those of the scenario, ``{county}`` the worst one.
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
    #: What a scenario's line tells beside the KPI, in this order.
    beside: Callable[[Scenario], tuple[Beside, ...]] = lambda scenario: ()
    #: A KPI, and what is said instead of the words where it is zero and there is no figure.
    idle: tuple[str, str] | None = None


class SystemLine(NamedTuple):
    """A system that a scenario has, its words and place filled in."""

    system: System
    words: str
    where: dict[str, str]
    beside: tuple[Beside, ...] = ()


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


def _groups(scenario: Scenario) -> list[str]:
    """Groups of causes, in the order of the file."""
    return list(dict.fromkeys(cause.cause_group for cause in scenario.faults.values()))


def _other_groups(scenario: Scenario) -> tuple[Beside, ...]:
    """The time to restore of all groups of causes but the first."""
    return tuple(
        Beside(f"; {group}", "time_to_restore_mean", {"cause_group": group})
        for group in _groups(scenario)[1:]
    )


def _other_worst(scenario: Scenario) -> tuple[Beside, ...]:
    return tuple(
        one._replace(words=one.words.replace("; ", "; worst ", 1), worst_county=True)
        for one in _other_groups(scenario)
    )


def _closed_badly(scenario: Scenario) -> tuple[Beside, ...]:
    found = Beside(", found bad", "inspected_found_share", {})
    skipped = Beside("; untested", "tests_skipped_share", {})
    return (skipped, found) if scenario.supervision is not None else (skipped,)


def cleared_remotely(scenario: Scenario, group: str) -> bool:
    """Whether faults of a group may be cleared from the desk, at any time anywhere."""
    return any(
        cause.cleared_remotely > 0 and cause.cause_group == group
        for there in (scenario, *(phase.scenario for phase in scenario.phases))
        for cause in there.faults.values()
    )


def no_circuits_open(scenario: Scenario) -> bool:
    """Whether the scenario adds circuits to trunk groups, though none inside the window."""
    start, end = scenario.window_start_ms, scenario.window_start_ms + scenario.window
    opening = [scenario.ms_of(row.ordered) + row.lead_days * DAY_MS for row in scenario.circuits]
    return bool(opening) and not any(start <= at < end for at in opening)


def _judged(scenario: Scenario) -> bool:
    return bool(scenario.targets and scenario.faults) and len(scenario.counties) > 1


SYSTEMS = (
    System(1, "Exchange capacity", "orders held for lack of {ports}, mean", "held_orders_mean",
           _orders, {"level": "port"}),
    System(2, "Cable pairs and ducts", "orders held for lack of {feeders}, mean",
           "held_orders_mean", _orders, {"level": "feeder"}),
    System(3, "Pre-built drops", "installs per crew and full day", "jobs_per_crew_day", _drops,
           {"job": "install"}),
    System(4, "Temporary re-routing", "held orders re-routed in the window", "rerouted",
           lambda s: s.rerouting is not None),
    System(5, "Order screening", "orders taken that could not be built",
           "falsely_accepted_share", lambda s: s.screening is not None),
    System(6, "Promotions", "their orders that lack facilities", "promoted_held_share",
           lambda s: bool(s.promotions),
           idle=("campaign_places", "no campaign begins in the window")),
    System(7, "Scattered subscribers", "mean supply time beyond 3 km", "supply_time_mean",
           _orders, {"band": "far"}),
    System(8, "Field crews", "{restored} {group}", "time_to_restore_mean", _crews,
           {"cause_group": "{group}"}, beside=_other_groups),
    System(9, "Pay and own lines", "output: repairs per crew and full day", "jobs_per_crew_day",
           _crews, {"job": "repair"}),
    System(10, "Trunk circuits", "long-distance calls with a path{none}",
           "network_effectiveness_long_distance", lambda s: s.traffic is not None),
    System(11, "Order system", "days at the assignment of pairs", "office_days_mean",
           lambda s: s.order_system is not None, {"step": "assignment"}),
    System(12, "Fault reception", "calls answered within 15 s", "fault_calls_answered_in_15s",
           lambda s: s.fault_desk is not None),
    System(13, "Directory enquiry", "calls answered within 15 s", "directory_answered_in_15s",
           lambda s: s.directory_desk is not None, sample_days="directory_sample_days"),
    System(14, "Complaints", "that left the county", "complaint_left_county_share",
           lambda s: s.complaints is not None,
           beside=lambda s: (Beside("; not taken down", "complaint_unrecorded_share", {}),)),
    System(15, "Key accounts", "orders overdue at some step", "key_account_breach_share",
           lambda s: s.key_accounts is not None),
    System(16, "First contact", "hand-offs per case at the counter", "hand_offs_per_case",
           lambda s: s.contacts is not None),
    System(17, "Counters", "mean wait", "counter_wait_mean",
           lambda s: s.counters is not None, sample_days="counter_sample_days"),
    System(18, "Public telephones", "out of order at any time, of {phones}", "payphones_out_mean",
           lambda s: s.payphones is not None),
    System(19, "Arrears", "from payment to service, mean", "reconnect_time_mean",
           lambda s: s.arrears is not None),
    System(20, "Training, supervision", "bad repairs", "repair_errors_share",
           lambda s: s.training is not None or s.supervision is not None, beside=_closed_badly),
    System(21, "Targets by county", "worst {group}: {county}", "time_to_restore_mean", _judged,
           {"cause_group": "{group}"}, worst_county=True, beside=_other_worst),
)  # fmt: skip


def systems(scenario: Scenario) -> Iterator[SystemLine]:
    """The systems that a scenario has, in the order of the report."""
    group = next(iter(_groups(scenario)), "")
    said = {
        "ports": plural(scenario.wording.port),
        "feeders": plural(scenario.wording.feeder),
        "group": group,
        "restored": "restored by visit:" if cleared_remotely(scenario, group) else "restored:",
        "none": "; none added" if no_circuits_open(scenario) else "",
        "phones": f"{telephones(scenario):,}",
        "county": "{county}",
    }
    for system in SYSTEMS:
        if system.named(scenario):
            where = {word: value.format(**said) for word, value in system.where.items()}
            words = system.words.format(**said)
            yield SystemLine(system, words, where, system.beside(scenario))


def telephones(scenario: Scenario) -> int:
    """Public telephones of a scenario; 0 where it has no such system."""
    return 0 if scenario.payphones is None else sum(payphones_by_exchange(scenario))
