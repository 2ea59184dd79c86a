"""A roster from its file to its KPIs: what they say is what the exact chain says.

The rows themselves are answered from the log, in test_reference_rows; here the KPIs say the same,
and six minutes a day are noticed.
"""

from __future__ import annotations

import numpy as np
import pytest

import telesim
from queue_answers import Answer, Columns, mean, ratio, simulated
from telesim.eventlog import EventLog
from telesim.kpi import measure
from telesim.scenario import Scenario
from telesim.theory import Period, PeriodicRoster
from telesim.units import HOUR_MS
from verification.rows import SCENARIOS, row
from verification.samples import Sojourn

pytestmark = pytest.mark.theory

FILE = SCENARIOS / "shift_schedule" / "one-shift.yaml"
#: Half of the committed window is enough here.
LENGTH = {"window": "112 days"}


def roster(**more: object) -> tuple[Scenario, EventLog]:
    scenario = telesim.load(FILE, settings={**LENGTH, **more})
    return scenario, simulated(scenario, scenario.seed)


@pytest.fixture(scope="module")
def one_shift() -> tuple[Scenario, EventLog]:
    return roster()


def repair_hours(scenario: Scenario, log: EventLog) -> tuple[np.ndarray, Columns]:
    found = Sojourn(HOUR_MS)(scenario, log)
    return found.copy, found.values


def by_copy(scenario: Scenario, log: EventLog, kpi: str) -> Answer:
    """A KPI as ``measure`` gives it, each copy being a county of its own."""
    table = measure(scenario, log)
    rows = table[(table["kpi"] == kpi) & table["where"].str.fullmatch(r'\{"county": "[^"]*"\}')]
    assert len(rows) == len(scenario.counties)
    answer = ratio(rows["numerator"].to_numpy(float), rows["denominator"].to_numpy(float))
    whole = table[(table["kpi"] == kpi) & (table["where"] == "{}")]
    assert float(whole["value"].iloc[0]) == pytest.approx(answer.value)
    return answer


def test_kpis_of_a_roster_say_what_the_exact_chain_says(
    one_shift: tuple[Scenario, EventLog],
) -> None:
    mean_time = by_copy(*one_shift, "time_to_restore_mean")
    share = by_copy(*one_shift, "time_to_restore_within_24h")
    assert mean_time.half_width < 0.02
    assert abs(mean_time.z(row("SH-O01").exact)) < 4
    assert share.half_width < 0.01
    assert abs(share.z(100 * row("SH-O03").exact)) < 4
    # The same from the log itself.
    copy, hours = repair_hours(*one_shift)
    assert mean(copy, hours, 100).value == pytest.approx(mean_time.value)
    within = (hours <= 24).astype(np.float64)
    assert 100 * mean(copy, within, 100).value == pytest.approx(share.value)


def test_six_minutes_more_a_day_are_noticed(one_shift: tuple[Scenario, EventLog]) -> None:
    # The same faults in every copy, so that luck falls out of the difference: it is that of the
    # exact chains, 0.35 h of 12.31 h, and far from none.
    copy, before = repair_hours(*one_shift)
    later = {"hours": {"mon-sun": "08:00-16:06"}, "source": "assumed"}
    copy_again, after = repair_hours(*roster(**{"calendars.day": later}))
    assert np.array_equal(copy, copy_again)
    saved = mean(copy, before - after, 100)
    night = Period(8.0, 0.8, 0)
    exact = (
        PeriodicRoster([night, Period(8.0, 0.8, 6), night], 0.5).mean_time_to_repair
        - PeriodicRoster([night, Period(8.1, 0.8, 6), Period(7.9, 0.8, 0)], 0.5).mean_time_to_repair
    )
    assert abs(saved.z(exact)) < 4
    assert saved.z(0.0) > 10
