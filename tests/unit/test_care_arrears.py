"""Arrears: lines suspended, payments, notices in a batch or at once, lost and found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kpi_log import A1, B1, D, Table, log_of, plant, row
from kpi_log import town as kpi_town
from scenario_town import Town
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.kpi.line_months import line_months
from telesim.kpi.record import Record
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation import simulate
from telesim.units import MONTH_MS
from telesim.workload import CEASE, MOVE, PowerFailures, draw, to_frames
from telesim.workload.care.arrears import NEVER_MS, Suspensions
from towns import (
    DAY,
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
    story,
    town,
    workload,
)

POWER = {
    "failures": "0.2 events per exchange per year",
    "lasts": {"uniform": {"low": "2 h", "high": "12 h"}},
    "share_of_lines": {"uniform": {"low": "20 %", "high": "100 %"}},
    "source": "assumed",
}
NOTICES: dict[str, Any] = {
    "sent": "batch",
    "batch_at": "18:00",
    "takes": "2 h",
    "lost": "50 %",
    "found_after": "7 days",
}
ARREARS: dict[str, Any] = {
    "rate": "3 events per 100 lines per month",
    "suspended_after": "60 days",
    "pay": "70 %",
    "pay_after": "5 days",
    "agents": 2,
    "notices": NOTICES,
    "source": "assumed",
}
AT_ONCE = {**NOTICES, "sent": "at-once", "takes": "30 min", "penalty": "50 CNY"}
LOST, SENT = 0, 999_999


def arrears_town(notices: dict[str, Any] = NOTICES, **more: Any) -> Scenario:
    section = {**ARREARS, "notices": notices, **more.pop("arrears", {})}
    return town(**{"window": "20 days", "follow_up": "20 days", "arrears": section, **more})


def suspension(time_ms: int, slot: int = 0, **more: int) -> dict[str, int]:
    """A candidate; its customer pays two hours later, to the first agent, unless said."""
    whole = {
        "owes_ms": -1, "time_ms": time_ms, "cabinet": 0, "slot": slot, "key": 50 + slot, "agent": 0,
        "pays_ms": time_ms + 2 * H, "lost_ppm": SENT, "found_ms": 7 * DAY, "takes_ms": 2 * H,
    }  # fmt: skip
    return {**whole, **more}


def suspensions(*given: dict[str, int]) -> Suspensions:
    names = Suspensions.none().__dict__
    return Suspensions(
        **{
            name: np.array([one[name] for one in given], dtype=column.dtype)
            for name, column in names.items()
        }
    )


def run(scenario: Scenario, *given: dict[str, int], orders: Any = (), faults: Any = ()) -> EventLog:
    drawn = replace(workload(scenario, orders, faults), suspensions=suspensions(*given))
    log = simulate(scenario, drawn)
    conservation.check(scenario, log)
    return log


def case_of(log: EventLog, slot: int = 0) -> int:
    return next(r["case"] for r in rows(log, Kind.LINE_SUSPENDED) if r["line"] == slot)


# -- what happens -------------------------------------------------------------------------------


def test_the_days_notices_go_out_together_and_the_line_works_two_hours_later() -> None:
    log = run(
        arrears_town(),
        suspension(at(1, "08:00")),
        # Paid at six sharp: in the same batch. Paid a minute later: in that of the next day.
        suspension(at(1, "08:00"), 1, pays_ms=at(1, "18:00"), agent=1),
        suspension(at(1, "08:00"), 2, pays_ms=at(1, "18:01")),
    )
    assert story(log, case_of(log)) == [
        "Mon 08:00 line-suspended", "Mon 10:00 bill-paid", "Mon 18:00 notice-sent",
        "Mon 20:00 line-back",
    ]  # fmt: skip
    assert story(log, case_of(log, 1))[1:] == [
        "Mon 18:00 bill-paid", "Mon 18:00 notice-sent", "Mon 20:00 line-back",
    ]  # fmt: skip
    assert story(log, case_of(log, 2))[2:] == ["Tue 18:00 notice-sent", "Tue 20:00 line-back"]
    assert [r["amount"] for r in rows(log, Kind.LINE_BACK)] == [10 * H, 2 * H, 26 * H - MIN]
    assert [r["reason"] for r in rows(log, Kind.BILL_PAID)] == [0, 1, 0]


def test_a_lost_notice_is_found_when_the_customer_complains() -> None:
    given = suspension(at(1, "08:00"), lost_ppm=499_999)
    log = run(arrears_town(), given)
    # Paid at ten on Monday, seven days before he calls; two hours more at the exchange.
    assert story(log, case_of(log)) == [
        "Mon 08:00 line-suspended", "Mon 10:00 bill-paid", "Mon 18:00 notice-lost",
        "Mon 10:00 of week 2 notice-found", "Mon 10:00 of week 2 notice-sent",
        "Mon 12:00 of week 2 line-back",
    ]  # fmt: skip
    assert rows(log, Kind.NOTICE_LOST)[0]["amount"] == 0
    # Whoever calls before the batch is due still waits for it.
    log = run(arrears_town(), {**given, "found_ms": H})
    assert story(log, case_of(log))[2:5] == [
        "Mon 18:00 notice-lost", "Mon 18:00 notice-found", "Mon 18:00 notice-sent",
    ]  # fmt: skip
    # The share of the scenario decides over the mark.
    assert not rows(run(arrears_town(), {**given, "lost_ppm": 500_000}), Kind.NOTICE_LOST)


def test_a_notice_that_follows_the_payment_takes_no_batch_and_a_lost_one_costs() -> None:
    log = run(
        arrears_town(AT_ONCE),
        suspension(at(1, "08:00"), takes_ms=30 * MIN),
        suspension(at(1, "08:00"), 1, lost_ppm=LOST, takes_ms=30 * MIN, agent=1),
    )
    assert story(log, case_of(log)) == [
        "Mon 08:00 line-suspended", "Mon 10:00 bill-paid", "Mon 10:00 notice-sent",
        "Mon 10:30 line-back",
    ]  # fmt: skip
    assert [(r["amount"], r["reason"]) for r in rows(log, Kind.NOTICE_LOST)] == [(5_000, 1)]
    assert [r["amount"] for r in rows(log, Kind.LINE_BACK)] == [30 * MIN, 7 * DAY + 30 * MIN]


def test_what_fails_on_a_suspended_line_is_missed_by_nobody() -> None:
    given = suspension(at(1, "08:00"), 3)
    for clock, count in (("07:59", 1), ("08:00", 1), ("09:00", 0), ("19:59", 0), ("20:00", 1)):
        # At the same instant faults come first; the line is down then and suspended when repaired.
        log = run(arrears_town(), given, faults=[fault(at(1, clock), 3)])
        assert len(rows(log, Kind.FAULT)) == count, clock
        down = clock in ("07:59", "08:00")
        assert instants(log, Kind.LINE_SUSPENDED) == [at(1, "09:00" if down else "08:00")]
        # The customer pays two hours after that.
        assert instants(log, Kind.BILL_PAID) == [at(1, "11:00" if down else "10:00")]
    # A cable takes the lines that work; the suspended one is passed over.
    log = run(arrears_town(), given, faults=[fault(at(1, "09:00"), 2, lines=3)])
    assert rows(log, Kind.FAULT)[0]["amount"] == 3


def test_a_suspended_line_is_not_moved_but_can_be_given_up() -> None:
    given = suspension(at(1, "08:00"), 3)
    # At two it is still dead: no move.
    log = run(arrears_town(), given, orders=[order(at(1, "14:00"), MOVE, slot=3)])
    assert rows(log, Kind.ORDER) == []
    log = run(arrears_town(), given, orders=[order(at(1, "14:00"), CEASE, slot=3)])
    gone = case_of(log, 3)
    assert story(log, gone)[1:] == ["Mon 10:00 bill-paid", "Mon 14:00 suspended-ceased"]
    assert rows(log, Kind.SUSPENDED_CEASED)[0]["amount"] == rows(log, Kind.CEASED)[0]["case"] == 0
    assert not rows(log, Kind.LINE_BACK)


def test_a_line_paid_for_among_lines_that_are_down_works_when_they_do() -> None:
    # Suspended at eight, paid at ten; the exchange lets them work at eight in the evening.
    given = [suspension(at(1, "08:00"), slot) for slot in (9, 12, 25, 40)]
    free = run(arrears_town(), *given)
    assert instants(free, Kind.LINE_BACK) == [at(1, "20:00")] * 4
    # The twenty lines from slot 10 to 31 are cut at five, but for 12 and 25, which nobody misses.
    # The gang finds the damage at nine on Tuesday, joins ten pairs until ten, and ten until eleven.
    cut = [fault(at(1, "17:00"), 10, cause=1, lines=20)]
    log = run(arrears_town(), *given, faults=cut)
    assert rows(log, Kind.FAULT)[0]["amount"] == 20
    assert instants(log, Kind.PART_RESTORED) == [at(2, "10:00")]
    assert instants(log, Kind.CLEARED) == [at(2, "11:00")]
    # Slots 10, 11 and 13 to 20 are the first ten.
    back = {r["line"]: (r["time_ms"], r["amount"]) for r in rows(log, Kind.LINE_BACK)}
    assert back == {
        9: (at(1, "20:00"), 10 * H),
        12: (at(2, "10:00"), 24 * H),
        25: (at(2, "11:00"), 25 * H),
        40: (at(1, "20:00"), 10 * H),
    }
    # Without power for four hours from seven in the evening on: all four at eleven.
    scenario = arrears_town(power=POWER)
    lost = PowerFailures(
        np.array([at(1, "19:00")], dtype=np.int64), np.array([0], dtype=np.int32),
        np.array([4 * H], dtype=np.int64), np.array([1_000_000], dtype=np.int64),
        np.array([7], dtype=np.uint64),
    )  # fmt: skip
    drawn = replace(workload(scenario), suspensions=suspensions(*given), power=lost)
    log = simulate(scenario, drawn)
    conservation.check(scenario, log)
    assert instants(log, Kind.LINE_BACK) == [at(1, "23:00")] * 4


def test_a_line_waits_no_longer_for_a_neighbour_that_is_moved_away() -> None:
    # The line below is to be moved on Tuesday while it is down: the crew, back on Tuesday, moves
    # it first. Slot 12 lies between 11 and 13, which stay down until a gang comes.
    down = [fault(at(1, "17:00"), slot, work_ms=40 * H) for slot in (11, 13)]
    moved = [order(at(1, "16:59"), MOVE, slot=11)]
    scenario = arrears_town(policies={"dispatch": {"rule": "install-first"}})
    log = run(scenario, suspension(at(1, "08:00"), 12), orders=moved, faults=down)
    (released,) = instants(log, Kind.RELEASED)
    assert released > at(2) and instants(log, Kind.LINE_BACK) == [released]


def test_who_has_asked_for_a_move_or_given_notice_is_not_suspended() -> None:
    down = [fault(at(1, "07:00"), 3, work_ms=5 * H)]
    for kind in (MOVE, CEASE):
        asked = [order(at(1, "07:30"), kind, slot=3)]
        log = run(arrears_town(), suspension(at(1, "08:00"), 3), orders=asked, faults=down)
        assert not rows(log, Kind.LINE_SUSPENDED)
        log = run(arrears_town(), suspension(at(1, "08:00"), 3), orders=asked)
        assert not rows(log, Kind.LINE_SUSPENDED)


def test_a_line_that_nobody_pays_for_is_given_up_on_its_day() -> None:
    never = suspension(at(1, "08:00"), pays_ms=NEVER_MS)
    assert story(run(arrears_town(), never), 0) == ["Mon 08:00 line-suspended"]
    stern = arrears_town(arrears={"given_up_after": "3 days"})
    log = run(stern, never, suspension(at(1, "08:00"), 1, pays_ms=at(4, "08:00")))
    assert story(log, case_of(log)) == ["Mon 08:00 line-suspended", "Thu 08:00 suspended-ceased"]
    ended = rows(log, Kind.CEASED)[0]
    assert (ended["line"], ended["time_ms"]) == (0, at(4, "08:00"))
    # Who pays on the last day keeps the line.
    assert [r["line"] for r in rows(log, Kind.LINE_BACK)] == [1]


def test_the_run_waits_for_lines_paid_for_in_its_window() -> None:
    short = arrears_town(window="1 days")
    log = run(short, suspension(at(1, "08:00"), lost_ppm=LOST), suspension(at(1, "08:00"), 1))
    assert log.end_ms == at(8, "12:00")
    assert run(short, suspension(at(1, "08:00"), pays_ms=NEVER_MS)).end_ms == at(2)


def test_who_had_no_line_when_the_bill_was_due_is_not_suspended() -> None:
    # Ordered on Monday at eight, in service at eleven; suspended two days after the bill.
    for owed, suspended in ((at(1, "10:00"), 0), (at(1, "11:00"), 1)):
        given = suspension(at(3, "08:00"), 100, owes_ms=owed)
        log = run(arrears_town(), given, orders=[order(at(1, "08:00"))])
        working = rows(log, Kind.IN_SERVICE)[0]
        assert (working["line"], working["time_ms"]) == (100, at(1, "11:00"))
        assert len(rows(log, Kind.LINE_SUSPENDED)) == suspended, owed


def test_the_run_begins_with_lines_suspended_before_it() -> None:
    stern = arrears_town(arrears={"given_up_after": "5 days"})
    log = run(
        stern,
        suspension(at(-2, "08:00"), 1, pays_ms=NEVER_MS),
        suspension(at(-1, "08:00"), 2, pays_ms=at(1, "10:00")),
        # It fails as the run begins, before those are looked at who owe.
        suspension(at(-1, "08:00"), 3),
        faults=[fault(0, 3)],
    )
    assert [(r["time_ms"], r["line"]) for r in rows(log, Kind.LINE_SUSPENDED)] == [
        (at(-2, "08:00"), 1), (at(-1, "08:00"), 2),
    ]  # fmt: skip
    # Five days after its suspension, not after the run begins.
    assert [r["time_ms"] for r in rows(log, Kind.SUSPENDED_CEASED)] == [at(3, "08:00")]
    assert [r["amount"] for r in rows(log, Kind.BILL_PAID)] == [2 * DAY + 2 * H]


# -- what is drawn ------------------------------------------------------------------------------


def test_a_line_that_failed_before_the_run_was_not_suspended_then() -> None:
    # The desk clears its fault at the very start, so that the line works when the list is read.
    scenario = arrears_town(faults={"drop": cause(cleared_remotely="100 %")})
    early = [suspension(-20 * DAY, slot, pays_ms=NEVER_MS) for slot in (4, 5)]
    log = run(scenario, *early, faults=[fault(-2 * DAY, 4, remote_ppm=0)])
    assert len(rows(log, Kind.CLEARED_REMOTELY)) == 1
    assert [r["line"] for r in rows(log, Kind.LINE_SUSPENDED)] == [5]


def drawn_town(**section: Any) -> Scenario:
    return town(
        window="2000 days",
        follow_up="0 h",
        exchanges=[exchange("E"), exchange("F")],
        cabinets=[cabinet("a", lines=60), cabinet("c", "F", lines=140)],
        crews=[],
        demand={},
        faults={},
        arrears={**ARREARS, **section},
    )


def test_suspensions_come_as_often_as_written_and_in_the_morning() -> None:
    scenario = drawn_town(pay_in_time="40 %")
    drawn = draw(scenario, 1, 0).suspensions
    mean = 0.6 * 0.03 * 200 * scenario.horizon_ms / MONTH_MS
    n = len(drawn.time_ms)
    assert abs(n - mean) < 4.5 * mean**0.5
    assert (drawn.time_ms % DAY == 8 * H).all()
    pays = drawn.pays_ms < NEVER_MS
    assert abs(pays.mean() - 0.7) < 4.5 * (0.21 / n) ** 0.5
    hour = drawn.pays_ms[pays] % DAY / H
    assert 8 <= hour.min() and hour.max() < 18
    assert abs(hour.mean() - 13) < 4.5 * 10 / (12 * pays.sum()) ** 0.5
    assert set(((drawn.pays_ms - drawn.time_ms)[pays] // DAY).tolist()) == {5}
    for values, share in ((drawn.agent, 0.5), (drawn.cabinet, 0.7)):
        assert abs(values.mean() - share) < 4.5 * 0.5 / n**0.5


def test_the_same_customers_are_suspended_later_where_that_takes_longer() -> None:
    soon, late = (
        draw(drawn_town(suspended_after=after), 1, 0).suspensions for after in ("1 day", "60 days")
    )
    when = dict(zip(soon.key.tolist(), soon.time_ms.tolist(), strict=True))
    both = [n for n, key in enumerate(late.key.tolist()) if key in when]
    assert len(both) > 0.95 * len(late.key)
    assert {int(late.time_ms[n]) - when[int(late.key[n])] for n in both} == {59 * DAY}
    assert ((late.time_ms - late.owes_ms) == 60 * DAY).all()
    # Lines of the start are suspended from the first days on, whatever the time that it takes.
    assert (soon.owes_ms < 0).sum() < (late.owes_ms < 0).sum() and (late.time_ms >= 0).all()


def test_as_many_are_suspended_at_any_time_as_littles_law_says() -> None:
    """40,000 lines, of which 0.9 % are suspended a month: 70 % for 6 days, 30 % for 60 days."""
    n = 40_000
    scenario = town(
        window="30 days",
        follow_up="0 h",
        exchanges=[exchange(ports=n)],
        cabinets=[cabinet(lines=n, feeder_pairs=n, distribution_pairs=n)],
        crews=[],
        demand={},
        faults={},
        arrears={**ARREARS, "pay_in_time": "70 %", "pay_after": "6 days",
                 "notices": {**AT_ONCE, "lost": "0 %"},
                 "given_up_after": "60 days"},
    )  # fmt: skip
    log = simulate(scenario, draw(scenario, 4, 0))
    conservation.check(scenario, log)
    table = Table(scenario, log)
    a_day = n * 0.009 * DAY / MONTH_MS
    # Paid for within ten hours of the sixth morning after it; half an hour for the notice.
    expected = a_day * (0.7 * (6 + 5.5 / 24) + 0.3 * 60)
    assert expected == pytest.approx(264.8, abs=0.1)
    assert abs(table("lines_suspended_mean") - expected) < 4.5 * expected**0.5
    # From the first day on.
    there = [0, 0]
    for day in (1, 29):
        begun = sum(r["time_ms"] < at(day, "12:00") for r in rows(log, Kind.LINE_SUSPENDED))
        over = (Kind.LINE_BACK, Kind.SUSPENDED_CEASED)
        ended = sum(r["time_ms"] < at(day, "12:00") for kind in over for r in rows(log, kind))
        there[day > 1] = begun - ended
    for found in there:
        assert abs(found - expected) < 4.5 * expected**0.5
    # What is given up is 0.27 per 100 lines a month.
    ceased = len(rows(log, Kind.CEASED))
    assert abs(ceased - 30 * a_day * 0.3) < 4.5 * (30 * a_day * 0.3) ** 0.5


def test_the_notice_is_another_matter_than_the_debt() -> None:
    rates = {"faults": {"drop": {"cause_group": "x", "skill": "repair", "work": "1 work h",
                                 "rate": "9 events per 100 lines per month",
                                 "source": "assumed"}}}  # fmt: skip

    def of(section: Any) -> Any:
        return draw(town(arrears=section, crews=[crew()], **rates), 3, 1)

    off, before, after = of(None), of(ARREARS), of({**ARREARS, "notices": AT_ONCE})
    assert np.array_equal(off.faults.key, before.faults.key)
    assert np.array_equal(off.orders.key, before.orders.key)
    for name in ("time_ms", "slot", "pays_ms", "agent", "lost_ppm", "found_ms"):
        one, other = getattr(before.suspensions, name), getattr(after.suspensions, name)
        assert np.array_equal(one, other), name
    # More arrears are added to those that are there.
    more = of({**ARREARS, "rate": "8 events per 100 lines per month"}).suspensions
    assert set(before.suspensions.key.tolist()) < set(more.key.tolist())


def test_lost_notices_and_reconnection_times_meet_their_formulas() -> None:
    """Paid evenly from 08 to 18 h, noticed at 18 h, back 2 h later: 7 h on average, or 7 days."""
    scenario = drawn_town(notices={**NOTICES, "lost": "2 %"})
    log = simulate(scenario, draw(scenario, 2, 0))
    conservation.check(scenario, log)
    table = Table(scenario, log)
    paid = table.at("reconnect_time_mean").n
    share = table("lost_notice_share") / 100
    assert abs(share - 0.02) < 4.5 * (0.02 * 0.98 / paid) ** 0.5
    expected = (1 - share) * 7 + share * (7 * 24 + 2)
    assert abs(table("reconnect_time_mean") - expected) < 4.5 * 10 / (12 * paid) ** 0.5
    assert table("reconnect_time_max") == pytest.approx(170, abs=1e-6)


def test_the_table_of_suspensions_is_for_people() -> None:
    scenario = drawn_town()
    frame = to_frames(draw(scenario, 1, 0), scenario)["suspensions"]
    assert set(frame["exchange"]) == {"E", "F"} and set(frame["agent"]) == {1, 2}
    assert 0.25 < frame["pays"].isna().mean() < 0.35
    assert "suspensions" not in to_frames(draw(town(), 1, 0), town())


# -- the overlay --------------------------------------------------------------------------------


def test_the_first_difference_between_batch_and_at_once_is_a_notice() -> None:
    plain = {"cabinets": [cabinet(lines=300)], "window": "60 days"}
    one, other = arrears_town(**plain), arrears_town(AT_ONCE, **plain)
    logs = [simulate(scenario, draw(scenario, 3, 0)) for scenario in (one, other)]
    first = logs[0].first_difference(logs[1])
    assert first is not None
    kinds = {Kind(int(log.kind[first])) for log in logs}
    assert kinds & {Kind.NOTICE_SENT, Kind.NOTICE_LOST}
    means = [Table(s, log)("reconnect_time_mean")
             for s, log in zip((one, other), logs, strict=True)]  # fmt: skip
    assert means[1] < means[0]


def test_without_arrears_the_log_is_as_it_was() -> None:
    scenario = arrears_town()
    faults = [fault(at(1, "08:00"), 3)]
    assert (
        run(scenario, faults=faults).digest()
        == simulate(town(window="20 days", follow_up="20 days"),
                    workload(town(window="20 days", follow_up="20 days"), [], faults)).digest()
    )  # fmt: skip


# -- figures ------------------------------------------------------------------------------------


def told_rows(case: int, at_: int, place: int, line: int, agent: int, back: int | None,
              lost: bool = False) -> list[tuple[int, ...]]:  # fmt: skip
    """Suspended two days before it is paid."""
    its = {"place": place, "line": line, "reason": agent}
    found = [row(at_ - 2 * D, Kind.LINE_SUSPENDED, case, place=place, line=line)]
    found.append(row(at_, Kind.BILL_PAID, case, **its, amount=2 * D))
    if lost:
        found.append(row(at_, Kind.NOTICE_LOST, case, **its, amount=5_000))
        found.append(row(at_ + D, Kind.NOTICE_FOUND, case, **its))
    sent = at_ + D if lost else at_
    if back is not None:
        found.append(row(sent, Kind.NOTICE_SENT, case, **its, amount=at_ + back - sent))
        found.append(row(at_ + back, Kind.LINE_BACK, case, **its, amount=back))
    return found


def test_figures_are_those_worked_out_by_hand() -> None:
    # The window is days 10 to 40, the run ends on day 60.
    hour = D // 24
    economics = {"revenue_per_line_month": "50 CNY", "source": "assumed"}
    scenario = kpi_town(arrears=ARREARS, economics=economics)
    log = log_of(
        [
            *plant(),
            *told_rows(0, 12 * D, A1, 0, 0, 10 * hour),
            *told_rows(1, 20 * D, A1, 1, 1, 4 * D, lost=True),
            *told_rows(2, 39 * D, B1, 0, 0, 2 * D),
            # Paid before the window; never back.
            *told_rows(3, 9 * D, A1, 2, 0, D),
            row(15 * D, Kind.LINE_SUSPENDED, 4, place=B1, line=5),
        ]
    )
    conservation.check(scenario, log)
    table = Table(scenario, log)
    assert table("reconnect_time_mean") == pytest.approx((10 + 96 + 48) / 3)
    assert table("reconnect_time_max") == 96
    assert table("reconnect_within_48h") == pytest.approx(200 / 3)
    assert table("lost_notices") == table("lost_notices", county="East", agent="2") == 1
    assert table("lost_notices", county="East", agent="1") == 0
    assert table("lost_notice_share", county="East") == 50
    assert table("notice_penalties") == 50
    # Of the five, three are suspended in the window, on days 10, 18 and 37, and that of day 15.
    assert table("line_suspensions") == 4
    # Days in the window: 2 h 10 / 24 more, 6, 3 (to day 40 of 37 to 41), none of 7 to 10, 25.
    days = 2 + 10 / 24 + 6 + 3 + 25
    assert table("lines_suspended_mean") == pytest.approx(days / 30)
    assert table("revenue_lost_suspended") == pytest.approx(days / 30.4 * 50)
    # Two of 150 cannot call when the window ends, on day 40: both in the west. On day 25, when the
    # calls of the busy hour are counted, it is one.
    assert table("lines_in_service_at_end") == 148
    assert table("lines_in_service_at_end", county="West") == 48
    record = Record(scenario, log)
    lines = line_months(record, (), {}, ("{}",))
    # All the days of suspension in the window are no days in service; case 3 was back on day 10.
    assert lines[0] == pytest.approx((150 * 30 - days) / 30.4)


def test_a_suspended_line_that_is_given_up_is_gone_once() -> None:
    scenario = kpi_town(arrears=ARREARS)
    log = log_of(
        [
            *plant(),
            row(-5 * D, Kind.LINE_SUSPENDED, 0, place=A1, line=3),
            row(20 * D, Kind.ORDER, 1, place=A1, reason=2, line=3),
            row(20 * D, Kind.CEASED, 1, place=A1, line=3),
            row(20 * D, Kind.SUSPENDED_CEASED, 0, place=A1, line=3, amount=1),
        ]
    )
    conservation.check(scenario, log)
    record = Record(scenario, log)
    assert Table(scenario, log)("lines_in_service_at_end") == 149
    # Suspended from before the start, and then given up: 149 all the time.
    lines = line_months(record, (), {}, ("{}",))
    assert lines[0] == pytest.approx(149 * 30 / 30.4)
    # Whoever keeps the line has it until it is given up.
    assert int(record.plant.connected.used.sum()) == 149


@pytest.mark.parametrize(
    ("rows_", "told"),
    [
        ([row(12 * D, Kind.LINE_SUSPENDED, 0, place=A1, line=0),
          row(13 * D, Kind.LINE_SUSPENDED, 1, place=A1, line=0)], "then works again"),
        ([*told_rows(0, 12 * D, A1, 0, 7, D)], "needs its agent"),
        ([*told_rows(0, 12 * D, A1, 0, 0, D)[:-1],
          row(14 * D, Kind.LINE_BACK, 0, place=A1, line=0, amount=2 * D)],
         "must work when its notice has said"),
        ([row(12 * D, Kind.LINE_SUSPENDED, 0, place=A1, line=0),
          row(13 * D, Kind.FAULT, 1, place=A1, line=0, amount=1)], "has no fault"),
        ([row(12 * D, Kind.LINE_SUSPENDED, 0, place=A1, line=0),
          row(13 * D, Kind.SUSPENDED_CEASED, 0, place=A1, line=0, amount=0)],
         "needs the cease order"),
    ],
)  # fmt: skip
def test_a_log_in_which_suspensions_do_not_add_up_is_refused(
    rows_: list[tuple[int, ...]], told: str
) -> None:
    with pytest.raises(ConservationError, match=told):
        conservation.check(kpi_town(arrears=ARREARS), log_of([*plant(), *rows_]))


def test_validate_says_what_follows() -> None:
    # 200 lines: 6 in arrears a month, 3 of them suspended, 2.1 paid for, a third of these lost.
    scenario = drawn_town(pay_in_time="50 %", notices={**NOTICES, "lost": "33 %"})
    told = " ".join("\n".join(check(scenario).lines()).split())
    assert "arrears: 3 lines suspended a month; 2 of them are paid for, 0.7 of these" in told
    assert "notices lost; 1 stay suspended" in told
    assert "Customer care" not in "\n".join(check(town()).lines())


def test_the_life_of_a_suspension_in_words() -> None:
    scenario = arrears_town(AT_ONCE)
    log = run(scenario, suspension(at(1, "08:00"), lost_ppm=LOST, takes_ms=30 * MIN))
    told = life(log, names_for_logs(scenario), f"S{case_of(log)}")
    assert told[0].startswith(f"S{case_of(log)}: a line suspended for arrears, cabinet C")
    assert [line.split("  ")[-1] for line in told[1:]] == [
        "The bill is unpaid: the line is suspended.",
        "The customer pays agent 1, 2.0 h after the suspension.",
        "Agent 1 forgets the notice and pays 50 CNY; the line stays dead.",
        "The customer complains that the line is still dead.",
        "The notice of the payment reaches the exchange.",
        "The line works again, 7.0 days after the payment.",
    ]


# -- bad input ----------------------------------------------------------------------------------

SECTION = """\
arrears:
  rate: 3 events per 100 lines per month
  pay: 70 %
  pay_after: {exponential: {mean: 8 days}}
  counters: "08:00-18:00"
  agents: 4
  notices:
    sent: batch
    batch_at: "18:00"
    takes: 2 h
    lost: 0.5 %
    found_after: {lognormal: {mean: 7 days, cv: 0.6}}
    penalty: 50 CNY
  source: assumed
