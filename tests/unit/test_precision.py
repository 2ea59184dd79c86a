from __future__ import annotations

import math
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from kpi_log import town
from proofs import stopping
from stand_in import Engine
from telesim.experiment import Result, replicate, run
from telesim.experiment.precision import (
    FIRST,
    MOST,
    Precision,
    PrecisionError,
    Reading,
    Stop,
    next_look,
)
from telesim.experiment.until_precise import Stopped, Stopping
from telesim.report.stopping_words import stopping_lines
from telesim.report.tables import print_result

FIVE = Precision(0.05)
UPPER = {"time": {"kpi": "time_to_restore_mean", "at_most": "24 h", "over": "year"}}
#: The true mean itself: no verdict can be expected.
EVEN = {"time": {**UPPER["time"], "at_most": "15 h"}}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(replicate, "replicate", made.replicate)
    return made


def reading(**changed: float | bool) -> Reading:
    values = {"mean": 10.0, "half": 2.0, "deciding_half": 3.0, "limit": 11.0, "usable": 20}
    return Reading(**{**values, "decided": False, **changed})  # type: ignore[arg-type]


# -- the rule --------------------------------------------------------------------------------------


def test_a_precision_is_written_as_a_planner_writes_it() -> None:
    assert Precision.of("5 %") == Precision.of(0.05) == Precision(0.05, MOST)
    assert Precision.of("2.5 %", 80) == Precision(0.025, 80)
    assert Precision.asked(None, None, 30) is None


