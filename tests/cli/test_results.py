from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from little_town import little_town
from telesim.cli import app

Run = Callable[..., Result]
#: On a machine that does other things as well.
PATIENCE_S = 150


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    little_town(tmp_path / "t")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def filed(out: Path) -> dict[str, bytes]:
    """All files of the run but the one that tells the time that it took."""
    [folder] = (out / "my-town").iterdir()
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_the_store_is_listed_and_cleared(run: Run, tmp_path: Path) -> None:
    assert run("results").stdout == "results: no runs are filed\n"
    assert run("run", "t/town.yaml", "--replications", "2").exit_code == 0
    head, row, total = run("results").stdout.splitlines()
    assert head.split() == [
        "Scenario", "Key", "Seed", "Replications", "Written", "Size", "Source",
    ]  # fmt: skip
    [folder] = (tmp_path / "results" / "my-town").iterdir()
    assert row.split()[:4] == ["my-town", folder.name, "1", "2"]
    assert row.split()[-1] == "current"
    assert total.startswith("1 run, ")
    [told] = json.loads(run("results", "--json").stdout)
    assert (told["key"], told["replications"], told["source"]) == (folder.name, 2, "current")

    # Nobody to ask, nothing named, nothing older: nothing goes.
    for words, code in (
        (("--all",), 2),
        ((), 2),
        (("--older", "--yes"), 0),
        (("--all", "--dry-run"), 0),
        (("--scenario", "your-town", "--yes"), 2),
        (("--out", "t", "--all", "--yes"), 2),
    ):
        assert run("results", "clean", *words).exit_code == code, words
        assert len(list((folder / "replications").iterdir())) == 2
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    done = run("results", "clean", "--all", "--yes")
    assert done.exit_code == 0
    assert "stays, not filed by telesim: notes.txt" in done.stdout
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert run("results").stdout == "results: no runs are filed\n"


def test_results_clean_takes_the_folder_from_before_it_too(run: Run, tmp_path: Path) -> None:
    assert run("run", "t/town.yaml", "--replications", "1", "--out", "other").exit_code == 0
    assert run("results", "--out", "other", "clean", "--all", "--yes").exit_code == 0
    assert not (tmp_path / "other" / "my-town").exists()


def start(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "telesim", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_processes_share_the_store(tmp_path: Path) -> None:
    file, shared = little_town(tmp_path / "t"), tmp_path / "shared"
    words = ("run", file, "--replications", "6", "--workers", "1", "--out")
    both = [start(*words, shared) for _ in range(2)]
    alone = start(*words, tmp_path / "alone")
    for process in (*both, alone):
        _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, err
    assert filed(shared) == filed(tmp_path / "alone")
    assert not list(shared.rglob("*.partial*"))


def test_what_is_damaged_is_made_again_and_the_rest_is_not(run: Run, tmp_path: Path) -> None:
    assert run("run", "t/town.yaml", "--replications", "4").exit_code == 0
    [folder] = (tmp_path / "results" / "my-town").iterdir()
    whole = filed(tmp_path / "results")
    cut, flipped = folder / "series" / "0001.parquet", folder / "replications" / "0003.parquet"
    cut.write_bytes(cut.read_bytes()[:-100])
    content = bytearray(flipped.read_bytes())
    content[len(content) // 3] ^= 0x01
    flipped.write_bytes(content)
    untouched = folder / "replications" / "0002.parquet"
    before = untouched.stat().st_mtime_ns
    again = run("run", "t/town.yaml", "--replications", "4")
    assert again.stderr == "2 replications were filed already; 2 were simulated now\n"
    assert filed(tmp_path / "results") == whole
    assert untouched.stat().st_mtime_ns == before


def test_precision_on_the_command_line(run: Run, tmp_path: Path) -> None:
    asked = ("run", "t/town.yaml", "--precision", "40 %", "--at-most", "25")
    done = run(*asked)
    assert done.exit_code == 0, done.stderr
    assert "Precision of 40 %: stopped after 20 replications, as no target" in done.stdout
    assert "  stopped by precision: non-cable-24h (±" in done.stdout
    told = json.loads(run(*asked, "--json").stdout)
    assert (told["replications"], told["precision"]["wanted_percent"]) == (20, 40)
    assert {one["stopped_by"] for one in told["precision"]["targets"]} <= {"precision", "verdict"}
    assert "first look is taken after 20" in run(*asked, "--dry-run").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--precision", "5"), "precision: got '5', need a share from 0 % to 100 %"),
        (("--precision", "0 %"), "precision: got 0 %"),
        (("--precision", "5 %", "--at-most", "10"), "at most: got 10 replications, need 20"),
        (("--precision", "5 %", "--replications", "30"), "need one of the two"),
        (("--at-most", "30"), "need a precision beside it"),
    ],
)
def test_precisions_that_cannot_be_exit_2(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    for more in ((), ("--dry-run",)):
        done = run("run", "t/town.yaml", *words, *more)
        assert done.exit_code == 2
        assert said in done.stderr
    assert not (tmp_path / "results").exists()
