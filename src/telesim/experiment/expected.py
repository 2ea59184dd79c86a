"""How many cases a replication is expected to have, from the rates and without a simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.units import DAY_MS, MONTH_MS

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Ends the names of cases that are there when the run begins.
STANDING = "at the start"


def expected_cases(scenario: Scenario) -> dict[str, float]:
    """Mean number of orders and faults in a replication, by what they come from.

    Orders and what is filed at the start, first-time faults by cause group, repeats, early
    failures of new lines and faults made by work, until nothing new arrives. Lines grow as far as
    ports and pairs let them (:func:`telesim.scenario.check_capacity.outlook`), and patterns,
    shocks and reforms count. Means by rates, as if all work were done at once: a backlog puts
    off early failures and repeats, and lines that are down cannot fail. Construction, calls to main
    frames and preventive work are not counted.
    """
    from telesim.scenario.cables import share_exposed
    from telesim.scenario.check_capacity import outlook, waiting_at_start
    from telesim.scenario.check_periods import Seasons, in_force, periods_of
    from telesim.scenario.fault_mixes import mix_of, visited_installs
    from telesim.scenario.fields import for_area
    from telesim.scenario.lines_hit import faults_per_event
    from telesim.scenario.planned_repairs import planned_at

    # The run until nothing new arrives, as if all of it were the window.
    whole = scenario.model_copy(
        update={"warm_up": 0, "window": scenario.arrivals_end_ms, "follow_up": 0}
    )
    periods, seasons = periods_of(whole), Seasons(whole)
    growth = outlook(whole, periods, seasons)
    found: dict[str, float] = {}

    def count(name: str, cases: float) -> None:
        found[name] = found.get(name, 0.0) + cases

    for number, exchange in enumerate(whole.exchanges):
        for n, period in enumerate(periods):
            there = in_force(whole, exchange.county, period.middle_ms)
            lines = float(growth.lines[number, n]) * period.months
            demand, orders = there.demand, {}
            for kind in ("install", "move", "cease"):
                order = getattr(demand, kind)
                if order is None:
                    continue
                # New customers come at a rate of the lines at the start.
                on = exchange.lines * period.months if kind == "install" else lines
                rate = for_area(order.rate, exchange.area).per_line_month
                orders[kind] = on * rate * seasons.mean(order.pattern, period)
                count(f"{kind}s", orders[kind])
            events = {
                name: for_area(cause.rate, exchange.area).per_line_month
                * lines
                * seasons.mean(cause.pattern, period, seasons.shocks_on(exchange.county, name))
                * share_exposed(whole, cause, number)
                * faults_per_event(cause)
                for name, cause in there.faults.items()
            }
            done = visited_installs(there) * float(growth.installs[number, n])
            mix = mix_of(there, events, done, orders.get("move", 0.0))
            planned = planned_at(whole, number, period.first, period.days)
            for name, cause in there.faults.items():
                known = len(planned.get(name, ()))
                count(f"{cause.cause_group} faults", mix.events[name] + known)
                made, early = mix.made[name], mix.reports[name].early_life
                repeats = mix.whole[name] + mix.single[name] - mix.events[name] - made
                for word, cases in (
                    ("repeats", repeats),
                    ("early failures", early),
                    ("faults made by work", made - early),
                ):
                    if cases:
                        count(word, cases)
    waiting, open_faults = float(waiting_at_start(scenario).sum()), _open_faults(scenario)
    if waiting:
        count(f"orders {STANDING}", waiting)
    if open_faults:
        count(f"faults {STANDING}", open_faults)
    return found


def _open_faults(scenario: Scenario) -> float:
    """Faults that are open when the run starts: a table's, or days of intake at the mean rates."""
    from telesim.scenario.cables import share_exposed
    from telesim.scenario.fields import for_area

    if scenario.open_faults:
        return float(sum(row.faults for row in scenario.open_faults))
    if scenario.initial is None:
        return 0.0
    a_month = sum(
        for_area(cause.rate, exchange.area).per_line_month
        * exchange.lines
        * share_exposed(scenario, cause, number)
        for number, exchange in enumerate(scenario.exchanges)
        for cause in scenario.faults.values()
    )
    return float(a_month * scenario.initial.open_faults_days * DAY_MS / MONTH_MS)
