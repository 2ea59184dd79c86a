"""What a proof claims, and whether what was counted bears it out."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: How far the estimate may be off by chance, in standard errors.
STANDARD_ERRORS = 2.0


@dataclass(frozen=True)
class Claim:
    """A share of experiments, and between which ends it must lie.

    It is borne out when the estimate, give or take two standard errors, overlaps
    ``low`` .. ``high``. A claim that ``must_fail`` is a control: it is borne out when it does not.
    """

    name: str
    low: float
    high: float
    must_fail: bool = False

    @property
    def wanted(self) -> str:
        """The ends in words: ``.93-.97``, ``at most .05``, ``not .93-.97``."""
        if self.low <= 0:
            ends = f"at most {_short(self.high)}"
        elif self.high >= 1:
            ends = f"at least {_short(self.low)}"
        else:
            ends = f"{_short(self.low)}-{_short(self.high)}"
        return f"not {ends}" if self.must_fail else ends


def coverage(name: str, *, must_fail: bool = False) -> Claim:
    """An interval said to be of 95 % holds the truth in 93 to 97 % of the experiments."""
    return Claim(name, 0.93, 0.97, must_fail)


def at_most(name: str, share: float, *, must_fail: bool = False) -> Claim:
    """It happens in no more than this share of the experiments."""
    return Claim(name, 0.0, share, must_fail)


def at_least(name: str, share: float) -> Claim:
    """It happens in no less than this share of the experiments."""
    return Claim(name, share, 1.0)


def _short(share: float) -> str:
    return f"{share:g}".removeprefix("0")


@dataclass(frozen=True)
class Finding:
    """A claim with what was counted: in ``hits`` of ``experiments`` it was so."""

    claim: Claim
    hits: int
    experiments: int

    @property
    def estimate(self) -> float:
        """The share found."""
        return self.hits / self.experiments

    @property
    def standard_error(self) -> float:
        """Of the share found, by Agresti and Coull: not 0 where all experiments agreed."""
        share = (self.hits + 2) / (self.experiments + 4)
        return math.sqrt(share * (1 - share) / self.experiments)

    @property
    def passed(self) -> bool:
        """Whether the claim is borne out."""
        reach = STANDARD_ERRORS * self.standard_error
        overlaps = self.estimate + reach >= self.claim.low
        overlaps = overlaps and self.estimate - reach <= self.claim.high
        return overlaps != self.claim.must_fail

    @property
    def by_allowance(self) -> bool:
        """Whether a claim holds only thanks to the two standard errors; never a control."""
        inside = self.claim.low <= self.estimate <= self.claim.high
        return self.passed and not self.claim.must_fail and not inside
