"""Repairs first, but some crew-days are reserved for installs and moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, PairRule
from telesim.policies.jobs import INSTALL, MOVE, CrewView, Job
from telesim.units import DAY_MS

#: Farther apart than any two instants of a run and its past.
_BEHIND = 2**50


@DISPATCH_RULES.register("reserve")
@dataclass(frozen=True, slots=True)
class Reserve(PairRule):
    """On its install days a crew takes installs and moves before repairs, else repairs first.

    ``install_days`` of every ``of_days`` calendar days are install days, evenly spread, and
    staggered over the crews by their numbers as days off are by a rotation: with 1 of 5, crew 0
    has days 4, 9, 14 ..., crew 1 days 3, 8, 13 ..., counted from 0 at the start. Whatever comes
    second is done as well on that day when nothing else waits. Within each the oldest comes first.
    *Assumed*: 1 of 5.
    """

    summary: ClassVar[str] = "Repairs first, except on a reserved share of crew-days."
    #: Install days that each crew has in every ``of_days``.
    install_days: int = 1
    #: Calendar days over which the install days are spread.
    of_days: int = 5

    def __post_init__(self) -> None:
        if not 1 <= self.of_days <= 1_000:
            raise ValueError(f"of_days: got {self.of_days}, need 1 to 1,000 days")
        if not 0 <= self.install_days <= self.of_days:
            raise ValueError(
                f"install_days: got {self.install_days}, need 0 to {self.of_days}, the of_days"
            )

    def is_install_day(self, crew: int, day: int) -> bool:
        """Whether a crew by its number has an install day, days counted from the start."""
        turn = day + crew
        days, of = self.install_days, self.of_days
        return (turn + 1) * days // of > turn * days // of

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        return self.job_class(job, crew, now_ms) * _BEHIND + job.since_ms

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        today = self.is_install_day(crew.crew, now_ms // DAY_MS)
        return int((job.kind in (INSTALL, MOVE)) != today)
