"""Small invented towns for the tests of the workload, and its rows under lasting names."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from telesim.scenario import Scenario
from telesim.workload import INSTALL, MOVE, Workload


def work(hours: float) -> dict[str, Any]:
    return {"lognormal": {"mean": f"{hours} work h", "cv": 0.8}}


def cause(rate: float = 1.0, **more: Any) -> dict[str, Any]:
    return {
        "cause_group": "non-cable",
        "rate": f"{rate!r} events per 100 lines per month",
        "skill": "repair",
        "work": work(1),
        "source": "assumed",
        **more,
    }


def demand(**more: Any) -> dict[str, Any]:
    return {
        "install": {
            "rate": "2.7 orders per 100 lines per month",
            "patience": {"exponential": {"mean": "240 days"}},
            "work_prebuilt": work(1.2),
            "work_build": work(3),
            "source": "assumed",
            **more,
        },
        "move": {
            "rate": "0.6 orders per 100 lines per month",
            "work": work(2),
            "source": "assumed",
            **more,
        },
        "cease": {"rate": "0.4 orders per 100 lines per month", "source": "assumed", **more},
    }


def exchange(name: str, county: str = "north", **more: Any) -> dict[str, Any]:
    return {"id": name, "county": county, "lines": 0, "ports": 5000, "radius_km": 2, **more}


def cabinet(name: str, at: str, lines: int, **more: Any) -> dict[str, Any]:
    pairs = {"feeder_pairs": 2 * lines + 10, "distribution_pairs": 2 * lines + 10}
    return {"id": name, "exchange": at, "lines": lines, **pairs, **more}


def tree(**more: Any) -> dict[str, Any]:
    """A town of two counties, three exchanges and five cabinets, as plain values."""
    return {
        "schema_version": 1,
        "name": "town",
        "start": "2001-01-01",
        "window": "120 days",
        "follow_up": "0 days",
        "exchanges": [exchange("N1"), exchange("N2", area="rural"), exchange("S1", "south")],
        "cabinets": [
            cabinet("a", "N1", 300),
            cabinet("b", "N1", 700),
            cabinet("c", "N2", 150),
            cabinet("d", "S1", 400),
            cabinet("e", "S1", 90),
        ],
        "demand": demand(),
        "faults": {"drop": cause(0.9), "joint": cause(0.2, lines="6 lines")},
        **more,
    }


def town(**more: Any) -> Scenario:
    return Scenario.model_validate(tree(**more))


def rows_by_key(workload: Workload, scenario: Scenario) -> dict[int, tuple[object, ...]]:
    """Each candidate's key -> all that is drawn of it, in names that outlast another table.

    Cabinets stand under their id, causes under their name, and a line that an order would
    found under the key of that order instead of its slot.
    """
    orders = workload.orders
    founders = {
        (int(place), int(slot)): int(key)
        for kind, places, slots in (
            (INSTALL, orders.cabinet, orders.slot),
            (MOVE, orders.to_cabinet, orders.to_slot),
        )
        for place, slot, key in zip(
            places[orders.type == kind],
            slots[orders.type == kind],
            orders.key[orders.type == kind],
            strict=True,
        )
    }

    def line(place: int, slot: int) -> object:
        return slot if slot < scenario.cabinets[place].lines else founders.get((place, slot))

    rows: dict[int, tuple[object, ...]] = {}
    for table in (workload.orders, workload.faults):
        columns = {f.name: getattr(table, f.name).tolist() for f in fields(table)}
        for row in range(len(table.key)):
            values = {name: column[row] for name, column in columns.items()}
            place = values["cabinet"]
            values["slot"] = line(place, values["slot"])
            values["cabinet"] = scenario.cabinets[place].id
            if "cause" in values:
                values["cause"] = scenario.causes[values["cause"]]
            if "to_cabinet" in values:
                values["to_slot"] = None
                values["to_cabinet"] = scenario.cabinets[values["to_cabinet"]].id
            rows[values["key"]] = tuple(values.items())
    return rows


def same_bytes(one: Workload, other: Workload) -> bool:
    pairs = [(one.slots, other.slots), (one.absent, other.absent)]
    for a, b in ((one.orders, other.orders), (one.faults, other.faults)):
        pairs += [(getattr(a, f.name), getattr(b, f.name)) for f in fields(a)]
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs)
