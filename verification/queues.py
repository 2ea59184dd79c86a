"""What families of queues have in common: laws of work in words, and figures by their names."""

from __future__ import annotations

import re
from typing import Any

from telesim.units import DAY_MS
from verification.answers import Mean, Quantile, Variance
from verification.plans import Part
from verification.rows import Row
from verification.samples import Sojourn, Wait, Waited, WaitedAtMost
from verification.writing import Tree, cause, exponential, work


def causes_of(service: str, rate: float, unit_days: float = 1.0, **more: Any) -> Tree:
    """Causes of faults that come at ``rate`` and take what the reference says, both per unit.

    A mixture of two exponentials is two causes: of all faults so many are of the longer kind.
    """
    numbers = [float(found) for found in re.findall(r"\d+(?:\.\d+)?", service)]
    hours = 24 * unit_days
    per_day = rate / unit_days
    if service.startswith("H2"):
        (mean, share), (longer, rest) = numbers[1:3], numbers[3:5]
        return {
            "short": cause(per_day * share, exponential(mean * hours), **more),
            "long": cause(per_day * rest, exponential(longer * hours), **more),
        }
    return {"fault": cause(per_day, _law(service, numbers, hours), **more)}


def _law(service: str, numbers: list[float], hours: float) -> object:
    if re.match(r"(deterministic|D\()", service):
        return work(numbers[0] * hours)
    if service.startswith("exp("):
        return exponential(numbers[0] * hours)
    if service.startswith("Erlang-"):
        return {"erlang": {"mean": work(numbers[1] * hours), "k": int(numbers[0])}}
    if service.startswith("lognormal"):
        return {"lognormal": {"mean": work(numbers[0] * hours), "cv": numbers[1]}}
    if service.startswith("uniform"):
        low, high = (work(number * hours) for number in numbers)
        return {"uniform": {"low": low, "high": high}}
    raise ValueError(f"service: got {service!r}, need a law that the tables use")


def part_of(row: Row, scenario: str, unit_days: float = 1.0, causes: tuple[str, ...] = ()) -> Part:
    """How the figure of a row is read from the log of a scenario in which a unit is so long."""
    unit_ms = DAY_MS * unit_days
    quantity = row.quantity
    if quantity == "P(wait>0)":
        return Part(scenario, Waited(0.0, causes), Mean())
    if quantity.endswith("P(wait<=t)"):
        return Part(scenario, WaitedAtMost(row.parameters["t"] * unit_ms, causes), Mean())
    if quantity.startswith("variance of the wait"):
        return Part(scenario, Wait(unit_ms, causes), Variance())
    if quantity == "0.95 quantile of the wait":
        return Part(scenario, Wait(unit_ms, causes), Quantile(0.95, row.exact))
    if quantity.startswith("mean sojourn"):
        return Part(scenario, Sojourn(unit_ms, causes), Mean())
    if quantity.startswith("mean wait"):
        return Part(scenario, Wait(unit_ms, causes), Mean())
    raise ValueError(f"quantity: got {quantity!r}, need one that a queue's log says")
