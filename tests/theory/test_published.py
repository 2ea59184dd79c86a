"""The scenarios beside published figures: they load, and what judges them judges rightly."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import telesim
from telesim.cli import app
from verification.published import (
    chorus,
    chorus_page,
    universal,
    universal_page,
    wet_year,
    wet_year_page,
)
from verification.published.crossing import at, crossing
from verification.published.figures import Figure, mean_of, share_of
from verification.published.fitting import Fit, Step, fit

MONTHS = (chorus.AUGUST, chorus.JUNE)
CHORUS_OVERLAYS = sorted(chorus.OVERLAYS.glob("*.yaml"))
RAIN = {wet_year.TWO, wet_year.TWELVE}


@pytest.mark.parametrize(
    "file", [*MONTHS, wet_year.BASE, universal.BASE], ids=lambda file: file.stem
)
def test_validate_accepts_every_scenario(file: Path) -> None:
    answer = CliRunner().invoke(app, ["validate", str(file)])
    assert answer.exit_code == 0, answer.output
    assert "more work than crew hours" not in answer.output


@pytest.mark.parametrize("overlay", CHORUS_OVERLAYS, ids=lambda file: file.stem)
def test_every_overlay_of_new_zealand_changes_it_and_no_line(overlay: Path) -> None:
    plain, laid = telesim.load(chorus.AUGUST), telesim.load(chorus.AUGUST, [overlay])
    assert laid != plain
    assert sum(one.lines for one in laid.exchanges) == sum(one.lines for one in plain.exchanges)


def test_every_assumption_is_run_and_every_file_is_an_assumption() -> None:
    named = {one.name for one in (*chorus.VARIANTS[1:], *chorus.SNAPSHOTS)}
    assert named == {file.stem for file in CHORUS_OVERLAYS}
    speeds = {name for names in universal.SPEEDS.values() for name in names}
    assert speeds == {file.stem for file in universal.OVERLAYS.glob("*.yaml")}
    swept = {name for one in wet_year.SWEEPS for name in (*one.overlays, *one.rains)}
    assert swept == {file.stem for file in wet_year.OVERLAYS.glob("*.yaml")}


def test_rain_multiplies_the_faults_of_july_2012_by_1_14() -> None:
    for name in RAIN:
        laid = telesim.load(wet_year.BASE, [wet_year.OVERLAYS / f"{name}.yaml"])
        (rain,) = laid.shocks
        ends_ms = laid.ms_of(rain.on) + rain.lasting
        assert rain.factor == 1.14
        assert laid.ms_of(rain.on) < laid.window_start_ms
        assert ends_ms == laid.window_end_ms


def test_rates_are_the_published_intake_of_the_days_of_each_month() -> None:
    # A mean over the two areas, four lines in five in town; days by the weekdays of the pattern.
    for file, said in zip(MONTHS, (chorus.AUGUST_SAID, chorus.JUNE_SAID), strict=True):
        scenario = telesim.load(file)
        factors = scenario.patterns["faults"].weekdays
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        first = scenario.date_of(scenario.window_start_ms).weekday()
        week = sum(factors[name] for name in names) / 7
        days = sum(factors[names[(first + day) % 7]] / week for day in range(said.days))
        lines = sum(one.lines for one in scenario.exchanges)
        monthly = sum(
            (0.8 * cause.rate["town"].per_line_month + 0.2 * cause.rate["rural"].per_line_month)
            for cause in scenario.faults.values()
        )
        assert lines * monthly * days * 24 / 730.5 == pytest.approx(said.logged, rel=2e-3)


def test_any_number_of_technicians_can_be_set() -> None:
    for wanted in (300, 517, 691):
        ratio = chorus.lines_per_member(wanted, 1_650_000)
        scenario = telesim.load(chorus.AUGUST, settings={chorus.FITTED: ratio})
        assert sum(crew.count for crew in scenario.crews) == wanted


def test_little_s_law_and_the_count_of_what_was_open() -> None:
    # 19,426 in 17 days of 20.8 h: 1,142.7 a day times 0.8667 days.
    said = chorus.AUGUST_SAID
    assert said.by_little == pytest.approx(990.35, abs=0.01)
    assert said.open_before == 1_214
    assert said.old_share == pytest.approx(4.87, abs=0.01)
    # 55 faults of 1,142.7 a day: 0.0481 days of each lie beyond the third.
    assert said.hours_beyond_three_days == pytest.approx(1.155, abs=0.001)


def _queue(crews: int) -> Figure:
    """A mean that falls with the crews: 6 h, and what a single queue with 100 full crews adds."""
    mean = 6 + 240 / (crews - 100) if crews > 100 else 500.0
    return Figure(mean, mean - 1, mean + 1)


@pytest.mark.parametrize("first", [90, 116, 130, 400])
def test_the_fit_finds_the_crews_from_either_side(first: int) -> None:
    found = fit(_queue, 18.0, first, 1_000, 0.01)
    assert found.chosen.crews == 120
    assert found.reached
    low, high = found.allowed
    assert low < 120 < high


def test_a_fit_that_no_number_of_crews_reaches_says_so() -> None:
    found = fit(_queue, 5.0, 116, 300, 0.1)
    assert not found.reached
    assert found.chosen.crews == 300


def test_a_fit_takes_the_nearest_whole_number() -> None:
    found = fit(_queue, 17.0, 110, 1_000, 0.0)
    # 6 + 240 / 22 = 16.91, 6 + 240 / 21 = 17.43.
    assert (found.chosen.crews, found.reached) == (122, True)


POINTS = [
    (80.0, Figure(1, 0.5, 1.5)),
    (90.0, Figure(4, 2, 6.5)),
    (95.0, Figure(8, 5, 11)),
    (98.0, Figure(20, 15, 25)),
]


def test_a_crossing_lies_between_what_is_surely_below_and_surely_above() -> None:
    found = crossing(POINTS, 6)
    assert found.estimate == pytest.approx(92.5)
    assert (found.surely_after, found.surely_before) == (80.0, 98.0)
    assert found.words() == "92.5 %, between 80.0 and 98.0 %"
    assert at(POINTS, 92.5) == pytest.approx(6)


def test_a_level_that_is_never_passed_is_not_guessed() -> None:
    assert crossing(POINTS, 30).words() == "not in the range"
    assert math.isnan(at(POINTS, 99))


def test_a_share_is_a_ratio_of_sums() -> None:
    found = share_of(np.array([10.0, 30.0]), np.array([100.0, 200.0]))
    assert found.mean == pytest.approx(100 * 40 / 300)
    # Residuals 10 - 100 / 7.5 = -10/3 and +10/3 over 150: s = 3.143 %, t = 12.706, n = 2.
    assert found.high - found.mean == pytest.approx(12.706 * 100 * (10 / 3) / 150, rel=1e-3)


def test_what_fits_is_what_the_interval_holds() -> None:
    figure = mean_of([20.0, 21.0, 22.0])
    assert chorus_page.fits(21.5, figure) == "fits"
    assert chorus_page.fits(30.0, figure) == "too low"
    assert chorus_page.fits(10.0, figure) == "too high"


def _judged(june_h: float, old: float) -> chorus.Judged:
    one = Figure(20.8, 20.0, 21.6)
    august = chorus.Week(
        700, Figure(19_000, 18_000, 20_000), one, one, one, one, Figure(old, old, old), one, one
    )
    june = chorus.Week(
        700, one, Figure(june_h, june_h - 1, june_h + 1), one, one, one,
        Figure(old, old - 0.5, old + 0.5), one, one,
    )  # fmt: skip
    found: Fit = fit(_queue, 18.0, 116, 1_000, 0.01)
    return chorus.Judged(chorus.AS_WRITTEN, found, august, june)


def test_the_page_tells_a_miss_from_a_fit() -> None:
    near = chorus_page.section(chorus_page.Chorus(_judged(24.5, 4.9), (), ()))
    far = chorus_page.section(chorus_page.Chorus(_judged(30.0, 1.0), (), ()))
    assert "| June: mean to restore, h | 24.8 | 24.5 (23.5 to 25.5) | fits |" in near
    assert "| June: mean to restore, h | 24.8 | 30.0 (29.0 to 31.0) | too high |" in far
    assert "interval with 1 of the 1 sets (as written)" in near
    assert "interval with 0 of the 1 sets;" in far


def test_figures_outside_are_counted_and_none_that_was_put_in_or_fitted() -> None:
    # The made-up 20.8 stands for open faults too; August's share, 4.9 for sure, is not 4.87.
    near = chorus_page.section(chorus_page.Chorus(_judged(24.5, 4.9), (), ()))
    far = chorus_page.section(chorus_page.Chorus(_judged(30.0, 1.0), (), ()))
    for page, inside, low, high in ((near, 2, 4, 1), (far, 0, 6, 1)):
        words = " ".join(page.split())
        assert "7 were neither put in nor fitted" in words
        assert f"as written {inside} of these lie in" in words
        assert f"{low + high} of the 7 lie outside the interval, {low} too low" in words
        assert f"and {high} too high" in words


def test_every_part_ends_in_what_fits_what_does_not_and_why() -> None:
    one, few, many = Figure(22, 21, 23), Figure(22, 21.9, 22.1), Figure(22, 20, 24)
    fits = {
        "as fast": Fit(22, (Step(33, few), Step(34, Figure(20, 19, 21))), Step(33, few), True),
        "a tenth slower": Fit(22, (Step(36, few), Step(37, Figure(20, 19, 21))),
                              Step(36, few), True),
        "as slow": Fit(22, (Step(35, many), Step(36, Figure(20, 19, 21))), Step(35, many), True),
    }  # fmt: skip
    page = universal_page.section(universal.Universal(35, one, fits))
    end = " ".join(page.partition("### What fits, what does not, and why")[2].split())
    assert "**What fits**: the direction. Universal technicians who are as fast need fewer" in end
    assert "**What does not fit**: universal technicians who are a tenth slower need more" in end
    assert "**Not decided**: universal technicians who are as slow;" in end
    assert "**Why**" in end


def test_technicians_are_tried_once_each_and_fewer_mean_busier() -> None:
    assert wet_year.technicians_for(60.0, (80, 90, 90, 91, 100)) == [75, 67, 66, 60]


def test_a_small_country_is_fitted_and_both_months_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chorus, "OVERLAYS", tmp_path)
    (tmp_path / "small.yaml").write_text(
        "reform: small\nremove: [generate.counties]\n"
        "set: {generate.counties.island: {lines: 24000}}\n",
        encoding="utf-8",
    )
    said: list[str] = []
    effort = chorus.Effort(tmp_path, 2, 3.0, {"warm_up": "1 week", "follow_up": "1 week"})
    small = chorus.Variant("small", "a small island")
    found = chorus.judge(small, effort, 10, said.append)
    assert found.fit.reached
    assert found.august.technicians == found.june.technicians == found.fit.chosen.crews
    assert found.fit.chosen.mean == found.august.mean_h
    # All that is open for over three days is open.
    assert 0 <= found.august.old_share.mean <= 100
    assert 0 < found.august.utilisation.mean < 100
    assert len(said) == len(found.fit.steps) + 2


def test_a_small_patch_is_swept_and_rain_costs_days_where_crews_are_full(tmp_path: Path) -> None:
    settings = {
        "generate.counties.patch.lines": 12_000,
        "start": "2012-05-20",
        "warm_up": "42 days",
        "follow_up": "14 days",
    }
    effort = chorus.Effort(tmp_path, 2, 1.0, settings)
    sweep = wet_year.Sweep("small", (), (wet_year.TWO,), (60, 97))
    found = wet_year.sweep_over(sweep, effort, lambda words: None)
    loose, tight = found.levels
    assert loose.technicians > tight.technicians
    assert loose.utilisation.mean < tight.utilisation.mean
    added = [one.rains[wet_year.TWO].added_days.mean for one in found.levels]
    assert added[0] < 0.5 < added[1]
    assert tight.lead_days.mean > loose.lead_days.mean
    page = wet_year_page.section([found])
    assert f"| {loose.utilisation.mean:.1f} | {loose.technicians} |" in page
    end = page.partition("### What fits, what does not, and why")[2]
    for said in ("**What fits**", "**What does not fit**", "**Why**"):
        assert said in end
