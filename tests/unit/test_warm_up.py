from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from kpi_log import town
from stand_in import Engine
from telesim.experiment import replicate, run
from telesim.experiment.warm_up import BATCH, WarmUpAdvice, mser5, warm_up_advice
from telesim.report.stopping_words import warm_up_words

WEEKS = 60


def ar1(rng: np.random.Generator, start: float, weeks: int, carried: float) -> NDArray[np.float64]:
    values = np.empty(weeks)
    level = start
    for week in range(weeks):
        level = carried * level + rng.normal()
        values[week] = level
    return values


def test_it_cuts_what_is_far_from_the_rest_and_nothing_else() -> None:
    rng = np.random.default_rng(5)
    settled = rng.normal(10, 1, WEEKS)
    high = settled.copy()
    high[:13] += 30
    assert mser5(high) == 15  # whole batches
    assert mser5(np.full(WEEKS, 3.0)) == 0
    assert mser5(settled[: 10 * BATCH - 1]) is None  # too few to tell
    # What grows without end settles nowhere.
    assert mser5(np.arange(float(WEEKS))) is None


def test_it_takes_the_start_out_of_a_series_that_remembers() -> None:
    # STATISTICS 3: AR(1) with .95 from +20, of mean 0: a bias of .127 becomes .009.
    rng = np.random.default_rng(7)
    whole, rest = [], []
    for _ in range(200):
        values = ar1(rng, 20.0, 3_000, 0.95)
        whole.append(values.mean())
        cut = mser5(values)
        assert cut is not None
        rest.append(values[cut:].mean())
    error = np.std(rest, ddof=1) / np.sqrt(len(rest))
    assert np.mean(whole) == pytest.approx(0.127, abs=4 * error)
    assert abs(np.mean(rest)) < 4 * error
    assert np.mean(whole) - np.mean(rest) > 0.06


def series(**columns: NDArray[np.float64]) -> pd.DataFrame:
    """Two replications, each a little off the given mean."""
    at = pd.date_range("2001-01-01", periods=WEEKS, freq="7D")
    parts = [
        pd.DataFrame(
            {"replication": k, "at": at, "family": name.split("_")[0], "series": name, "value": v}
        )
        for name, values in columns.items()
        for k, v in ((1, values + 5), (2, values - 5))
    ]
    return pd.concat(parts, ignore_index=True)


def test_advice_names_the_series_that_settles_last() -> None:
    calm = np.full(WEEKS, 10.0)
    late, later = calm.copy(), calm.copy()
    late[:12] += 20
    later[:18] += 20
    told = series(backlog_calm=calm, backlog_late=late, backlog_later=later, fill_x=later)
    short = town(warm_up="4 weeks")
    assert warm_up_advice(short, told) == WarmUpAdvice("backlog_later", 20, 4.0)
    # A warm-up into the last batch that is cut is taken for long enough.
    assert warm_up_advice(town(warm_up="15 weeks"), told) is not None
    assert warm_up_advice(town(warm_up="16 weeks"), told) is None
    assert warm_up_advice(short, series(backlog_calm=calm, fill_x=later)) is None


def test_a_run_says_so_only_where_the_warm_up_looks_too_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "replicate", Engine().replicate)
    found = run(town(), replications=2, out=tmp_path)
    assert warm_up_words(found) == ""
    late = np.full(WEEKS, 10.0)
    late[:18] += 20
    asked = replace(found, series=series(backlog=late))
    assert warm_up_words(asked) == (
        "Warm-up: 1.4 weeks look too short; to settle, the backlog may need about 20 weeks. "
        "This is advice (MSER-5), which takes a season for settling too; nothing is left out."
    )
    # Nothing is: the figures are those of the whole window.
    assert asked.verdicts == found.verdicts
