"""Queues that begin empty: how full they are after a while. One unit of time is a day.

There is no warm-up, and every copy is one observation, so there are many copies.
"""

from __future__ import annotations

from telesim.units import DAY_MS
from verification.answers import Mean
from verification.plans import Control, Family, Part, Simulated
from verification.rows import Row, row
from verification.samples import FirstWaits, Present, Sample
from verification.writing import Size, cause, crew_row, exponential, queue_town, text_of

#: Scenario -> its row and how much is run.
_TOWNS: dict[str, tuple[str, Size]] = {
    "one-crew-20-days": ("TR-O01", Size(21, 13, warm_up=0, follow_up=1, copies=1_000)),
    "five-crews-10-days": ("TR-O02", Size(11, 10, warm_up=0, follow_up=1, copies=500)),
    "first-25": ("TR-O03", Size(80, 7, warm_up=0, follow_up=150, copies=1_000)),
}


def _text(name: str) -> str:
    identity, size = _TOWNS[name]
    one = row(identity)
    p = one.parameters
    head = f"{identity}: {one.model}, {one.quantity}. One unit of time = one day."
    faults = {"fault": cause(p["rho"] * p["mu"] if "rho" in p else p["lam"],
                             exponential(24 / p["mu"]))}  # fmt: skip
    return text_of(queue_town("transient", name, size, crews=p.get("c", 1), faults=faults), head)


def _sample(one: Row) -> Sample:
    if "n_customers" in one.parameters:
        return FirstWaits(one.parameters["n_customers"])
    return Present(one.parameters["t"] * DAY_MS)


FAMILY = Family(
    "transient",
    plans={
        identity: Simulated((Part(name, _sample(row(identity)), Mean()),))
        for name, (identity, _) in _TOWNS.items()
    },
    controls=(
        Control("one crew more", "TR-O02", {"crews": [crew_row(6)]}),
        Control("a queue that has run for 100 days before", "TR-O01",
                {"warm_up": "100 days"}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
