from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from html_page import parsed
from report_runs import make_run
from telesim.cli import app
from telesim.experiment import Result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return make_run(tmp_path_factory.mktemp("cli"))


def test_a_run_becomes_a_page(
    made: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["report", str(made.folder)])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("wrote report.html (0.")
    tree = parsed((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert tree.all("h1")[0].text == (made.scenario.title or made.name)
    done = CliRunner().invoke(
        app, ["report", str(made.folder.parent), "-o", "sub/case.html", "--case", "O0"]
    )
    assert done.exit_code == 0, done.stderr
    tree = parsed((tmp_path / "sub" / "case.html").read_text(encoding="utf-8"))
    assert tree.by_id("case").all("p")[0].text.startswith("O0: an order")


def test_what_is_wrong_is_one_line_and_nothing_is_overwritten(made: Result, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("kept", encoding="utf-8")
    path = made.folder / "exchanges" / "0001.parquet"
    whole = path.read_bytes()
    for words, code, said in (
        ([str(tmp_path)], 2, "found no run"),
        ([str(made.folder), "--case", "F99999"], 2, "no case 99999"),
        ([str(made.folder), str(made.folder)], 2, "given more than once"),
        ([str(made.folder), "--replication", "9"], 2, "no event log of replication 9"),
    ):
        done = CliRunner().invoke(app, ["report", *words, "-o", str(target)])
        assert done.exit_code == code, done.stderr
        assert said in done.stderr and done.stderr.count("\n") == 1
    try:
        path.write_bytes(whole[:-30])
        done = CliRunner().invoke(app, ["report", str(made.folder), "-o", str(target)])
    finally:
        path.write_bytes(whole)
    assert done.exit_code == 2
    assert "exchanges/0001.parquet" in done.stderr and "run the scenario again" in done.stderr
    path = sorted((made.folder / "logs").glob("[0-9]*.parquet"))[-1]  # not the one told from
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-30])
        done = CliRunner().invoke(app, ["report", str(made.folder), "-o", str(target)])
    finally:
        path.write_bytes(whole)
    assert done.exit_code == 2
    assert f"{path}: the log is damaged" in done.stderr and "--keep-log" in done.stderr
    assert done.stderr.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "kept"
    assert sorted(tmp_path.iterdir()) == [target]


def test_without_a_result_the_usage_is_told() -> None:
    done = CliRunner().invoke(app, ["report"])
    assert done.exit_code == 2
    assert "RESULT" in done.stderr
