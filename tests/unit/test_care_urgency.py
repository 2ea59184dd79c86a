"""What a complaint makes urgent goes first wherever it lies, and whom it overtakes is counted."""

from __future__ import annotations

from typing import Any

import pytest

from offices import system
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.workload import CEASE
from telesim.workload.care.complaints import borne
from towns import (
    MAY_BE_AWAY,
    H,
    at,
    cabinet,
    crew,
    exchange,
    fault,
    instants,
    order,
    rows,
    run,
    town,
)

#: Complains at 0.1 of what people bear on average; and who bears nearly all.
HASTY = next(k for k in range(1, 10_000) if abs(borne(k) - 0.1) < 0.001)
MILD = next(k for k in range(1, 10**6) if borne(k) > 8)
#: Whoever complains is heard by the city a minute later.
SECTION: dict[str, Any] = {
    "desk": {
        "hours": "08:00-18:00", "positions": 1, "handling": "6 min", "patience": "3 min",
        "logged": "100 %",
    },
    "head": {"reads": "24 work min", "calendar": "day"},
    "climbs": {"after": "1 min"},
    "source": "assumed",
}  # fmt: skip


def sour(
    install: str = "1 day", repair: str = "30 days", share: str = "100 %", **more: Any
) -> Scenario:
    hazard = {"per_day_overdue": {"install": share, "repair": share}}
    promises = {"install": install, "repair": repair}
    policies = {"promises": promises, **more.pop("policies", {})}
    section = {**SECTION, "hazard": hazard}
    return town(**{"complaints": section, "policies": policies, "window": "21 days", **more})


def overtaking(log: EventLog) -> list[tuple[int, int, int, int]]:
    """(instant, case, where, how many) of what urgent jobs overtake later on."""
    return [
        (r["time_ms"], r["case"], r["reason"], r["amount"]) for r in rows(log, Kind.JOB_OVERTAKES)
    ]


def urgent(log: EventLog) -> list[tuple[int, int]]:
    """(case, how many it is put before) of jobs as they become urgent."""
    return [(r["reason"], r["amount"]) for r in rows(log, Kind.JOB_URGENT)]


def test_a_held_order_is_served_before_those_that_have_waited_longer() -> None:
    """A full cabinet; pairs come free on days 6 and 8, and the last of three orders complains."""
    full = [cabinet(feeder_pairs=100)]
    given = [
        order(at(1, "08:00"), key=MILD), order(at(1, "09:00"), key=MILD),
        order(at(1, "10:00"), key=HASTY),
        order(at(6, "12:00"), CEASE, slot=3), order(at(8, "12:00"), CEASE, slot=4),
    ]  # fmt: skip
    log = run(sour(cabinets=full, share="20 %"), given)
    # Overdue from Tuesday at ten, half a day later he complains: two were before.
    assert urgent(log) == [(2, 2)]
    assert [(r["time_ms"], r["case"]) for r in rows(log, Kind.ASSIGNED)] == [
        (at(6, "12:00"), 2),
        (at(8, "12:00"), 0),
    ]
    # When a crew comes it waits for nobody else.
    assert overtaking(log) == []
    # Nobody complains: first come, first served.
    log = run(sour(cabinets=full, complaints=None), given)
    assert [r["case"] for r in rows(log, Kind.ASSIGNED)] == [0, 1]


def test_held_for_a_port_it_goes_before_those_of_other_cabinets() -> None:
    given = [
        order(at(1, "08:00"), key=MILD),
        order(at(1, "09:00"), key=HASTY, cabinet=1),
        order(at(6, "12:00"), CEASE, slot=3),
    ]
    places = {"exchanges": [exchange(ports=200)], "cabinets": [cabinet("C"), cabinet("D")]}
    scenario = sour(share="20 %", **places)
    log = run(scenario, given)
    assert {r["reason"] for r in rows(log, Kind.HELD)} == {0}
    assert urgent(log) == [(1, 1)]
    assert [r["case"] for r in rows(log, Kind.ASSIGNED)] == [1]


def office(**steps: Any) -> Scenario:
    others = dict.fromkeys(("exchange", "dispatch", "test", "billing"))
    return sour(order_system=system(**{**others, **steps}), cabinets=[cabinet(lines=50)],
                window="28 days")  # fmt: skip


DAY_LONG = {"work": "8 work h"}


