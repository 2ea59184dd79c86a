"""Crews called away, jobs that gather, set-ups."""

from __future__ import annotations

from mutants.mutant import Mutant

_PREEMPTION = "simulation/preemption.py"
_TESTS = ("tests/unit/test_simulation_preemption.py",)
_SPARE = ("tests/unit/test_simulation_spare_crews.py",)

MUTANTS = (
    Mutant(
        name="called-from-an-appointment",
        wrong="customers with an appointment lose their crew to a more urgent job",
        file=_PREEMPTION,
        text="or other.variant.plain >= 0 or",
        instead="or",
        tests=_TESTS,
    ),
    Mutant(
        name="called-late-in-the-day",
        wrong="crews are called to work that does not fit what is left of their day",
        file=_PREEMPTION,
        text="and self._visits.may_start(crew, job, now_ms)",
        instead="and crew.number >= 0",
        tests=_TESTS,
    ),
    Mutant(
        name="resampled-once",
        wrong="work that begins anew is drawn as the time before",
        file=_PREEMPTION,
        text="self._redrawn[job.case] = number + 1",
        instead="self._redrawn[job.case] = number",
        tests=_TESTS,
    ),
    Mutant(
        name="policy-of-the-caller",
        wrong="the place of the urgent job says whether crews may go, not that which they leave",
        file=_PREEMPTION,
        text="        policy = self._policy(other)\n",
        instead="        policy = self._policy(job)\n",
        tests=_TESTS,
    ),
    Mutant(
        name="key-account-from-key-account",
        wrong="a key account calls a crew away from another one",
        file=_PREEMPTION,
        text="job.ahead and not other.ahead",
        instead="job.ahead",
        tests=("tests/unit/test_key_accounts.py",),
    ),
    Mutant(
        name="work-lost-on-interruption",
        wrong="work that resumes begins anew",
        file=_PREEMPTION,
        text="left.work_ms = max(left.work_ms - done_ms, 0)",
        instead="left.work_ms = max(left.work_ms - 0 * done_ms, 0)",
        tests=_TESTS,
    ),
    Mutant(
        name="first-crew-called",
        wrong="the crew with the best job is called away instead of that with the last",
        file=_PREEMPTION,
        text="if (last is None or key > last)",
        instead="if (last is None or key < last)",
        tests=_TESTS,
    ),
    Mutant(
        name="gathers-by-queue",
        wrong="only jobs of one sort gather",
        file="simulation/gathering.py",
        text="sum(len(other.waiting()) for other in team.queues) >= policy.jobs",
        instead="len(queue.waiting()) >= policy.jobs",
        tests=_SPARE,
    ),
    Mutant(
        name="set-up-forgotten-on-call",
        wrong="who is called away while setting up need not finish that",
        file="simulation/set_up.py",
        text="            takes = self._left(crew, now_ms)\n",
        instead="            takes = 0\n",
        tests=_SPARE,
    ),
    Mutant(
        name="set-up-not-expected",
        wrong="a set-up is no part of what must fit the day",
        file="simulation/set_up.py",
        text="return 0 if policy is None else round(policy.takes.expected)",
        instead="return 0",
        tests=_SPARE,
    ),
    Mutant(
        name="interruption-unchecked",
        wrong="the check lets a crew that is called away set out later",
        file="conservation/interruptions.py",
        text="        & (log.time_ms[following] == log.time_ms[order[left]])\n",
        instead="",
        tests=_TESTS,
    ),
    Mutant(
        name="duty-unchecked",
        wrong="the check lets a crew work more than it is on duty",
        file="conservation/duty.py",
        text="        doubts.demand(~its | (worked == spent), rows, message, spent, worked)",
        instead="        doubts.demand(~its | (worked <= spent), rows, message, spent, worked)",
        tests=("tests/unit/test_conservation_duty.py",),
    ),
    Mutant(
        name="littles-law-unchecked",
        wrong="the check counts who is present by pairs alone",
        file="conservation/present.py",
        text="        if over_time != one_by_one:",
        instead="        if one_by_one != one_by_one:",
        tests=("tests/unit/test_conservation.py",),
    ),
)
