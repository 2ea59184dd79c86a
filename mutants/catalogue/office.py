"""The office: steps, mistakes, hours, limits."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="step-skipped",
        wrong="an order goes from assignment past the exchange step",
        file="simulation/office/office.py",
        text="self._begin(paper, EXCHANGE)",
        instead="self._frame_written(paper)",
        tests=("tests/unit/test_office.py",),
    ),
    Mutant(
        name="rework-to-the-wrong-step",
        wrong="a mistake goes back to who has found it, not to who has made it",
        file="simulation/office/office.py",
        text="self._go(paper, faulty)",
        instead="self._go(paper, step)",
        tests=("tests/unit/test_office.py",),
    ),
    Mutant(
        name="one-clerk-too-many",
        wrong="a desk of n clerks has n + 1",
        file="simulation/office/desk.py",
        text="range(first_clerk, first_clerk + clerks)",
        instead="range(first_clerk, first_clerk + clerks + 1)",
        tests=(
            "tests/unit/test_office.py",
            "tests/theory/test_reference_rows.py::test_rows_of_the_short_set[jackson-three-desks]",
        ),
    ),
    Mutant(
        name="clerks-work-at-night",
        wrong="a clerk finishes a paper after closing time",
        file="simulation/office/desks.py",
        text="if ends > self._open[1]:",
        instead="if ends > 2**62:",
        tests=("tests/unit/test_office.py",),
    ),
    Mutant(
        name="limit-in-calendar-time",
        wrong="a step's limit in office hours passes by the clock on the wall",
        file="simulation/office/key_accounts.py",
        text="passes = self._hours.add_work(account.since_ms, limit)",
        instead="pass",
        tests=("tests/unit/test_key_account_nights.py",),
    ),
)
