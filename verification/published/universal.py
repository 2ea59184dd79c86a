"""Specialists and universal technicians: how many of these give the same time to restore?"""

from __future__ import annotations

from dataclasses import dataclass

import telesim
from telesim.experiment.result import Result
from verification.published.chorus import SCENARIOS, Effort, Tell, lines_per_member
from verification.published.figures import Figure, each, mean_of, of_run
from verification.published.fitting import Fit, fit

BASE = SCENARIOS / "specialists.yaml"
OVERLAYS = SCENARIOS / "technicians"
FITTED = "generate.crews.outside.lines_per_member"
MEAN = "time_to_restore_mean"
SPEEDS = {"as fast": ("universal",), "a tenth slower": ("universal", "slower")}


@dataclass(frozen=True)
class Universal:
    """Specialists, and universal technicians fitted to their mean, by how fast these are."""

    specialists: int
    mean_h: Figure
    fits: dict[str, Fit]


def run(overlays: tuple[str, ...], effort: Effort, technicians: int | None = None) -> Result:
    """The district, with so many universal technicians where overlays make them so."""
    files = [OVERLAYS / f"{name}.yaml" for name in overlays]
    settings = dict(effort.settings)
    if technicians is not None:
        lines = sum(exchange.lines for exchange in telesim.load(BASE).exchanges)
        settings[FITTED] = lines_per_member(technicians, lines)
    scenario = telesim.load(BASE, files, settings)
    return telesim.run(
        scenario, replications=effort.replications, workers=effort.workers, out=effort.out
    )


def compare(effort: Effort, tell: Tell) -> Universal:
    """Fit the universal technicians to the specialists' mean time to restore, by pairs."""
    apart = run((), effort)
    mean_h = of_run(apart, MEAN)
    specialists = sum(crew.count for crew in apart.scenario.crews)
    tell(f"{specialists} specialists: {mean_h.words()} h to restore")
    fits = {}
    for words, overlays in SPEEDS.items():

        def mean_with(technicians: int, overlays: tuple[str, ...] = overlays) -> Figure:
            other = each(run(overlays, effort, technicians), MEAN)
            # The same faults and weather: what is uncertain is the difference alone.
            more = mean_of(other - each(apart, MEAN))
            middle = mean_h.mean
            found = Figure(middle + more.mean, middle + more.low, middle + more.high)
            tell(f"  {technicians} universal technicians: {found.words()} h")
            return found

        tell(f"universal technicians, {words}")
        fits[words] = fit(mean_with, mean_h.mean, specialists, 3 * specialists, effort.tolerance_h)
    return Universal(specialists, mean_h, fits)
