"""Training, supervision, pay."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="the-untrained-learn",
        wrong="a level rises to full training by itself as time passes",
        file="policies/training/decay.py",
        text="return max(min(level, daily_work), level * left)",
        instead="return max(min(level, daily_work), 1 - (1 - level) * left)",
        tests=("tests/unit/test_people_training.py",),
    ),
    Mutant(
        name="inspection-samples-all",
        wrong="inspection looks at every closed job, as far as it has time",
        file="simulation/people/supervision.py",
        text="looked = marks.sampled(job.key, section.sample) and look_ms < self._horizon_ms",
        instead="looked = look_ms < self._horizon_ms",
        tests=("tests/unit/test_people_supervision.py",),
    ),
    Mutant(
        name="inspectors-without-end",
        wrong="inspectors look at as many jobs as are sampled, whatever time they have",
        file="simulation/people/supervision.py",
        text="            week[number] -= 1\n        else:",
        instead="            week[number] -= 0\n        else:",
        tests=("tests/unit/test_people_supervision.py",),
    ),
    Mutant(
        name="piece-rate-pays-repeats",
        wrong="nothing is taken off for repairs that fail again",
        file="kpi/pay.py",
        text="repeats[at_repeat] * open_book",
        instead="repeats[at_repeat] * 0",
        tests=("tests/unit/test_kpi_pay.py",),
    ),
)
