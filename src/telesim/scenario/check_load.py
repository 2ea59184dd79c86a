"""The work of some skills in some place against the hours of the crews that may do it."""

from __future__ import annotations

from dataclasses import dataclass


def ratio(work: float, hours: float) -> float:
    """Work over hours: 0 without work, infinite without hours."""
    if work <= 0:
        return 0.0
    return work / hours if hours > 0 else float("inf")


@dataclass(frozen=True)
class Load:
    """The work of some skills in a place against the hours of the crews that have them.

    Hours are a week's, over the whole window: ``crew_hours`` those on duty less the depot, into
    which work must fit, ``duty_hours`` all of them; ``idle_hours`` are an estimate of what the
    rule for the day's end may waste. ``by_skill`` is the work of each skill. ``busiest`` is the
    month of the highest load, ``busiest_idle`` the share that may be wasted in it.
    """

    skills: tuple[str, ...]
    place: str
    work_hours: float
    crew_hours: float
    by_skill: dict[str, float]
    busiest: str
    busiest_load: float
    duty_hours: float
    idle_hours: float
    busiest_idle: float
    #: Skills and place of each part, where not all skills are needed in all of ``place``.
    parts: tuple[tuple[tuple[str, ...], str], ...] = ()
    #: The only teams that may do any of it, where there are such parts.
    teams: tuple[str, ...] = ()
    #: Numbers of the exchanges of ``place``.
    exchanges: tuple[int, ...] = ()

    @property
    def load(self) -> float:
        """Work over hours; infinite where there are no crews."""
        return ratio(self.work_hours, self.crew_hours)

    @property
    def on_jobs(self) -> float:
        """Work over all hours on duty, the base of the KPI ``crew_utilisation``."""
        return ratio(self.work_hours, self.duty_hours)

    @property
    def idle(self) -> float:
        """Share of the hours that may be wasted at the day's end."""
        return ratio(self.idle_hours, self.crew_hours)
