"""The project folder that ``telesim init`` makes: whole, valid, its commands work as printed."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import nbclient
import nbformat
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from little_town import SHORT
from telesim.cli import app

FILES = {
    ".github/workflows/telesim.yml", ".gitignore", "README.md", "cabinets.csv", "crews.csv",
    "exchanges.csv", "first-look.ipynb", "reforms/repair-first.yaml", "town.yaml",
}  # fmt: skip
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def shorten(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in SHORT.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def test_what_is_printed_and_what_the_readme_says_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = run("init", "mine").stdout.splitlines()
    project = tmp_path / "mine"
    assert files(project) == FILES
    assert {line.removeprefix("wrote ") for line in printed[:-2]} == {f"mine/{f}" for f in FILES}
    for line in printed[-2:]:
        _, _, command = line.partition(": telesim ")
        result = run(*shlex.split(command))
        assert result.exit_code == 0, result.output
    monkeypatch.chdir(project)
    readme = (project / "README.md").read_text(encoding="utf-8")
    commands = [line for line in readme.splitlines() if line.startswith("telesim ")]
    assert len(commands) == 6
    for command in commands:
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.output)
    assert (project / "report.html").is_file()
    workflow = YAML(typ="safe").load(
        (project / ".github/workflows/telesim.yml").read_text(encoding="utf-8")
    )
    [check] = [
        step["run"] for step in workflow["jobs"]["kpis"]["steps"]
        if step.get("run", "").startswith("telesim ")
    ]  # fmt: skip
    words = shlex.split(check.replace("$GITHUB_STEP_SUMMARY", "page.md"))[1:]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "none moved" in result.stdout
    assert (project / "kpis.xml").is_file() and (project / "page.md").is_file()
    ignored = (project / ".gitignore").read_text().splitlines()
    assert "results/*" in ignored and "!results/baselines/" in ignored


def test_the_notebook_runs_from_top_to_bottom(run: Run, tmp_path: Path) -> None:
    run("init", "mine")
    shorten(tmp_path / "mine" / "town.yaml")
    notebook = nbformat.read(tmp_path / "mine" / "first-look.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path / "mine")}}
    ).execute()
    last = notebook.cells[-1].outputs[0]["text"]
    assert last.startswith("Met: ") and "non-cable-24h" in last


def test_a_folder_with_something_in_it_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for name in "abcdefg":
        (tmp_path / "mine" / f"{name}.txt").write_text("precious")
    result = run("init", "mine")
    assert result.exit_code == 2
    assert "mine: holds a.txt, b.txt, c.txt, d.txt, e.txt and 2 more" in result.stderr
    assert "nothing was written. Try: telesim init mine/my-town" in result.stderr
    assert len(files(tmp_path / "mine")) == 7
    assert run("init", "mine/my-town").exit_code == 0
    assert run("init", "mine/a.txt").exit_code == 2


def test_a_fresh_repository_is_no_hindrance(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine" / ".git").mkdir(parents=True)
    assert run("init", "mine").exit_code == 0
    assert files(tmp_path / "mine") == FILES
