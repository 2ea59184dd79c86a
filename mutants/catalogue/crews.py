"""Crews, their hours, their ways and what becomes of a visit at the end of a day."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="one-crew-too-many",
        wrong="a row of n crews gives n + 1",
        file="scenario/model.py",
        text='units.extend((f"{crew.id}-{k + 1}", row) for k in range(crew.count))',
        instead='units.extend((f"{crew.id}-{k + 1}", row) for k in range(crew.count + 1))',
        tests=(
            "tests/unit/test_simulation_dispatch.py",
            "tests/theory/test_reference_rows.py::test_rows_of_the_short_set[erlang_c-m-m-3]",
        ),
    ),
    Mutant(
        name="six-minutes-longer",
        wrong="every stretch of a shift ends six minutes late",
        file="calendar.py",
        text="intervals.append((base + start + cut, base + end, day))",
        instead="intervals.append((base + start + cut, base + end + 6 * MINUTE_MS, day))",
        tests=("tests/unit/test_simulation_visits.py",),
    ),
    Mutant(
        name="depot-twice",
        wrong="the time at the depot is taken off a day twice",
        file="calendar.py",
        text="cut = min(trim, end - start)",
        instead="cut = min(2 * trim, end - start)",
        tests=("tests/unit/test_calendar.py", "tests/unit/test_simulation_visits.py"),
    ),
    Mutant(
        name="same-day-off",
        wrong="all crews of a rotation have the same day off",
        file="simulation/roster.py",
        text="offset = number % days_of",
        instead="offset = 0 % days_of",
        tests=("tests/unit/test_simulation_visits.py",),
    ),
    Mutant(
        name="travel-forgotten",
        wrong="crews are at the customer's at once",
        file="simulation/visits.py",
        text="travel = mean * travel_ppm // PER_MILLION",
        instead="travel = 0 * travel_ppm",
        tests=("tests/unit/test_simulation_visits.py",),
    ),
    Mutant(
        name="lost-suspended-work",
        wrong="what was done before a break or a night is done again",
        file="simulation/crew.py",
        text="            origin = start - done\n",
        instead="            origin = start\n",
        tests=("tests/unit/test_simulation_visits.py",),
    ),
    Mutant(
        name="endless-overtime",
        wrong="overtime has no limit",
        file="simulation/crew.py",
        text="overtime = min(policy.overrun_ms(left), left)",
        instead="overtime = left",
        tests=("tests/unit/test_simulation_visits.py",),
    ),
    Mutant(
        name="too-long-is-begun",
        wrong="who may not begin what does not fit looks at the end of the stretch, not of the day",
        file="simulation/visits.py",
        text=" + crew.later_today_ms\n        if type(policy)",
        instead="\n        if type(policy)",
        tests=("tests/unit/test_before_the_break.py",),
    ),
    Mutant(
        name="at-home-tonight",
        wrong="where nobody was at home somebody tries again on the same day",
        file="simulation/town.py",
        text="midnight = (now_ms // DAY_MS + 1) * DAY_MS",
        instead="midnight = now_ms",
        tests=("tests/unit/test_simulation_visits.py",),
    ),
    Mutant(
        name="crowd-at-the-joint",
        wrong="more splicers join than fit at the joint",
        file="simulation/splicing.py",
        text="min(members, splicing.splicers_at_most)",
        instead="members",
        tests=("tests/unit/test_crowded_joints.py",),
    ),
)
