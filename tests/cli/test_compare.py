"""``telesim compare`` as it is typed, and ``telesim.compare`` as it is called."""

from __future__ import annotations

import io
import json
import math
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import telesim
from little_town import little_town
from telesim.cli import app
from telesim.experiment.parts import PARTS
from telesim.report.comparison_tables import print_comparison

Run = Callable[..., Result]
REFORM = "reforms/repair-first.yaml"
SLOW = "reforms/slow.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    town = little_town(tmp_path_factory.mktemp("town"), more="replications: 3 -> replications: 8")
    slow = "reform: slow\ntitle: Slower repairs\nset:\n  teams.field.skills.repair.speed: 0.5\n"
    (town.parent / SLOW).write_text(slow, encoding="utf-8")
    return town.parent


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("TELESIM_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, ["compare", *words, "--workers", "1"])

    return call


def strict(text: str) -> Any:
    def refuse(word: str) -> float:
        raise AssertionError(f"{word} in JSON")

    return json.loads(text, parse_constant=refuse)


def test_a_reform_beside_the_town_without_it(run: Run, folder: Path) -> None:
    done = run("town.yaml", "--with", SLOW, "--margin", "1 h")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("A  ")
    assert lines[1].startswith("B  ") and lines[1].endswith("+slow: Slower repairs")
    row = next(line for line in lines if line.startswith("non-cable-24h"))
    assert row.endswith("worse")
    assert "worse by 1" in done.stdout and "non-cable-24h 1 h" in done.stdout
    assert "0 of 8" in row
    results = folder / lines[-2].removeprefix("Results: ")
    assert {path.name for path in results.iterdir()} == {
        "comparison.json", "differences.csv", "differences.png",
    }  # fmt: skip
    assert all(len(line) <= 100 for line in lines if "Results" not in line)


def test_json_and_the_files_say_the_same(run: Run) -> None:
    done = run("town.yaml", f"+{SLOW}", "--json", "--kpi", "faults_reported")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("\n") == 1
    said = strict(done.stdout)
    filed = Path(said["folder"], "comparison.json").read_text(encoding="utf-8")
    assert strict(filed) == said
    first = said["differences"][0]
    assert first["relation"] == "worse"
    assert first["difference"] == pytest.approx(first["mean"] - first["mean_of_first"])
    assert said["differences"][-1]["kpi"] == "faults_reported"
    assert [one["name"] for one in said["targets"]]
    assert said["best"] == [] and said["jobs"] == []


def test_three_are_set_against_the_best(run: Run) -> None:
    done = run("town.yaml", f"+{REFORM}", f"+{REFORM}+{SLOW}")
    assert done.exit_code == 0, done.stderr
    assert "Which is best" in done.stdout
    said = strict(run("town.yaml", f"+{REFORM}", f"+{REFORM}+{SLOW}", "--json").stdout)
    (first, *_) = said["best"]
    assert [place["scenario"] for place in first["places"]] == [
        one["name"] for one in said["scenarios"]
    ]
    assert {one["confidence"] for one in said["differences"]} == {0.975}


def test_jobs_are_matched_and_their_parts_add_up(run: Run) -> None:
    figures = ("--kpi", "time_to_restore_mean", "--kpi", "supply_time_mean")
    said = strict(run("town.yaml", f"+{SLOW}", "--jobs", "3", "--json", *figures).stdout)
    (jobs,) = said["jobs"]
    repairs = next(row for row in jobs["summary"] if row["kind"] == "repair")
    assert repairs["matched"] > 100
    assert repairs["worse"] + repairs["better"] + repairs["same"] == repairs["matched"]
    assert repairs["change"] > 0
    # With those that have no partner, the jobs make up the figures.
    for summary, figure in zip(jobs["summary"], said["differences"][-2:], strict=True):
        for side, mean in (("a", figure["mean_of_first"]), ("b", figure["mean"])):
            alone = summary[f"only_{side}"]
            total = summary["matched"] * summary[f"mean_{side}"]
            total += alone * summary[f"mean_only_{side}"] if alone else 0
            assert total / (summary["matched"] + alone) == pytest.approx(mean)
    parts = {row["part"]: row["change"] for row in jobs["parts"] if row["kind"] == "repair"}
    assert set(parts) == set(PARTS)
    assert sum(parts.values()) == pytest.approx(repairs["change"])
    # Half as quick on site: the work itself takes as long again, and others wait for it.
    assert parts["work"] > 0 and parts["waiting for a crew"] + parts["off shift"] > 0
    worst = [row for row in jobs["worst"] if row["kind"] == "repair"]
    assert len(worst) == 3
    changes = [row["change"] for row in worst]
    assert changes == sorted(changes, reverse=True) and changes[-1] > 0
    causes = [row for row in jobs["where"] if row["by"] == "cause"]
    assert sum(row["matched"] for row in causes) == repairs["matched"]
    total = sum(row["matched"] * row["change"] for row in causes)
    assert total == pytest.approx(repairs["matched"] * repairs["change"])
    done = run("town.yaml", f"+{SLOW}", "--jobs", "3")
    assert "Job by job" in done.stdout and "Longer in B" in done.stdout
    # The case that is named can be told.
    results = next(one["results"] for one in said["scenarios"])
    told = CliRunner().invoke(
        app, ["case", results, worst[0]["case_a"], "--replication", str(worst[0]["replication"])]
    )
    assert told.exit_code == 0, told.stderr


def test_nothing_is_simulated_twice(run: Run, folder: Path) -> None:
    words = ("town.yaml", f"+{SLOW}", "--replications", "2", "--json")
    one = run(*words)
    filed = {path: path.stat().st_mtime_ns for path in folder.glob("results/*/*/replications/*")}
    assert filed
    two = run(*words)
    assert two.stdout == one.stdout
    assert filed == {
        path: path.stat().st_mtime_ns for path in folder.glob("results/*/*/replications/*")
    }


def test_one_replication_decides_nothing(run: Run) -> None:
    done = run("town.yaml", f"+{SLOW}", "--replications", "1")
    assert done.exit_code == 0, done.stderr
    assert "because an interval needs two replications" in done.stdout
    said = strict(run("town.yaml", f"+{SLOW}", "--replications", "1", "--json").stdout)
    assert {one["relation"] for one in said["differences"]} == {"undecided"}
    assert {one["ci_low"] for one in said["differences"]} == {None}


def test_independent_runs_are_compared_when_asked(run: Run) -> None:
    done = run("town.yaml", f"+{SLOW}", "--unpaired", "--json")
    assert done.exit_code == 0, done.stderr
    said = strict(done.stdout)
    assert said["paired"] is False
    assert [one["seed"] for one in said["scenarios"]] == [1, 2]
    assert {one["chance_better"] for one in said["differences"]} == {None}
    assert "independent runs" in run("town.yaml", f"+{SLOW}", "--unpaired").stdout


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("town.yaml",), 2, "got 1 scenario, need two"),
        (("town.yaml", "nowhere.yaml"), 2, "nowhere.yaml"),
        (("town.yaml", "+nowhere.yaml"), 2, "nowhere.yaml"),
        (("+" + SLOW, "town.yaml"), 2, "begins with a plus"),
        (("town.yaml", "town.yaml", "--with", SLOW), 2, "--with beside 2 scenarios"),
        (("town.yaml", f"+{SLOW}", "--margin", "5 CNY"), 2, "fits none"),
        (("town.yaml", f"+{SLOW}", "--kpi", "restoring"), 2, "no KPI has the name"),
        (("town.yaml", f"+{SLOW}", "--unpaired", "--jobs", "2"), 2, "no job in common"),
        (
            ("town.yaml", f"+{SLOW}", "--kpi", "time_to_restore_mean:county=nowhere"),
            2,
            "no scenario tells this figure",
        ),
    ],
)
def test_wrong_usage_is_one_clear_line(
    run: Run, words: tuple[str, ...], code: int, expected: str
) -> None:
    done = run(*words)
    assert done.exit_code == code, done.output
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_another_window_is_refused(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text(encoding="utf-8")
    (folder / "longer.yaml").write_text(
        text.replace("window: 4 weeks", "window: 5 weeks"), encoding="utf-8"
    )
    done = run("town.yaml", "longer.yaml")
    assert done.exit_code == 2
    assert "window differs" in done.stderr and "--unpaired" in done.stderr
    alone = run("town.yaml", "longer.yaml", "--unpaired", "--replications", "2")
    assert alone.exit_code == 0, alone.stderr
    assert "intervals are unpaired" in alone.stdout


def test_from_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    base = telesim.load("town.yaml")
    found = telesim.compare(base, f"town.yaml+{SLOW}", margins=["1 h"], jobs=2)
    assert isinstance(found, telesim.Comparison)
    assert found.relation("non-cable-24h") == "worse"
    with pytest.raises(KeyError, match="no figure 'x'"):
        found.relation("x")
    row = found.differences.set_index("figure").loc["non-cable-24h"]
    assert row["margin"] == 1 and row["chance_better"] == 0
    assert row["difference"] == pytest.approx(row["mean"] - row["mean_against"])
    assert not math.isnan(row["ci_low"])
    assert set(found.targets["verdict"]) <= {"met", "missed", "undecided"}
    assert found.best.empty
    page = telesim.as_html(found)
    assert page.count("<table") >= 3
    assert "common draws" in repr(found)
    with pytest.raises(telesim.CompareError, match="replications: got 0"):
        telesim.compare(base, f"town.yaml+{SLOW}", replications=0)


def test_each_county_and_the_worst_month_of_a_target(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    settings = {
        "targets.non-cable-24h.for_each": "county",
        "targets.install-15d.over": "month",
    }
    base = telesim.load("town.yaml", (), {**settings, "seed": 5})
    slow = telesim.load("town.yaml", (SLOW,), settings)
    found = telesim.compare(base, slow, replications=3)
    assert any("different seeds; all are run with 5" in note for note in found.notes)
    by_name = found.differences.set_index("figure")
    whole, county = by_name.loc["non-cable-24h"], by_name.loc["non-cable-24h, riverside"]
    assert county["difference"] == pytest.approx(whole["difference"])  # the only county
    # Differences are over the window; the verdicts are of the worst month.
    assert "install-15d" in by_name.index
    month = found.targets.set_index("target").loc["install-15d"]
    gain = month["probability"] - month["probability_against"]
    assert month["gain"] == pytest.approx(gain)
    assert month["gain_low"] <= gain <= month["gain_high"]


def test_a_figure_that_one_of_them_does_not_tell_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    base = telesim.load("town.yaml")
    renamed = {
        "faults.distribution.cause_group": "trench",
        "targets.cable-72h.where.cause_group": "trench",
    }
    without = telesim.load("town.yaml", (), renamed)
    found = telesim.compare(base, without, replications=2)
    assert "cable-72h" not in set(found.differences["figure"])
    assert any(note.startswith("cable-72h is left out") for note in found.notes)


QUEUE = """
schema_version: 1
name: queue
start: '2001-01-01'
warm_up: 2 days
window: 10 days
follow_up: 5 days
replications: 2
exchanges: [{id: E, county: town, lines: 100, ports: 100}]
cabinets: [{id: C, exchange: E, lines: 100, feeder_pairs: 100, distribution_pairs: 100}]
crews: [{id: crew, team: field, base: E, covers: E, calendar: always, count: 2}]
calendars: {always: {hours: {mon-sun: '00:00-24:00'}, source: assumed}}
teams: {field: {skills: {repair: {}}, source: assumed}}
faults:
  fault:
    cause_group: non-cable
    rate: 1 events per 100 lines per day
    skill: repair
    work: {exponential: {mean: 24 work h}}
    source: assumed
"""


def test_a_town_without_orders_and_without_a_difference(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    file.write_text(QUEUE, encoding="utf-8")
    found = telesim.compare(
        file, file, kpis=["time_to_restore_mean"], jobs=2, out=tmp_path / "results"
    )
    assert any("says the same as" in note for note in found.notes)
    assert found.relation("time_to_restore_mean") == "no difference"
    (jobs,) = found.jobs
    assert list(jobs.summary["kind"]) == ["repair"]
    assert jobs.summary["same"].iloc[0] == jobs.summary["matched"].iloc[0] > 5
    assert jobs.worst.empty and jobs.best.empty
    text = io.StringIO()
    print_comparison(found, text)
    assert "no difference in 1" in text.getvalue() and "Longer in B" in text.getvalue()
    strict(json.dumps(found.as_json(), allow_nan=False))


def test_another_margin_leaves_the_former_answer_as_it_is(folder: Path, run: Run) -> None:
    folders = []
    for margin in ("1 h", "2 h", "1 h"):
        answer = run("town.yaml", "--with", SLOW, "--margin", margin, "--json")
        assert answer.exit_code == 0, answer.output
        folders.append(json.loads(answer.stdout)["folder"])
    assert folders[0] == folders[2] != folders[1]


def test_on_a_narrow_terminal_no_verdict_is_left_out(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in ("40", "60", "80"):
        monkeypatch.setenv("COLUMNS", width)
        answer = run("town.yaml", "--with", SLOW, "--margin", "1 h")
        assert answer.exit_code == 0, answer.output
        assert "  B is: " in answer.stdout, width
        assert "  Verdict: " in answer.stdout or "Verdict\n" in answer.stdout, width


def test_the_life_of_the_first_job_that_is_named_can_be_asked_for(run: Run) -> None:
    told = run("town.yaml", "--with", SLOW, "--jobs", "2").stdout
    commands = [
        line.partition("telesim ")[2] for line in told.splitlines() if "telesim case" in line
    ]
    assert len(commands) == 2
    for command in commands:
        answer = CliRunner().invoke(app, shlex.split(command))
        assert answer.exit_code == 0, answer.output
        assert command.split()[2] in answer.stdout
