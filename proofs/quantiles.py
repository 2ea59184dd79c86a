"""The wait that 95 % do not pass: the mean of the replications' own quantiles.

A quantile of a short run sits too low, whatever the number of replications; windows of 20,000
services are long enough at a load of 0.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from proofs.claims import coverage
from proofs.mm1 import EXACT, LONG, REPLICATIONS, SHORT, Run, queues
from proofs.proof import Proof
from proofs.recursions import Columns
from proofs.telling import covered, names, table
from telesim.kpi.grouping import Grouping
from telesim.kpi.statistics import Measured, Ranked

KPI = "time_to_restore_p95"
SHARE = 0.95


def figures(
    instants: Columns, waits: Columns, run: Run, first: int, wheres: tuple[str, ...]
) -> Iterator[list[Measured]]:
    """The quantile of each experiment, replication by replication."""
    some = instants.shape[1] // REPLICATIONS
    code = np.broadcast_to(np.arange(some), (len(instants), some))
    by_replication = (len(instants), some, REPLICATIONS)
    inside = ((instants >= run.warm_up) & (instants < run.until)).reshape(by_replication)
    each = waits.reshape(by_replication)
    for number in range(REPLICATIONS):
        chosen = inside[:, :, number]
        grouping = Grouping(code[chosen].astype(np.int64), wheres[first : first + some])
        yield list(Ranked.of(grouping, each[:, :, number][chosen]).quantiles(KPI, SHARE))


def told(rng: np.random.Generator, size: int, run: Run) -> int:
    """In how many experiments the interval holds the exact quantile."""
    wheres, first = names(size), 0
    replications: list[list[Measured]] = [[] for _ in range(REPLICATIONS)]
    for some, instants, waits in queues(rng, size, run):
        for one, found in zip(
            replications, figures(instants, waits, run, first, wheres), strict=True
        ):
            one.extend(found)
        first += some
    return covered(table(KPI, replications), EXACT.wait_quantile(SHARE))


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the interval of the quantile holds the exact one."""
    return {"20,000 services": told(rng, size, LONG), "100 services": told(rng, size, SHORT)}


PROOF = Proof(
    "quantiles",
    "wait that 95 % do not pass, one server, load 0.8",
    (coverage("20,000 services"), coverage("100 services", must_fail=True)),
    experiments,
    quick_size=40,
)
