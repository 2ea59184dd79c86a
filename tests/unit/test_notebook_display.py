"""What a notebook shows of each answer, and the figures that analysts ask for by name."""

from __future__ import annotations

import datetime as dt
import math
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

import telesim
from little_town import little_town
from report_runs import CHINESE, SCRIPT, make_run
from telesim.experiment import Result
from telesim.report.notebook.charts import png
from telesim.report.notebook.sheet import Sheet

VOID = {"br"}


class Nesting(HTMLParser):
    """Refuses elements that are not closed in order; collects all texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def words_of(html: str) -> str:
    parser = Nesting()
    parser.feed(html)
    assert parser.open == []
    return " ".join(parser.texts).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return make_run(tmp_path_factory.mktemp("named"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_town(tmp_path_factory.mktemp("town"))


def test_a_result_shows_verdicts_with_units_and_intervals_and_escapes_names(result: Result) -> None:
    html = telesim.as_html(result)
    assert "<script" not in html and "&lt;script&gt;" in html and "<b>" not in html
    said = words_of(html)
    assert CHINESE in said
    for verdict in result.verdicts:
        if verdict.level == "whole" and verdict.ci_low is not None:
            assert telesim.in_words(verdict).split(",")[0] in said
    assert "NaN" not in html and "nan" not in said
    sign = {"met": "✓", "missed": "✗", "undecided": "?"}
    shown = [v.verdict for v in result.verdicts if v.level == "whole"]
    assert all(f"{sign[word]} {word}" in said for word in shown)
    assert "<details>" in html  # further figures are there, folded
    assert result.scenario.question in said


def test_a_scenario_shows_its_question_targets_and_what_is_assumed(result: Result) -> None:
    said = words_of(telesim.as_html(result.scenario))
    assert all(name in said for name in result.scenario.targets)
    assert "Assumed" in said


def test_texts_are_escaped_wherever_they_stand_on_a_sheet() -> None:
    sheet, bad = Sheet(), "<img src=x onerror=alert(1)>&"
    sheet.title(bad)
    sheet.print(bad)
    sheet.print(bad, style="bold")
    table = Table()
    table.add_column(bad)
    table.add_column("Verdict")
    table.add_row(bad, Text(bad, style="red"))
    table.add_row(bad, "", style="bold")
    sheet.print(table)
    with sheet.folded(bad):
        sheet.print(bad)
    html = sheet.as_html()
    assert "<img" not in html
    assert words_of(html).count(bad) == 9


def test_an_empty_fold_leaves_nothing_and_signs_stand_beside_colours() -> None:
    sheet = Sheet()
    with sheet.folded("nothing"):
        sheet.print()
    assert "details" not in sheet.as_html()
    table = Table()
    table.add_column("Is")
    for word in ("met", "missed", "undecided", "better", "worse", "neither"):
        table.add_row(word)
    sheet.print(table)
    said = words_of(sheet.as_html())
    for sign, word in zip("✓✗?✓✗", ("met", "missed", "undecided", "better", "worse"), strict=True):
        assert f"{sign} {word}" in said
    assert "✓ neither" not in said and "? neither" not in said


def luminance(colour: str) -> float:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_verdicts_have_the_contrast_of_wcag_aaa() -> None:
    from telesim.report.notebook.sheet import _TONES

    for style in _TONES.values():
        ground, ink = re.findall(r"#[0-9a-f]{6}", style)
        assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 7


def test_chosen_figures_carry_units_and_refuse_what_is_not_there(result: Result) -> None:
    made = telesim.figures(result, "time_to_restore_mean", where=[{"cause_group": "non-cable"}])
    row = result.kpi("time_to_restore_mean", cause_group="non-cable")
    told = telesim.in_words(row)
    assert told.endswith(")") and " h (" in told
    said = words_of(telesim.as_html(made))
    assert told.split(" (")[0] in said and "non-cable" in said
    with pytest.raises(KeyError, match="did you mean time_to_restore_mean"):
        telesim.figures(result, "time_to_restore_meen")
    with pytest.raises(KeyError, match="no KPI 'time_to_restore_mean' for nowhere"):
        telesim.figures(result, "time_to_restore_mean", where=[{"area": "nowhere"}])


def test_words_of_figures() -> None:
    assert telesim.in_words(14.321, 13.9, 14.7, "h") == "14.3 h (13.9 to 14.7)"
    assert telesim.in_words(0.7359, math.nan, 0.772) == "0.74 (at most 0.77)"
    assert telesim.in_words(0.7359, 0.7, None) == "0.74 (at least 0.70)"
    assert telesim.in_words(None, unit="h") == "no cases"
    with pytest.raises(TypeError, match="got list, need a verdict"):
        telesim.in_words([])


def test_a_target_is_found_by_its_name(result: Result) -> None:
    name = result.verdicts[0].name
    assert result.target(name).name == name
    with pytest.raises(KeyError, match=f"no target 'x'; there are {name}"):
        result.target("x")


def test_repairs_add_up_and_agree_with_the_kpi(result: Result) -> None:
    from telesim.experiment.parts import PARTS

    frame = telesim.repairs(result, 1)
    assert len(frame) and frame["hours"].is_monotonic_decreasing
    assert frame[list(PARTS)].sum(axis=1).to_numpy() == pytest.approx(frame["hours"].to_numpy())
    one = result.replications[result.replications["replication"] == 1]
    for group, rows in frame.groupby("cause_group"):
        found = one[
            (one["kpi"] == "time_to_restore_mean")
            & (one["where"] == f'{{"cause_group": "{group}"}}')
        ]
        if len(found):
            assert rows["hours"].mean() == pytest.approx(float(found["value"].iloc[0]))
            assert len(rows) == int(found["n"].iloc[0])
    closed = frame.dropna(subset=["restored"])
    took = (closed["restored"] - closed["reported"]).dt.total_seconds() / 3600
    assert took.to_numpy() == pytest.approx(closed["hours"].to_numpy(), abs=1e-6)
    assert telesim.repairs(result.folder).equals(frame)


def test_the_life_of_the_longest_repair_and_of_one_by_name(result: Result) -> None:
    frame = telesim.repairs(result)
    told = telesim.life(result)
    assert told.case == frame["case"].iloc[0]
    assert sum(told.parts.values()) == pytest.approx(told.hours)
    assert told.events[-1][1] and told.title.startswith(f"{told.case}: a fault")
    last = frame["case"].iloc[-1]
    assert telesim.life(result, last.lower()).case == last
    html = telesim.as_html(told)
    assert "<script" not in html
    assert told.events[0][1] in words_of(html)
    with pytest.raises(ValueError, match=r"no case 999999"):
        telesim.life(result, "F999999")


def test_without_logs_it_says_how_to_keep_them(town: Path, tmp_path: Path) -> None:
    bare = telesim.run(town, replications=1, out=tmp_path)
    for ask in (telesim.repairs, telesim.life):
        with pytest.raises(ValueError, match=r"kept: none\); run the scenario again with keep_log"):
            ask(bare)
    with pytest.raises(ValueError, match="found no run, need the folder of one run"):
        telesim.repairs(tmp_path / "nowhere")


def test_run_out_agrees_with_the_table_of_exchanges(result: Result) -> None:
    dates = telesim.run_out(result)
    assert sorted(dates["exchange"]) == sorted(result.exchanges["exchange"])
    middle = dict(zip(dates["exchange"], dates["middle"], strict=True))
    order = dict(zip(dates["exchange"], dates["order_by"], strict=True))
    for row in result.exchanges.itertuples(index=False):
        assert middle[row.exchange] == row.exhausted
        assert order[row.exchange] == row.order_by
    lacking = replace(result, replication_count=result.replication_count + 1)
    with pytest.raises(telesim.RunError, match="is missing or damaged; run the scenario again"):
        telesim.run_out(lacking)


def test_exchanges_that_fill_are_dated_first_to_last(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    from telesim.experiment.store import Store
    from telesim.report.fill_chart import fill_figure

    made = telesim.run(town, replications=3, out=tmp_path)
    day_ms, read = 86_400_000, Store.read

    def full(self: Store, part: str, number: int) -> pd.DataFrame | None:
        table = read(self, part, number)
        if part == "exchanges" and table is not None:
            table["exhausted_ms"] = [number * 100 * day_ms, -1 if number > 1 else 500 * day_ms]
            table["lead_days"] = 10.0
        return table

    monkeypatch.setattr(Store, "read", full)
    dates = telesim.run_out(made)
    start = made.scenario.start
    first, second = dates.itertuples(index=False)
    expected = [start + dt.timedelta(days=days) for days in (100, 200, 300)]
    assert [first.earliest, first.middle, first.latest] == expected
    assert first.order_by == start + dt.timedelta(days=190)
    assert first.order_by_earliest == start + dt.timedelta(days=90)
    assert (first.full_in, second.full_in, second.middle) == (3, 1, None)
    headline = fill_figure(made).get_suptitle()
    assert headline == f"{first.exchange} runs out of ports first, about {first.middle}"


@pytest.mark.parametrize("name", ["restore", "weeks", "fill"])
def test_charts_of_a_result_are_pictures(result: Result, name: str) -> None:
    figure = telesim.chart(result, name)
    assert png(figure).startswith(b"\x89PNG")
    assert figure.get_suptitle()
    assert any(axes.get_xlabel() for axes in figure.axes) or name == "weeks"


def test_charts_that_are_not_there_are_refused_by_name(result: Result) -> None:
    with pytest.raises(ValueError, match="no chart 'x' of Result; there are restore, weeks, fill"):
        telesim.chart(result, "x")
    with pytest.raises(TypeError, match="got int, which has no chart"):
        telesim.chart(3)
    with pytest.raises(TypeError, match="got int, need what a verb gives back"):
        telesim.as_html(3)


def test_a_comparison_and_its_chart_about_one_figure(town: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow.yaml"
    slow.write_text("reform: slow\nset: {teams.field.skills.repair.speed: 0.5}\n", encoding="utf-8")
    found = telesim.compare(town, f"{town}+{slow}", out=tmp_path / "out", replications=4)
    said = words_of(telesim.as_html(found))
    change = telesim.in_words(found.compared[0])
    assert change in said and f" {found.compared[0].relation}" in said
    name = found.compared[0].figure.name
    assert len(telesim.chart(found, about=name).axes) == 1
    with pytest.raises(ValueError, match="no figure 'x'; there are"):
        telesim.chart(found, about="x")


def test_a_sweep_and_a_study_of_turns(town: Path, tmp_path: Path) -> None:
    swept = telesim.sweep(town, {"crews.field.count": "1..2"}, replications=2, out=tmp_path)
    said = words_of(telesim.as_html(swept))
    assert "crews.field.count" in said and "Mean (95 % interval)" in said
    assert telesim.chart(swept).axes
    found = telesim.sensitivity(
        town, turns=["crews.field.count=1..2"], points=2, replications=2, out=tmp_path
    )
    said = words_of(telesim.as_html(found))
    assert "over crews.field.count" in said and "at every value" in said
    with pytest.raises(ValueError, match=r"no curve .x.; there are crews"):
        telesim.chart(found, "curve", about="x")


def test_in_a_notebook_answers_are_shown_and_importing_stays_cheap() -> None:
    shown = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import telesim
assert not {"pandas", "matplotlib", "telesim.report"} & set(sys.modules), "something was loaded"
telesim._show_in_notebooks()
assert not {"pandas", "telesim.report"} & set(sys.modules), "something was loaded"
from telesim.report.notebook.figures import Figures
made = Figures((("a <b>", "", "1 h", "", "3"),))
data, _ = shell.display_formatter.format(made)
print(data["text/html"])
from matplotlib.figure import Figure
data, _ = shell.display_formatter.format(Figure(figsize=(1, 1)))
print(sorted(data))
"""
    done = subprocess.run(
        [sys.executable, "-c", shown], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "a &lt;b&gt;" in done.stdout and "image/png" in done.stdout


def test_mistakes_are_told_without_a_traceback_and_defects_with_one() -> None:
    """In a running IPython: the error of a verb, of telesim's inside, and of the reader's own."""
    cells = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
import telesim
for cell in ("import telesim; telesim.load('none.yaml')", "%tb", "1 / 0",
             "from telesim.simulation.agenda import SimulationError as E; raise E('broken')"):
    print("==", cell)
    shell.run_cell(cell)
"""
    done = subprocess.run(
        [sys.executable, "-c", cells], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    _, told, where, own, defect = done.stdout.split("== ")
    assert "ScenarioError: none.yaml: there is no such file" in told
    assert "Traceback" not in told and "loading.py" not in told
    assert "loading.py" in where, "asked for, the place is told"
    assert "Traceback" in own and "ZeroDivisionError" in own
    assert "Traceback" in defect and "broken" in defect


def test_checks_are_shown_as_tables(town: Path, tmp_path: Path) -> None:
    words = {"out": tmp_path, "baselines": tmp_path / "baselines"}
    telesim.baseline(town, replications=2, **words)
    found = telesim.check(town, **words)
    said = words_of(telesim.as_html(found))
    assert "none moved" in said
    assert words_of(telesim.as_html(found[0])) == said
    assert isinstance(found, list)


def test_names_of_counties_are_drawn_as_written(result: Result) -> None:
    from telesim.report.look import picture_text

    assert SCRIPT in result.scenario.counties
    with picture_text():
        assert png(telesim.chart(telesim.life(result))).startswith(b"\x89PNG")
