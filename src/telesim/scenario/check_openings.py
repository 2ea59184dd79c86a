"""When and where rules and projects open capacity, as far as that is known in advance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from telesim.scenario.demand import MONTH_NAMES, Expansion
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS


def places_of(scenario: Scenario, rule: Expansion) -> list[int]:
    """Exchanges or cabinets that a rule expands, in table order.

    Rows of lines fed directly have no distribution pairs to expand.
    """
    exchange_of: Sequence[int] = (
        range(len(scenario.exchanges)) if rule.what == "ports" else scenario.cabinet_exchange
    )
    found = []
    for place, number in enumerate(exchange_of):
        exchange = scenario.exchanges[number]
        if rule.what == "distribution" and scenario.cabinets[place].direct:
            continue
        if (not rule.counties or exchange.county in rule.counties) and (
            not rule.areas or exchange.area in rule.areas
        ):
            found.append(place)
    return found


def after_frost(scenario: Scenario, rule: Expansion, day: int) -> int:
    """The first day from ``day`` on that does not lie in a month in which nothing opens."""
    if not rule.frozen or set(rule.frozen) >= set(MONTH_NAMES):
        return day
    date = scenario.start + dt.timedelta(days=day)
    while MONTH_NAMES[date.month - 1] in rule.frozen:
        date = (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return (date - scenario.start).days


def dated_openings(scenario: Scenario) -> list[tuple[int, Expansion, int]]:
    """What opens on fixed days up to the window's end: (day, rule, place), in order of time."""
    last = scenario.window_end_ms
    found: list[tuple[int, Expansion, int]] = []
    for rule in scenario.expansions.values():
        if rule.on is None:
            continue
        turn: dict[str, int] = {}
        for place in places_of(scenario, rule):
            number = place if rule.what == "ports" else scenario.cabinet_exchange[place]
            county = scenario.exchanges[number].county
            begin = scenario.ms_of(rule.on) + turn.get(county, 0) * rule.stagger
            turn[county] = turn.get(county, 0) + 1
            while begin + rule.lead_time < last:
                day = after_frost(scenario, rule, (begin + rule.lead_time) // DAY_MS)
                if begin >= 0:
                    found.append((day, rule, place))
                if not rule.every:
                    break
                begin += rule.every
    for project in scenario.projects:
        whole = project.what == "drops"
        rule = Expansion.model_construct(
            what=project.what,
            add=None if whole else project.amount,
            raise_to=project.amount / 100 if whole else None,
        )
        day = scenario.ms_of(project.opens) // DAY_MS
        if project.what == "ports" and project.place in scenario.exchange_number:
            found.append((day, rule, scenario.exchange_number[project.place]))
        elif project.place in scenario.cabinet_number:
            found.append((day, rule, scenario.cabinet_number[project.place]))
        else:
            exchange = scenario.exchange_number[project.place]
            found += [
                (day, rule, n) for n, e in enumerate(scenario.cabinet_exchange) if e == exchange
            ]
    return sorted(found, key=lambda opening: opening[0])
