"""The whole way from a file to a figure, where the answer is known exactly.

One small town is copied many times in one file: every copy is an independent run. The interval
comes from the copies: the mean over all is a ratio of two sums (waits and faults of each copy), its
error by the delta method with t on copies - 1 degrees of freedom. A figure is accepted when it lies
within four standard errors (t as its normal equivalent) and the interval is narrow enough to mean
something; each test also shows that a slightly wrong town is refused.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from ruamel.yaml import YAML

from queue_answers import Answer, Columns, mean, ratio, simulated, waits
from telesim import scenario as scenarios
from telesim.eventlog import EventLog, Kind
from telesim.kpi import measure
from telesim.policies.dispatch.base import KeyRule
from telesim.policies.jobs import Job
from telesim.scenario import Scenario
from telesim.theory import ErlangC, Moments, Period, PeriodicRoster, SingleServer
from telesim.units import HOUR_MS, MONTH_MS
from towns import cabinet, cause, crew, exchange, tree

pytestmark = pytest.mark.theory

REFERENCE = Path(__file__).parent / "reference"
LINES = 1000
EXPONENTIAL = {"exponential": {"mean": "1 work h"}}


def town_file(
    folder: Path,
    *,
    copies: int,
    days: int,
    warm_up_days: int,
    per_hour: float,
    crews: int,
    work: object = EXPONENTIAL,
    hours: str = "00:00-24:00",
) -> Scenario:
    """A queue as a scenario file, loaded: ``per_hour`` faults, crews without any way to go."""
    rate = per_hour * MONTH_MS / HOUR_MS / LINES * 100
    plain = tree(
        name="queue",
        copies=copies,
        warm_up=f"{warm_up_days} days",
        window=f"{days} days",
        follow_up="20 days",
        exchanges=[exchange("E")],
        cabinets=[cabinet("C", "E", LINES, feeder_pairs=LINES, distribution_pairs=LINES)],
        crews=[crew("crew", base="E", covers="E", count=crews)],
        calendars={"day": {"hours": {"mon-sun": hours}, "source": "assumed"}},
        teams={"field": {"skills": {"repair": {}}, "source": "assumed"}},
        demand={},
        faults={
            "fault": cause(
                work, rate=f"{rate!r} events per 100 lines per month", hits_lines_down=True
            )
        },
    )
    file = folder / "queue.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump(plain, stream)
    return scenarios.load(file)


def repair_times(scenario: Scenario, log: EventLog) -> tuple[NDArray[np.int64], Columns]:
    """Copy and hours from report to clearing of each fault reported in the window."""
    reported, cleared = log.kind == Kind.REPORT, log.kind == Kind.CLEARED
    over = np.full(int(log.case.max()) + 1, -1, dtype=np.int64)
    over[log.case[cleared]] = log.time_ms[cleared]
    time, case, place = log.time_ms[reported], log.case[reported], log.place[reported]
    inside = (time >= scenario.window_start_ms) & (time < scenario.window_end_ms)
    assert (over[case[inside]] >= 0).all(), "a fault of the window was never cleared"
    return place[inside].astype(np.int64), (over[case[inside]] - time[inside]) / HOUR_MS


def variance(copy: NDArray[np.int64], values: Columns, copies: int) -> Answer:
    """Variance of single values: the mean of squared distances from the mean of all."""
    return mean(copy, (values - values.mean()) ** 2, copies)


def test_many_crews_wait_as_erlang_says(tmp_path: Path) -> None:
    # M/M/2 at 0.6: two crews, 1.2 faults an hour of an hour each, at all hours.
    queue = {"copies": 80, "days": 140, "warm_up_days": 5, "per_hour": 1.2}
    scenario = town_file(tmp_path, crews=2, **queue)
    exact = ErlangC(1.2, 1.0, 2)
    found = mean(*waits(scenario, simulated(scenario, 11)), 80)
    assert found.half_width < 0.03
    assert abs(found.z(exact.mean_wait)) < 4
    # Another crew is another answer: a few of the faults are enough to see it.
    more = town_file(tmp_path, crews=3, **{**queue, "copies": 20, "days": 40})
    assert mean(*waits(more, simulated(more, 11)), 20).z(exact.mean_wait) < -8


def test_one_crew_waits_with_the_right_mean_and_variance(tmp_path: Path) -> None:
    # M/M/1 at 0.5: mean 1 h, variance 3 h².
    queue = {"copies": 80, "days": 220, "warm_up_days": 5, "per_hour": 0.5, "crews": 1}
    scenario = town_file(tmp_path, **queue)
    exact = ErlangC(0.5, 1.0, 1)
    assert (exact.mean_wait, exact.wait_variance) == pytest.approx((1.0, 3.0))
    found = waits(scenario, simulated(scenario, 12))
    for answer, value, width in (
        (mean(*found, 80), exact.mean_wait, 0.03),
        (variance(*found, 80), exact.wait_variance, 0.08),
    ):
        assert answer.half_width < width
        assert abs(answer.z(value)) < 4


class YoungestFirst(KeyRule):
    """The wrong order of a queue: last come, first served."""

    summary = "The youngest report first."

    def job_key(self, job: Job) -> tuple[int, int, int]:
        return (-job.since_ms, 0, 0)


def test_the_wrong_order_keeps_the_mean_and_is_found_by_the_variance(
    tmp_path: Path,
) -> None:
    queue = {"copies": 60, "days": 140, "warm_up_days": 5, "per_hour": 0.5, "crews": 1}
    scenario = town_file(tmp_path, **queue)
    policies = scenario.policies.model_copy(update={"dispatch": YoungestFirst()})
    scenario = scenario.model_copy(update={"policies": policies})
    found = waits(scenario, simulated(scenario, 13))
    assert abs(mean(*found, 60).z(1.0)) < 4
    # Second moment 4 h² over (1 - 0.5): 8 h², so a variance of 7 h² instead of 3.
    assert variance(*found, 60).z(3.0) > 8
    assert abs(variance(*found, 60).z(7.0)) < 4


def test_uneven_work_waits_as_pollaczek_and_khinchine_say(tmp_path: Path) -> None:
    # M/G/1 at 0.5 with lognormal work of cv 0.8: 0.5 × 1.64 / 2 / 0.5 = 0.82 h.
    queue = {"copies": 80, "days": 180, "warm_up_days": 5, "per_hour": 0.5, "crews": 1}
    exact = SingleServer(0.5, Moments.lognormal(1.0, 0.8))
    assert exact.mean_wait == pytest.approx(0.82)
    lognormal = {"lognormal": {"mean": "1 work h", "cv": 0.8}}
    scenario = town_file(tmp_path, work=lognormal, **queue)
    found = mean(*waits(scenario, simulated(scenario, 14)), 80)
    assert found.half_width < 0.03
    assert abs(found.z(exact.mean_wait)) < 4
    # The same mean with a cv of 1.1 is refused.
    uneven = {"lognormal": {"mean": "1 work h", "cv": 1.1}}
    other = town_file(tmp_path, work=uneven, **{**queue, "days": 60})
    assert mean(*waits(other, simulated(other, 14)), 80).z(exact.mean_wait) > 6


# -- a roster ------------------------------------------------------------------------------------


def reference(row_id: str) -> float:
    with (REFERENCE / "shift_schedule.csv").open(encoding="utf-8", newline="") as file:
        return next(float(r["exact_value"]) for r in csv.DictReader(file) if r["id"] == row_id)


def by_copy(scenario: Scenario, log: EventLog, kpi: str) -> Answer:
    """A KPI as ``measure`` gives it, each copy being a county of its own."""
    table = measure(scenario, log)
    rows = table[(table["kpi"] == kpi) & table["where"].str.fullmatch(r'\{"county": "[^"]*"\}')]
    assert len(rows) == len(scenario.counties)
    answer = ratio(rows["numerator"].to_numpy(float), rows["denominator"].to_numpy(float))
    whole = table[(table["kpi"] == kpi) & (table["where"] == "{}")]
    assert float(whole["value"].iloc[0]) == pytest.approx(answer.value)
    return answer


def roster_town(folder: Path, hours: str, copies: int = 100) -> Scenario:
    """Rows SH-O01 and SH-O03: 0.8 faults an hour of two hours each, six crews from 08 to 16."""
    two_hours = {"exponential": {"mean": "2 work h"}}
    return town_file(
        folder, copies=copies, days=112, warm_up_days=28, per_hour=0.8, crews=6, work=two_hours,
        hours=hours,
    )  # fmt: skip


def accepted(answer: Answer, exact: float, width: float) -> bool:
    """The rule of acceptance."""
    return answer.half_width < width and abs(answer.z(exact)) < 4


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, EventLog]:
    scenario = roster_town(tmp_path_factory.mktemp("roster"), "08:00-16:00")
    return scenario, simulated(scenario, 15)


def test_a_roster_repairs_as_the_exact_chain_says(roster: tuple[Scenario, EventLog]) -> None:
    mean_time = by_copy(*roster, "time_to_restore_mean")
    share = by_copy(*roster, "time_to_restore_within_24h")
    assert accepted(mean_time, reference("SH-O01"), 0.02)
    assert accepted(share, 100 * reference("SH-O03"), 0.01)
    # The same from the log itself.
    copy, hours = repair_times(*roster)
    assert mean(copy, hours, 100).value == pytest.approx(mean_time.value)
    within = (hours <= 24).astype(np.float64)
    assert 100 * mean(copy, within, 100).value == pytest.approx(share.value)


def test_six_minutes_more_a_day_are_noticed(
    roster: tuple[Scenario, EventLog], tmp_path: Path
) -> None:
    # The same faults in every copy, so that luck falls out of the difference: it is that of the
    # exact chains, 0.35 h of 12.31 h, and far from none.
    longer = roster_town(tmp_path, "08:00-16:06")
    copy, before = repair_times(*roster)
    copy_again, after = repair_times(longer, simulated(longer, 15))
    assert np.array_equal(copy, copy_again)
    saved = mean(copy, before - after, 100)
    night = Period(8.0, 0.8, 0)
    exact = (
        PeriodicRoster([night, Period(8.0, 0.8, 6), night], 0.5).mean_time_to_repair
        - PeriodicRoster([night, Period(8.1, 0.8, 6), Period(7.9, 0.8, 0)], 0.5).mean_time_to_repair
    )
    assert abs(saved.z(exact)) < 4
    assert saved.z(0.0) > 10


def test_half_an_hour_more_a_day_is_refused(tmp_path: Path) -> None:
    # Without the comparison, by the rule of acceptance alone.
    longer = roster_town(tmp_path, "08:00-16:30", copies=30)
    copy, hours = repair_times(longer, simulated(longer, 15))
    assert mean(copy, hours, 30).z(reference("SH-O01")) < -4
    assert mean(copy, (hours <= 24).astype(np.float64), 30).z(reference("SH-O03")) > 4
