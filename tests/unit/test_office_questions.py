"""Questions after orders that validate counts before a run, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from offices import system
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.office.questions import behind_crews, question_ms
from telesim.units import DAY_MS
from towns import H, cabinet, exchange, town

MINUTE = H // 60
CONTACTS = {
    "transfers": "40 %",
    "hand_off": "3 work min",
    "asks_after": "7 days",
    "question": "6 work min",
    "source": "assumed",
}


def held(**more: Any) -> Scenario:
    """100 lines on 100 ports and 30 orders that wait for one; four weeks, no moves, no ceases."""
    install = {
        "rate": "1 orders per 100 lines per month",
        "work_prebuilt": "1 work h",
        "work_build": "3 work h",
        "source": "assumed",
    }
    plain: dict[str, Any] = {
        "window": "28 days",
        "exchanges": [exchange(ports=100)],
        "cabinets": [cabinet(lines=100)],
        "demand": {"install": install},
        "faults": {},
        "order_system": system(),
        "contacts": CONTACTS,
        "waiting": [{"cabinet": "C", "orders": 30, "mean_age_days": 10}],
    }
    return town(**{**plain, **more})


def test_a_question_takes_what_a_clerk_needs_and_the_reading_into_it() -> None:
    # Two thirds of three minutes more where two cases in five are passed on, a fifth more for who
    # keeps them, and nobody reads into them where the owner answers.
    contacts = held(contacts={**CONTACTS, "handling": 1.2}).contacts
    assert contacts is not None
    assert question_ms(contacts) == pytest.approx((7.2 + 2) * MINUTE)
    kept = contacts.model_copy(update={"owner_answers": True})
    assert question_ms(kept) == pytest.approx(7.2 * MINUTE)


def test_orders_that_are_held_are_asked_after() -> None:
    # 30 orders wait, and 7/30.4 more each week: 30.576 on average over the four weeks. Each asks
    # four times, for 8 minutes: 32 minutes each in the 192 hours of an office, by one clerk.
    clerks = 30.576 * 32 / 60 / 192
    # The orders that come take 15 min each, and two thirds of 3 min: 100 lines in 28 days.
    orders = 28 / 30.4 * 17 / 60 / 192
    lines = list(check(held()).office)
    assert f"busy {clerks + orders:.1f}, north most" in lines[0]
    assert lines[1] == (
        "acceptance: 0.1 of them by questions after 31 orders open at a time (an estimate: 31 lack "
        "facilities, 0 wait for crews, 0 lie in trays; other queues come on top); a thousand more "
        "keep 2.78 clerks busy"
    )
    assert clerks == pytest.approx(0.085, abs=0.001)
    assert "questions" not in "".join(check(held(contacts=None)).office)


@pytest.mark.parametrize(("asks", "cannot", "doubted"), [
    # 30.576 orders of 8 min a question in 192 h: 1.0 clerk at 4.08 / 192 / 28 of 28 days between.
    ("14 h", True, False), ("15 h", False, True), ("16 h", False, False),
])  # fmt: skip
def test_a_desk_that_questions_fill_is_told(asks: str, cannot: bool, doubted: bool) -> None:
    # By hand: 48 questions of 8 min for 30.576 orders are 195.7 h at 14 h, 44.8 questions 182.6 h
    # at 15 h, 42 questions 171.2 h at 16 h; the orders themselves take 0.3 h of 192.
    found = check(held(contacts={**CONTACTS, "asks_after": asks}))
    told = [line for line in found.warnings if line.startswith("acceptance in north")]
    assert bool(told) is cannot
    assert bool([line for line in found.doubts if "acceptance.staff: 1 in north" in line]) is (
        doubted
    )


def test_papers_in_trays_are_open_too() -> None:
    # Nobody has to wait for a port; 30 orders at the start are no backlog of idle crews. One order
    # a month and what is there at once lie a day in the tray of acceptance and one of the test.
    office = system(acceptance={"batch": "48 h"}, test={"batch": "48 h"}, billing={"batch": "9 h"})
    scenario = held(order_system=office, exchanges=[exchange(ports=900)], window="304 days")
    (line,) = [line for line in check(scenario).office if "in trays" in line]
    assert "0 lack facilities, 0 wait for crews" in line
    # 30 + 10 orders in 304 days, two days each: 0.263 at a time.
    assert "after 0 orders open" in line


def test_crews_with_too_little_time_leave_a_backlog() -> None:
    week = 7 * DAY_MS
    # Ten orders a week, crews do 10 / 1.25 = 8 of them: two more wait each week.
    per_ms = 10 / week
    assert behind_crews(0, per_ms, 1.25, math.inf, 10 * week) == pytest.approx(20)
    assert behind_crews(5, per_ms, 1.25, math.inf, 10 * week) == pytest.approx(25)
    # With a patience of ten weeks they stay at 20; after ten weeks 1 - 1/e of that is there.
    assert behind_crews(0, per_ms, 1.25, 10 * week, 10 * week) == pytest.approx(12.642, abs=0.001)
    # Crews at half their time work a backlog of 30 off in three weeks.
    assert behind_crews(30, per_ms, 0.5, math.inf, 2 * week) == pytest.approx(10)
    assert behind_crews(30, per_ms, 0.5, math.inf, 4 * week) == 0
    # Without crews nothing is done; without work nothing waits.
    assert behind_crews(0, per_ms, math.inf, math.inf, week) == pytest.approx(10)
    assert behind_crews(30, 0.0, 0.0, math.inf, week) == 0