@pytest.mark.parametrize(
    ("wanted", "at_most", "replications", "said"),
    [
        ("5", None, None, "precision: "),
        ("0 %", None, None, "got 0 %"),
        ("100 %", None, None, "got 100 %"),
        (1.5, None, None, "got 150 %"),
        (math.nan, None, None, "got nan %"),
        ("5 %", 19, None, "got 19 replications, need 20 or more"),
        ("5 %", None, 30, "need one of the two"),
        (None, 30, None, "need a precision beside it"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    wanted: str | float | None, at_most: int | None, replications: int | None, said: str
) -> None:
    with pytest.raises(PrecisionError, match=said):
        Precision.asked(wanted, at_most, replications)


def test_the_ladder_goes_from_the_first_look_to_the_budget() -> None:
    assert FIVE.looks == (20, 25, 32, 40, 50, 63, 79, 99, 124, 155, 194, 200)
    assert Precision(0.05, FIRST).looks == (FIRST,)
    assert Precision(0.05, 25).looks == (20, 25)
    assert FIVE.confidence == pytest.approx(1 - 0.05 / 12)


def test_a_target_stops_by_precision_before_verdict_and_not_without_a_figure() -> None:
    narrow = 10 * 0.05 / 1.05
    assert reading(half=narrow, decided=True).stopped_by(FIVE) == "precision"
    assert reading(half=narrow * 1.001).stopped_by(FIVE) is None
    assert reading(half=narrow * 1.001, decided=True).stopped_by(FIVE) == "verdict"
    assert reading(mean=-10.0, half=narrow).stopped_by(FIVE) == "precision"
    assert reading(mean=math.nan, half=math.nan, usable=0).stopped_by(FIVE) == "no case"
    assert reading(half=math.nan, usable=1).stopped_by(FIVE) is None
    # A figure that is 0 in every replication cannot become narrower.
    assert reading(mean=0.0, half=0.0).stopped_by(FIVE) == "precision"


def test_the_worst_target_sets_the_next_look() -> None:
    near, far = reading(half=0.5), reading(half=0.65)
    assert next_look([near], FIVE, 20) == 25  # at least the next one
    assert next_look([near, far], FIVE, 20) == 32  # 20 × (0.65 / 0.476)² = 37
    assert next_look([near, far, reading(half=5.0, limit=10.0)], FIVE, 20) == 40  # twice at most
    # What a verdict needs counts where it is less: 20 × (3 / 2.8)² = 23.
    assert next_look([reading(half=5.0, limit=12.8)], FIVE, 20) == 25
    # What cannot be told is taken for much.
    assert next_look([reading(mean=0.0, half=1.0, limit=0.0)], FIVE, 20) == 40
    # Nobody asks, or nothing is left.
    assert next_look([reading(half=0.1), reading(decided=True)], FIVE, 20) is None
    assert next_look([far], FIVE, 200) is None
    assert next_look([far], FIVE, 194) == 200


@pytest.mark.parametrize("law", [stopping.normal, stopping.lognormal])
def test_the_interval_holds_the_truth_where_the_rule_stops(law: stopping.Law) -> None:
    # 400 studies at a cv of 1; `make prove` has the exact figures.
    samples = law(np.random.default_rng(20011123), 400, stopping.WIDE.at_most, 1.0)
    found = [stopping.stopped(row, math.nan, stopping.WIDE) for row in samples]
    assert {one.stopped_by(stopping.WIDE) for one in found} == {"precision"}
    assert np.mean([abs(one.mean - stopping.MEAN) <= one.half for one in found]) >= 0.90
    # γ/(1+γ) of what was found keeps it within γ of the truth, as often as the interval holds.
    off = [abs(one.mean - stopping.MEAN) / stopping.MEAN for one in found]
    assert np.mean([one <= stopping.WIDE.share for one in off]) >= 0.90


# -- a run -----------------------------------------------------------------------------------------


def test_a_run_stops_at_the_first_look_at_which_its_target_is_precise(
    engine: Engine, tmp_path: Path
) -> None:
    found = run(town(targets=EVEN), precision="6 %", out=tmp_path)
    assert found.stopping is not None
    [target] = found.stopping.targets
    reach = Precision(0.06).reach
    assert (target.by, found.verdict) == ("precision", "undecided")
    assert target.found is not None and target.found <= reach
    assert engine.calls == list(range(1, found.replication_count + 1))
    # Uniform from 10 to 20: 25 are about what it takes, and 20 were looked at before.
    assert FIRST < found.replication_count <= 50
    row = run(town(targets=EVEN), replications=FIRST, out=tmp_path).kpi("time_to_restore_mean")
    assert row["ci_high"] - row["mean"] > reach * row["mean"]


def test_a_verdict_that_is_decided_stops_what_is_not_precise(
    engine: Engine, tmp_path: Path
) -> None:
    found = run(town(targets=UPPER), precision="1 %", out=tmp_path)
    assert found.replication_count == FIRST
    assert found.stopping is not None
    assert [one.by for one in found.stopping.targets] == ["verdict"]
    assert found.as_json()["precision"] == {
        "wanted_percent": 1,
        "at_most": MOST,
        "targets": [
            {
                "name": "time",
                "where": {},
                "stopped_by": "verdict",
                "found_percent": pytest.approx(100 * (found.stopping.targets[0].found or 0), 1e-3),
            }
        ],
    }


def test_the_budget_ends_it_and_says_so(engine: Engine, tmp_path: Path) -> None:
    found = run(town(targets=EVEN), precision="1 %", at_most=30, out=tmp_path)
    assert found.replication_count == 30
    assert found.stopping is not None
    assert [one.by for one in found.stopping.targets] == ["budget"]
    assert found.verdict == "undecided"


def test_what_is_filed_counts_and_does_not_move_where_it_stops(
    engine: Engine, tmp_path: Path
) -> None:
    run(town(targets=EVEN), replications=22, out=tmp_path)
    again = run(town(targets=EVEN), precision="1 %", at_most=25, out=tmp_path)
    assert engine.calls == list(range(1, 26))
    assert (again.replication_count, again.computed) == (25, 3)
    # With more filed than the rule asks for, it stops where it would have stopped without them.
    wide = run(town(targets=EVEN), precision="20 %", out=tmp_path)
    assert (wide.replication_count, wide.computed) == (FIRST, 0)


def test_one_progress_over_all_steps(engine: Engine, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    run(
        town(targets=EVEN), precision="1 %", at_most=32, out=tmp_path,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen[0] == (0, 20)
    assert seen[-1] == (32, 32)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_target_without_a_case_is_not_waited_for(engine: Engine, tmp_path: Path) -> None:
    targets = {**UPPER, "none": {"kpi": "supply_time_mean", "at_most": "5 days", "over": "year"}}
    found = run(town(targets=targets), precision="20 %", out=tmp_path)
    assert found.replication_count == FIRST
    assert found.stopping is not None
    assert [one.by for one in found.stopping.targets] == ["precision", "no case"]


def test_without_targets_nothing_could_be_precise(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(PrecisionError, match="has no targets"):
        run(town(targets={}), precision="5 %", out=tmp_path)
    assert engine.calls == []


# -- its words -------------------------------------------------------------------------------------


def stopped_result(engine: Engine, tmp_path: Path, **by: Stop) -> Result:
    found = run(town(targets=UPPER), replications=3, out=tmp_path)
    targets = tuple(Stopped(name, {}, how, 0.034) for name, how in by.items())
    return replace(found, stopping=Stopping(FIVE, 63, targets))


def test_each_target_is_told_by_what_it_stopped(engine: Engine, tmp_path: Path) -> None:
    asked = stopped_result(
        engine, tmp_path, a="precision", b="verdict", c="no case", time="budget", d="precision"
    )
    assert stopping_lines(asked) == [
        "Precision of 5 %: stopped after 63 replications, at the most that it may take.",
        "  stopped by precision: a (±3.4 %), d (±3.4 %)",
        "  stopped by verdict, decided before the interval was so narrow: b (±3.4 %)",
        "  not waited for, as no case came up: c",
        "  stopped by the budget, undecided: time (±3.4 %)",
        "    (time: the table's verdict is that of one look at 95 %; a rule that may look 12 times "
        "asks for 99.6 %)",
    ]
    assert stopping_lines(replace(asked, stopping=None)) == []
    out = StringIO()
    print_result(asked, out)
    assert "stopped by verdict, decided before" in out.getvalue()


def test_a_county_is_named_beside_its_target(engine: Engine, tmp_path: Path) -> None:
    found = stopped_result(engine, tmp_path)
    east = (Stopped("a", {"county": "East"}, "precision", None),)
    told = replace(found, stopping=Stopping(FIVE, 20, east))
    assert stopping_lines(told) == [
        "Precision of 5 %: stopped after 20 replications, as no target asks for more.",
        "  stopped by precision: a in East",
    ]