targets:"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lost: 0.5 %", "lost: 105 %", 'arrears.notices.lost: got "105 %", need a share from 0 %'),
        ("pay: 70 %", "pay: 0.7", "arrears.pay: got 0.7, need a share from 0 % to 100 %"),
        ("sent: batch", "sent: batsch", "did you mean 'batch'?"),
        ("08:00-18:00", "18-8", "arrears.counters: got '18-8', need hours of one day"),
        ('"18:00"', '"25:00"', "arrears.notices.batch_at: got '25:00', need a time of the day"),
        ("agents: 4", "agents: 0", "arrears.agents: got 0, need 1 or more"),
        ("50 CNY", "50 USD", "arrears.notices.penalty: got '50 USD', need an amount"),
        ("agents: 4", "agent: 4", "got the unknown key 'agent', need a key of this section; "
         "did you mean 'agents'?"),
        ("pay: 70 %", "pay: 70 %\n  given_up_after: 0 h", "arrears.given_up_after: got no time"),
        ("rate: 3 events per 100", "rate: 3 orders per 100", "need 0 or more events per lines"),
        ("  source: assumed\ntargets", "targets", "arrears.source: is missing"),
    ],
)  # fmt: skip
def test_one_wrong_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    files.change(("targets:", SECTION))
    assert files.load().arrears is not None
    files.change((old, new))
    assert told in "\n".join(map(str, files.problems()))
