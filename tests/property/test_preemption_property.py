"""Whatever calls crews away, in a town where everything comes at once: it ends, and adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from crowded_town import (
    ACCOUNTS,
    APPOINTMENTS,
    COMPLAINTS,
    OFFICE,
    PULL_OFF,
    ROTA,
    SOON,
    crowded,
    on_the_grid,
)
from telesim import conservation
from telesim.eventlog import Kind
from telesim.simulation import simulate
from telesim.workload import draw

REASONS = ("urgent", "key-accounts", "class", "order")
#: Rules that order jobs by themselves; the first two have no classes.
RULES = ("oldest-first", "earliest-due", "repair-first", "install-first", "group-then-age")


@st.composite
def policies(draw_: st.DrawFn) -> dict[str, Any]:
    rule = draw_(st.sampled_from(RULES))
    reasons = [word for word in REASONS if word != "class" or rule not in RULES[:2]]
    others = {
        "office": OFFICE,
        "accounts": ACCOUNTS,
        "care": {"complaints": COMPLAINTS, "calendars": ROTA},
    }
    if draw_(st.booleans()):
        reasons, others = reasons[2:], {}
    by = draw_(st.lists(st.sampled_from(reasons), min_size=1, unique=True))
    return {
        **others,
        "few_crews": True,
        "dispatch": {"rule": rule},
        "promises": SOON,
        "preemption": {
            "by": by,
            "work": draw_(st.sampled_from(["resume", "restart", "resample"])),
            "jobs": draw_(st.sampled_from([["install", "move", "repair"], ["repair"]])),
        },
        "pull_off": draw_(st.sampled_from([None, PULL_OFF])),
        "appointments": draw_(st.sampled_from([None, APPOINTMENTS])),
        "shift_end": draw_(st.sampled_from([{}, {"repair": "no-start", "install": "overtime"}])),
    }


def without_nothing(given_: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given_.items() if value is not None}


@settings(max_examples=15)
@given(policies(), st.integers(1, 3))
def test_crews_are_called_away_a_while_and_nothing_is_lost(
    said: dict[str, Any], replication: int
) -> None:
    scenario = crowded(**without_nothing(said))
    log = simulate(scenario, on_the_grid(draw(scenario, replication, 0)))
    conservation.check(scenario, log)
    called = np.flatnonzero(log.kind == Kind.INTERRUPTED)
    event(f"crews called away: {called.size > 0}")
    # A crew goes from one job to a better one: it is called away once for each job at most.
    times = np.stack([log.time_ms[called], log.crew[called], log.case[called]])
    assert np.unique(times, axis=1).shape[1] == called.size


def test_crews_are_called_away_indeed() -> None:
    by = ["urgent", "key-accounts", "class", "order"]
    said = {"office": OFFICE, "accounts": ACCOUNTS, "promises": SOON,
            "care": {"complaints": COMPLAINTS, "calendars": ROTA}, "few_crews": True}  # fmt: skip
    called = []
    for rule in RULES[2:]:
        scenario = crowded(**said, dispatch={"rule": rule}, preemption={"by": by})
        log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
        called.append(int((log.kind == Kind.INTERRUPTED).sum()))
    assert min(called) > 20
