"""Counters that look, or do not look, before they take an order; and those whom they send away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kpi_log import A1, B1, D, Table, install, kpis_of, log_of, plant, row, visit
from kpi_log import town as kpi_town
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.report.details import details
from telesim.scenario import Scenario
from telesim.scenario.market.check_market import market_in_words
from telesim.simulation import simulate
from telesim.workload import CEASE, draw, followups
from towns import DAY, MIN, MOVE, H, at, cabinet, exchange, order, rows, run, story, town

SAID: dict[str, Any] = {
    "acceptance": "everything",
    "look": "30 work min",
    "prepayment": "600 CNY",
    "records": {"unrecorded": "0 %"},
    "source": "assumed",
}


def counter(free: int = 1, changes: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """A cabinet of 100 lines with so many pairs to spare."""
    section = {**SAID, **(changes or {})}
    said = {"cabinets": [cabinet(feeder_pairs=100 + free)], **more}
    return town(**said, screening=section)


def orders_at(*instants: int, **more: Any) -> list[dict[str, Any]]:
    return [order(instant, **more) for instant in instants]


def test_a_counter_that_takes_everything_takes_what_cannot_be_built() -> None:
    log = run(counter(), orders_at(at(1, "08:00"), at(1, "09:00")))
    assert story(log, 0) == [
        "Mon 08:00 order",
        "Mon 08:00 assigned",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 11:00 in-service",
    ]
    assert story(log, 1) == ["Mon 09:00 order", "Mon 09:00 falsely-accepted", "Mon 09:00 held"]
    accepted = rows(log, Kind.FALSELY_ACCEPTED)[0]
    assert (accepted["reason"], accepted["amount"]) == (1, 0)  # a feeder pair; a counter


def test_a_pair_that_only_the_records_show_costs_a_visit_once() -> None:
    # The first order's pair is not written down: the records still show one.
    wrong = counter(changes={"records": {"unrecorded": "100 %"}})
    log = run(wrong, orders_at(at(1, "08:00"), at(1, "14:00"), at(1, "17:00")))
    assert story(log, 1) == [
        "Mon 14:00 order",
        "Mon 14:00 falsely-accepted",
        "Mon 14:00 dispatched",
        "Mon 14:00 arrived",
        "Mon 14:30 no-pair",
        "Mon 14:30 held",
    ]
    assert [r["amount"] for r in rows(log, Kind.NO_PAIR)] == [30 * MIN]
    # What the crew has found is known: the third is found out at the desk.
    assert story(log, 2)[1:] == ["Mon 17:00 falsely-accepted", "Mon 17:00 held"]


def test_nobody_at_home_a_look_in_vain_and_then_a_pair_that_has_come_free() -> None:
    wrong = counter(
        changes={"records": {"unrecorded": "100 %"}},
        visits={"no_access": {"install": "100 %"}, "source": "assumed"},
        window="14 days",
    )
    # Nobody is ever at home, so that nobody finds out; the customer gives up after a week.
    log = run(wrong, [order(at(1, "08:00")), order(at(1, "14:00"), gives_up_ms=at(8, "13:00"))])
    assert story(log, 1)[:5] == [
        "Mon 14:00 order",
        "Mon 14:00 falsely-accepted",
        "Mon 14:00 dispatched",
        "Mon 14:00 arrived",
        "Mon 14:00:00.001 no-access",
    ]
    last = rows(log, Kind.CANCELLED, 1)[0]
    assert (last["reason"], last["amount"]) == (0, 0)
    assert [r["reason"] for r in rows(log, Kind.DISPATCHED, 1)] == list(range(7))


def test_a_pair_that_comes_free_while_a_crew_looks_in_vain_is_assigned_at_once() -> None:
    wrong = counter(changes={"records": {"unrecorded": "100 %"}})
    log = run(
        wrong,
        [order(at(1, "08:00")), order(at(1, "14:00")), order(at(1, "14:10"), CEASE, slot=3)],
    )
    assert story(log, 1)[4:] == [
        "Mon 14:30 no-pair",
        "Mon 14:30 assigned",
        "Mon 14:30 dispatched",
        "Mon 14:30 arrived",
        "Mon 17:30 in-service",
    ]


def test_who_is_sent_away_rightly_returns_when_told_that_there_is_a_pair() -> None:
    looks = counter(changes={"acceptance": "records"}, window="14 days")
    log = run(
        looks,
        [order(at(1, "08:00")), order(at(1, "09:00")), order(at(3), CEASE, slot=3)],
    )
    assert story(log, 1)[:4] == [
        "Mon 09:00 order",
        "Mon 09:00 registered",
        "Mon 00:00 of week 2 returned",
        "Mon 00:00 of week 2 assigned",
    ]
    assert [r["reason"] for r in rows(log, Kind.REGISTERED)] == [0]
    assert rows(log, Kind.ASSIGNED, 1)[0]["amount"] == 1


def test_as_many_are_told_as_the_records_show_pairs_oldest_first() -> None:
    looks = counter(
        free=0, changes={"acceptance": "records", "registered": {"told_every": "2 days"}},
        window="14 days",
    )  # fmt: skip
    log = run(
        looks,
        [
            *orders_at(at(1, "08:00"), at(1, "09:00"), at(1, "10:00")),
            order(at(2, "08:00"), CEASE, slot=3),
            order(at(2, "09:00"), CEASE, slot=4),
            order(at(4, "09:00"), CEASE, slot=5),
        ],
    )
    told = [(r["time_ms"], r["case"]) for r in rows(log, Kind.RETURNED)]
    assert told == [(at(3), 0), (at(3), 1), (at(5), 2)]


def test_who_is_sent_away_falsely_returns_or_is_lost() -> None:
    wrong = {"acceptance": "records", "wrong": "100 %"}
    log = run(counter(changes=wrong, window="14 days"), orders_at(at(1, "08:00")))
    back = followups.returns(1_000, 400_000)  # the key of the first order
    assert story(log, 0)[:2] == ["Mon 08:00 order", "Mon 08:00 registered"]
    assert rows(log, Kind.REGISTERED)[0]["reason"] == 1
    assert bool(rows(log, Kind.RETURNED)) == back
    for share, kind in (("100 %", Kind.RETURNED), ("0 %", Kind.CANCELLED)):
        said = {**wrong, "registered": {"returns_if_misled": share}}
        log = run(counter(changes=said, window="14 days"), orders_at(at(1, "08:00")))
        assert rows(log, kind, 0)[0]["time_ms"] == at(8)


def test_the_registered_are_less_patient_than_those_who_have_paid() -> None:
    said = {"acceptance": "records", "registered": {"patience": "5 days", "told_every": "10 days"}}
    patient = {"gives_up_ms": at(1, "08:00") + 2 * DAY}
    log = run(counter(0, said, window="14 days"), [order(at(1, "08:00"), **patient)])
    # Not two days, the patience of those who have paid, but five.
    assert [r["time_ms"] for r in rows(log, Kind.CANCELLED)] == [at(6, "08:00")]
    said = {"acceptance": "records", "registered": {"patience": "12 days", "told_every": "3 days"}}
    log = run(
        counter(0, said, window="14 days", crews=[]),
        [order(at(1, "08:00"), **patient), order(at(2), CEASE, slot=3)],
    )
    assert [r["time_ms"] for r in rows(log, Kind.RETURNED)] == [at(4)]
    # Once paid, the two days count anew.
    assert [r["time_ms"] for r in rows(log, Kind.CANCELLED)] == [at(6)]


def test_agents_go_by_what_was_published_and_are_paid_for_it() -> None:
    said = {
        "acceptance": "records",
        "agents": {"share": "100 %", "wrong": "0 %", "commission": "20 CNY"},
        "published": {"every": "3 days"},
    }
    log = run(counter(1, said), orders_at(at(1, "08:00"), at(2, "08:00"), at(5, "08:00")))
    # On Tuesday the map of Monday still shows a pair; that of Thursday shows none.
    assert story(log, 0)[:3] == ["Mon 08:00 order", "Mon 08:00 commission", "Mon 08:00 assigned"]
    assert story(log, 1)[:4] == [
        "Tue 08:00 order",
        "Tue 08:00 commission",
        "Tue 08:00 falsely-accepted",
        "Tue 08:00 held",
    ]
    assert story(log, 2)[:2] == ["Fri 08:00 order", "Fri 08:00 registered"]
    assert [r["amount"] for r in rows(log, Kind.COMMISSION)] == [2_000, 2_000]
    assert [r["amount"] for r in rows(log, Kind.REGISTERED)] == [1]


def test_who_has_read_that_there_is_no_service_does_not_come_to_the_counter() -> None:
    said = {
        "acceptance": "records",
        "wrong": "100 %",  # nobody asks the counter, so nobody is told a wrong thing
        "published": {"every": "3 days", "readers": "100 %"},
    }
    log = run(counter(0, said), orders_at(at(1, "08:00")))
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.REGISTERED)] == [(0, 2)]


def test_a_count_puts_the_records_right() -> None:
    said = {"records": {"unrecorded": "100 %", "audit_every": "3 days"}}
    log = run(counter(2, said), orders_at(at(1, "08:00"), at(1, "08:00")))
    counted = rows(log, Kind.AUDITED)
    first = followups.first_audit_ms(0, 3 * DAY)
    assert [r["time_ms"] for r in counted[:2]] == [first, first + 3 * DAY]
    found = [r["amount"] for r in counted]
    assert sum(found) == 2, "two pairs were taken and never written down"


def test_moves_and_who_waits_already_are_not_screened() -> None:
    full = counter(0, {"acceptance": "records"})
    log = run(full, [order(-DAY), order(at(1, "08:00"), MOVE, slot=3)])
    assert story(log, 0)[1:] == ["Mon 00:00 held"]
    assert not rows(log, Kind.REGISTERED)
    assert not rows(log, Kind.FALSELY_ACCEPTED)


def test_ports_are_known_exactly() -> None:
    said = {"acceptance": "records", "records": {"unrecorded": "100 %"}}
    full = counter(5, said, exchanges=[exchange(ports=100)])
    log = run(full, orders_at(at(1, "08:00")))
    assert [r["reason"] for r in rows(log, Kind.REGISTERED)] == [0]


def drawn_town(wrong: str, free: int, days: int = 60) -> Scenario:
    """Many orders at a cabinet that is full, or never will be."""
    rate = {"rate": "40 orders per 100 lines per month", "source": "assumed"}
    install_ = {**rate, "work_prebuilt": "1 work h", "work_build": "1 work h"}
    said = {
        "acceptance": "records",
        "wrong": wrong,
        "registered": {"told_every": "200 days"},
    }
    return counter(
        free, said, window=f"{days} days", follow_up="0 h", demand={"install": install_}, crews=[]
    )


@pytest.mark.parametrize(("wrong", "share"), [("10 %", 0.10), ("2 %", 0.02)])
def test_clerks_are_wrong_as_often_as_they_are_said_to_be(wrong: str, share: float) -> None:
    for free, kind in ((0, Kind.FALSELY_ACCEPTED), (900, Kind.REGISTERED)):
        scenario = drawn_town(wrong, free, days=400)
        log = simulate(scenario, draw(scenario, 5, 0))
        conservation.check(scenario, log)
        n, mistakes = len(rows(log, Kind.ORDER)), len(rows(log, kind))
        assert n > 400
        half = 3.3 * np.sqrt(n * share * (1 - share))
        assert abs(mistakes - n * share) <= half


def test_drift_grows_with_the_changes_that_are_not_recorded() -> None:
    # Orders only take pairs, so each one that is not written down leaves a pair too many.
    scenario = drawn_town("0 %", 900, days=400)
    section = scenario.screening
    assert section is not None
    records = section.records.model_copy(update={"unrecorded": 0.05, "audit_every": 399 * DAY})
    scenario = scenario.model_copy(
        update={"screening": section.model_copy(update={"records": records})}
    )
    log = simulate(scenario, draw(scenario, 5, 0))
    until = rows(log, Kind.AUDITED)[0]["time_ms"]
    taken = sum(r["time_ms"] < until for r in rows(log, Kind.ASSIGNED))
    found = rows(log, Kind.AUDITED)[0]["amount"]
    assert taken > 50
    assert abs(found - 0.05 * taken) <= 3.3 * np.sqrt(0.05 * 0.95 * taken)


def test_the_first_difference_of_the_reform_is_of_its_own_kind() -> None:
    scenarios = [counter(1, {"acceptance": word}) for word in ("everything", "records")]
    orders = orders_at(at(1, "08:00"), at(1, "09:00"))
    before, after = (run(one, orders) for one in scenarios)
    n = before.first_difference(after)
    assert n is not None
    assert Kind(int(after.kind[n])) == Kind.REGISTERED
    # Without the section nothing of it is in the log.
    none = run(town(cabinets=[cabinet(feeder_pairs=101)]), orders)
    assert set(none.kind.tolist()).isdisjoint(range(190, 196))


def test_validate_tells_how_counters_decide() -> None:
    assert list(market_in_words(counter())) == [
        "counters: every order is taken, whatever the records show"
    ]
    said = {**SCREENED, "wrong": "2 %"}
    assert list(market_in_words(counter(changes=said))) == [
        "counters: 2 % of their decisions are wrong, and 5 % of what agents decide, who bring 10 % "
        "of the orders"
    ]


def test_a_case_tells_what_the_counter_did() -> None:
    scenario = counter(1, {"records": {"unrecorded": "100 %"}})
    log = run(scenario, orders_at(at(1, "08:00"), at(1, "14:00")))
    told = "\n".join(life(log, names_for_logs(scenario), "1"))
    assert "A counter takes the order and its money though it cannot be built" in told
    assert "the pair that the records show is not free" in told
    looks = counter(0, {"acceptance": "records"}, window="14 days")
    log = run(looks, [order(at(1, "08:00")), order(at(2), CEASE, slot=3)])
    told = "\n".join(life(log, names_for_logs(looks), "0"))
    assert "The counter sends the customer away, who is registered and pays nothing." in told
    assert "Told that there is service now, the customer orders and pays." in told


SCREENED = {**SAID, "acceptance": "records", "prepayment": "600 CNY",
            "agents": {"share": "10 %", "wrong": "5 %", "commission": "20 CNY"}}  # fmt: skip


def by_hand() -> list[tuple[int, ...]]:
    """Window: days 10 to 40. Orders 0 and 1 are taken, 1 in vain; 2 to 4 are sent away."""
    return [
        *plant(),
        *install(0, 12 * D, A1),
        *visit(0, 20 * D, Kind.IN_SERVICE, 0, H),
        row(15 * D, Kind.ORDER, 1, place=A1, line=91, amount=500),
        row(15 * D, Kind.COMMISSION, 1, place=A1, amount=2_000),
        row(15 * D, Kind.FALSELY_ACCEPTED, 1, place=A1, reason=2, amount=1),
        *visit(1, 16 * D, Kind.NO_PAIR, H, H),
        row(16 * D + 2 * H, Kind.HELD, 1, place=A1, reason=2),
        row(30 * D, Kind.CANCELLED, 1, place=A1),
        row(10 * D, Kind.ORDER, 2, place=B1, line=60, amount=500),
        row(10 * D, Kind.REGISTERED, 2, place=B1, reason=1, amount=0),
        row(25 * D, Kind.CANCELLED, 2, place=B1),
        row(11 * D, Kind.ORDER, 3, place=B1, line=61, amount=500),
        row(11 * D, Kind.REGISTERED, 3, place=B1, reason=0, amount=2),
        row(17 * D, Kind.RETURNED, 3, place=B1),
        row(17 * D, Kind.FALSELY_ACCEPTED, 3, place=B1, reason=1, amount=2),
        row(17 * D, Kind.HELD, 3, place=B1, reason=1),
        row(5 * D, Kind.ORDER, 4, place=A1, line=92, amount=500),
        row(5 * D, Kind.HELD, 4, place=A1, reason=1),
        row(20 * D, Kind.AUDITED, place=A1, amount=-3),
        row(21 * D, Kind.AUDITED, place=B1, amount=1),
    ]


def test_kpis_of_a_log_by_hand() -> None:
    scenario = kpi_town(screening=SCREENED)
    kpi = Table(scenario, log_of(by_hand()))
    # Taken in the window: orders 0, 1 and 3.
    assert kpi("falsely_accepted") == 2
    assert kpi("falsely_accepted_share") == pytest.approx(200 / 3)
    assert kpi("falsely_accepted_share", by="agent") == 100
    assert kpi("falsely_accepted", county="West") == 1
    assert (kpi("wasted_visits"), kpi("wasted_visit_hours")) == (1, 2)
    assert (kpi("registered"), kpi("falsely_refused")) == (2, 1)
    assert kpi("registered", by="published") == 1
    assert kpi("falsely_refused_share") == 50
    # Order 2 waits 15 of the 30 days, order 3 six.
    assert kpi("registered_mean") == pytest.approx(21 / 30)
    assert kpi("registered_at_end") == 0
    assert (kpi("returned"), kpi("registered_lost")) == (1, 1)
    # Paid and not served on day 40: order 3 since day 17, order 4 since day 5.
    assert kpi("prepaid_at_end") == 2
    assert kpi("prepaid_over_30d_at_end") == 1
    assert kpi("prepaid_over_90d_at_end") == 0
    assert kpi("money_held_age_at_end") == pytest.approx((23 + 35) / 2)
    assert kpi("money_held_at_end") == 1_200
    # Order 0 holds it for 8 days and an hour, 1 for 15, 3 for 23, 4 for 30.
    assert kpi("money_held_mean") == pytest.approx(600 * (8 + 1 / 24 + 15 + 23 + 30) / 30)
    assert (kpi("refunds"), kpi("refunded")) == (1, 600)
    assert kpi("agents_commission") == 20
    assert kpi("records_error_mean") == 2
    for name in kpis_of("screening"):
        assert kpi.at(name, county="West").n >= 0


def test_without_screening_nothing_is_reported() -> None:
    frame = Table(kpi_town(), log_of([*plant(), *install(0, 12 * D, A1)])).frame
    assert not {"falsely_accepted", "registered", "refunds"} & set(frame.kpi)
    assert not any(details(kpi_town()))
    assert any(details(kpi_town(screening=SCREENED)))


def spoilt(log: EventLog, which: Kind, /, **values: int) -> EventLog:
    columns = {name: column.copy() for name, column in log.columns.items()}
    at_ = int(np.flatnonzero(log.kind == which)[0])
    for name, value in values.items():
        columns[name][at_] = value
    assert set(columns) == set(COLUMNS)
    return EventLog(columns, log.end_ms)


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (Kind.FALSELY_ACCEPTED, {"reason": 7}, "needs the level that lacks"),
        (Kind.FALSELY_ACCEPTED, {"amount": 3}, "needs who has decided"),
        (Kind.FALSELY_ACCEPTED, {"kind": int(Kind.REGISTERED)}, "everything is accepted here"),
        (Kind.NO_PAIR, {"kind": int(Kind.IN_SERVICE)}, "needs one assignment before"),
    ],
)
def test_a_log_that_cannot_be_true(kind: Kind, values: dict[str, int], told: str) -> None:
    scenario = counter(1, {"records": {"unrecorded": "100 %"}})
    log = run(scenario, orders_at(at(1, "08:00"), at(1, "14:00")))
    with pytest.raises(ConservationError, match=told):
        conservation.check(scenario, spoilt(log, kind, **values))


def test_a_log_with_screening_is_not_that_of_a_town_without() -> None:
    scenario = counter(1)
    log = run(scenario, orders_at(at(1, "08:00"), at(1, "14:00")))
    with pytest.raises(ConservationError, match="nobody screens orders here"):
        conservation.check(scenario.model_copy(update={"screening": None}), log)
