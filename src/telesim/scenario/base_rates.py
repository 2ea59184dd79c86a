"""The rates of first-time events with which a scenario meets stated totals of reports.

Published totals count repeats, early failures of new lines and faults made by work on pairs. The
rates of a scenario must not: these follow from them. See :mod:`telesim.theory.fault_mix` for the
equations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from telesim.registry import hint
from telesim.scenario.check_capacity import outlook
from telesim.scenario.check_faults import area_mix, exposed_shares, orders_per_line
from telesim.scenario.check_periods import Seasons, periods_of
from telesim.scenario.fault_mixes import fault_causes, work_that_brings_faults
from telesim.scenario.lines_hit import faults_per_event
from telesim.scenario.model import Scenario
from telesim.theory import FaultMix, Parts, base_rates

_LINES = 100


class RatesError(ValueError):
    """There are no such rates, or they are asked for by wrong names."""


@dataclass(frozen=True)
class AreaRates:
    """The solution for one area, per 100 lines in service and month of 30.4 days.

    ``installs`` are those that somebody calls for; ``given`` says whether they and the moves were
    stated. ``rates`` are what the scenario file must say; they are the events of ``mix`` over the
    share of the lines that a cause can strike.
    """

    area: str
    installs: float
    moves: float
    rates: dict[str, float]
    mix: FaultMix
    given: bool = False

    def lines(self) -> Iterator[str]:
        """A table: rates by cause, then what the reports of each are made of."""
        room = "as given" if self.given else "for which there is room, as if crews kept up"
        yield (
            f"{self.area}: {self.mix.total.total:.3f} reports per 100 lines per month "
            f"({self.installs:.3f} installs and {self.moves:.3f} moves, {room})"
        )
        width = max((len(name) for name in self.mix.events), default=0)
        columns = ["rate", "reports", "first-time", "repeats", "early-life", "by work"]
        columns += ["unrepaired"] if self.mix.total.unrepaired else []
        yield f"  {'':<{width}}" + "".join(f"{column:>12}" for column in columns)
        for name, parts in self.mix.reports.items():
            yield f"  {name:<{width}}{self.rates[name]:>12.6f}{_numbers(parts, len(columns))}"
        yield f"  {'all':<{width}}{'':>12}{_numbers(self.mix.total, len(columns))}"


@dataclass(frozen=True)
class ScenarioRates:
    """The solution for the areas asked for."""

    areas: tuple[AreaRates, ...]

    def lines(self) -> Iterator[str]:
        """The tables of all areas."""
        for area in self.areas:
            yield from area.lines()


def _numbers(parts: Parts, columns: int) -> str:
    """The reports of a row, behind its rate, in a table of so many columns."""
    each = (
        parts.total, parts.base, parts.repeats, parts.early_life, parts.work_induced,
        parts.unrepaired,
    )  # fmt: skip
    return "".join(f"{number:>12.5f}" for number in each[: columns - 1])


def solve_base_rates(
    scenario: Scenario,
    totals: Mapping[str, float],
    shares: Mapping[str, float] | None = None,
    orders: Mapping[str, tuple[float | None, float | None]] | None = None,
) -> ScenarioRates:
    """Rates of first-time events such that each area has its total of reports.

    Args:
        scenario: its repeats and what its pay makes of them, early failures, disturbed lines,
            lines hit and those who report.
        totals: reports per 100 lines in service and month by area, all kinds together.
        shares: share of these by cause, 1 together; those that the present rates imply when None.
        orders: installs and moves that crews finish by a visit, per 100 lines in service and month,
            by area, as the KPI ``orders_done_rate`` of a run tells. Where not given: all those that
            the plant lets through, a mean over the window, as if crews kept up with them.

    Raises:
        RatesError: an unknown area or cause, shares that are not 1 together, or a cause for
            which people alone make more faults than it is to have reports.
    """
    periods, seasons = periods_of(scenario), Seasons(scenario)
    growth = outlook(scenario, periods, seasons)
    known = scenario.areas
    causes = fault_causes(scenario)
    done = orders or {}
    for option, areas in (("total", totals), ("installs, moves", done)):
        for area in areas:
            if area not in known:
                raise RatesError(
                    f"{option}: got the area {area!r}, need another{hint(area, known)}"
                )
    if shares is not None:
        for name in shares:
            if name not in scenario.faults:
                raise RatesError(f"share: got {name!r}, need a cause{hint(name, scenario.faults)}")
        if abs(sum(shares.values()) - 1) > 1e-6:
            together = 100 * sum(shares.values())
            raise RatesError(f"share: got {together:g} % together, need 100 %")
    found = []
    for area, total in totals.items():
        split: Mapping[str, float]
        if shares is None:
            implied = area_mix(scenario, area, growth, periods)
            whole = implied.total.total
            if whole <= 0:
                raise RatesError(f"share: {area} has no reports to take shares from, need them")
            split = {name: parts.total / whole for name, parts in implied.reports.items()}
        else:
            split = {name: shares.get(name, 0.0) for name in scenario.faults}
        room = (_LINES * each for each in orders_per_line(scenario, area, growth, periods))
        stated = done.get(area, (None, None))
        installs, moves = (
            might if does is None else does for might, does in zip(room, stated, strict=True)
        )
        work = work_that_brings_faults(scenario, installs, moves)
        try:
            mix = base_rates(causes, {name: total * one for name, one in split.items()}, work)
        except ValueError as problem:
            raise RatesError(f"{area}: {problem}") from None
        exposed = exposed_shares(scenario, area)
        rates = {
            name: events / exposed[name] / faults_per_event(scenario.faults[name])
            if exposed[name]
            else 0.0
            for name, events in mix.events.items()
        }
        found.append(
            AreaRates(area, installs, moves, rates, mix, any(n is not None for n in stated))
        )
    return ScenarioRates(tuple(found))
