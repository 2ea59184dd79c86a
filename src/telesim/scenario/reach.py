"""Which places a crew serves, and how long it takes to get to them."""

from __future__ import annotations

from telesim.policies.pay import PAY_SCHEMES, PayScheme
from telesim.scenario.model import Scenario
from telesim.scenario.workforce import Crew
from telesim.units import MINUTE_MS, to_ms


def covered(scenario: Scenario, covers: str) -> frozenset[int]:
    """Numbers of the exchanges that a ``covers`` cell names."""
    found: set[int] = set()
    for word in covers.replace(";", " ").replace(",", " ").split():
        if word == "all":
            found.update(range(len(scenario.exchanges)))
        elif word.startswith("county:"):
            county = word.removeprefix("county:")
            found.update(n for n, e in enumerate(scenario.exchanges) if e.county == county)
        else:
            found.add(scenario.exchange_number[word])
    return frozenset(found)


def covers_of(crew: Crew, local: bool) -> str:
    """What a crew serves from its seat or, where it has one, from its local base."""
    return crew.local_covers if local and crew.local_covers is not None else crew.covers


def pay_of(scenario: Scenario, crew: Crew) -> PayScheme:
    """The scheme of a crew: the one its row names, else that of the policies.

    A row names one of ``policies.schemes``, or a registered scheme with its own parameters.
    """
    policies = scenario.policies
    if crew.pay is None:
        return policies.pay
    named = policies.schemes.get(crew.pay)
    return PAY_SCHEMES[crew.pay]() if named is None else named


def pay_name(scenario: Scenario, crew: Crew) -> str:
    """What the scheme of a crew is called: as its row says, else by its registered name."""
    if crew.pay is not None:
        return crew.pay
    kind = type(scenario.policies.pay)
    return next((name for name, one in PAY_SCHEMES.items() if one is kind), kind.__name__)


def mean_travel_ms(scenario: Scenario, crew: Crew, local: bool, exchange: int) -> int:
    """Mean travel of a crew to the customers of an exchange.

    From the crew's seat the table's ``base_travel_min``; from a local base
    ``local_travel_min`` within its branch, and by way of the seat to anywhere else.
    """
    place = scenario.exchanges[exchange]
    if local and crew.local_base is not None:
        base = crew.local_base
        if base in (place.branch, place.id):
            minutes = place.local_travel_min
            return to_ms((place.base_travel_min if minutes is None else minutes) * MINUTE_MS)
        way = scenario.exchanges[scenario.exchange_number[base]].base_travel_min
        return to_ms((way + place.base_travel_min) * MINUTE_MS)
    seat = scenario.exchanges[scenario.exchange_number[crew.base]]
    way = seat.base_travel_min if seat.county != place.county else 0.0
    return to_ms((way + place.base_travel_min) * MINUTE_MS)
