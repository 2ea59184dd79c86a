"""One more line, another policy, another pay: every other job stays the same job."""

from __future__ import annotations

from typing import Any

import numpy as np

from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import INSTALL, Workload, draw
from telesim.workload.marks import bits
from towns import ALL_HOURS, cabinet, cable, cause, crew, exchange, town

SOURCE = {"source": "assumed"}
WORK = {"lognormal": {"mean": "1 work h", "cv": 0.8}}
MEANT: dict[str, Any] = {
    "window": "20 days",
    "follow_up": "20 days",
    "exchanges": [exchange("E", base_travel_min=20), exchange("F", base_travel_min=30)],
    "cabinets": [cabinet("a", "E", 200), cabinet("b", "E", 150), cabinet("c", "F", 200)],
    "teams": {
        "field": {
            "skills": {
                "repair": {"first_time_fix": "70 %"},
                "install": {},
                "move": {},
                "cable": {},
            },
            **SOURCE,
        }
    },
    "calendars": {"day": ALL_HOURS},
    "travel": {"variation": {"lognormal": {"mean": 1, "cv": 0.5}}, **SOURCE},
    "visits": {"no_access": {"repair": "12 %", "install": "6 %"}, "no_access_time": "12 work min",
               **SOURCE},
    "demand": {
        "install": {"rate": "20 orders per 100 lines per month", "work_prebuilt": WORK,
                    "work_build": WORK, "patience": {"exponential": {"mean": "9 days"}}, **SOURCE},
        "move": {"rate": "9 orders per 100 lines per month", "work": WORK, **SOURCE},
        "cease": {"rate": "3 orders per 100 lines per month", **SOURCE},
    },
    "faults": {
        "drop": cause(WORK, rate="40 events per 100 lines per month"),
        "cut": cable(rate="1 events per 100 lines per month", lines="9 lines"),
    },
    "repeats": {"share": "20 %", "within": "5 days", **SOURCE},
}  # fmt: skip


def keys_of(scenario: Scenario, workload: Workload, log: EventLog) -> dict[int, int]:
    """Case -> key, followed through repeats."""
    known = np.concatenate([workload.orders.key, workload.faults.key]).tolist()
    keys = {case: known[case] for case in set(log.case.tolist()) if 0 <= case < len(known)}
    for row in np.flatnonzero(log.kind == Kind.REPEAT_OF):
        # A repeat's key is a mark of the case it repeats (purpose 6, generation 0).
        keys[int(log.case[row])] = bits(keys[int(log.amount[row])], 6, 0)
    return keys


def lives(scenario: Scenario, *, timed: bool = True) -> dict[int, list[tuple[int, ...]]]:
    """Key -> its rows: kind, place, reason and amount, and the time if wanted."""
    workload = draw(scenario, 5, 0)
    log = simulate(scenario, workload)
    keys = keys_of(scenario, workload, log)
    found: dict[int, list[tuple[int, ...]]] = {}
    for n in range(len(log)):
        case = int(log.case[n])
        if case >= 0:
            time = int(log.time_ms[n]) if timed else 0
            amount = int(log.amount[n]) if log.kind[n] != Kind.REPEAT_OF else 0
            life = (time, int(log.kind[n]), int(log.place[n]), int(log.reason[n]), amount)
            found.setdefault(keys[case], []).append(life)
    return found


def test_one_extra_line_disturbs_nobody() -> None:
    # Crews and capacity for all, so that jobs meet each other only through chance.
    plenty = {**MEANT, "crews": [crew(count=300)]}
    plain = lives(town(**plenty))
    more_cabinets = [cabinet("a", "E", 200), cabinet("b", "E", 151), cabinet("c", "F", 200)]
    more = lives(town(**{**plenty, "cabinets": more_cabinets}))
    assert len(plain) > 200
    # Lives equal to the millisecond, and a few cases of the new line beside them.
    assert [key for key in plain if plain[key] != more.get(key)] == []
    assert len(more) > len(plain)


