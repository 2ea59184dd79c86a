"""New Zealand's repairs of 2017: technicians fitted to August; June and the old faults test it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import telesim
from telesim.experiment.result import Result
from verification.published.figures import Figure, each, of_run, share_of
from verification.published.fitting import Fit, fit

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios" / "published"
AUGUST = SCENARIOS / "chorus-august-2017.yaml"
JUNE = SCENARIOS / "chorus-june-2017.yaml"
OVERLAYS = SCENARIOS / "chorus"
#: The number that is fitted: lines for each technician.
FITTED = "generate.crews.technicians.lines_per_member"
#: Where the search begins: what a first look with four replications gave.
FIRST_LOOK = 691
#: Told what is being done.
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Published:
    """What Chorus wrote of one month to date."""

    name: str
    days: int
    logged: int
    restored: int
    mean_h: float
    open_now: int
    over_three_days: int

    @property
    def a_day(self) -> float:
        """Faults logged a day."""
        return self.logged / self.days

    @property
    def by_little(self) -> float:
        """Open faults on average, by Little's law: those logged a day times their days."""
        return self.a_day * self.mean_h / 24

    @property
    def hours_by_little(self) -> float:
        """Hours that a fault would stay, by Little's law, if so many were open on average."""
        return self.open_now / self.a_day * 24

    @property
    def open_before(self) -> int:
        """Open when the month began: what was restored and is open less what was logged."""
        return self.restored + self.open_now - self.logged

    @property
    def old_share(self) -> float:
        """Per cent of the open faults that were open for over three days."""
        return 100 * self.over_three_days / self.open_now

    @property
    def hours_beyond_three_days(self) -> float:
        """Hours of the mean that lie beyond the third day of a fault, by Little's law.

        Faults over three days old are to all faults logged a day as their time beyond three days
        is to a day.
        """
        return self.over_three_days / self.a_day * 24


AUGUST_SAID = Published("August", 17, 19_426, 19_511, 20.8, 1_129, 55)
JUNE_SAID = Published("June", 15, 16_082, 16_156, 24.8, 1_262, 62)


@dataclass(frozen=True)
class Week:
    """The same figures of a simulated month to date."""

    technicians: int
    logged: Figure
    mean_h: Figure
    open_mean: Figure
    open_now: Figure
    over_three_days: Figure
    old_share: Figure
    within_three_days: Figure
    utilisation: Figure


@dataclass(frozen=True)
class Variant:
    """What is assumed otherwise, as overlays of the scenario."""

    name: str
    words: str


AS_WRITTEN = Variant("as written", "as written")
VARIANTS = (
    AS_WRITTEN,
    Variant("every-day", "work on Sundays and the holiday too, 5 days of 7"),
    Variant("weekdays-only", "no work at weekends"),
    Variant("even-work", "work on site varies half as much (cv 0.4)"),
    Variant("uneven-work", "work on site varies twice as much (cv 1.6)"),
    Variant("short-ways", "half the travel"),
    Variant("long-ways", "twice the travel"),
    Variant("nearest-first", "the nearest fault first"),
    Variant("easy-first", "the fault that is done soonest first"),
    Variant("sure-visits", "no access 4 % instead of 12, first-time fix 95 % instead of 85"),
    Variant("material", "a fifth of the cable faults waits a day for material"),
)
SNAPSHOTS = (
    Variant("seen-at-eight", "counted at eight in the morning of the last day"),
    Variant("seen-at-noon", "counted at noon of the last day"),
    Variant("seen-at-five", "counted at five in the afternoon of the last day"),
)


@dataclass(frozen=True)
class Effort:
    """How much is simulated, and where it is filed."""

    out: Path
    replications: int
    tolerance_h: float
    settings: Mapping[str, Any]
    workers: int | None = 1


def lines_per_member(technicians: int, lines: int) -> float:
    """The ratio that makes exactly so many technicians of so many lines."""
    return round(lines / technicians, 3)


def overlay_files(variant: Variant) -> list[Path]:
    """Its files: its own name, unless nothing is otherwise."""
    return [] if variant is AS_WRITTEN else [OVERLAYS / f"{variant.name}.yaml"]


def run(
    file: Path, effort: Effort, variant: Variant = AS_WRITTEN, technicians: int | None = None
) -> Result:
    """A month as a file has it, or with another number of technicians."""
    reforms = overlay_files(variant)
    scenario = telesim.load(file, reforms, effort.settings)
    if technicians is not None:
        lines = sum(exchange.lines for exchange in scenario.exchanges)
        settings = {**effort.settings, FITTED: lines_per_member(technicians, lines)}
        scenario = telesim.load(file, reforms, settings)
    return telesim.run(
        scenario, replications=effort.replications, workers=effort.workers, out=effort.out
    )


def week_of(result: Result) -> Week:
    """The figures that Chorus publishes, and how busy the technicians were."""
    old = each(result, "open_faults_over_72h")
    now = each(result, "open_faults_at_end")
    idle, depot = each(result, "crew_idle_share"), each(result, "crew_depot_share")
    return Week(
        technicians=sum(crew.count for crew in result.scenario.crews),
        logged=of_run(result, "faults_reported"),
        mean_h=of_run(result, "time_to_restore_mean"),
        open_mean=of_run(result, "open_faults_mean"),
        open_now=of_run(result, "open_faults_at_end"),
        over_three_days=of_run(result, "open_faults_over_72h"),
        old_share=share_of(old, now),
        within_three_days=of_run(result, "time_to_restore_within_72h"),
        utilisation=share_of(100 - idle - depot, 100 - depot),
    )


@dataclass(frozen=True)
class Judged:
    """A variant fitted to August, and June with the same technicians."""

    variant: Variant
    fit: Fit
    august: Week
    june: Week


def fit_to_august(variant: Variant, effort: Effort, first: int, tell: Tell) -> Fit:
    """Technicians with which the mean of August comes out, whatever the rest."""

    def mean_with(technicians: int) -> Figure:
        found = week_of(run(AUGUST, effort, variant, technicians))
        tell(f"  {technicians} technicians: {found.mean_h.words()} h")
        return found.mean_h

    return fit(mean_with, AUGUST_SAID.mean_h, first, 3 * first, effort.tolerance_h)


def judge(variant: Variant, effort: Effort, first: int, tell: Tell) -> Judged:
    """Fit a variant, and run both months with what was fitted."""
    tell(f"{variant.words}: technicians fitted to {AUGUST_SAID.mean_h} h in August")
    found = fit_to_august(variant, effort, first, tell)
    crews = found.chosen.crews
    august = week_of(run(AUGUST, effort, variant, crews))
    june = week_of(run(JUNE, effort, variant, crews))
    tell(f"  {crews} technicians; June: {june.mean_h.words()} h")
    return Judged(variant, found, august, june)
