"""Which reports a scenario implies, by area and by what they come from, without a simulation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from telesim.scenario.cables import share_exposed
from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_periods import Period
from telesim.scenario.fault_mixes import mix_of, visited_installs
from telesim.scenario.fields import for_area
from telesim.scenario.lines_hit import faults_per_event, lines_of
from telesim.scenario.model import Scenario
from telesim.theory import FaultMix, Parts


@dataclass(frozen=True)
class FaultLoad:
    """What the rates of an area imply for a month of 30.4 days.

    Counted on the lines at the start, as means over a calendar year; ``area`` may be ``all``.
    ``parts`` are the reports by what they come from: first-time events, repeats, early failures
    of new lines, lines disturbed by work on pairs, and repairs closed that are none.
    """

    area: str
    lines: int
    parts: Parts
    faults_per_month: float
    lines_down_per_month: float

    @property
    def reports_per_month(self) -> float:
        """All reports."""
        return self.parts.total

    @property
    def reports_per_100_lines(self) -> float:
        """Reports per 100 lines and month; 0 without lines."""
        return 100 * self.reports_per_month / self.lines if self.lines else 0.0


def exposed_shares(scenario: Scenario, area: str) -> dict[str, float]:
    """Share of the area's lines that each cause can strike: not all hang on every cable."""
    here = [(n, e.lines) for n, e in enumerate(scenario.exchanges) if e.area == area]
    lines = sum(own for _, own in here)
    return {
        name: sum(own * share_exposed(scenario, cause, n) for n, own in here) / lines
        if lines
        else 1.0
        for name, cause in scenario.faults.items()
    }


def orders_per_line(
    scenario: Scenario, area: str, growth: Outlook, periods: Sequence[Period]
) -> tuple[float, float]:
    """Installs done by a visit, and moves, per line in service and month of the window."""
    here = np.array([exchange.area == area for exchange in scenario.exchanges])
    months = np.array([period.months for period in periods])
    line_months = float((growth.lines[here] @ months).sum())
    installs = float(growth.installs[here].sum()) * visited_installs(scenario)
    move = scenario.demand.move
    moves = 0.0 if move is None else for_area(move.rate, area).per_line_month
    return (installs / line_months if line_months else 0.0), moves


def area_mix(scenario: Scenario, area: str, growth: Outlook, periods: Sequence[Period]) -> FaultMix:
    """All faults and reports of an area, per line in service and month."""
    exposed = exposed_shares(scenario, area)
    events = {
        name: for_area(cause.rate, area).per_line_month * exposed[name] * faults_per_event(cause)
        for name, cause in scenario.faults.items()
    }
    return mix_of(scenario, events, *orders_per_line(scenario, area, growth, periods))


def faults_of(
    scenario: Scenario, growth: Outlook, periods: Sequence[Period]
) -> tuple[FaultLoad, ...]:
    """Implied reports by area, then the total when there are several areas."""
    mean_lines = {
        name: float(lines_of(cause.lines).mean()) for name, cause in scenario.faults.items()
    }
    found = []
    for area in scenario.areas:
        lines = sum(e.lines for e in scenario.exchanges if e.area == area)
        mix = area_mix(scenario, area, growth, periods)
        each = mix.total
        parts = Parts(
            lines * each.base,
            lines * each.repeats,
            lines * each.early_life,
            lines * each.work_induced,
            lines * each.unrepaired,
        )
        singles = sum(mix.single.values())
        faults = sum(mix.whole.values()) + singles
        down = sum(count * mean_lines[name] for name, count in mix.whole.items()) + singles
        found.append(FaultLoad(area, lines, parts, lines * faults, lines * down))
    if len(found) > 1:
        found.append(
            FaultLoad(
                "all",
                sum(one.lines for one in found),
                sum((one.parts for one in found), Parts()),
                sum(one.faults_per_month for one in found),
                sum(one.lines_down_per_month for one in found),
            )
        )
    return tuple(found)


def faults_in_words(faults: Sequence[FaultLoad]) -> Iterator[str]:
    """One line an area, and one of its parts where there are several."""
    for one in faults:
        yield (
            f"{one.area}: {one.reports_per_100_lines:.2f} reports per 100 lines, "
            f"{one.reports_per_month:,.0f} reports of {one.faults_per_month:,.0f} faults, "
            f"{one.lines_down_per_month:,.0f} lines down{parts_in_words(one)}"
        )


def parts_in_words(one: FaultLoad) -> str:
    """Such as ``; of these reports 0.85 first-time, 0.10 repeats``, per 100 lines; may be empty."""
    named = (
        ("repeats", one.parts.repeats),
        ("early failures", one.parts.early_life),
        ("made by work", one.parts.work_induced),
        ("closed without repair", one.parts.unrepaired),
    )
    per = 100 / one.lines if one.lines else 0.0
    said = [f"{count * per:.3f} {word}" for word, count in named if count]
    if not said:
        return ""
    return f"; per 100 lines {one.parts.base * per:.3f} first-time, {', '.join(said)}"
