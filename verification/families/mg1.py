"""M/G/1: one crew whose work follows any law."""

from __future__ import annotations

from verification.plans import Control, Family, Simulated
from verification.queues import causes_of, part_of
from verification.rows import row
from verification.writing import Size, exponential, queue_town, text_of, work

#: Scenario -> its rows, how many days a unit of time is, how much is run, what it is in words.
_TOWNS: dict[str, tuple[tuple[str, ...], float, Size, str]] = {
    "fixed": (
        ("MG-O01", "MG-O02", "MG-O10"),
        1,
        Size(10_000, 4),
        "one crew at a load of 0.8 whose work takes a day each time, M/D/1. One unit of time = "
        "one day.",
    ),
    "erlang": (
        ("MG-O03", "MG-O04"),
        1,
        Size(10_000, 3),
        "one crew at a load of 0.7, work of two exponential stages (Erlang-2). One unit of time "
        "= one day.",
    ),
    "lognormal": (
        ("MG-O05",),
        1,
        Size(10_000, 9),
        "one crew at a load of 0.7, lognormal work. One unit of time = one day.",
    ),
    "two-kinds": (
        ("MG-O06", "MG-O07"),
        1,
        Size(10_000, 10, follow_up=500),
        "one crew at a load of 0.6 with two kinds of faults, of which one in five takes eight "
        "times as long: hyperexponential work. One unit of time = one day.",
    ),
    "uniform": (
        ("MG-O08", "MG-O09"),
        1 / 3,
        Size(10_000, 9, warm_up=300),
        "one crew at a load of 0.84, work evenly from 8 to 40 hours. Three units of time = one "
        "day.",
    ),
}


def _text(name: str) -> str:
    rows, unit, size, what = _TOWNS[name]
    p = row(rows[0]).parameters
    faults = causes_of(p["service"], p["lam"], unit)
    return text_of(
        queue_town("mg1", name, size, crews=1, faults=faults), f"{', '.join(rows)}: {what}"
    )


FAMILY = Family(
    "mg1",
    plans={
        identity: Simulated((part_of(row(identity), name, unit),))
        for name, (rows, unit, _, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("work of another law of the same mean", "MG-O01",
                {"faults.fault.work": {"erlang": {"mean": work(24), "k": 5}}}),
        Control("lognormal work of cv 1.6 for 1.5", "MG-O05",
                {"faults.fault.work": {"lognormal": {"mean": work(24), "cv": 1.6}}},
                replications=4),
        Control("short work half as long again", "MG-O06",
                {"faults.short.work": exponential(18)}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
