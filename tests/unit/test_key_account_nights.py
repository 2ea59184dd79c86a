"""The clock of a step's limit stands still while the office is closed."""

from __future__ import annotations

import pytest

from offices import system
from telesim.eventlog import Kind
from telesim.workload.office import key_account
from towns import MIN, at, order, rows, run, story, town

KEY = next(key for key in range(100) if key_account(key, 500_000))


@pytest.mark.parametrize(
    ("limit", "passes"), [("10 min", ["Tue 08:10 overdue"]), ("3 h", [])], ids=["short", "long"]
)
def test_a_limit_passes_in_the_opening_hours_alone(limit: str, passes: list[str]) -> None:
    # The office closes at 18:00; what comes at 19:00 is accepted on Tuesday, from 8:00 to 8:15.
    limits = {"share": "50 %", "limits": {"acceptance": limit}, "source": "assumed"}
    scenario = town(order_system=system(), key_accounts=limits)
    log = run(scenario, [order(at(1, "19:00"), key=KEY)])
    assert [line for line in story(log, 0) if line.endswith("overdue")] == passes
    late = [row["amount"] for row in rows(log, Kind.HANDED_LATE)]
    assert late == ([5 * MIN] if passes else [])
