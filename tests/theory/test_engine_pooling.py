"""What territories cost and what lending gives back, where the answer is known exactly.

Twelve crews and three cabinets alike: each cabinet belongs to four crews. Without lending they are
three queues of four servers. With lending no crew is idle while a job waits anywhere, so the mean
wait is that of one queue of twelve.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from queue_answers import Answer, mean, simulated, waits
from telesim import scenario as scenarios
from telesim.scenario import Scenario
from telesim.theory import ErlangC
from telesim.units import HOUR_MS, MONTH_MS
from towns import cabinet, cause, crew, exchange, tree

pytestmark = pytest.mark.theory

COPIES, LOAD, LINES = 40, 0.85, 1000


def town_of_three(folder: Path, lending: str) -> Scenario:
    """Three cabinets with 3.4 faults an hour each, twelve crews that need an hour, no way to go."""
    rate = 4 * LOAD * MONTH_MS / HOUR_MS / LINES * 100
    plain = tree(
        name="pooling",
        copies=COPIES,
        warm_up="8 days",
        window="32 days",
        follow_up="20 days",
        exchanges=[exchange("E", ports=3 * LINES)],
        cabinets=[
            cabinet(name, "E", LINES, feeder_pairs=LINES, distribution_pairs=LINES)
            for name in ("A", "B", "C")
        ],
        crews=[crew("crew", base="E", covers="E", count=12)],
        calendars={"day": {"hours": {"mon-sun": "00:00-24:00"}, "source": "assumed"}},
        teams={"field": {"skills": {"repair": {}}, "source": "assumed"}},
        demand={},
        faults={
            "fault": cause(
                {"exponential": {"mean": "1 work h"}},
                rate=f"{rate!r} events per 100 lines per month",
                hits_lines_down=True,
            )
        },
        policies={"territory": {"lending": lending, "skills": ["repair"]}},
    )
    file = folder / f"{lending}.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump(plain, stream)
    return scenarios.load(file)


def mean_wait(folder: Path, lending: str) -> Answer:
    scenario = town_of_three(folder, lending)
    place, hours = waits(scenario, simulated(scenario, 17))
    return mean(place // 3, hours, COPIES)


def test_territories_undo_pooling_and_lending_brings_it_back(tmp_path: Path) -> None:
    four = ErlangC(4 * LOAD, 1.0, 4).mean_wait
    twelve = ErlangC(12 * LOAD, 1.0, 12).mean_wait
    assert (four, twelve) == pytest.approx((1.149, 0.274), abs=0.001)
    apart, together = mean_wait(tmp_path, "none"), mean_wait(tmp_path, "idle")
    assert apart.half_width < 0.08
    assert abs(apart.z(four)) < 4
    assert together.half_width < 0.10
    assert abs(together.z(twelve)) < 4
    # Neither is anywhere near the other.
    assert apart.z(twelve) > 8
    assert together.z(four) < -8
