"""Whole logs of two tiny towns as text that a person can follow with a pencil.

The texts are no proof (the tests of theory and by hand are); they catch changes nobody meant.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from telesim.eventlog import EventLog
from telesim.scenario import Scenario
from telesim.workload import CEASE, MOVE, followups
from towns import (
    AWAY,
    DAY,
    H,
    at,
    cabinet,
    cable,
    cause,
    crew,
    exchange,
    fault,
    order,
    run,
    tale,
    town,
)

HERE = Path(__file__).parent
HEADING = """\
# When this text changes: follow the change with a pencil through the town in test_golden_logs.py.
# If the new log is the right one, run `PYTHONPATH=tests python tests/golden/test_golden_logs.py`,
# read the diff, and say in CHANGELOG.md that results change and why. If not, the change is a bug.

"""


def a_day() -> tuple[Scenario, EventLog]:
    """A Monday and a Tuesday: two crews, two cabinets, one of them full."""
    skills = {
        "repair": {"first_time_fix": "85 %"},
        "install": {"speed": 0.8},
        "move": {"speed": 0.8},
    }
    scenario = town(
        name="willow",
        window="2 days",
        follow_up="1 day",
        exchanges=[exchange("willow", ports=103, base_travel_min=12)],
        cabinets=[
            cabinet("mill", "willow", 60, feeder_pairs=60, distribution_pairs=70),
            cabinet("park", "willow", 40, feeder_pairs=60, distribution_pairs=60, prebuilt_pct=50),
        ],
        crews=[crew("li", base="willow"), crew("wang", base="willow")],
        teams={"field": {"skills": skills, "source": "assumed"}},
        visits={
            "depot": "30 work min",
            "closing": "12 work min",
            "no_access": {"repair": "12 %"},
            "no_access_time": "12 work min",
            "source": "assumed",
        },
        faults={
            "drop": cause("1 work h"),
            "desk": cause("1 work h", cleared_remotely="50 %"),
        },
        repeats={"share": "100 %", "within": "30 h", "source": "assumed"},
        expansions={
            "feeder": {"what": "feeder", "at_fill": "100 %", "add": 2, "lead_time": "24 h",
                       "unit_cost": "350 CNY per pair", "source": "assumed"}
        },
        policies={
            "dispatch": {"rule": "repair-first"},
            "shift_end": {"repair": {"policy": "overtime", "up_to": "30 min"}},
        },
    )  # fmt: skip
    # A key whose second visit repairs, and which then holds for the 30 hours of the run.
    second = next(
        key
        for key in range(1, 2**16)
        if followups.later_fix_ppm(key, 1) < 850_000
        and (followups.repeat(key, 0, 1.0, 30 * H) or 0) > 29 * H
    )
    later = next(
        key for key in range(1, 2**16) if (followups.repeat(key, 0, 1.0, 30 * H) or 0) > 29 * H
    )
    soon = next(
        key for key in range(1, 2**16) if 0 < (followups.repeat(key, 0, 1.0, 30 * H) or 0) < H
    )
    orders = [
        order(-3 * DAY, cabinet=0),  # has waited three days for a pair at the full cabinet
        order(at(1, "08:10"), cabinet=1, drop_ppm=100_000),
        order(at(1, "09:00"), cabinet=0, gives_up_ms=at(1, "17:00")),
        order(at(1, "10:00"), MOVE, cabinet=1, slot=3, to_cabinet=1),
        order(at(2, "09:00"), CEASE, cabinet=0, slot=9),
    ]
    faults = [
        fault(at(1, "07:00"), 0, report_delay_ms=45 * 60_000, key=soon),
        fault(at(1, "08:30"), 5, cabinet=1, access_ppm=AWAY, key=later),
        fault(at(1, "11:00"), 6, cause=1, remote_ppm=0, key=later),
        fault(at(1, "16:45"), 7, fix_ppm=900_000, key=second),
    ]
    return scenario, run(scenario, orders, faults)


def a_cable() -> tuple[Scenario, EventLog]:
    """A cut of 45 lines on a Monday afternoon: located, material, joined pair by pair, repeated."""
    scenario = town(
        name="ferry",
        window="1 day",
        follow_up="6 days",
        exchanges=[exchange("ferry", base_travel_min=30)],
        cabinets=[cabinet("quay", "ferry", 60)],
        crews=[crew("gang", base="ferry", members=2)],
        teams={"field": {"skills": {"cable": {}}, "source": "assumed"}},
        visits={"depot": "30 work min", "closing": "12 work min", "source": "assumed"},
        demand={},
        faults={"cut": cable(lines="45 lines", splicing={"locate": "3 work h"})},
    )
    faults = [
        fault(at(1, "13:00"), 40, lines=45, reports=16, report_delay_ms=30 * 60_000,
              locate_ms=3 * H, material_wait_ms=20 * H),
        fault(at(1, "15:00"), 30, lines=3, reports=2, locate_ms=1 * H),
    ]  # fmt: skip
    return scenario, run(scenario, [], faults)


GOLDEN = {"a_day.txt": a_day, "a_cable_cut.txt": a_cable}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_log_is_the_golden_one(name: str) -> None:
    written = (HERE / name).read_text(encoding="utf-8")
    told = HEADING + tale(*GOLDEN[name]())
    difference = difflib.unified_diff(
        written.splitlines(), told.splitlines(), f"tests/golden/{name}", "this run", lineterm=""
    )
    assert told == written, "\n".join(difference)


if __name__ == "__main__":
    for file, make in GOLDEN.items():
        (HERE / file).write_text(HEADING + tale(*make()), encoding="utf-8")
