"""Marks belong to one case, purpose and try each: nobody has those of somebody else."""

from __future__ import annotations

from telesim.eventlog import Kind
from telesim.units import HOUR_MS
from telesim.workload import calls, followups, marks
from towns import MIN, at, cause, exchange, fault, rows, run, town

TRIES = 4000
SOON_PPM = 500_000


def test_no_purpose_runs_into_the_next_however_often_it_is_drawn() -> None:
    purposes = [marks.FIX, marks.TRAVEL, marks.WORK, marks.REPEAT, marks.TALK, marks.CALL_PATIENCE]
    drawn = [marks.bits(7, purpose, again) for purpose in purposes for again in range(1000)]
    assert len(set(drawn)) == len(drawn)


def test_whether_a_caller_tries_again_soon_is_decided_anew_at_each_try() -> None:
    def soon(caller: int, attempt: int) -> bool:
        again = calls.tries_again_ms(
            caller, attempt, 10 * HOUR_MS, SOON_PPM, HOUR_MS, (9 * HOUR_MS, 10 * HOUR_MS)
        )
        return again <= 11 * HOUR_MS

    both = [(soon(caller, 0), soon(caller, 1)) for caller in range(TRIES)]
    # Four chances of a quarter each, within six standard errors.
    for first in (False, True):
        for second in (False, True):
            assert abs(both.count((first, second)) / TRIES - 0.25) < 0.042


def test_a_later_visit_meets_what_the_job_has_drawn_whoever_makes_it() -> None:
    law = {"lognormal": {"mean": 1, "cv": 0.6}}
    scenario = town(
        exchanges=[exchange(base_travel_min=30)],
        teams={"field": {"skills": {"repair": {"first_time_fix": "50 %"}}, "source": "assumed"}},
        demand={},
        faults={"drop": cause("20 work min")},
        travel={"source": "assumed", "variation": law},
    )
    assert scenario.travel is not None
    key = next(k for k in range(7, 2**20) if followups.later_fix_ppm(k, 1) < 500_000)
    log = run(scenario, [], [fault(at(1, "08:00"), fix_ppm=999_999, key=key)])
    ways = [row["amount"] for row in rows(log, Kind.DISPATCHED)]
    second = followups.later_travel_ppm(scenario.travel.variation, key, 1)
    assert ways == [30 * MIN, 30 * MIN * second // 1_000_000]
    assert ways[0] != ways[1]
