"""Lines fed directly: feeder pairs and nothing else, and no distribution cable to break."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario_town import Town
from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind, Level
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation.boxes import Boxes
from telesim.theory import rest_of_box_in_use
from telesim.workload import CEASE, MOVE, draw
from telesim.workload.town import town_of
from telesim.workload.waiting import orders_by_fill
from towns import H, at, cabinet, cause, crew, fault, order, rows, run, story, town

SWAP = {"work": "1 work h", "lines_at_most": 2}
PLAIN, DIRECT = range(2)


def direct(pairs: int = 200, lines: int = 100, **more: Any) -> dict[str, Any]:
    row = cabinet("D", lines=lines, direct="yes", feeder_pairs=pairs, **more)
    return {**row, "distribution_pairs": None}


def mixed_town(pairs: int = 200, **more: Any) -> Scenario:
    """A cabinet of 100 lines, then 100 lines fed directly with these feeder pairs."""
    plain: dict[str, Any] = {
        "cabinets": [cabinet(), direct(pairs)],
        "crews": [crew("repairer", "repairers"), crew("gang", "gangs")],
        "teams": {
            "repairers": {
                "skills": {"repair": {}, "install": {}, "move": {}}, "source": "assumed",
            },
            "gangs": {"skills": {"cable": {}}, "source": "assumed"},
        },
        "faults": {
            "feeder": cause("3 work h", cause_group="cable", skill="cable", job="cable",
                            cable="feeder", pair_swap=SWAP),
            "joint": cause("3 work h", cause_group="cable", skill="cable", job="cable",
                           cable="distribution", pair_swap=SWAP),
            "drop": cause(),
        },
    }  # fmt: skip
    return town(**{**plain, **more})


# -- capacity -----------------------------------------------------------------------------------


def test_an_order_lacks_a_feeder_pair_and_never_a_distribution_pair() -> None:
    log = run(mixed_town(101), [order(at(1, "08:00"), cabinet=DIRECT),
                                order(at(1, "09:00"), cabinet=DIRECT)], [])  # fmt: skip
    assert story(log, 0)[1] == "Mon 08:00 assigned"
    assert [(r["case"], r["reason"]) for r in rows(log, Kind.HELD)] == [(1, Level.FEEDER)]


def test_a_move_to_lines_fed_directly_takes_and_gives_back_feeder_pairs() -> None:
    orders = [
        order(at(1, "08:00"), MOVE, slot=0, to_cabinet=DIRECT),
        order(at(1, "08:30"), cabinet=DIRECT),
        order(at(1, "09:00"), CEASE, cabinet=DIRECT, slot=5),
    ]
    log = run(mixed_town(101), orders, [])
    assert story(log, 1) == [
        "Mon 08:30 order", "Mon 08:30 held", "Mon 09:00 assigned", "Mon 10:00 dispatched",
        "Mon 10:00 arrived", "Mon 15:00 in-service",
    ]  # fmt: skip


def test_rules_for_distribution_pairs_pass_lines_fed_directly_by() -> None:
    rule = {"at_fill": "1 %", "add": 10, "lead_time": "1 day", "source": "assumed"}
    scenario = mixed_town(
        expansions={
            "pairs": {"what": "distribution", **rule},
            "dated": {"what": "distribution", "on": "2001-01-02", "add_share": "10 %",
                      "lead_time": "0 h", "source": "assumed"},
            "feeder": {"what": "feeder", **rule},
        }
    )  # fmt: skip
    log = run(scenario, [order(at(1, "08:00")), order(at(1, "08:00"), cabinet=DIRECT)], [])
    ordered = {(r["place"], r["reason"]) for r in rows(log, Kind.EXPANSION_ORDERED)}
    assert ordered == {
        (PLAIN, Level.DISTRIBUTION), (PLAIN, Level.FEEDER), (DIRECT, Level.FEEDER),
    }  # fmt: skip


def test_drops_are_paid_by_the_pairs_that_end_at_homes() -> None:
    rule = {"what": "drops", "on": "2001-01-02", "raise_to": "50 %", "lead_time": "0 h",
            "unit_cost": "10 CNY per drop", "source": "assumed"}  # fmt: skip
    log = run(mixed_town(120, expansions={"drops": rule}), [], [])
    # Half of 1,000 distribution pairs, and of 120 feeder pairs.
    assert [r["amount"] for r in rows(log, Kind.SPENT)] == [500_000, 60_000]


def test_fill_counts_each_pair_where_it_is() -> None:
    log = run(mixed_town(125), [], [])
    table = kpi.measure(mixed_town(125), log).set_index(["kpi", "where"])["value"]
    assert table["feeder_fill_end", "{}"] == pytest.approx(100 * 200 / 1_125)
    assert table["distribution_fill_end", "{}"] == pytest.approx(100 * 100 / 1_000)
    assert [r["place"] for r in rows(log, Kind.CAPACITY) if r["reason"] == Level.DISTRIBUTION] == [
        PLAIN
    ]


# -- boxes and swaps ----------------------------------------------------------------------------


def test_a_swap_takes_a_spare_feeder_pair_until_there_is_none() -> None:
    faults = [
        fault(at(1, "08:00"), 1, cabinet=DIRECT, work_ms=3 * H),
        fault(at(1, "09:00"), 2, cabinet=DIRECT, work_ms=3 * H),
        fault(at(1, "10:00"), 3, work_ms=3 * H),
    ]
    scenario = mixed_town(101)
    log = run(scenario, [], faults)
    swaps = [(r["case"], r["place"], r["reason"], r["amount"]) for r in rows(log, Kind.PAIR_SWAP)]
    assert swaps == [(0, DIRECT, Level.FEEDER, 1), (2, PLAIN, Level.FEEDER, 1)]
    assert [(r["case"], r["reason"]) for r in rows(log, Kind.NO_SPARE)] == [(1, Level.FEEDER)]
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    # 101 less one defective, and 1,000 less one; distribution pairs as they were.
    assert table["feeder_fill_end", "{}"] == pytest.approx(100 * 200 / (100 + 999))
    assert table["distribution_fill_end", "{}"] == pytest.approx(10)


def test_boxes_of_lines_fed_directly_fill_as_their_feeder() -> None:
    # 100 of 125 pairs: 80 % fill. Boxes of 20.
    chance = round(1e6 * rest_of_box_in_use(20, 0.8, 0.05))
    full = next(k for k in range(2**16) if chance - 20_000 <= Boxes.mark(k) < chance)
    room = next(k for k in range(2**16) if chance <= Boxes.mark(k) < chance + 20_000)
    scenario = mixed_town(125, boxes={"correlation": "5 %", "source": "assumed"})
    faults = [
        fault(at(1, "08:00"), 1, cabinet=DIRECT, key=full, work_ms=3 * H),
        fault(at(1, "14:00"), 2, cabinet=DIRECT, key=room, work_ms=3 * H),
        # In the cabinet a feeder pair is changed at the cabinet, whatever the box.
        fault(at(1, "15:00"), 2, key=full, work_ms=3 * H),
    ]
    log = run(scenario, [], faults)
    assert [(r["case"], r["reason"]) for r in rows(log, Kind.NO_SPARE)] == [(0, Level.BOX)]
    assert [r["case"] for r in rows(log, Kind.PAIR_SWAP)] == [1, 2]


# -- what strikes them --------------------------------------------------------------------------


def test_what_strikes_distribution_cables_is_not_drawn_for_them() -> None:
    busy = {"rate": "90 events per 100 lines per month"}
    faults = {
        "feeder": cause(cable="feeder", **busy),
        "joint": cause(cable="distribution", **busy),
        "drop": cause(**busy),
    }
    shocks = [{"title": "storm", "on": "2001-01-02", "lasting": "2 days", "factor": 4}]
    initial = {"open_faults_days": 5, "source": "assumed"}
    scenario = mixed_town(faults=faults, shocks=shocks, initial=initial)
    drawn = draw(scenario, 1, 0).faults
    there = {
        name: set(drawn.cabinet[drawn.cause == number].tolist())
        for number, name in enumerate(faults)
    }
    assert there == {"feeder": {0, 1}, "joint": {0}, "drop": {0, 1}}
    # Nobody else's faults are others.
    undivided = mixed_town(faults=faults, shocks=shocks, initial=initial,
                           cabinets=[cabinet(), cabinet("D")])  # fmt: skip
    other = draw(undivided, 1, 0).faults
    kept = (other.cabinet == 0) | (other.cause != 1)
    assert np.array_equal(other.key[kept], drawn.key)
    assert np.array_equal(other.time_ms[kept], drawn.time_ms)


def test_the_waiting_list_looks_at_feeder_pairs_alone() -> None:
    scenario = mixed_town(
        105, cabinets=[cabinet(distribution_pairs=150, feeder_pairs=150), direct(105)]
    )
    # The fullest takes up to 15 of its 100 lines: the lines fed directly, 95 % full.
    assert orders_by_fill(town_of(scenario), 0.05).tolist() == [0, 10]


def test_validate_counts_what_can_be_struck() -> None:
    # 100 of 200 lines have a distribution cable.
    whole = check(mixed_town(demand={}, faults={"joint": cause(cable="feeder")}))
    half = check(mixed_town(demand={}, faults={"joint": cause(cable="distribution")}))
    assert half.faults[0].faults_per_month == pytest.approx(whole.faults[0].faults_per_month / 2)
    assert half.loads[0].work_hours == pytest.approx(whole.loads[0].work_hours / 2)
    assert not any("distribution pairs run out" in one for one in half.warnings)


def test_a_log_with_distribution_pairs_where_there_are_none_is_refused() -> None:
    scenario = mixed_town()
    log = run(scenario, [], [fault(at(1, "08:00"), 1, cabinet=DIRECT, work_ms=3 * H)])

    def spoilt(kind: Kind, column: str, value: int, nth: int = 0) -> EventLog:
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][np.flatnonzero(log.kind == kind)[nth]] = value
        return EventLog(columns, log.end_ms)

    with pytest.raises(ConservationError, match="no distribution cable"):
        conservation.check(scenario, spoilt(Kind.FAULT, "reason", 1))
    row = int(np.flatnonzero((log.kind == Kind.CAPACITY) & (log.place == DIRECT))[0])
    nth = int(np.searchsorted(np.flatnonzero(log.kind == Kind.CAPACITY), row))
    with pytest.raises(ConservationError, match="no capacity of this level at this place"):
        conservation.check(scenario, spoilt(Kind.CAPACITY, "reason", Level.DISTRIBUTION, nth))


# -- bad input ----------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.change(
        ("id,exchange,lines,feeder_pairs,distribution_pairs,defective_pct",
         "id,exchange,lines,feeder_pairs,distribution_pairs,defective_pct,feeder_id,direct"),
        ("300,400,500,\n", "300,400,,,f1,yes\n"),
        ("300,300,2.5\n", "300,300,2.5,f1,no\n"),
        ("150,160,8\n", "150,160,8,f2,\n"),
        ("300,400,400,\n", "300,400,400,,,\n"),
        name="cabinets.csv",
    )  # fmt: skip
    made.change(("cause_group: cable\n", "cause_group: cable\n    cable: feeder\n"))
    return made


def test_a_table_says_who_is_fed_directly(files: Town) -> None:
    scenario = files.load()
    assert [bool(row.direct) for row in scenario.cabinets] == [True, False, False, False]
    assert scenario.cabinets[0].usable_distribution_pairs == 0
    assert scenario.direct_share == (0.6, 0.0, 0.0)


@pytest.mark.parametrize("word", ["y", "Yes", "TRUE", "t", "on", "1"])
def test_a_table_has_more_words_than_one_for_yes(files: Town, word: str) -> None:
    files.change(("f1,yes", f"f1,{word}"), name="cabinets.csv")
    assert files.load().cabinets[0].direct is True


@pytest.mark.parametrize("word", ["n", "No", "FALSE", "f", "off", "0"])
def test_a_table_has_more_words_than_one_for_no(files: Town, word: str) -> None:
    files.change(("2.5,f1,no", f"2.5,f1,{word}"), name="cabinets.csv")
    assert files.load().cabinets[1].direct is False


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("cabinets.csv", "300,400,,,f1", "300,400,500,,f1",
         "cabinets.csv:2:5 distribution_pairs: got 500 pairs, need 0 or nothing: the lines of "
         "seat-1 are fed directly"),
        ("cabinets.csv", "300,300,2.5", "300,,2.5",
         "cabinets.csv:3:5 distribution_pairs: got nothing, need the pairs of seat-2; only lines "
         "fed directly (direct: yes) have none"),
        ("cabinets.csv", "f1,yes", "f1,maybe",
         'cabinets.csv:2:8 direct: got "maybe", need yes or no (y or n, true or false, 1 or 0)'),
        ("cabinets.csv", "f1,yes", "f1,yess",
         'cabinets.csv:2:8 direct: got "yess", need yes or no (y or n, true or false, 1 or 0)'),
        ("cabinets.csv", "160,8,f2", "160,8,f1",
         "cabinets.csv:4:7 feeder_id: got 'f1', need a feeder of hill; cabinet seat-1 on it "
         "belongs to seat"),
        ("town.yaml", "    cable: feeder\n", "",
         "faults.feeder.splicing: got splicing of a cause that does not say which cable it "
         "strikes, need also cable: distribution or cable: feeder, since seat-1 is fed directly"),
        ("town.yaml", "cable: feeder", "cable: feder",
         "faults.feeder.cable: got \"feder\", need 'distribution' or 'feeder'; did you mean "
         "'feeder'?"),
        ("town.yaml", "targets:",
         "projects: [{id: p, place: seat-1, what: distribution, amount: 5, opens: 2001-02-01}]\n"
         "targets:",
         "what: got distribution, need feeder: the lines of seat-1 are fed directly"),
    ],
)  # fmt: skip
def test_one_wrong_word(files: Town, file: str, old: str, new: str, told: str) -> None:
    files.change((old, new), name=file)
    assert told in files.problem()


def test_a_cause_with_spare_pairs_is_told_by_its_own_words(files: Town) -> None:
    text = (files.folder / "town.yaml").read_text(encoding="utf-8")
    swap = "    pair_swap: {lines_at_most: 1, skill: repair, work: 1 work h}\n"
    rule = "    work: {lognormal: {mean: 1 work h, cv: 0.8}}\n"
    files.change((rule, rule + swap))
    line = text.splitlines().index(rule.rstrip("\n")) + 2
    assert files.problem() == (
        f"town.yaml:{line} faults.drop.pair_swap: got pair_swap of a cause that does not say which "
        "cable it strikes, need also cable: distribution or cable: feeder, since seat-1 is fed "
        "directly"
    )


def test_lines_fed_directly_need_no_size_of_boxes(files: Town) -> None:
    text = (files.folder / "cabinets.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{text[0]},box_size", f"{text[1]},", *(f"{row},10" for row in text[2:])]
    files.write("cabinets.csv", "\n".join(rows) + "\n")
    sizes = [cabinet.pairs_of_a_box for cabinet in files.load().cabinets]
    assert sizes == [20] + [10] * (len(rows) - 2)
