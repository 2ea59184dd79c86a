"""Six and seven known repairs by earliest due date, with and without pre-emption, and by age.

Nothing is drawn: every job stands in the table ``planned_repairs``, at a cabinet of its own, which
tells whose promise a log's row is about. One unit of time is a day. Answers must be equal.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim import EventLog, Scenario
from telesim.units import DAY_MS
from verification.answers import Answer, Column, Sums
from verification.plans import Control, Family, Part, Simulated
from verification.rows import row
from verification.samples import Sojourn, Values, faults
from verification.writing import Size, Tree, cause, queue_town, text_of, work

_START = dt.date(2001, 1, 1)
#: Scenario -> its rows: greatest lateness, then mean time from release to completion.
_TOWNS: dict[str, tuple[str, str]] = {
    "one-crew-interrupted": ("ED-O01", "ED-O02"),
    "one-crew-by-date": ("ED-O03", "ED-O04"),
    "one-crew-by-age": ("ED-O05", "ED-O06"),
    "two-crews-interrupted": ("ED-O07", "ED-O08"),
    "two-crews-by-date": ("ED-O09", "ED-O10"),
    "two-crews-by-age": ("ED-O11", "ED-O12"),
}


@dataclass(frozen=True)
class Lateness:
    """From the promised instant to clearing, in days; negative = before it."""

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each job."""
        due = np.zeros(len(scenario.cabinets))
        for planned in scenario.planned_repairs:
            assert planned.due is not None
            # Promised by the end of the day.
            place = scenario.cabinet_number[planned.cabinet]
            due[place] = scenario.ms_of(planned.due) + DAY_MS
        jobs = faults(scenario, log)
        place_of = np.zeros(int(log.case.max(initial=0)) + 1, np.int64)
        of_case = log.case >= 0
        place_of[log.case[of_case]] = log.place[of_case]
        late = (jobs.cleared_ms - due[place_of[jobs.case]]) / DAY_MS
        return Values(jobs.copy, late, len(scenario.counties))


@dataclass(frozen=True)
class Exactly:
    """The greatest or the mean value, to the 12 digits of the reference; the same in all copies."""

    greatest: bool
    width: float = 0.0

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """The value of each copy."""
        found = [values[copy == one] for one in range(copies)]
        return np.array([[one.max() if self.greatest else one.mean()] for one in found])

    def answer(self, sums: Sums) -> Answer:
        """The value, known for certain when no copy differs."""
        digits = {float(f"{value:.12g}") for value in sums[:, 0]}
        return Answer(max(digits), 0.0 if len(digits) == 1 else 1.0, max(len(sums) - 1, 0))


def _day(number: int) -> str:
    return (_START + dt.timedelta(days=number)).isoformat()


def _policies(p: dict[str, Any]) -> Tree:
    if p["rule"] == "FCFS":
        return {"dispatch": {"rule": "oldest-first"}}
    found: Tree = {"dispatch": {"rule": "earliest-due"}}
    if p["preemptive"]:
        found["preemption"] = {"by": ["order"]}
    return found


def _text(name: str) -> str:
    rows = _TOWNS[name]
    p = row(rows[0]).parameters
    jobs = p["jobs_release_proc_due"]
    size = Size(60, 1, warm_up=0, follow_up=60, copies=2)
    lines = 100
    tree = queue_town(
        "edf_small",
        name,
        size,
        crews=p["servers"],
        faults={"repair": cause(0.0, work(24))},
        policies=_policies(p),
    )
    tree["exchanges"][0] |= {"lines": lines * len(jobs), "ports": lines * len(jobs)}
    (plain,) = tree["cabinets"]
    tree["cabinets"] = [{**plain, "id": f"C{n}"} for n in range(1, len(jobs) + 1)]
    tree["planned_repairs"] = [
        {"cabinet": f"C{n}", "cause": "repair", "on": _day(on), "work_h": 24 * days,
         "due": _day(due - 1)}
        for n, (on, days, due) in enumerate(jobs, start=1)
    ]  # fmt: skip
    head = f"{', '.join(rows)}: {len(jobs)} known repairs, {p['servers']} crews, " + (
        "oldest first" if p["rule"] == "FCFS" else "the earliest promise first"
    )
    return text_of(tree, f"{head}{', interrupting' * p['preemptive']}. One unit of time = one day.")


FAMILY = Family(
    "edf_small",
    plans={
        identity: Simulated(
            (
                Part(name, Lateness(), Exactly(True))
                if row(identity).quantity == "maximum lateness"
                else Part(name, Sojourn(DAY_MS), Exactly(False)),
            )
        )
        for name, rows in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("crews finish what they have begun", "ED-O07", {"policies.preemption": None}),
        Control("work begins anew", "ED-O02", {"policies.preemption.work": "restart"}),
        Control("the oldest first", "ED-O03", {"policies.dispatch.rule": "oldest-first"}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)
