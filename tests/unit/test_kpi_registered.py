"""Who was registered: no order that found facilities, and none at all before it is ordered."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from kpi_log import A1, D, H, Table, install, log_of, plant, row, town, visit
from offices import system
from telesim.eventlog import EventLog, Kind
from telesim.experiment.estimate import combine
from telesim.experiment.verdicts import judge
from telesim.kpi import measure
from telesim.kpi.series import weekly
from telesim.scenario import Scenario

INSTALLS = {"area": "town", "facilities": "yes", "order": "install"}


def scenario() -> Scenario:
    return town(
        screening={
            "acceptance": "records",
            "look": "30 work min",
            "records": {"unrecorded": "0 %"},
            "source": "assumed",
        },
        policies={"promises": {"install": {"town": "5 days", "rural": "5 days"}}},
        order_system={**system(), "calendar": "week"},
        key_accounts={"share": "1 %", "limits": {"field": "8 h"}, "source": "assumed"},
        targets={
            "install-town": {"kpi": "supply_time_mean", "where": INSTALLS, "at_most": "15 days"}
        },
    )


def asks(case: int, day: int) -> list[tuple[int, ...]]:
    return [row(day * D, Kind.ORDER, case, place=A1, line=90 + case, amount=500)]


def by_hand() -> EventLog:
    """Window: days 10 to 40 of 60. Served after 2 (at once), 30 (told) and 10 days (held)."""
    rows = [
        *plant(),
        *install(0, 12 * D),
        *visit(0, 14 * D - H, Kind.IN_SERVICE, 0, H),
        # Refused falsely, told on day 31, served on day 41.
        *asks(1, 11),
        row(11 * D, Kind.REGISTERED, 1, place=A1, reason=1),
        row(31 * D, Kind.RETURNED, 1, place=A1),
        row(31 * D, Kind.ASSIGNED, 1, place=A1, amount=1),
        *visit(1, 41 * D - H, Kind.IN_SERVICE, 0, H),
        # Never told anything; gives up on day 20.
        *asks(2, 12),
        row(12 * D, Kind.KEY_ACCOUNT, 2, place=A1),
        row(12 * D, Kind.REGISTERED, 2, place=A1, amount=2),
        *asks(3, 13),
        row(13 * D, Kind.REGISTERED, 3, place=A1),
        row(20 * D, Kind.CANCELLED, 3, place=A1),
        *asks(4, 14),
        row(14 * D, Kind.HELD, 4, place=A1, reason=1),
        row(20 * D, Kind.ASSIGNED, 4, place=A1, amount=1),
        *visit(4, 24 * D - H, Kind.IN_SERVICE, 0, H),
    ]
    return log_of(rows)


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(scenario(), by_hand())


def test_a_registration_is_no_order_that_found_facilities(table: Table) -> None:
    found = table.at("supply_time_mean", **INSTALLS)
    assert (found.value, found.n, found.open) == (2, 1, 0)
    assert table("supply_time_mean", facilities="held") == (30 + 10) / 2


def test_the_target_for_orders_with_facilities_is_judged_by_those_alone() -> None:
    frame = measure(scenario(), by_hand())
    twice = pd.concat([frame.assign(replication=n) for n in (1, 2)], ignore_index=True)
    (verdict,) = judge(scenario(), combine(twice), twice)
    # With the three registered it would be (2 + 30 + 48) / 3 = 26.7 days, and missed.
    assert (verdict.verdict, verdict.mean) == ("met", 2)


def test_who_has_not_come_back_has_ordered_nothing(table: Table) -> None:
    assert table("orders_received") == 3
    assert table("orders_open_at_end") == 0
    assert (table("orders_cancelled"), table("orders_cancelled_share")) == (0, 0)
    assert table("supply_time_mean") == (2 + 30 + 10) / 3
    assert table("supply_time_with_cancelled_mean") == (2 + 30 + 10) / 3
    # Within five days: the first.
    promised = table.at("orders_by_promised_date")
    assert (promised.value, promised.n) == (pytest.approx(100 / 3), 3)
    assert table("ordinary_supply_mean") == (2 + 30 + 10) / 3
    assert math.isnan(table("key_account_supply_mean"))
    assert table("office_days_mean") == (2 + 30 + 10) / 3


def test_all_who_were_told_that_there_is_nothing_lacked_facilities(table: Table) -> None:
    # Three registered and one held of the five who asked: the column "held" of the league table.
    assert table("orders_held_share") == 80
    assert table("orders_held_share", county="East") == 80
    assert table("registered") == 3


def test_who_is_registered_waits_on_the_list(table: Table) -> None:
    # On day 40: order 1 until day 41, and order 2.
    assert table("waiting_list_at_end") == 2
    assert table("registered_at_end") == 1
    weeks = weekly(scenario(), by_hand())["backlog"]["waiting list"]
    assert weeks.iloc[-1] == 2
