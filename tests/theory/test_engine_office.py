"""Offices of exponential desks are Jackson networks: two rows of the reference by simulation."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from queue_answers import Answer, Columns, mean, simulated
from telesim import scenario as scenarios
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.units import HOUR_MS, MONTH_MS
from towns import cabinet, crew, exchange, tree

pytestmark = pytest.mark.theory

REFERENCE = Path(__file__).parent / "reference" / "jackson.csv"
LINES = 100
#: Servers and rates stand per unit of time in the reference; a unit is a day here.
UNIT_H = 24


def row(identity: str) -> tuple[dict[str, Any], float]:
    """Parameters and exact value of a reference row."""
    with REFERENCE.open(encoding="utf-8") as stream:
        found = next(one for one in csv.DictReader(stream) if one["id"] == identity)
    return json.loads(found["parameters"]), float(found["exact_value"])


def offices(folder: Path, given: dict[str, Any], copies: int, days: int) -> Scenario:
    """A town whose orders pass two desks; lines stand, so that nothing else takes time."""
    desks = {}
    for word, rate, staff in zip(("acceptance", "assignment"), given["mu"], given["c"],
                                 strict=True):  # fmt: skip
        work = {"exponential": {"mean": f"{UNIT_H / rate!r} work h"}}
        desks[word] = {"work": work, "staff": staff}
    back = given["P"][1][0]
    desks["acceptance"].update(wrong=f"{100 * back!r} %", found_at="assignment")
    per_month = given["ext"][0] / UNIT_H * MONTH_MS / HOUR_MS
    plain = tree(
        name="office",
        copies=copies,
        warm_up="60 days",
        window=f"{days} days",
        follow_up="60 days",
        exchanges=[exchange("E", ports=5000)],
        cabinets=[cabinet("C", "E", LINES, feeder_pairs=5000, distribution_pairs=5000)],
        crews=[crew("crew", base="E", covers="E")],
        calendars={"day": {"hours": {"mon-sun": "00:00-24:00"}, "source": "assumed"}},
        teams={"field": {"skills": {"install": {}}, "source": "assumed"}},
        demand={
            "install": {
                "rate": f"{per_month!r} orders per 100 lines per month",
                "work_prebuilt": "1 work h",
                "work_build": "1 work h",
                "reconnect": {"share": "100 %", "takes": "0 h"},
                "source": "assumed",
            }
        },
        faults={},
        order_system={"calendar": "day", "steps": desks, "source": "assumed"},
    )
    file = folder / "office.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump(plain, stream)
    return scenarios.load(file)


def days_in_office(scenario: Scenario, log: EventLog) -> tuple[Columns, Columns]:
    """Copy and days from the order to working service, of orders of the window."""
    ordered = np.flatnonzero(log.kind == Kind.ORDER)
    served = log.kind == Kind.RECONNECTED
    over = np.full(int(log.case.max()) + 1, -1, dtype=np.int64)
    over[log.case[served]] = log.time_ms[served]
    time = log.time_ms[ordered]
    inside = ordered[(time >= scenario.window_start_ms) & (time < scenario.window_end_ms)]
    assert (over[log.case[inside]] >= 0).all(), "an order of the window is still open"
    spent = (over[log.case[inside]] - log.time_ms[inside]) / HOUR_MS / UNIT_H
    return log.place[inside].astype(np.int64), spent


def found_in(scenario: Scenario, copies: int, seed: int) -> Answer:
    return mean(*days_in_office(scenario, simulated(scenario, seed)), copies)


def test_two_desks_with_mistakes_that_come_back_are_a_jackson_network(tmp_path: Path) -> None:
    # JN-O05: half an order a day, desks of a day and of 1.25 days, 15 % go back to the first.
    given, exact = row("JN-O05")
    scenario = offices(tmp_path, given, 200, 1500)
    found = found_in(scenario, 200, 21)
    assert found.half_width < 0.02
    assert abs(found.z(exact)) < 4
    # With 12 % instead the same orders say something else.
    other = {**given, "P": [[0, 1], [0.12, 0]]}
    assert found_in(offices(tmp_path, other, 200, 1500), 200, 21).z(exact) < -8
