"""Lines changed over to spare pairs, and boxes that are full before their cabinet is."""

from __future__ import annotations

import math
from typing import Any

import pytest

from kpi_log import A1, B1, CABLE, DROP, D, Table, log_of, plant, row
from kpi_log import fault as fault_rows
from kpi_log import town as kpi_town
from telesim import kpi
from telesim.eventlog import Kind, Level
from telesim.scenario import Scenario
from telesim.simulation.boxes import Boxes
from telesim.theory import box_full, rest_of_box_in_use
from telesim.workload import CEASE, followups
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

SWAP = {"work": "1 work h", "lines_at_most": 2}


def joint_town(pairs: int = 1000, lines: int = 100, **more: Any) -> Scenario:
    """A repairer who can change pairs, and a gang that needs 3 h at a joint."""
    faults = {
        "joint": cause("3 work h", cause_group="cable", skill="cable", job="cable", pair_swap=SWAP)
    }
    return town(
        cabinets=[cabinet(lines=lines, distribution_pairs=pairs, **more.pop("cabinet", {}))],
        crews=[crew("repairer", "repairers"), crew("gang", "gangs", members=3)],
        teams={
            "repairers": {"skills": {"repair": {}, "install": {}, "move": {}}, "source": "assumed"},
            "gangs": {"skills": {"cable": {}}, "source": "assumed"},
        },
        **{"faults": faults, **more},
    )


def joint(clock: str, slot: int = 0, **more: Any) -> dict[str, Any]:
    return fault(at(1, clock), slot, work_ms=3 * H, **more)


def test_a_repairer_changes_a_single_line_over() -> None:
    log = run(joint_town(), [], [joint("08:00")])
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 08:00 report",
        "Mon 08:00 pair-swap",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 09:00 cleared",
    ]
    assert [r["amount"] for r in rows(log, Kind.PAIR_SWAP)] == [1]
    assert rows(log, Kind.CLEARED)[0]["crew"] == 0


def test_each_line_takes_its_time_and_its_pair() -> None:
    log = run(joint_town(), [], [joint("08:00", lines=2)])
    assert story(log, 0)[-1] == "Mon 10:00 cleared"
    assert [r["amount"] for r in rows(log, Kind.PAIR_SWAP)] == [2]


def test_more_lines_than_may_be_changed_over_wait_for_the_gang() -> None:
    log = run(joint_town(), [], [joint("08:00", lines=3)])
    assert "Mon 08:00 pair-swap" not in story(log, 0)
    assert "Mon 08:00 no-spare" not in story(log, 0)
    assert story(log, 0)[-1] == "Mon 11:00 cleared"
    assert rows(log, Kind.CLEARED)[0]["crew"] == 1


def test_the_last_spare_is_gone_and_the_next_line_waits_for_the_gang() -> None:
    log = run(joint_town(pairs=101), [], [joint("08:00"), joint("08:30", 1)])
    assert story(log, 0)[-1] == "Mon 09:00 cleared"
    assert story(log, 1) == [
        "Mon 08:30 fault",
        "Mon 08:30 report",
        "Mon 08:30 no-spare",
        "Mon 08:30 dispatched",
        "Mon 08:30 arrived",
        "Mon 11:30 cleared",
    ]
    assert [r["reason"] for r in rows(log, Kind.NO_SPARE)] == [Level.DISTRIBUTION]


def test_a_swap_takes_the_pair_that_an_order_lacks_then() -> None:
    scenario = joint_town(pairs=101)
    untouched = run(scenario, [order(at(1, "09:00"))], [])
    assert story(untouched, 0)[1] == "Mon 09:00 assigned"
    log = run(scenario, [order(at(1, "09:00"))], [joint("08:00")])
    assert [r["reason"] for r in rows(log, Kind.HELD)] == [Level.DISTRIBUTION]