def test_at_a_desk_the_paper_goes_first_and_is_fetched_from_its_tray() -> None:
    # One clerk accepts one order a day; the last of four is urgent from Tuesday at 10:25 on,
    # while the clerk has the second in hand: it goes before the third.
    given = [order(at(1, "08:00") + n, key=HASTY if n == 3 else MILD) for n in range(4)]
    log = run(office(acceptance=DAY_LONG), given)
    assert urgent(log) == [(3, 1)]
    done = [(r["time_ms"], r["case"]) for r in rows(log, Kind.ACCEPTED)]
    assert done == [(at(day, "18:00"), case) for day, case in ((1, 0), (2, 1), (3, 3), (4, 2))]
    # Papers are carried once a day and wait in the tray: it is brought at once, before the three
    # others, and the free clerk takes it.
    quick = {"work": "15 work min"}
    log = run(office(acceptance={**quick, "batch": "48 h"}), given)
    (said,) = instants(log, Kind.JOB_URGENT)
    assert urgent(log) == [(3, 3)]
    assert instants(log, Kind.ACCEPTED, 3) == [said + 15 * 60_000]
    assert [r["case"] for r in rows(log, Kind.ACCEPTED)] == [3, 0, 1, 2]


def test_at_the_next_desk_it_overtakes_as_well() -> None:
    # Accepted one a day; the desk of assignment takes three days for each. The third order, urgent
    # since Tuesday, comes there on Wednesday evening: the first is in hand, the second lies there.
    given = [order(at(1, "08:00") + n, key=HASTY if n == 2 else MILD) for n in range(3)]
    log = run(office(acceptance=DAY_LONG, assignment={"work": "24 work h"}), given)
    assert urgent(log) == [(2, 0)]
    assert overtaking(log) == [(at(3, "18:00"), 2, 2, 1)]
    done = [(r["time_ms"], r["case"]) for r in rows(log, Kind.RECORDED)]
    # Tuesday to Thursday, Friday, Saturday and Monday, and so on.
    assert [case for _, case in done] == [0, 2, 1]
    assert done[:2] == [(at(4, "18:00"), 0), (at(8, "18:00"), 2)]
    scenario = office(acceptance=DAY_LONG, assignment={"work": "24 work h"})
    told = " ".join(life(log, names_for_logs(scenario), "O2"))
    assert "Urgent, it goes before 1 job at the desk." in told


def test_the_call_for_its_jumper_goes_first() -> None:
    """The crew of the main frames is away until Friday; the call at F has come last."""
    teams = {
        "field": {"skills": {"repair": {}, "install": {}, "cable": {}}, "source": "assumed"},
        "indoor": {"skills": {"exchange": {}}, "source": "assumed"},
    }
    scenario = sour(
        exchanges=[exchange("E"), exchange("F")],
        cabinets=[cabinet("C", "E", lines=50), cabinet("D", "F", lines=50)],
        crews=[crew("field"), crew("indoor", "indoor")],
        teams=teams,
        main_frame={"work": "0.5 work h", "source": "assumed"},
        **MAY_BE_AWAY,
    )
    given = [order(at(1, "08:00"), key=MILD), order(at(1, "09:00"), key=HASTY, cabinet=1)]
    log = run(scenario, given, [], [(1, day) for day in (1, 2, 3, 4)])
    assert urgent(log) == [(1, 1)]
    assert instants(log, Kind.JUMPERED, 1)[0] < instants(log, Kind.JUMPERED, 0)[0]


def test_an_urgent_repair_overtakes_again_when_it_waits_for_another_crew() -> None:
    # Nobody is at home on the first visit: on the next working day it stands before the older one.
    scenario = sour(repair="1 h", visits={"no_access": {"repair": "50 %"}, "source": "assumed"})
    faults = [
        fault(at(1, "08:00"), 0, key=MILD, work_ms=24 * H),
        fault(at(1, "08:10"), 1, key=MILD, work_ms=16 * H),
        fault(at(1, "08:20"), 2, key=MILD, work_ms=H),
        fault(at(1, "08:30"), 3, key=HASTY, work_ms=H, access_ppm=0),
    ]
    log = run(scenario, [], faults)
    # Three days of work. Then the urgent one before two, whose customer is out on Thursday; on
    # Friday morning it is before one of them, the other is in hand.
    assert urgent(log) == [(3, 2)]
    assert [r["case"] for r in rows(log, Kind.DISPATCHED)] == [0, 3, 1, 3, 2]
    assert overtaking(log) == [(at(5, "08:00"), 3, 0, 1)]


@pytest.mark.parametrize("rule", ["repair-first", "oldest-first"])
def test_without_complaints_nothing_is_urgent(rule: str) -> None:
    scenario = sour(complaints=None, policies={"dispatch": {"rule": rule}})
    log = run(scenario, [order(at(1, "08:00"), key=HASTY)], [fault(at(1, "08:00"), key=HASTY)])
    assert urgent(log) == [] and overtaking(log) == []
