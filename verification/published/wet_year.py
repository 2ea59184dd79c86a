"""Britain's wet summer of 2012: how busy must shared technicians be for rain to add six days?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import telesim
from telesim.experiment.result import Result
from verification.published.chorus import FITTED, SCENARIOS, Effort, Tell, lines_per_member
from verification.published.crossing import Crossing, at, crossing
from verification.published.figures import Figure, each, mean_of, of_run, share_of

BASE = SCENARIOS / "british-wet-year.yaml"
OVERLAYS = SCENARIOS / "wet-year"
LEAD = ("supply_time_mean", {"order": "install"})
#: Lead times in days that were published, July 2011 and July 2012.
DRY_DAYS, WET_DAYS = 14.0, 20.0
#: So many technicians that all work is done.
SPARE = 60
#: A year of its own tells how much work there is, with technicians to spare.
A_YEAR: Mapping[str, Any] = {"warm_up": "28 days", "window": "365 days", "follow_up": "28 days"}


@dataclass(frozen=True)
class Sweep:
    """What is assumed, how long it rains, and the utilisations that are tried, in per cent."""

    words: str
    overlays: tuple[str, ...]
    rains: tuple[str, ...]
    utilisations: tuple[int, ...]


TWO, TWELVE = "two-wet-months", "twelve-wet-months"
SWEEPS = (
    Sweep("as written", (), (TWO, TWELVE), (86, 91, 94, 97, 100)),
    Sweep("nothing begun that does not fit the day", ("nothing-begun-late",), (TWO,),
          (82, 87, 92)),
    Sweep("six installs per 1,000 lines and month", ("few-installs",), (TWO,), (90, 95, 100)),
)  # fmt: skip


@dataclass(frozen=True)
class Rain:
    """July with 14 % more faults: lead time, what the rain added to it, and repairs meanwhile."""

    lead_days: Figure
    added_days: Figure
    restore_h: Figure


@dataclass(frozen=True)
class Level:
    """July 2012 with a number of technicians, without rain and with it."""

    technicians: int
    #: Work of an ordinary year over the hours on duty less the depot, in per cent.
    utilisation: Figure
    lead_days: Figure
    restore_h: Figure
    rains: Mapping[str, Rain]


@dataclass(frozen=True)
class Swept:
    """A sweep, its levels by rising utilisation, and repairs as a share of the work."""

    sweep: Sweep
    repair_share: Figure
    levels: tuple[Level, ...]

    def added(self, rain: str) -> list[tuple[float, Figure]]:
        """Days that a rain added, by utilisation."""
        return [(one.utilisation.mean, one.rains[rain].added_days) for one in self.levels]

    def leads(self) -> list[tuple[float, Figure]]:
        """Lead times without rain, by utilisation."""
        return [(one.utilisation.mean, one.lead_days) for one in self.levels]

    def six_days_more(self, rain: str) -> Crossing:
        """The utilisation at which a rain adds as many days as were published."""
        return crossing(self.added(rain), WET_DAYS - DRY_DAYS)

    def waits_there(self, rain: str) -> float:
        """Days that installs wait for technicians there without rain."""
        return at(self.leads(), self.six_days_more(rain).estimate)

    def two_weeks(self) -> Crossing:
        """The utilisation at which installs wait 14 days for technicians without any rain."""
        return crossing(self.leads(), DRY_DAYS)


def run(
    sweep: Sweep,
    technicians: int,
    effort: Effort,
    rain: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Result:
    """July 2012 with so many technicians."""
    names = (*sweep.overlays, *(() if rain is None else (rain,)))
    files = [OVERLAYS / f"{name}.yaml" for name in names]
    bare = telesim.load(BASE, files, effort.settings)
    lines = sum(exchange.lines for exchange in bare.exchanges)
    laid = {
        **effort.settings,
        **(settings or {}),
        FITTED: lines_per_member(technicians, lines),
    }
    return telesim.run(
        telesim.load(BASE, files, laid),
        replications=effort.replications,
        workers=effort.workers,
        out=effort.out,
    )


def work_in_technicians(sweep: Sweep, spare: int, effort: Effort) -> tuple[Figure, Figure]:
    """Technicians that the work of an ordinary year would fill, and repairs' share of it.

    Measured with ``spare`` technicians, so many that all work is done, over a year.
    """
    year = run(sweep, spare, effort, settings=A_YEAR)
    idle, depot = each(year, "crew_idle_share"), each(year, "crew_depot_share")
    busy = share_of(100 - idle - depot, 100 - depot)
    repairs = each(year, "crew_hours_per_week", job="repair")
    installs = each(year, "crew_hours_per_week", job="install")
    return busy.times(spare / 100), share_of(repairs, repairs + installs)


def technicians_for(full: float, utilisations: Sequence[int]) -> list[int]:
    """Whole technicians nearest to each utilisation, most technicians first, each once."""
    found = {round(full / (per_cent / 100)) for per_cent in utilisations}
    return sorted(found, reverse=True)


def sweep_over(sweep: Sweep, effort: Effort, tell: Tell) -> Swept:
    """Run a sweep."""
    tell(f"{sweep.words}: lead times by utilisation")
    full, repair_share = work_in_technicians(sweep, SPARE, effort)
    levels = []
    for technicians in technicians_for(full.mean, sweep.utilisations):
        levels.append(_level(sweep, technicians, full, effort))
        last = levels[-1]
        more = ", ".join(
            f"{name} adds {rain.added_days.words()}" for name, rain in last.rains.items()
        )
        tell(
            f"  {technicians} technicians, {last.utilisation.mean:.1f} % used: "
            f"{last.lead_days.words()} days; {more}"
        )
    return Swept(sweep, repair_share, tuple(levels))


def _level(sweep: Sweep, technicians: int, full: Figure, effort: Effort) -> Level:
    kpi, where = LEAD
    dry = run(sweep, technicians, effort)
    before = each(dry, kpi, **where)
    rains = {}
    for name in sweep.rains:
        wet = run(sweep, technicians, effort, rain=name)
        rains[name] = Rain(
            lead_days=of_run(wet, kpi, **where),
            # The same faults, orders and weather with and without the rain: pairs.
            added_days=mean_of(each(wet, kpi, **where) - before),
            restore_h=of_run(wet, "time_to_restore_mean"),
        )
    return Level(
        technicians,
        full.times(100 / technicians),
        of_run(dry, kpi, **where),
        of_run(dry, "time_to_restore_mean"),
        rains,
    )


def quick(sweep: Sweep) -> Sweep:
    """Three levels of a sweep with its first rain."""
    chosen = sweep.utilisations[:: max(1, len(sweep.utilisations) // 3)]
    return Sweep(sweep.words, sweep.overlays, sweep.rains[:1], chosen)