def test_a_second_visit_to_a_swap_takes_the_time_of_a_swap() -> None:
    varied = {"work": {"uniform": {"low": "30 work min", "high": "90 work min"}}}
    scenario = town(
        crews=[crew("repairer")],
        faults={"joint": cause("3 work h", cause_group="cable", job="cable", pair_swap=varied)},
    )
    law = scenario.faults["joint"].pair_swap
    assert law is not None
    log = run(scenario, [], [fault(at(1, "08:00"), work_ms=3 * H, fix_ppm=NOT_FIXED, key=77)])
    spent = [r["amount"] for r in rows(log, Kind.UNFINISHED) + rows(log, Kind.CLEARED)]
    assert len(spent) >= 1
    assert spent == [followups.swap_work_ms(law.work, 77, n) for n in range(len(spent))]


def test_the_figures_tell_swaps_from_repairs_that_lacked_a_spare() -> None:
    scenario = joint_town(pairs=102)
    faults = [joint("08:00"), joint("09:00", 1), joint("10:00", 2), joint("11:00", 10, lines=3)]
    log = run(scenario, [], faults)
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["pair_swaps", "{}"] == 2
    assert table["no_spare_share", "{}"] == pytest.approx(100 / 3)
    # 100 lines on the 100 pairs that are left.
    assert table["distribution_fill_end", "{}"] == 100


def test_repairs_that_lacked_a_spare_are_compared_with_swaps_of_their_county() -> None:
    swap, none = Kind.PAIR_SWAP, Kind.NO_SPARE
    # (case, place, takes a spare, reported on day, repaired after hours); the window: days 10-40.
    said = [
        (0, A1, swap, 11, 10),
        (1, A1, swap, 12, 20),
        (2, A1, none, 13, 40),
        (3, A1, none, 14, 10),  # sooner than the swaps took
        (4, B1, swap, 15, 30),
        (5, B1, none, 16, 90),
        (6, A1, none, 9, 500),  # before the window
        (7, A1, none, 58, 500),  # after it
        (8, A1, none, 39, None),  # open at the end, day 60
    ]
    lines = [*plant()]
    for case, place, kind, day, hours in said:
        lines += fault_rows(case, day * D, place, CABLE, line=case)
        lines.append(row(day * D, kind, case, place=place, amount=1))
        if hours is not None:
            lines.append(row(day * D + hours * H, Kind.CLEARED, case, crew=0, reason=1, amount=H))
    # Another cause takes no spare at all: nothing to compare with.
    lines += fault_rows(9, 20 * D, A1, DROP, line=9)
    lines.append(row(20 * D, none, 9, place=A1))
    table = Table(kpi_town(), log_of(lines))
    # East: swaps take 15 h; 40, 10 and 504 (still open) h without. West: 30 h, and 90 h without.
    east = table.at("longer_without_spare_mean", county="East")
    assert (east.value, east.n, east.open) == (pytest.approx((25 - 5 + 489) / 3), 3, 1)
    assert table("longer_without_spare_mean", county="West") == 60
    whole = table.at("longer_without_spare_hours")
    assert (whole.value, whole.n, whole.open) == (pytest.approx(25 - 5 + 489 + 60), 4, 1)
    assert table("longer_without_spare_hours", cause="drop") == 0
    assert math.isnan(table("longer_without_spare_mean", cause="drop"))


# -- boxes ---------------------------------------------------------------------------------

BOXES = {"correlation": "5 %", "source": "assumed"}


def key_of_mark(low: int, high: int) -> int:
    """A key whose customer's mark lies in an interval of parts per million."""
    return next(key for key in range(2**16) if low <= Boxes.mark(key) < high)


def test_a_full_box_leaves_no_spare_though_the_cabinet_has_some() -> None:
    # 100 of 125 pairs: 80 % fill. Boxes of 20.
    chance = round(1e6 * rest_of_box_in_use(20, 0.8, 0.05))
    scenario = joint_town(pairs=125, boxes=BOXES)
    full, room = key_of_mark(chance - 20_000, chance), key_of_mark(chance, chance + 20_000)
    log = run(scenario, [], [joint("08:00", key=full), joint("14:00", 1, key=room)])
    assert [(r["case"], r["reason"]) for r in rows(log, Kind.NO_SPARE)] == [(0, Level.BOX)]
    assert [r["case"] for r in rows(log, Kind.PAIR_SWAP)] == [1]


