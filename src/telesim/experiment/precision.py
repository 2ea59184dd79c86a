"""When to stop adding replications: each target's interval is narrow, or its verdict decided.

The rule of Chow and Robbins as Law uses it: after 20 replications at least, stop when the
interval reaches no farther from its mean than γ/(1+γ) of it, so that the true mean is missed by
no more than the share γ of itself. The looks lie on a fixed ladder, each a quarter farther on than
the last, so that what was filed before cannot change where the rule stops.

A verdict that is looked at again and again is decided by chance sooner or later. A target
therefore counts as decided only where an interval of higher confidence decides it, by Bonferroni
over all looks of the ladder: with a true mean at the limit, one study in twenty is misled.

Source: A. M. Law, Simulation Modeling and Analysis, 5th ed., 9.4.1; Y. S. Chow, H. Robbins, Ann.
Math. Stat. 36 (1965); measured in proofs/stopping.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from telesim.experiment.estimate import CONFIDENCE
from telesim.units import UnitError, parse_share

#: Replications before the first look: fewer stop too soon where the spread is skew.
FIRST = 20
#: Replications at most, unless told. Assumed: ten times the first look, which narrows an interval
#: to about a third.
MOST = 200
#: From one look to the next. Assumed: a quarter more replications at most than the rule needs.
STEP = 1.25

#: Why a target asks for no more replications; ``budget`` where it still does.
Stop = Literal["precision", "verdict", "budget", "no case"]


class PrecisionError(ValueError):
    """A precision or a budget that cannot be."""


@dataclass(frozen=True)
class Precision:
    """How narrow the intervals shall be, and how many replications that may take."""

    #: γ: half an interval relative to the true mean, between 0 and 1.
    share: float
    #: Replications in all.
    at_most: int = MOST

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise PrecisionError(
                f"precision: got {self.share * 100:g} %, need more than 0 % and less than 100 %, "
                'such as "5 %"'
            )
        if self.at_most < FIRST:
            raise PrecisionError(
                f"at most: got {self.at_most} replications, need {FIRST} or more, after which the "
                "first look is taken"
            )

    @classmethod
    def asked(
        cls, wanted: str | float | None, at_most: int | None, replications: int | None
    ) -> Precision | None:
        """The rule that is asked for; None for a fixed number of replications.

        Raises:
            PrecisionError: what is asked for cannot be.
        """
        if wanted is None:
            if at_most is not None:
                raise PrecisionError("at most: got it alone, need a precision beside it")
            return None
        if replications is not None:
            raise PrecisionError(
                "precision: got a number of replications beside it, need one of the two; at most "
                "says how many it may take"
            )
        return cls.of(wanted, at_most)

    @classmethod
    def of(cls, wanted: str | float, at_most: int | None = None) -> Precision:
        """A precision as a planner writes it, ``"5 %"``, or as a share, 0.05.

        Raises:
            PrecisionError: it is no share between 0 and 1, or the budget is below the first look.
        """
        if isinstance(wanted, str):
            try:
                wanted = parse_share(wanted)
            except UnitError as problem:
                raise PrecisionError(f"precision: {problem}") from None
        return cls(wanted, MOST if at_most is None else at_most)

    @property
    def reach(self) -> float:
        """Share of the mean found that half an interval may have: γ/(1+γ)."""
        return self.share / (1 + self.share)

    @cached_property
    def looks(self) -> tuple[int, ...]:
        """The ladder: replications after which a look may be taken, the last one the budget."""
        rungs = [FIRST]
        while rungs[-1] * STEP < self.at_most:
            rungs.append(math.ceil(rungs[-1] * STEP))
        if rungs[-1] < self.at_most:
            rungs.append(self.at_most)
        return tuple(rungs)

    @property
    def confidence(self) -> float:
        """Of the intervals that decide verdicts, so that all looks together err in 5 % at most."""
        return 1 - (1 - CONFIDENCE) / len(self.looks)


@dataclass(frozen=True, slots=True)
class Reading:
    """One target after so many replications; NaN where a figure cannot be said."""

    mean: float
    #: Half of the 95 % interval, the longer half where they differ; in the mean's unit.
    half: float
    #: The same of the interval that decides the verdict, which is wider.
    deciding_half: float
    limit: float
    #: Whether that interval decides the verdict.
    decided: bool
    #: Replications with a figure.
    usable: int

    def stopped_by(self, precision: Precision) -> Stop | None:
        """Why this target asks for no more; None when it does.

        A target that no replication has a case for is not waited for: it would take the whole
        budget, mostly for nothing.
        """
        if self.usable == 0:
            return "no case"
        if self.half <= precision.reach * abs(self.mean):
            return "precision"
        return "verdict" if self.decided else None

    def needs(self, precision: Precision, done: int) -> float:
        """Replications in all that would about do for this target; infinite when unknown."""
        halves = (
            (self.half, precision.reach * abs(self.mean)),
            (self.deciding_half, abs(self.mean - self.limit)),
        )
        needed = [done * (half / room) ** 2 for half, room in halves if half >= 0 and room > 0]
        return min(needed, default=math.inf)


def next_look(readings: Sequence[Reading], precision: Precision, done: int) -> int | None:
    """How many replications in all before the next look; None where the rule stops.

    The worst target sets the step: the last look before it is likely to stop, yet no more than
    twice as many as there are, because what is needed is itself a guess.
    """
    ahead = [rung for rung in precision.looks if rung > done]
    waiting = [one for one in readings if one.stopped_by(precision) is None]
    if not ahead or not waiting:
        return None
    worst = max(one.needs(precision, done) for one in waiting)
    within = [rung for rung in ahead if rung <= min(worst, 2 * done)]
    return max(within, default=ahead[0])
