"""Faults, repeats and cables, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.units import DAY_MS
from telesim.workload import followups
from towns import (
    DAY,
    MIN,
    H,
    at,
    cable,
    cause,
    crew,
    fault,
    instants,
    rows,
    run,
    story,
    town,
    when,
)


def test_the_clock_starts_with_the_report() -> None:
    log = run(town(), [], [fault(at(1, "08:00"), report_delay_ms=90 * MIN)])
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 09:30 report",
        "Mon 09:30 dispatched",
        "Mon 09:30 arrived",
        "Mon 10:30 cleared",
    ]


def test_faults_open_at_the_start_keep_their_age() -> None:
    faults = [
        fault(-5 * H, 0, report_delay_ms=2 * H),
        fault(-2 * H, 1, report_delay_ms=11 * H),
    ]
    log = run(town(), [], faults)
    assert [when(t) for t in instants(log, Kind.REPORT)] == ["Sun 21:00", "Mon 09:00"]
    # The first waits since three hours before the start.
    assert [when(t) for t in instants(log, Kind.CLEARED)] == ["Mon 09:00", "Mon 10:00"]


def test_a_line_that_is_down_does_not_fail_again() -> None:
    faults = [fault(at(1, "08:00"), 5), fault(at(1, "08:59"), 5), fault(at(1, "09:00"), 5)]
    log = run(town(), [], faults)
    # The repair ends at 09:00: what ends comes before what arrives.
    assert [r["case"] for r in rows(log, Kind.FAULT)] == [0, 2]


def test_queueing_exercises_may_hit_lines_that_are_down() -> None:
    scenario = town(faults={"drop": cause(hits_lines_down=True)})
    faults = [fault(at(1, "08:00"), 5), fault(at(1, "08:30"), 5)]
    log = run(scenario, [], faults)
    assert [when(t) for t in instants(log, Kind.CLEARED)] == ["Mon 09:00", "Mon 10:00"]


def test_a_line_that_never_was_does_not_fail() -> None:
    scenario = town()
    log = run(scenario, [{"time_ms": at(1, "08:00"), "type": 0, "mark": 1.0}],
              [fault(at(2, "08:00"), 100)])  # fmt: skip
    assert instants(log, Kind.FAULT) == []


def test_the_desk_clears_without_a_visit() -> None:
    scenario = town(faults={"drop": cause(cleared_remotely="30 %")})
    faults = [
        fault(at(1, "08:00"), 1, remote_ppm=299_999),
        fault(at(1, "08:00"), 2, remote_ppm=300_000),
    ]
    log = run(scenario, [], faults)
    assert story(log, 0) == ["Mon 08:00 fault", "Mon 08:00 report", "Mon 08:00 cleared-remotely"]
    assert story(log, 1)[-1] == "Mon 09:00 cleared"


# -- repeats -----------------------------------------------------------------------------------


def repeating(share: str = "50 %") -> Scenario:
    return town(
        repeats={"share": share, "within": "30 days", "source": "assumed"},
        window="60 days",
        follow_up="0 days",
    )


def key_that_repeats(times: int) -> int:
    """A case that repeats just so often when half of all do."""

    def repeats(key: int) -> int:
        count = 0
        while followups.repeat(key, 0, 0.5, 30 * DAY_MS) is not None:
            key, count = followups.repeat_key(key, 0), count + 1
        return count

    return next(key for key in range(1, 2**16) if repeats(key) == times)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_cleared_line_fails_again_within_thirty_days(times: int) -> None:
    key = key_that_repeats(times)
    log = run(repeating(), [], [fault(at(1, "08:00"), 7, key=key)])
    failed = rows(log, Kind.FAULT)
    assert [(r["line"], r["reason"], r["amount"]) for r in failed] == [(7, 0, 1)] * (times + 1)
    cleared, begun = instants(log, Kind.CLEARED), instants(log, Kind.FAULT)
    for n in range(times):
        delay = followups.repeat(key, 0, 0.5, 30 * DAY_MS)
        assert delay is not None and 0 < delay <= 30 * DAY
        assert begun[n + 1] - cleared[n] == delay
        key = followups.repeat_key(key, 0)
    assert [(r["case"], r["amount"]) for r in rows(log, Kind.REPEAT_OF)] == [
        (n + 1, n) for n in range(times)
    ]


def test_a_smaller_share_repeats_some_of_the_same() -> None:
    keys = range(1, 40)
    faults = [fault(at(1, "08:00"), n, key=n, remote_ppm=0) for n in keys]
    desk = {"faults": {"drop": cause(cleared_remotely="100 %")}}

    def repeated(share: str) -> set[int]:
        more = {"share": share, "within": "5 days", "source": "assumed"}
        log = run(town(**desk, repeats=more), [], faults)
        return {r["line"] for r in rows(log, Kind.FAULT) if r["case"] >= len(faults)}

    few, many = repeated("20 %"), repeated("60 %")
    assert few < many
    assert repeated("0 %") == set()
    # At 100 % every one of them comes back.
    assert repeated("100 %") == set(keys)


# -- cables --------------------------------------------------------------------------------------


def cut(at_clock: str, lines: int, **more: Any) -> dict[str, Any]:
    return fault(at(1, at_clock), 98, cause=0, lines=lines, reports=3, **more)


def gang_town(members: int = 2, **splicing: Any) -> Scenario:
    return town(
        crews=[crew(members=members)],
        faults={"cut": cable(splicing=splicing)},
        visits={"closing": "12 work min", "source": "assumed"},
    )


def back(log: EventLog) -> list[tuple[str, int]]:
    return [(when(r["time_ms"]), r["amount"]) for r in rows(log, Kind.PART_RESTORED)]


def test_lines_come_back_hour_by_hour() -> None:
    # Two hours to locate, then two splicers join 20 pairs an hour: 45 lines take 2 h 15 and with
    # closing 2 h 27. The gang sets out at 08:00; lunch is from 12:00 to 14:00.
    log = run(gang_town(), [], [cut("08:00", 45)])
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 08:00 report",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 10:00 located",
        "Mon 11:00 part-restored",
        "Mon 12:00 part-restored",
        "Mon 14:27 cleared",
    ]
    assert back(log) == [("Mon 11:00", 20), ("Mon 12:00", 20)]
    assert rows(log, Kind.CLEARED)[0]["reason"] == 5
    assert rows(log, Kind.CLEARED)[0]["amount"] == 4 * H + 27 * MIN
    assert rows(log, Kind.REPORT)[0]["amount"] == 3


def test_a_cable_goes_on_next_morning() -> None:
    # From 15:00: located at 17:00, 20 lines at 18:00, 20 at 09:00, the last five at 09:15 + 12 min.
    log = run(gang_town(), [], [cut("15:00", 45)])
    assert back(log) == [("Mon 18:00", 20), ("Tue 09:00", 20)]
    assert story(log, 0)[-4:] == [
        "Mon 18:00 suspended",
        "Tue 08:00 resumed",
        "Tue 09:00 part-restored",
        "Tue 09:27 cleared",
    ]


def test_lines_that_are_back_work_and_fail_again_while_others_are_joined() -> None:
    # Hit: 98, 99, 0, 1, ... around the end. 98 is back at 11:00, 9 still down, 50 never was.
    drop = {"drop": cause(), "cut": cable()}
    scenario = town(crews=[crew(members=2)], faults=drop)
    faults = [
        fault(at(1, "08:00"), 98, cause=1, lines=45),
        *(fault(at(1, "10:59"), slot) for slot in (98, 50)),
        *(fault(at(1, "11:00"), slot) for slot in (98, 30)),
    ]
    log = run(scenario, [], faults)
    assert [(r["case"], r["line"]) for r in rows(log, Kind.FAULT)] == [(0, 98), (2, 50), (3, 98)]


def test_only_lines_that_work_are_hit() -> None:
    scenario = town(crews=[], faults={"drop": cause(), "cut": cable()})
    faults = [
        fault(at(1, "08:00"), 99),
        fault(at(1, "08:00"), 1),
        fault(at(1, "09:00"), 98, cause=1, lines=5),
        fault(at(1, "10:00"), 50, cause=1, lines=1000),
    ]
    log = run(scenario, [], faults)
    # 98, 0, 2, 3, 4; then all the rest: 100 less 2 less 5.
    assert [r["amount"] for r in rows(log, Kind.FAULT)] == [1, 1, 5, 93]
    # No more customers report than lines are down.
    assert rows(log, Kind.REPORT)[3]["amount"] == 1


def test_material_is_waited_for_and_the_gang_leaves() -> None:
    # Located at 10:00; the material comes 30 h later, on Tuesday at 16:00. Joining 20 pairs takes
    # an hour, and closing 12 min.
    log = run(gang_town(), [], [cut("08:00", 20, material_wait_ms=30 * H)])
    assert story(log, 0)[2:] == [
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 10:00 located",
        "Mon 10:00 material",
        "Tue 16:00 ready",
        "Tue 16:00 dispatched",
        "Tue 16:00 arrived",
        "Tue 17:12 cleared",
    ]
    material = rows(log, Kind.MATERIAL)[0]
    assert (material["amount"], material["reason"]) == (2 * H, 30 * H)


def test_a_wait_for_material_may_be_longer_than_32_bits_of_milliseconds() -> None:
    scenario = gang_town().model_copy(update={"follow_up": 60 * DAY})
    log = run(scenario, [], [cut("08:00", 20, material_wait_ms=40 * DAY)])
    assert rows(log, Kind.MATERIAL)[0]["reason"] == 40 * DAY > 2**31


def test_while_it_waits_for_material_the_gang_works_elsewhere() -> None:
    faults = [
        cut("08:00", 20, material_wait_ms=3 * H),
        fault(at(1, "08:30"), 40, cause=0, lines=10, reports=1),
    ]
    log = run(gang_town(), [], faults)
    # The other cable takes 2 h + 30 min + 12 min from 10:00, over lunch until 14:42.
    assert [(when(r["time_ms"]), r["case"]) for r in rows(log, Kind.CLEARED)] == [
        ("Mon 14:42", 1),
        ("Mon 15:54", 0),
    ]


def test_a_faster_gang_locates_and_joins_faster() -> None:
    teams = {"field": {"skills": {"cable": {"speed": 2.0}}, "source": "assumed"}}
    scenario = town(crews=[crew()], teams=teams, demand={}, faults={"cut": cable()})
    log = run(scenario, [], [fault(at(1, "08:00"), 0, lines=25)])
    # One splicer at double speed: an hour to locate, 20 pairs an hour; 10 lines at a time.
    assert back(log) == [("Mon 09:30", 10), ("Mon 10:00", 10)]
    assert [when(t) for t in instants(log, Kind.CLEARED)] == ["Mon 10:15"]


def test_a_cable_by_one_visit_brings_all_lines_back_at_its_end() -> None:
    joint = cause("3 work h", cause_group="cable", job="cable", skill="cable", lines="8 lines")
    log = run(town(faults={"joint": joint}), [], [fault(at(1, "08:00"), 0, lines=8, work_ms=3 * H)])
    assert [(when(r["time_ms"]), r["reason"]) for r in rows(log, Kind.CLEARED)] == [
        ("Mon 11:00", 8)
    ]


def test_a_repeated_cable_fault_hits_one_line() -> None:
    scenario = town(
        crews=[crew(members=2)],
        faults={"cut": cable()},
        repeats={"share": "100 %", "within": "1 day", "source": "assumed"},
        follow_up="0 days",
    )
    log = run(scenario, [], [fault(at(1, "08:00"), 0, lines=30)])
    assert [r["amount"] for r in rows(log, Kind.FAULT)][:3] == [30, 1, 1]
    assert len(rows(log, Kind.CLEARED)) > 2
