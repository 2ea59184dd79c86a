"""Storm days that a pattern draws: the workload knows them, the log names them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.report.headlines import headlines
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import draw, to_frames
from towns import DAY, cause, town

SUMMER = {"days_per_year": 8, "months": ["jun", "jul", "aug"], "factor": 3}


def stormy_town(storms: Any = SUMMER, **more: Any) -> Scenario:
    return town(
        **{
            "start": "2001-05-01",
            "window": "150 days",
            "faults": {"drop": cause(pattern="year"), "plug": cause()},
            "patterns": {"calm": {"source": "assumed"},
                         "year": {"storms": storms, "source": "assumed"}},
            **more,
        }
    )  # fmt: skip


def test_storm_days_fall_in_their_months_and_are_as_many_as_stated() -> None:
    scenario = stormy_town()
    first, last = scenario.ms_of("2001-06-01"), scenario.ms_of("2001-09-01")
    number = 0
    for replication in range(100):
        storms = draw(scenario, 5, replication).storms
        assert (storms.time_ms >= first).all() and (storms.time_ms < last).all()
        assert (storms.time_ms % DAY == 0).all()
        assert set(storms.pattern.tolist()) <= {1}
        assert set(storms.factor.tolist()) <= {3_000}
        number += storms.time_ms.size
    # 92 days at 8/92: the standard deviation of the sum over 100 runs is 27.
    assert abs(number - 800) < 4 * 27


def test_on_these_days_so_many_times_as_many_faults_come() -> None:
    scenario = stormy_town({**SUMMER, "factor": 20})
    on = off = days = 0
    for replication in range(20):
        drawn = draw(scenario, 5, replication)
        faults = drawn.faults
        coming = (faults.cause == 0) & (
            faults.mark < scenario.faults["drop"].rate["*"].per_line_month
        )
        day = faults.time_ms[coming] // DAY
        summer = (day >= 31) & (day < 123)
        stormy = np.isin(day, drawn.storms.time_ms // DAY)
        on, off = on + int((stormy & summer).sum()), off + int((~stormy & summer).sum())
        days += drawn.storms.time_ms.size
    assert on / days / (off / (20 * 92 - days)) == pytest.approx(20, rel=0.15)


def test_the_log_names_each_storm_day_as_it_begins() -> None:
    scenario = stormy_town()
    workload = draw(scenario, 5, 0)
    log = simulate(scenario, workload)
    conservation.check(scenario, log)
    rows = np.flatnonzero(log.kind == Kind.STORM)
    assert rows.size > 0
    assert log.time_ms[rows].tolist() == workload.storms.time_ms.tolist()
    assert set(log.reason[rows].tolist()) == {1}
    assert set(log.place[rows].tolist()) == {-1}
    assert to_frames(workload, scenario)["storms"]["pattern"].tolist() == ["year"] * rows.size


def test_only_storms_that_hit_faults_are_named() -> None:
    for changed in (
        stormy_town(faults={"drop": cause(), "plug": cause(pattern="calm")}),
        stormy_town({**SUMMER, "factor": 1}),
        stormy_town(None),
    ):
        workload = draw(changed, 5, 0)
        assert workload.storms.time_ms.size == 0
        assert "storms" not in to_frames(workload, changed)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("time_ms", 3, "begins at midnight"),
        ("reason", 2, "needs its pattern"),
        ("reason", 0, "must say what its pattern says"),
        ("amount", 2_999, "must say what its pattern says"),
    ],
)
def test_a_wrong_storm_day_is_found(column: str, value: int, message: str) -> None:
    scenario = stormy_town()
    log = simulate(scenario, draw(scenario, 5, 0))
    columns = {name: getattr(log, name).copy() for name in COLUMNS}
    at = int(np.flatnonzero(log.kind == Kind.STORM)[0])
    columns[column][at] = value + (columns[column][at] if column == "time_ms" else 0)
    with pytest.raises(ConservationError, match=message):
        conservation.check(scenario, EventLog(columns, log.end_ms))


def test_the_table_says_how_long_the_town_needs() -> None:
    def said(scenario: Scenario) -> set[str]:
        return {line.kpi for line in headlines(scenario)}

    assert "storm_recovery_days_mean" in said(stormy_town())
    assert "storm_recovery_days_mean" not in said(stormy_town(None))
