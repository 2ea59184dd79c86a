"""People who learn, leave and come: levels by the month, posts that stand empty, by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from telesim import conservation, kpi
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.check_staff import mean_levels
from telesim.scenario.learning import Learning, whole_months
from telesim.simulation import Simulation, simulate
from telesim.units import MONTH_MS, YEAR_MS
from telesim.workload import draw
from telesim.workload.streams import Streams
from telesim.workload.turnover import Turnover, draw_turnover
from towns import (
    ALL_HOURS,
    DAY,
    MIN,
    H,
    at,
    cause,
    crew,
    exchange,
    fault,
    rows,
    run,
    story,
    town,
    visits,
    when,
    with_phases,
    workload,
)

SPEED = {"from": 0.5, "to": 1.0, "over": "2 months"}
LONG: dict[str, Any] = {"window": "100 days", "follow_up": "20 days", "demand": {},
                        "faults": {"drop": cause()}}  # fmt: skip


def repairers(turnover: Any = None, **skill: Any) -> dict[str, Any]:
    team = {"skills": {"repair": skill}, "source": "assumed"}
    return {"field": team if turnover is None else {**team, "turnover": turnover}}


def on_site(log: EventLog) -> list[tuple[int, int]]:
    """Day and minutes of each visit that cleared."""
    return [(r["time_ms"] // DAY + 1, r["amount"] // MIN) for r in rows(log, Kind.CLEARED)]


def daily(*days: int, **more: Any) -> list[dict[str, Any]]:
    return [fault(at(day, "14:00"), n, **more) for n, day in enumerate(days)]


# -- learning --------------------------------------------------------------------------------


def test_a_level_rises_in_equal_steps_and_stops_at_its_end() -> None:
    learning = Learning(0.80, 0.95, 6 * MONTH_MS)
    assert [round(learning.after(n), 3) for n in (0, 1, 2, 5, 6, 60)] == [
        0.8, 0.825, 0.85, 0.925, 0.95, 0.95,
    ]  # fmt: skip
    assert Learning(0, 1, YEAR_MS).months == 12
    # The month of 30.4 days that began with day 1 is over when day 31 begins.
    assert [whole_months(0, at(day)) for day in (1, 30, 31, 61, 62)] == [0, 0, 1, 2, 2]


def test_speed_rises_month_by_month_from_the_start() -> None:
    # 0.5, then 0.75 from day 31 (30.4 days), then 1.0 from day 61 (60.8 days).
    scenario = town(teams=repairers(speed=SPEED), **LONG)
    log = run(scenario, [], daily(2, 30, 31, 60, 61, 90))
    assert on_site(log) == [(2, 120), (30, 120), (31, 80), (60, 80), (61, 60), (90, 60)]


def test_first_time_fix_rises_too() -> None:
    fix = {"from": "0 %", "to": "100 %", "over": "2 months"}
    scenario = town(teams=repairers(first_time_fix=fix), **LONG)
    log = run(scenario, [], daily(2, 31, 61, fix_ppm=500_000 - 1))
    # The mark lies under the 50 % of the second month; in the first no visit is the last.
    ended = [(r["time_ms"] // DAY + 1, r["case"]) for r in rows(log, Kind.CLEARED)]
    assert [n for n in ended if n[1] > 0] == [(31, 1), (61, 2)]
    assert min(day for day, case in ended if case == 0) > 30


def test_a_skill_brought_by_a_dated_reform_is_learnt_from_then_on() -> None:
    before = town(teams=repairers(speed=0.25), **LONG)
    reform = town(teams=repairers(speed=SPEED), **LONG)
    again = town(teams=repairers(speed=SPEED), policies={"dispatch": "repair-first"}, **LONG)
    # Another reform on day 30 leaves the skill as it is: learning goes on from day 20.
    scenario = with_phases(before, (at(20), (), reform), (at(30), (), again))
    log = run(scenario, [], daily(2, 20, 48, 50, 80))
    # Day 20 + 30.4 days is day 50, + 60.8 is day 80.
    assert on_site(log) == [(2, 240), (20, 120), (48, 120), (50, 80), (80, 60)]


def test_a_visit_goes_on_at_the_pace_at_which_it_began() -> None:
    scenario = town(
        teams=repairers(speed=SPEED), crews=[crew(calendar="always")],
        calendars={"always": ALL_HOURS}, **LONG,
    )  # fmt: skip
    log = run(scenario, [], [fault(at(30, "23:30"))])
    assert on_site(log) == [(31, 120)]


def test_learning_the_norm_changes_nothing() -> None:
    plain = town(teams=repairers(), **LONG)
    learnt = town(teams=repairers(speed={"from": 1, "to": 1, "over": "3 months"}), **LONG)
    drawn = draw(plain, 5, 0)
    assert simulate(plain, drawn).digest() == simulate(learnt, drawn).digest()


def test_what_nobody_uses_is_not_there() -> None:
    scenario = town(teams=repairers(), **LONG)
    simulation = Simulation(scenario, draw(scenario, 1, 0))
    assert simulation.staff is None


def test_validate_takes_the_level_of_each_month_and_warns_of_learning_without_end() -> None:
    rate = {"faults": {"drop": cause(rate="20 events per 100 lines per month")}}
    slow = town(teams=repairers(speed={"from": 0.5, "to": 1, "over": "50 years"}), **LONG | rate)
    half = town(teams=repairers(speed=0.5), **LONG | rate)
    assert check(slow).loads[0].load == pytest.approx(check(half).loads[0].load, rel=0.01)
    (told,) = [w for w in check(slow).warnings if "learning" in w]
    assert (
        "teams.field.skills.repair.speed: learning is not over when the window ends: 0.50" in told
    )
    soon = town(teams=repairers(speed=SPEED), **LONG | rate)
    assert not [w for w in check(soon).warnings if "learning" in w]
    assert check(soon).loads[0].load < check(half).loads[0].load


# -- turnover ----------------------------------------------------------------------------------

LEAVING = {"share": "12 % a year", "vacancy": "10 days", "starts_at": "trained"}


def leaving(scenario: Scenario, *leaves: tuple[int, int, int], faults: Any = ()) -> EventLog:
    """The log when crews leave and join on days, counted from 1."""
    table = np.array(leaves, dtype=np.int64)
    people = Turnover(table[:, 0], (table[:, 1] - 1) * DAY, (table[:, 2] - 1) * DAY)
    log = simulate(scenario, replace(workload(scenario, [], faults), turnover=people))
    conservation.check(scenario, log)
    return log


def test_an_empty_post_does_nothing_until_it_is_filled() -> None:
    scenario = town(teams=repairers(LEAVING), **LONG)
    # Day 8 is a Monday, day 15 the next one.
    log = leaving(scenario, (0, 8, 15), faults=daily(5, 8))
    assert visits(log) == [("Fri 14:00", 0, 0), ("Mon 08:00 of week 3", 0, 1)]
    assert [(when(r["time_ms"]), r["crew"], r["amount"] // DAY) for r in rows(log, Kind.LEFT)] == [
        ("Mon 00:00 of week 2", 0, 7)
    ]
    assert [when(r["time_ms"]) for r in rows(log, Kind.JOINED)] == ["Mon 00:00 of week 3"]
    on_duty = [r["time_ms"] // DAY + 1 for r in rows(log, Kind.ON_DUTY)]
    assert not set(on_duty) & set(range(8, 15)) and 15 in on_duty


def test_who_leaves_finishes_on_the_last_day_what_was_begun() -> None:
    scenario = town(teams=repairers(LEAVING), **LONG)
    # Saturday, day 6, is the last working day before day 8: from 17:00 with 3 h to do.
    begun = [fault(at(6, "17:00"), 0, work_ms=3 * H)]
    kept = run(scenario, [], begun)
    assert story(kept, 0)[-1] == "Mon 10:00 of week 2 cleared"
    log = leaving(scenario, (0, 8, 15), faults=begun)
    assert story(log, 0)[-2:] == ["Sat 20:00 overtime", "Sat 20:00 cleared"]
    assert [r["amount"] // H for r in rows(log, Kind.OVERTIME)] == [2]


BEGINNER = {
    **LEAVING, "starts_at": "beginner",
    "beginner": {"speed": 0.5, "first_time_fix": 0.5, "over": "2 months"},
}  # fmt: skip


def test_a_beginner_starts_slowly_beside_those_who_stay() -> None:
    scenario = town(teams=repairers(BEGINNER, speed=0.5), crews=[crew(count=2)], **LONG)
    two = [fault(at(day, "14:00"), slot) for day in (2, 19, 44, 75) for slot in (0, 1)]
    log = leaving(scenario, (1, 8, 13), faults=two)
    spent = [(r["time_ms"] // DAY + 1, r["crew"], r["amount"] // MIN) for r in
             rows(log, Kind.CLEARED)]  # fmt: skip
    # Half speed for all. The beginner of day 13 works at half of it, from day 43 at 0.75 of it,
    # from day 73 like the others.
    assert [n for n in spent if n[1] == 0] == [(d, 0, 120) for d in (2, 19, 44, 75)]
    assert [n for n in spent if n[1] == 1] == [
        (2, 1, 120),
        (19, 1, 240),
        (44, 1, 160),
        (75, 1, 120),
    ]


def test_a_beginner_learns_what_the_team_has_long_learnt() -> None:
    scenario = town(teams=repairers({**LEAVING, "starts_at": "beginner"}, speed=SPEED), **LONG)
    log = leaving(scenario, (0, 64, 65), faults=daily(62, 66, 95))
    # At the norm from day 61; who joins on day 65 begins at 0.5 and has 0.75 from day 95.
    assert on_site(log) == [(62, 60), (66, 120), (95, 80)]
    trained = town(teams=repairers(LEAVING, speed=SPEED), **LONG)
    assert on_site(leaving(trained, (0, 64, 65), faults=daily(62, 66))) == [(62, 60), (66, 60)]


def test_the_figures_count_leavers_and_empty_days() -> None:
    scenario = town(
        teams=repairers(LEAVING), crews=[crew(count=3)], warm_up="10 days",
        **{**LONG, "window": "20 days"},
    )  # fmt: skip
    # The window is day 11 to day 30: 4 days of the first, 7 of the second, 10 of the third.
    log = leaving(scenario, (0, 8, 15), (1, 14, 21), (2, 21, 41))
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["leavers", "{}"] == 2
    assert table["crew_days_vacant", "{}"] == 4 + 7 + 10
    assert table["crew_days_vacant", '{"team": "field"}'] == 21


def many(turnover: Any, **more: Any) -> Scenario:
    return town(
        teams=repairers(turnover), crews=[crew(count=400)],
        **{**LONG, "window": "5 years", **more},
    )  # fmt: skip


def test_as_many_leave_as_the_share_says() -> None:
    scenario = many({**LEAVING, "share": "24 % a year", "vacancy": "40 days"})
    found = draw_turnover(scenario, Streams(3, 0))
    months = int(np.ceil(scenario.horizon_ms / MONTH_MS)) - 1
    # Month's ends at which the post was filled, each with the same chance.
    empty = sum(len(np.flatnonzero((found.leaves_ms < n * MONTH_MS)
                                   & (n * MONTH_MS < found.joins_ms)))
                for n in range(1, months + 1))  # fmt: skip
    chance = 0.24 * MONTH_MS / YEAR_MS
    tries = 400 * months - empty
    assert abs(found.crew.size - tries * chance) < 4 * (tries * chance * (1 - chance)) ** 0.5
    assert set((found.joins_ms - found.leaves_ms).tolist()) == {40 * DAY}
    for one in range(400):
        own = found.crew == one
        assert all(b >= a for a, b in pairwise(np.stack(
            [found.leaves_ms[own], found.joins_ms[own]], axis=1).ravel().tolist()))  # fmt: skip


@pytest.mark.parametrize("vacancy", ["30 days", "30.4 days", "0 h"])
def test_nobody_leaves_on_the_day_on_which_they_begin(vacancy: str) -> None:
    # Ends of months lie 30 or 31 days apart: a post of the end of the first month, on day 30, is
    # due again on day 60, the end of the second.
    scenario = town(teams=repairers({**LEAVING, "share": "99 % a year", "vacancy": vacancy}),
                    crews=[crew(count=400)], **{**LONG, "window": "150 days"})  # fmt: skip
    found = draw_turnover(scenario, Streams(3, 0))
    days = {n: np.flatnonzero(found.crew == n) for n in range(400)}
    own = [rows_of for rows_of in days.values() if rows_of.size > 1]
    assert own
    assert any((np.diff(found.leaves_ms[rows_of]) == 2 * MONTH_MS).any() for rows_of in own)
    for rows_of in own:
        assert (found.leaves_day[rows_of][1:] > found.joins_day[rows_of][:-1]).all()
    people = replace(workload(scenario, [], []), turnover=found)
    conservation.check(scenario, simulate(scenario, people))


def test_a_higher_share_only_adds_leavers_and_moves_no_other_draw() -> None:
    quick = {**LEAVING, "vacancy": "1 day"}
    low, high = (many({**quick, "share": f"{n} % a year"}) for n in (6, 20))
    of = [draw_turnover(scenario, Streams(3, 0)) for scenario in (low, high)]
    found = [set(zip(one.crew.tolist(), one.leaves_ms.tolist(), strict=True)) for one in of]
    assert len(found[0]) > 50 and found[0] < found[1]
    drawn = [draw(town(teams=repairers(t), **LONG), 4, 0) for t in (None, LEAVING)]
    for name in ("time_ms", "key", "mark", "fix_ppm"):
        assert np.array_equal(getattr(drawn[0].faults, name), getattr(drawn[1].faults, name))


def test_only_crews_in_service_leave_and_a_reform_changes_the_share() -> None:
    late = many({**LEAVING, "share": "90 % a year"})
    gone = late.model_copy(update={"crews": (late.crews[0].model_copy(
        update={"since": "2003-01-01", "until": "2003-12-31"}),)})  # fmt: skip
    found = draw_turnover(gone, Streams(3, 0))
    days = found.leaves_ms / DAY
    assert 730 <= days.min() and days.max() < 1095
    stopped = with_phases(late, (at(731), (), many({**LEAVING, "share": "0 % a year"})))
    assert draw_turnover(stopped, Streams(3, 0)).leaves_ms.max() < 731 * DAY


def test_validate_says_what_turnover_means() -> None:
    busy = {"faults": {"drop": cause(rate="20 events per 100 lines per month")}}
    turnover = {**BEGINNER, "share": "60 % a year", "vacancy": "30.4 days"}
    plan, plain = (
        check(town(teams=repairers(t), crews=[crew(count=10)], exchanges=[exchange()],
                   **LONG | busy))
        for t in (turnover, None)
    )  # fmt: skip
    chance = 0.6 * MONTH_MS / YEAR_MS
    empty = 10 * chance / (1 + chance)
    assert f"turnover of field: {0.6 * (10 - empty):.1f} leavers a year of 10 crews, " \
           f"{empty:.1f} posts empty at any time" in plan.staffing  # fmt: skip
    assert plain.staffing == ()
    assert plan.loads[0].crew_hours < plain.loads[0].crew_hours
    assert plan.loads[0].work_hours > plain.loads[0].work_hours


def test_the_mean_level_counts_beginners_by_their_number() -> None:
    turnover = {**BEGINNER, "vacancy": "0 h", "share": "60 % a year"}
    scenario = town(teams=repairers(turnover), **{**LONG, "window": "1 year"})
    chance = 0.6 * MONTH_MS / YEAR_MS
    # After five months: who joined then works at 0.5, a month before at 0.75, all others at 1.
    level = mean_levels(scenario, scenario, "north", "field", 5 * MONTH_MS)["repair"]
    expected = 1 - 0.5 * chance - 0.25 * chance * (1 - chance)
    assert level == pytest.approx((expected, expected))


def test_the_order_of_people_at_one_midnight_is_the_models_own() -> None:
    scenario = town(teams=repairers(BEGINNER), crews=[crew(count=3)], **LONG)
    log = leaving(scenario, (0, 8, 8), (1, 8, 15), (2, 1 + 7, 9))
    told = [(Kind(int(k)).name, int(c)) for t, k, c in zip(
        log.time_ms, log.kind, log.crew, strict=True) if t == at(8) and k in (70, 71)]  # fmt: skip
    assert told == [("LEFT", 0), ("JOINED", 0), ("LEFT", 1), ("LEFT", 2)]
