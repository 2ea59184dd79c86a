"""Which cabinets a feeder cable serves, and which lines a cause can strike."""

from __future__ import annotations

from collections.abc import Iterator

from telesim.scenario.causes import Cause
from telesim.scenario.model import Scenario
from telesim.scenario.places import Cabinet

#: A feeder cable serves up to so many cabinets in practice; more may be a slip of the pen.
MOST_CABINETS = 4


def cabinets_of_feeders(scenario: Scenario) -> dict[str, list[int]]:
    """Feeder id -> numbers of its cabinets in table order; blank ids are left out."""
    found: dict[str, list[int]] = {}
    for number, cabinet in enumerate(scenario.cabinets):
        if cabinet.feeder_id is not None:
            found.setdefault(cabinet.feeder_id, []).append(number)
    return found


def on_same_feeder(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    """For each cabinet all cabinets on its feeder cable, itself among them, in table order."""
    known = {name: tuple(numbers) for name, numbers in cabinets_of_feeders(scenario).items()}
    return tuple(
        (number,) if cabinet.feeder_id is None else known[cabinet.feeder_id]
        for number, cabinet in enumerate(scenario.cabinets)
    )


def can_strike(cause: Cause, cabinet: Cabinet) -> bool:
    """Whether a cause can strike lines of a row: those fed directly have no distribution cable."""
    return not (cabinet.direct and cause.cable == "distribution")


def share_exposed(scenario: Scenario, cause: Cause, exchange: int) -> float:
    """Share of the lines of an exchange at the start that a cause can strike."""
    return 1.0 - scenario.direct_share[exchange] if cause.cable == "distribution" else 1.0


def feeder_warnings(scenario: Scenario) -> Iterator[str]:
    """What looks wrong about feeder cables, in words."""
    many = {}
    for name, numbers in cabinets_of_feeders(scenario).items():
        # Lines fed directly hang on a feeder beside its cabinets.
        cabinets = sum(not scenario.cabinets[number].direct for number in numbers)
        if cabinets > MOST_CABINETS:
            many[name] = cabinets
    if many:
        name, cabinets = next(iter(many.items()))
        more = f", and {len(many) - 1} more feeders such a number" if len(many) > 1 else ""
        yield (
            f"feeder {name} serves {cabinets} cabinets{more}: more than the {MOST_CABINETS} that a "
            "feeder cable serves in practice"
        )
    striking = [name for name, cause in scenario.faults.items() if cause.cable == "feeder"]
    if striking and not any(cabinet.feeder_id is not None for cabinet in scenario.cabinets):
        yield (
            f"fault {striking[0]} strikes feeder cables, but no cabinet names its feeder_id: "
            "each has a feeder of its own"
        )
