from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from killing import contents, kill_after, stamps
from plan_town import plan_town
from telesim.cli import app
from telesim.experiment import provenance


@pytest.fixture(scope="module", autouse=True)
def known_to_all_processes() -> Iterator[None]:
    """Rules that other tests have registered in this process are not known to the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_digest", provenance.own_digest)
        yield


SHORT = (
    ("window: 5 weeks", "window: 2 weeks"),
    ("warm_up: 1 week", "warm_up: 2 days"),
    ("calendar: always, count: 1}", "calendar: always, count: 0}"),
)


def telesim(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Result]:
    """One plan that several tests read."""
    folder = tmp_path_factory.mktemp("plan")
    file, out = plan_town(folder, *SHORT), folder / "out"
    words = ("--vary", "crews.crew=4..6", "--replications", "8", "--workers", "1", "--out", out)
    return file, out, telesim("plan", file, *words)


def test_the_plan_is_told_with_its_cost_and_what_stands_beside_it(
    answered: tuple[Path, Path, Result],
) -> None:
    _, out, result = answered
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    # Five crews day and night at 5 CNY an hour.
    assert "Plan: crew 5; 219,000 CNY of 2000 a year" in lines
    assert "The scenario as it stands: crew 6; 262,800 a year" in lines
    assert "Start of the search: crew 5" in lines
    for heading in ("Cost against service", "Beside the plan", "Shadow prices"):
        assert any(line.startswith(heading) for line in lines), heading
    prices = lines[lines.index(next(line for line in lines if line.startswith("Shadow"))) :]
    assert any(line.startswith("crew at ") and "  43,800  " in line for line in prices)
    [row] = [line for line in lines if line.startswith("219,000 ◂")]
    assert "5" in row.split()
    assert max(map(len, lines)) <= 100
    folders = list(out.rglob("plan-*"))
    assert len(folders) == 1
    assert {path.name for path in folders[0].iterdir()} == {
        "plan.json", "designs.csv", "frontier.csv", "shadow.csv", "frontier.png",
    }  # fmt: skip
    assert (folders[0] / "frontier.png").read_bytes()[:4] == b"\x89PNG"


def test_json_has_everything_and_a_second_call_simulates_nothing(
    answered: tuple[Path, Path, Result],
) -> None:
    file, out, _ = answered
    before = {path: path.stat().st_mtime_ns for path in out.rglob("replications/*.parquet")}
    words = ("--vary", "crews.crew=4..6", "--replications", "8", "--workers", "1", "--out", out)
    result = telesim("plan", file, *words, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["plan"] == {"crews.crew": 5}
    assert told["cost_a_year"] == 219_000
    assert told["verdict"] == "met"
    assert told["price_year"] == 2000
    assert [one["crews.crew"] for one in told["designs"]] == ["4", "5", "6"]
    assert [one["answer"] for one in told["designs"]] == ["failed", "kept", "kept"]
    assert [one["crew"] for one in told["shadow_prices"]] == ["crew"]
    after = {path: path.stat().st_mtime_ns for path in out.rglob("replications/*.parquet")}
    assert after == before


def test_an_infeasible_plan_says_what_fails_and_leaves_the_store_whole(
    answered: tuple[Path, Path, Result],
) -> None:
    file, out, _ = answered
    before = sorted(out.rglob("plan-*"))
    words = ("--vary", "crews.crew=4..4", "--replications", "2", "--workers", "1", "--out", out)
    result = telesim("plan", file, *words)
    assert result.exit_code == 4
    assert result.stdout == ""
    assert "crew 4: quick fails: mean 1." in result.stderr
    assert sorted(out.rglob("plan-*")) == before
    assert not list(out.rglob("*.partial"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--vary", "crews.crw=1..2"), 2, "did you mean 'crew'?"),
        (("--vary", "crews.crew=5..2"), 2, "need a range that rises, such as 2..5"),
        (("--vary", "crews.crew"), 2, "need PATH=VALUE"),
        (("--require", "P(quik) >= 0.9"), 2, "did you mean 'quick'?"),
        (("--require", "time_to_restoremean <= 3 h"), 2, "did you mean 'time_to_restore_mean'?"),
        (("--for", "2001-13"), 2, "need a whole month of the window"),
        (("--cost", "crews.crew=3 USD"), 2, "the scenario's currency"),
        (("--at-most", "10"), 2, "allow more, or ask for fewer --replications"),
        (("--question", "nowhere.yaml"), 2, "nowhere.yaml"),
    ],
)
def test_mistakes_end_before_anything_runs(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = telesim("plan", plan_town(tmp_path, *SHORT), *words, "--out", tmp_path / "out")
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_dry_run_says_where_it_would_start_and_how_long_it_takes(tmp_path: Path) -> None:
    question = tmp_path / "plan.yaml"
    file = plan_town(tmp_path, *SHORT)
    question.write_text("vary: {crews.crew: 4..6}\nrequire: P(quick) >= 0.9\n")
    words = ("plan", file, "--question", question, "--dry-run", "--out", tmp_path / "out")
    result = telesim(*words)
    assert result.exit_code == 0, result.output
    assert "3 designs (crew 4 to 6)" in result.stdout
    assert "Must be kept: P(quick) >= 0.9" in result.stdout
    assert "Start of the search: crew 5" in result.stdout
    assert "Time: about" in result.stdout
    told = json.loads(telesim(*words, "--json").stdout)
    assert told["designs"] == 3
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_killed_goes_on_and_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    file = plan_town(tmp_path, *SHORT)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    words = ["plan", str(file), "--vary", "crews.crew=3..6", "--replications", "4",
             "--workers", "1", "--out"]  # fmt: skip
    kept: dict[Path, tuple[int, int]] = {}
    for more in (4, 9):
        assert kill_after([*words, str(killed)], killed, more)
        now = stamps(killed)
        assert {path: now[path] for path in kept} == kept, "a finished replication was done again"
        assert len(now) >= len(kept) + more
        kept = now
    assert not list(killed.glob("*/plan-*")), "it was killed before it had an answer"
    told = telesim(*words, killed)
    assert told.exit_code == 0, told.stderr
    after = stamps(killed)
    assert {path: after[path] for path in kept} == kept and len(after) > len(kept)
    assert telesim(*words, whole).exit_code == 0
    # The answer names the folder that it stands in; all else is the same to the byte.
    names = {out: {k: v.replace(str(out).encode(), b"OUT") for k, v in contents(out).items()}
             for out in (killed, whole)}  # fmt: skip
    assert names[killed] == names[whole]