def test_an_order_held_for_its_box_lets_those_behind_it_pass_and_is_served_when_lines_go() -> None:
    # 100 of 110 pairs: 90.9 % fill; two lines fewer are 98 of 110, 89 % (in steps of 0.1 %).
    now, later = (round(1e6 * box_full(20, fill, 0.05)) for fill in (0.909, 0.890))
    held = key_of_mark(later, now)
    room = key_of_mark(900_000, 1_000_000)
    scenario = joint_town(pairs=110, boxes=BOXES)
    orders = [
        order(at(1, "08:00"), key=held),
        order(at(1, "10:00"), CEASE, slot=5),
        order(at(1, "11:00"), CEASE, slot=6),
        order(at(2, "08:00"), key=room),
    ]
    log = run(scenario, orders, [])
    assert [r["reason"] for r in rows(log, Kind.HELD)] == [Level.BOX]
    assert story(log, 0)[:3] == ["Mon 08:00 order", "Mon 08:00 held", "Mon 11:00 assigned"]
    assert story(log, 3)[1] == "Tue 08:00 assigned"


def test_without_boxes_the_cabinet_alone_counts() -> None:
    held = key_of_mark(0, 1_000)
    log = run(joint_town(pairs=110), [order(at(1, "08:00"), key=held)], [])
    assert rows(log, Kind.HELD) == []


def test_as_many_customers_find_their_box_full_as_the_formula_says() -> None:
    scenario = joint_town(pairs=120, boxes=BOXES)
    boxes = Boxes(scenario, 0.05)
    n = 20_000
    full = sum(boxes.full(0, 100, 120, key, within=False) for key in range(n))
    chance = box_full(20, 0.833, 0.05)
    assert abs(full - n * chance) < 4 * (n * chance * (1 - chance)) ** 0.5


# -- repairs that do not hold --------------------------------------------------------------

AGAIN = {"share": "100 %", "within": "1 days"}
STORY_OF_A_REPEAT = ["fault", "repeat-of", "same-joint", "report", "dispatched", "arrived"]


def words(log: Any, case: int) -> list[str]:
    return [line.split()[-1] for line in story(log, case)]


def test_a_swap_that_does_not_hold_is_done_over_at_the_same_pair() -> None:
    """The last spare is gone, and no repeat needs another: the joint was bad, not the pair."""
    repeats = {"repeats": {**AGAIN, "source": "assumed"}}
    scenario = joint_town(pairs=101, **repeats)
    log = run(scenario, [], [joint("08:00")])
    assert [(r["case"], r["amount"]) for r in rows(log, Kind.PAIR_SWAP)] == [(0, 1)]
    assert rows(log, Kind.NO_SPARE) == []
    assert len(rows(log, Kind.REPEAT_OF)) > 3
    for case in (1, 2, 3):
        assert words(log, case)[:6] == STORY_OF_A_REPEAT
        # The repairer's hour at the pair, not the gang's three in the cable.
        cleared = rows(log, Kind.CLEARED, case)[0]
        assert (cleared["crew"], cleared["amount"]) == (0, H)
    assert {r["reason"] for r in rows(log, Kind.SAME_JOINT)} == {1}
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["pair_swaps", "{}"] == 1


def test_a_new_fault_of_the_changed_pair_takes_another_spare() -> None:
    """One that comes by itself, and one that comes again by the law of its cause."""
    log = run(joint_town(pairs=102), [], [joint("08:00"), joint("10:00")])
    assert [r["case"] for r in rows(log, Kind.PAIR_SWAP)] == [0, 1]
    scenario = joint_town(pairs=102, faults={
        "joint": cause("3 work h", cause_group="cable", skill="cable", job="cable",
                       pair_swap=SWAP, repeats=AGAIN)
    })  # fmt: skip
    log = run(scenario, [], [joint("08:00")])
    assert [r["case"] for r in rows(log, Kind.PAIR_SWAP)] == [0, 1]
    assert [r["case"] for r in rows(log, Kind.NO_SPARE)][:1] == [2]
    assert rows(log, Kind.SAME_JOINT) == []


