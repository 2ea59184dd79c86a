"""Streams and marks: who shares draws with whom."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="purposes-share-seeds",
        wrong="the streams of a place are the same for every purpose",
        file="workload/streams.py",
        text='f"{purpose}{BETWEEN}{place}{BETWEEN}{part}"',
        instead='f"{BETWEEN}{place}{BETWEEN}{part}"',
        tests=("tests/unit/test_workload_parts.py", "tests/unit/test_workload_numbers.py"),
    ),
    Mutant(
        name="replications-alike",
        wrong="every replication draws the same numbers",
        file="workload/streams.py",
        text='f"{seed}{BETWEEN}{replication}{BETWEEN}"',
        instead='f"{seed}{BETWEEN}{BETWEEN}"',
        tests=("tests/unit/test_workload_disturbs_nobody.py",),
    ),
    Mutant(
        name="marks-run-into-each-other",
        wrong="a mark of the second visit is that of the next purpose at the first",
        file="workload/marks.py",
        text="_GENERATIONS = 2**20",
        instead="_GENERATIONS = 1",
        tests=("tests/unit/test_who_draws_what.py",),
    ),
    Mutant(
        name="marks-by-crew",
        wrong="what a later visit meets is drawn by who makes it, not by the job",
        file="simulation/visits.py",
        text="followups.later_marks(self._variation, job.key, visit) if visit",
        instead="followups.later_marks(self._variation, crew.number, visit) if visit",
        tests=("tests/unit/test_who_draws_what.py",),
    ),
)
