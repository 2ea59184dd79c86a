from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from little_town import little_town
from telesim.cli import app
from telesim.scenario import load

Run = Callable[..., Result]
TOP = Path(__file__).parents[2]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def test_the_project_s_own_files_are_laid_out(run: Run) -> None:
    files = [*(TOP / "scenarios").rglob("*.yaml"), *(TOP / "src").rglob("*.yaml")]
    assert len(files) > 30
    result = run("fmt", "--check", *map(str, files))
    assert result.exit_code == 0, result.stdout


def test_layout_changes_and_meaning_and_comments_stay(run: Run, tmp_path: Path) -> None:
    file = little_town(tmp_path / "t")
    before, good = load(file), file.read_text(encoding="utf-8")
    lines = [f"{line}   " if line.strip() else "\n\n" for line in good.splitlines()]
    lines[-1] += "\n\n\n"
    odd = "\r\n".join(lines).replace("{table: crews.csv}", "{ table:   crews.csv}  # 班组")
    file.write_bytes("\ufeff".encode() + odd.encode())
    check = run("fmt", "--check", "t/town.yaml")
    assert (check.exit_code, check.stdout) == (1, "would change t/town.yaml\n")
    assert file.read_bytes().startswith("\ufeff".encode())
    assert run("fmt", "t/town.yaml").stdout == "rewrote t/town.yaml\n"
    wanted = good.replace("{table: crews.csv}", "{table: crews.csv}     # 班组")
    assert file.read_text(encoding="utf-8") == wanted
    # A comment stays in its column.
    after = load(file)
    assert after.origin is not None and before.origin is not None
    assert after.origin.sha256 == before.origin.sha256
    again = run("fmt", "t/town.yaml", "t/reforms/repair-first.yaml")
    assert again.stdout == "2 files laid out already\n"


def test_nested_lists_are_set_in_and_text_blocks_are_left(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(
        "reform: r\ntitle: |\n  one  \n\n\n\n  two # no comment\nadd:\n    shocks:\n"
        "    - {title: storm}   # why\n",
        encoding="utf-8",
    )
    assert run("fmt", "r.yaml").exit_code == 0
    assert path.read_text(encoding="utf-8") == (
        "reform: r\ntitle: |\n  one  \n\n\n\n  two # no comment\nadd:\n  shocks:\n"
        "    - {title: storm}   # why\n"
    )


def test_what_is_no_sound_file_is_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    file = little_town(tmp_path / "t")
    odd = file.read_text(encoding="utf-8") + "\n\n\n"
    file.write_text(odd, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("a: [1\n", encoding="utf-8")
    result = run("fmt", "t/town.yaml", "bad.yaml", "nowhere.yaml")
    assert result.exit_code == 2
    assert "bad.yaml" in result.stderr and "nowhere.yaml" in result.stderr
    assert file.read_text(encoding="utf-8") == odd
