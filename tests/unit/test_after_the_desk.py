"""What the desk has cleared is over: the line works and may fail again."""

from __future__ import annotations

from telesim.eventlog import Kind
from towns import at, cause, fault, instants, run, town


def test_a_line_that_the_desk_has_cleared_works_and_fails_again() -> None:
    scenario = town(faults={"drop": cause(cleared_remotely="30 %")})
    again = [fault(at(1, "08:00"), 1, remote_ppm=0), fault(at(1, "08:01"), 1, remote_ppm=999_999)]
    log = run(scenario, [], again)
    assert instants(log, Kind.FAULT) == [at(1, "08:00"), at(1, "08:01")]
    assert instants(log, Kind.CLEARED_REMOTELY) == [at(1, "08:00")]
    assert instants(log, Kind.CLEARED) == [at(1, "09:01")]
