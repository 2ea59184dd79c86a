"""Complaints, arrears, public telephones."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="complaints-from-the-report",
        wrong="customers lose patience from their report on, not from when they are overdue",
        file="simulation/care/complaints.py",
        text="overdue = max(since_ms + promise, 0)",
        instead="overdue = max(since_ms, 0)",
        tests=("tests/unit/test_care_complaints.py",),
    ),
    Mutant(
        name="complaints-of-the-restored",
        wrong="who has a line again complains all the same",
        file="simulation/care/complaints.py",
        text="                if _is_down(customer):\n                    self._complain(customer)",
        instead="                if customer.job:\n                    self._complain(customer)",
        tests=("tests/unit/test_care_complaints.py",),
    ),
    Mutant(
        name="notices-never-lost",
        wrong="every notice of a payment reaches the exchange",
        file="simulation/care/arrears.py",
        text="if line.row[_LOST_PPM] >= self",
        instead="if line.row[_LOST_PPM] >= 0 * self",
        tests=("tests/unit/test_care_arrears.py",),
    ),
    Mutant(
        name="suspended-line-works",
        wrong="a suspended line counts as working",
        file="simulation/care/arrears.py",
        text="states[slot] = SUSPENDED",
        instead="states[slot] = WORKING",
        tests=("tests/unit/test_care_arrears.py",),
    ),
    Mutant(
        name="patrol-one-round-late",
        wrong="a patrol finds a broken telephone on its second round",
        file="simulation/care/payphones.py",
        text="found, how = look + -(-(now - look) // self._every) * self._every, PATROL",
        instead="found, how = look + (1 - (look - now) // self._every) * self._every, PATROL",
        tests=("tests/unit/test_care_payphones.py",),
    ),
)
