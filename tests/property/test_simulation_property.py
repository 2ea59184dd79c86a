"""Whatever the town: nothing is lost, nothing is used twice, nobody works off duty."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telesim import conservation
from telesim.calendar import Calendar, parse_holidays, working_days
from telesim.conservation.lives import BESIDE, LIVES
from telesim.eventlog import EventLog, Kind, Level
from telesim.policies.dispatch import DISPATCH_RULES, KeyRule
from telesim.policies.shift_end import SHIFT_ENDS
from telesim.policies.works import WORKS_POLICIES
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import CEASE, INSTALL, Workload, draw
from towns import (
    ALL_HOURS,
    DAY,
    DAY_HOURS,
    H,
    cabinet,
    cable,
    cause,
    crew,
    exchange,
    town,
    with_phases,
)

SOURCE = {"source": "assumed"}
SKILLS = ("repair", "install", "move", "cable")
ENDS_OF_VISITS = (
    Kind.NO_ACCESS,
    Kind.UNFINISHED,
    Kind.MATERIAL,
    Kind.CLEARED,
    Kind.IN_SERVICE,
    Kind.CONNECTED,
    Kind.TREATED,
    Kind.FRAME_DONE,
    Kind.PART_BUILT,
    Kind.BUILT,
    Kind.INTERRUPTED,
)
POWER = {
    "failures": "6 events per exchange per month",
    "lasts": {"exponential": {"mean": "9 h"}},
    "share_of_lines": {"uniform": {"low": "0 %", "high": "100 %"}},
    **SOURCE,
}

PULL_OFF = {
    "teams": ["two"],
    "above": "1 day",
    "below": "8 h",
    "intake_over": "2 days",
    "speed": 0.5,
    **SOURCE,
}
HALF_DAYS = {
    "windows": ["08:00-12:00", "14:00-18:00"],
    "jobs": {word: {"notice": "5 h", "no_access": "10 %"} for word in ("install", "repair")},
    **SOURCE,
}
ALL_DAY = {
    "windows": ["00:00-24:00"],
    "fill": "40 %",
    "jobs": {"install": {"notice": "0 h", "no_access": "100 %"}, "move": {"no_access": "0 %"}},
    **SOURCE,
}

shares = st.sampled_from(["0 %", "10 %", "50 %", "100 %"])
durations = st.sampled_from(["0 h", "1 h", "30 h", "4 days"])
works = st.sampled_from(
    [
        "0 work h",
        "1 work h",
        {"exponential": {"mean": "2 work h"}},
        {"lognormal": {"mean": "3 work h", "cv": 1.2}},
    ]
)
delays = st.sampled_from([None, "0 h", "2 h", {"exponential": {"mean": "3 h"}}])
patiences = st.sampled_from(
    [None, "0 h", "36 h", {"exponential": {"mean": "2 days"}}, {"exponential": {"mean": "40 days"}}]
)
main_frames = st.sampled_from(
    [
        None,
        {"work": "12 work min", "skill": "repair", **SOURCE},
        {"work": {"exponential": {"mean": "1 work h"}}, "skill": "move", "at_most": 2, **SOURCE},
        {"work": "2 work h", "skill": "install", "jobs": ["install", "pair-swap"], **SOURCE},
        {"work": "1 work h", "skill": "repair", "unmanned": "crew", **SOURCE},
    ]
)
shift_ends = st.sampled_from(list(SHIFT_ENDS)) | st.sampled_from(
    [
        {"policy": "overtime", "up_to": "30 min"},
        {"policy": "round-the-clock", "lines_at_least": 1},
        {"policy": "round-the-clock", "lines_at_least": 9},
    ]
)


def rates(noun: str, most: float) -> st.SearchStrategy[str]:
    numbers = st.sampled_from([most / 2, most, most / 8, 0.0])
    return numbers.map(lambda number: f"{number:g} {noun} per 100 lines per month")


def without_nothing(mapping: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if value is not None}


def pays(causes: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemes with and without effects; preventive work helps against one of the causes."""
    return (
        st.sampled_from([{"scheme": "equal"}, {"scheme": "piece"}, {"scheme": "contract"}])
        | st.builds(
            lambda share, wait: {
                "scheme": "equal",
                "forgotten": {"share": share, "wait": wait},
                "skipped_tests": {"share": share, "untested_repeats": 2},
            },
            shares,
            durations,
        )
        | st.builds(
            lambda share, lasting, work: {
                "scheme": "contract",
                "fee": "1 CNY per line per month",
                "deductions": {"repeat": "3 CNY", "unrepaired": "9 CNY"},
                "preventive": {
                    "hours_per_line": work,
                    "effect": share,
                    "lasts": "2 days",
                    "causes": causes[:1],
                },
                "unrepaired": {"share": share, "comes_back": lasting},
                "inspection": {"share": share, "after": "5 h"},
            },
            shares.filter(lambda share: share != "100 %"),
            durations,
            st.sampled_from(["0.5 work h", "3 work h"]),
        )
    )


