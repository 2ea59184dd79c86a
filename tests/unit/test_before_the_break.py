"""What does not fit before the break may fit the day: the break interrupts, it does not forbid."""

from __future__ import annotations

from towns import H, at, cause, fault, run, town, visits


def test_a_crew_that_gets_free_before_the_break_begins_what_fits_its_day() -> None:
    # Two hours at 11:00, one of them before the break from 12:00 to 14:00; the day ends at 18:00.
    scenario = town(
        policies={"shift_end": {"repair": "no-start"}}, demand={},
        faults={"drop": cause("2 work h")},
    )  # fmt: skip
    first, second = fault(at(1, "08:00"), work_ms=3 * H), fault(at(1, "08:30"), 1, work_ms=2 * H)
    log = run(scenario, [], [first, second])
    assert [start for start, _, _ in visits(log)] == ["Mon 08:00", "Mon 11:00"]
