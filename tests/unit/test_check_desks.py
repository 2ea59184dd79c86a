"""Desks, trunks and limits that cannot hold, and values of them that look like slips, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from offices import system
from telesim.scenario import Scenario
from telesim.scenario.check import check
from towns import cabinet, cause, exchange, town

FAULT_DESK: dict[str, Any] = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-18:00": 1}},
    "call": "3 min",
    "patience": "2 min",
    "again": {"soon": "0 %", "within": "1 h", "later": "09:00-10:00"},
    "source": "assumed",
}
DIRECTORY: dict[str, Any] = {
    "hours": {"mon-sun": "00:00-24:00"},
    "agents": {"mon-sun": {"00:00-24:00": 1}},
    "rate": "0.03 calls per line per day",
    "by_hour": {"10-11": "50 %"},
    "call": "36 s",
    "patience": "60 s",
    "source": "assumed",
}
COUNTERS: dict[str, Any] = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-18:00": 2}},
    "bills": {"in_person": "70 %", "at_month_end": "50 %", "last_days": 5, "serve": "3 min"},
    "orders": {"rate": "4 visits per 100 lines per month", "serve": "10 min"},
    "enquiries": {"rate": "6 visits per 100 lines per month", "serve": "4 min"},
    "by_hour": {"08-18": "100 %"},
    "errors": "10 %",
    "correction": "5 min",
    "source": "assumed",
}
TRAFFIC: dict[str, Any] = {
    "classes": {"plain": {"share": "100 %", "busy_hour": "0.025 E"}},
    "own_exchange": "35 %",
    "other_local": "65 %",
    "long_distance": "0 %",
    "source": "assumed",
}
ACCOUNTS: dict[str, Any] = {"share": "50 %", "limits": {"assignment": "3 h"}, "source": "assumed"}
CONTACTS: dict[str, Any] = {
    "transfers": "0 %",
    "hand_off": "3 work min",
    "asks_after": "60 days",
    "question": "6 work min",
    "source": "assumed",
}
COMPLAINTS: dict[str, Any] = {
    "hazard": {"per_day_overdue": {"repair": "3 %"}},
    "desk": {"positions": 1, "handling": "6 min", "patience": "3 min", "logged": "40 %"},
    "head": {"reads": "24 work min", "calendar": "day"},
    "climbs": {"after": "3 days"},
    "source": "assumed",
}
ARREARS: dict[str, Any] = {
    "rate": "3 events per 100 lines per month",
    "pay": "70 %",
    "pay_after": "8 days",
    "agents": 1,
    "notices": {"sent": "at-once", "takes": "1 h", "lost": "0 %", "found_after": "7 days"},
    "source": "assumed",
}


def two_counties(lines: int = 1000, **more: Any) -> Scenario:
    said: dict[str, Any] = {
        "demand": {},
        "faults": {},
        "exchanges": [exchange("E"), exchange("F", county="south")],
        "cabinets": [cabinet("C", "E", lines), cabinet("D", "F", lines)],
        **more,
    }
    return town(**said)


def of_desks(scenario: Scenario) -> list[str]:
    words = ("fault reception", "directory", "counters", "trunk groups", "key accounts")
    return [line for line in check(scenario).warnings if line.startswith(words)]


def test_validate_says_what_is_offered_to_the_fault_reception() -> None:
    # 1,000 lines with 3.04 faults a month each are 100 a day, all in the ten hours in which the
    # desk is open, as who calls at night calls again: ten an hour, of 3 min: half an agent.
    faults = {"drop": cause(rate="304 events per 100 lines per month")}
    plain: dict[str, Any] = {
        "exchanges": [exchange("E")], "cabinets": [cabinet("C", "E", 1000)], "faults": faults,
    }  # fmt: skip
    scenario = two_counties(**plain, fault_desk=FAULT_DESK)
    (told,) = check(scenario).desks
    assert "; 100 reports on a mean day of 3.0 min, 0.5 busy of 1 from 08:00;" in told
    assert "who calls at other times calls again" in told
    assert of_desks(scenario) == []
    # A desk that is open at night gets 100 / 24 calls an hour, and nobody finds it closed.
    always = {
        **FAULT_DESK,
        "hours": {"mon-sun": "00:00-24:00"},
        "agents": {"mon-sun": {"00:00-24:00": 1}},
    }
    (told,) = check(two_counties(**plain, fault_desk=always)).desks
    assert "0.2 busy of 1" in told and "other times" not in told
    long = two_counties(**plain, fault_desk={**FAULT_DESK, "call": "9 min"})
    assert of_desks(long) == [
        "fault reception: more work than agents in the busiest hour of a mean day, in north 150 %"
    ]


def test_desks_with_more_work_than_agents_cannot_hold() -> None:
    # 2,000 lines make 60 calls a day, 30 of them in an hour: of 3 min each 1.5 agents.
    directory = {**DIRECTORY, "call": "3 min"}
    assert of_desks(two_counties(directory_desk=directory)) == [
        "directory enquiry: more work than agents in the busiest hour, 150 %"
    ]
    assert of_desks(two_counties(directory_desk=DIRECTORY)) == []
    # 70 bills of 3 min, 1.32 orders of 10 and 1.97 enquiries of 4 of 1,000 lines, and five minutes
    # more for one in ten: 267.7 min in ten hours; ten times that is 4.46 of two clerks.
    assert of_desks(two_counties(counters=COUNTERS)) == []
    many = two_counties(10_000, counters=COUNTERS)
    assert of_desks(many) == [
        "counters: more work than agents in the busiest hour of the last days of a month, in north "
        "223 %, south 223 %"
    ]


def test_trunk_groups_with_more_calls_than_circuits_cannot_hold() -> None:
    # 200 lines of 0.025 E, 65 % of it to the other exchange: 3.25 E on one circuit.
    def over(circuits: int) -> list[str]:
        trunks = [
            {"id": "EF", "starts_at": "E", "ends_at": "F", "circuits": 40},
            {"id": "FE", "starts_at": "F", "ends_at": "E", "circuits": circuits},
        ]
        return of_desks(two_counties(
            200, exchanges=[exchange("E"), exchange("F")], trunks=trunks, traffic=TRAFFIC,
        ))  # fmt: skip

    assert over(4) == []
    assert over(1) == [
        "trunk groups: more calls than circuits in the busy hour at the start, further tries "
        "counted, on FE 325 %"
    ]


def test_limits_shorter_than_the_trays_cannot_be_kept() -> None:
    # A paper lies half of 24 h in a tray: of a week's 168 hours the office has 48, so 3.43 of its
    # hours, and 20 min of work.
    office = system(assignment={"batch": "24 h"})

    def told(**more: Any) -> list[str]:
        return of_desks(two_counties(order_system=office, key_accounts={**ACCOUNTS, **more}))

    words = "key accounts: limits shorter than what a step takes on average when nobody waits, at "
    assert told() == [words + "assignment 3.8 h of 3.0 h"]
    assert told(clock="elapsed") == [words + "assignment 12 h of 3.0 h"]
    assert told(limits={"assignment": "4 h"}) == []
    channel = {"head_start": "30 days", "liaison": "30 days", "manager": "365 days"}
    assert told(channel=channel) == []


def slow(step: str, **more: Any) -> dict[str, Any]:
    return {"order_system": system(**{step: more}), "contacts": CONTACTS}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"fault_desk": {**FAULT_DESK, "call": "3 h"}},
         "fault_desk.call: 3 h on average, where a call takes from 5 s to 30 min"),
        ({"fault_desk": {**FAULT_DESK, "patience": "2 days"}},
         "fault_desk.patience: 2 days on average, where the patience of a caller takes from 5 s"),
        ({"directory_desk": {**DIRECTORY, "patience": "2 days"}}, "directory_desk.patience: 2 d"),
        ({"directory_desk": {**DIRECTORY, "rate": "3 calls per line per day"}},
         "directory_desk.rate: 3 calls per line per day, where directory enquiry takes"),
        ({"counters": {**COUNTERS, "orders": {**COUNTERS["orders"], "serve": "8 h"}}},
         "counters.orders.serve: 8 h on average, where the service of a customer takes"),
        (slow("assignment", batch="80 days"),
         "order_system.steps.assignment.batch: 80 days, where the time between two "
         "trays takes from at once to 14 days"),
        (slow("test", work="8 work h"), "order_system.steps.test.work: 8 h on average, where a"),
        ({"order_system": system(),
          "key_accounts": {**ACCOUNTS, "limits": {"assignment": "4 min"}}},
         "key_accounts.limits.assignment: 4 min, where a limit of a step takes from 30 min to 90"),
        ({"trunks": [{"id": "EF", "starts_at": "E", "ends_at": "F", "circuits": 40}],
          "traffic": {**TRAFFIC, "classes": {"plain": {"share": "100 %", "busy_hour": "0.9 E"}}}},
         "traffic.classes.plain.busy_hour: 0.9 E, where the traffic of a line in the busy hour "
         "takes from 0.001 to 0.3"),
        ({"complaints": {**COMPLAINTS, "climbs": {"after": "3 min"}}}, "complaints.climbs.after: "),
        ({"arrears": {**ARREARS, "pay_after": "800 days"}}, "arrears.pay_after: 800 days on aver"),
    ],
)  # fmt: skip
def test_values_far_from_what_they_mean_are_asked_about(said: Any, asked: str) -> None:
    found = check(two_counties(100, **said)).doubts
    assert len([line for line in found if line.startswith(asked)]) == 1, found


def test_plain_values_are_not_asked_about() -> None:
    scenario = two_counties(
        fault_desk=FAULT_DESK, directory_desk=DIRECTORY, counters=COUNTERS, contacts=CONTACTS,
        order_system=system(), key_accounts=ACCOUNTS, complaints=COMPLAINTS, arrears=ARREARS,
    )  # fmt: skip
    assert check(scenario).doubts == ()
