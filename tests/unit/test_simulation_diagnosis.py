"""Line tests that name a wrong cause: who is sent in vain, and what that takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kpi_log import A1, B1, CABLE, DROP, D, Table, log_of, plant, row, visit
from kpi_log import fault as fault_rows
from kpi_log import town as kpi_town
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.report.case import life
from telesim.report.headlines import headlines
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.diagnosis import suspects
from telesim.simulation import simulate
from telesim.workload import draw, followups, marks
from towns import (
    MIN,
    NOT_FIXED,
    H,
    at,
    cabinet,
    cable,
    cause,
    crew,
    exchange,
    fault,
    instants,
    rows,
    run,
    story,
    town,
    visits,
    workload,
)

TEST = {"right": "0 %", "look": "30 work min", "source": "assumed"}
REPAIR: dict[str, Any] = {"repair": {}, "install": {}, "move": {}}
TEAMS: dict[str, Any] = {
    "repairers": {"skills": REPAIR, "source": "assumed"},
    "indoor": {"skills": {"exchange": {}}, "source": "assumed"},
    "gangs": {"skills": {"cable": {}}, "source": "assumed"},
}
#: Numbers of the causes below.
DROP_WIRE, FRAME, JOINT, SET = range(4)
#: The key of a fault that is taken for the second of two causes of the same rate.
THE_SECOND = next(k for k in range(100) if followups.suspected(k, (1.0, 1.0)) == 1)


def judged_town(diagnosis: Any = TEST, **more: Any) -> Scenario:
    """A repairer, somebody at the exchange and a gang; a joint of one line may take a spare."""
    rate = "1 events per 100 lines per month"
    said: dict[str, Any] = {
        "crews": [crew("repairer", "repairers"), crew("clerk", "indoor"), crew("gang", "gangs")],
        "teams": TEAMS,
        "faults": {
            "drop": cause(rate=rate),
            "frame": cause("0.5 work h", rate=rate, skill="exchange"),
            "joint": cause("3 work h", rate=rate, skill="cable", job="cable",
                           pair_swap={"work": "1 work h"}),
            "set": cause(rate=rate, customer_side=True),
        },
        **more,
    }  # fmt: skip
    return town(**said, diagnosis=diagnosis)


def test_a_crew_of_the_wrong_trade_comes_first_and_the_right_one_after_it() -> None:
    log = run(judged_town(), [], [fault(at(1, "08:00"))])
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 08:00 report",
        "Mon 08:00 misjudged",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 08:30 wrong-skill",
        "Mon 08:30 dispatched",
        "Mon 08:30 arrived",
        "Mon 09:30 cleared",
    ]
    assert [who for _, who, _ in visits(log)] == [1, 0]
    assert [r["reason"] for r in rows(log, Kind.MISJUDGED)] == [FRAME]
    assert [r["amount"] for r in rows(log, Kind.WRONG_SKILL)] == [30 * MIN]
    assert [r["reason"] for r in rows(log, Kind.DISPATCHED)] == [0, 1]


def test_when_every_test_is_right_or_none_is_made_nothing_goes_in_vain() -> None:
    for section in ({**TEST, "right": "100 %"}, None):
        log = run(judged_town(section), [], [fault(at(1, "08:00"))])
        assert story(log, 0)[-1] == "Mon 09:00 cleared"
        assert not rows(log, Kind.MISJUDGED)


def test_a_joint_that_is_taken_for_another_takes_its_spare_only_when_it_is_found_out() -> None:
    log = run(judged_town(), [], [fault(at(1, "08:00"), cause=JOINT, key=THE_SECOND)])
    assert story(log, 0)[2:] == [
        "Mon 08:00 misjudged",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 08:30 wrong-skill",
        "Mon 08:30 pair-swap",
        "Mon 08:30 dispatched",
        "Mon 08:30 arrived",
        "Mon 09:30 cleared",
    ]
    # Taken for a drop it would have had a repairer at once, who changes the pair.
    assert [r["reason"] for r in rows(log, Kind.MISJUDGED)] == [FRAME]


def test_a_jumper_is_asked_for_when_the_swap_is_known() -> None:
    frame = {"work": "30 work min", "skill": "exchange", "source": "assumed"}
    log = run(
        judged_town(main_frame=frame), [], [fault(at(1, "08:00"), cause=JOINT, key=THE_SECOND)]
    )
    assert story(log, 0)[5:9] == [
        "Mon 08:30 wrong-skill",
        "Mon 08:30 pair-swap",
        "Mon 08:30 jumper-asked",
        "Mon 09:00 jumpered",
    ]


def taken_for(scenario: Scenario, name: str, lines: int = 1) -> dict[int, str]:
    """Causes that a fault may be taken for, with the skill sent; in brackets where that helps."""
    return {one.cause: one.skill if one.in_vain else f"({one.skill})"
            for one in suspects(scenario, name, lines)}  # fmt: skip


def test_what_a_fault_may_be_taken_for() -> None:
    scenario = judged_town()
    # A joint of one line sends a repairer with a spare pair, who mends a drop as well.
    assert taken_for(scenario, "drop") == {FRAME: "exchange", JOINT: "(repair)"}
    assert taken_for(scenario, "drop", 2) == {FRAME: "exchange", JOINT: "cable"}
    assert taken_for(scenario, "frame") == {DROP_WIRE: "repair", JOINT: "repair"}
    assert taken_for(scenario, "frame", 2) == {DROP_WIRE: "repair", JOINT: "cable"}
    assert taken_for(scenario, "joint") == {DROP_WIRE: "(repair)", FRAME: "exchange"}
    assert taken_for(scenario, "joint", 2) == {DROP_WIRE: "repair", FRAME: "exchange"}
    # What lies with the customer sends a repairer, whatever the test says.
    assert suspects(scenario, "set") == ()


def test_without_a_test_the_trade_of_most_faults_goes_first() -> None:
    scenario = judged_town({**TEST, "mistaken_for": "commonest-trade"})
    # Drops and sets need a repairer, two rates of four.
    assert taken_for(scenario, "drop") == taken_for(scenario, "drop", 2) == {}
    assert taken_for(scenario, "frame") == {DROP_WIRE: "repair"}
    assert taken_for(scenario, "joint") == {DROP_WIRE: "(repair)"}
    assert taken_for(scenario, "joint", 2) == {DROP_WIRE: "repair"}
    log = run(scenario, [], [fault(at(1, "08:00"), 0), fault(at(1, "08:00"), 1, cause=FRAME)])
    assert [row["case"] for row in rows(log, Kind.MISJUDGED)] == [1]
    assert [row["case"] for row in rows(log, Kind.WRONG_SKILL)] == [1]
    conservation.check(scenario, log)


def test_crews_who_know_both_trades_are_never_sent_in_vain() -> None:
    both = {"skills": {**REPAIR, "exchange": {}}, "source": "assumed"}
    scenario = judged_town(teams={**TEAMS, "repairers": both})
    assert taken_for(scenario, "drop") == {FRAME: "(exchange)", JOINT: "(repair)"}
    assert taken_for(scenario, "frame") == {DROP_WIRE: "(repair)", JOINT: "(repair)"}


def sent_in_vain(**swap: Any) -> dict[str, int]:
    """Of 600 drop faults that no test gets right: visits of each wrong crew. Rates 1 : 2 : 1."""
    rate = "1 events per 100 lines per month"
    scenario = judged_town(
        faults={
            "drop": cause(rate=rate),
            "frame": cause("0.5 work h", rate="2 events per 100 lines per month",
                           skill="exchange"),
            "joint": cause("3 work h", rate=rate, skill="cable", job="cable", **swap),
        },
        crews=[crew("repairer", "repairers", count=60), crew("clerk", "indoor", count=60),
               crew("gang", "gangs", count=60)],
        cabinets=[cabinet(lines=600)],
    )  # fmt: skip
    log = run(scenario, [], [fault(at(1, "08:00") + n, n, key=n) for n in range(600)])
    names = ["repair"] * 60 + ["exchange"] * 60 + ["cable"] * 60
    found = [names[r["crew"]] for r in rows(log, Kind.WRONG_SKILL)]
    return {skill: found.count(skill) for skill in ("exchange", "cable")}


def test_a_spare_pair_takes_visits_in_vain_away_and_adds_none_elsewhere() -> None:
    # Two of three wrong tests name the frame, one the joint, which sends a gang unless the line
    # could be changed over: then a repairer, who finds the drop and mends it.
    plain, swapped = sent_in_vain(), sent_in_vain(pair_swap={"work": "1 work h"})
    assert abs(plain["exchange"] - 400) < 4 * (600 * 2 / 9) ** 0.5
    assert plain["exchange"] + plain["cable"] == 600
    assert swapped == {"exchange": plain["exchange"], "cable": 0}


def test_a_fault_taken_for_a_pair_to_be_changed_sends_who_changes_pairs_and_no_jumper() -> None:
    frame = {"work": "30 work min", "skill": "exchange", "source": "assumed"}
    rate = "1 events per 100 lines per month"
    scenario = judged_town(main_frame=frame, faults={
        "frame": cause("0.5 work h", rate=rate, skill="exchange"),
        "joint": cause("3 work h", rate=rate, skill="cable", job="cable",
                       pair_swap={"work": "1 work h"}),
    })  # fmt: skip
    log = run(scenario, [], [fault(at(1, "08:00"))])
    assert story(log, 0)[2:] == [
        "Mon 08:00 misjudged",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 08:30 wrong-skill",
        "Mon 08:30 dispatched",
        "Mon 08:30 arrived",
        "Mon 09:30 cleared",
    ]
    assert [who for _, who, _ in visits(log)] == [0, 1]
    assert [r["reason"] for r in rows(log, Kind.MISJUDGED)] == [1]


def test_with_three_reports_the_desk_knows_what_it_is() -> None:
    faults = [
        fault(at(1, "08:00"), 0, cause=JOINT, lines=5, reports=3),
        fault(at(2, "08:00"), 20, cause=JOINT, lines=5, reports=2),
    ]
    log = run(judged_town(), [], faults)
    assert [r["case"] for r in rows(log, Kind.MISJUDGED)] == [1]


def test_the_clock_runs_on_and_the_fault_keeps_its_age() -> None:
    # The repairer is busy until 09:00; a drop of 08:20 waits already when that of 08:10, looked at
    # by the clerk until 08:40, joins it, and goes first as the older.
    faults = [
        fault(at(1, "08:00"), 0, cause=SET),
        fault(at(1, "08:10"), 1),
        fault(at(1, "08:20"), 2, cause=SET),
    ]
    log = run(judged_town(policies={"dispatch": {"rule": "oldest-first"}}), [], faults)
    assert [(told, case) for told, who, case in visits(log) if who == 0] == [
        ("Mon 08:00", 0), ("Mon 09:00", 1), ("Mon 10:00", 2),
    ]  # fmt: skip


def test_a_fault_that_is_found_out_has_the_promise_of_what_it_is() -> None:
    # The gang is busy until six. Two cables wait: one of 08:10, and one of 09:00 that the repairer
    # had been sent to; repairs are promised within 24 hours, cables within 72.
    skills = {"repairers": "repair", "gangs": "cable"}
    scenario = town(
        crews=[crew("repairer", "repairers"), crew("gang", "gangs")],
        teams={name: {"skills": {skill: {}}, "source": "assumed"}
               for name, skill in skills.items()},
        faults={"drop": cause(), "cut": cause("3 work h", skill="cable", cause_group="cable",
                                              job="cable")},
        demand={},
        diagnosis={**TEST, "right": "50 %"},
        policies={"dispatch": "earliest-due",
                  "promises": {"repair": "24 h", "cable": "72 h"}},
    )  # fmt: skip
    wrong = next(key for key in range(5000, 9000) if followups.misjudged(key, 500_000))
    right = [key for key in range(5000, 9000) if not followups.misjudged(key, 500_000)]
    log = run(scenario, [], [
        fault(at(1, "08:00"), 0, cause=1, work_ms=8 * H, key=right[0]),
        fault(at(1, "08:10"), 1, cause=1, key=right[1]),
        fault(at(1, "09:00"), 2, cause=1, key=wrong),
    ])  # fmt: skip
    assert [case for _, who, case in visits(log) if who == 1] == [0, 1, 2]


def test_nobody_at_home_brings_the_wrong_crew_again() -> None:
    def access(key: int, number: int) -> int:
        return marks.per_million(key, marks.ACCESS_IN_VAIN, number)

    key = next(k for k in range(10_000) if access(k, 0) < 500_000 <= access(k, 1))
    scenario = judged_town(
        visits={"no_access": {"repair": "50 %"}, "no_access_time": "12 work min",
                "source": "assumed"}
    )  # fmt: skip
    log = run(scenario, [], [fault(at(1, "08:00"), key=key)])
    assert story(log, 0)[3:] == [
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 08:12 no-access",
        "Tue 08:00 ready",
        "Tue 08:00 dispatched",
        "Tue 08:00 arrived",
        "Tue 08:30 wrong-skill",
        "Tue 08:30 dispatched",
        "Tue 08:30 arrived",
        "Tue 09:30 cleared",
    ]
    assert [r["reason"] for r in rows(log, Kind.DISPATCHED)] == [0, 1, 2]


def test_the_visits_that_follow_meet_what_they_would_have_met() -> None:
    travel = {"variation": {"lognormal": {"mean": 1, "cv": 0.5}}, "source": "assumed"}
    base = [exchange(base_travel_min=20)]
    faults = [fault(at(1 + n % 5, "08:00") + n, n, key=n, fix_ppm=NOT_FIXED * (n % 2))
              for n in range(40)]  # fmt: skip
    faults.sort(key=lambda one: one["time_ms"])
    skills = {**REPAIR, "repair": {"first_time_fix": "70 %"}}
    teams = {**TEAMS, "repairers": {"skills": skills, "source": "assumed"}}

    def met(diagnosis: Any) -> dict[int, list[tuple[int, int]]]:
        log = run(judged_town(diagnosis, travel=travel, exchanges=base, teams=teams), [], faults)
        found: dict[int, list[tuple[int, int]]] = {}
        for sent in rows(log, Kind.DISPATCHED):
            if sent["crew"] == 0:
                found.setdefault(sent["case"], []).append((sent["amount"], sent["kind"]))
        return found

    assert met(TEST) == met(None)


def test_as_many_tests_are_wrong_as_stated_and_better_tests_only_mend_some() -> None:
    n = 20_000
    wrong = {share: {k for k in range(n) if followups.misjudged(k, share)}
             for share in (850_000, 950_000)}  # fmt: skip
    for share, found in wrong.items():
        chance = 1 - share / 1e6
        assert abs(len(found) - n * chance) < 4 * (n * chance * (1 - chance)) ** 0.5
    assert wrong[950_000] < wrong[850_000]


def test_a_fault_is_taken_for_another_as_often_as_that_is_frequent() -> None:
    n = 20_000
    found = np.bincount([followups.suspected(k, (3.0, 1.0)) for k in range(n)])
    assert abs(found[1] - n / 4) < 4 * (n * 3 / 16) ** 0.5
    assert followups.suspected(7, (0.0, 0.0)) == 1


def test_an_open_fault_counts_for_the_pull_off_under_what_it_is() -> None:
    # Taken for a fault of the frame until 08:30; then one repair is open, a day's intake.
    pull = {"teams": ["indoor"], "skill": "repair", "above": "12 h", "below": "1 h",
            "intake_over": "1 day", "source": "assumed"}  # fmt: skip
    faults = [fault(at(2, "08:00") + n, n) for n in range(2)]
    log = run(judged_town(policies={"pull_off": pull}), [], faults)
    (begins,) = rows(log, Kind.PULL_OFF_BEGINS)
    assert (begins["time_ms"], begins["reason"], begins["amount"]) == (at(2, "08:30"), 1, 1)
    assert len(instants(log, Kind.PULL_OFF_ENDS)) == 1


def stormy() -> Scenario:
    """Many faults of all trades, tests that are right two times out of three."""
    rate = "40 events per 100 lines per month"
    return judged_town(
        {**TEST, "right": "67 %"},
        faults={
            "drop": cause(rate=rate),
            "frame": cause("0.5 work h", rate=rate, skill="exchange"),
            "joint": cause("3 work h", rate=rate, skill="cable", job="cable",
                           pair_swap={"work": "1 work h"}),
            "feeder": cable(rate="12 events per 100 lines per month", lines="12 lines",
                            reporting_share="20 %"),
        },
        crews=[crew("repairer", "repairers", count=3), crew("clerk", "indoor", count=2),
               crew("gang", "gangs", members=3)],
        visits={"no_access": {"repair": "20 %"}, "no_access_time": "12 work min",
                "closing": "12 work min", "source": "assumed"},
        repeats={"share": "20 %", "within": "3 days", "source": "assumed"},
    )  # fmt: skip


def test_a_generated_town_conserves_what_it_must() -> None:
    told = set()
    for replication in range(3):
        scenario = stormy()
        log = simulate(scenario, draw(scenario, 4, replication))
        conservation.check(scenario, log)
        assert len(rows(log, Kind.WRONG_SKILL)) > 10
        told |= {r["reason"] for r in rows(log, Kind.MISJUDGED)}
    assert {0, 1, 3} <= told


@pytest.mark.parametrize(
    ("kind", "column", "value", "message"),
    [
        (Kind.MISJUDGED, "reason", 9, "needs the cause"),
        (Kind.MISJUDGED, "reason", DROP_WIRE, "asks for the same skill"),
        (Kind.MISJUDGED, "reason", JOINT, "a crew of the trade wanted"),
        (Kind.WRONG_SKILL, "crew", 0, "its crew"),
        (Kind.WRONG_SKILL, "kind", int(Kind.UNFINISHED), "must be found out"),
    ],
)
def test_a_log_that_cannot_be_true_is_found(
    kind: Kind, column: str, value: int, message: str
) -> None:
    scenario = judged_town()
    log = run(scenario, [], [fault(at(1, "08:00"))])
    columns = {name: getattr(log, name).copy() for name in COLUMNS}
    columns[column][np.flatnonzero(log.kind == kind)[0]] = value
    with pytest.raises(ConservationError, match=message):
        conservation.check(scenario, EventLog(columns, log.end_ms))


def test_the_case_is_told_in_words() -> None:
    from telesim.experiment.tables import names_for_logs

    scenario = judged_town()  # nobody tests the line: no test is told of
    log = run(scenario, [], [fault(at(1, "08:00"))])
    told = [line.split("  ")[-1] for line in life(log, names_for_logs(scenario), "F0")]
    assert "The desk takes it for frame." in told
    assert not any("test" in line for line in told)
    assert "clerk (indoor) leaves after 30 min on site: the fault is not its trade." in told


def test_the_figures_count_visits_and_hours_in_vain() -> None:
    wrong, done = Kind.WRONG_SKILL, Kind.CLEARED
    said = [
        *plant(),
        *fault_rows(0, 11 * D, A1, DROP),
        row(11 * D, Kind.MISJUDGED, 0, reason=CABLE),
        *visit(0, 11 * D, wrong, H, H // 2, crew=1),
        *visit(0, 12 * D, done, H, H, reason=1, number=1),
        *fault_rows(1, 13 * D, B1, CABLE),
        *visit(1, 13 * D, wrong, H // 2, H // 4),
        *visit(1, 14 * D, done, H, H, crew=1, reason=1, number=1),
        *fault_rows(2, 15 * D, A1, DROP),
        *visit(2, 15 * D, done, H, H, reason=1),
        # Begun before the window: not counted.
        *fault_rows(3, 9 * D, A1, DROP),
        *visit(3, 9 * D, wrong, H, H, crew=1),
        row(12 * D, Kind.SUSPENDED, 3),
    ]
    said.pop()
    table = Table(kpi_town(), log_of(said))
    assert table("wrong_skill_visits") == 2
    share = table.at("wrong_skill_visit_share")
    assert (share.value, share.n) == (pytest.approx(40), 5)
    assert table("wrong_skill_hours") == pytest.approx(1.5 + 0.75)
    assert table("wrong_skill_hours", county="West") == pytest.approx(0.75)
    assert table("wrong_skill_visits", team="gang") == 1
    assert table("wrong_skill_visits", cause="drop") == 1
    # All visits count in what a cleared fault takes.
    assert table("visits_per_cleared_fault", cause="cut") == 2
    # Nobody is at home when a wrong crew comes the first time; a right one comes twice.
    said += [
        *fault_rows(4, 16 * D, A1, DROP),
        row(16 * D, Kind.MISJUDGED, 4, reason=CABLE),
        *visit(4, 16 * D, Kind.NO_ACCESS, H, H // 4, crew=1),
        *visit(4, 17 * D, wrong, H, H // 2, crew=1, number=1),
        *visit(4, 18 * D, Kind.NO_ACCESS, H, H // 4, number=2),
        *visit(4, 19 * D, done, H, H, reason=1, number=3),
        # Not found out in the run.
        *fault_rows(5, 16 * D, A1, DROP),
        row(16 * D, Kind.MISJUDGED, 5, reason=CABLE),
        *visit(5, 20 * D, Kind.NO_ACCESS, H, H // 4, crew=1),
    ]
    table = Table(kpi_town(), log_of(said))
    assert table("wrong_skill_visits") == 2 + 3
    share = table.at("wrong_skill_visit_share")
    assert (share.value, share.n) == (pytest.approx(50), 10)
    assert table("wrong_skill_hours") == pytest.approx(2.25 + 1.25 + 1.5 + 1.25)


def test_the_table_shows_them_where_tests_may_be_wrong() -> None:
    kpis = [{line.kpi for line in headlines(judged_town(section))} for section in (TEST, None)]
    assert "wrong_skill_visit_share" in kpis[0] - kpis[1]


def test_validate_counts_the_looks_as_work() -> None:
    def hours(right: str | None) -> dict[str, float]:
        section = None if right is None else {**TEST, "right": right}
        return {load.skills[0]: load.work_hours for load in check(judged_town(section)).loads
                if len(load.skills) == 1}  # fmt: skip

    without, half = hours(None), hours("50 %")
    assert hours("100 %") == pytest.approx(without)
    # A hundred lines have one drop and one joint a month; half the tests are wrong, of which half
    # name the frame, so that the clerk looks for half an hour; 30.4 days are 4.343 weeks.
    assert half["exchange"] - without["exchange"] == pytest.approx(0.25 / (30.4 / 7), rel=0.01)
    # The gang is never sent on one report: a joint of one line would send a repairer.
    assert "cable" not in half


def test_other_draws_stay_as_they_are() -> None:
    scenario = stormy()
    plain = scenario.model_copy(update={"diagnosis": None})
    one, other = draw(scenario, 4, 0), draw(plain, 4, 0)
    assert (one.faults.key == other.faults.key).all()
    assert (one.faults.fix_ppm == other.faults.fix_ppm).all()
    assert replace(workload(scenario)).faults.time_ms.size == 0