@st.composite
def policies(draw_: st.DrawFn, causes: list[str]) -> dict[str, Any]:
    return {
        "dispatch": {"rule": draw_(st.sampled_from(list(DISPATCH_RULES)))},
        "shift_end": draw_(st.dictionaries(st.sampled_from(SKILLS), shift_ends)),
        "pay": draw_(pays(causes)),
        "base": draw_(st.sampled_from(["seat", "local"])),
        "promises": draw_(st.sampled_from([{}, {"repair": "24 h", "install": "5 days"}])),
        "works": draw_(st.sampled_from(list(WORKS_POLICIES))),
        "territory": draw_(
            st.none()
            | st.fixed_dictionaries(
                {
                    "lending": st.sampled_from(["none", "idle"]),
                    "skills": st.sampled_from([("repair", "install", "move"), ("install",)]),
                }
            )
        ),
        "appointments": draw_(st.sampled_from([None, None, ALL_DAY, HALF_DAYS])),
        "pull_off": draw_(st.sampled_from([None, None, PULL_OFF])),
    }


#: Rules that order jobs by themselves, which these policies need.
KEY_RULES = [name for name, rule in DISPATCH_RULES.items() if issubclass(rule, KeyRule)]
PREEMPTIONS = st.fixed_dictionaries(
    {
        "by": st.lists(
            st.sampled_from(["urgent", "key-accounts", "class", "order"]), min_size=1, unique=True
        ).map(tuple),
        "work": st.sampled_from(["resume", "restart", "resample"]),
        "jobs": st.sampled_from([("install", "move", "repair"), ("repair",)]),
    }
)
GATHERING = st.sampled_from([1, 2, 4]).map(lambda jobs: {"jobs": jobs, **SOURCE})


@st.composite
def own_way(draw_: st.DrawFn, name: str | None, given: dict[str, Any]) -> dict[str, Any]:
    """Policies in a run whose crews are called away, or whose jobs gather, here or elsewhere."""
    if name is None:
        return given
    said = draw_(st.none() | (PREEMPTIONS if name == "preemption" else GATHERING))
    plain = {"rule": draw_(st.sampled_from(KEY_RULES))}
    return {**given, "territory": None, "dispatch": plain, "pay": {"scheme": "equal"}, name: said}


@st.composite
def teams(draw_: st.DrawFn) -> dict[str, Any]:
    skill = st.fixed_dictionaries(
        {
            "speed": st.sampled_from([0.5, 1.0, 1.7]),
            "first_time_fix": st.sampled_from(["100 %", "80 %", "30 %"]),
        }
    )
    return {
        name: {
            "skills": draw_(st.dictionaries(st.sampled_from(SKILLS), skill, min_size=2)),
            **SOURCE,
        }
        for name in ("one", "two")
    }


@st.composite
def places(draw_: st.DrawFn) -> dict[str, Any]:
    count = draw_(st.integers(1, 3))
    names = [f"E{n}" for n in range(count)]
    cabinets, used = [], Counter[str]()
    for n in range(draw_(st.integers(1, 4))):
        home = draw_(st.sampled_from(names))
        lines = draw_(st.sampled_from([40, 12, 1, 0]))
        used[home] += lines
        room = {
            pairs: lines + draw_(st.sampled_from([6, 100, 1, 0]))
            for pairs in ("feeder_pairs", "distribution_pairs")
        }
        prebuilt = draw_(st.sampled_from([0, 60]))
        feeder = draw_(st.sampled_from([None, f"{home}-f1", f"{home}-f2"]))
        direct = draw_(st.sampled_from([None, None, True]))
        if direct:
            room["distribution_pairs"] = draw_(st.sampled_from([None, 0]))
        more = {"prebuilt_pct": prebuilt, "feeder_id": feeder, "direct": direct, **room}
        cabinets.append(cabinet(f"C{n}", home, lines, **more))
    exchanges = [
        exchange(
            name,
            county=draw_(st.sampled_from(["north", "south"])),
            area=draw_(st.sampled_from(["town", "rural"])),
            ports=used[name] + draw_(st.sampled_from([10, 100, 2, 0])),
            base_travel_min=draw_(st.sampled_from([0, 20, 70])),
            radius_km=draw_(st.sampled_from([0, 5])),
        )
        for name in names
    ]
    crews = [
        crew(
            f"crew{n}",
            draw_(st.sampled_from(["one", "two"])),
            base=draw_(st.sampled_from(names)),
            covers=draw_(
                st.sampled_from(["all", "all", f"county:{exchanges[0]['county']}", names[-1]])
            ),
            local_base=draw_(st.sampled_from([None, names[0]])),
            members=draw_(st.integers(1, 3)),
            count=draw_(st.sampled_from([1, 3, 2, 0])),
            calendar=draw_(st.sampled_from(["always", "day", "turns", "night"])),
            pay=draw_(st.sampled_from([None, "equal"])),
            since=draw_(st.sampled_from([None, None, "2001-01-04"])),
            until=draw_(st.sampled_from([None, None, "2001-01-09"])),
        )
        for n in range(draw_(st.sampled_from([2, 3, 1, 0])))
    ]
    return {"exchanges": exchanges, "cabinets": cabinets, "crews": crews}


