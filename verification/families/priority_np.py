"""Priority without pre-emption: causes in the order of their groups, oldest first within each.

One unit of time is a day. New faults come to the end, as those of class 1 delay earlier others.
"""

from __future__ import annotations

from typing import Any

from verification.plans import Control, Family, Simulated
from verification.queues import causes_of, part_of
from verification.rows import row
from verification.writing import Size, Tree, queue_town, text_of

#: Scenario -> its rows, one for each class in turn, and how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], Size]] = {
    "same-work": (("NP-O01", "NP-O02"), Size(10_000, 12, warm_up=500, follow_up=1_000)),
    "urgent-is-short": (("NP-O03", "NP-O04"), Size(10_000, 8, follow_up=500)),
    "urgent-is-frequent": (("NP-O05", "NP-O06"), Size(10_000, 8, follow_up=500)),
    "three-classes": (("NP-O07", "NP-O08", "NP-O09"), Size(10_000, 14, follow_up=1_000)),
    "four-crews": (("NP-O10", "NP-O11"), Size(4_000, 9)),
}


def _services(p: dict[str, Any]) -> list[str]:
    if "service" in p:
        return list(p["service"])
    rates = p["mu"] if isinstance(p["mu"], list) else [p["mu"]] * len(p["lam"])
    return [f"exp(mean {1 / rate:.17g})" for rate in rates]


def _text(name: str) -> str:
    rows, size = _TOWNS[name]
    p = row(rows[0]).parameters
    faults: Tree = {}
    for place, (rate, service) in enumerate(zip(p["lam"], _services(p), strict=True), start=1):
        (only,) = causes_of(service, rate, group=f"class-{place}").values()
        faults[f"class-{place}"] = only
    head = f"{', '.join(rows)}: {row(rows[0]).model}. One unit of time = one day."
    tree = queue_town("priority_np", name, size, crews=p.get("c", 1), faults=faults,
                      policies={"group_order": list(faults),
                                "dispatch": {"rule": "group-then-age"}})  # fmt: skip
    return text_of(tree, head)


FAMILY = Family(
    "priority_np",
    plans={
        identity: Simulated((part_of(row(identity), name, causes=(f"class-{place}",)),))
        for name, (rows, _) in _TOWNS.items()
        for place, identity in enumerate(rows, start=1)
    },
    controls=(
        Control("first come, first served", "NP-O01",
                {"policies.dispatch": {"rule": "oldest-first"}}),
        Control("the least urgent as urgent as the middle", "NP-O08",
                {"faults.class-3.cause_group": "class-2"}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
