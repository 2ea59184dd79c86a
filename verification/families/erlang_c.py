"""M/M/c: faults of exponential work, crews that are there at all hours, first come first served.

A unit of time of the reference is as long as makes the mean work a day.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from telesim.units import DAY_MS
from verification.answers import Mean, Quantile, Sums, Variance
from verification.plans import Control, Family, Part, Plan, Recursion, Simulated, TwoStep
from verification.recursions import PoissonQueue, compare_waits
from verification.rows import Row, row
from verification.samples import Wait, Waited, WaitedAtMost
from verification.writing import cause, crew_row, exponential, queue_town, text_of
from verification.youngest_first import YOUNGEST_FIRST


def unit_ms(one: Row) -> float:
    """A unit of time of the row: the mean work, 1 / mu units, is a day."""
    return float(DAY_MS * one.parameters["mu"])


def _text(name: str, first: str, what: str, *, copies: int, window: int, replications: int,
          warm_up: int = 200, follow_up: int = 300) -> str:  # fmt: skip
    p = row(first).parameters
    tree = queue_town(
        name,
        crews=p["c"],
        faults={"fault": cause(p["lam"] / p["mu"], exponential(24))},
        copies=copies,
        warm_up=f"{warm_up} days",
        window=f"{window} days",
        follow_up=f"{follow_up} days",
        replications=replications,
        seed=501,
    )
    return text_of(tree, what)


SCENARIOS = {
    "m-m-1": _text("m-m-1", "EC-O01", """
        EC-O01, EC-O02, EC-O03: M/M/1 at a load of 0.8, one unit of time = one day.""",
        copies=40, window=10_000, replications=6, warm_up=500, follow_up=500),
    "m-m-3": _text("m-m-3", "EC-O04", """
        EC-O04, EC-O05: M/M/3 at a load of 2/3, 10 units of time = one day.""",
        copies=40, window=4_000, replications=5),
    "m-m-4": _text("m-m-4", "EC-O11", """
        EC-O11: M/M/4 at a load of 1/2, 10 units of time = one day.""",
        copies=40, window=4_000, replications=6),
    "m-m-14": _text("m-m-14", "EC-O06", """
        EC-O06, EC-O07: M/M/14 at a load of 0.714, 3 units of time = one day.""",
        copies=40, window=600, replications=6),
    "m-m-100": _text("m-m-100", "EC-O08", """
        EC-O08, EC-O09, EC-O10: M/M/100 at a load of 0.95, one unit of time = one day. The rows
        would take the engine 55 million jobs; on these its log is set beside a recursion.""",
        copies=10, window=180, replications=2, warm_up=20, follow_up=50),
}  # fmt: skip


def _long_queue(seed: int, piece: int) -> dict[str, Sums]:
    """M/M/100 at 95: number, and sums of whether a job waits, of waits, of waits within 0.1."""
    queue = PoissonQueue(95.0, 1.0, 100, copies=400, warm_up=20_000, jobs=100_000)
    late, total, within = (np.zeros(queue.copies) for _ in range(3))
    for waits in queue.waits(seed, piece):
        late += waits > 0
        total += waits
        within += waits <= 0.1
    number = np.full(queue.copies, float(queue.jobs))
    return {
        name: np.stack([number, sums], axis=1)
        for name, sums in (("waited", late), ("wait", total), ("within", within))
    }


def _part(identity: str, scenario: str) -> Part:
    one = row(identity)
    unit = unit_ms(one)
    match one.quantity:
        case "P(wait>0)":
            return Part(scenario, Waited(), Mean())
        case "mean wait in queue":
            return Part(scenario, Wait(unit), Mean())
        case "variance of the wait in queue":
            return Part(scenario, Wait(unit), Variance())
        case "0.95 quantile of the wait":
            return Part(scenario, Wait(unit), Quantile(0.95, one.exact))
        case _:
            return Part(scenario, WaitedAtMost(one.parameters["t"] * unit), Mean())


_ON = {
    "m-m-1": ("EC-O01", "EC-O02", "EC-O03"),
    "m-m-3": ("EC-O04", "EC-O05"),
    "m-m-4": ("EC-O11",),
    "m-m-14": ("EC-O06", "EC-O07"),
}
_PLANS: dict[str, Plan] = {
    identity: Simulated((_part(identity, scenario),))
    for scenario, rows in _ON.items()
    for identity in rows
}
_PLANS |= {
    "EC-O08": TwoStep("m-m-100", "waited", Mean(), millions=20),
    "EC-O09": TwoStep("m-m-100", "wait", Mean(), millions=55),
    "EC-O10": TwoStep("m-m-100", "within", Mean(), millions=12),
}

FAMILY = Family(
    "erlang_c",
    plans=_PLANS,
    controls=(
        Control("last come, first served: the mean stays, the variance does not", "EC-O03",
                YOUNGEST_FIRST),
        Control("work 1 % longer", "EC-O01",
                {"faults.fault.work": exponential(24.24)}, replications=6),
        Control("one crew more", "EC-O05", {"crews": [crew_row(4)]}),
    ),
    scenarios=SCENARIOS,
    recursions={
        "m-m-100": Recursion(
            "m-m-100", partial(compare_waits, servers=100), _long_queue, pieces=25
        )
    },
)  # fmt: skip
