"""At a joint there is room for so many: further members of a gang join no pairs."""

from __future__ import annotations

import pytest

from telesim.eventlog import Kind
from towns import H, at, cable, crew, fault, instants, run, town


@pytest.mark.parametrize(("members", "hours"), [(2, 3), (3, 2), (6, 2)])
def test_no_more_join_than_fit(members: int, hours: int) -> None:
    # Each joins ten pairs an hour, three at most: sixty take three hours by two, two by three.
    # Located and waited for is nothing here.
    scenario = town(crews=[crew(members=members)], faults={"feeder": cable()}, demand={})
    log = run(scenario, [], [fault(at(1, "08:00"), lines=60, locate_ms=0)])
    assert instants(log, Kind.CLEARED) == [at(1, "08:00") + hours * H]
