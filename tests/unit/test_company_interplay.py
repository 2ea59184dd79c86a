"""The systems meet each other: each answer is worked out by hand, on one little town.

Screening sends an order that has no pair through the office and the main frame; training moves the
mistakes of all who make some; hand-offs make complaints likelier; borrowed pairs, campaigns and key
accounts pass the same desks; and what is urgent comes first under every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from offices import key_that, system
from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import CEASE, Workload, draw, marks
from telesim.workload.care.arrears import Suspensions
from telesim.workload.care.complaints import borne
from telesim.workload.office import key_account, office_mark, passed_on
from towns import (
    DAY,
    MAY_BE_AWAY,
    MIN,
    H,
    at,
    cabinet,
    cause,
    crew,
    exchange,
    fault,
    instants,
    order,
    rows,
    run,
    story,
    town,
    visits,
    workload,
)

SOURCE = {"source": "assumed"}
SCREENING: dict[str, Any] = {
    "acceptance": "everything",
    "look": "30 work min",
    "records": {"unrecorded": "100 %"},
    **SOURCE,
}
#: Twelve minutes at the main frame.
FRAME = {"work": "0.2 work h", "skill": "repair", **SOURCE}


# -- screening, the office and the main frame ------------------------------------------------------


def misled(office: bool = True, **more: Any) -> Scenario:
    """One pair is free; the records go on showing it when the first order has taken it."""
    said: dict[str, Any] = {
        "cabinets": [cabinet(feeder_pairs=101)],
        "screening": SCREENING,
        "main_frame": FRAME,
        **more,
    }
    if office:
        said.setdefault("order_system", system())
    return town(**said)


def in_vain(**more: Any) -> list[dict[str, Any]]:
    """Who takes the pair, who is sent a crew for it, and who gives up a line on Thursday."""
    return [
        order(at(1, "08:00")),
        order(at(2, "08:00"), **more),
        order(at(4, "08:00"), CEASE, slot=3),
    ]


def test_an_order_without_a_pair_passes_the_whole_office_and_once_more_when_one_comes() -> None:
    log = run(misled(), in_vain())
    assert story(log, 1) == [
        "Tue 08:00 order",
        "Tue 08:15 accepted",
        "Tue 08:15 falsely-accepted",
        "Tue 08:35 recorded",
        "Tue 08:45 frame-written",
        "Tue 08:45 jumper-asked",
        "Tue 08:57 jumpered",
        "Tue 09:07 work-ordered",
        "Tue 09:07 dispatched",
        "Tue 09:07 arrived",
        "Tue 09:37 no-pair",
        "Tue 09:37 held",
        # Acceptance is not asked again; every desk behind it is, and the jumper is run anew.
        "Thu 08:00 assigned",
        "Thu 08:20 recorded",
        "Thu 08:30 frame-written",
        "Thu 08:30 jumper-asked",
        "Thu 08:42 jumpered",
        "Thu 08:52 work-ordered",
        "Thu 08:52 dispatched",
        "Thu 08:52 arrived",
        "Thu 11:52 connected",
        "Thu 14:02 tested",  # eight minutes before the break, two after it
        "Thu 14:02 working",
        "Thu 14:12 billed",
    ]
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.NO_PAIR)] == [(0, 30 * MIN)]
    assert [r["reason"] for r in rows(log, Kind.DISPATCHED, 1)] == [0, 1]


def test_without_an_office_only_the_jumper_and_the_crew_stand_between() -> None:
    log = run(misled(office=False), in_vain())
    assert story(log, 1) == [
        "Tue 08:00 order",
        "Tue 08:00 falsely-accepted",
        "Tue 08:00 jumper-asked",
        "Tue 08:12 jumpered",
        "Tue 08:12 dispatched",
        "Tue 08:12 arrived",
        "Tue 08:42 no-pair",
        "Tue 08:42 held",
        "Thu 08:00 assigned",
        "Thu 08:00 jumper-asked",
        "Thu 08:12 jumpered",
        "Thu 08:12 dispatched",
        "Thu 08:12 arrived",
        "Thu 11:12 in-service",
    ]


def test_a_crew_that_runs_its_jumper_itself_runs_it_once_for_the_pair_that_is() -> None:
    """Where nobody is at the frame the jumper is crew time of the visit: three hours and twelve
    minutes with a pair, not twelve minutes more for the visit in vain."""
    skills: dict[str, Any] = {"repair": {}, "install": {}, "move": {}, "cable": {}}
    unmanned = misled(
        office=False,
        main_frame={"work": "0.2 work h", "skill": "exchange", "unmanned": "crew", **SOURCE},
        teams={"field": {"skills": skills, **SOURCE},
               "indoor": {"skills": {"exchange": {}}, **SOURCE}},
        crews=[crew(), crew("clerk", "indoor", base="F")],
        exchanges=[exchange("E"), exchange("F")],
        cabinets=[cabinet(feeder_pairs=101), cabinet("D", "F")],
    )  # fmt: skip
    log = run(unmanned, in_vain())
    assert not rows(log, Kind.JUMPER_ASKED)
    assert story(log, 1)[2:5] == [
        "Tue 08:00 dispatched", "Tue 08:00 arrived", "Tue 08:30 no-pair",
    ]  # fmt: skip
    assert [r["amount"] for r in rows(log, Kind.IN_SERVICE)] == [3 * H + 12 * MIN] * 2


@pytest.mark.parametrize(
    ("gives_up", "last"),
    [
        ("Tue 08:10", "order"),
        ("Tue 08:20", "falsely-accepted"),
        ("Tue 08:40", "recorded"),
        ("Tue 08:50", "jumper-asked"),
        ("Tue 09:00", "jumpered"),
        # Nobody gives up while a crew is there: when it is gone, and before the order is held.
        ("Tue 09:20", "no-pair"),
        ("Wed 08:00", "held"),
        ("Thu 08:10", "assigned"),
        ("Thu 08:40", "jumper-asked"),
    ],
)
def test_who_gives_up_on_the_way_gives_back_what_was_taken_and_no_more(
    gives_up: str, last: str
) -> None:
    weekday, clock = gives_up.split(" ")
    instant = at(("Mon", "Tue", "Wed", "Thu").index(weekday) + 1, clock)
    # Whoever comes after it has the pair of Thursday, if the second order has none by then.
    given = [*in_vain(gives_up_ms=instant), order(at(5, "08:00"))]
    log = run(misled(), given)
    # A clerk who has the paper finds out when done with it.
    told = [line for line in story(log, 1) if not line.endswith("worked-in-vain")]
    over = "Tue 09:37" if last == "no-pair" else gives_up
    assert told[-1] == f"{over} cancelled"
    assert told[-2].split(" ")[2] == last
    (cancelled,) = rows(log, Kind.CANCELLED)
    taken = weekday == "Thu"
    assert (cancelled["reason"], cancelled["amount"]) == (int(taken), int(taken))
    assert bool(rows(log, Kind.ASSIGNED, 1)) == taken
    assert instants(log, Kind.ASSIGNED, 3) == [at(5, "08:15")]


@pytest.mark.parametrize(
    ("gives_up", "last"),
    [("08:05", "jumper-asked"), ("08:20", "no-pair"), ("18:00", "held")],
)
def test_who_gives_up_without_an_office_gives_back_nothing(gives_up: str, last: str) -> None:
    given = [*in_vain(gives_up_ms=at(2, gives_up)), order(at(5, "08:00"))]
    log = run(misled(office=False), given)
    assert [line.split(" ")[2] for line in story(log, 1)[-2:]] == [last, "cancelled"]
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.CANCELLED)] == [(0, 0)]
    assert instants(log, Kind.ASSIGNED, 3) == [at(5, "08:00")]


def test_a_mistake_on_the_way_without_a_pair_is_found_and_made_anew() -> None:
    """Wrong at the first writing of the numbers, found at dispatch; the second way has marks of
    its own: the third writing is wrong again."""
    made = system(assignment={"wrong": "50 %", "found_at": "dispatch"})
    key = key_that(1, True, False, True, False)
    log = run(misled(order_system=made), in_vain(key=key))
    assert instants(log, Kind.SENT_BACK, 1) == [at(2, "09:07"), at(4, "08:52")]
    assert len(rows(log, Kind.RECORDED, 1)) == 4
    assert len(rows(log, Kind.NO_PAIR, 1)) == 1
    # Jumpers are asked for once on each way.
    assert len(rows(log, Kind.JUMPER_ASKED, 1)) == 2


# -- who is sent away, and the desk of acceptance --------------------------------------------------

LOOKS = {**SCREENING, "acceptance": "records", "records": {"unrecorded": "0 %"}}


def full(changes: dict[str, Any], **more: Any) -> Scenario:
    """No pair is free; the list is gone through every Monday."""
    said: dict[str, Any] = {"window": "14 days", "order_system": system(), **more}
    places = [cabinet(feeder_pairs=100)]
    return town(cabinets=places, screening={**LOOKS, **changes}, **said)


def asks_and_somebody_leaves(**more: Any) -> list[dict[str, Any]]:
    return [order(at(1, "08:00"), **more), order(at(2), CEASE, slot=3)]


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({"published": {"every": "10 days", "readers": "100 %"}}, 2),
        ({"agents": {"share": "100 %", "wrong": "0 %", "commission": "20 CNY"}}, 1),
    ],
)
def test_who_hears_elsewhere_that_there_is_nothing_takes_no_clerks_time(
    changes: dict[str, Any], by: int
) -> None:
    """At the counter only when told, on the Monday after; there for a quarter of an hour."""
    log = run(full(changes), asks_and_somebody_leaves())
    assert story(log, 0)[:6] == [
        "Mon 08:00 order",
        "Mon 08:00 registered",
        "Mon 00:00 of week 2 returned",
        "Mon 08:15 of week 2 accepted",
        "Mon 08:15 of week 2 assigned",
        "Mon 08:35 of week 2 recorded",
    ]
    assert [r["amount"] for r in rows(log, Kind.REGISTERED)] == [by]
    (accepted,) = rows(log, Kind.ACCEPTED)
    assert accepted["reason"] == 15 * MIN


def test_a_log_where_an_agent_refuses_at_the_office_cannot_be_true() -> None:
    scenario = full({})
    log = run(scenario, asks_and_somebody_leaves())
    columns = {name: column.copy() for name, column in log.columns.items()}
    columns["amount"][log.kind == Kind.REGISTERED] = 1
    with pytest.raises(conservation.ConservationError, match="lets customers wait"):
        conservation.check(scenario, EventLog(columns, log.end_ms))


def test_a_clerk_refuses_when_acceptance_is_done_and_makes_no_mistake_in_no_order() -> None:
    """Its first mark would be a mistake, found at the assignment; its second is none."""
    key = key_that(0, True, False)
    erring = system(acceptance={"wrong": "50 %", "found_at": "assignment"})
    log = run(full({}, order_system=erring), asks_and_somebody_leaves(key=key))
    assert story(log, 0)[:6] == [
        "Mon 08:00 order",
        "Mon 08:15 accepted",
        "Mon 08:15 registered",
        "Mon 00:00 of week 2 returned",
        "Mon 08:15 of week 2 accepted",
        "Mon 08:15 of week 2 assigned",
    ]
    assert not rows(log, Kind.SENT_BACK)


# -- key accounts and screening --------------------------------------------------------------------

KEY = next(key for key in range(1_000) if key_account(key, 500_000))


def accounts(**more: Any) -> dict[str, Any]:
    return {"share": "50 %", "limits": {"field": "2 h"}, **SOURCE, **more}


def test_once_no_pair_is_found_the_clock_is_that_of_who_gives_out_facilities() -> None:
    # In the field from 08:55 on Tuesday, when the crew is away: two opening hours end at 10:55,
    # four at 14:55. It finds no pair at 08:30 on Wednesday: 7:05 h of Tuesday and half an hour
    # more, less two. On Thursday it is in the field from 08:40 to 11:40, an hour longer than two.
    scenario = misled(main_frame=None, key_accounts=accounts(), **MAY_BE_AWAY)
    drawn = workload(scenario, in_vain(key=KEY), absent=[(0, 2)])
    log = simulate(scenario, drawn)
    conservation.check(scenario, log)
    watched = [line for line in story(log, 1) if "overdue" in line or "late" in line]
    # A day without a pair passes no limit: the clock is that of who gives them out, who has none.
    assert watched == [
        "Tue 10:55 overdue",
        "Tue 14:55 overdue",
        "Wed 08:30 handed-late",
        "Thu 10:40 overdue",
        "Thu 11:40 handed-late",
    ]
    # The field (6) hands it to who gives out facilities (7), and on Thursday to the test (4).
    late = [(row["reason"], row["amount"]) for row in rows(log, Kind.HANDED_LATE)]
    assert late == [(6 + 10 * 7, 5 * H + 35 * MIN), (6 + 10 * 4, H)]


def test_a_limit_that_passes_at_closing_is_nothing_beyond_until_the_morning() -> None:
    """A crew that is still at work after closing: by office hours no time has gone by.

    In the field from 14:00 on Monday, four hours of work and an hour's way; the limit of four hours
    passes at 18:00, and it is connected at 19:00.
    """
    scenario = town(
        order_system=system(acceptance=None, assignment=None, exchange=None, dispatch=None),
        key_accounts=accounts(limits={"field": "4 h"}),
        exchanges=[exchange(base_travel_min=60)],
        policies={"shift_end": {"install": "finish"}},
    )
    log = run(scenario, [order(at(1, "14:00"), key=KEY, work_build_ms=4 * H)])
    assert [r["time_ms"] for r in rows(log, Kind.OVERDUE)] == [at(1, "18:00")]
    assert [(r["time_ms"], r["amount"]) for r in rows(log, Kind.HANDED_LATE)] == [
        (at(1, "19:00"), 0)
    ]


def test_the_green_channel_is_screened_as_everybody_is() -> None:
    """An order that stands as if it came thirty days earlier did not wait when the run began."""
    channel = {"head_start": "30 days", "liaison": "30 days", "manager": "365 days"}
    looks = {**SCREENING, "acceptance": "records", "records": {"unrecorded": "0 %"}}
    for given in (None, channel):
        scenario = misled(
            screening=looks, key_accounts=accounts(channel=given),
            cabinets=[cabinet(feeder_pairs=100)],
        )  # fmt: skip
        log = run(scenario, [order(at(1, "08:00"), key=KEY)])
        assert story(log, 0)[-1] == "Mon 08:15 registered", given


# -- training and whose errors it moves ------------------------------------------------------------

#: Chances of an error stated as 30 %, in parts per million, by level: 0.3 x (1 - 0.6 x level) over
#: the same at level 0.3, which is 0.82; 0.3 / 0.82 and 0.3 x 0.46 / 0.82.
CHANCES = {0.0: 365_853, 0.3: 300_000, 0.9: 168_292}


def at_level(role: str, level: float) -> dict[str, Any]:
    """Training that leaves a role where it is."""
    return {
        "roles": {role: {"starts_at": level}},
        "newcomers": level,
        "forgotten": "0 % a year",
        "rates_hold_at": 0.3,
        **SOURCE,
    }


def test_the_shares_of_the_formula() -> None:
    for level, chance in CHANCES.items():
        assert abs(chance - 300_000 * (1 - 0.6 * level) / (1 - 0.6 * 0.3)) <= 1


def err(
    role: str, wrong: Callable[[Scenario], set[int]], made: Callable[..., Scenario]
) -> dict[float, set[int]]:
    """Who errs at each level; a role that is not trained changes nothing for this one."""
    found = {level: wrong(made(training=at_level(role, level))) for level in CHANCES}
    other = "repair"
    assert wrong(made(training=at_level(other, 0.9))) == wrong(made()) == found[0.3]
    return found


def expect(found: dict[float, set[int]], marked: dict[int, int]) -> None:
    """Exactly those with a mark under the chance of each level err, and there are some between."""
    for level, chance in CHANCES.items():
        assert found[level] == {who for who, mark in marked.items() if mark < chance}, level
    assert found[0.9] < found[0.0] and found[0.9] <= found[0.3] <= found[0.0]


KEYS = list(range(5_000, 5_060))
#: One order an hour in the opening hours of two weeks.
HOURLY = [
    at(day, f"{hour:02}:00") for day in range(1, 12) if day != 7 for hour in (8, 9, 10, 14, 15, 16)
]
MANY = [order(instant, key=key) for instant, key in zip(HOURLY, KEYS, strict=True)]


@pytest.mark.parametrize(
    ("word", "step", "role"),
    [
        ("acceptance", 0, "acceptance"),
        ("assignment", 1, "assignment"),
        ("exchange", 2, "assignment"),
        ("dispatch", 3, "assignment"),
    ],
)
def test_training_moves_the_mistakes_of_each_desk(word: str, step: int, role: str) -> None:
    office = system(**{word: {"wrong": "30 %", "found_at": "test"}})

    def made(**more: Any) -> Scenario:
        return town(crews=[crew(count=20)], window="14 days", order_system=office, **more)

    def wrong(scenario: Scenario) -> set[int]:
        log = run(scenario, MANY)
        assert len(rows(log, Kind.WORKING)) == len(MANY)
        return {row["case"] for row in rows(log, Kind.SENT_BACK)}

    expect(err(role, wrong, made), {n: office_mark(key, step, 0) for n, key in enumerate(KEYS)})


def test_training_moves_what_is_read_wrongly_at_the_counter() -> None:
    said = {**SCREENING, "acceptance": "records", "wrong": "30 %",
            "records": {"unrecorded": "0 %"}}  # fmt: skip

    def made(**more: Any) -> Scenario:
        return town(cabinets=[cabinet(feeder_pairs=100)], window="14 days", screening=said, **more)

    def wrong(scenario: Scenario) -> set[int]:
        return {row["case"] for row in rows(run(scenario, MANY), Kind.FALSELY_ACCEPTED)}

    marked = {n: marks.per_million(key, marks.WRONG, 0) for n, key in enumerate(KEYS)}
    expect(err("acceptance", wrong, made), marked)


def test_training_moves_what_is_not_written_into_the_records() -> None:
    """A cabinet for each order, counted at the end: one pair too many, or none."""
    said = {**SCREENING, "records": {"unrecorded": "30 %", "audit_every": "10 days"}}
    given = [order(at(1, "08:00"), cabinet=n, key=key) for n, key in enumerate(KEYS)]

    def made(**more: Any) -> Scenario:
        places = [cabinet(f"C{n}", lines=1) for n in range(len(KEYS))]
        return town(
            cabinets=places, crews=[crew(count=20)], window="21 days", screening=said, **more
        )

    def wrong(scenario: Scenario) -> set[int]:
        found: dict[int, int] = {}
        for row in rows(run(scenario, given), Kind.AUDITED):
            found[row["place"]] = found.get(row["place"], 0) + row["amount"]
        return {place for place, amount in found.items() if amount}

    marked = {n: marks.per_million(key, marks.UNRECORDED, 0) for n, key in enumerate(KEYS)}
    expect(err("assignment", wrong, made), marked)


JUDGED: dict[str, Any] = {
    "crews": [crew("r", "repairers", count=9), crew("x", "indoor", count=9)],
    "teams": {
        "repairers": {"skills": {"repair": {}, "install": {}, "move": {}, "cable": {}}, **SOURCE},
        "indoor": {"skills": {"exchange": {}}, **SOURCE},
    },
    "faults": {
        "drop": cause(rate="2 events per 100 lines per month"),
        "frame": cause("0.5 work h", rate="1 events per 100 lines per month", skill="exchange"),
    },
    "diagnosis": {"right": "70 %", "look": "30 work min", **SOURCE},
}


def test_training_of_the_desk_moves_wrong_diagnoses() -> None:
    given = [fault(at(1, "08:00"), slot, key=key) for slot, key in enumerate(KEYS)]

    def wrong(scenario: Scenario) -> set[int]:
        return {row["case"] for row in rows(run(scenario, [], given), Kind.MISJUDGED)}

    # A test is right below the share of right ones, so that the marks count from above.
    marked = {n: 999_999 - marks.per_million(key, marks.DIAGNOSED, 0) for n, key in enumerate(KEYS)}
    expect(err("desk", wrong, lambda **more: town(**JUDGED, **more)), marked)


@pytest.mark.parametrize("mistaken_for", ["as-frequent", "commonest-trade"])
def test_training_of_the_desk_moves_nothing_where_nobody_tests_a_line(mistaken_for: str) -> None:
    """All 60 faults of the exchange are taken for those of the commoner drop, at any level."""
    said = {**JUDGED, "diagnosis": {**JUDGED["diagnosis"], "right": "0 %",
                                    "mistaken_for": mistaken_for}}  # fmt: skip
    given = [fault(at(1, "08:00"), slot, cause=1, key=key) for slot, key in enumerate(KEYS)]
    for more in ({}, *({"training": at_level("desk", level)} for level in CHANCES)):
        log = run(town(**said, **more), [], given)
        assert len(rows(log, Kind.MISJUDGED)) == len(rows(log, Kind.WRONG_SKILL)) == len(KEYS)


COUNTERS: dict[str, Any] = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-18:00": 50}},
    "bills": {"in_person": "100 %", "at_month_end": "50 %", "last_days": 5, "serve": "1 min"},
    "orders": {"rate": "1 visits per 100 lines per month", "serve": "1 min"},
    "enquiries": {"rate": "1 visits per 100 lines per month", "serve": "1 min"},
    "by_hour": {"08-18": "100 %"},
    "patience": "1 h",
    "errors": "30 %",
    "correction": "1 min",
    "sample_days": {"month_end": 2, "other": 3},
    **SOURCE,
}


def test_training_moves_the_errors_of_the_counters() -> None:
    def made(**more: Any) -> Scenario:
        big = [cabinet(lines=500)]
        return town(cabinets=big, window="31 days", counters=COUNTERS, **more)

    def wrong(scenario: Scenario) -> set[int]:
        log = run_drawn(scenario, draw(scenario, 3, 0))
        assert not rows(log, Kind.COUNTER_LEFT)
        # Nobody waits, so that who errs is known by the instant.
        assert {row["amount"] for row in rows(log, Kind.COUNTER_SERVED)} == {0}
        return set(instants(log, Kind.COUNTER_ERROR))

    drawn = draw(made(), 3, 0)
    # Whose line has been given up by then does not come.
    served = set(instants(run_drawn(made(), drawn), Kind.COUNTER_SERVED))
    came = drawn.counters
    marked = {
        time: marks.per_million(key, marks.ERRS, 0)
        for time, key in zip(came.time_ms.tolist(), came.key.tolist(), strict=True)
        if time in served
    }
    assert len(marked) == len(served) > 50
    expect(err("acceptance", wrong, made), marked)


def run_drawn(scenario: Scenario, drawn: Workload) -> EventLog:
    log = simulate(scenario, drawn)
    conservation.check(scenario, log)
    return log


def suspensions(lost_ppm: Iterable[int]) -> Suspensions:
    """Lines suspended on Monday whose customers pay two hours later."""
    marked = list(lost_ppm)
    names: dict[str, Any] = dict.fromkeys(("cabinet", "agent"), 0)
    names.update(
        owes_ms=-1, time_ms=at(1, "08:00"), pays_ms=at(1, "10:00"), found_ms=2 * DAY, takes_ms=H,
        slot=range(len(marked)), key=range(len(marked)), lost_ppm=marked,
    )  # fmt: skip
    return Suspensions(
        **{
            name: np.broadcast_to(np.asarray(names[name], column.dtype), len(marked)).copy()
            for name, column in Suspensions.none().__dict__.items()
        }
    )


def test_training_moves_the_notices_that_are_lost() -> None:
    notices = {"sent": "at-once", "takes": "1 h", "lost": "30 %", "found_after": "2 days"}
    arrears = {
        "rate": "3 events per 100 lines per month", "suspended_after": "60 days", "pay": "70 %",
        "pay_after": "5 days", "agents": 1, "notices": notices, **SOURCE,
    }  # fmt: skip
    # Every whole percent, and both sides of each chance.
    marked = [n * 10_000 for n in range(90)]
    marked += [edge for chance in CHANCES.values() for edge in (chance - 1, chance)]

    def wrong(scenario: Scenario) -> set[int]:
        drawn = replace(workload(scenario), suspensions=suspensions(marked))
        log = run_drawn(scenario, drawn)
        assert len(rows(log, Kind.LINE_BACK)) == len(marked)
        return {row["line"] for row in rows(log, Kind.NOTICE_LOST)}

    expect(err("notices", wrong, lambda **more: town(arrears=arrears, **more)),
           dict(enumerate(marked)))  # fmt: skip


# -- first contact and complaints ------------------------------------------------------------------

CONTACTS = {"transfers": "50 %", "hand_off": "6 work min", "asks_after": "1000 days",
            "question": "4 work min", **SOURCE}  # fmt: skip
COMPLAINTS: dict[str, Any] = {
    "hazard": {"per_day_overdue": {"install": "20 %"}, "hand_off": "20 %"},
    "desk": {"hours": "08:00-18:00", "positions": 1, "handling": "6 min", "patience": "3 min",
             "logged": "100 %"},
    "head": {"reads": "24 work min", "calendar": "day"},
    "climbs": {"after": "3 days"},
    **SOURCE,
}  # fmt: skip


def sour(contacts: dict[str, Any] | None, promise: str, **steps: Any) -> Scenario:
    """Nobody builds, so that every order is overdue some day."""
    return town(
        crews=[], window="14 days", order_system=system(**steps), contacts=contacts,
        complaints=COMPLAINTS, policies={"promises": {"install": promise}},
    )  # fmt: skip


def key_handed(*times: bool, bears: tuple[float, float]) -> int:
    """A key whose case is passed on so, and whose customer bears an amount between two."""
    return next(
        key
        for key in range(100_000)
        if all(passed_on(key, n, 500_000) == one for n, one in enumerate(times))
        and bears[0] < borne(key) < bears[1]
    )


def complained(scenario: Scenario, key: int) -> int:
    log = run(scenario, [order(at(1, "08:00"), key=key)])
    (complaint,) = rows(log, Kind.COMPLAINT)
    return complaint["time_ms"]


def test_a_hand_off_at_the_counter_makes_the_complaint_a_fifth_likelier() -> None:
    # Promised within a day, handed over after a quarter of an hour: overdue from Tuesday at eight,
    # at 24 % a day from the first instant on. Without contacts it is 20 %.
    once = key_handed(True, False, bears=(0.3, 0.6))
    overdue = at(2, "08:00")
    per_ms = 0.20 / DAY
    assert complained(sour(None, "1 day"), once) == overdue + int(borne(once) / per_ms) + 1
    assert complained(sour(CONTACTS, "1 day"), once) == pytest.approx(
        overdue + borne(once) / (1.2 * per_ms) + 1, abs=1
    )
    # Twice handed over is twice a fifth of the first hazard.
    twice = key_handed(True, True, False, bears=(0.3, 0.6))
    assert complained(sour(CONTACTS, "1 day"), twice) == pytest.approx(
        overdue + borne(twice) / (1.4 * per_ms) + 1, abs=1
    )


def test_a_hand_off_of_an_overdue_order_counts_from_then_on() -> None:
    # Promised within the hour, handed over at 11:00 by a clerk of three hours: overdue at nine, two
    # hours at 20 % a day are borne by then, and the rest at 24 %.
    key = key_handed(True, False, bears=(0.3, 0.6))
    slow = sour(CONTACTS, "1 h", acceptance={"work": "3 work h"})
    log = run(slow, [order(at(1, "08:00"), key=key)])
    assert instants(log, Kind.HANDED_OFF) == [at(1, "11:00")]
    left = borne(key) - 0.20 * 2 / 24
    (complaint,) = rows(log, Kind.COMPLAINT)
    assert complaint["time_ms"] == pytest.approx(at(1, "11:00") + left / 0.24 * DAY + 1, abs=1)


# -- re-routing, the office and campaigns ----------------------------------------------------------

REROUTING = {
    "at_most": "800 m", "below_fill": "80 %", "takes": "2 days", "extra_work": "2 work h",
    "back_work": "1 work h", "wire_cost": "0.50 CNY per m", "faults": 1.5, "cause": "drop",
    **SOURCE,
}  # fmt: skip
CAMPAIGN = {
    "opens": "2001-01-01", "closes": "2001-01-10", "lasting": "4 days", "timing": "at-once",
    "reach": "50 %", "response": 3, "over": "8 days", "discount": "100 CNY", **SOURCE,
}  # fmt: skip
#: Mark of a candidate that the first campaign brings at any rate.
BROUGHT = 1024.0


def lending(**more: Any) -> Scenario:
    return town(**{
        "cabinets": [
            cabinet("full", feeder_pairs=100),
            cabinet("next", feeder_pairs=200, distribution_pairs=200),
        ],
        "neighbours": [{"cabinet": "full", "neighbour": "next", "m": 500, "max_pairs": 2}],
        "rerouting": REROUTING,
        "promotions": {"new-year": CAMPAIGN},
        "order_system": system(),
        "main_frame": FRAME,
        "window": "14 days",
        **more,
    })  # fmt: skip


def test_an_order_of_a_campaign_that_borrows_passes_the_office_with_its_borrowed_pair() -> None:
    log = run(lending(), [order(at(1, "08:00"), mark=BROUGHT)])
    # Two days old in the night to Thursday, when nobody is at work: the papers begin at eight.
    # Three hours for the drop and two more for the wire, from 08:52.
    assert story(log, 0) == [
        "Mon 08:00 order",
        "Mon 08:00 promoted",
        "Mon 08:15 accepted",
        "Mon 08:15 held",
        "Thu 00:00 rerouted",
        "Thu 00:00 assigned",
        "Thu 08:20 recorded",
        "Thu 08:30 frame-written",
        "Thu 08:30 jumper-asked",
        "Thu 08:42 jumpered",
        "Thu 08:52 work-ordered",
        "Thu 08:52 dispatched",
        "Thu 08:52 arrived",
        "Thu 15:52 connected",
        "Thu 16:02 tested",
        "Thu 16:02 working",
        "Thu 16:12 billed",
    ]
    assert rows(log, Kind.PROMOTED)[0]["amount"] == 10_000
    assert rows(log, Kind.REROUTED)[0]["amount"] == 25_000


def test_who_gives_up_in_the_office_with_a_borrowed_pair_gives_back_the_neighbours() -> None:
    given = [
        order(at(1, "08:00"), mark=BROUGHT, gives_up_ms=at(4, "08:25")),
        # Two pairs are lent at most: this one is the third to ask.
        *(order(at(1, "08:00"), mark=BROUGHT) for _ in range(2)),
    ]
    log = run(lending(), given)
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.CANCELLED)] == [(1, 1)]
    assert [(r["case"], r["time_ms"]) for r in rows(log, Kind.REROUTED)] == [
        (0, at(4)), (1, at(4)), (2, at(5)),
    ]  # fmt: skip


def test_an_order_in_the_office_without_a_pair_does_not_borrow_before_a_crew_has_seen_it() -> None:
    """Falsely accepted on Monday and slow at the desk of dispatch: not held, so nobody lends.

    Dispatch writes for four and a half days. No pair is found on Saturday at 08:15; planning takes
    two days from then, and somebody looks in the night to Tuesday.
    """
    scenario = lending(
        promotions={}, screening=SCREENING, main_frame=None,
        order_system=system(dispatch={"work": "36 work h", "staff": 2}),
        cabinets=[
            cabinet("full", feeder_pairs=101),
            cabinet("next", feeder_pairs=200, distribution_pairs=200),
        ],
    )  # fmt: skip
    log = run(scenario, [order(at(1, "08:00")), order(at(1, "09:00"))])
    assert story(log, 1)[-1] != "cancelled"
    assert instants(log, Kind.FALSELY_ACCEPTED) == [at(1, "09:15")]
    (found,) = instants(log, Kind.NO_PAIR)
    assert instants(log, Kind.HELD, 1) == [found]
    assert instants(log, Kind.REROUTED) == [at(9)]
    assert found == at(6, "08:15")


# -- what is urgent under a rule of pairs ----------------------------------------------------------


@pytest.mark.parametrize("urgent", [False, True])
def test_what_is_urgent_comes_first_under_the_nearest_rule(urgent: bool) -> None:
    """The crew is busy until ten; the far repair has been complained about by then, if anybody
    complains: it is an hour away, the near one none."""
    hasty = next(k for k in range(1, 100_000) if 0.0005 < borne(k) < 0.0010)
    calm = next(k for k in range(1, 1_000) if borne(k) > 1)
    complaints = {
        **COMPLAINTS,
        "hazard": {"per_day_overdue": {"repair": "100 %"}},
        "climbs": {"after": "1 min", "share": "100 %"},
    }
    scenario = town(
        exchanges=[exchange("E"), exchange("F", base_travel_min=60)],
        cabinets=[cabinet("C", "E"), cabinet("D", "F")],
        policies={
            "dispatch": {"rule": "nearest", "hour_of_waiting_is_worth": "0 h"},
            "promises": {"repair": "30 min"},
        },
        complaints=complaints if urgent else None,
    )
    faults = [
        fault(at(1, "08:00"), 0, key=calm, work_ms=2 * H),
        fault(at(1, "08:10"), 1, key=hasty, cabinet=1),
        fault(at(1, "08:20"), 2, key=calm),
    ]
    log = run(scenario, [], faults)
    assert instants(log, Kind.JOB_URGENT, 3) == [
        row["time_ms"] for row in rows(log, Kind.COMPLAINT_CLIMBS)[:1]
    ]
    assert bool(rows(log, Kind.JOB_URGENT)) == urgent
    assert [case for _, _, case in visits(log)] == ([0, 1, 2] if urgent else [0, 2, 1])
