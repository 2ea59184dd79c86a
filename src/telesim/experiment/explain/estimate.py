"""What an explanation will take, from short pilots of both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """Replications of a study, those still to be simulated, and the time for them."""

    combinations: int
    replications: int
    #: Replications of all combinations that are in the store already.
    filed: int
    workers: int
    seconds_per_replication: float

    @property
    def missing(self) -> int:
        """Replications still to be simulated."""
        return self.combinations * self.replications - self.filed

    @property
    def seconds(self) -> float:
        """Wall time of those."""
        return -(-self.missing // self.workers) * self.seconds_per_replication

    def as_json(self) -> dict[str, Any]:
        """One object with plain values."""
        return {
            "combinations": self.combinations,
            "replications": self.replications,
            "filed": self.filed,
            "missing": self.missing,
            "workers": self.workers,
            "seconds_per_replication": round(self.seconds_per_replication, 2),
            "seconds": round(self.seconds, 1),
        }

    def line(self) -> str:
        """The estimate in words."""
        whole = self.combinations * self.replications
        number = f"{self.combinations} combinations × {self.replications} = {whole:,} replications"
        filed = f", {self.filed:,} of them filed already" if self.filed else ""
        if not self.missing:
            return f"{number}, all of them filed already"
        workers = f"{self.workers} worker{'s' * (self.workers != 1)}"
        return f"{number}{filed}: about {_duration(self.seconds)} on {workers}"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