@st.composite
def faults(draw_: st.DrawFn) -> dict[str, Any]:
    splicing = without_nothing(
        {
            "locate": draw_(works),
            "pairs_per_hour": draw_(st.sampled_from([0.5, 10, 200])),
            "splicers_at_most": draw_(st.integers(1, 3)),
            "material_share": draw_(shares),
            "material_wait": draw_(delays),
        }
    )
    found = {
        "drop": cause(
            draw_(works),
            rate=draw_(rates("events", 100)),
            cleared_remotely=draw_(st.sampled_from(["0 %", "30 %"])),
            hits_lines_down=draw_(st.booleans()),
            **without_nothing({"report_delay": draw_(delays)}),
        ),
        "joint": cause(
            draw_(works),
            rate=draw_(rates("events", 20)),
            cause_group="cable",
            lines={"uniform-int": {"low": "1 lines", "high": "20 lines"}},
            reporting_share=draw_(shares),
            **without_nothing(
                {
                    "pair_swap": draw_(
                        st.sampled_from(
                            [
                                None,
                                {"work": "1 work h"},
                                {"work": "20 work min", "lines_at_most": 8},
                            ]
                        )
                    )
                }
            ),
        ),
        "cut": cable(
            rate=draw_(rates("events", 10)),
            lines="30 lines",
            reporting_share="35 %",
            splicing=splicing,
        ),
    }
    found["joint"]["cable"] = draw_(st.sampled_from(["distribution", "feeder"]))
    found["cut"]["cable"] = draw_(st.sampled_from(["feeder", "distribution"]))
    return {name: found[name] for name in draw_(st.sets(st.sampled_from(list(found)), min_size=1))}


