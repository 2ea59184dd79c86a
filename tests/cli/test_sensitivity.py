from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import telesim
from killing import contents, stamps
from little_town import little_town
from telesim.cli import app
from telesim.experiment.sensitivity import library

Run = Callable[..., Result]
EQUAL = "policies.pay.pace"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_town(tmp_path_factory.mktemp("town") / "t")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # Worker processes outlive a test and its folder, and would write below the one before.
    return lambda *words: CliRunner().invoke(app, [*words, "--workers", "1"])


def test_a_verdict_is_shown_over_the_range_of_pay_with_no_effect_in_it(
    run: Run, town: Path
) -> None:
    words = ["sensitivity", str(town), "--turn", EQUAL, "--turn", "crews.field.count=1..4",
             "--points", "2", "--replications", "2"]  # fmt: skip
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    assert "4 points, 8 replications, 0 of them filed already" in result.stderr
    [folder] = Path("results/my-town").glob("sensitivity-*")
    assert {path.name for path in folder.iterdir()} == {
        "curves.csv", "curves.parquet", "crossings.csv", "crossings.parquet", "manifest.json",
        "curve-1.png", "curve-2.png",
    }  # fmt: skip
    curves = pd.read_parquet(folder / "curves.parquet")
    pay = curves[curves["path"] == EQUAL]
    assert sorted(set(pay["value"])) == pytest.approx([1 / 1.22, 1.35 / 1.22])
    assert set(pay.loc[pay["no_effect"], "value"]) == {pay["value"].min()}
    assert f"With no effect ({EQUAL} 0.8197) it is" in result.stdout
    crews = curves[(curves["path"] == "crews.field.count") & (curves["target"] == "non-cable-24h")]
    means = dict(zip(crews["value"], crews["mean"], strict=True))
    assert means[1.0] > 24 > means[4.0]
    crossing = pd.read_csv(folder / "crossings.csv")
    assert "non-cable-24h" in set(crossing["target"])
    before = contents(folder), stamps(Path("results"))
    again = run(*words, "--json")
    assert again.exit_code == 0 and "replications" not in again.stderr
    assert (contents(folder), stamps(Path("results"))) == before
    told = json.loads(again.stdout)
    assert len(told["curves"]) == len(curves) and told["effects"] == []


def test_assumed_numbers_are_varied_and_the_pace_of_pay_with_them(run: Run, town: Path) -> None:
    pytest.importorskip("SALib")
    result = run("sensitivity", str(town), "--under", "visits.closing", "--under", "policies.pay",
                 "--trajectories", "2", "--replications", "3", "--kpi",
                 "open_faults_mean")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    [folder] = Path("results/my-town").glob("sensitivity-*")
    table = pd.read_parquet(folder / "effects.parquet")
    assert set(table["path"]) == {"visits.closing", EQUAL}
    assert set(table["target"]) == {"non-cable-24h", "cable-72h", "install-15d", "open_faults_mean"}
    closing = table[table["path"] == "visits.closing"].iloc[0]
    assert (closing["low"], closing["high"]) == pytest.approx((0.16, 0.24))
    assert "assumed" in closing["source"]
    supply = table[(table["target"] == "install-15d") & (table["path"] == EQUAL)].iloc[0]
    assert supply["mean"] < 0, "faster crews install sooner"
    # One replication at one point is what telesim.run makes of the same settings.
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    first = manifest["points"][0]
    same = telesim.run(
        telesim.load(town, settings=first["settings"]), replications=3, out="results"
    )
    assert same.computed == 0 and same.folder.name == first["key"]


