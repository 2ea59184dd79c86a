"""Towns with an office, for tests of the desks and of who watches them."""

from __future__ import annotations

from typing import Any

from telesim import kpi
from telesim.eventlog import EventLog
from telesim.scenario import Scenario
from telesim.workload.office import office_mark

WORK = {
    "acceptance": 15, "assignment": 20, "exchange": 10, "dispatch": 10, "test": 10, "billing": 10,
}  # fmt: skip


def system(**steps: Any) -> dict[str, Any]:
    """All six steps with one clerk each; ``steps`` says more of one, None leaves it out."""
    made: dict[str, Any] = {}
    for word, minutes in WORK.items():
        more = steps.get(word, {})
        if more is not None:
            made[word] = {"work": f"{minutes} work min", "staff": 1, **more}
    return {"calendar": "day", "steps": made, "source": "assumed"}


def key_that(step: int, *wrong: bool) -> int:
    """A key of an order that is wrong, or not, each time it leaves a step; at 50 %."""
    return next(
        key
        for key in range(10_000)
        if all((office_mark(key, step, n) < 500_000) == one for n, one in enumerate(wrong))
    )


def measured(scenario: Scenario, log: EventLog) -> dict[tuple[str, str], Any]:
    table = kpi.measure(scenario, log)
    return {(one.kpi, one.where): one for one in table.itertuples(index=False)}
