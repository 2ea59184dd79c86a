"""Whose orders are taken."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="counter-never-errs",
        wrong="the counter errs only by taking orders, never by sending customers away",
        file="simulation/market/screening.py",
        text="if self._shown(job.cabinet) == wrong:",
        instead="if not (wrong or self._shown(job.cabinet)):",
        tests=("tests/unit/test_simulation_screening.py",),
    ),
)
