"""Options of ``telesim`` and ``telesim run`` that change what is asked, not what is simulated."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from little_town import little_town
from telesim.cli import app


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def test_without_a_word_the_help_is_the_answer() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert "telesim init" in result.stdout
    assert not result.stderr


@pytest.mark.parametrize("option", ["--quiet", "-v"])
def test_an_option_of_all_verbs_behind_the_verb_is_told_its_place(option: str) -> None:
    result = CliRunner().invoke(app, ["run", option, "town.yaml"])
    assert result.exit_code == 2
    assert f"{option} stands before the verb: telesim {option} run ..." in result.stderr


def test_another_unknown_option_is_told_as_before() -> None:
    result = CliRunner().invoke(app, ["run", "--quite", "town.yaml"])
    assert result.exit_code == 2
    assert "No such option: --quite" in result.stderr


def test_single_values_are_laid_over_and_told(tmp_path: Path) -> None:
    file = little_town(tmp_path / "town")
    words = ["run", str(file), "--replications", "1", "--set", "crews.field.count=1"]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.stderr
    assert "with crews.field.count = 1" in found.stdout.splitlines()
    # It is another scenario: what is filed of the one is not served for the other.
    plain = CliRunner().invoke(app, words[:-2])
    assert "filed already" not in plain.stderr
    assert len([one for one in (tmp_path / "results" / "my-town").iterdir() if one.is_dir()]) == 2


def test_a_value_that_cannot_be_is_told_with_its_path(tmp_path: Path) -> None:
    file = little_town(tmp_path / "town")
    for text, said in (("crews.field.count=-1", "got -1, need"), ("crews", "need PATH=VALUE")):
        found = CliRunner().invoke(app, ["run", str(file), "--set", text])
        assert found.exit_code == 2
        assert said in found.stderr
