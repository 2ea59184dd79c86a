"""Key accounts: limits of steps by hand, who takes an order up, who made whom late, who pays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from offices import WORK, measured, system
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.workload.office import key_account
from towns import H, at, cabinet, exchange, fault, instants, order, rows, run, story, town

CHANNEL = {"head_start": "30 days", "liaison": "30 days", "manager": "365 days"}
LIMITS = {"acceptance": "3 h", "dispatch": "8 h", "field": "2 h"}
#: Keys of an order of a key account and of one that is none, at a share of half.
KEY = next(key for key in range(100) if key_account(key, 500_000))
PLAIN = next(key for key in range(100) if not key_account(key, 500_000))


#: Open every day; papers for acceptance are carried at 11:30 (see test_carrying).
CARRIED: dict[str, Any] = {
    "order_system": system(acceptance={"batch": "24 h"}),
    "calendars": {
        "day": {"hours": {"mon-sun": ["08:00-12:00", "14:00-18:00"]}, "source": "assumed"}
    },
}


def accounts(channel: bool = True, **more: Any) -> dict[str, Any]:
    given = {"channel": CHANNEL} if channel else {}
    return {"share": "50 %", "limits": LIMITS, "source": "assumed", **given, **more}


def watched(channel: bool = True, **more: Any) -> Scenario:
    said = {"order_system": system(), "key_accounts": accounts(channel), **more}
    return town(**said)


def told(log: EventLog, case: int) -> list[str]:
    kinds = ("overdue", "escalated", "handed-late", "key-account")
    return [line for line in story(log, case) if line.split(" ")[2] in kinds]


@pytest.mark.parametrize("channel", [False, True])
def test_who_comes_while_the_office_is_closed_is_taken_by_urgency_when_it_opens(
    channel: bool,
) -> None:
    # The office is closed from 12:00 to 14:00; a clerk has each paper for 15 minutes. What comes
    # at the opening is there when clerks choose.
    log = run(
        watched(channel),
        [
            order(at(1, "12:05"), key=PLAIN),
            order(at(1, "12:10"), key=KEY),
            order(at(1, "14:00"), key=KEY),
        ],
    )
    found = [instants(log, Kind.ACCEPTED, case)[0] for case in range(3)]
    first, second, third = (at(1, clock) for clock in ("14:15", "14:30", "14:45"))
    assert found == ([third, first, second] if channel else [first, second, third])
    waited = [row["amount"] for row in rows(log, Kind.ACCEPTED)]
    ordered = [row["time_ms"] for row in rows(log, Kind.ORDER)]
    assert sorted(waited) == sorted(
        end - H // 4 - came for end, came in zip(found, ordered, strict=True)
    )


def test_limits_count_opening_hours_and_pass_once_and_twice() -> None:
    # By hand: the paper of 08:10 is carried at 11:30 and accepted at 11:45. Three opening hours
    # from 08:10 end at 11:10; it is 35 min beyond them when it is handed on. In the field from
    # 14:25: two hours end at 16:25; connected at 17:25, one hour beyond.
    scenario = watched(False, **CARRIED)
    log = run(scenario, [order(at(1, "08:10"), key=KEY), order(at(1, "08:10"), key=PLAIN)])
    assert told(log, 0) == [
        "Mon 08:10 key-account",
        "Mon 11:10 overdue",
        "Mon 11:45 handed-late",
        "Mon 16:25 overdue",
        "Mon 17:25 handed-late",
    ]
    late = rows(log, Kind.HANDED_LATE)
    # Acceptance hands on to who gives out facilities (7), the field (6) to the test (4).
    assert [(r["reason"], r["amount"]) for r in late] == [(70, 35 * H // 60), (46, H)]
    assert told(log, 1) == []
    assert rows(log, Kind.KEY_ACCOUNT)[0]["amount"] == 0
    # With a limit of half an hour at the step, it passes twice there and is not watched further.
    tight = watched(False, key_accounts=accounts(False, limits={"field": "30 min"}))
    log = run(tight, [order(at(1, "08:00"), key=KEY)])
    assert [r["amount"] for r in rows(log, Kind.OVERDUE)] == [1, 2]
    assert rows(log, Kind.HANDED_LATE)[0]["amount"] == 3 * H - H // 2


def test_a_step_that_ends_when_its_limit_passes_is_in_time() -> None:
    just = watched(False, key_accounts=accounts(False, limits={"acceptance": "15 min"}))
    log = run(just, [order(at(1, "08:00"), key=KEY)])
    assert not rows(log, Kind.OVERDUE)
    log = run(just, [order(at(1, "08:00"), key=PLAIN), order(at(1, "08:00"), key=KEY)])
    assert len(rows(log, Kind.OVERDUE)) == 1


def test_limits_may_count_all_hours() -> None:
    hours = accounts(False, clock="elapsed", limits={"acceptance": "3 h"})
    log = run(watched(key_accounts=hours), [order(at(1, "19:00"), key=KEY)])
    assert told(log, 0)[:2] == ["Mon 19:00 key-account", "Mon 22:00 overdue"]
    (late,) = rows(log, Kind.HANDED_LATE)
    assert late["amount"] == 13 * H + H // 4 - 3 * H


def test_the_channel_carries_by_hand_and_escalates_once_to_each() -> None:
    scenario = watched(
        order_system=system(acceptance={"batch": "8 h"}, dispatch={"batch": "32 h"}),
        key_accounts=accounts(limits={"field": "30 min"}),
    )
    log = run(scenario, [order(at(1, "08:00"), key=KEY)])
    assert story(log, 0)[2] == "Mon 08:15 accepted"
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.ESCALATED)] == [(6, 1), (6, 2)]
    # The second passing may be at another step.
    scenario = watched(key_accounts=accounts(limits={"acceptance": "10 min", "field": "2 h"}))
    log = run(scenario, [order(at(1, "08:00"), key=KEY)])
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.ESCALATED)] == [(0, 1), (6, 2)]


@pytest.mark.parametrize("channel", [False, True])
def test_key_accounts_go_first_at_desks_for_facilities_and_with_crews(channel: bool) -> None:
    # Two ordinary orders before it at every desk and place; one pair is free, one crew works.
    scenario = watched(
        channel,
        exchanges=[exchange(ports=101)],
        cabinets=[cabinet(lines=100)],
    )
    log = run(
        scenario,
        [
            order(at(1, "08:00"), key=PLAIN),
            order(at(1, "08:01"), key=PLAIN),
            order(at(1, "08:02"), key=KEY),
            order(at(2, "08:00"), 2, slot=1),
            order(at(2, "08:30"), 2, slot=2),
        ],
    )
    accepted = {r["case"]: r["time_ms"] for r in rows(log, Kind.ACCEPTED)}
    assert (accepted[2] < accepted[1]) == channel
    assigned = {r["case"]: r["time_ms"] for r in rows(log, Kind.ASSIGNED)}
    assert (assigned[2] < assigned[1]) == channel
    working = {r["case"]: r["time_ms"] for r in rows(log, Kind.WORKING)}
    assert (working[2] < working[1]) == channel


def test_two_reasons_do_not_take_a_crew_from_each_other_for_ever() -> None:
    # Repairs first. The crew is at a repair at 10:00 when a key account's order needs it: the order
    # goes first, and the repair, though the rule puts it first, does not call the crew back. Nor
    # does that of 11:00; the two follow by age.
    scenario = watched(
        order_system=system(**dict.fromkeys(WORK)),
        key_accounts=accounts(limits={"field": "30 days"}),
        policies={
            "dispatch": {"rule": "repair-first"},
            "preemption": {"by": ["key-accounts", "order"]},
        },
    )
    log = run(
        scenario,
        [order(at(1, "10:00"), key=KEY, work_prebuilt_ms=H, work_build_ms=H)],
        [fault(at(1, "09:00"), 1, work_ms=2 * H), fault(at(1, "10:30"), 2, work_ms=H)],
    )
    assert [r["case"] for r in rows(log, Kind.INTERRUPTED)] == [1]
    assert [r["case"] for r in rows(log, Kind.DISPATCHED)] == [1, 0, 1, 2]
    assert instants(log, Kind.IN_SERVICE, 0) == [at(1, "11:00")]


@pytest.mark.parametrize("first", [KEY, PLAIN])
def test_a_key_account_calls_nobody_from_another(first: int) -> None:
    # The second order is five days older, and has its pair only when a line is given up at 09:00.
    scenario = watched(
        order_system=system(**dict.fromkeys(WORK)),
        key_accounts=accounts(limits={"field": "30 days"}),
        policies={"dispatch": {"rule": "oldest-first"}, "preemption": {"by": ["key-accounts"]}},
        cabinets=[cabinet(), cabinet("D", feeder_pairs=100, distribution_pairs=100)],
    )
    log = run(
        scenario,
        [
            order(-5 * 24 * H, key=KEY, cabinet=1, work_prebuilt_ms=H, work_build_ms=H),
            order(at(1, "08:00"), key=first, work_prebuilt_ms=3 * H, work_build_ms=3 * H),
            order(at(1, "09:00"), 2, slot=5, cabinet=1),
        ],
    )
    assert [row["case"] for row in rows(log, Kind.DISPATCHED)][:2] == [1, 0]
    assert len(rows(log, Kind.INTERRUPTED)) == (first == PLAIN)


@pytest.mark.parametrize("channel", [False, True])
def test_a_crew_that_becomes_free_goes_where_it_would_be_called(channel: bool) -> None:
    # The first repair may not be left. At its end the crew goes to the key account's order, not to
    # the older repair that it would be called away from at once.
    scenario = watched(
        channel,
        order_system=system(**dict.fromkeys(WORK)),
        policies={
            "dispatch": {"rule": "repair-first"},
            "preemption": {"by": ["key-accounts"] if channel else ["class"], "jobs": ["install"]},
        },
    )
    log = run(
        scenario,
        [order(at(1, "09:30"), key=KEY, work_prebuilt_ms=H, work_build_ms=H)],
        [fault(at(1, "09:00"), 1, work_ms=2 * H), fault(at(1, "09:15"), 2, work_ms=H)],
    )
    sent = [r["case"] for r in rows(log, Kind.DISPATCHED)]
    assert sent == ([1, 0, 2] if channel else [1, 2, 0])
    assert not rows(log, Kind.INTERRUPTED)


@pytest.mark.parametrize("channel", [False, True])
def test_who_is_taken_up_moves_ahead_of_other_key_accounts(channel: bool) -> None:
    # Case 1 serves the crew until 16:00. Case 2 waits for it since 08:30, and its limit of three
    # hours passes at 11:30. Case 0 is five days older, but has its pair only since 14:00.
    keys = [key for key in range(100) if key_account(key, 500_000)]
    scenario = watched(
        key_accounts=accounts(channel, limits={"field": "3 h"}),
        order_system=system(acceptance=None, assignment=None, exchange=None, dispatch=None),
        cabinets=[cabinet(), cabinet("D", feeder_pairs=100, distribution_pairs=100)],
    )
    orders = [
        order(-5 * 24 * H, key=keys[0], cabinet=1),
        order(at(1, "08:00"), key=keys[1], work_build_ms=6 * H),
        order(at(1, "08:30"), key=keys[2]),
        order(at(1, "14:00"), 2, slot=5, cabinet=1),
    ]
    log = run(scenario, orders)
    assert instants(log, Kind.OVERDUE, 2)[0] == at(1, "11:30")
    assert [r["amount"] for r in rows(log, Kind.ESCALATED, 2)] == [1, 2] * channel
    sent = [r["case"] for r in rows(log, Kind.DISPATCHED)]
    assert sent == ([1, 2, 0] if channel else [1, 0, 2])


def test_the_next_desk_returns_what_is_wrong_and_the_clock_begins_again() -> None:
    wrong = system(assignment={"wrong": "50 %", "found_at": "test"})
    key = next(
        key for key in range(10_000)
        if key_account(key, 500_000) and key_that_is(key, True, False)
    )  # fmt: skip
    limits = {"assignment": "30 min", "exchange": "30 min"}
    channel = run(
        watched(order_system=wrong, key_accounts=accounts(limits=limits)),
        [order(at(1, "08:00"), key=key)],
    )
    (back,) = rows(channel, Kind.SENT_BACK)
    assert (back["reason"], back["amount"]) == (1, 2)
    # 20 minutes and 20 minutes again are two visits within their limits of 30.
    assert not rows(channel, Kind.OVERDUE)
    without = run(
        watched(order_system=wrong, key_accounts=accounts(False, limits=limits)),
        [order(at(1, "08:00"), key=key)],
    )
    assert rows(without, Kind.SENT_BACK)[0]["amount"] == 4
    assert instants(channel, Kind.WORKING) < instants(without, Kind.WORKING)


def key_that_is(key: int, *wrong: bool) -> bool:
    from telesim.workload.office import office_mark

    return all((office_mark(key, 1, n) < 500_000) == one for n, one in enumerate(wrong))


def test_the_figures_by_hand() -> None:
    scenario = watched(False, **CARRIED)
    log = run(scenario, [order(at(1, "08:10"), key=KEY), order(at(1, "08:10"), key=PLAIN)])
    found = measured(scenario, log)
    served = instants(log, Kind.WORKING)
    days = [(time - at(1, "08:10")) / (24 * H) for time in served]
    assert found["key_account_supply_mean", "{}"].value == pytest.approx(days[0])
    assert found["ordinary_supply_mean", "{}"].value == pytest.approx(days[1])
    assert found["key_account_breach_share", "{}"].value == 100
    assert found["dwell_breaches", "{}"].value == 2
    assert found["dwell_breaches", '{"step": "field"}'].value == 1
    assert found["escalations", "{}"].value == 0
    assert found["delay_caused_hours", "{}"].value == pytest.approx(35 / 60 + 1)
    to_test = found["delay_caused_hours", '{"step": "field", "to": "test"}']
    assert to_test.value == pytest.approx(1)
    assert found["bad_input_returned", "{}"].value == 0


def test_a_log_with_limits_that_did_not_pass_is_refused() -> None:
    scenario = watched(order_system=system(acceptance={"batch": "8 h"}))
    log = run(scenario, [order(at(1, "08:00"), key=KEY), order(at(1, "08:10"), key=KEY)])

    def spoilt(kind: Kind, column: str, value: int, say: str) -> None:
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][np.flatnonzero(log.kind == kind)[0]] = value
        with pytest.raises(ConservationError, match=say):
            conservation.check(scenario, EventLog(columns, log.end_ms))

    spoilt(Kind.OVERDUE, "reason", 4, "the step has no limit")
    spoilt(Kind.OVERDUE, "amount", 2000, "a limit passes once or twice")
    spoilt(Kind.ESCALATED, "case", 1, "no limit passes")
    spoilt(Kind.HANDED_LATE, "reason", 70, "was not overdue there")
    spoilt(Kind.KEY_ACCOUNT, "amount", 0, "the channel is there or not, for all")
    with pytest.raises(ConservationError, match="there are no key accounts"):
        conservation.check(scenario.model_copy(update={"key_accounts": None}), log)


def test_the_channel_shows_first_in_rows_of_its_own() -> None:
    orders = [order(at(1, "08:00"), key=PLAIN), order(at(1, "08:05"), key=KEY)]
    logs = [run(watched(channel), orders) for channel in (False, True)]
    row = logs[0].first_difference(logs[1])
    assert row is not None
    assert {int(log.kind[row]) for log in logs} == {Kind.KEY_ACCOUNT}
    off = run(watched(key_accounts=None), orders)
    assert not set(off.kind.tolist()) & set(range(110, 118))


def test_the_case_is_told_in_words() -> None:
    scenario = watched(key_accounts=accounts(limits={"field": "30 min"}))
    log = run(scenario, [order(at(1, "08:00"), key=KEY)])
    words = "\n".join(life(log, names_for_logs(scenario), "O0"))
    assert "It is an order of a key account, which the green channel takes." in words
    assert "The limit of the step field has passed." in words
    assert "The manager takes the order up and puts it ahead." in words
    assert "hands the order on 2.5 h beyond its limit; waiting for it: test." in words
