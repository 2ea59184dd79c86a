"""One crew that is not always there: other work when idle, jobs that gather, set-ups, breakdowns.

Preventive work is the vacation of a crew: it begins when nothing waits, and nobody calls the crew
back before its end. A vehicle that breaks down is a line that fails when it works, whose repair
interrupts all else. One unit of time is a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from telesim import EventLog, Scenario
from telesim.eventlog import Kind
from telesim.units import DAY_MS
from verification.answers import Mean
from verification.plans import Control, Family, Part, Simulated
from verification.queues import causes_of, part_of
from verification.rows import row
from verification.samples import Sojourn, Values, faults, first_instants
from verification.writing import (
    LINES,
    SOURCE,
    Size,
    Tree,
    cause,
    crew_row,
    exponential,
    per_day,
    queue_town,
    text_of,
    work,
)


@dataclass(frozen=True)
class UntilOnSite:
    """From the report to the crew's first arrival, in days: set-ups are waited for."""

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each fault of the window."""
        jobs = faults(scenario, log)
        arrived = first_instants(log, Kind.ARRIVED)[jobs.case]
        if (arrived < 0).any():
            raise ValueError("a fault of the window was never reached: follow it for longer")
        waits = (arrived - jobs.reported_ms).astype(np.float64) / DAY_MS
        return Values(jobs.copy, waits, len(scenario.counties))


_SIZES = {
    "VA-O01": ("other-work", Size(10_000, 2)),
    "VA-O02": ("other-work-of-8-days", Size(10_000, 2)),
    "VA-O03": ("five-gather", Size(10_000, 2)),
    "VA-O04": ("set-up", Size(10_000, 2)),
    "VA-O05": ("longer-set-up", Size(10_000, 2)),
    "VA-O06": ("breakdowns", Size(10_000, 3)),
}


def _policies(p: dict[str, Any]) -> Tree:
    """What keeps the crew away."""
    if "N" in p:
        return {"gather": {"jobs": p["N"], "source": SOURCE}}
    if "setup_rate" in p:
        takes = {"exponential": {"mean": f"{24 / p['setup_rate']:.12g} h"}}
        return {"set_up": {"takes": takes, "source": SOURCE}}
    days = 1 / p["vac_rate"] if "vac_rate" in p else 8
    preventive: Tree = {"hours_per_line": work(24 * days), "effect": "0 %", "lasts": "1 h",
                        "causes": ["fault"]}  # fmt: skip
    if "vac_rate" in p:
        preventive["varies"] = {"exponential": {"mean": 1}}
    return {"pay": {"scheme": "contract", "preventive": preventive}}


def _text(identity: str) -> str:
    name, size = _SIZES[identity]
    one = row(identity)
    p = one.parameters
    service = p["service"] if "service" in p else f"exp(mean {1 / p['mu']:.17g})"
    head = f"{identity}: {one.model}. One unit of time = one day."
    if "fail" in p:
        return text_of(_with_vehicle(name, size, p), f"{head} The vehicle is a line of its own.")
    faults = causes_of(service, p["lam"])
    return text_of(
        queue_town("vacation", name, size, crews=1, faults=faults, policies=_policies(p)), head
    )


def _with_vehicle(name: str, size: Size, p: dict[str, Any]) -> Tree:
    """A town with a place of one line: the crew's vehicle, which fails only while it runs."""
    customers = cause(p["lam"], exponential(24 / p["mu"]), group="customers")
    vehicle = cause(p["fail"] * LINES, exponential(24 / p["repair"]), group="vehicle")
    nothing = per_day(0.0)
    del vehicle["hits_lines_down"]
    customers["rate"] = {"town": customers["rate"], "depot": nothing}
    vehicle["rate"] = {"town": nothing, "depot": vehicle["rate"]}
    tree = queue_town(
        "vacation",
        name,
        size,
        crews=1,
        faults={"fault": customers, "breakdown": vehicle},
        policies={
            "dispatch": {"rule": "group-then-age"},
            "group_order": ["vehicle", "customers"],
            "preemption": {"by": ["class"]},
        },
    )
    tree["exchanges"] = [
        {**tree["exchanges"][0], "area": "town"},
        {"id": "V", "county": "town", "lines": 1, "ports": 1, "area": "depot"},
    ]
    tree["cabinets"].append(
        {"id": "vehicle", "exchange": "V", "lines": 1, "feeder_pairs": 1, "distribution_pairs": 1}
    )
    tree["crews"] = [crew_row(1, covers="county:town")]
    return tree


def _plan(identity: str) -> Simulated:
    name, _ = _SIZES[identity]
    p = row(identity).parameters
    if "setup_rate" in p:
        return Simulated((Part(name, UntilOnSite(), Mean()),))
    if "fail" in p:
        return Simulated((Part(name, Sojourn(DAY_MS, ("fault",)), Mean()),))
    return Simulated((part_of(row(identity), name),))


FAMILY = Family(
    "vacation",
    plans={identity: _plan(identity) for identity in _SIZES},
    controls=(
        Control("other work of one length", "VA-O01", {"policies.pay.preventive.varies": 1}),
        Control("four are enough", "VA-O03", {"policies.gather.jobs": 4}),
        Control("crews go at once", "VA-O04", {"policies.set_up": None}),
        Control("vehicles are mended after the job in hand", "VA-O06",
                {"policies.preemption": None}),
    ),
    scenarios={_SIZES[identity][0]: _text(identity) for identity in _SIZES},
)  # fmt: skip
