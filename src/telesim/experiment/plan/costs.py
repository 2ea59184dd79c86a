"""What a plan costs a year: wages as the scenario states them, projects over the years they last.

A year is 365 days, a month of wages 30.4 days as everywhere in telesim. What the scenario does
not state (vehicles, tools, overheads) is not in it, unless the planner says what a crew costs.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from telesim.scenario.check_periods import Staffing, in_force, periods_of
from telesim.scenario.check_pools import NO_VISITS
from telesim.scenario.model import Scenario
from telesim.scenario.reach import pay_of
from telesim.scenario.workforce import Crew
from telesim.units import DAY_MS, MONTH_MS, parse_money

YEAR_MS = 365 * DAY_MS
#: Years over which money spent once is spread, without interest. *Assumed*.
LIFE_YEARS = 10.0
_AMOUNT = re.compile(
    r"\s*(-?[\d.,]+)\s*([A-Za-z]{3})?\s*(a year|per year|/ ?year|once)?\s*(?:per crew|each)?\s*"
)


@dataclass(frozen=True)
class Cost:
    """Money a year, in cents of the scenario's currency, and where it is from."""

    cents: int
    source: str


def read_cost(text: str, currency: str, life_years: float, *, yearly: bool) -> Cost | str:
    """A cost as the planner writes it, or what is needed instead.

    ``30000 CNY a year``, or ``240000 CNY once``, which is spread over ``life_years``. Without
    either word it is a year's where ``yearly``.
    """
    need = f'need an amount such as "30000 {currency} a year" or "240000 {currency} once"'
    match = _AMOUNT.fullmatch(str(text))
    if not match:
        return need
    try:
        amount = float(match[1].replace(",", ""))
    except ValueError:
        return need
    if amount < 0:
        return f"{need}, 0 or more"
    if match[2] is not None and match[2].upper() != currency:
        return f"{need}, in {currency}, the scenario's currency"
    if match[3] is None and not yearly:
        return need
    if match[3] == "once":
        years = f"{life_years:g} year{'s' * (life_years != 1)}"
        return Cost(round(100 * amount / life_years), f"{amount:,.0f} {currency} over {years}")
    return Cost(round(100 * amount), "as given")


def is_pattern(path: str) -> bool:
    """Whether a path names rows of crews by what they have in common: ``crews.gang-*``."""
    return path.startswith("crews.") and "*" in path


def matching(path: str, rows: Iterable[str], but: Container[str] = ()) -> list[str]:
    """Paths of the rows that a pattern names, without those that are named for themselves."""
    return [one for one in (f"crews.{row}" for row in rows) if fnmatchcase(one, path)
            and one not in but]  # fmt: skip


def row_by_row(costs: Mapping[str, str], rows: Sequence[str]) -> dict[str, str]:
    """Costs with patterns put in row by row; what names a row itself, or more of it, wins."""
    patterns = sorted(filter(is_pattern, costs), key=len)
    found = {one: costs[path] for path in patterns for one in matching(path, rows)}
    # A pattern that fits no row is left, to be told of.
    idle = {path: costs[path] for path in patterns if not matching(path, rows)}
    return found | idle | {path: text for path, text in costs.items() if not is_pattern(path)}


def wages(scenario: Scenario) -> dict[str, Cost | None]:
    """What a crew of each row earns in a year; None where the scenario does not say.

    A wage by the month, or hours on duty (rotation and absence applied) at the wage per hour.
    Crews that earn by what they do have no wage of their own.
    """
    return {crew.id: _wage(scenario, crew) for crew in scenario.crews}


def _wage(scenario: Scenario, crew: Crew) -> Cost | None:
    base = scenario.exchanges[scenario.exchange_number[crew.base]]
    there = in_force(scenario, base.county, scenario.window_start_ms)
    scheme, code = pay_of(there, crew), scenario.currency.code
    if scheme.rates or scheme.fee is not None:
        return None
    people = f"{crew.members} × " if crew.members > 1 else ""
    if scheme.monthly is not None:
        cents = parse_money(scheme.monthly, code) * crew.members * YEAR_MS / MONTH_MS
        return Cost(round(cents), f"wages: {people}{scheme.monthly} a month")
    economics = scenario.economics
    if economics is None or economics.wage_per_hour is None:
        return None
    staffing = Staffing(scenario)
    depot = (there.visits or NO_VISITS).depot
    periods = periods_of(scenario)
    hours = sum(staffing.duty(crew, period, depot).hours for period in periods)
    days = sum(period.days for period in periods)
    a_year = hours * 365 / days
    cents = parse_money(economics.wage_per_hour, code) * crew.members * a_year
    return Cost(
        round(cents), f"wages: {people}{a_year:,.0f} h on duty at {economics.wage_per_hour}"
    )
