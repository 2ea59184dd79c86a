"""M/G/c: several crews whose work follows an Erlang law or is of two kinds."""

from __future__ import annotations

from verification.plans import Control, Family, Simulated
from verification.queues import causes_of, part_of
from verification.rows import row
from verification.writing import Size, crew_row, exponential, queue_town, text_of, work

#: Scenario -> its rows and how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], Size]] = {
    "erlang-2-crews": (("PH-O01", "PH-O02"), Size(5_000, 6)),
    "erlang-5-crews": (("PH-O03", "PH-O04"), Size(4_000, 5)),
    "two-kinds-5-crews": (("PH-O05", "PH-O06"), Size(4_000, 10)),
    "two-kinds-8-crews": (("PH-O07",), Size(5_000, 10, warm_up=100, follow_up=60)),
    "erlang-3-crews": (("PH-O08", "PH-O09"), Size(5_000, 8)),
}


def _text(name: str) -> str:
    rows, size = _TOWNS[name]
    p = row(rows[0]).parameters
    head = (
        f"{', '.join(rows)}: M/G/{p['c']}, {p['lam']:g} faults a day, work in days: "
        f"{p['service']}. One unit of time = one day."
    )
    faults = causes_of(p["service"], p["lam"])
    return text_of(queue_town("mgc", name, size, crews=p["c"], faults=faults), head)


FAMILY = Family(
    "mgc",
    plans={
        identity: Simulated((part_of(row(identity), name),))
        for name, (rows, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("one crew fewer", "PH-O05", {"crews": [crew_row(4)]}),
        Control(
            "work of one stage for two", "PH-O03", {"faults.fault.work": exponential(24)}
        ),
        Control("work of three stages for two", "PH-O01",
                {"faults.fault.work": {"erlang": {"mean": work(24), "k": 3}}}, replications=2),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
