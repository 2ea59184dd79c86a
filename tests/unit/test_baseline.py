from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from telesim.experiment.regression import baseline as filed
from telesim.experiment.regression.baseline import Baseline, BaselineError, Recipe
from telesim.experiment.regression.causes import Makings, causes, draws_of, inputs_of
from telesim.experiment.regression.check import shifts
from telesim.experiment.regression.samples import Row, Sample
from telesim.experiment.regression.watched import Allowance, allowances
from telesim.kpi.catalogue import where_key
from telesim.scenario import load

MEAN = Row("time_to_restore_mean", where_key({"cause_group": "电缆 <b>"}))
COUNT = Row("faults_reported", "{}")
NEVER = Row("supply_time_mean", "{}")
MADE = Makings("a" * 12, {"crews": "1"}, {"faults": "2"}, {"simulation": "3"}, {"numpy": "2.0"})
RECIPE = Recipe("../../scenarios/town.yaml", ("../../r.yaml",), {"window": "8 weeks"})


def made(**changes: object) -> Baseline:
    samples = {
        MEAN: Sample("h", np.array([10.0, 12.5, 11.0]), np.array([4.0, 2.0, 4.0])),
        COUNT: Sample("faults", np.array([7.0, 7.0, 7.0]), None),
        NEVER: Sample("days", np.full(3, np.nan), None),
    }
    words: dict[str, object] = {
        "name": "town",
        "recipe": RECIPE,
        "seed": 1,
        "replications": 3,
        "made_of": MADE,
        "targets": {"repair": "met"},
        "samples": samples,
        "estimates": {
            MEAN: (10.9, 9.0, 12.8),
            COUNT: (7.0, 7.0, 7.0),
            NEVER: (None, None, None),
        },
    }
    return Baseline(**{**words, **changes})  # type: ignore[arg-type]


