"""Faults in batches: one event breaks several lines, and each wants a visit of its own.

A unit of time of the reference is as long as makes the mean work a day.
"""

from __future__ import annotations

from telesim.units import DAY_MS
from verification.answers import Mean
from verification.plans import Control, Family, Part, Simulated
from verification.rows import row
from verification.samples import MeanPresent, Sojourn
from verification.writing import Size, Tree, cause, crew_row, exponential, queue_town, text_of

#: Scenario -> its rows and how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], Size]] = {
    "one-crew": (("BA-O01", "BA-O02"), Size(8_000, 9)),
    "five-crews": (("BA-O03",), Size(4_000, 8)),
}


def _sizes(batch: dict[str, float]) -> Tree:
    return {
        "empirical": {
            "values": [f"{size} lines" for size in batch],
            "weights": [float(share) for share in batch.values()],
        }
    }


def _text(name: str) -> str:
    rows, size = _TOWNS[name]
    p = row(rows[0]).parameters
    faults = {
        "lightning": cause(p["batch_rate"] / p["mu"], exponential(24), strikes=_sizes(p["batch"]))
    }
    head = (
        f"{', '.join(rows)}: {p['c']} crew{'s' * (p['c'] > 1)} at a load of "
        f"{_mean(p['batch']) * p['batch_rate'] / p['mu'] / p['c']:.3g}, faults in batches. "
        f"{1 / p['mu']:.4g} units of time = one day."
    )
    return text_of(queue_town("batch_arrivals", name, size, crews=p["c"], faults=faults), head)


def _mean(batch: dict[str, float]) -> float:
    return sum(int(size) * share for size, share in batch.items())


def _part(identity: str, name: str) -> Part:
    one = row(identity)
    if "number" in one.quantity:
        return Part(name, MeanPresent(), Mean())
    return Part(name, Sojourn(DAY_MS * one.parameters["mu"]), Mean())


FAMILY = Family(
    "batch_arrivals",
    plans={
        identity: Simulated((_part(identity, name),))
        for name, (rows, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control(
            "as many faults, one at a time",
            "BA-O02",
            {
                "faults.lightning.strikes": None,
                "faults.lightning.rate": cause(3.7 * 0.1 / 0.6, "1 work h")["rate"],
            },
        ),
        Control("one crew more", "BA-O03", {"crews": [crew_row(6)]}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)
