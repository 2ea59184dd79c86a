"""One server at a load of 0.8: are runs long enough for their interval to be believed?

Ten replications each start empty. Waits of a busy server hang together for hundreds of customers:
an interval from windows of a few hundred services is too narrow and sits too low, one from 20,000
services is what it says it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import Columns, arrivals, single_server_waits, sums_in_window
from proofs.telling import covered, ratio_table
from telesim.theory import ErlangC

LOAD = 0.8
REPLICATIONS = 10
KPI = "time_to_restore_mean"
#: Experiments side by side: more would not fit a small machine's memory.
TOGETHER = 10


@dataclass(frozen=True)
class Run:
    """What is left out at the beginning and the length of the window, in mean services."""

    warm_up: float
    window: float

    @property
    def until(self) -> float:
        """End of the window."""
        return self.warm_up + self.window


LONG, SHORT, COLD = Run(1_000.0, 20_000.0), Run(100.0, 100.0), Run(0.0, 300.0)
EXACT = ErlangC(LOAD, 1.0, 1)


def queues(rng: np.random.Generator, size: int, run: Run) -> Iterator[tuple[int, Columns, Columns]]:
    """Some experiments at a time: how many, instants of arrival and waits of their replications."""
    for begin in range(0, size, TOGETHER):
        some = min(TOGETHER, size - begin)
        instants = arrivals(rng, some * REPLICATIONS, LOAD, run.until)
        yield some, instants, single_server_waits(instants, rng.exponential(1.0, instants.shape))


def waits(rng: np.random.Generator, size: int, run: Run) -> tuple[Columns, Columns]:
    """Sums of waits and numbers of customers, by experiment (rows) and replication."""
    parts = [
        np.stack(sums_in_window(instants, run.warm_up, run.until, found)).reshape(2, some, -1)
        for some, instants, found in queues(rng, size, run)
    ]
    counts, sums = np.concatenate(parts, axis=1)
    return sums, counts


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the interval of the mean wait holds the exact one."""
    runs = {"20,000 services": LONG, "100 services": SHORT, "300 services, no warm-up": COLD}
    return {
        name: covered(ratio_table(KPI, *waits(rng, size, run)), EXACT.mean_wait)
        for name, run in runs.items()
    }


PROOF = Proof(
    "mm1",
    "mean wait at one server, load 0.8, ten replications",
    (
        coverage("20,000 services"),
        coverage("100 services", must_fail=True),
        coverage("300 services, no warm-up", must_fail=True),
    ),
    experiments,
    quick_size=120,
)