def test_a_baseline_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = filed.write(made(), tmp_path, "town")
    again = filed.read(path)
    assert (again.name, again.recipe, again.seed) == ("town", RECIPE, 1)
    assert (again.made_of, again.targets, again.replications) == (MADE, {"repair": "met"}, 3)
    assert list(again.samples) == [MEAN, COUNT, NEVER]
    assert all(again.samples[row].equals(sample) for row, sample in made().samples.items())
    assert again.text() == path.read_text(encoding="utf-8")
    assert '"values": 7' in again.text() and "电缆 <b>" in again.text()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("", "half"), "is no whole JSON"),
        (('"baseline": 1', '"baseline": 2'), "is of version 2, this telesim knows 1"),
        (('"baseline": 1', '"other": 1'), "is no baseline"),
        (("12.5", "12.6"), "its mean 10.9 is not that of its values"),
        (("12.5", "NaN"), "NaN is no number"),
        (("[10, 12.5, 11]", "[10, 12.5]"), "2 values, not 3"),
        (('"seed": 1,', ""), "no 'seed'"),
        (('"replications": 3', '"replications": "3"'), "no whole number"),
        (('"kpi": "faults_reported"', '"kip": "x"'), "no 'kpi'"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    path = filed.write(made(), tmp_path, "town")
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    text = text[: len(text) // 2] if change[1] == "half" else text.replace(*change)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match=r"town\.json") as problem:
        filed.read(path)
    assert told in str(problem.value)
    assert f"delete {path}, then telesim baseline SCENARIO" in str(problem.value)
    # Nothing is overwritten either, until it is taken out by hand.
    with pytest.raises(BaselineError):
        filed.write(made(), tmp_path, "town")
    assert path.read_text(encoding="utf-8") == text
    path.unlink()  # what was advised leads out
    assert filed.read(filed.write(made(), tmp_path, "town")).samples


def test_the_baseline_of_another_recipe_is_not_replaced(tmp_path: Path) -> None:
    path = filed.write(made(), tmp_path, "town")
    before = path.read_bytes()
    with pytest.raises(BaselineError, match="--name"):
        filed.write(made(recipe=Recipe("../../other.yaml")), tmp_path, "town")
    assert path.read_bytes() == before
    filed.write(made(seed=5), tmp_path, "town")
    assert filed.read(path).seed == 5


def shift(was: Sample, now: Sample | None, allowed: Allowance, **words: object):  # type: ignore[no-untyped-def]
    base = made(samples={MEAN: was})
    found = {} if now is None else {MEAN: now}
    words = {"exact": False, "seed": 1, **words}
    [one] = shifts(base, found, {MEAN: allowed}, **words)  # type: ignore[arg-type]
    return one


JUDGED = Allowance(within=1.0, judged=True)
OLD = Sample("h", np.array([10.0, 12.0, 11.0, 13.0, 9.0, 11.0]), None)


def test_verdicts_on_one_kpi() -> None:
    rise = Sample("h", OLD.values + 8 + np.array([0.1, 0, -0.1, 0.1, 0, -0.1]), None)
    moved = shift(OLD, rise, JUDGED)
    assert (moved.verdict, moved.direction, moved.better, moved.how) == (
        "moved", "up", False, "pairs",
    )  # fmt: skip
    fall = shift(rise, OLD, JUDGED)
    assert (fall.verdict, fall.direction, fall.better) == ("moved", "down", True)
    slight = Sample("h", OLD.values + np.array([0.1, 0, -0.1, 0.2, 0, -0.1]), None)
    assert shift(OLD, slight, JUDGED).verdict == "same"
    assert shift(OLD, slight, JUDGED, exact=True).verdict == "moved"
    assert shift(OLD, OLD, JUDGED, exact=True).how == "identical"
    # Another seed shares no draws, so the same values are two samples like any other.
    apart = shift(OLD, OLD, JUDGED, seed=2)
    assert (apart.verdict, apart.how) == ("undecided", "two samples")
    assert apart.needed is not None and apart.needed > 6
    assert shift(OLD, OLD, Allowance(within=5.0), seed=2).verdict == "same"


def test_fewer_replications_are_compared_with_as_many_of_the_baseline() -> None:
    fewer = shift(OLD, OLD.first(2), JUDGED, exact=True)
    assert (fewer.verdict, fewer.how, fewer.was, fewer.n_was) == ("same", "identical", 11.0, 2)
    more = Sample("h", np.append(OLD.values, 90.0), None)
    assert shift(OLD, more, JUDGED, exact=True).how == "identical"
    one = shift(OLD, Sample("h", np.array([10.5]), None), JUDGED)
    assert (one.verdict, one.note) == ("undecided", "an interval needs two replications")


def test_kpis_that_come_and_go() -> None:
    gone = shift(OLD, None, JUDGED)
    assert (gone.verdict, gone.note) == ("moved", "is not told any more")
    other = shift(OLD, Sample("days", OLD.values, None), JUDGED)
    assert (other.verdict, other.note) == ("moved", "was in h, is in days")
    none = Sample("h", np.full(6, np.nan), None)
    assert shift(OLD, none, JUDGED).note == "no cases now"
    assert shift(none, OLD, JUDGED).note == "no cases in the baseline"
    assert shift(none, none, JUDGED, seed=2).verdict == "same"
    [lacking] = shifts(
        made(samples={}), {MEAN: OLD, COUNT: OLD}, {MEAN: JUDGED, COUNT: Allowance()},
        exact=False, seed=1,
    )  # fmt: skip
    assert (lacking.kpi, lacking.verdict) == (MEAN.kpi, "undecided")
    assert "not in the baseline" in lacking.note
    assert json.dumps(lacking.as_json(), allow_nan=False)


TOWN = """
extends: {base}
tolerances:
  repair: {{kpi: time_to_restore_mean, where: {{cause_group: non-cable}}, within: 2 h}}
  early: {{kpi: supply_time_mean, within: 12 h, relative: 20 %, for_each: county}}
{more}
targets:
  waits: {{kpi: open_faults_mean, at_most: 9, margin: 3}}
  bare: {{kpi: open_faults_max, at_most: 90}}
"""
QUICKSTART = Path(__file__).parents[2] / "scenarios" / "quickstart"


def town(folder: Path, more: str = "") -> Path:
    for file in (QUICKSTART.with_suffix(".yaml"), *QUICKSTART.glob("*.csv")):
        to = folder / file.relative_to(QUICKSTART.parent)
        to.parent.mkdir(exist_ok=True)
        to.write_bytes(file.read_bytes())
    path = folder / "town.yaml"
    path.write_text(TOWN.format(base="quickstart.yaml", more=more), encoding="utf-8")
    return path


def test_tolerances_come_from_the_scenario_then_a_margin_then_the_default(tmp_path: Path) -> None:
    scenario = load(town(tmp_path))
    told = [Row("orders_received", "{}"), Row("orders_received", where_key({"area": "town"}))]
    found = allowances(scenario, told)
    repair = found[Row("time_to_restore_mean", where_key({"cause_group": "non-cable"}))]
    assert (repair.of(20.0), repair.said_by, repair.judged) == (2.0, "tolerances.repair", True)
    [county] = scenario.counties
    for where in ({}, {"county": county}):
        early = found[Row("supply_time_mean", where_key(where))]
        assert (early.of(1.0), early.of(10.0)) == (0.5, 2.0)
    assert found[Row("open_faults_mean", "{}")].of(5.0) == 3.0
    bare = found[Row("open_faults_max", "{}")]
    assert (bare.of(10.0), bare.said_by, bare.judged) == (0.5, "default", True)
    other = found[Row("orders_received", "{}")]
    assert (other.said_by, other.judged) == ("default", False)
    assert told[1] not in found
    general = allowances(load(town(tmp_path, "  rest: {kpi: all, relative: 10 %}")), told)
    rest = general[Row("orders_received", "{}")]
    assert (rest.of(50.0), rest.said_by, rest.judged) == (5.0, "tolerances.rest", True)


def test_causes_name_what_changed(tmp_path: Path) -> None:
    path = town(tmp_path)
    before = load(path)
    after = load(path, settings={"crews.field.count": 3})
    old = Makings("1", inputs_of(before), draws_of(before, 1), {"simulation": "x"}, {"numpy": "1"})
    new = Makings("2", inputs_of(after), draws_of(after, 1), {"simulation": "y"}, {"numpy": "2"})
    found = causes(old, 1, new, 1)
    assert (found.inputs, found.draws) == (("crews",), ("absent",))
    assert (found.source, found.versions) == (("simulation",), ("numpy 1 -> 2",))
    assert found.sentences() == [
        "Inputs: changed in crews.",
        "Draws: changed in absent.",
        "Source of the model: changed in simulation.",
        "Versions: changed in numpy 1 -> 2.",
    ]
    assert causes(old, 1, old, 1).nothing
    assert causes(old, 1, old, 2).sentences()[0] == "Seed: 2, the baseline has 1."
    seeded = draws_of(before, 2)
    assert seeded.keys() == old.draws.keys() and seeded["faults"] != old.draws["faults"]
    # Tolerances judge replications; they make none.
    changed = inputs_of(load(path, settings={"tolerances.repair.within": "3 h"}))
    assert changed == inputs_of(before)
