"""A town where everything happens on a grid of half hours, so that instants are crowded.

The sections below are what it can have besides; a plain one has none of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from telesim.scenario import Scenario
from telesim.workload import NEVER_MS, Workload
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
    few_crews: bool = False,
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
            crew("both", "field", base="N1", covers="all", count=3 if few_crews else 9),
            crew("north", "repairers", base="N2", covers="county:north",
                 count=2 if few_crews else 5),
            crew("fitters", "installers", base="S1", covers="all", local_base="N2",
                 count=1 if few_crews else 4),
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
