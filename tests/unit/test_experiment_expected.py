"""The forecast of cases against the logs of a town in which everything that makes cases is on."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from telesim.eventlog import EventLog, Kind
from telesim.experiment.expected import expected_cases
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.units import MONTH_MS
from telesim.workload import draw
from towns import cabinet, cause, crew, exchange, town, with_phases

RUNS = 8
SOURCE = {"source": "assumed"}
PATTERN = {"months": {"jan": 3.0, "feb": 2.0}, **SOURCE}


def busy_town(**more: Any) -> Scenario:
    """Two areas, hands enough for everything at once, half a year."""
    rate = "2 events per 100 lines per month"
    plain: dict[str, Any] = {
        "window": "26 weeks",
        "follow_up": "0 h",
        "exchanges": [exchange("E", ports=9000), exchange("F", ports=9000, area="rural")],
        "cabinets": [cabinet("a", "E", 1500, feeder_pairs=9000, distribution_pairs=9000),
                     cabinet("b", "F", 500, feeder_pairs=9000, distribution_pairs=9000)],
        "crews": [crew(count=60)],
        "demand": {
            "install": {
                "rate": {"town": "4 orders per 100 lines per month",
                         "rural": "2 orders per 100 lines per month"},
                "work_prebuilt": "30 work min", "work_build": "30 work min",
                "early_life": {"share": "20 %", "within": "3 days", "cause": "drop"},
                **SOURCE,
            },
            "move": {"rate": "1 orders per 100 lines per month", "work": "30 work min", **SOURCE},
            "cease": {"rate": "1 orders per 100 lines per month", **SOURCE},
        },
        "faults": {
            "drop": cause("30 work min", rate=rate, pattern="winter"),
            "joint": cause("1 work h", rate=rate, cause_group="cable", job="cable",
                           repeats={"share": "40 %", "within": "2 days"}),
        },
        "patterns": {"winter": PATTERN},
        "work_induced": {"share": "10 %", "within": "2 days", "cause": "drop", **SOURCE},
        "initial": {"open_faults_days": 20, **SOURCE},
        "waiting": [{"cabinet": "a", "orders": 100, "mean_age_days": 3}],
    }  # fmt: skip
    return town(**{**plain, **more})


def counted(scenario: Scenario, log: EventLog) -> dict[str, float]:
    """Cases of a log under the names of the forecast."""
    found = Counter[str]()
    first = log.time_ms <= 0
    orders = log.kind == Kind.ORDER
    # The waiting ones and the open faults stand in the log from its first instant on.
    found["orders at the start"] = int((orders & first & (log.reason == 0)).sum())
    for number, name in enumerate(("installs", "moves", "ceases")):
        found[name] = int((orders & ~first & (log.reason == number)).sum())
    made = {
        int(case): word
        for kind, word in (
            (Kind.REPEAT_OF, "repeats"),
            (Kind.EARLY_LIFE, "early failures"),
            (Kind.WORK_INDUCED, "faults made by work"),
        )
        for case in log.case[log.kind == kind]
    }
    groups = [f"{cause.cause_group} faults" for cause in scenario.faults.values()]
    for row in np.flatnonzero(log.kind == Kind.FAULT).tolist():
        usual = "faults at the start" if first[row] else groups[int(log.reason[row])]
        found[made.get(int(log.case[row]), usual)] += 1
    return dict(found)


def test_the_forecast_lies_within_the_spread_of_the_runs() -> None:
    scenario = busy_town()
    expected = expected_cases(scenario)
    runs = [counted(scenario, simulate(scenario, draw(scenario, 1, n))) for n in range(RUNS)]
    assert set(expected) == set().union(*runs)
    for name, mean in expected.items():
        counts = np.array([run.get(name, 0) for run in runs], dtype=float)
        # Poisson at least; a share for what is put off beyond the end.
        error = 4.5 * max(counts.std(ddof=1), mean**0.5) / RUNS**0.5 + 0.02 * mean
        assert abs(counts.mean() - mean) < error, name


def test_known_numbers() -> None:
    none = {"install": None, "move": None, "cease": None}
    still = busy_town(demand=none, waiting=[], initial=None, patterns={}, faults={
        "drop": cause(rate="2 events per 100 lines per month"),
        "joint": cause(rate="1 events per 100 lines per month", cause_group="cable", job="cable",
                       repeats={"share": "20 %", "within": "2 days"}),
    }, work_induced={"share": "10 %", "within": "2 days", "cause": "drop", "by": ["cable"],
                     **SOURCE})  # fmt: skip
    months = still.arrivals_end_ms / MONTH_MS
    cable = 20 * months
    # Each cable fault comes back 0.25 times; a tenth of all 1.25 disturb a line.
    assert expected_cases(still) == {
        "non-cable faults": pytest.approx(40 * months),
        "cable faults": pytest.approx(cable),
        "repeats": pytest.approx(cable / 4),
        "faults made by work": pytest.approx(cable * 1.25 / 10),
    }


def test_a_reform_moves_the_forecast() -> None:
    before = busy_town()
    half = before.arrivals_end_ms // 2
    after = busy_town(demand={"install": None, "move": None, "cease": None})
    with_reform = with_phases(before, (half, (), after))
    # Somewhat less than half of the moves: lines grow, and with them what they ask for.
    share = expected_cases(with_reform)["moves"] / expected_cases(before)["moves"]
    assert 0.4 < share < 0.5


def test_an_event_counts_once_for_each_line_that_it_strikes() -> None:
    struck = cause(rate="1 events per 100 lines per month", strikes="3 lines")
    none = {"install": None, "move": None, "cease": None}
    still = busy_town(demand=none, waiting=[], initial=None, patterns={}, work_induced=None,
                      faults={"lightning": struck})  # fmt: skip
    months = still.arrivals_end_ms / MONTH_MS
    assert expected_cases(still) == {"non-cable faults": pytest.approx(3 * 20 * months)}
