"""README and docs show what happens: their commands run and print that, their Python runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from ruamel.yaml import YAML

from docs_pages import (
    PAGES,
    TOP,
    commands,
    fences,
    matches,
    missing_names,
    shown_commands,
    unknown_words,
)
from telesim.cli import app


def telesim(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a folder, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "telesim", *words],
        cwd=folder,
        env=dict(os.environ, COLUMNS="100", NO_COLOR="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def run_page(page: str, folder: Path) -> None:
    """Run what a page shows, in its order."""
    program = ["import telesim"]
    for fence in fences(page):
        if fence.file:
            path = folder / fence.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fence.body, encoding="utf-8")
        elif fence.language == "{literalinclude} " + fence.language.rpartition(" ")[2]:
            name = fence.language.rpartition(" ")[2]
            (folder / name).write_bytes((PAGES[page].parent / name).read_bytes())
        elif fence.language == "python" and not fence.reason:
            program.append(fence.body)
        elif fence.language == "console" and not fence.reason:
            for command, shown in commands(fence):
                words = shlex.split(command, comments=True)
                assert words[0] == "telesim", (
                    f"{fence.place}: only telesim is run; write before the fence of {words[0]!r}: "
                    "<!-- not run: REASON -->"
                )
                done = telesim(words[1:], folder)
                assert done.returncode == fence.exits, f"{fence.place}: {command}\n{done.stdout}"
                if shown.strip():
                    told = f"printed\n{done.stdout}\nbut the page shows\n{shown}"
                    assert matches(shown, done.stdout), f"{fence.place}: {command} {told}"
    if len(program) > 1:
        snippet = "\n".join(program)
        done = subprocess.run(
            [sys.executable, "-c", snippet],
            cwd=folder,
            env=dict(os.environ, PYTHONPATH=os.pathsep.join([str(folder), *sys.path[1:]])),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{page}: its Python\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_happens(page: str, tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(TOP / "scenarios")
    run_page(page, tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_calls_that_are_not_run_have_verbs_and_options_that_exist(page: str) -> None:
    group = typer.main.get_command(app)
    wrong = [
        f"{fence.place}: telesim {shlex.join(words)}: {unknown}"
        for fence, words in shown_commands(page)
        if (unknown := unknown_words(words, group))
    ]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_python_and_yaml_that_are_not_run_are_sound(page: str) -> None:
    for fence in fences(page):
        if fence.language == "python":
            assert missing_names(fence.body) == [], fence.place
        if fence.language == "yaml":
            YAML(typ="safe").load(fence.body)


def test_what_is_not_run_has_its_reason() -> None:
    told = [fence for page in PAGES for fence in fences(page) if fence.reason]
    assert told, "some commands take minutes"
    for fence in told:
        print(f"not run: {fence.place}: {fence.reason}")
        assert len(fence.reason) > 15, f"{fence.place}: say why it is not run"


def test_a_page_that_shows_something_else_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "wrong.md"
    monkeypatch.setitem(PAGES, "wrong.md", page)
    for body, said in [
        ("```console\n$ telesim --version\ntelesim 0.0\n```\n", "but the page shows"),
        ("```console\n$ rm -r x\n```\n", "only telesim is run"),
        ("```console\n$ telesim validate none.yaml\n```\n", "none.yaml"),
        ("```python\ntelesim.nothing\n```\n", "AttributeError"),
    ]:
        page.write_text(body, encoding="utf-8")
        with pytest.raises(AssertionError, match=re.escape(said)):
            run_page("wrong.md", tmp_path)
    page.write_text("```\ntelesim run town.yaml --replication 2\n```\n", encoding="utf-8")
    group = typer.main.get_command(app)
    assert [unknown_words(words, group) for _, words in shown_commands("wrong.md")] == [
        ["--replication"]
    ]


def test_dots_stand_for_lines_and_for_text() -> None:
    printed = "one\ntwo\nthree 17.2 s\nfour\n"
    assert matches("one\n...\nfour\n", printed)
    assert matches("...\nthree ... s\n...\n", printed)
    assert not matches("one\nfour\n", printed)
    assert not matches("one\n...\nfive\n", printed)
    assert matches("results/a/0123456789ab", "results/a/ba9876543210")


def test_files_that_the_readme_points_to_are_there() -> None:
    readme = PAGES["README.md"].read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    missing = [target for target in targets if not (TOP / target).exists()]
    assert targets and not missing, missing
