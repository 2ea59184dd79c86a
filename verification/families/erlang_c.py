"""M/M/c: faults of exponential work, crews that are there at all hours, first come first served.

A unit of time of the reference is as long as makes the mean work a day.
"""

from __future__ import annotations

from functools import partial

from verification.answers import Mean
from verification.drawn import fault_inputs
from verification.plans import (
    Control,
    Family,
    Pilot,
    Plan,
    Reading,
    Recursion,
    Simulated,
    TwoStep,
)
from verification.queues import part_of
from verification.recursions import PoissonQueue, compare_waits
from verification.recursions import exponential as exponential_times
from verification.rows import row
from verification.writing import Size, cause, crew_row, exponential, queue_town, text_of
from verification.youngest_first import YOUNGEST_FIRST

#: Scenario -> its rows, how much is run, and its head.
_TOWNS: dict[str, tuple[tuple[str, ...], Size, str]] = {
    "m-m-1": (
        ("EC-O01", "EC-O02", "EC-O03"),
        Size(10_000, 7, warm_up=500, follow_up=500),
        "EC-O01, EC-O02, EC-O03: M/M/1 at a load of 0.8, one unit of time = one day.",
    ),
    "m-m-3": (
        ("EC-O04", "EC-O05"),
        Size(4_000, 5),
        "EC-O04, EC-O05: M/M/3 at a load of 2/3, 10 units of time = one day.",
    ),
    "m-m-4": (
        ("EC-O11",),
        Size(4_000, 6),
        "EC-O11: M/M/4 at a load of 1/2, 10 units of time = one day.",
    ),
    "m-m-14": (
        ("EC-O06", "EC-O07"),
        Size(600, 7),
        "EC-O06, EC-O07: M/M/14 at a load of 0.714, 3 units of time = one day.",
    ),
    "m-m-100": (
        ("EC-O08", "EC-O10"),
        Size(900, 8, warm_up=80, follow_up=10, copies=10),
        "EC-O08, EC-O10: M/M/100 at a load of 0.95, one unit of time = one day.",
    ),
    "m-m-100-beside-a-recursion": (
        ("EC-O09",),
        Size(180, 2, warm_up=20, follow_up=50, copies=10),
        "EC-O09: M/M/100 at a load of 0.95, one unit of time = one day. The row would take the "
        "engine 47 million faults; on these its log is set beside a recursion.",
    ),
}


def _text(name: str) -> str:
    rows, size, head = _TOWNS[name]
    p = row(rows[0]).parameters
    faults = {"fault": cause(p["lam"] / p["mu"], exponential(24))}
    return text_of(queue_town("erlang_c", name, size, crews=p["c"], faults=faults), head)


def _simulated(identity: str, scenario: str) -> Simulated:
    one = row(identity)
    return Simulated((part_of(one, scenario, unit_days=one.parameters["mu"]),))


_BESIDE = "m-m-100-beside-a-recursion"
_ROW = row("EC-O09").parameters
_LONG = PoissonQueue(95.0, exponential_times(1.0), 100, copies=400, warm_up=20_000, jobs=100_000)

_PLANS: dict[str, Plan] = {
    identity: _simulated(identity, name)
    for name, (rows, _, _) in _TOWNS.items()
    for identity in rows
    if name != _BESIDE
}
_PLANS["EC-O09"] = TwoStep((Reading(_BESIDE, "wait", Mean()),), pilots=(Pilot(1_000, 0.002207),))

FAMILY = Family(
    "erlang_c",
    plans=_PLANS,
    controls=(
        Control(
            "last come, first served: the mean stays, the variance does not",
            "EC-O03",
            YOUNGEST_FIRST,
        ),
        Control(
            "work 1 % longer", "EC-O01", {"faults.fault.work": exponential(24.24)}, replications=4
        ),
        Control("one crew more", "EC-O05", {"crews": [crew_row(4)]}),
        Control(
            "last come, first served beside a recursion that serves the oldest",
            "EC-O09",
            YOUNGEST_FIRST,
        ),
        Control(
            "work 2 % longer, for engine and recursion alike",
            "EC-O09",
            {"faults.fault.work": exponential(24.48)},
        ),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
    recursions={
        _BESIDE: Recursion(
            _BESIDE,
            partial(compare_waits, servers=100),
            _LONG.readings,
            pieces=25,
            inputs=fault_inputs(_ROW["lam"], 1 / _ROW["mu"]),
        )
    },
)
