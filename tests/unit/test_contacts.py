"""Cases at the counter: passed on or kept, questions after orders, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_log import A1, D, Table, install, log_of, plant, row
from kpi_log import town as kpi_town
from offices import measured, system
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.office.staffing import with_contacts
from telesim.simulation import simulate
from telesim.workload import draw
from telesim.workload.office import office_mark, passed_on
from towns import H, at, cabinet, exchange, instants, order, rows, run, story, town

MINUTE = H // 60


def counter(**more: Any) -> dict[str, Any]:
    return {
        "transfers": "0 %",
        "hand_off": "5 work min",
        "asks_after": "1000 days",
        "question": "6 work min",
        "source": "assumed",
        **more,
    }


def served(office: dict[str, Any] | None = None, **contacts: Any) -> Scenario:
    return town(order_system=office or system(), contacts=counter(**contacts))


def key_passed(*times: bool) -> int:
    return next(
        key
        for key in range(10_000)
        if all(passed_on(key, n, 500_000) == one for n, one in enumerate(times))
    )


def test_a_case_that_is_passed_on_waits_for_the_next_clerk_who_reads_into_it() -> None:
    # By hand: 15 minutes of the first clerk, five of the second, five of the third.
    log = run(served(transfers="50 %"), [order(at(1, "08:00"), key=key_passed(True, True, False))])
    assert story(log, 0)[:5] == [
        "Mon 08:00 order",
        "Mon 08:15 handed-off",
        "Mon 08:20 handed-off",
        "Mon 08:25 accepted",
        "Mon 08:25 assigned",
    ]
    assert [r["reason"] for r in rows(log, Kind.HANDED_OFF)] == [15 * MINUTE, 5 * MINUTE]
    assert rows(log, Kind.ACCEPTED)[0]["reason"] == 5 * MINUTE


def test_a_case_that_is_passed_on_stands_behind_those_who_wait() -> None:
    keys = key_passed(True, False), key_passed(False)
    orders = [order(at(1, "08:00"), key=keys[0]), order(at(1, "08:01"), key=keys[1])]
    log = run(served(transfers="50 %"), orders)
    assert instants(log, Kind.ACCEPTED, 1) == [at(1, "08:30")]
    assert instants(log, Kind.ACCEPTED, 0) == [at(1, "08:35")]


def test_an_order_that_comes_back_to_acceptance_is_no_further_case() -> None:
    # Its first acceptance is passed on once and wrong; assignment sends it back to who has it.
    office = system(acceptance={"wrong": "50 %", "found_at": "assignment"})
    key = next(
        key
        for key in range(10_000)
        if passed_on(key, 0, 500_000)
        and not passed_on(key, 1, 500_000)
        and office_mark(key, 0, 0) < 500_000 <= office_mark(key, 0, 1)
    )
    scenario = served(office, transfers="50 %")
    log = run(scenario, [order(at(1, "08:00"), key=key)])
    assert len(rows(log, Kind.ACCEPTED)) == 2
    assert len(rows(log, Kind.HANDED_OFF)) == 1
    found = measured(scenario, log)["hand_offs_per_case", "{}"]
    assert (found.value, found.n) == (1, 1)


def test_who_keeps_a_case_has_more_to_do() -> None:
    log = run(served(handling=1.2), [order(at(1, "08:00"))])
    assert instants(log, Kind.ACCEPTED) == [at(1, "08:18")]


def held(**contacts: Any) -> Scenario:
    """A town without a port to spare, so that customers wait and ask."""
    return town(
        exchanges=[exchange(ports=100)],
        cabinets=[cabinet(lines=100)],
        order_system=system(acceptance={"staff": 2}),
        contacts=counter(**{"asks_after": "2 days", **contacts}),
    )


def test_customers_ask_until_their_line_works_and_whoever_is_free_answers() -> None:
    # Asks on Wednesday and Friday at 08:10; the port comes on Saturday morning.
    orders = [order(at(1, "08:10")), order(at(6, "08:00"), 2, slot=3)]
    log = run(held(), orders)
    told = [line for line in story(log, 0) if line.split(" ")[2] in ("chased", "answered")]
    assert told == [
        "Wed 08:10 chased",
        "Wed 08:16 answered",
        "Fri 08:10 chased",
        "Fri 08:16 answered",
    ]
    found = measured(held(), log)
    assert found["questions_per_day", "{}"].value == pytest.approx(2 / 7)
    assert found["question_wait_mean", "{}"].value == pytest.approx(0.1)
    assert found["hand_offs_per_case", "{}"].value == 0


def test_questions_without_an_answer_count_with_their_age_while_their_order_is_open() -> None:
    # The window ends on day 40, the run on day 60.
    scenario = kpi_town(order_system={**system(), "calendar": "week"}, contacts=counter())

    def question(case: int, asked: float, answered: float | None = None) -> list[tuple[int, ...]]:
        told = [row(int(asked * D), Kind.CHASED, case, place=A1)]
        if answered is not None:
            told.append(row(int(answered * D), Kind.ANSWERED, case, place=A1, reason=MINUTE))
        return told

    answered = [*install(0, 11 * D), *question(0, 12, 12.5)]
    # Case 1 is still open: its first question is answered after a day, its second never, in 30.
    waits = [*install(1, 11 * D), *question(1, 13, 14), *question(1, 30)]
    # Nobody needs to answer case 2, which works on day 20, nor case 3, which is given up.
    works = [*install(2, 11 * D), *question(2, 15), row(20 * D, Kind.IN_SERVICE, 2, place=A1)]
    gone = [*install(3, 11 * D), *question(3, 15), row(20 * D, Kind.CANCELLED, 3, place=A1)]
    # Case 4 asks after the window.
    late = [*install(4, 11 * D), *question(4, 41)]
    table = Table(scenario, log_of([*plant(), *answered, *waits, *works, *gone, *late]))
    found = table.at("question_wait_mean")
    assert (found.n, found.open) == (3, 1)
    assert found.value == pytest.approx((12 + 24 + 30 * 24) / 3)
    west = table.at("question_wait_mean", county="West")
    assert (west.n, west.open) == (0, 0)
    assert table("questions_per_day") == pytest.approx(5 / 30)


@pytest.mark.parametrize("owner", [False, True])
def test_the_owner_answers_and_others_do_not_wait_for_a_clerk_who_is_free(owner: bool) -> None:
    # Clerk 0 accepts the first order. When its customer asks, that clerk has another order, of
    # 15 minutes; the other clerk is free.
    orders = [order(at(1, "08:10")), order(at(3, "08:05"))]
    log = run(held(owner_answers=owner), orders)
    answered = instants(log, Kind.ANSWERED, 0)[0]
    assert answered == (at(3, "08:26") if owner else at(3, "08:16"))
    # The owner passes no question on.
    log = run(held(owner_answers=owner, transfers="99 %", hand_off="1 work min"), orders[:1])
    first = instants(log, Kind.ACCEPTED, 0)[0]
    later = [row for row in rows(log, Kind.HANDED_OFF) if row["time_ms"] > first]
    assert bool(later) != owner


def test_the_share_of_hand_offs_is_that_of_the_transfers() -> None:
    # Each handling is passed on with 40 %: 0.4 / 0.6 hand-offs a case, with 5 % 0.053.
    rate = "400 orders per 100 lines per month"
    demand = {
        "install": {"rate": rate, "work_prebuilt": "1 work min", "work_build": "1 work min",
                    "source": "assumed"},
    }  # fmt: skip
    office = system(acceptance={"work": "2 work min", "staff": 4})
    # Hand-offs a case are geometric: their mean over n cases has a standard error of
    # sqrt(p / n) / (1 - p), 0.039 and 0.0087 for 730 cases; four of them are allowed.
    for share, expected, error in (("40 %", 0.4 / 0.6, 0.039), ("5 %", 0.05 / 0.95, 0.0087)):
        scenario = town(
            window="60 days", demand=demand, order_system=office,
            contacts=counter(transfers=share),
            exchanges=[exchange(ports=9000)],
            cabinets=[cabinet(feeder_pairs=9000, distribution_pairs=9000)],
        )  # fmt: skip
        log = simulate(scenario, draw(scenario, 1, 0))
        conservation.check(scenario, log)
        found = measured(scenario, log)["hand_offs_per_case", "{}"]
        assert found.n > 700
        assert found.value == pytest.approx(expected, abs=4 * error)


def test_validate_counts_the_reading_into_cases() -> None:
    # 15 minutes times 1.2, and two thirds of five minutes.
    contacts = served(transfers="40 %", handling=1.2).contacts
    assert contacts is not None
    assert with_contacts(contacts, 15 * MINUTE) == pytest.approx((18 + 10 / 3) * MINUTE)


def test_what_nobody_asked_cannot_be_answered_and_words_tell_the_case() -> None:
    scenario = held(transfers="50 %")
    log = run(scenario, [order(at(1, "08:10"), key=key_passed(True, False))])
    with pytest.raises(ConservationError, match="nobody follows cases here"):
        conservation.check(scenario.model_copy(update={"contacts": None}), log)
    words = "\n".join(life(log, names_for_logs(scenario), "O0"))
    assert "The clerk passes the case on to another" in words
    assert "The customer asks after the order." in words
    assert "The question is answered" in words