def test_a_swap_closed_without_repair_is_done_at_the_pair_that_it_took() -> None:
    never = {"share": "100 %", "comes_back": "2 days"}
    pay = {"pay": {"scheme": "contract", "unrepaired": never}}
    log = run(joint_town(pairs=101, policies=pay), [], [joint("08:00")])
    assert [r["case"] for r in rows(log, Kind.UNREPAIRED)][:2] == [0, 1]
    assert [r["case"] for r in rows(log, Kind.PAIR_SWAP)] == [0]
    assert rows(log, Kind.SAME_JOINT)[0]["reason"] == 1
    assert rows(log, Kind.NO_SPARE) == []


def test_a_line_that_keeps_its_pair_keeps_its_jumper() -> None:
    frame = {"skill": "exchange", "work": "30 work min", "jobs": ["pair-swap"],
             "source": "assumed"}  # fmt: skip
    scenario = town(
        cabinets=[cabinet(distribution_pairs=101)],
        crews=[crew("repairer", "repairers"), crew("frames", "frames")],
        teams={
            "repairers": {"skills": {"repair": {}, "install": {}, "move": {}}, "source": "assumed"},
            "frames": {"skills": {"exchange": {}}, "source": "assumed"},
        },
        faults={"joint": cause("3 work h", cause_group="cable", job="cable", pair_swap=SWAP)},
        repeats={**AGAIN, "source": "assumed"},
        main_frame=frame,
    )
    log = run(scenario, [], [joint("08:00")])
    assert [r["case"] for r in rows(log, Kind.JUMPER_ASKED)] == [0]
    assert len(rows(log, Kind.CLEARED)) > 2


def cut_town(reopen: Any = None, **more: Any) -> Scenario:
    """One splicer: 2 h to locate, ten pairs an hour; every cut waits a day for material."""
    splicing: dict[str, Any] = {"material_share": "100 %", "material_wait": "1 days"}
    splicing |= {} if reopen is None else {"reopen": reopen}
    return town(faults={"cut": cable(splicing=splicing, **more)}, demand={},
                repeats={**AGAIN, "source": "assumed"})  # fmt: skip


def test_the_joint_of_a_cut_that_fails_again_is_known() -> None:
    cut = fault(at(1, "08:00"), lines=10, material_wait_ms=24 * H)
    log = run(cut_town(reopen="30 work min"), [], [cut])
    again = rows(log, Kind.REPEAT_OF)[0]["case"]
    # One pair: half an hour to open the joint and a tenth of an hour to join it; no length is
    # replaced. The first time it took 2 h, a day of waiting, and an hour for ten pairs.
    assert [r["amount"] for r in rows(log, Kind.CLEARED, 0)] == [1 * H]
    assert [r["amount"] for r in rows(log, Kind.CLEARED, again)] == [H // 2 + H // 10]
    assert [r["amount"] for r in rows(log, Kind.FAULT, again)] == [1]
    assert len(rows(log, Kind.MATERIAL)) == 1
    assert words(log, again)[:6] == STORY_OF_A_REPEAT
    assert {r["reason"] for r in rows(log, Kind.SAME_JOINT)} == {0}


def test_without_a_time_to_open_the_joint_one_pair_is_joined() -> None:
    log = run(cut_town(), [], [fault(at(1, "08:00"), lines=10)])
    again = rows(log, Kind.REPEAT_OF)[0]["case"]
    assert [r["amount"] for r in rows(log, Kind.CLEARED, again)] == [H // 10]
    assert rows(log, Kind.LOCATED, again) == []


def test_what_recurs_by_its_own_law_must_be_found_again() -> None:
    log = run(cut_town(repeats=AGAIN), [], [fault(at(1, "08:00"), lines=10)])
    again = rows(log, Kind.REPEAT_OF)[0]["case"]
    assert rows(log, Kind.SAME_JOINT) == []
    assert [r["amount"] for r in rows(log, Kind.LOCATED, again)] == [2 * H]


def test_what_the_desk_has_cleared_was_no_joint() -> None:
    scenario = cut_town(cleared_remotely="50 %")
    log = run(scenario, [], [fault(at(1, "08:00"), lines=10, remote_ppm=0)])
    first = rows(log, Kind.REPEAT_OF)[0]
    assert first["amount"] == 0
    assert rows(log, Kind.SAME_JOINT, first["case"]) == []
