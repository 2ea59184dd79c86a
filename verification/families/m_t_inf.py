"""As many crews as it takes, faults at a rate that moves over the day: nobody ever waits.

One unit of time is an hour. A sine is written as shares of the day's faults in short steps, each
with the whole of its own stretch; what the steps err by is far below what is asked for.
"""

from __future__ import annotations

import math

from telesim import theory
from telesim.units import HOUR_MS
from verification.answers import Mean
from verification.plans import Control, Family, Part, Simulated
from verification.rows import Row, row
from verification.samples import Present
from verification.writing import SOURCE, Size, Tree, cause, exponential, queue_town, text_of, work

_DAY_H = 24
#: Scenario -> its rows, crews, how much is run, steps of a day.
_TOWNS: dict[str, tuple[tuple[str, ...], int, Size, int]] = {
    "sine-from-empty": (("MI-O01", "MI-O02"), 70,
                        Size(1, 6, warm_up=0, follow_up=2, copies=200), 96),
    "quick-sine-from-empty": (("MI-O03",), 45,
                              Size(1, 4, warm_up=0, follow_up=1, copies=200), 288),
    "gamma-sine": (("MI-O04",), 120, Size(20, 1, warm_up=4, follow_up=4, copies=20), 96),
    "three-rates": (("MI-O05",), 100, Size(2, 3, warm_up=0, follow_up=2, copies=120), 3),
    "stationary": (("MI-O06",), 40, Size(6_000, 1, warm_up=30, follow_up=30, copies=40), 0),
}  # fmt: skip


def rates(one: Row, steps: int) -> list[float]:
    """Mean rate of each step of a day, from the integral of the sine over it."""
    p = one.parameters
    if "rates" in p:
        return list(p["rates"])
    hours, found = _DAY_H / steps, []
    for n in range(steps):
        begin, end = n * hours, (n + 1) * hours
        waves = (math.cos(p["w"] * begin) - math.cos(p["w"] * end)) / p["w"]
        found.append(p["lb"] + p["A"] * waves / hours)
    return found


def error_of_steps(identity: str) -> float:
    """How far the steps move the exact answer of an exponential row, as a share of it."""
    one = row(identity)
    steps = next(steps for rows, _, _, steps in _TOWNS.values() if identity in rows)
    p = one.parameters
    stepped = theory.stepped_load_from_empty(
        rates(one, steps), [_DAY_H / steps] * steps, p["mu"], p["t"]
    )
    return abs(stepped / one.exact - 1)


def _pattern(one: Row, steps: int) -> Tree:
    found = rates(one, steps)
    minutes = _DAY_H * 60 // steps
    hours = {
        f"{_clock(n * minutes)}-{_clock((n + 1) * minutes)}": f"{100 * rate / sum(found):.10f} %"
        for n, rate in enumerate(found)
    }
    return {"patterns": {"day": {"hours": hours, "source": SOURCE}}}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _text(name: str) -> str:
    rows, crews, size, steps = _TOWNS[name]
    one = row(rows[0])
    p = one.parameters
    head = f"{', '.join(rows)}: {one.model}. One unit of time = one hour."
    if not steps:
        # A unit is a day here. The law of work is any: evenly up to four days.
        even = {"uniform": {"low": work(0), "high": work(48 * p["mean_service"])}}
        head = head.replace("one hour", "one day")
        faults = {"fault": cause(p["lam"], even)}
        return text_of(queue_town("m_t_inf", name, size, crews=crews, faults=faults), head)
    law: object = (
        exponential(1 / p["mu"])
        if "mu" in p
        else {"gamma": {"mean": work(p["mean_service"]), "cv": 1 / math.sqrt(p["shape"])}}
    )
    per_day = sum(rates(one, steps)) * _DAY_H / steps
    faults = {"fault": cause(per_day, law, pattern="day")}
    return text_of(
        queue_town("m_t_inf", name, size, crews=crews, faults=faults, **_pattern(one, steps)), head
    )


def _part(one: Row, name: str) -> Part:
    p = one.parameters
    if "t" not in p:
        return Part(name, Present(0.0, 6 * HOUR_MS, at_least=12), Mean())
    at = p["t"] * HOUR_MS
    # A settled day is like all others; from an empty start there is but one.
    every = _DAY_H * HOUR_MS if "shape" in p else 0
    return Part(name, Present(at, every), Mean())


FAMILY = Family(
    "m_t_inf",
    plans={
        identity: Simulated((_part(row(identity), name),))
        for name, (rows, _, _, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("the same faults evenly over the day", "MI-O01",
                {"faults.fault.pattern": None}),
        Control("work 5 % longer", "MI-O04",
                {"faults.fault.work": {"gamma": {"mean": work(6.3), "cv": 0.5}}}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
