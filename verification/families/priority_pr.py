"""Priority with pre-emption: a fault of an earlier group calls the crew away, work is resumed.

One unit of time is a day. Nobody has any way to go, so that nothing but waiting is lost.
"""

from __future__ import annotations

from typing import Any

from verification.plans import Control, Family, Simulated
from verification.queues import causes_of, part_of
from verification.rows import row
from verification.writing import Size, Tree, queue_town, text_of

#: Scenario -> its rows with the class of each, and how much is run.
_TOWNS: dict[str, tuple[dict[str, int], Size]] = {
    "same-work": ({"PR-O01": 1, "PR-O02": 2}, Size(10_000, 2)),
    "urgent-is-short": ({"PR-O03": 1, "PR-O04": 2}, Size(10_000, 3)),
    "urgent-is-frequent": ({"PR-O05": 1, "PR-O06": 2}, Size(10_000, 4, follow_up=500)),
    "fixed-work": ({"PR-O07": 1, "PR-O08": 2}, Size(10_000, 2)),
    "three-crews": ({"PR-O09": 2}, Size(4_000, 2)),
    "four-crews": ({"PR-O10": 2}, Size(4_000, 4)),
}


def _services(p: dict[str, Any]) -> list[str]:
    if "service" in p:
        return list(p["service"])
    return [f"exp(mean {1 / rate:.17g})" for rate in p["mu"]]


def _text(name: str) -> str:
    classes, size = _TOWNS[name]
    first = row(next(iter(classes)))
    p = first.parameters
    faults: Tree = {}
    for place, (rate, service) in enumerate(zip(p["lam"], _services(p), strict=True), start=1):
        (only,) = causes_of(service, rate, group=f"class-{place}").values()
        faults[f"class-{place}"] = only
    head = f"{', '.join(classes)}: {first.model}. One unit of time = one day."
    policies = {
        "dispatch": {"rule": "group-then-age"},
        "group_order": list(faults),
        "preemption": {"by": ["class"]},
    }
    tree = queue_town(
        "priority_pr", name, size, crews=p.get("c", 1), faults=faults, policies=policies
    )
    return text_of(tree, head)


FAMILY = Family(
    "priority_pr",
    plans={
        identity: Simulated((part_of(row(identity), name, causes=(f"class-{place}",)),))
        for name, (classes, _) in _TOWNS.items()
        for identity, place in classes.items()
    },
    controls=(
        Control("crews finish what they have begun", "PR-O01", {"policies.preemption": None}),
        Control("work begins anew", "PR-O08", {"policies.preemption.work": "restart"}),
        Control("work drawn anew", "PR-O08", {"policies.preemption.work": "resample"}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)
