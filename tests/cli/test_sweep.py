from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import telesim
from killing import contents, kill_after, stamps
from killing import telesim as command
from little_town import little_town
from telesim.cli import app

#: The paths of the grid below.
PATHS = ("policies.pay.pace", "policies.dispatch")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_town(tmp_path_factory.mktemp("town") / "t")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # Worker processes outlive a test and its folder, and would write below the one before.
    return lambda *words: CliRunner().invoke(app, [*words, "--workers", "1"])


def test_a_grid_is_answered_point_by_point_and_the_same_again(run: Run, town: Path) -> None:
    words = [
        "sweep", str(town), "--over", "policies.pay.pace=0.5,1",
        "--over", "policies.dispatch=repair-first, install-first", "--kpi", "open_faults_mean",
        "--kpi", "time_to_restore_mean:area=town", "--replications", "2",
    ]  # fmt: skip
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    assert "4 points over policies.pay.pace, policies.dispatch" in result.stdout
    [folder] = Path("results/my-town").glob("sweep-*")
    table = pd.read_parquet(folder / "sweep.parquet")
    assert sorted(set(table["point"])) == [1, 2, 3, 4]
    assert len(table) == 4 * (3 + 2)
    assert set(table.loc[table["point"] == 2, "policies.dispatch"]) == {"install-first"}
    told = table[table["target"] == "non-cable-24h"].set_index("point")
    slow, fast = told["mean"][1], told["mean"][3]
    assert slow > fast, "half the pace cannot repair faster"
    written = pd.read_csv(folder / "sweep.csv")
    assert list(written.columns) == list(table.columns)
    assert written["mean"].to_numpy() == pytest.approx(table["mean"].to_numpy(), nan_ok=True)

    # A point's figures are those of a run of the same settings.
    alone = telesim.run(
        telesim.load(town, settings=dict(zip(PATHS, (0.5, "repair-first"), strict=True))),
        replications=2, out="results",
    )  # fmt: skip
    assert alone.computed == 0
    assert alone.verdicts[0].mean == told["mean"][1]
    assert alone.verdicts[0].ci_high == told["ci_high"][1]

    before, filed = contents(folder), stamps(Path("results"))
    assert set(before) == {"sweep.csv", "sweep.parquet", "sweep.png", "manifest.json"}
    again = run(*words, "--json")
    assert "8 of 8 replications were filed already" in again.stderr
    assert contents(folder) == before and stamps(Path("results")) == filed
    rows = json.loads(again.stdout)["rows"]
    assert len(rows) == len(table) and rows[0]["mean"] == pytest.approx(table["mean"][0])


def test_a_list_of_points_may_leave_a_path_as_it_is(run: Run, town: Path) -> None:
    Path("points.csv").write_text(
        "policies.pay.pace,faults.drop.reporting_share\n1.2,\n,90 %\n", encoding="utf-8-sig"
    )
    result = run("sweep", str(town), "--list", "points.csv", "--replications", "1")
    assert result.exit_code == 0, result.stderr
    [folder] = Path("results/my-town").glob("sweep-*")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [point["settings"] for point in manifest["points"]] == [
        {"policies.pay.pace": 1.2},
        {"faults.drop.reporting_share": "90 %"},
    ]
    table = pd.read_csv(folder / "sweep.csv")
    assert set(table["verdict"]) == {"undecided"}, "one replication decides nothing"
    assert table["ci_low"].isna().all()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--over", "policies.pai.pace=1"], "did you mean 'policies.pay.pace'?"),
        (["--over", "policies.dispatch=repair-frst"], "did you mean 'repair-first'?"),
        (["--over", "crews.field.count=4..1"], "the reversed range 4..1"),
        (["--over", "crews.field.count="], "got no value"),
        (["--over", "policies.pay.pace=1:0:0.1"], "the reversed range"),
        (["--over", "policies.pay.pace=0:1:0"], "a step above 0"),
        (["--over", "policies.pay.pace=0:1:0.3"], "steps that end at 1 exactly"),
        (["--over", "policies.pay.pace=1,1.0"], "twice"),
        (["--over", "policies.pay.pace"], "need PATH=VALUES"),
        (["--over", "crews.field.count=1.5"], "need a whole number"),
        (["--over", "policies.pay.pace=1", "--over", "policies.pay.pace=2"], "the path twice"),
        (["--over", "policies.pay.pace=1", "--kpi", "time_to_restore_men"], "did you mean"),
        (["--over", "policies.pay.pace=1", "--list", "x.csv"], "both a grid and a list"),
        (["--over", "seed=1..3"], "need --seed N for the whole sweep"),
        (["--over", "replications=2,4"], "need --replications N for the whole sweep"),
        (["--list", "x.csv"], "there is no such file"),
        ([], "neither a grid nor a list"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    run: Run, town: Path, words: list[str], told: str
) -> None:
    result = run("sweep", str(town), *words)
    assert result.exit_code == 2, result.stdout
    assert told in result.stderr
    assert not Path("results").exists()


def test_wrong_paths_values_and_kpis_are_told_at_once(run: Run, town: Path) -> None:
    result = run(
        "sweep", str(town), "--over", "policies.pai.pace=1,2", "--over", "crews.field.count=3..1",
        "--kpi", "supply_tme_mean",
    )  # fmt: skip
    assert result.exit_code == 2
    for told in ("'policies.pay.pace'", "3..1", "'supply_time_mean'"):
        assert told in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_a_dry_run_tells_the_time_and_writes_nothing(run: Run, town: Path) -> None:
    result = run("sweep", str(town), "--over", "policies.pay.pace=1,2", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("2 points, 6 replications, 0 of them filed already")
    assert not Path("results").exists()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_sweep_goes_on_and_gives_the_same_bytes(tmp_path: Path, town: Path) -> None:
    words = ["sweep", str(town), "--over", "policies.pay.pace=0.8,1,1.2", "--workers", "1",
             "--replications", "4", "--out"]  # fmt: skip
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    assert kill_after([*words, str(killed)], killed, 4)
    kept = stamps(killed)
    assert 4 <= len(kept) < 12
    command(*words, str(killed))
    after = stamps(killed)
    assert len(after) == 12 and {path: after[path] for path in kept} == kept
    command(*words, str(whole))
    assert contents(killed) == contents(whole)
