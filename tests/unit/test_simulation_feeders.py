"""One cut of a feeder cable hits lines of all the cabinets that it serves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation.striking import DOWN, first_slot, next_working, shared_out, strike
from telesim.workload import CEASE, MOVE, marks
from towns import (
    NOT_FIXED,
    H,
    at,
    cabinet,
    cable,
    cause,
    crew,
    fault,
    order,
    rows,
    run,
    story,
    town,
)

A, B, C = range(3)
KEY = 77


def feeder_town(
    *feeders: str | None, lines: tuple[int, ...] = (50, 30, 20), **more: Any
) -> Scenario:
    """Three cabinets on feeder f, unless told otherwise; a splicer who joins 5 pairs an hour."""
    names = feeders or ("f", "f", "f")
    return town(
        cabinets=[
            cabinet(name, lines=own, feeder_id=feeder)
            for name, own, feeder in zip("abc", lines, names, strict=True)
        ],
        crews=[crew("gang")],
        faults={
            "feeder": cable(cable="feeder", splicing={"pairs_per_hour": 5}),
            "drop": cause(),
        },
        **more,
    )


def cut(lines: int, slot: int = 10, **more: Any) -> dict[str, Any]:
    return fault(at(1, "08:00"), slot, lines=lines, reports=lines, key=KEY, **more)


# -- how lines are shared out -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "working", "expected"),
    [
        (20, [50, 30, 20], [10, 6, 4]),
        # 7 x 10 / 20 = 3.5 each: the first wins the tie.
        (7, [10, 10], [4, 3]),
        # 3.33 each, and one left: the largest remainder is the first of equals.
        (10, [8, 8, 8], [4, 3, 3]),
        # 1.25, 2.5, 1.25: the middle has the largest remainder.
        (5, [5, 10, 5], [1, 3, 1]),
        (100, [5, 10, 5], [5, 10, 5]),
        (0, [5, 5], [0, 0]),
        (3, [0, 4], [0, 3]),
        (2, [0, 0], [0, 0]),
    ],
)
def test_lines_are_shared_out_by_largest_remainder(
    total: int, working: list[int], expected: list[int]
) -> None:
    assert shared_out(total, working) == expected


def test_lines_are_struck_from_a_slot_on_and_around_the_end() -> None:
    states = bytearray([1, 0, 2, 1, 1, 3, 1])
    assert strike(states, 4, 3, DOWN) == [4, 6, 0]
    assert list(states) == [2, 0, 2, 1, 2, 3, 2]
    assert strike(states, 0, 9, DOWN) == [3]
    assert strike(states, 0, 9, DOWN) == []


# -- a cut --------------------------------------------------------------------------------------


def test_a_cut_hits_every_cabinet_by_its_lines_and_they_come_back_one_after_the_other() -> None:
    log = run(feeder_town(), [], [cut(20)])
    assert [(r["place"], r["line"], r["amount"]) for r in rows(log, Kind.FAULT)] == [(A, 10, 20)]
    begins = [first_slot(KEY, marks.FURTHER, n, own) for n, own in ((1, 30), (2, 20))]
    further = rows(log, Kind.FURTHER_DOWN)
    assert [(r["place"], r["line"], r["amount"]) for r in further] == [
        (B, begins[0], 6),
        (C, begins[1], 4),
    ]
    # Two hours to locate, then five pairs an hour: ten of a, six of b, four of c.
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 08:00 further-down",
        "Mon 08:00 further-down",
        "Mon 08:00 report",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 10:00 located",
        "Mon 11:00 part-restored",
        "Mon 12:00 part-restored",
        "Mon 15:00 further-back",
        "Mon 15:00 part-restored",
        "Mon 16:00 cleared",
        "Mon 16:00 further-back",
        "Mon 16:00 further-back",
    ]
    assert [(r["place"], r["amount"]) for r in rows(log, Kind.FURTHER_BACK)] == [
        (B, 5), (B, 1), (C, 4),
    ]  # fmt: skip
    assert [r["amount"] for r in rows(log, Kind.PART_RESTORED)] == [5, 5, 5]
    assert rows(log, Kind.CLEARED)[0]["reason"] == 5


def test_the_struck_line_is_hit_however_small_its_cabinet() -> None:
    log = run(feeder_town(lines=(1, 60, 39)), [], [cut(3, slot=0)])
    # 3 x 1 / 100 = 0.03: its share would be none. The largest share gives it up.
    assert rows(log, Kind.FAULT)[0]["amount"] == 3
    assert [(r["place"], r["amount"]) for r in rows(log, Kind.FURTHER_DOWN)] == [(B, 1), (C, 1)]


def test_a_cut_of_more_lines_than_there_are_takes_all() -> None:
    log = run(feeder_town(), [], [cut(600)])
    assert rows(log, Kind.FAULT)[0]["amount"] == 100
    assert [r["amount"] for r in rows(log, Kind.FURTHER_DOWN)] == [30, 20]


def test_a_single_line_is_down_in_its_own_cabinet_alone() -> None:
    log = run(feeder_town(), [], [cut(1)])
    assert rows(log, Kind.FURTHER_DOWN) == []


def test_lines_that_are_down_cannot_be_cut_again_but_the_others_can() -> None:
    begin = first_slot(KEY, marks.FURTHER, 1, 30)
    down, other = (begin + 5) % 30, (begin + 6) % 30
    more = [
        fault(at(1, "09:00"), down, cabinet=B, cause=1),
        fault(at(1, "09:00"), other, cabinet=B, cause=1),
    ]
    log = run(feeder_town(), [], [cut(20), *more])
    assert [r["case"] for r in rows(log, Kind.FAULT)] == [0, 2]
    # The six lines come back at 15:00 and 16:00; then they can fail once more.
    again = [fault(at(1, "17:00"), (begin + n) % 30, cabinet=B, cause=1) for n in range(6)]
    assert len(rows(run(feeder_town(), [], [cut(20), *again]), Kind.FAULT)) == 7


def test_a_cut_strikes_its_cable_though_the_line_struck_is_down() -> None:
    """A drop of line 10 is down when the cable is cut there: 20 others go down, 11 first."""
    drop = fault(at(1, "07:30"), 10, cause=1)
    log = run(feeder_town(), [], [drop, cut(20)])
    cut_row = rows(log, Kind.FAULT)[1]
    assert (cut_row["case"], cut_row["place"], cut_row["line"], cut_row["amount"]) == (1, A, 11, 20)
    # 99 lines work: 20 x 49, 30 and 20 over 99 are 9.90, 6.06 and 4.04.
    assert [r["amount"] for r in rows(log, Kind.FURTHER_DOWN)] == [6, 4]
    # A single line cannot break again, nor can one that has gone.
    assert len(rows(run(feeder_town(), [], [drop, cut(1)]), Kind.FAULT)) == 1
    gone = order(at(1, "07:30"), CEASE, slot=10)
    assert rows(run(feeder_town(), [gone], [cut(20)]), Kind.FAULT) == []


def test_a_cut_where_no_line_of_the_cabinet_works_hits_the_others_on_the_feeder() -> None:
    drop = fault(at(1, "07:30"), 0, cause=1)
    scenario = feeder_town(lines=(1, 60, 39))
    log = run(scenario, [], [drop, cut(20, slot=0)])
    cut_row = rows(log, Kind.FAULT)[1]
    begin = first_slot(KEY, marks.FURTHER, 1, 60)
    assert (cut_row["place"], cut_row["line"], cut_row["amount"]) == (B, begin, 20)
    # 20 x 60 / 99 = 12.1 and 20 x 39 / 99 = 7.9.
    assert [(r["place"], r["amount"]) for r in rows(log, Kind.FURTHER_DOWN)] == [(C, 8)]
    # Where a cabinet has its feeder to itself, there is nothing left to strike.
    alone = feeder_town("f1", "f2", "f2", lines=(1, 60, 39))
    assert len(rows(run(alone, [], [drop, cut(20, slot=0)]), Kind.FAULT)) == 1


def test_thieves_come_again_for_the_cable_though_the_line_struck_first_has_gone() -> None:
    again = {"share": "100 %", "within": "1 days", "whole_event": True}
    scenario = feeder_town()
    faults = town(faults={"feeder": cable(cable="feeder", lines="20 lines", repeats=again)}).faults
    scenario = scenario.model_copy(update={"faults": faults})
    log = run(scenario, [order(at(1, "09:00"), CEASE, slot=10)], [cut(20)])
    first, second = rows(log, Kind.FAULT)[:2]
    assert rows(log, Kind.CEASED)[0]["time_ms"] < second["time_ms"]
    assert (first["line"], second["line"]) == (10, 11)
    assert (second["place"], second["amount"]) == (A, 20)


def test_the_next_working_line_is_found_around_the_end() -> None:
    assert next_working(bytearray([1, 0, 2, 3]), 1) == 0
    assert next_working(bytearray([1, 0, 2, 1]), 1) == 3
    assert next_working(bytearray([0, 2, 3]), 1) == -1


def test_a_line_of_another_cabinet_is_given_up_when_it_works_again_and_moves_meanwhile() -> None:
    begin = first_slot(KEY, marks.FURTHER, 1, 30)
    orders = [
        order(at(1, "09:00"), CEASE, cabinet=B, slot=begin),
        order(at(1, "09:00"), MOVE, cabinet=B, slot=(begin + 1) % 30, to_cabinet=C),
    ]
    log = run(feeder_town(), orders, [cut(20)])
    assert [row["time_ms"] for row in rows(log, Kind.CEASED)] == [at(1, "15:00")]
    assert [r["amount"] for r in rows(log, Kind.FURTHER_BACK)] == [5, 1, 4]


def test_a_visit_without_success_and_material_keep_the_lines_down() -> None:
    log = run(feeder_town(), [], [cut(20, material_wait_ms=4 * H, fix_ppm=NOT_FIXED)])
    assert [r["amount"] for r in rows(log, Kind.FURTHER_BACK)] == [5, 1, 4]
    assert rows(log, Kind.FURTHER_BACK)[-1]["time_ms"] == rows(log, Kind.CLEARED)[0]["time_ms"]


def test_a_repair_at_once_brings_all_lines_back_with_its_end() -> None:
    scenario = feeder_town().model_copy(
        update={
            "faults": town(
                faults={"feeder": cause("3 work h", job="cable", skill="cable", cable="feeder")}
            ).faults
        }
    )
    log = run(scenario, [], [cut(20, work_ms=3 * H)])
    assert story(log, 0)[-3:] == [
        "Mon 11:00 cleared", "Mon 11:00 further-back", "Mon 11:00 further-back",
    ]  # fmt: skip
    cleared = run(
        scenario.model_copy(
            update={
                "faults": {
                    "feeder": scenario.faults["feeder"].model_copy(update={"cleared_remotely": 1.0})
                }
            }
        ),
        [],
        [cut(20, remote_ppm=0)],
    )
    assert story(cleared, 0)[-3:] == [
        "Mon 08:00 cleared-remotely", "Mon 08:00 further-back", "Mon 08:00 further-back",
    ]  # fmt: skip


@pytest.mark.parametrize("feeders", [("f1", "f2", "f3"), ("f1", None, "f2")])
def test_with_a_feeder_of_its_own_each_cabinet_is_struck_alone(
    feeders: tuple[str | None, ...],
) -> None:
    blank = feeder_town(None, None, None)
    assert run(feeder_town(*feeders), [], [cut(20)]).digest() == run(blank, [], [cut(20)]).digest()
    assert rows(run(blank, [], [cut(20)]), Kind.FURTHER_DOWN) == []


def test_a_cause_that_does_not_strike_feeders_stays_in_its_cabinet() -> None:
    drops = {"drop": cause(lines="20 lines")}
    scenario = feeder_town().model_copy(update={"faults": town(faults=drops).faults})
    log = run(scenario, [], [cut(20)])
    assert rows(log, Kind.FURTHER_DOWN) == []
    assert rows(log, Kind.FAULT)[0]["amount"] == 20


# -- figures and words --------------------------------------------------------------------------


def test_figures_per_line_count_the_lines_of_all_cabinets() -> None:
    log = run(feeder_town(), [], [cut(20)])
    table = kpi.measure(feeder_town(), log).set_index(["kpi", "where"])["value"]
    # Five lines each back after 3, 4, 7 and 8 hours (lunch from 12 to 14).
    assert table["time_to_restore_per_line_mean", "{}"] == pytest.approx((3 + 4 + 7 + 8) / 4)
    assert table["line_hours_lost", "{}"] == pytest.approx(5 * (3 + 4 + 7 + 8))
    assert table["faults_reported", "{}"] == 1


def test_the_table_of_cabinets_tells_them_apart() -> None:
    log = run(feeder_town(), [], [cut(20), fault(at(3, "08:00"), 0, cabinet=C, cause=1)])
    table = kpi.cabinet_table(feeder_town(), log).set_index("cabinet")
    # Ten lines of a after 3 and 4 h; of b five after 7 and one after 8; four of c after 8, and one
    # drop for an hour.
    assert table["line_hours_lost"].to_dict() == pytest.approx(
        {"a": 5 * 3 + 5 * 4, "b": 5 * 7 + 8, "c": 4 * 8 + 1}
    )
    assert table["faults"].to_dict() == {"a": 1, "b": 1, "c": 2}
    assert table["reports"].to_dict() == pytest.approx({"a": 10, "b": 6, "c": 5})
    assert table["reports_per_100_lines"].to_dict() == pytest.approx({"a": 20, "b": 20, "c": 25})
    both = kpi.combine_cabinet_tables([table.reset_index()] * 2)
    # c has most reports for its lines; b lost more line-hours for its lines than a.
    assert both["cabinet"].tolist() == ["c", "b", "a"]
    assert both["rank"].tolist() == [1, 2, 3]


def test_the_case_says_where_the_lines_are() -> None:
    scenario = feeder_town()
    log = run(scenario, [], [cut(20)])
    told = "\n".join(life(log, names_for_logs(scenario), "F0"))
    assert "20 lines go down." in told
    assert "6 lines of them at cabinet b (E, north)." in told
    assert "Back at cabinet c (E, north): 4 lines." in told


# -- what the plan and the log are asked --------------------------------------------------------


def test_the_plan_warns_of_feeders_that_look_wrong() -> None:
    five = [cabinet(name, lines=10, feeder_id="f") for name in "abcde"]
    told = check(town(cabinets=five, faults={"f": cable(cable="feeder")})).warnings
    assert any("feeder f serves 5 cabinets" in one for one in told)
    told = check(town(faults={"cut": cable(cable="feeder")})).warnings
    assert any("fault cut strikes feeder cables, but no cabinet names" in one for one in told)
    assert "change nothing" not in "\n".join(check(feeder_town()).lines())


def spoilt(log: EventLog, kind: Kind, column: str, value: int, nth: int = 0) -> EventLog:
    columns = {name: values.copy() for name, values in log.columns.items()}
    columns[column][np.flatnonzero(log.kind == kind)[nth]] = value
    return EventLog(columns, log.end_ms)


@pytest.mark.parametrize(
    ("kind", "column", "value", "told"),
    [
        (Kind.FURTHER_DOWN, "place", A, "another cabinet on the same feeder"),
        (Kind.FURTHER_DOWN, "amount", 30, "more lines in further cabinets than"),
        (Kind.FURTHER_DOWN, "amount", 7, "must bring back its lines"),
        (Kind.FURTHER_DOWN, "amount", 5, "more lines of a further cabinet came back"),
        (Kind.FURTHER_BACK, "amount", 6, "came back than"),
        (Kind.FURTHER_BACK, "kind", int(Kind.FURTHER_DOWN), "must not follow part-restored"),
        (Kind.PART_RESTORED, "kind", int(Kind.LOCATED), "must not follow"),
    ],
)
def test_a_log_that_loses_lines_of_further_cabinets_is_refused(
    kind: Kind, column: str, value: int, told: str
) -> None:
    scenario = feeder_town()
    log = run(scenario, [], [cut(20)])
    with pytest.raises(ConservationError, match=told):
        conservation.check(scenario, spoilt(log, kind, column, value))


def test_the_first_line_of_a_further_cabinet_is_any_of_its_lines() -> None:
    begins = [first_slot(key, marks.FURTHER, 1, 10) for key in range(20_000)]
    counts = np.bincount(begins, minlength=10)
    assert counts.size == 10
    # Binomial: 2,000 each, with a standard deviation of 42.
    assert (abs(counts - 2_000) < 4.5 * 42.4).all()
