"""What a shell is told at the TAB key, by the protocol that its script uses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from little_town import little_town
from telesim.cli import app

PROGRAM = (
    "import sys; sys.argv[0] = 'telesim'; from telesim.cli import app; app(prog_name='telesim')"
)


def ask(folder: Path, shell: str, line: str) -> list[str]:
    """The words that ``shell`` would offer behind ``line``."""
    words = line.split(" ")
    how = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder, env={**os.environ, **how, "_TELESIM_COMPLETE": f"complete_{shell}"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return [line for line in done.stdout.splitlines() if line]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completion")
    little_town(folder / "towns" / "one")
    for name in ("manifest.json", "kpis.csv"):
        run = folder / "results" / "my-town" / "0123456789ab"
        run.mkdir(parents=True, exist_ok=True)
        (run / name).touch()
    study = folder / "results" / "my-town" / "sweep-0123456789ab"
    study.mkdir()
    for name in ("manifest.json", "sweep.csv"):
        (study / name).touch()
    return folder


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("telesim rep", ["report"]),
        ("telesim run ", ["towns/one/town.yaml"]),
        ("telesim run towns/one/t", ["towns/one/town.yaml"]),
        ("telesim run ./to", ["./towns/one/town.yaml"]),
        ("telesim run nothing", []),
        ("telesim run towns/one/town.yaml --with ", ["towns/one/reforms/repair-first.yaml"]),
        ("telesim compare a.yaml +to", ["+towns/one/reforms/repair-first.yaml"]),
        ("telesim fmt ", ["towns/one/reforms/repair-first.yaml", "towns/one/town.yaml"]),
        ("telesim report ", ["results/my-town/0123456789ab"]),
        ("telesim sweep a.yaml --kpi time_to_restore_me", ["time_to_restore_mean"]),
        ("telesim run towns/one/town.yaml --set wind", ["window="]),
        (
            "telesim sweep towns/one/town.yaml --over policies.dispatch.",
            ["policies.dispatch.rule="],
        ),
        ("telesim sweep towns/one/town.yaml --over crews.field.cou", ["crews.field.count="]),
        ("telesim plan towns/one/town.yaml --vary crews.fi", ["crews.field="]),
        ("telesim plan towns/one/town.yaml --require non", ["non-cable-24h"]),
        ("telesim plan towns/none.yaml --require non", []),
    ],
)
def test_bash_is_offered_what_fits(project: Path, line: str, offered: list[str]) -> None:
    assert ask(project, "bash", line) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_offered_the_same(project: Path, shell: str) -> None:
    told = "\n".join(ask(project, shell, "telesim run "))
    assert "towns/one/town.yaml" in told and "reforms" not in told
    assert "explain" in "\n".join(ask(project, shell, "telesim exp"))
    line = "telesim sweep towns/one/town.yaml --over policies.dispatch.rule=repair"
    assert "policies.dispatch.rule=repair-first" in "\n".join(ask(project, shell, line))


def test_paths_are_those_of_the_file_over_what_it_extends(project: Path) -> None:
    (project / "towns" / "two.yaml").write_text(
        "extends: one/town.yaml\nname: two\ntargets: {quick: {kpi: fault_rate}}\n"
    )
    line = "telesim plan towns/two.yaml --require "
    assert {"quick", "non-cable-24h"} < set(ask(project, "bash", line))


def test_the_help_names_both_options() -> None:
    names = {word for option in get_command(app).params for word in option.opts}
    assert {"--install-completion", "--show-completion"} <= names
