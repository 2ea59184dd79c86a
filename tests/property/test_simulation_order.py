"""The order inside one instant is the model's own: shuffling the event queue changes nothing.

Everything in these towns happens on a grid of half hours, so that instants are crowded: visits
end, lines come back, capacity opens, orders arrive and customers give up together.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from simpy import Environment

from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation import Simulation, agenda, simulate
from telesim.workload import NEVER_MS, Workload, draw
from telesim.workload.turnover import Turnover
from towns import (
    ALL_HOURS,
    DAY,
    DAY_HOURS,
    MIN,
    cabinet,
    cable,
    cause,
    crew,
    exchange,
    tree,
    with_phases,
)

GRID_MS = 30 * MIN
SEEDS = range(6)


def crowded_tree(
    boxes: Any = None,
    reconnect: Any = None,
    plant: bool = False,
    early: Any = None,
    induced: Any = None,
    frame: Any = None,
    gangs: Any = None,
    storms: Any = None,
    diagnosis: Any = None,
    fault_desk: Any = None,
    directory_desk: Any = None,
    counters: Any = None,
    office: Any = None,
    accounts: Any = None,
    contacts: Any = None,
    care: Any = None,
    market: Any = None,
    trunks: Any = None,
    training: Any = None,
    supervision: Any = None,
    **policies: Any,
) -> dict[str, Any]:
    rate = "30 events per 100 lines per month"
    source = {"source": "assumed"}
    many = {"patience": {"exponential": {"mean": "5 days"}}, **source}
    demand = {
        "install": {
            "rate": "120 orders per 100 lines per month",
            "work_prebuilt": "1 work h",
            "work_build": "2 work h",
            "reconnect": reconnect,
            "early_life": early,
            **many,
        },
        "move": {"rate": "40 orders per 100 lines per month", "work": "1 work h", **many},
        "cease": {"rate": "35 orders per 100 lines per month", **source},
    }
    splicing = {
        "locate": "1 work h",
        "pairs_per_hour": 1,
        "material_share": "40 %",
        "material_wait": {"uniform": {"low": "0 h", "high": "40 h"}},
    }
    return tree(
        window="8 days",
        follow_up="6 days",
        exchanges=[
            exchange("N1", ports=310, base_travel_min=0),
            exchange("N2", ports=170, base_travel_min=30, local_travel_min=0),
            exchange("S1", county="south", ports=175, base_travel_min=30),
        ],
        cabinets=[
            cabinet("a", "N1", 150, feeder_pairs=160, distribution_pairs=158, feeder_id="f",
                    duct="N1-d" if gangs else None),
            cabinet("b", "N1", 130, feeder_pairs=138, distribution_pairs=None if plant else 140,
                    prebuilt_pct=50, feeder_id="f", direct=plant,
                    duct="N1-d" if gangs else None),
            cabinet("c", "N2", 160, feeder_pairs=180, distribution_pairs=170),
            cabinet("d", "S1", 160, feeder_pairs=170, distribution_pairs=200),
        ],
        crews=[
            crew("both", "field", base="N1", covers="all", count=9),
            crew("north", "repairers", base="N2", covers="county:north", count=5),
            crew("fitters", "installers", base="S1", covers="all", local_base="N2", count=4),
            crew("gang", "gang", base="N1", covers="all", members=2, count=2),
        ],
        teams={
            "field": {"skills": {"repair": {}, "install": {}, "move": {}}, **source},
            "repairers": {"skills": {"repair": {"first_time_fix": "70 %"}}, **source},
            "installers": {"skills": {"install": {}, "move": {"speed": 0.5}}, **source},
            "gang": {"skills": {"cable": {}}, **source},
        },
        visits={
            "no_access": {"repair": "15 %", "install": "10 %"},
            "no_access_time": "30 work min",
            **source,
        },
        demand=demand,
        faults={
            "drop": cause(rate=rate, report_delay={"uniform": {"low": "0 h", "high": "3 h"}},
                          cable="distribution", pair_swap={"work": "30 work min"}),
            "plug": cause(rate="9 events per 100 lines per month", cleared_remotely="50 %",
                          pattern="weather" if storms else None),
            "cut": cable(rate="6 events per 100 lines per month", lines="9 lines",
                         cable="feeder" if plant else None,
                         pair_swap={"work": "30 work min"} if plant else None,
                         reporting_share="40 %", splicing=splicing),
        },
        repeats={"share": "30 %", "within": "4 days", **source},
        expansions={
            "ports": {"what": "ports", "at_fill": "96 %", "add": 12, "lead_time": "2 days",
                      **source},
            "feeder": {"what": "feeder", "at_fill": "95 %", "add": 12, "lead_time": "0 h",
                       **source},
            "pairs": {"what": "distribution", "on": "2001-01-04", "every": "3 days",
                      "stagger": "12 h", "add_share": "5 %", "lead_time": "1 day", **source},
            "drops": {"what": "drops", "on": "2001-01-03", "raise_to": "60 %",
                      "lead_time": "1 day", **source},
            # a and b hang on one feeder: what both get on a day goes into one bore.
            **({"programme": {"what": "feeder", "on": "2001-01-02", "every": "2 days", "add": 3,
                              "lead_time": "12 h", **source}} if gangs else {}),
        },
        projects=[
            {"id": "p1", "place": "a", "what": "distribution", "amount": 12, "opens": "2001-01-05"},
            {"id": "p2", "place": "N1", "what": "ports", "amount": 15, "opens": "2001-01-05"},
        ],
        waiting=[{"cabinet": "a", "orders": 40, "mean_age_days": 4}],
        initial={"open_faults_days": 0.5, **source},
        policies={"dispatch": {"rule": "group-then-age"}, **policies},
        boxes=boxes,
        power={"failures": "9 events per exchange per month", "lasts": "5 h",
               "share_of_lines": {"uniform": {"low": "0 %", "high": "100 %"}},
               **source} if plant else None,
        patterns={"weather": {"storms": storms, **source}} if storms else {},
        work_induced=induced,
        main_frame=frame,
        diagnosis=diagnosis,
        fault_desk=fault_desk,
        directory_desk=directory_desk,
        counters=counters,
        order_system=office,
        key_accounts=accounts,
        contacts=contacts,
        training=training,
        supervision=supervision,
        **(gangs or {}),
        **(care or {}),
        **(market or {}),
        **(trunks or {}),
    )  # fmt: skip


def crowded(**policies: Any) -> Scenario:
    """A crowded town in which a reform begins at a crowded midnight and one at a crowded noon."""
    base = Scenario.model_validate(crowded_tree(**policies))
    later = crowded_tree(**policies)
    later["policies"] = {
        **later["policies"],
        "base": "local",
        "pay": {"scheme": "piece", "pace": 2.0},
    }
    later["teams"]["repairers"]["skills"]["install"] = {}
    reform = Scenario.model_validate(later)
    return with_phases(base, (5 * DAY, ("north",), reform), (7 * DAY + 16 * GRID_MS, (), reform))


def on_the_grid(workload: Workload) -> Workload:
    """The same rows with every time and duration a multiple of the grid."""

    def coarse(values: Any) -> Any:
        return np.where(values == NEVER_MS, values, values // GRID_MS * GRID_MS)

    orders, faults, unpaid = workload.orders, workload.faults, workload.suspensions
    phones = workload.payphones
    return replace(
        workload,
        orders=replace(
            orders, time_ms=coarse(orders.time_ms), gives_up_ms=coarse(orders.gives_up_ms)
        ),
        faults=replace(
            faults,
            time_ms=coarse(faults.time_ms),
            report_delay_ms=coarse(faults.report_delay_ms),
            material_wait_ms=coarse(faults.material_wait_ms),
        ),
        power=replace(workload.power, time_ms=coarse(workload.power.time_ms)),
        directory=replace(workload.directory, time_ms=coarse(workload.directory.time_ms)),
        counters=replace(workload.counters, time_ms=coarse(workload.counters.time_ms)),
        suspensions=replace(
            unpaid, owes_ms=coarse(unpaid.owes_ms), time_ms=coarse(unpaid.time_ms),
            pays_ms=coarse(unpaid.pays_ms),
            found_ms=coarse(unpaid.found_ms), takes_ms=coarse(unpaid.takes_ms),
        ),
        payphones=replace(
            phones, time_ms=coarse(phones.time_ms), report_ms=coarse(phones.report_ms),
            work_ms=coarse(phones.work_ms) + GRID_MS,
        ),
    )  # fmt: skip


class Shuffled(Environment):
    """SimPy in which simultaneous events of one priority come in random order."""

    def __init__(self, seed: int) -> None:
        super().__init__(initial_time=0)
        toss = random.Random(seed).random
        self._eid = ((toss(), n) for n in itertools.count())  # type: ignore[assignment]


def run_in(scenario: Scenario, workload: Workload, env: Environment) -> EventLog:
    return Simulation(scenario, workload, environment=env).run()


#: Gangs that build as well, a duct that fills up and is dug, and pairs that come back.
GANGS: dict[str, Any] = {
    "works": {"pairs_per_gang_day": 24, "gang_day": "8 work h", "gang_size": 2,
              "least_visit": "30 work min", "source": "assumed"},
    "ducts": [{"id": "N1-d", "exchange": "N1", "bores": 2, "used": 1}],
    "duct_projects": {"lead_time": "1 day", "bores": 1, "digging_gang_days": 0.25,
                      "unit_cost": "50 CNY per bore", "source": "assumed"},
    "pair_recovery": {"pairs_per_gang_day": 16, "at_fill": "90 %", "least_defective": 2,
                      "most_per_project": 6, "source": "assumed"},
}  # fmt: skip

APPOINTMENTS = {
    "windows": ["08:00-12:00", "14:00-18:00"],
    "fill": "60 %",
    "jobs": {
        "install": {"notice": "12 h", "no_access": "5 %"},
        "move": {"notice": "0 h", "no_access": "0 %"},
        "repair": {"notice": "2 h", "no_access": "10 %"},
    },
    "source": "assumed",
}
PULL_OFF = {
    "teams": ["installers"],
    "above": "15 h",
    "below": "11 h",
    "intake_over": "2 days",
    "speed": 0.5,
    "first_time_fix": "75 %",
    "source": "assumed",
}
#: Most lines are suspended within the days of the run, and half of the notices are lost.
ARREARS: dict[str, Any] = {
    "rate": "150 events per 100 lines per month",
    "suspended_after": "36 h",
    "pay": "80 %",
    "pay_after": {"uniform": {"low": "0 h", "high": "40 h"}},
    "agents": 2,
    "given_up_after": "30 h",
    "notices": {"sent": "batch", "batch_at": "16:00", "lost": "50 %",
                "takes": {"uniform": {"low": "0 h", "high": "4 h"}},
                "found_after": {"uniform": {"low": "0 h", "high": "30 h"}}},
    "source": "assumed",
}  # fmt: skip
PAYPHONES: dict[str, Any] = {
    "share_of_lines": "20 %",
    "faults": "300 events per 100 lines per month",
    "reports": {"share": "60 %", "after": {"uniform": {"low": "0 h", "high": "12 h"}}},
    "patrol": {"every": "2 days", "at": "08:00"},
    "repair": {"by": "county", "crews": 3, "calendar": "rota",
               "work": {"uniform": {"low": "10 work min", "high": "90 work min"}}},
    "source": "assumed",
}  # fmt: skip
COMPLAINTS: dict[str, Any] = {
    "hazard": {"per_day_overdue": {"repair": "100 %", "cable": "100 %", "install": "100 %",
                                   "move": "100 %"},
               "broken_promise": "300 %", "repeat": "50 %"},
    "desk": {"hours": "08:00-18:00", "positions": 1, "logged": "60 %",
             "handling": {"uniform": {"low": "10 min", "high": "90 min"}},
             "patience": {"exponential": {"mean": "1 h"}}},
    "head": {"reads": "30 work min", "calendar": "day"},
    "climbs": {"after": "12 h", "share": "70 %"},
    "supervised": True,
    "hotlines": True,
    "source": "assumed",
}  # fmt: skip
#: Crews of which some come back on duty as the others leave.
ROTA = {"day": DAY_HOURS, "always": ALL_HOURS,
        "rota": {**DAY_HOURS, "rotation": "1 of 2", "absence": "10 %"}}  # fmt: skip
SOON = {"repair": "4 h", "cable": "4 h", "install": "8 h", "move": "8 h"}
#: Courses that begin and end at midnights at which reforms begin.
TRAINING: dict[str, Any] = {
    "roles": {"repair": {"starts_at": 0.2}, "desk": {"starts_at": 0.9, "heads": 3}},
    "days": 1,
    "programmes": {
        "all": {"roles": ["repair", "desk"], "begins": "2001-01-02", "every": "3 days", "to": 0.8,
                "at_once": "100 %"},
    },
    "source": "assumed",
}  # fmt: skip
#: Looks that fall on the instants of what they look at, and more of them than inspectors have time.
SUPERVISION: dict[str, Any] = {
    "sample": "80 %", "detection": "80 %", "after": "12 h", "teams": ["field", "repairers"],
    "one_day_in": 4, "looks_per_day": 5, "deduction": "5 CNY", "slips_left": "80 %",
    "source": "assumed",
}  # fmt: skip
#: Circuits that are ordered and open at midnights at which reforms begin.
TRUNKS: dict[str, Any] = {
    "trunks": [
        {"id": "12", "starts_at": "N1", "ends_at": "N2", "circuits": 4},
        {"id": "21", "starts_at": "N2", "ends_at": "N1", "circuits": 4},
    ],
    "circuits": [
        {"id": f"p{n}", "group": group, "circuits": 2, "ordered": "2001-01-03", "lead_days": 3,
         "cost": 100}
        for n, group in enumerate(("12", "21", "12"))
    ],
    "traffic": {"classes": {"all": {"share": "100 %", "busy_hour": "0.03 E"}},
                "own_exchange": "40 %", "other_local": "60 %", "long_distance": "0 %",
                "source": "assumed"},
}  # fmt: skip
DIAGNOSIS = {"right": "60 %", "look": "30 work min", "source": "assumed"}
#: Calls that last and wait for whole steps of the grid, and more of them than one can answer.
FAULT_DESK = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-12:00": 1, "12:00-18:00": 2}},
    "call": "30 min",
    "patience": "1 h",
    "again": {"soon": "60 %", "within": "1 ms", "later": "08:00-18:00"},
    "further_reports_within": "1 ms",
    "enquiries": {"after": "6 h", "every": "6 h", "share": "50 %"},
    "line_test": "30 min",
    "put_together_within": "4 h",
    "source": "assumed",
}
#: Desks of sample days, crowded as well: all who come at one instant of the grid.
DIRECTORY_DESK = {
    "hours": {"mon-sun": "00:00-24:00"},
    "agents": {"mon-sun": {"00:00-12:00": 1, "12:00-24:00": 2}},
    "rate": "0.3 calls per line per day",
    "call": "30 min",
    "patience": "1 h",
    "again": {"share": "60 %", "within": "1 ms"},
    "sample_days": 3,
    "source": "assumed",
}
COUNTERS = {
    "hours": {"mon-sat": "08:00-18:00"},
    "agents": {"mon-sat": {"08:00-12:00": 1, "12:00-18:00": 2}},
    "bills": {"in_person": "70 %", "at_month_end": "50 %", "last_days": 5, "serve": "30 min"},
    "orders": {"rate": "9 visits per 100 lines per month", "serve": "1 h"},
    "enquiries": {"rate": "9 visits per 100 lines per month", "serve": "30 min"},
    "by_hour": {"08-20": "100 %"},
    "patience": "2 h",
    "errors": "20 %",
    "correction": "30 min",
    "sample_days": {"month_end": 3, "other": 4},
    "source": "assumed",
}


#: Desks of which most need half an hour or an hour, and papers that come together in the night.
def _desk(staff: int, **more: Any) -> dict[str, Any]:
    return {"work": "30 work min", "staff": {"*": staff, "south": 2}, **more}


OFFICE = {
    "calendar": "day",
    "steps": {
        "acceptance": _desk(12, batch="8 h", wrong="20 %", found_at="dispatch"),
        "assignment": _desk(12, batch="1 h", wrong="10 %", found_at="exchange"),
        "exchange": _desk(10, wrong="10 %", found_at="test"),
        "dispatch": _desk(10, work="1 work h"),
        "test": _desk(4),
        "billing": _desk(4, batch="5 h"),
    },
    "source": "assumed",
}
ACCOUNTS = {
    "share": "30 %",
    "limits": {"acceptance": "30 min", "exchange": "1 h", "field": "2 h"},
    "channel": {"head_start": "2 days", "liaison": "2 days", "manager": "5 days"},
    "source": "assumed",
}
CONTACTS = {
    "transfers": "40 %",
    "hand_off": "30 work min",
    "asks_after": "1 day",
    "question": "30 work min",
    "source": "assumed",
}
#: Counters that look into records that are often wrong, agents, and coverage that is published.
SCREENING: dict[str, Any] = {
    "acceptance": "records",
    "wrong": "20 %",
    "look": "30 work min",
    "records": {"unrecorded": "40 %", "error_at_start": "5 %", "audit_every": "4 days"},
    "registered": {"patience": {"exponential": {"mean": "3 days"}}, "told_every": "12 h"},
    "published": {"every": "1 day", "readers": "30 %"},
    "agents": {"share": "30 %", "wrong": "20 %", "commission": "5 CNY"},
    "source": "assumed",
}
#: Two cabinets of one exchange that lend each other pairs.
REROUTING: dict[str, Any] = {
    "neighbours": [
        {"cabinet": "a", "neighbour": "b", "m": 300, "max_pairs": 6},
        {"cabinet": "b", "neighbour": "a", "m": 300, "max_pairs": 4},
    ],
    "rerouting": {
        "at_most": "400 m",
        "below_fill": "100 %",
        "takes": "6 h",
        "looked_every": "30 min",
        "extra_work": "30 work min",
        "back_work": "30 work min",
        "faults": 40,
        "cause": "plug",
        "source": "assumed",
    },
}
#: A campaign of two days, wherever there is room by then.
CAMPAIGN: dict[str, Any] = {
    "opens": "2001-01-02",
    "closes": "2001-01-07",
    "lasting": "2 days",
    "timing": "with-capacity",
    "reach": "50 %",
    "response": 3,
    "over": "3 days",
    "discount": "5 CNY",
    "served": "60 %",
    "looked_every": "12 h",
    "source": "assumed",
}
POLICIES: dict[str, dict[str, Any]] = {
    "desks on sample days": {"directory_desk": DIRECTORY_DESK, "counters": COUNTERS},
    "reports as calls": {
        "fault_desk": {**FAULT_DESK, "again": {**FAULT_DESK["again"], "soon": "0 %"}},
        "diagnosis": {**DIAGNOSIS, "right": "20 %"},
    },
    "further reports as tickets": {
        "fault_desk": {
            **{k: v for k, v in FAULT_DESK.items() if k != "put_together_within"},
            "again": {**FAULT_DESK["again"], "soon": "0 %"},
            "line_test": "0 h",
            "duplicate_tickets": 5,
        },
        "diagnosis": {**DIAGNOSIS, "right": "20 %"},
    },
    "reports as calls of which four are wanted": {
        "fault_desk": {
            **FAULT_DESK,
            "again": {**FAULT_DESK["again"], "soon": "0 %"},
            "line_test": "0 h",
            "put_together_within": "2 h",
        },
        "diagnosis": {**DIAGNOSIS, "right": "20 %", "sure_from_reports": 4},
    },
    "reports as calls of an impatient town": {
        "fault_desk": {
            **FAULT_DESK,
            "patience": "30 min",
            "line_test": "0 h",
            "again": {**FAULT_DESK["again"], "soon": "0 %"},
        },
        "pay": {"scheme": "equal", "pace": 1, "forgotten": {"share": "20 %", "wait": "12 h"}},
        "appointments": APPOINTMENTS,
        "pull_off": PULL_OFF,
    },
    "an office": {"office": OFFICE, "dispatch": {"rule": "nearest"}},
    "first contact": {
        "office": OFFICE,
        "contacts": {**CONTACTS, "owner_answers": True},
        "accounts": ACCOUNTS,
    },
    "passed on": {"office": OFFICE, "contacts": CONTACTS},
    "an office on courses": {
        "office": OFFICE,
        "accounts": ACCOUNTS,
        "training": {
            **TRAINING,
            "roles": {"acceptance": {"starts_at": 0.2}, "assignment": {"starts_at": 0.2}},
            "programmes": {
                "all": {
                    **TRAINING["programmes"]["all"],
                    "roles": ["acceptance", "assignment"],
                    "at_once": "40 %",
                },
            },
        },
    },
    "key accounts": {"office": OFFICE, "accounts": ACCOUNTS},
    "key accounts with all that stands around them": {
        "office": OFFICE,
        "accounts": {**ACCOUNTS, "clock": "elapsed"},
        "appointments": {**APPOINTMENTS, "jobs": {"move": {"no_access": "5 %"}}},
        "pull_off": PULL_OFF,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "pay": {"scheme": "piece", "near_and_easy": {"hour_of_waiting_is_worth": "5 min"}},
    },
    "an office with jumpers, appointments and lines that stand": {
        "office": OFFICE,
        "reconnect": {"share": "30 %", "takes": "1 h"},
        "appointments": APPOINTMENTS,
        "early": {"share": "30 %", "within": "1 ms", "cause": "drop"},
        "induced": {"share": "30 %", "within": "1 ms", "cause": "drop", "source": "assumed"},
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "pay": {
            "scheme": "equal",
            "pace": 1,
            "skipped_tests": {"share": "30 %", "untested_repeats": 2},
        },
    },
    "group-then-age": {},
    "nearest": {"dispatch": {"rule": "nearest", "hour_of_waiting_is_worth": "0 h"}},
    "overtime": {
        "dispatch": {"rule": "repair-first"},
        "shift_end": {"repair": {"policy": "overtime", "up_to": "1 h"}, "cable": "finish"},
    },
    "gangs-reserve": {
        "gangs": GANGS,
        "works": {"policy": "reserve", "share": "50 %"},
        "shift_end": {"cable": {"policy": "round-the-clock", "lines_at_least": 9}},
    },
    "gangs-nearest": {
        "gangs": GANGS,
        "works": "construction-first",
        "dispatch": {"rule": "nearest", "hour_of_waiting_is_worth": "0 h"},
    },
    "trunks": {"trunks": TRUNKS},
    "supervision": {
        "supervision": SUPERVISION,
        "training": TRAINING,
        "pay": {
            "scheme": "contract",
            "fee": "1 CNY per line per month",
            "deductions": {"unrepaired": "9 CNY"},
            "unrepaired": {"share": "40 %", "comes_back": "24 h"},
            "inspection": {"share": "60 %", "after": "12 h"},
        },
    },
    "supervision under equal pay": {
        "supervision": SUPERVISION,
        "pay": {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "30 %"}},
    },
    "training": {
        "training": TRAINING,
        "appointments": APPOINTMENTS,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "pay": {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "30 %"}},
    },
    "boxes": {"boxes": {"correlation": "2 %", "source": "assumed"}},
    "reconnections": {"reconnect": {"share": "60 %", "takes": "1 h"}},
    "equal pay": {
        "pay": {
            "scheme": "equal",
            "pace": 1,
            "forgotten": {"share": "20 %", "wait": "12 h"},
            "skipped_tests": {"share": "30 %", "untested_repeats": 2},
        }
    },
    "contract": {
        "pay": {
            "scheme": "contract",
            "fee": "1 CNY per line per month",
            "deductions": {"unrepaired": "9 CNY"},
            "preventive": {
                "hours_per_line": "0.5 work h",
                "effect": "40 %",
                "lasts": "2 days",
                "causes": ["drop", "plug"],
            },
            "unrepaired": {"share": "30 %", "comes_back": "24 h"},
            "inspection": {"share": "60 %", "after": "12 h"},
        }
    },
    "storms": {"storms": {"days_per_year": 200, "months": ["jan"], "factor": 3}},
    "piece": {
        "dispatch": {"rule": "repair-first"},
        "pay": {"scheme": "piece", "near_and_easy": {"hour_of_waiting_is_worth": "0 h"}},
    },
    "piece with promises, territories and pull-off": {
        "appointments": APPOINTMENTS,
        "pull_off": PULL_OFF,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "pay": {"scheme": "piece", "near_and_easy": {"hour_of_waiting_is_worth": "5 min"}},
        "shift_end": {"install": "no-start"},
    },
    "near-and-easy": {"dispatch": {"rule": "near-and-easy"}},
    "plant": {"plant": True, "boxes": {"correlation": "2 %", "source": "assumed"}},
    # What is made by work that ended on the grid happens together, a thousandth later.
    "made faults and jumpers": {
        "dispatch": {"rule": "repair-first"},
        "early": {"share": "30 %", "within": "1 ms", "cause": "drop"},
        "induced": {"share": "30 %", "within": "1 ms", "cause": "drop", "source": "assumed"},
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
    },
    "territory": {
        "territory": {"lending": "none", "skills": ["repair", "install", "move"]},
    },
    "lending": {
        "dispatch": {"rule": "repair-first"},
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "shift_end": {"repair": "no-start", "install": "no-start"},
    },
    "lending-by-pairs": {
        "dispatch": {"rule": "reserve", "install_days": 2, "of_days": 5},
        "territory": {"lending": "idle", "skills": ["repair", "install"]},
    },
    "age-weighted": {"dispatch": {"rule": "age-weighted"}},
    "appointments": {"appointments": APPOINTMENTS, "shift_end": {"install": "no-start"}},
    "appointments by the rule": {
        "appointments": {**APPOINTMENTS, "precedence": "dispatch-rule"},
        "dispatch": {"rule": "repair-first"},
    },
    "appointments after jumpers": {
        "appointments": APPOINTMENTS,
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "induced": {"share": "30 %", "within": "1 ms", "cause": "drop", "source": "assumed"},
        "pay": {"scheme": "equal", "pace": 1, "forgotten": {"share": "20 %", "wait": "12 h"}},
    },
    "promises and pull-off with territories": {
        "appointments": APPOINTMENTS,
        "pull_off": PULL_OFF,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "shift_end": {"install": "no-start"},
    },
    "pull-off": {"pull_off": PULL_OFF},
    "pulled off in spite of appointments": {
        "dispatch": {"rule": "nearest"},
        "appointments": {**APPOINTMENTS, "jobs": {"install": {"no_access": "5 %"}}},
        "pull_off": PULL_OFF,
    },
    "wrong trades": {"diagnosis": DIAGNOSIS, "dispatch": {"rule": "repair-first"}},
    "wrong trades with all that stands around them": {
        "diagnosis": DIAGNOSIS,
        "appointments": APPOINTMENTS,
        "pull_off": PULL_OFF,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "pay": {"scheme": "equal", "pace": 1, "forgotten": {"share": "20 %", "wait": "12 h"}},
        "shift_end": {"repair": "no-start", "cable": "suspend"},
    },
    "arrears": {"care": {"arrears": ARREARS}, "plant": True},
    "arrears without a batch": {
        "care": {
            "arrears": {**ARREARS, "notices": {**ARREARS["notices"], "sent": "at-once"}},
        },
        "dispatch": {"rule": "repair-first"},
    },
    "a centre for public telephones": {
        "care": {
            "payphones": {
                **PAYPHONES,
                "repair": {**PAYPHONES["repair"], "by": "centre", "crews": 5, "base": "N1"},
            },
            "calendars": ROTA,
        },
    },
    "public telephones": {"care": {"payphones": PAYPHONES, "calendars": ROTA, "arrears": ARREARS}},
    "complaints": {"care": {"complaints": COMPLAINTS}, "promises": SOON},
    "complaints by pairs": {
        "care": {
            "complaints": COMPLAINTS,
            "arrears": ARREARS,
            "payphones": PAYPHONES,
            "calendars": ROTA,
        },
        "promises": SOON,
        "dispatch": {"rule": "nearest", "hour_of_waiting_is_worth": "10 min"},
        "appointments": APPOINTMENTS,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "shift_end": {"install": "no-start"},
    },
    "screening": {"market": {"screening": SCREENING}},
    "everything is taken": {
        "market": {"screening": {**SCREENING, "acceptance": "everything"}},
        "reconnect": {"share": "20 %", "takes": "1 h"},
        "boxes": {"correlation": "2 %", "source": "assumed"},
        "appointments": APPOINTMENTS,
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
    },
    "rerouting": {"market": REROUTING},
    "rerouting with all that stands around it": {
        "market": {**REROUTING, "screening": {**SCREENING, "acceptance": "everything"}},
        "appointments": APPOINTMENTS,
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "early": {"share": "30 %", "within": "1 ms", "cause": "drop"},
        "plant": True,
    },
    "promotions": {
        "market": {
            "promotions": {
                "timed": CAMPAIGN,
                "both": {**CAMPAIGN, "timing": "at-once", "lasting": "1 day"},
            },
            "screening": SCREENING,
            **REROUTING,
        }
    },
    "the whole company": {
        "fault_desk": {**FAULT_DESK, "again": {**FAULT_DESK["again"], "soon": "0 %"}},
        "diagnosis": DIAGNOSIS,
        "directory_desk": DIRECTORY_DESK,
        "counters": COUNTERS,
        "office": OFFICE,
        "accounts": ACCOUNTS,
        "contacts": {**CONTACTS, "owner_answers": True},
        "care": {
            "arrears": ARREARS,
            "payphones": PAYPHONES,
            "calendars": ROTA,
            "complaints": COMPLAINTS,
        },
        "market": {**REROUTING, "screening": SCREENING, "promotions": {"timed": CAMPAIGN}},
        "trunks": TRUNKS,
        "training": {
            **TRAINING,
            "roles": {
                **TRAINING["roles"],
                **{word: {"starts_at": 0.3} for word in ("acceptance", "assignment", "notices")},
            },
        },
        "supervision": SUPERVISION,
        "promises": SOON,
        "appointments": APPOINTMENTS,
        "pull_off": PULL_OFF,
        "territory": {"lending": "idle", "skills": ["repair", "install", "move"]},
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "boxes": {"correlation": "2 %", "source": "assumed"},
        "plant": True,
        "early": {"share": "30 %", "within": "1 ms", "cause": "drop"},
        "induced": {"share": "30 %", "within": "1 ms", "cause": "drop", "source": "assumed"},
        "reconnect": {"share": "20 %", "takes": "1 h"},
        "storms": {"days_per_year": 200, "months": ["jan"], "factor": 3},
        "gangs": GANGS,
        "works": {"policy": "reserve", "share": "50 %"},
        "dispatch": {"rule": "repair-first"},
        "pay": {
            "scheme": "equal",
            "pace": 1,
            "forgotten": {"share": "20 %", "wait": "12 h"},
            "skipped_tests": {"share": "30 %", "untested_repeats": 2},
        },
    },
    # What all counters take, by pairs, with crews that are paid by the piece.
    "the whole company by pairs": {
        "diagnosis": DIAGNOSIS,
        "office": OFFICE,
        "accounts": {**ACCOUNTS, "clock": "elapsed"},
        "contacts": CONTACTS,
        "care": {
            "arrears": ARREARS,
            "payphones": PAYPHONES,
            "calendars": ROTA,
            "complaints": COMPLAINTS,
        },
        "market": {
            **REROUTING,
            "screening": {**SCREENING, "acceptance": "everything"},
            "promotions": {"both": {**CAMPAIGN, "timing": "at-once", "lasting": "1 day"}},
        },
        "training": TRAINING,
        "supervision": SUPERVISION,
        "promises": SOON,
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
        "dispatch": {"rule": "nearest"},
        "pay": {"scheme": "piece", "near_and_easy": {"hour_of_waiting_is_worth": "5 min"}},
    },
    "crews called away by class": {
        "dispatch": {"rule": "install-first"},
        "preemption": {"by": ["class"], "work": "restart"},
        "appointments": {**APPOINTMENTS, "jobs": {"move": {"no_access": "5 %"}}},
        "pull_off": PULL_OFF,
    },
    "crews called away by order, by complaints and by key accounts": {
        "office": OFFICE,
        "accounts": ACCOUNTS,
        "care": {"complaints": COMPLAINTS, "calendars": ROTA},
        "dispatch": {"rule": "earliest-due"},
        "promises": SOON,
        "preemption": {"by": ["urgent", "key-accounts", "order"], "work": "resample"},
        "shift_end": {"repair": "no-start", "install": "overtime"},
        "frame": {"work": "30 work min", "skill": "repair", "at_most": 3, "source": "assumed"},
    },
    "no-start": {
        "dispatch": {"rule": "earliest-due"},
        "promises": {"repair": "24 h", "install": "5 days"},
        "shift_end": {"repair": "no-start", "install": "no-start", "cable": "no-start"},
    },
}


@pytest.mark.parametrize("name", POLICIES)
def test_shuffling_simultaneous_events_changes_nothing(name: str) -> None:
    scenario = crowded(**POLICIES[name])
    workload = on_the_grid(draw(scenario, 3, 0))
    plain = simulate(scenario, workload)
    conservation.check(scenario, plain)
    for seed in SEEDS:
        shuffled = run_in(scenario, workload, Shuffled(seed))
        assert plain.first_difference(shuffled) is None, plain.text(
            max(0, plain.first_difference(shuffled) - 3), plain.first_difference(shuffled) + 2
        )
        assert shuffled.digest() == plain.digest()


def test_people_who_leave_and_come_have_their_place_among_the_others() -> None:
    # At the midnight of the reform one post is filled, one falls empty and one changes hands.
    learnt = {"from": "40 %", "to": "70 %", "over": "6 months"}
    plain = crowded_tree(territory={"lending": "idle", "skills": ["repair", "install", "move"]})
    plain["teams"]["repairers"]["skills"]["repair"]["first_time_fix"] = learnt
    leaving = {"share": "12 % a year", "vacancy": "2 days"}
    plain["teams"]["repairers"]["turnover"] = leaving
    base = Scenario.model_validate(plain)
    scenario = with_phases(base, (5 * DAY, ("north",), Scenario.model_validate({**plain,
        "policies": {"dispatch": {"rule": "repair-first"}}})))  # fmt: skip
    people = Turnover(*np.array(
        [[9, 3 * DAY, 5 * DAY], [10, 5 * DAY, 7 * DAY], [3, 5 * DAY, 5 * DAY]]).T)  # fmt: skip
    workload = replace(on_the_grid(draw(scenario, 3, 0)), turnover=people)
    told = simulate(scenario, workload)
    conservation.check(scenario, told)
    assert {int(Kind.LEFT), int(Kind.JOINED), int(Kind.LENT)} <= set(told.kind.tolist())
    for seed in SEEDS:
        assert told.first_difference(run_in(scenario, workload, Shuffled(seed))) is None


def in_company(workload: Workload) -> Environment:
    """SimPy in which something that does nothing happens at the instant of every candidate."""
    env = Environment(initial_time=0)
    for time in {*workload.orders.time_ms.tolist(), *workload.faults.time_ms.tolist()}:
        if time >= 0:
            env.timeout(time)
    return env


@pytest.mark.parametrize("name", POLICIES)
def test_an_instant_alone_goes_as_it_does_in_company(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = crowded(**POLICIES[name])
    # Off the grid most instants are alone; then they all take the long way.
    drawn = [draw(scenario, 4, 0), on_the_grid(draw(scenario, 5, 0))]
    plain = [simulate(scenario, workload) for workload in drawn]
    collected = 0

    def never_alone(self: agenda.Agenda, due: agenda.Due) -> bool:
        nonlocal collected
        collected += 1
        if not self._busy:
            self._busy = True
            agenda._LastOfInstant(self._env, self._start)
        self._due.append(due)
        return False

    at = agenda.Agenda.at

    def with_timeout(self: agenda.Agenda, time_ms: int, *due: Any) -> None:
        nonlocal collected
        collected += 1
        at(self, time_ms, *due)
        self._env.timeout(time_ms - self.now)

    monkeypatch.setattr(agenda.Agenda, "alone", never_alone)
    monkeypatch.setattr(agenda.Agenda, "at", with_timeout)
    for workload, expected in zip(drawn, plain, strict=True):
        log = run_in(scenario, workload, in_company(workload))
        assert expected.first_difference(log) is None
    assert collected > len(drawn[0].faults.time_ms)


def test_the_town_is_crowded_indeed() -> None:
    scenario = crowded()
    log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
    kinds = {Kind(int(kind)) for kind in log.kind}
    for deep in (crowded(**policies) for policies in POLICIES.values()):
        mechanisms = simulate(deep, on_the_grid(draw(deep, 3, 0)))
        kinds |= {Kind(int(kind)) for kind in np.unique(mechanisms.kind)}
    # Nobody leaves within the days of these towns.
    rare = {Kind.MOVE_BACK_LAPSED}  # given up in the hours before a crew comes
    assert set(Kind) - kinds - rare == {Kind.DEPOT, Kind.FROST, Kind.LEFT, Kind.JOINED}
    # Most things happen together with things of another phase.
    phases = {
        Kind.IN_SERVICE: 0, Kind.CLEARED: 0, Kind.NO_ACCESS: 0, Kind.PART_RESTORED: 0,
        Kind.CAPACITY: 0, Kind.READY: 0, Kind.ORDER: 1, Kind.FAULT: 1, Kind.REPORT: 1,
        Kind.CANCELLED: 2,
    }  # fmt: skip
    together: dict[int, Counter[int]] = {}
    for time, kind in zip(log.time_ms.tolist(), log.kind.tolist(), strict=True):
        if Kind(kind) in phases:
            together.setdefault(time, Counter())[phases[Kind(kind)]] += 1
    assert sum(len(found) == 3 for found in together.values()) > 10
    assert sum(found.total() > 3 for found in together.values()) > 100


def test_the_town_makes_promises_and_pulls_teams_off_indeed() -> None:
    for name, least in (("appointments", 200), ("pulled off in spite of appointments", 50)):
        scenario = crowded(**POLICIES[name])
        log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
        assert (log.kind == Kind.PROMISED).sum() > least
    assert {"pull-off", "pulled off in spite of appointments"} <= set(POLICIES)
    for name in ("pull-off", "pulled off in spite of appointments"):
        scenario = crowded(**POLICIES[name])
        log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
        counties = log.place[log.kind == Kind.PULL_OFF_BEGINS]
        assert len(set(counties.tolist())) == 2
        assert (log.kind == Kind.PULL_OFF_ENDS).sum() >= 2


def test_the_town_calls_crews_away_indeed() -> None:
    for name in POLICIES:
        if "preemption" in POLICIES[name]:
            scenario = crowded(**POLICIES[name])
            log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
            left = log.amount[log.kind == Kind.INTERRUPTED]
            assert left.size > 5 and (left < 0).any() and (left > 0).any()


def in_the_order_of_scheduling(due: Any, **_: Any) -> list[Any]:
    """Instead of sorting: as they come, the first of them last in the list, to be popped first."""
    return list(due)[::-1]


def test_without_the_settling_order_shuffling_changes_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The same towns, the order of an instant broken on purpose: what is due is worked off in the
    # order in which SimPy happened to hand it over.
    scenario = crowded()
    workload = on_the_grid(draw(scenario, 3, 0))
    sound = {run_in(scenario, workload, Shuffled(seed)).digest() for seed in SEEDS}
    assert len(sound) == 1
    monkeypatch.setattr(agenda, "sorted", in_the_order_of_scheduling, raising=False)
    broken = {run_in(scenario, workload, Shuffled(seed)).digest() for seed in SEEDS}
    assert len(broken) == len(SEEDS)


def halves(*, company: bool, **policies: Any) -> Scenario:
    """The north of the crowded town, alone or beside a south that never rests."""
    plain = crowded_tree(**policies)
    plain["crews"] = [
        crew("both", "field", base="N1", covers="county:north", count=4),
        crew("north", "repairers", base="N2", covers="county:north", count=2),
        crew("gang", "gang", base="N1", covers="county:north", members=2),
    ]
    # The way differs from place to place, and with it what still fits into a day.
    plain["exchanges"][1]["base_travel_min"] = 90
    if company:
        plain["crews"].append(crew("south", "field", base="S1", covers="county:south", count=9))
    else:
        plain["exchanges"] = plain["exchanges"][:2]
        plain["cabinets"] = plain["cabinets"][:3]
    # A cable that is cut takes other lines down; the south has its own.
    return Scenario.model_validate({**plain, "expansions": {}, "projects": []})


def northern_lives(scenario: Scenario) -> dict[int, list[tuple[int, ...]]]:
    """Key of each case of the north that was among the candidates -> its rows."""
    workload = on_the_grid(draw(scenario, 3, 0))
    log = simulate(scenario, workload)
    conservation.check(scenario, log)
    keys = np.concatenate([workload.orders.key, workload.faults.key]).tolist()
    found: dict[int, list[tuple[int, ...]]] = {}
    for n in np.flatnonzero((log.case >= 0) & (log.case < len(keys)) & (log.place < 3)):
        row = log.row(int(n))
        values = (row["time_ms"], row["kind"], row["place"], row["crew"], row["amount"])
        found.setdefault(keys[row["case"]], []).append(values)
    end = scenario.window_end_ms
    # How long a run follows its cases depends on all of them.
    until = {key: [row for row in life if row[0] <= end] for key, life in found.items()}
    return {key: life for key, life in until.items() if life}


@pytest.mark.parametrize("name", POLICIES)
def test_what_happens_elsewhere_at_the_same_instant_changes_nothing_here(name: str) -> None:
    alone = northern_lives(halves(company=False, **POLICIES[name]))
    beside = northern_lives(halves(company=True, **POLICIES[name]))
    assert len(alone) > 250
    differing = [key for key in alone if alone[key] != beside.get(key)]
    assert not differing, (alone[differing[0]], beside.get(differing[0]))
    assert alone.keys() == beside.keys()
