"""What the README shows is what happens: its commands run, and print what it says they print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
SNIPPETS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


def commands(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output shown under it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts]


def run(command: str, folder: Path) -> str:
    """Output of a README command, run in a folder that has the project's scenarios."""
    words = shlex.split(command)
    assert words[0] == "telesim", f"the README runs {words[0]}, which this test does not know"
    environment = dict(os.environ, COLUMNS="100", NO_COLOR="1")
    done = subprocess.run(
        [sys.executable, "-m", "telesim", *words[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def lines_of(text: str) -> list[str]:
    """Lines without what differs from one checkout to another: the key of the results folder."""
    text = re.sub(r"(results/[\w.+-]+)/[0-9a-f]{12}", r"\1/KEY", text)
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project's scenarios and room for results."""
    made = tmp_path_factory.mktemp("readme")
    (made / "scenarios").symlink_to(TOP / "scenarios")
    return made


def quick() -> list[tuple[str, str]]:
    """Commands that are shown in full and take seconds; the prefecture takes minutes."""
    shown = [pair for block in BLOCKS for pair in commands(block)]
    assert shown, "the README shows no command"
    return [(command, output) for command, output in shown if "zhumadian" not in command]


def test_commands_run_in_their_order_and_print_what_is_shown(folder: Path) -> None:
    for command, shown in quick():
        printed = lines_of(run(command, folder))
        if shown.strip():
            assert printed == lines_of(shown), command


def test_python_snippets_run(folder: Path) -> None:
    assert SNIPPETS, "the README shows no Python"
    for snippet in SNIPPETS:
        done = subprocess.run(
            [sys.executable, "-c", snippet],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
        # What the text below a snippet says that it prints, it prints.
        said = re.match(r"\s*It prints `([^`]+)`", README.partition(snippet)[2].partition("```")[2])
        assert said is None or figures(said[1]) == pytest.approx(figures(done.stdout), rel=1e-9)


def figures(text: str) -> list[float]:
    """The numbers of a line; the last digit may differ from one library to the next."""
    return [float(word) for word in text.split()]


def test_files_that_the_readme_points_to_are_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    missing = [target for target in targets if not (TOP / target).exists()]
    assert targets and not missing, missing