def test_shares_of_the_variance_come_on_request(run: Run, town: Path) -> None:
    pytest.importorskip("SALib")
    result = run("sensitivity", str(town), "--range", f"{EQUAL}=0.6..1.2", "--range",
                 "faults.drop.work=0.5..1.5 work h", "--sobol", "--base", "4", "--trajectories",
                 "2", "--replications", "2")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    [folder] = Path("results/my-town").glob("sensitivity-*")
    table = pd.read_parquet(folder / "shares.parquet")
    assert len(table) == 2 * 3
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["points_of_morris"], manifest["points_of_sobol"]) == (6, 16)
    work = manifest["points"][0]["settings"]["faults.drop.work"]
    assert list(work) == ["lognormal"] and work["lognormal"]["mean"].endswith("work h")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--range", "policies.pay.pace=1..0.5"], "the reversed range 1..0.5"),
        (["--range", "policies.pay.pace=1..1"], "the empty range 1..1"),
        (["--range", "policies.pay.pace=1"], "need LOW..HIGH"),
        (["--range", "policies.pay.pace"], "need PATH=LOW..HIGH"),
        (["--range", "visits.depot=1 h..2 work h"], "need one unit"),
        (["--range", "visits.dept=1..2"], "did you mean 'visits.depot'?"),
        (["--turn", "policies.pai.pace=0.8..1"], "did you mean 'policies.pay.pace'?"),
        (["--turn", "policies.pay.pace=1..0.8"], "the reversed range"),
        (["--turn", "policies.pay.pace", "--points", "1"], "need 2 or more"),
        (["--turn", "policies.pay.pace", "--kpi", "nothing"], "need a known KPI"),
        (["--under", "policies.dispatch"], "no number is called assumed there"),
        (["--spread", "0"], "need more than 0"),
        (["--ranges", "none.yaml"], "there is no such file"),
        (["--range", "policies.pay.pace=0.5..1", "--sobol", "--base", "3"], "power of two"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    run: Run, town: Path, words: list[str], told: str
) -> None:
    result = run("sensitivity", str(town), *words)
    assert result.exit_code == 2, result.stdout
    assert told in result.stderr
    assert not Path("results").exists()


def test_wrong_ranges_and_wrong_paths_are_told_at_once(run: Run, town: Path) -> None:
    result = run("sensitivity", str(town), "--range", "policies.pai.pace=1..2",
                 "--turn", "crews.field.count=3..1", "--kpi", "supply_tme_mean")  # fmt: skip
    assert result.exit_code == 2
    for told in ("'policies.pay.pace'", "3..1", "'supply_time_mean'"):
        assert told in result.stderr


def test_ranges_come_from_files_too(run: Run, town: Path) -> None:
    pytest.importorskip("SALib")
    Path("r.csv").write_text(
        "path,low,high,source\nvisits.depot,0.5,1.5,my guess\n", encoding="utf-8"
    )
    Path("r.yaml").write_text("visits.depot: 0.5..1.5 work h\n", encoding="utf-8")
    for name, source in (("r.csv", "my guess"), ("r.yaml", "r.yaml")):
        result = run("sensitivity", str(town), "--ranges", name, "--dry-run")
        assert result.exit_code == 0, result.stderr
        [line, *_] = result.stdout.splitlines()
        assert line == f"visits.depot: 0.5 to 1.5 work h (now 1 work h; {source})"
    assert not Path("results").exists()


def test_without_salib_the_remedy_is_named(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(library, "import_module", missing)
    result = run("sensitivity", str(town), "--under", "visits")
    assert result.exit_code == 2
    assert 'pip install "telesim[sensitivity]"' in result.stderr


def test_ranges_of_the_scenario_are_taken_where_none_are_given(run: Run, tmp_path: Path) -> None:
    town = little_town(tmp_path / "stated")
    with town.open("a", encoding="utf-8") as file:
        file.write(
            "\nranges:\n"
            "  visits.closing: {low: 0.1 work h, high: 0.5 work h, source: timed on four days}\n"
            "  visits.depot: {low: 0.5 work h, high: 2 work h, source: assumed}\n"
        )
    own = run("sensitivity", str(town), "--dry-run")
    assert own.exit_code == 0, own.stderr
    lines = [line for line in own.stdout.splitlines() if " to " in line]
    assert lines[0].startswith("visits.closing: 0.1 to 0.5 work h (now 0.2 work h; timed on four")
    assert lines[1].startswith("visits.depot: 0.5 to 2 work h (now ")
    # The effect of pay is always among them, with a range of its own where none is stated.
    assert [line.split(":")[0] for line in lines] == ["visits.closing", "visits.depot", EQUAL]
    # A spread that is asked for is that of the other assumed numbers.
    wide = run("sensitivity", str(town), "--dry-run", "--spread", "50", "--under", "visits")
    assert "visits.closing: 0.1 to 0.5 work h" in wide.stdout and "±50 %" in wide.stdout
    given = run("sensitivity", str(town), "--dry-run", "--range", "visits.depot=0.9..1.1 work h")
    assert "visits.depot: 0.9 to 1.1 work h" in given.stdout and "closing" not in given.stdout
    turn = run("sensitivity", str(town), "--dry-run", "--turn", "visits.closing", "--points", "3")
    assert "--turn visits.closing: 0.1, 0.3, 0.5 work h" in turn.stdout
    # As before, a path without a range of its own needs one.
    assert "need PATH=LOW..HIGH" in run("sensitivity", str(town), "--turn", "repeats.share").stderr
