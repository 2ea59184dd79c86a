"""The largest age first, where an hour of waiting counts more for some kinds of job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.dispatch.base import DISPATCH_RULES, PairRule
from telesim.policies.jobs import CABLE, INSTALL, REPAIR, CrewView, Job
from telesim.units import PER_MILLE


@DISPATCH_RULES.register("age-weighted")
@dataclass(frozen=True, slots=True)
class AgeWeighted(PairRule):
    """The largest age times the weight of its kind first.

    No key that is made once can order such jobs: a young repair of weight 3 overtakes an old
    install of weight 1 while both wait. So the ages of the moment are compared, over the first
    ``scan`` jobs of each queue. With equal weights the oldest job comes first. Weights are
    factors of 0 or more, kept to a thousandth. *Assumed*: an hour of a repair counts as three of
    an install.
    """

    summary: ClassVar[str] = "The largest age first, times a weight by kind of job."
    #: Weight of the age of a repair.
    repair: float = 3.0
    #: Weight of the age of a repair that is work of a gang.
    cable: float = 3.0
    #: Weight of the age of an install.
    install: float = 1.0
    #: Weight of the age of a move.
    move: float = 1.0

    def __post_init__(self) -> None:
        for word in ("repair", "cable", "install", "move"):
            weight = getattr(self, word)
            if not 0 <= weight <= 1_000:
                raise ValueError(f"{word}: got {weight:g}, need a weight from 0 to 1,000")

    def weight(self, kind: int) -> int:
        """The weight of a kind of job, in thousandths."""
        if kind == REPAIR:
            weight = self.repair
        elif kind == CABLE:
            weight = self.cable
        else:
            weight = self.install if kind == INSTALL else self.move
        return round(PER_MILLE * weight)

    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """See the class."""
        return -self.weight(job.kind) * (now_ms - job.since_ms)
