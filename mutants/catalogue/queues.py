"""Who is served first, and by whom."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="lifo",
        wrong="jobs that wait for crews are served youngest first",
        file="policies/dispatch/oldest_first.py",
        text="return (job.since_ms, 0, 0)",
        instead="return (-job.since_ms, 0, 0)",
        tests=("tests/unit/test_simulation_dispatch.py",),
    ),
    Mutant(
        name="urgent-last",
        wrong="a job that a complaint has made urgent goes behind all others",
        file="simulation/queues.py",
        text="            a -= URGENT\n",
        instead="            a += URGENT\n",
        tests=("tests/unit/test_care_urgency.py", "tests/unit/test_care_complaints.py"),
    ),
    Mutant(
        name="works-before-repairs",
        wrong="construction takes its turn by age, not after all else",
        file="simulation/queues.py",
        text="return first + _AFTER_ALL, second, third",
        instead="return first, second, third",
        tests=("tests/unit/test_simulation_works.py",),
    ),
    Mutant(
        name="whichever-team",
        wrong="of idle crews not the nearest goes, but who has been free for longest",
        file="simulation/dispatch.py",
        text="rank = (team.travel_ms[job.exchange], since, number)",
        instead="rank = (0, since, number)",
        tests=("tests/unit/test_simulation_dispatch.py",),
    ),
    Mutant(
        name="held-youngest-first",
        wrong="a pair that opens goes to the youngest held order",
        file="simulation/held.py",
        text="return job.since_ms - URGENT if job.urgent else job.since_ms",
        instead="return job.since_ms - URGENT if job.urgent else -job.since_ms",
        tests=("tests/unit/test_simulation_orders.py",),
    ),
    Mutant(
        name="desk-lifo",
        wrong="a desk answers who came last",
        file="simulation/desks/desk.py",
        text="heappush(self._queue, (call.priority, now, call.entity, call))",
        instead="heappush(self._queue, (call.priority, -now, call.entity, call))",
        tests=("tests/unit/test_desk.py",),
    ),
)
