"""Faults: which happen, what becomes of their lines, what fails again."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="repeat-keeps-draws",
        wrong="a repeat has the draws of the fault that it repeats",
        file="simulation/later_faults.py",
        text="followups.repeat_key(earlier.key, 0), earlier.case",
        instead="earlier.key, earlier.case",
        tests=("tests/unit/test_simulation_faults.py",),
    ),
    Mutant(
        name="fails-while-down",
        wrong="a line that is down may fail once more",
        file="simulation/faults.py",
        text="if states[slot] != 1 and not (",
        instead="if states[slot] == 0 and not (",
        tests=("tests/unit/test_simulation_faults.py",),
    ),
    Mutant(
        name="remote-forgets",
        wrong="what the desk clears is written down, but the line stays down",
        file="simulation/faults.py",
        text="            self._end(job, self._town.now)\n            return",
        instead="            job.state = ENDED\n            return",
        tests=("tests/unit/test_after_the_desk.py",),
    ),
    Mutant(
        name="no-wait-for-material",
        wrong="a length that must be replaced is there at once",
        file="simulation/splicing.py",
        text="if job.material_ms and not job.located:",
        instead="if job.material_ms < 0:",
        tests=("tests/unit/test_simulation_faults.py",),
    ),
    Mutant(
        name="second-visit-as-first",
        wrong="every visit to a job takes the work drawn for the first",
        file="workload/followups.py",
        text="_one(law, key, marks.WORK, generation)",
        instead="_one(law, key, marks.WORK, 0)",
        tests=("tests/unit/test_simulation_visits.py", "tests/unit/test_workload_parts.py"),
    ),
    Mutant(
        name="promise-from-the-failure",
        wrong="the clock starts when the line fails, not when it is reported",
        file="simulation/faults.py",
        text="job.since_ms = since = time + delay",
        instead="job.since_ms = since = time",
        tests=("tests/unit/test_simulation_faults.py",),
    ),
    Mutant(
        name="one-line-a-storm",
        wrong="an event that breaks several lines breaks the first alone",
        file="workload/faults.py",
        text="hit = np.where(rows.mark < 0, 1, hit)",
        instead="hit = np.ones_like(hit)",
        tests=("tests/unit/test_struck_lines.py",),
    ),
)
