"""The controls change nothing, so that they must survive: a test that fails here proves nothing.

Together they run every test that a mutant names, so that none can be said to have caught one while
it fails by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from mutants.mutant import Mutant

#: So many files of tests a control, to stay within the time of a trial.
FILES = 4


def controls(mutants: Iterable[Mutant]) -> tuple[Mutant, ...]:
    """Controls that run all tests of some mutants, a few files each."""
    by_file: dict[str, list[str]] = {}
    for test in sorted({test for mutant in mutants for test in mutant.tests}):
        by_file.setdefault(test.partition("::")[0], []).append(test)
    files = iter(by_file.items())
    parts = iter(lambda: list(islice(files, FILES)), [])
    return tuple(_control(number, _tests(part)) for number, part in enumerate(parts, 1))


def _tests(files: Sequence[tuple[str, list[str]]]) -> tuple[str, ...]:
    """The tests of some files; a file that is named as a whole has them all."""
    return tuple(test for file, tests in files for test in ([file] if file in tests else tests))


def _control(number: int, tests: tuple[str, ...]) -> Mutant:
    return Mutant(
        name=f"control-{number}",
        wrong="nothing: the same model in other words",
        file="simulation/crew.py",
        text="finish = now_ms + travel_ms + site_ms",
        instead="finish = travel_ms + now_ms + site_ms",
        tests=tests,
        control=True,
    )
