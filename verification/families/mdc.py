"""M/D/c: several crews whose work takes a day each time. One unit of time is a day."""

from __future__ import annotations

from verification.plans import Control, Family, Simulated
from verification.queues import part_of
from verification.rows import row
from verification.writing import Size, cause, crew_row, queue_town, text_of, work

#: Scenario -> its rows and how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], Size]] = {
    "two-crews": (("MD-O01", "MD-O02"), Size(5_000, 3)),
    "five-crews": (("MD-O03", "MD-O04"), Size(2_000, 5)),
    "ten-crews": (("MD-O05", "MD-O06"), Size(2_000, 8, warm_up=100, follow_up=100)),
    "25-crews": (("MD-O07", "MD-O08"), Size(1_000, 10, warm_up=60, follow_up=60)),
}


def _text(name: str) -> str:
    rows, size = _TOWNS[name]
    p = row(rows[0]).parameters
    head = (
        f"{', '.join(rows)}: {p['c']} crews at a load of {p['lam'] / p['c']:g} whose work takes a "
        "day each time, M/D/c. One unit of time = one day."
    )
    faults = {"fault": cause(p["lam"], work(24 * p["d"]))}
    return text_of(queue_town("mdc", name, size, crews=p["c"], faults=faults), head)


FAMILY = Family(
    "mdc",
    plans={
        identity: Simulated((part_of(row(identity), name),))
        for name, (rows, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("one crew more", "MD-O03", {"crews": [crew_row(6)]}),
        Control("work 1 % longer", "MD-O05", {"faults.fault.work": work(24.24)}, replications=4),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)
