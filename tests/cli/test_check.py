from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

import telesim
from little_town import little_town
from telesim.cli import app
from telesim.policies.dispatch.oldest_first import OldestFirst

Run = Callable[..., Result]
TOP = Path(__file__).parents[2]
FEWER = "crews.field.count=1"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "150")
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a little town, its baseline of 6 replications, and their results."""
    folder = tmp_path_factory.mktemp("made")
    little_town(folder / "town", number="replications: 3 -> replications: 6")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(app, ["baseline", "town/town.yaml"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    """A copy of it, with what was simulated already."""
    for name in ("town", "results"):
        shutil.copytree(made / name, tmp_path / name)
    return tmp_path / "results" / "baselines" / "my-town.json"


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def kpi(told: Any, name: str, **where: str) -> Any:
    [found] = [
        one
        for one in told["scenarios"][0]["kpis"]
        if (one["kpi"], one["where"]) == (name, where)
    ]  # fmt: skip
    return found


def test_what_did_not_change_passes_exactly(run: Run, town: Path) -> None:
    said = json.loads(town.read_text(encoding="utf-8"))
    assert (said["scenario"], said["replications"]) == ("../../town/town.yaml", 6)
    result = run("check", "--no-targets")
    assert result.exit_code == 0, result.output
    assert "Nothing changed" in result.stdout
    assert f"{len(said['kpis'])} identical, none moved" in result.stdout
    assert result.stdout.splitlines()[-2] == "my-town: passed"
    # Fewer replications are set beside as many of the baseline, and simulated anew they agree.
    told = answer(run("check", "--no-targets", "--replications", "2", "--out", "anew",
                      "--baselines", "results/baselines", "--json"))  # fmt: skip
    assert told["answer"] == "passed" and told["scenarios"][0]["exact"]
    assert {one["compared"] for one in told["scenarios"][0]["kpis"]} == {"identical"}


def test_targets_count_unless_they_are_left_out(run: Run, town: Path) -> None:
    file = town.parents[2] / "town" / "town.yaml"
    text = file.read_text(encoding="utf-8")
    assert "at_most: 24 h" in text
    file.write_text(text.replace("at_most: 24 h", "at_most: 1 h"), encoding="utf-8")
    result = run("check", "town/town.yaml")
    assert result.exit_code == 1
    assert "non-cable-24h missed" in result.stdout
    # The values are the same, although the scenario says something else.
    assert "Inputs: changed in targets." in result.stdout
    assert "All values are the same in spite of it." in result.stdout
    assert run("check", "--no-targets").exit_code == 0


def test_a_crew_less_is_moved_in_the_right_direction(run: Run, town: Path) -> None:
    result = run("check", "--no-targets", "--set", FEWER, "--json")
    assert result.exit_code == 1
    told = answer(result)
    repair = kpi(told, "time_to_restore_mean", cause_group="non-cable")
    assert (repair["verdict"], repair["direction"], repair["better"]) == ("moved", "up", False)
    assert repair["low"] > repair["tolerance"] > 0
    busy = kpi(told, "crew_utilisation")
    assert (busy["verdict"], busy["direction"]) == ("moved", "up")
    changed = told["scenarios"][0]["changed"]
    assert (changed["inputs"], changed["draws"], changed["source"]) == (["crews"], ["absent"], [])


def test_a_mere_reseed_seldom_moves_anything(run: Run, town: Path) -> None:
    alarms = 0
    for seed in range(20, 24):  # a baseline each: one that is unlucky would count every time
        words = ("town/town.yaml", "--replications", "4")
        assert run("baseline", *words, "--seed", str(seed)).exit_code == 0
        result = run("check", *words, "--no-targets", "--seed", str(seed + 10), "--json")
        [one] = answer(result)["scenarios"]
        moved = any(shift["verdict"] == "moved" for shift in one["kpis"])
        assert result.exit_code == (1 if moved else 3)
        alarms += moved
        assert one["changed"]["seed"] == {"was": seed, "is": seed + 10}
    # One in twenty is allowed, two of four come up once in seventy times. The rate itself is
    # measured on many more samples in tests/unit/test_equivalence.py.
    assert alarms <= 1


def test_a_changed_model_is_found_where_nothing_else_changed(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OldestFirst, "job_key", lambda self, job: (-job.since_ms, 0, 0))
    result = run("check", "--no-targets", "--out", "anew", "--baselines", "results/baselines")
    assert result.exit_code == 1, result.output
    assert "Compared exactly" in result.stdout
    assert "Values differ all the same" in result.stdout


def test_changed_source_is_named_and_does_no_harm_by_itself(run: Run, town: Path) -> None:
    said = town.read_text(encoding="utf-8")
    digest = json.loads(said)["made_of"]["source"]["simulation"]
    key = json.loads(said)["made_of"]["key"]
    town.write_text(said.replace(digest, "0" * 12).replace(key, "1" * 12), encoding="utf-8")
    result = run("check", "--no-targets")
    assert result.exit_code == 0
    assert "Source of the model: changed in simulation." in result.stdout


def test_undecided_exits_3(run: Run, town: Path) -> None:
    result = run("check", "--no-targets", "--seed", "5", "--replications", "1")
    assert result.exit_code == 3
    assert "an interval needs two replications" in result.stdout


def test_pages_for_a_ci_job(run: Run, town: Path, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("before\n", encoding="utf-8")
    words = ("check", "--set", FEWER, "--junit", "j.xml", "--markdown", "page.md")
    assert run(*words, "--append").exit_code == 1
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page.startswith("before\n## ❌ my-town: failed\n")
    assert "| time\\_to\\_restore\\_mean (non-cable) | ❌ moved up, worse |" in page
    assert run(*words).exit_code == 1
    assert not (tmp_path / "page.md").read_text(encoding="utf-8").startswith("before")
    root = ElementTree.parse(tmp_path / "j.xml").getroot()
    cases = root.findall("testsuite/testcase")
    assert (root.get("tests"), root.get("failures")) == (
        str(len(cases)), str(len(root.findall(".//failure"))),
    )  # fmt: skip
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert "baseline time_to_restore_mean (non-cable)" in failed
    assert "baseline, all other KPIs" in failed
    assert run("check", "--append").exit_code == 2


def test_a_scenario_without_a_baseline_is_judged_by_its_targets(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "town")
    result = run("check", "town/town.yaml", "--replications", "1")
    assert result.exit_code == 3
    assert "no baseline, so targets alone (telesim baseline town/town.yaml" in result.stdout
    without = run("check", "town/town.yaml", "--no-targets")
    assert without.exit_code == 2
    assert "has no baseline" in without.stderr


def test_results_elsewhere_do_not_lose_the_baselines(run: Run, town: Path) -> None:
    file = town.parents[2] / "town" / "crews.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",1,4,", ",1,1,"), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    words = ("check", "town/town.yaml", "--no-targets", "--out", "elsewhere")
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert f"baseline {Path('results', 'baselines', 'my-town.json')}" in result.stdout
    meant = "if meant: telesim baseline town/town.yaml, and commit it"
    assert result.stdout.strip().splitlines()[-1] == meant
    assert not Path("elsewhere", "baselines").exists()
    # Moved under other values than the baseline's, nothing is to be made anew.
    assert "if meant" not in run(*words, "--set", "window=2 weeks").stdout
    assert run(*words, "--baselines", "elsewhere/baselines").exit_code == 2


def test_the_command_of_a_baseline_makes_it_anew(run: Run, town: Path) -> None:
    words = ["telesim", "baseline", "town/town.yaml", "--with", "town/reforms/repair-first.yaml",
             "--set", "window=2 weeks", "--seed", "5", "--replications", "2", "--name",
             "short"]  # fmt: skip
    assert run(*words[1:]).exit_code == 0
    [checked] = telesim.check("results/baselines/short.json")
    assert shlex.split(checked.renewed_by) == words


def test_reforms_and_settings_are_remembered(run: Run, town: Path) -> None:
    made = run("baseline", "town/town.yaml", "--with", "town/reforms/repair-first.yaml",
               "--set", "window=2 weeks", "--replications", "2", "--name", "short")  # fmt: skip
    assert made.exit_code == 0, made.output
    said = json.loads((town.parent / "short.json").read_text(encoding="utf-8"))
    assert said["reforms"] == ["../../town/reforms/repair-first.yaml"]
    assert said["settings"] == {"window": "2 weeks"}
    result = run("check", "--no-targets", "--json")
    assert result.exit_code == 0
    assert [one["replications"] for one in answer(result)["scenarios"]] == [6, 2]
    assert run("check", "--no-targets", "results/baselines/short.json").exit_code == 0
    # The name is taken by another recipe now.
    refused = run("baseline", "town/town.yaml", "--name", "short", "--replications", "2")
    assert refused.exit_code == 2
    assert "holds the baseline of" in refused.stderr and "--name" in refused.stderr


def test_bad_input_is_told_and_nothing_is_overwritten(run: Run, town: Path) -> None:
    good = town.read_text(encoding="utf-8")
    (town.parent / "later.json").write_text('{"baseline": 9}', encoding="utf-8")
    town.write_text(good[:700], encoding="utf-8")
    for verb in ("check", "baseline"):
        result = run(verb, "town/town.yaml")
        assert result.exit_code == 2
        assert "my-town.json: is no whole JSON" in result.stderr
        advice = f"delete {Path('results', 'baselines', 'my-town.json')}, then telesim baseline"
        assert advice in result.stderr
        assert town.read_text(encoding="utf-8") == good[:700]
    assert "later.json: is of version 9" in run("check").stderr
    (town.parent / "later.json").unlink()
    town.write_text(good.replace("town/town.yaml", "gone/town.yaml"), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert "gone/town.yaml, which is not there" in result.stderr
    assert run("check", "nowhere.yaml").exit_code == 2
    assert run("check", "nowhere.json").exit_code == 2
    for words in (("--set", "window"), ("--set", "window=[")):
        assert run("check", *words).exit_code == 2
    town.unlink()
    nothing = run("check")
    assert nothing.exit_code == 2
    assert "holds no baseline; write one with `telesim baseline SCENARIO`" in nothing.stderr
    two = run("baseline", "town/town.yaml", "town/town.yaml", "--replications", "1")
    assert two.exit_code == 2 and not list(town.parent.iterdir())


def pytest_telesim(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    plain = ("-p", "no:cacheprovider", "-p", "telesim.pytest_plugin", "-q", "-rs")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plain, "-W", "error", "-o", "addopts=", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_pytest_collects_scenarios(run: Run, town: Path, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    found = pytest_telesim(tmp_path, "--telesim", "town", "--telesim-no-targets", "-rp")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "PASSED town/town.yaml::my-town" in found.stdout
    assert "1 passed" in found.stdout  # the reform beside it is no test
    assert "left out" not in found.stdout
    # One without a baseline is left out, and told; by itself it is judged by its targets.
    little_town(tmp_path / "town" / "other")
    found = pytest_telesim(tmp_path, "--telesim", "town", "--telesim-no-targets")
    assert found.returncode == 0, found.stdout + found.stderr
    other = Path("town", "other", "town.yaml")
    assert f"left out 1 scenario without a baseline: {other}; `telesim base" in found.stdout
    assert "1 passed" in found.stdout
    listed = pytest_telesim(tmp_path, "--telesim", str(other), "--collect-only")
    assert "other/town.yaml::targets" in listed.stdout and "left out" not in listed.stdout
    shutil.rmtree(tmp_path / "town" / "other")
    # Nothing without the option.
    assert pytest_telesim(tmp_path, "town").returncode == 5
    file = tmp_path / "town" / "crews.csv"
    text = file.read_text(encoding="utf-8")
    rows = text.splitlines()
    fewer = [row.replace(",1,4,", ",1,1,") for row in rows]
    assert fewer != rows
    file.write_text("\n".join(fewer) + "\n", encoding="utf-8")
    failed = pytest_telesim(tmp_path, "--telesim", "town", "--telesim-no-targets")
    assert failed.returncode == 1
    assert "time_to_restore_mean (non-cable)" in failed.stdout
    assert "Inputs: changed in crews." in failed.stdout
    assert "Traceback" not in failed.stdout
    town.write_text("{", encoding="utf-8")
    damaged = pytest_telesim(tmp_path, "--telesim", "town")
    assert damaged.returncode == 2
    assert "my-town.json: is no whole JSON" in damaged.stdout


def test_the_plug_in_costs_nothing_unless_it_is_asked_for() -> None:
    code = (
        "import sys, pytest, telesim.pytest_plugin\n"
        "print([name for name in 'numpy pandas pydantic typer'.split() if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_quickstart_is_as_its_baseline_says(tmp_path: Path) -> None:
    out = ("--telesim-out", str(tmp_path), "--telesim-baselines", "results/baselines")
    found = pytest_telesim(
        TOP, "-o", "pythonpath=", "--telesim", "scenarios/quickstart.yaml", *out,
        "--telesim-replications", "4", "--telesim-no-targets",
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr
    assert "1 passed" in found.stdout


def test_zhumadian_is_as_its_baseline_says_for_eight_weeks(tmp_path: Path) -> None:
    # The whole prefecture, twice: the longest test of the suite. Its values are the baseline's
    # to the bit, whether or not the baseline was made of this very source.
    done = subprocess.run(
        [sys.executable, "-m", "telesim", "check", "results/baselines/zhumadian-8-weeks.json",
         "--no-targets", "--out", str(tmp_path), "--workers", "1", "--json"],
        cwd=TOP, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["answer"] == "passed"
    kpis = told["scenarios"][0]["kpis"]
    assert len(kpis) > 300 and all(kpi["compared"] == "identical" for kpi in kpis)


def test_a_scenario_of_the_same_name_does_not_lose_its_baseline_silently(
    run: Run, town: Path, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "town", tmp_path / "moved")
    before = town.read_bytes()
    result = run("check", "moved/town.yaml")
    assert result.exit_code == 2 and result.stdout == ""
    assert "is the baseline of town/town.yaml, not of moved/town.yaml" in result.stderr
    assert "telesim baseline moved/town.yaml --name NAME" in result.stderr
    assert town.read_bytes() == before