@st.composite
def expansions(draw_: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for what in draw_(st.sets(st.sampled_from(["ports", "feeder", "distribution"]))):
        start = draw_(
            st.sampled_from([{"at_fill": "90 %"}, {"on": "2001-01-03", "every": "3 days"}])
        )
        size = draw_(st.sampled_from([{"add": 2}, {"add_share": "20 %"}]))
        lead_time = draw_(st.sampled_from(["0 h", "30 h"]))
        found[what] = {"what": what, **start, **size, "lead_time": lead_time, **SOURCE}
    return found


@st.composite
def gangs(draw_: st.DrawFn, here: dict[str, Any]) -> dict[str, Any]:
    """Sections of works, and ducts under some of the cabinets."""
    found: dict[str, Any] = {}
    if draw_(st.booleans()):
        homes = sorted({row["exchange"] for row in here["cabinets"]})
        bores = draw_(st.integers(0, 2))
        found["ducts"] = [{"id": f"d-{e}", "exchange": e, "bores": 2, "used": bores} for e in homes]
        for row in here["cabinets"]:
            # Most in the duct, so that cabinets on one feeder share bores.
            row["duct"] = draw_(st.sampled_from([f"d-{row['exchange']}"] * 3 + [None]))
    working = draw_(st.booleans())
    if working:
        found["works"] = {
            "skill": draw_(st.sampled_from(SKILLS)),
            "kinds": draw_(st.sampled_from([["feeder", "distribution"], ["feeder"], []])),
            "pairs_per_gang_day": draw_(st.sampled_from([0.7, 3, 200])),
            "gang_size": draw_(st.integers(1, 3)),
            **SOURCE,
        }
        found["pair_recovery"] = draw_(
            st.sampled_from([None, {"at_fill": "50 %", "least_defective": 1, **SOURCE}])
        )
    if draw_(st.booleans()):
        found["duct_projects"] = without_nothing(
            {
                "lead_time": draw_(st.sampled_from(["0 h", "2 days"])),
                "bores": draw_(st.integers(1, 2)),
                "digging_gang_days": draw_(st.sampled_from([None, 0.5])) if working else None,
                "frozen": draw_(st.sampled_from([[], ["feb"]])),
                **SOURCE,
            }
        )
    return found


@st.composite
def offices(draw_: st.DrawFn) -> dict[str, Any]:
    """No office, or some of the desks, with key accounts that are watched and cases passed on."""
    if not draw_(st.booleans()):
        return {}
    words = ["acceptance", "assignment", "exchange", "dispatch", "test", "billing"]
    there = [word for word in words if draw_(st.booleans())] or ["acceptance"]
    steps: dict[str, Any] = {}
    for number, word in enumerate(there):
        later = there[number + 1 :]
        steps[word] = {
            "work": draw_(st.sampled_from(["1 work min", "40 work min"])),
            "batch": draw_(st.sampled_from(["0 h", "8 h", "30 h"])),
            "staff": draw_(st.sampled_from([1, 3])),
        }
        if later and draw_(st.booleans()):
            steps[word].update(wrong="40 %", found_at=draw_(st.sampled_from(later)))
    calendar = draw_(st.sampled_from(["day", "always"]))
    found: dict[str, Any] = {"order_system": {"calendar": calendar, "steps": steps, **SOURCE}}
    if draw_(st.booleans()):
        ahead = {"head_start": "3 days", "liaison": "2 days", "manager": "9 days"}
        found["key_accounts"] = {
            "share": "40 %",
            "limits": {draw_(st.sampled_from([*there, "field"])): "1 h", "field": "5 h"},
            "clock": draw_(st.sampled_from(["office-hours", "elapsed"])),
            "channel": draw_(st.sampled_from([None, ahead])),
            **SOURCE,
        }
    if "acceptance" in there and draw_(st.booleans()):
        found["contacts"] = {
            "transfers": "40 %",
            "hand_off": "10 work min",
            "handling": draw_(st.sampled_from([1, 1.2])),
            "asks_after": {"exponential": {"mean": "1 day"}},
            "question": "5 work min",
            "owner_answers": draw_(st.booleans()),
            **SOURCE,
        }
    return found


@st.composite
def care(draw_: st.DrawFn) -> dict[str, Any]:
    """Sections of customer care, none of them as a rule."""
    found: dict[str, Any] = {}
    if draw_(st.sampled_from([False, True])):
        found["arrears"] = {
            "rate": draw_(rates("events", 200)),
            "pay": draw_(shares),
            "pay_after": draw_(durations),
            "agents": 2,
            "suspended_after": draw_(st.sampled_from(["0 h", "1 day", "60 days"])),
            "given_up_after": draw_(st.sampled_from([None, "1 day"])),
            "notices": {
                "sent": draw_(st.sampled_from(["batch", "at-once"])),
                "batch_at": draw_(st.sampled_from(["00:00", "12:00", "24:00"])),
                "takes": draw_(durations),
                "lost": draw_(shares),
                "found_after": draw_(durations),
            },
            **SOURCE,
        }
    if draw_(st.sampled_from([False, True])):
        found["payphones"] = {
            "share_of_lines": draw_(st.sampled_from(["5 %", "100 %"])),
            "faults": draw_(rates("events", 200)),
            "reports": {"share": draw_(shares), "after": draw_(durations)},
            "patrol": {"every": draw_(st.sampled_from(["1 ms", "5 h", "3 days"])), "at": "24:00"},
            "repair": {
                "crews": draw_(st.integers(1, 2)),
                "calendar": draw_(st.sampled_from(["always", "day", "night"])),
                "work": draw_(works),
                **draw_(st.sampled_from([{"by": "county"}, {"by": "centre", "base": "E0"}])),
            },
            **SOURCE,
        }
    if draw_(st.sampled_from([False, True])):
        found["complaints"] = {
            "hazard": {
                "per_day_overdue": {"repair": "100 %", "install": draw_(shares)},
                "broken_promise": "200 %",
                "repeat": draw_(shares),
            },
            "desk": {
                "hours": draw_(st.sampled_from(["08:00-18:00", "00:00-24:00"])),
                "positions": draw_(st.integers(1, 2)),
                "handling": draw_(durations),
                "patience": draw_(durations),
                "logged": draw_(shares),
            },
            "head": {"reads": "30 work min", "calendar": draw_(st.sampled_from(["day", "night"]))},
            "climbs": {"after": draw_(st.sampled_from(["1 ms", "5 h"])), "share": draw_(shares)},
            "supervised": draw_(st.booleans()),
            "hotlines": draw_(st.booleans()),
            **SOURCE,
        }
    return found


@st.composite
def company(draw_: st.DrawFn, here: dict[str, Any], causes: list[str]) -> dict[str, Any]:
    """The systems beside these: the market, the desks, trunks, and people who learn."""
    hours = {"mon-sun": "08:00-18:00"}
    agents = {"mon-sun": {"08:00-18:00": draw_(st.integers(1, 2))}}
    desk = {"hours": hours, "agents": agents, **SOURCE}
    found: dict[str, Any] = {
        "diagnosis": {"right": draw_(shares), "look": "30 work min", **SOURCE},
        "fault_desk": {
            **desk,
            "call": draw_(st.sampled_from(["3 min", "2 h"])),
            "patience": draw_(st.sampled_from(["1 min", {"exponential": {"mean": "1 h"}}])),
            "again": {"soon": draw_(shares), "within": "1 h", "later": "08:00-18:00"},
            "further_reports_within": "2 h",
            "enquiries": {"after": "6 h", "every": "6 h", "share": draw_(shares)},
            "line_test": draw_(st.sampled_from(["0 h", "30 min"])),
            "put_together_within": draw_(st.sampled_from([None, "4 h"])),
            "lines": draw_(st.sampled_from([None, 2, 3])),
        },
        "directory_desk": {
            **desk, "rate": "1 calls per line per day", "call": "10 min", "patience": "5 min",
            "sample_days": 2, "lines": draw_(st.sampled_from([None, 2, 3])),
        },
        "counters": {
            **desk,
            "bills": {"in_person": "70 %", "at_month_end": "50 %", "last_days": 5,
                      "serve": "30 min"},
            "orders": {"rate": "60 visits per 100 lines per month", "serve": "1 h"},
            "enquiries": {"rate": "60 visits per 100 lines per month", "serve": "30 min"},
            "by_hour": {"08-18": "100 %"},
            "patience": "2 h",
            "errors": draw_(shares),
            "correction": "30 min",
            "sample_days": {"month_end": 1, "other": 2},
        },
        "screening": {
            "acceptance": draw_(st.sampled_from(["everything", "records"])),
            "wrong": draw_(shares),
            "look": "30 work min",
            "records": {"unrecorded": draw_(shares), "error_at_start": draw_(shares),
                        "audit_every": draw_(st.sampled_from([None, "3 days"]))},
            "registered": {"patience": draw_(durations), "told_every": "12 h"},
            "published": {"every": "1 day", "readers": draw_(shares)},
            "agents": {"share": draw_(shares), "wrong": draw_(shares), "commission": "5 CNY"},
            **SOURCE,
        },
        "promotions": {
            "campaign": {
                "opens": "2001-01-02", "closes": "2001-01-08", "lasting": "2 days",
                "timing": draw_(st.sampled_from(["at-once", "with-capacity"])), "reach": "50 %",
                "response": 3, "over": "3 days", "discount": "5 CNY", "looked_every": "12 h",
                **SOURCE,
            }
        },
        "training": {
            "roles": {word: {"starts_at": draw_(st.sampled_from([0, 0.3, 1]))}
                      for word in ("acceptance", "assignment", "repair", "notices", "desk")},
            "rates_hold_at": draw_(st.sampled_from([0, 0.3])),
            "days": 1,
            "programmes": {"all": {"roles": ["repair", "desk"], "begins": "2001-01-02",
                                   "to": 0.9, "at_once": "50 %"}},
            **SOURCE,
        },
        "supervision": {
            "sample": draw_(shares), "detection": draw_(shares), "after": "12 h", "teams": ["one"],
            "one_day_in": 3, "looks_per_day": 4, "deduction": "5 CNY", "slips_left": "50 %",
            **SOURCE,
        },
    }  # fmt: skip
    near = [
        {"cabinet": one["id"], "neighbour": other["id"], "m": 300, "max_pairs": 5}
        for one, other in itertools.permutations(here["cabinets"], 2)
        if one["exchange"] == other["exchange"]
    ]
    if near and "drop" in causes:
        found["neighbours"] = near
        found["rerouting"] = {
            "at_most": "400 m", "below_fill": "100 %", "takes": draw_(durations),
            "looked_every": "12 h", "extra_work": "30 work min", "back_work": "30 work min",
            "faults": 40, "cause": "drop", **SOURCE,
        }  # fmt: skip
    return {name: section for name, section in found.items() if draw_(st.integers(0, 4))}


@st.composite
def scenarios(draw_: st.DrawFn, whole: bool = False) -> Scenario:
    """A town; ``whole`` = with most systems of the company."""
    here = draw_(places())
    all_faults = draw_(faults())
    patience = draw_(patiences)
    impatient = {} if patience is None else {"patience": patience}
    demand = {
        "install": {
            "rate": draw_(rates("orders", 150)),
            "work_prebuilt": draw_(works),
            "work_build": draw_(works),
            "early_life": draw_(
                st.sampled_from(
                    [None, {"share": "60 %", "within": "3 days", "cause": next(iter(all_faults))}]
                )
            ),
            **impatient,
            **SOURCE,
        },
        "move": {"rate": draw_(rates("orders", 60)), "work": draw_(works), **impatient, **SOURCE},
        "cease": {"rate": draw_(rates("orders", 60)), **SOURCE},
    }
    visits = {
        "depot": draw_(st.sampled_from(["0 work h", "1 work h"])),
        "closing": draw_(st.sampled_from(["0 work h", "12 work min"])),
        "no_access": {kind: draw_(shares) for kind in ("install", "repair")},
        "no_access_time": "12 work min",
        **SOURCE,
    }
    night = {"mon-sun": ["00:00-06:00", "22:00-24:00"]}
    plain = {
        **here,
        **draw_(gangs(here)),
        "window": draw_(st.sampled_from(["9 days", "9 days", "1 day"])),
        "warm_up": draw_(st.sampled_from(["0 days", "2 days"])),
        "follow_up": draw_(st.sampled_from(["0 days", "6 days"])),
        "arrivals_after_window": draw_(st.booleans()),
        "calendars": {
            "day": {**DAY_HOURS, "holidays": ["2001-01-05"]},
            "turns": {**DAY_HOURS, "rotation": "2 of 3", "absence": "20 %"},
            "night": {"hours": night, **SOURCE},
            "always": {**ALL_HOURS, "rotation": draw_(st.sampled_from(["1 of 1", "3 of 4"]))},
        },
        "teams": draw_(teams()),
        "travel": draw_(
            st.sampled_from(
                [
                    None,
                    {
                        "variation": {"lognormal": {"mean": 1, "cv": 0.5}},
                        "per_km": "2 min",
                        **SOURCE,
                    },
                ]
            )
        ),
        "visits": draw_(st.sampled_from([None, visits])),
        "demand": demand,
        "faults": all_faults,
        "repeats": draw_(st.sampled_from([None, {"share": "60 %", "within": "3 days", **SOURCE}])),
        "expansions": draw_(expansions()),
        "initial": {"open_faults_days": draw_(st.sampled_from([0, 2])), **SOURCE},
        "boxes": draw_(st.sampled_from([None, {"correlation": "5 %", **SOURCE}])),
        "power": draw_(st.sampled_from([None, POWER])),
        "work_induced": draw_(
            st.sampled_from(
                [None, {"share": "20 %", "cause": next(iter(reversed(all_faults))), **SOURCE}]
            )
        ),
        "main_frame": draw_(main_frames),
        **draw_(offices()),
        **draw_(care()),
        "waiting": [
            {"cabinet": "C0", "orders": draw_(st.sampled_from([0, 9])), "mean_age_days": 20}
        ],
    }
    way = draw_(st.sampled_from([None, None, None, "preemption", "gather"]))

    def all_policies() -> dict[str, Any]:
        return draw_(own_way(way, draw_(policies(list(all_faults)))))

    plain["policies"] = all_policies()
    if whole:
        plain.update(draw_(company(here, list(all_faults))))
    base = town(**plain)
    if not draw_(st.booleans()):
        return base
    reform = town(**{**plain, "policies": all_policies(), "teams": draw_(teams())})
    from_ms = draw_(st.sampled_from([0, DAY, 3 * DAY, 4 * DAY + 10 * H]))
    if from_ms >= base.horizon_ms:
        from_ms = 0
    counties = draw_(st.sampled_from([(), (base.counties[0],)]))
    return with_phases(base, (from_ms, counties, reform))


# -- what must hold ---------------------------------------------------------------------------


def cases_with(log: EventLog, *kinds: Kind) -> Counter[int]:
    return Counter(log.case[np.isin(log.kind, kinds)].tolist())


def check_cases(log: EventLog) -> None:
    """Orders and faults are done, cancelled or open, once each, and live by the tables."""
    ordered, failed = cases_with(log, Kind.ORDER), cases_with(log, Kind.FAULT)
    done = cases_with(log, Kind.IN_SERVICE, Kind.WORKING, Kind.CANCELLED, Kind.CEASED)
    cleared = cases_with(log, Kind.CLEARED, Kind.CLEARED_REMOTELY)
    for begun, over in ((ordered, done), (failed, cleared)):
        assert all(count == 1 for count in (begun | over).values())
        assert set(over) <= set(begun)
    assert not set(ordered) & set(failed)
    lives: dict[int, list[Kind]] = {}
    for case, kind in zip(log.case.tolist(), log.kind.tolist(), strict=True):
        if case >= 0 and kind not in BESIDE:
            lives.setdefault(case, []).append(Kind(kind))
    for case, life in lives.items():
        table = LIVES[life[0]]
        for before, after in itertools.pairwise(life):
            assert after in table.get(before, ()), (case, life)


def check_plant(scenario: Scenario, log: EventLog) -> None:
    """Ports and pairs in use are those of lines and of assigned orders, after every row."""
    cabinets = len(scenario.cabinets)
    use = {level: Counter[int]() for level in (Level.PORT, Level.FEEDER, Level.DISTRIBUTION)}
    room = {level: Counter[int]() for level in use}
    lines, assigned = Counter[int](), Counter[int]()
    type_of: dict[int, int] = {}
    place_of: dict[int, int] = {}
    for n in range(len(log)):
        row = log.row(n)
        kind, case, place = Kind(row["kind"]), row["case"], row["place"]
        here = place_of.get(case, place)
        home = scenario.cabinet_exchange[here] if 0 <= here < cabinets else -1
        if kind == Kind.LINES:
            lines[place] += row["amount"]
        elif kind == Kind.CAPACITY and row["reason"] != Level.DROP:
            level = Level(row["reason"])
            room[level][place - cabinets if level == Level.PORT else place] += row["amount"]
        elif kind == Kind.PAIR_SWAP:
            room[Level(row["reason"] or Level.DISTRIBUTION)][place] -= row["amount"]
        elif kind == Kind.ORDER:
            type_of[case], place_of[case] = row["reason"], place
        elif kind == Kind.ASSIGNED:
            assigned[case] = 1
        elif kind == Kind.CANCELLED:
            assigned[case] = 0
        elif kind in (Kind.IN_SERVICE, Kind.WORKING):
            assigned[case] = 0
            lines[here] += 1
        elif kind in (Kind.RELEASED, Kind.CEASED):
            lines[place] -= 1
        else:
            continue
        if row["time_ms"] == 0 or kind not in (Kind.ASSIGNED, Kind.CAPACITY):
            continue
        pairs = lines[here] + sum(assigned[c] for c in place_of if place_of[c] == here)
        direct = here < cabinets and scenario.cabinets[here].direct
        for level in (Level.FEEDER,) if direct else (Level.FEEDER, Level.DISTRIBUTION):
            assert here >= cabinets or pairs <= room[level][here], (level, log.text(n, n + 1))
        taken = sum(lines[c] for c, e in enumerate(scenario.cabinet_exchange) if e == home) + sum(
            assigned[c]
            for c in place_of
            if type_of[c] == INSTALL and scenario.cabinet_exchange[place_of[c]] == home
        )
        assert home < 0 or taken <= room[Level.PORT][home], log.text(n, n + 1)
    assert all(count >= 0 for count in lines.values())


def own_calendars(scenario: Scenario, workload: Workload) -> list[Calendar]:
    """When each crew is on duty, straight from what the planner wrote, day by day."""
    found = []
    days = scenario.horizon_ms // DAY + 2
    depot = scenario.visits.depot if scenario.visits else 0
    for number, (_, row_number) in enumerate(scenario.crew_units):
        row = scenario.crews[row_number]
        written = scenario.calendars[row.calendar]
        on, of = written.rotation
        spans: list[tuple[int, int, int]] = []
        every = working_days(written.hours, parse_holidays(written.holidays), scenario.start, days)
        for count, (day, hours) in enumerate(every):
            date = scenario.date_of(day * DAY).date().isoformat()
            if (count + number) % of >= on or (row.since and date < row.since):
                continue
            if (row.until and date > row.until) or (
                day < workload.absent.shape[1] and workload.absent[number, day]
            ):
                continue
            left = depot
            for start, end in hours:
                cut = min(left, end - start)
                left -= cut
                if start + cut < end:
                    spans.append((day * DAY + start + cut, day * DAY + end, day))
        found.append(Calendar(spans))
    return found


def check_crews(scenario: Scenario, workload: Workload, log: EventLog) -> None:
    """A crew is on one visit at a time, and works when on duty or on overtime that is logged."""
    calendars = own_calendars(scenario, workload)
    begun: dict[int, dict[str, int]] = {}
    stretch: dict[int, int] = {}
    spent: Counter[int] = Counter()
    overtime: dict[int, tuple[int, int]] = {}

    def stop(crew_: int, time: int) -> None:
        until = time
        if crew_ in overtime and overtime[crew_][0] == time:
            beyond = overtime.pop(crew_)[1]
            until -= beyond
            spent[crew_] += beyond
            assert not calendars[crew_].is_open(until), "overtime begins at the end of a day"
        start = stretch.pop(crew_)
        worked = calendars[crew_].work_between(start, until)
        # Right after overtime that no rest follows, the crew need not be on duty.
        assert start == until or calendars[crew_].is_open(start), "sets out or resumes off duty"
        spent[crew_] += worked

    for n in range(len(log)):
        row = log.row(n)
        kind, number, time = Kind(row["kind"]), row["crew"], row["time_ms"]
        if kind in (Kind.DISPATCHED, Kind.PREVENTIVE):
            assert number not in begun, f"on a visit already: {log.text(n, n + 1)}"
            begun[number], stretch[number], spent[number] = row, time, 0
        elif kind == Kind.OVERTIME:
            overtime[number] = (time, row["amount"])
            stop(number, time)
            stretch[number] = time
        elif kind == Kind.SUSPENDED:
            stop(number, time)
        elif kind == Kind.RESUMED:
            stretch[number] = time
        elif kind in ENDS_OF_VISITS:
            visit = begun.pop(number)
            assert visit["case"] == row["case"]
            stop(number, time)
            assert spent[number] == visit["amount"] + row["amount"], log.text(n, n + 1)
    on_duty = [(r, int(log.crew[r])) for r in np.flatnonzero(log.kind == Kind.ON_DUTY)]
    assert len({(int(log.time_ms[r]) // DAY, c) for r, c in on_duty}) == len(on_duty)


SETTINGS = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SETTINGS
@given(scenarios(), st.integers(0, 3))
def test_whatever_the_town_everything_is_conserved(scenario: Scenario, seed: int) -> None:
    workload = draw(scenario, seed, 0)
    log = simulate(scenario, workload)
    assert (np.diff(log.time_ms) >= 0).all()
    assert len(log) == 0 or log.time_ms[-1] <= log.end_ms
    assert scenario.window_end_ms <= log.end_ms <= scenario.horizon_ms
    conservation.check(scenario, log)
    check_cases(log)
    check_plant(scenario, log)
    check_crews(scenario, workload, log)


@settings(parent=SETTINGS, max_examples=60)
@given(scenarios(whole=True), st.integers(0, 3))
def test_whatever_the_systems_of_the_company_everything_is_conserved(
    scenario: Scenario, seed: int
) -> None:
    log = simulate(scenario, draw(scenario, seed, 0))
    assert (np.diff(log.time_ms) >= 0).all()
    conservation.check(scenario, log)


@settings(parent=SETTINGS, max_examples=25)
@given(scenarios(), st.integers(0, 3))
def test_the_same_run_gives_the_same_log(scenario: Scenario, seed: int) -> None:
    workload = draw(scenario, seed, 0)
    assert simulate(scenario, workload).digest() == simulate(scenario, workload).digest()


def test_the_checks_see_what_is_wrong() -> None:
    # The checks above, tried on logs that were spoilt on purpose.
    scenario = town(
        crews=[crew(count=2)],
        policies={"shift_end": {"repair": "finish"}},
        demand={
            kind: {**SOURCE, "rate": "90 orders per 100 lines per month", **works_}
            for kind, works_ in {
                "install": {"work_prebuilt": "1 work h", "work_build": "3 work h"},
                "move": {"work": "1 work h"},
                "cease": {},
            }.items()
        },
        cabinets=[cabinet("a", lines=40), cabinet("b", lines=40)],
        faults={"drop": cause("5 work h", rate="60 events per 100 lines per month")},
    )
    workload = draw(scenario, 1, 0)
    log = simulate(scenario, workload)

    def spoilt(kind: Kind, column: str, by: int, nth: int = 3) -> EventLog:
        columns = {name: values.copy() for name, values in log.columns.items()}
        row = np.flatnonzero(log.kind == kind)[nth]
        columns[column][row] = int(columns[column][row]) + by
        return EventLog(columns, log.end_ms)

    def refused(check: Any, *arguments: Any) -> bool:
        try:
            check(*arguments)
        except AssertionError:
            return True
        return False

    assert not refused(check_crews, scenario, workload, log)
    assert refused(check_crews, scenario, workload, spoilt(Kind.DISPATCHED, "time_ms", -14 * H))
    assert refused(check_crews, scenario, workload, spoilt(Kind.CLEARED, "amount", 1))
    assert refused(check_crews, scenario, workload, spoilt(Kind.OVERTIME, "amount", 1, 0))
    assert refused(check_crews, scenario, workload, spoilt(Kind.DISPATCHED, "crew", 1))
    assert refused(check_cases, spoilt(Kind.CLEARED, "kind", int(Kind.REPORT - Kind.CLEARED)))
    assert refused(check_cases, spoilt(Kind.IN_SERVICE, "case", 1))
    assert not refused(check_plant, scenario, log)
    assert refused(check_plant, scenario, spoilt(Kind.CAPACITY, "amount", -1000, 0))
    assert CEASE in log.reason[log.kind == Kind.ORDER]
