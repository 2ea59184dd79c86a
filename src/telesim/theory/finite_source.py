"""A limited number of sources: machine repair (Palm) and trunks (Engset)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.checks import non_negative, positive, whole
from telesim.theory.markov import Array, birth_death_steady_state


@dataclass(frozen=True)
class MachineRepair:
    """Machines that fail when up and wait for one of a few repairers, in steady state.

    failure_rate is per machine that is up, repair_rate per repairer at work.
    Raises ValueError for no machine, no repairer, a negative failure rate, a repair rate of 0.
    Source: Palm 1947, product form of the birth-death chain.
    """

    machines: int
    repairers: int
    failure_rate: float
    repair_rate: float

    def __post_init__(self) -> None:
        whole("machines", self.machines, 1)
        whole("repairers", self.repairers, 1)
        non_negative("failure_rate", self.failure_rate)
        positive("repair_rate", self.repair_rate)

    @cached_property
    def down_probabilities(self) -> Array:
        """Probability of 0, 1, ..., machines down: machines + 1 numbers."""
        down = np.arange(1.0, self.machines + 1)
        births = self.failure_rate * (self.machines - (down - 1))
        deaths = self.repair_rate * np.minimum(down, self.repairers)
        return birth_death_steady_state(births, deaths)

    @property
    def all_up_probability(self) -> float:
        """Share of time in which every machine is up."""
        return float(self.down_probabilities[0])

    @property
    def mean_down(self) -> float:
        """Mean number of machines down."""
        return float(np.arange(self.machines + 1) @ self.down_probabilities)

    @property
    def mean_down_time(self) -> float:
        """Mean time from failure to repaired, waiting included."""
        busy = np.minimum(np.arange(self.machines + 1), self.repairers) @ self.down_probabilities
        # Little's law; a machine that never fails would take one undisturbed repair.
        repairs = self.repair_rate * float(busy)
        return self.mean_down / repairs if repairs > 0 else 1 / self.repair_rate


@dataclass(frozen=True)
class Engset:
    """Trunks used by a limited number of sources, calls lost when all are busy.

    idle_source_erlangs is the calling rate of an idle source times the mean holding time.
    Raises ValueError for no source, a negative number of trunks or a negative load.
    Source: Engset 1918, by recursions that lose no digits.
    """

    sources: int
    trunks: int
    idle_source_erlangs: float

    def __post_init__(self) -> None:
        whole("sources", self.sources, 1)
        whole("trunks", self.trunks, 0)
        non_negative("idle_source_erlangs", self.idle_source_erlangs)

    @property
    def time_congestion(self) -> float:
        """Share of time in which all trunks are busy."""
        return self._all_busy(self.sources)

    @property
    def call_congestion(self) -> float:
        """Share of calls that find all trunks busy: what one source sees of the others."""
        return self._all_busy(self.sources - 1)

    def _all_busy(self, sources: int) -> float:
        congestion = 1.0
        for busy in range(1, self.trunks + 1):
            rate = max(0, sources - busy + 1) * self.idle_source_erlangs
            congestion = rate * congestion / (busy + rate * congestion)
        return congestion