def jobs(scenario: Scenario) -> dict[int, dict[str, Any]]:
    """Key -> what chance decided of each job that was visited first by anybody."""
    workload = draw(scenario, 5, 0)
    log = simulate(scenario, workload)
    keys = keys_of(scenario, workload, log)
    found: dict[int, dict[str, Any]] = {}
    for n in range(len(log)):
        case, kind = int(log.case[n]), Kind(int(log.kind[n]))
        if case < 0:
            continue
        one = found.setdefault(keys[case], {"outcomes": []})
        if kind in (Kind.ORDER, Kind.FAULT):
            one["began"] = (kind, int(log.time_ms[n]), int(log.place[n]), int(log.amount[n]))
            one["repeat"] = case >= len(workload.orders.key) + len(workload.faults.key)
        elif kind == Kind.DISPATCHED:
            one.setdefault("travel", []).append(int(log.amount[n]))
        elif kind in (Kind.NO_ACCESS, Kind.UNFINISHED, Kind.CLEARED, Kind.IN_SERVICE):
            one["outcomes"].append((kind, int(log.amount[n])))
    return found


def paced(outcomes: list[tuple[Kind, int]], pace: float) -> list[tuple[Kind, int]]:
    return [(k, t if k == Kind.NO_ACCESS else round(t * pace)) for k, t in outcomes]


def test_another_policy_and_another_pay_meet_the_same_jobs() -> None:
    few = {**MEANT, "crews": [crew(count=12)]}
    base = jobs(town(**few))
    compared = 0
    for policies, pace in (
        ({"dispatch": {"rule": "repair-first"}}, 1.0),
        ({"dispatch": {"rule": "nearest"}}, 1.0),
        ({"shift_end": {"repair": "finish"}, "promises": {"repair": "24 h"}}, 1.0),
        ({"pay": {"scheme": "equal", "pace": 0.5}}, 0.5),
        ({"pay": {"scheme": "piece", "redo": {"repair": 1.5}}}, 1.0),
        (
            {
                "pay": {
                    "scheme": "equal",
                    "pace": 1,
                    "forgotten": {"share": "20 %", "wait": {"exponential": {"mean": "1 days"}}},
                    "skipped_tests": {"share": "20 %", "untested_repeats": 2},
                }
            },
            1.0,
        ),
        (
            {
                "pay": {
                    "scheme": "contract",
                    "preventive": {
                        "hours_per_line": "0.5 work h",
                        "effect": "30 %",
                        "lasts": "9 days",
                        "causes": ["drop"],
                    },
                }
            },
            1.0,
        ),
    ):
        other = jobs(town(**few, policies=policies))
        for key in base.keys() & other.keys():
            one, two = base[key], other[key]
            if not one["repeat"]:
                # How many neighbours a cut finds working depends on what was repaired before.
                cut = one["began"][0] == Kind.FAULT and one["began"][3] > 1
                assert cut or one["began"] == two["began"]
            visits = min(len(one["outcomes"]), len(two["outcomes"]))
            assert one.get("travel", [])[:visits] == two.get("travel", [])[:visits]
            if one["began"][0] == Kind.ORDER or one["began"][3] == two["began"][3] == 1:
                mine = paced(one["outcomes"][:visits], 1.0)
                theirs = paced(two["outcomes"][:visits], pace)
                assert [k for k, _ in mine] == [k for k, _ in theirs]
                assert all(abs(a - b) <= 1 for (_, a), (_, b) in zip(mine, theirs, strict=True))
                compared += visits > 1
    # Second visits are compared as well, which no column of the workload holds.
    assert compared > 100


def test_a_reform_of_rates_keeps_the_jobs_that_happen_under_both() -> None:
    plenty = {**MEANT, "crews": [crew(count=300)]}
    plain = lives(town(**plenty))
    more_faults = {**MEANT["faults"], "drop": cause(WORK, rate="55 events per 100 lines per month")}
    more = lives(town(**{**plenty, "faults": more_faults}))
    installs = [
        key for key in plain if plain[key][0][1] == Kind.ORDER and plain[key][0][3] == INSTALL
    ]
    assert len(installs) > 50
    assert all(plain[key] == more[key] for key in installs)
    assert len(more) > len(plain)
    both = [key for key in plain if plain[key][0][1] == Kind.FAULT and key in more]
    assert len(both) > 0.8 * sum(plain[key][0][1] == Kind.FAULT for key in plain)
