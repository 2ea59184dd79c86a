"""The fibre town: the same model in other words, with its own causes and reconnections."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from telesim import kpi
from telesim.eventlog import Kind
from telesim.experiment.estimate import wilson_interval
from telesim.experiment.replicate import run_one
from telesim.scenario import Scenario, load
from telesim.scenario.check import check

FILE = Path(__file__).parents[2] / "scenarios" / "fibre-town.yaml"
SHORT = {"warm_up": "2 weeks", "window": "12 weeks", "follow_up": "4 weeks"}


@pytest.fixture(scope="module")
def town() -> Scenario:
    return load(FILE, settings=SHORT)


def test_the_rates_imply_a_quarter_of_a_report_per_hundred_lines() -> None:
    for implied in check(load(FILE)).faults:
        assert implied.reports_per_100_lines == pytest.approx(0.25, abs=0.005)


def test_validate_speaks_of_fibres() -> None:
    text = "\n".join(check(load(FILE)).lines())
    assert "Demand against OLT places and fibres" in text
    assert "splitter legs: nowhere exhausted" in text
    assert "pairs" not in text


def test_the_stated_share_of_installs_needs_no_visit(town: Scenario) -> None:
    log = run_one(town, 1, 0)
    installs = log.case[(log.kind == Kind.ORDER) & (log.reason == 0)]
    assigned = int(np.isin(log.case[log.kind == Kind.ASSIGNED], installs).sum())
    low, high = wilson_interval(int((log.kind == Kind.RECONNECTED).sum()), assigned, 0.999)
    assert assigned > 300
    assert low < 0.40 < high < 0.60
    table = kpi.measure(town, log).set_index(["kpi", "where"])["value"]
    assert 0 < table["orders_reconnected_share", "{}"] < 100
