"""The catalogue of mutants fits the source as it is, and a trial says what happened.

``make mutants`` tries them all; here only what is quick.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mutants import __main__ as command
from mutants import table
from mutants.catalogue import GROUPS, MUTANTS
from mutants.filing import Files
from mutants.mutant import COUNTING, ROOT, SOURCE, MisplacedError, Mutant
from mutants.trial import (
    BROKEN,
    CAUGHT,
    OUT_OF_TIME,
    SURVIVED,
    Outcome,
    judge,
    try_all,
)

MUTANT = Mutant("one", "says two", "a.py", "return 1", "return 2", ("tests/unit/test_a.py",))
CONTROL = Mutant("none", "nothing", "a.py", "x", "y", ("tests/unit/test_a.py",), control=True)


# -- the catalogue ---------------------------------------------------------------------------------


def test_there_are_enough_of_them_and_controls_for_every_test_that_counts() -> None:
    names = [one.name for one in MUTANTS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)
    controls = [one for one in MUTANTS if one.control]
    assert len(MUTANTS) - len(controls) >= 30
    run = {test for one in controls for test in one.tests}
    named = {test for one in MUTANTS if not one.control for test in one.tests}
    assert {
        test for test in named if test not in run and test.partition("::")[0] not in run
    } == set()
    assert all(GROUPS.values())


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_its_text_stands_in_its_file_once_and_its_tests_are_there(mutant: Mutant) -> None:
    mutant.apply((SOURCE / mutant.file).read_text(encoding="utf-8"))
    assert mutant.tests
    for test in mutant.tests:
        file, _, name = test.partition("::")
        assert file.startswith(COUNTING), f"{file} does not count"
        assert (ROOT / file).is_file()
        if name:
            assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("source", ["return 3", "return 1\nreturn 1"])
def test_a_text_that_does_not_stand_there_once_is_refused_loudly(source: str) -> None:
    with pytest.raises(MisplacedError, match=rf"mutant one: .* {source.count('return 1')} times"):
        MUTANT.apply(source)


def test_a_mutant_must_change_something_and_be_python() -> None:
    same = Mutant("same", "nothing", "a.py", "x", "x", ())
    with pytest.raises(MisplacedError, match="the same"):
        same.apply("x = 1")
    torn = Mutant("torn", "no Python", "a.py", "x", "(", ())
    with pytest.raises(SyntaxError):
        torn.apply("x = 1")


# -- a trial ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told", "how", "test"),
    [
        (0, "3 passed", SURVIVED, ""),
        (1, "FAILED tests/unit/test_a.py::test_b - assert 1 == 2", CAUGHT, "test_b"),
        (1, "FAILED tests/unit/test_a.py::test_b[a b c] - assert [1]", CAUGHT, "test_b[a b c]"),
        (1, "FAILED tests/unit/test_a.py::test_b - NameError: name 'x'", BROKEN, "test_b"),
        (1, "ERROR tests/unit/test_a.py::test_b - ValueError: no", CAUGHT, "test_b"),
        (2, "ERROR tests/unit/test_a.py - SyntaxError", BROKEN, ""),
        (4, "ERROR: file or directory not found: tests/unit/test_a.py", BROKEN, ""),
        (5, "no tests ran", BROKEN, ""),
    ],
)
def test_what_the_end_of_the_tests_means(code: int, told: str, how: str, test: str) -> None:
    found = judge(code, f"F\n=== short test summary info ===\n{told}\n1 failed in 2 s\n")
    assert found[0] == how
    assert found[1].rpartition("::")[2] == test


def test_a_wrong_interval_is_caught_and_the_right_one_survives(tmp_path: Path) -> None:
    wrong = next(one for one in MUTANTS if one.name == "wilson-as-wald")
    ((tried, outcome),) = try_all([wrong], workers=1)
    assert tried is wrong
    assert outcome.how == CAUGHT
    assert outcome.test == "tests/unit/test_verdicts.py::test_wilson_by_hand"
    files = Files(tmp_path)
    assert files.read(wrong) is None
    files.write(wrong, outcome)
    assert files.read(wrong) == outcome
    files.clear([wrong])
    assert files.read(wrong) is None


# -- what is filed and printed ---------------------------------------------------------------------


def test_what_says_nothing_is_tried_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    for how in (BROKEN, OUT_OF_TIME):
        said = Outcome("one", how, "", "", 60.0)
        files.write(MUTANT, said)
        assert files.read(MUTANT) is None
        assert files.last(MUTANT) == said


def test_the_table_names_survivors_and_ends_with_the_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    caught = (MUTANT, Outcome("one", CAUGHT, "tests/unit/test_a.py::test_b", "assert", 3.25))
    lost = (MUTANT, Outcome("one", SURVIVED, "", "", 4.0))
    control = (CONTROL, Outcome("none", SURVIVED, "", "", 5.0))
    assert command.report([control, caught, lost], quick=False) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1].startswith("none    (control: survived, as it must)")
    assert told[2].split() == ["one", "tests/unit/test_a.py::test_b", "3.2"]
    assert "one (says two)" in told
    assert told[-1] == "mutants: 1/2"
    assert command.report([control, lost, lost], quick=False) == 1


def test_a_control_that_is_caught_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    control = (CONTROL, Outcome("none", CAUGHT, "tests/unit/test_a.py::test_b", "", 5.0))
    assert command.report([control], quick=False) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "mutants: 0/0"
    assert table.is_sound(*control) is False


def test_unknown_names_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "no-such-mutant"]) == 2
    assert "no-such-mutant" in capsys.readouterr().err
    assert command.main(["--list"]) == 0
    assert "lifo: " in capsys.readouterr().out
