"""The KPIs that a planner asks for first, in plain words: what the run's table shows.

Those of single systems, such as the office or a desk, are in ``systems`` and ``details``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from telesim.report.systems import cleared_remotely
from telesim.scenario.earning import pays_money
from telesim.scenario.wording import plural

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.scenario.policies import Policies


class Headline(NamedTuple):
    """One row of the table: a section, words, and the KPI with its place or group."""

    section: str
    label: str
    kpi: str
    where: dict[str, str]
    #: Whether the row says nothing when the figure is zero.
    quiet_at_zero: bool = False
    #: KPI that counts the days of the window on which the section's figures are simulated; empty =
    #: all of them.
    sample_days: str = ""
    #: KPI that counts what the row is of: where that is zero, a row without a figure is left out.
    counts: str = ""
    #: Whether hours are told in days.
    in_days: bool = False


def headlines(scenario: Scenario) -> Iterator[Headline]:
    """The rows for a scenario: its own cause groups, areas, teams and kinds of jobs."""
    yield from _repair(scenario)
    yield from _supply(scenario)
    yield from _workforce(scenario)
    yield from _plant(scenario)
    yield from _money(scenario)


def _policies(scenario: Scenario) -> list[Policies]:
    """The policies that hold at any time anywhere."""
    return [scenario.policies, *(phase.scenario.policies for phase in scenario.phases)]


def _repair(scenario: Scenario) -> Iterator[Headline]:
    section = "Repair"
    if not scenario.faults:
        return
    for group in dict.fromkeys(cause.cause_group for cause in scenario.faults.values()):
        where = {"cause_group": group}
        remote = cleared_remotely(scenario, group)
        words = f"{group}: mean time to restore{', of faults that need a visit' * remote}"
        yield Headline(section, words, "time_to_restore_mean", where)
        yield Headline(section, f"{group}: 95 % restored within", "time_to_restore_p95", where)
        for limit in ("24h", "72h"):
            yield Headline(
                section,
                f"{group}: restored within {limit[:-1]} h",
                f"time_to_restore_within_{limit}",
                where,
            )
        yield Headline(section, f"{group}: mean per line", "time_to_restore_per_line_mean", where)
        if remote:
            yield Headline(section, f"{group}: cleared by telephone", "remote_share", where)
            words = f"{group}: mean, those cleared by telephone included"
            yield Headline(section, words, "time_to_restore_with_remote_mean", where)
    if scenario.fault_desk is not None:
        words = "from the first try to report it to restored, mean"
        yield Headline(section, words, "first_try_to_restored_mean", {})
    yield Headline(section, "reports per 100 lines a month", "fault_rate", {})
    yield Headline(section, "open faults, mean", "open_faults_mean", {})
    yield Headline(section, "repeats among reported faults", "repeat_share", {})
    yield Headline(section, "visits per cleared fault", "visits_per_cleared_fault", {})
    yield Headline(section, "line-hours lost", "line_hours_lost", {})
    if scenario.diagnosis is not None:
        words = "visits by a crew of the wrong trade"
        yield Headline(section, words, "wrong_skill_visit_share", {})
    if scenario.power is not None:
        yield Headline(section, "power failures of exchanges", "power_failures", {})
        yield Headline(section, "line-hours lost to them", "power_line_hours_lost", {})
    followed = [scenario.patterns[c.pattern] for c in scenario.faults.values() if c.pattern]
    if scenario.shocks or any(pattern.storms is not None for pattern in followed):
        words = "days to recover from a storm"
        yield Headline(section, words, "storm_recovery_days_mean", {})
        yield Headline(section, "storms recovered from", "storm_recovered_share", {})
        yield Headline(section, "most faults open after a storm", "storm_open_faults_max", {})


def _supply(scenario: Scenario) -> Iterator[Headline]:
    demand = scenario.demand
    kinds = (("installs", demand.install), ("moves", demand.move))
    counted = " and ".join(word for word, wanted in kinds if wanted is not None)
    if not counted:
        return
    section = f"Supply: {counted}"  # targets often count installs alone
    for area in scenario.areas:
        yield Headline(section, f"{area}: mean supply time", "supply_time_mean", {"area": area})
    yield Headline(
        section, "mean, those who gave up included", "supply_time_with_cancelled_mean", {}
    )
    yield Headline(section, "95 % served within", "supply_time_p95", {})
    yield Headline(section, "orders received", "orders_received", {})
    if demand.install is not None and demand.install.reconnect is not None:
        words = "installs served without a visit"
        yield Headline(section, words, "orders_reconnected_share", {})
    yield Headline(section, "orders cancelled by the customer", "orders_cancelled_share", {})
    if any(policies.appointments is not None for policies in _policies(scenario)):
        yield Headline(section, "appointments kept", "promises_kept_share", {})
    yield Headline(section, "waiting list at the end", "waiting_list_at_end", {})
    yield Headline(section, "held for lack of facilities, mean", "held_orders_mean", {})
    levels = ("port", "feeder", "distribution", *(("box",) if scenario.boxes is not None else ()))
    for level in levels:
        words = f"held at the end for lack of: {scenario.wording.level(level)}"
        yield Headline(section, words, "held_orders_at_end", {"level": level}, True)


def _workforce(scenario: Scenario) -> Iterator[Headline]:
    section = "Crews"
    if not scenario.crews:
        return
    for team in dict.fromkeys(crew.team for crew in scenario.crews):
        where = {"team": team}
        yield Headline(section, f"{team}: time on jobs", "crew_utilisation", where)
        yield Headline(section, f"{team}: of it travelling", "crew_travel_share", where)
    for job in ("repair", "install", "move"):
        yield Headline(section, f"{job}s per crew and full day", "jobs_per_crew_day", {"job": job})
    yield Headline(section, "overtime hours", "overtime_hours", {})
    if any(policies.pull_off is not None for policies in _policies(scenario)):
        yield Headline(section, "days of pull-off, all counties", "pull_off_days", {})
    if any(policies.preemption is not None for policies in _policies(scenario)):
        yield Headline(section, "crews called away", "interruptions", {})
        words = "hours lost by being called away"
        yield Headline(section, words, "hours_lost_to_interruptions", {})


def _plant(scenario: Scenario) -> Iterator[Headline]:
    section = "Plant"
    yield Headline(section, "lines in service at the end", "lines_in_service_at_end", {})
    ports = plural(scenario.wording.port)
    for level in ("port", "feeder", "distribution"):
        words = f"{plural(scenario.wording.level(level))} in use at the end"
        yield Headline(section, words, f"{level}_fill_end", {})
    yield Headline(section, f"exchanges that ran out of {ports}", "exchanges_exhausted", {})
    yield Headline(section, "first exchange is full on", "ports_exhausted_first", {})
    # Without a lead time nobody can say until when to order.
    if any(rule.what == "ports" for rule in scenario.expansions.values()):
        yield Headline(section, f"its {ports} must be ordered by", "ports_order_by_first", {})


def _money(scenario: Scenario) -> Iterator[Headline]:
    """What has a price: the parts of the cost, their sum if all have one, and what is lost."""
    section, code, prices = "Money", scenario.currency.code, scenario.economics
    if prices is None:
        return
    has_wages = prices.wage_per_hour is not None or pays_money(scenario)
    if has_wages:
        yield Headline(section, f"wages, {code}", "cost_wages", {})
    if prices.overtime_per_hour is not None:
        yield Headline(section, f"overtime, {code}", "cost_overtime", {})
    parts = ["wages", "overtime", "expansions"]
    yield Headline(section, f"expansions, {code}", "cost_expansions", {})
    if any(row.cost for row in scenario.circuits):
        parts.append("circuits")
        yield Headline(section, f"circuits of trunk groups, {code}", "cost_circuits", {})
    if scenario.rerouting is not None and scenario.rerouting.wire_cost is not None:
        parts.append("wire")
        yield Headline(section, f"wire of re-routed lines, {code}", "rerouting_wire_cost", {})
    if has_wages and prices.overtime_per_hour is not None:
        words = f"{', '.join(parts[:-1])} and {parts[-1]}, {code}"
        yield Headline(section, words, "cost_total", {})
    if prices.revenue_per_line_month is not None:
        words = f"revenue lost to waiting orders, {code}"
        yield Headline(section, words, "revenue_lost_waiting", {})
