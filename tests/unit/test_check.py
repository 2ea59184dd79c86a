from __future__ import annotations

import dataclasses
import math
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from telesim.scenario import Scenario, load
from telesim.scenario.check import check
from telesim.scenario.check_binding import Node, Reach, binding_groups
from telesim.scenario.check_load import Load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ALWAYS = {"hours": {"mon-sun": ["00:00-24:00"]}, "source": "assumed"}
#: Crew hours of one crew that is always on duty, a week.
WEEK = 168.0


def exchange(name: str, county: str = "willow", **more: Any) -> dict[str, Any]:
    return {"id": name, "county": county, "area": "town", "lines": 1_000, "ports": 5_000, **more}


def cabinet(name: str, at: str, **more: Any) -> dict[str, Any]:
    pairs = {"feeder_pairs": 5_000, "distribution_pairs": 5_000}
    return {"id": name, "exchange": at, "lines": 1_000, **pairs, **more}


def crew(name: str, team: str, base: str = "a", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "team": team,
        "base": base,
        "covers": "county:willow",
        "calendar": "always",
        **more,
    }


def cause(skill: str = "repair", **more: Any) -> dict[str, Any]:
    """One event per line and ten months; at 1,000 lines 100 a month of 729.6 h."""
    return {
        "cause_group": "non-cable",
        "rate": "10 events per 100 lines per month",
        "skill": skill,
        "work": "1 work h",
        "source": "assumed",
        **more,
    }


def team(**skills: dict[str, Any]) -> dict[str, Any]:
    return {"skills": skills, "source": "assumed"}


def town(**more: Any) -> Scenario:
    """One exchange of 1,000 lines, one repairer who is always there, a year without growth."""
    said: dict[str, Any] = {
        "schema_version": 1,
        "name": "town",
        "start": "2001-01-01",
        "window": "52 weeks",
        "exchanges": [exchange("a")],
        "cabinets": [cabinet("a1", "a")],
        "crews": [crew("r", "repairers")],
        "calendars": {"always": ALWAYS},
        "teams": {"repairers": team(repair={})},
        "faults": {"drop": cause()},
    }
    return Scenario.model_validate({**said, **more})


def words_of(scenario: Scenario) -> str:
    """The check as one line, wherever its lines break."""
    return " ".join(" ".join(check(scenario).lines()).split())


def only_load(scenario: Scenario) -> Load:
    (load_,) = check(scenario).loads
    return load_


def test_work_over_hours_by_hand() -> None:
    """100 faults a month of one hour each, against a crew that works all of its 729.6 h."""
    load_ = only_load(town())
    assert load_.load == pytest.approx(100 / 729.6)
    assert load_.crew_hours == pytest.approx(WEEK)
    assert load_.place == "willow"
    assert load_.skills == ("repair",)


def test_everything_that_comes_with_a_visit_counts() -> None:
    """Half an hour of travel, a quarter to close, pace, no access, second visits, repeats."""
    scenario = town(
        exchanges=[exchange("a", base_travel_min=30)],
        teams={"repairers": team(repair={"speed": 2.0, "first_time_fix": "50 %"})},
        visits={
            "closing": "0.25 work h",
            "no_access": {"repair": "20 %"},
            "no_access_time": "0.1 work h",
            "source": "assumed",
        },
        repeats={"share": "20 %", "source": "assumed"},
        policies={"pay": {"scheme": "equal", "pace": 0.8}},
    )
    visit = 0.5 + 1 / (2.0 * 0.8) + 0.25
    wasted = 0.25 * (0.5 + 0.1)
    cases = 100 / 0.8
    assert only_load(scenario).load == pytest.approx(cases * (visit + wasted) / 0.5 / 729.6)


def test_hours_are_those_on_duty_less_the_depot() -> None:
    scenario = town(
        calendars={
            "always": {
                "hours": {"mon-sat": ["08:00-12:00", "14:00-18:00"]},
                "holidays": ["2001-05-01..2001-05-02"],
                "rotation": "5 of 6",
                "absence": "10 %",
                "source": "assumed",
            }
        },
        visits={"depot": "1 work h", "source": "assumed"},
    )
    days = (52 * 6 - 2) * 5 / 6 * 0.9
    load_ = only_load(scenario)
    assert load_.crew_hours == pytest.approx(days * 7 / 52)
    assert load_.duty_hours == pytest.approx(days * 8 / 52)


def test_time_on_jobs_is_over_the_hours_that_the_kpi_counts() -> None:
    """Three hours of depot in a day of 24: loaded by what is left, on jobs by the whole day."""
    scenario = town(visits={"depot": "3 work h", "source": "assumed"}, faults={"drop": cause()})
    load_ = only_load(scenario)
    assert load_.load == pytest.approx(100 / 729.6 * 24 / 21)
    assert load_.on_jobs == pytest.approx(100 / 729.6)
    told = words_of(scenario)
    assert "16 % loaded over the year" in told
    assert "time on jobs 14 %" in told
    assert "less the depot" in told and "all hours on duty, as run counts it" in told


def shift(work: str, policy: str, faults_a_month: float = 10) -> Scenario:
    """A crew of six days of eight hours, with visits of one length."""
    return town(
        calendars={
            "always": {"hours": {"mon-sat": ["08:00-12:00", "14:00-18:00"]}, "source": "assumed"}
        },
        faults={
            "drop": cause(work=work, rate=f"{faults_a_month / 10} events per 100 lines per month")
        },
        policies={"shift_end": {"repair": policy}},
    )


@pytest.mark.parametrize(
    ("work", "policy", "lost"),
    [
        ("2 work h", "no-start", 1),  # the last two hours are closed, half of that on average
        ("4 work h", "no-start", 2),
        ("7 work h", "no-start", 1.5),  # too long for any day: begins with three hours left
        ("2 work h", "suspend", 0),
        ("2 work h", "finish", 0),
    ],
)
def test_what_the_rule_for_the_day_end_may_waste(work: str, policy: str, lost: float) -> None:
    load_ = only_load(shift(work, policy))
    assert load_.idle == pytest.approx(lost / 8, abs=0.01)
    assert load_.busiest_idle == pytest.approx(lost / 8, abs=0.01)
    told = words_of(shift(work, policy))
    assert ("idle at the day's end" in told) == (lost > 0)


def test_what_another_rule_lets_begin_fills_the_day() -> None:
    mixed = shift("2 work h", "no-start").model_copy(
        update={"faults": town(faults={"drop": cause(work="2 work h"), "cut": cause(
            work="2 work h", job="cable")}).faults}
    )  # fmt: skip
    assert only_load(mixed).idle == pytest.approx(1 / 8 / 2, abs=0.01)


def test_a_job_that_never_fits_wastes_the_whole_day() -> None:
    short = {"hours": {"mon-sat": "08:00-10:00"}, "source": "assumed"}
    scenario = shift("3 work h", "no-start").model_copy(
        update={"calendars": town(calendars={"always": short}).calendars}
    )
    assert only_load(scenario).idle == pytest.approx(1)


def test_a_plan_near_full_is_flagged_for_what_no_start_wastes() -> None:
    """Loaded by 95 % of 48 hours a week, with about an hour of each day of eight idle."""
    near, half = (0.95 * 48 * 729.6 / 168 / 2, 0.5 * 48 * 729.6 / 168 / 2)
    assert check(shift("2 work h", "suspend", near)).warnings == ()
    assert check(shift("2 work h", "no-start", half)).warnings == ()
    (warning, *_) = check(shift("2 work h", "no-start", near)).warnings
    assert warning == (
        "repair: may be more work than crew hours over the year, with what may be idle at the "
        "day's end (an estimate), in willow 95 % + 12 %"
    )


def test_a_local_base_shortens_travel_and_narrows_the_place() -> None:
    places = [
        exchange("a", base_travel_min=10, local_travel_min=10, branch="a"),
        exchange("b", base_travel_min=60, local_travel_min=15, branch="b"),
    ]
    crews = [
        crew("ra", "repairers", local_base="a", local_covers="a"),
        crew("rb", "repairers", local_base="b", local_covers="b"),
    ]
    tables = {
        "exchanges": places,
        "cabinets": [cabinet("a1", "a"), cabinet("b1", "b")],
        "crews": crews,
    }
    seat = only_load(town(**tables))
    assert seat.load == pytest.approx((100 * (1 + 1 / 6) + 100 * 2) / (2 * 729.6))
    local = check(town(**tables, policies={"base": "local"})).loads
    assert {one.place: one.load for one in local} == pytest.approx(
        {"a": 100 * (1 + 1 / 6) / 729.6, "b": 100 * 1.25 / 729.6}
    )


def test_a_gang_splices_with_as_many_as_fit_at_the_joint() -> None:
    splicing = {"locate": "4 work h", "pairs_per_hour": 10, "splicers_at_most": 3}
    cut = cause(
        "cable",
        cause_group="cable",
        job="cable",
        rate="0.1 events per 100 lines per month",
        lines="90 lines",
        work=None,
        splicing=splicing,
    )
    scenario = town(
        faults={"cut": cut},
        teams={"gang": team(cable={})},
        crews=[crew("g", "gang", members=5)],
    )
    result = check(scenario)
    assert result.loads[0].load == pytest.approx((4 + 90 / 30) / 729.6)
    assert result.cable_hours_per_month == pytest.approx(7)
    assert (result.heads[0].crews, result.heads[0].heads) == (1, 5)
    assert "  gang: 5 in 1 crew (willow 5)" in result.lines()


def test_a_joint_that_fails_again_is_opened_without_a_search() -> None:
    # 4 events of 90 lines on 1,000 lines; 20 % of all cases come back, as one line each: 1 repeat.
    splicing = {"locate": "4 work h", "pairs_per_hour": 10, "splicers_at_most": 1,
                "reopen": "1 work h"}  # fmt: skip
    cut = cause("cable", cause_group="cable", job="cable", work=None, splicing=splicing,
                rate="0.4 events per 100 lines per month", lines="90 lines")  # fmt: skip
    scenario = town(
        faults={"cut": cut},
        teams={"gang": team(cable={})},
        crews=[crew("g", "gang")],
        repeats={"share": "20 %", "source": "assumed"},
    )
    hours = 4 * (4 + 90 / 10) + 1 * (1 + 1 / 10)
    assert check(scenario).cable_hours_per_month == pytest.approx(hours)
    own = {**cut, "repeats": {"share": "20 %"}}
    again = scenario.model_copy(update={"faults": town(faults={"cut": own}).faults})
    hours = 4 * (4 + 90 / 10) + 1 * (4 + 1 / 10)
    assert check(again).cable_hours_per_month == pytest.approx(hours)


def test_spare_pairs_take_work_from_the_gang_to_the_repairers() -> None:
    # Of 1 to 4 lines alike likely, half of the events hit at most 2: 1.5 lines on average.
    cut = cause(
        "cable",
        cause_group="cable",
        job="cable",
        lines={"uniform-int": {"low": "1 lines", "high": "4 lines"}},
        work="3 work h",
        rate="1 events per 100 lines per month",
        pair_swap={"work": "1 work h", "lines_at_most": 2},
    )
    scenario = town(
        faults={"cut": cut},
        teams={"gang": team(cable={}), "repairers": team(repair={})},
        crews=[crew("g", "gang"), crew("r", "repairers")],
    )
    loads = {load.skills: load.work_hours for load in check(scenario).loads}
    assert loads["cable",] == pytest.approx(2 * loads["repair",])  # 3 h against 1.5 x 1 h
    without = town(faults={"cut": {**cut, "pair_swap": None}}, teams={"gang": team(cable={})},
                   crews=[crew("g", "gang")])  # fmt: skip
    assert only_load(without).work_hours == pytest.approx(2 * loads["cable",])


def broken_by_people(**more: Any) -> Scenario:
    """Of 2 installs per 100 lines a month a tenth fail, and a fifth disturb a line."""
    plain: dict[str, Any] = {
        "exchanges": [exchange("a", ports=2_000)],
        "cabinets": [cabinet("a1", "a", feeder_pairs=2_000, distribution_pairs=2_000)],
        "teams": {"repairers": team(repair={}, install={})},
        "demand": {
            "install": {
                "rate": "2 orders per 100 lines per month",
                "work_prebuilt": "1 work h",
                "work_build": "1 work h",
                "early_life": {"share": "10 %", "cause": "drop"},
                "source": "assumed",
            },
            "cease": {"rate": "2 orders per 100 lines per month", "source": "assumed"},
        },
        "faults": {"drop": cause()},
        "repeats": {"share": "20 %", "source": "assumed"},
        "work_induced": {"share": "20 %", "by": ["install"], "cause": "drop", "source": "assumed"},
    }
    return town(**{**plain, **more})


def test_faults_that_people_make_are_reports_and_work() -> None:
    scenario = broken_by_people()
    (faults,) = check(scenario).faults
    # Per 1,000 lines and month: 100 events, 2 early failures of 20 installs, 4 disturbed lines,
    # and a quarter of all these in repeats. Lines stay as many as they are.
    parts = faults.parts
    found = (parts.base, parts.early_life, parts.work_induced, parts.repeats)
    assert found == pytest.approx((100, 2, 4, 106 / 4), rel=0.01)
    assert faults.reports_per_100_lines == pytest.approx(13.25, rel=0.01)
    (load_,) = check(scenario).loads
    assert load_.by_skill["repair"] == pytest.approx(132.5 / 729.6 * WEEK, rel=0.01)
    words = words_of(scenario)
    assert "early failures" in words and "made by work" in words


def test_jumpers_are_work_of_the_exchange_staff() -> None:
    # 20 jumpers a month of half an hour, 4 a call: 5 calls, each 30 min away, a quarter to close.
    def staffed(base: str) -> Load:
        scenario = broken_by_people(
            exchanges=[
                exchange("a", ports=2_000, base_travel_min=30),
                exchange("b", lines=0),
            ],
            crews=[crew("r", "repairers"), crew("x", "indoor", base=base)],
            teams={
                "repairers": team(repair={}, install={}),
                "indoor": team(exchange={"first_time_fix": "50 %"}),
            },
            main_frame={"work": "0.5 work h", "at_most": 4, "source": "assumed"},
            visits={"closing": "0.25 work h", "source": "assumed"},
        )
        (load_,) = (one for one in check(scenario).loads if one.skills == ("exchange",))
        return load_

    month = 729.6 / WEEK
    assert staffed("b").work_hours == pytest.approx(5 * (2 + 0.25 + 0.5) / month, rel=0.01)
    # Whoever sits there has no way to go.
    assert staffed("a").work_hours == pytest.approx(5 * (2 + 0.25) / month, rel=0.01)


def test_shared_skills_are_judged_together_and_the_worst_part_is_named() -> None:
    """Repair fits the crew that can do both; what only the specialist can do does not fit him."""
    scenario = town(
        faults={"drop": cause(), "frame": cause("exchange", work="9 work h")},
        teams={"field": team(repair={}), "technicians": team(exchange={}, repair={})},
        crews=[crew("f", "field", count=2), crew("t", "technicians")],
    )
    together, alone = check(scenario).loads
    assert together.skills == ("exchange", "repair")
    assert together.load == pytest.approx(1_000 / (3 * 729.6))
    assert together.by_skill["repair"] == pytest.approx(100 / 729.6 * WEEK)
    assert alone.skills == ("exchange",)
    assert alone.load == pytest.approx(900 / 729.6)
    (warning,) = check(scenario).warnings
    assert warning == "exchange: more work than crew hours over the year in willow 123 %"


APPOINTED = {
    "windows": ["08:00-18:00"],
    "fill": "20 %",
    "jobs": {"repair": {"no_access": "0 %"}},
    "source": "assumed",
}


def test_appointments_change_who_is_out_and_must_suffice_for_their_work() -> None:
    out = {"visits": {"no_access": {"repair": "50 %"}, "source": "assumed"}}
    # A visit of an hour that every second customer misses at no cost but the way, which is none.
    busy = {"faults": {"drop": cause(work="2 work h")}, **out}
    assert check(town(**busy)).warnings == ()
    # 200 of 729.6 h are more than a fifth.
    (warning,) = check(town(**busy, policies={"appointments": APPOINTED})).warnings
    assert warning == (
        "repair: 27 % in willow loaded over the year, and appointments give away 20 % of the "
        "hours: customers are told later and later windows"
    )
    enough = {**APPOINTED, "fill": "30 %"}
    assert check(town(**busy, policies={"appointments": enough})).warnings == ()
    costly = {"visits": {**out["visits"], "no_access_time": "1 work h"}}
    load_ = only_load(town(**costly, policies={"appointments": enough}))
    assert load_.load == pytest.approx(100 / 729.6)
    assert only_load(town(**costly)).load == pytest.approx(200 / 729.6)


def sharing(fit: str, precedence: str) -> Scenario:
    """200 of 729.6 h a month are for faults, and a tenth of the hours is sure for them.

    One order a month takes ``fit``.
    """
    jobs = {"install": {"no_access": "0 %"}}
    given = {**APPOINTED, "fill": "90 %", "precedence": precedence, "jobs": jobs}
    work = {"work_prebuilt": fit, "work_build": fit, "skill": "fit", "pattern": "spring"}
    rate = {"rate": "0.1 orders per 100 lines per month", "source": "assumed"}
    return town(
        patterns={"spring": {"months": {"mar": 1.5}, "source": "assumed"}},
        exchanges=[exchange("a"), exchange("b", "ash")],
        cabinets=[cabinet("a1", "a"), cabinet("b1", "b")],
        faults={"drop": cause(), "frame": cause("exchange")},
        teams={"field": team(repair={}, exchange={}, fit={})},
        crews=[
            crew("f", "field"),
            crew("g", "field", "b", covers="county:ash"),
        ],
        demand={"install": {**work, **rate}},
        policies={"appointments": given},
    )


def test_work_that_shares_crews_with_appointments_must_find_room_beside_them() -> None:
    def advice(fit: str, precedence: str = "appointments-first") -> list[str]:
        its = check(sharing(fit, precedence)).warnings
        return [one for one in its if "appointments" in one]

    # Where all together have more than enough hours, appointments take no more than they need.
    assert advice("1 work h") == []
    # 650 of 729.6 h and 875 in March; lines grow by half a per cent until the middle of the year.
    (warning,) = advice("450 work h")
    assert warning == (
        "exchange, fit and repair: appointments, which go first, may take 90 % of the hours, "
        "exchange and repair need over the year 28 % in willow, 28 % in ash, and both are "
        "more than all hours in the busiest month; a lower policies.appointments.fill leaves room"
    )
    (other,) = advice("450 work h", "dispatch-rule")
    assert other.endswith("breaks fewer of them where others go first")


def lakeside(field: int) -> Scenario:
    """1,000 h of repairs and 300 h of fitting a month at each of two exchanges.

    Field crews do both everywhere, five rural crews repair at hill.
    """
    return town(
        exchanges=[exchange("lake", "lakeside"), exchange("hill", "lakeside")],
        cabinets=[cabinet("l1", "lake"), cabinet("h1", "hill")],
        faults={"drop": cause(work="10 work h"), "bell": cause("fit", work="3 work h")},
        teams={"field": team(repair={}, fit={}), "rural": team(repair={})},
        crews=[
            crew("f", "field", "lake", covers="county:lakeside", count=field),
            crew("q", "rural", "hill", covers="hill", count=5),
        ],
    )


def test_work_that_only_some_crews_may_reach_is_held_against_these() -> None:
    """All fitting and the repairs at lake are left to the field crews: 1,600 h a month.

    No set of skills in any one set of places shows it: at lake they have 1,300 h to do.
    """
    whole, group = check(lakeside(2)).loads
    assert whole.load == pytest.approx(2_600 / (7 * 729.6))
    assert group.load == pytest.approx(1_600 / (2 * 729.6))
    assert group.parts == ((("fit",), "lakeside"), (("repair",), "lake"))
    assert group.by_skill == pytest.approx(
        {"fit": 600 / 729.6 * WEEK, "repair": 1_000 / 729.6 * WEEK}
    )
    name = "fit in lakeside with repair in lake, all left to field"
    assert check(lakeside(2)).warnings == (
        f"{name}: more work than crew hours over the year 110 %",
    )
    assert f"{name}: 110 % loaded over the year" in words_of(lakeside(2))


def test_the_group_that_binds_is_told_also_where_it_fits() -> None:
    result = check(lakeside(3))
    assert result.loads[1].load == pytest.approx(1_600 / (3 * 729.6))
    assert result.warnings == ()


def test_further_groups_that_do_not_fit_are_told() -> None:
    """Two corners with too few crews of their own, tied together by a crew with its own work."""
    everywhere: Reach = (frozenset({"fit"}), frozenset({0, 1}))
    hours = {
        everywhere: 100.0,
        (frozenset({"repair", "fit"}), frozenset({0})): 10.0,
        (frozenset({"repair", "fit"}), frozenset({1})): 10.0,
    }
    work: dict[Node, float] = {
        (0, "repair"): 15.0, (1, "repair"): 12.0, (0, "fit"): 5.0, (1, "none"): 9.0,
    }  # fmt: skip
    found = binding_groups(work, hours)
    assert [group.nodes for group in found] == [{(0, "repair")}, {(1, "repair")}]
    assert [group.load for group in found] == pytest.approx([1.5, 1.2])


@pytest.mark.parametrize("seed", range(30))
def test_no_group_of_work_is_more_loaded_than_the_one_that_binds(seed: int) -> None:
    """Against every subset of the work (Hall's condition), on small random networks."""
    random = np.random.default_rng(seed)
    skills = ("a", "b", "c")
    work = {(place, skill): random.uniform(0, 9) for place in range(3) for skill in skills}
    hours: dict[Reach, float] = {}
    for _ in range(5):
        can = frozenset(skill for skill in skills if random.random() < 0.5)
        hours[can, frozenset(np.flatnonzero(random.random(3) < 0.5).tolist())] = random.uniform(
            1, 9
        )

    def load_of(nodes: tuple[Node, ...]) -> float:
        its = [
            crew_hours
            for (can, places), crew_hours in hours.items()
            if any(skill in can and place in places for place, skill in nodes)
        ]
        return sum(work[node] for node in nodes) / sum(its)

    done = [
        (place, skill)
        for place, skill in work
        if any(skill in can and place in places for can, places in hours)
    ]
    every = chain.from_iterable(combinations(done, size) for size in range(1, len(done) + 1))
    worst = max(map(load_of, every))
    first, *others = binding_groups(work, hours)
    assert first.load == pytest.approx(worst)
    for group in (first, *others):
        assert group.load == pytest.approx(load_of(tuple(group.nodes)))
    assert all(1 < group.load <= worst + 1e-9 for group in others)


def test_teams_that_share_nothing_stay_apart() -> None:
    scenario = town(
        faults={"drop": cause(), "frame": cause("exchange")},
        teams={"field": team(repair={}), "technicians": team(exchange={})},
        crews=[crew("f", "field"), crew("t", "technicians")],
    )
    assert [one.skills for one in check(scenario).loads] == [("repair",), ("exchange",)]


def test_names_work_that_nobody_can_do() -> None:
    result = check(town(crews=[]))
    assert math.isinf(result.loads[0].load)
    assert result.warnings == ("repair in willow: nobody, for 23.0 h of work a week",)


def test_names_a_place_that_no_crew_covers() -> None:
    scenario = town(
        exchanges=[exchange("a"), exchange("b", "oak")],
        cabinets=[cabinet("a1", "a"), cabinet("b1", "b")],
    )
    assert check(scenario).warnings == ("repair in oak: nobody, for 23.0 h of work a week",)


def test_a_part_of_a_county_without_cover_is_named() -> None:
    """Installers go everywhere, so that the county hangs together; repairers reach one place."""
    scenario = town(
        exchanges=[exchange("a"), exchange("b")],
        cabinets=[cabinet("a1", "a"), cabinet("b1", "b")],
        teams={"field": team(repair={}, fit={}), "fitters": team(fit={})},
        crews=[crew("f", "field", covers="a"), crew("g", "fitters")],
        faults={"drop": cause(), "bell": cause("fit")},
    )
    assert check(scenario).warnings[0] == "repair in b: nobody, for 23.0 h of work a week"


def test_says_which_month_falls_behind() -> None:
    scenario = town(
        crews=[crew("r", "repairers", since="2001-01-01")],
        faults={"drop": cause(work="6 work h", pattern="summer")},
        patterns={"summer": {"months": {"jul": 2.0}, "source": "assumed"}},
    )
    load_ = only_load(scenario)
    mean = (365 + 31) / 365
    assert load_.busiest == "July"
    assert load_.busiest_load == pytest.approx(600 / 729.6 * 2 / mean)
    # 30 December 2001 ends a window of 52 weeks: one ordinary day less than the year.
    assert load_.load == pytest.approx(600 / 729.6 * (365 + 31 - 1) / 364 / mean)
    assert check(scenario).warnings == (
        "repair: falls behind in its busiest month in willow 152 % (July)",
    )
    assert any(
        line.startswith("  repair in willow: 82 % loaded over the year, 152 % in July (")
        for line in check(scenario).lines()
    )


def test_storms_weigh_in_their_months_and_leave_the_mean() -> None:
    storms = {"days_per_year": 8, "months": ["jun", "jul", "aug"], "factor": 3}
    scenario = town(
        faults={"drop": cause(pattern="storms")},
        patterns={"storms": {"storms": storms, "source": "assumed"}},
    )
    load_ = only_load(scenario)
    stormy = 1 + 8 / 92 * 2
    mean = (273 + 92 * stormy) / 365
    assert load_.busiest == "June"
    assert load_.busiest_load == pytest.approx(100 / 729.6 * stormy / mean)


def test_a_dated_shock_weighs_in_its_month() -> None:
    shock = {"title": "storm", "on": "2001-07-15", "lasting": "3 days", "factor": 10}
    elsewhere = {**shock, "counties": ["oak"]}
    places = {
        "exchanges": [exchange("a"), exchange("b", "oak")],
        "cabinets": [cabinet("a1", "a"), cabinet("b1", "b")],
        "crews": [crew("r", "repairers"), crew("q", "repairers", "b", covers="county:oak")],
    }
    willow, oak = check(town(**places, shocks=[elsewhere])).loads
    assert willow.busiest_load == pytest.approx(100 / 729.6)
    assert (oak.busiest, oak.busiest_load) == ("July", pytest.approx(100 / 729.6 * 58 / 31))


def install(**more: Any) -> dict[str, Any]:
    return {
        "install": {
            "rate": "10 orders per 100 lines per month",
            "work_prebuilt": "1 work h",
            "work_build": "3 work h",
            "source": "assumed",
            **more,
        }
    }


def test_says_when_an_exchange_fills_and_what_is_held() -> None:
    """100 orders a month and 200 free ports: full after two months of 30.4 days."""
    scenario = town(exchanges=[exchange("a", ports=1_200)], demand=install(), faults={})
    plan = check(scenario).capacity
    (filled,) = plan.filled
    assert (filled.place, filled.what, filled.order_by) == ("a", "ports", None)
    assert abs((filled.on - scenario.start).days - 60.8) <= 7
    assert plan.wanted_per_month == pytest.approx(100)
    asked = 100 * 364 / 30.4
    assert plan.held_at_end["ports"] == pytest.approx(asked - 200, abs=1)
    assert plan.served_per_month * 364 / 30.4 == pytest.approx(200, abs=1)


@pytest.mark.parametrize(
    ("wanted", "served", "told"),
    [
        (70.52, 70.48, "71 a month wanted, all find ports and pairs"),
        (70.6, 70.3, "71 a month wanted, all but 0.3 find ports and pairs"),
        (70.6, 60.4, "71 a month wanted, 60 find ports and pairs"),
        (70.4, 80.6, "70 a month wanted, 81 find ports and pairs"),
    ],
)
def test_rounding_shows_no_loss_of_orders(wanted: float, served: float, told: str) -> None:
    result = check(town(demand=install(), faults={}))
    plan = dataclasses.replace(result.capacity, wanted_per_month=wanted, served_per_month=served)
    assert f"  installs: {told}" in dataclasses.replace(result, capacity=plan).lines()


def test_orders_that_wait_at_the_start_are_not_called_held() -> None:
    """3 % of 1,000 lines wait, and with 5,000 ports and pairs none of them lacks anything."""
    waiting = {"share_of_lines": "3 %", "mean_age": "10 days"}
    said = {"waiting": waiting, "source": "assumed"}
    lines = check(town(demand=install(rate="0.1 orders per 100 lines per month"), initial=said))
    assert "  orders: 30 waiting at the start, 0 held at the window's end" in lines.lines()


def test_what_opens_in_the_last_broken_week_is_no_longer_lacking() -> None:
    """30 wait for ports; 500 open on day 8 of a window of ten, between two weeks of the check."""
    waiting = {"share_of_lines": "3 %", "mean_age": "10 days"}
    said = {"waiting": waiting, "source": "assumed"}
    ports = {"what": "ports", "on": "2001-01-01", "add": 500, "source": "assumed"}

    def held(days: int) -> float:
        few = town(
            demand=install(rate="0.1 orders per 100 lines per month"),
            exchanges=[exchange("a", ports=1_000)],
            window="10 days",
            initial=said,
            expansions={"more": {**ports, "lead_time": f"{days} days"}},
        )
        return sum(check(few).capacity.held_at_end.values())

    assert held(8) == 0
    # One order a month comes beside them.
    assert held(11) == pytest.approx(30 + 10 / 30.4, abs=0.01)


def test_lines_are_short_and_what_cannot_hold_comes_early() -> None:
    result = check(load(SCENARIOS / "zhumadian" / "after.yaml"))
    lines = result.lines()
    assert max(map(len, lines)) <= 100
    assert not any(line.split()[0].startswith("%") for line in lines)
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads[:3] == [
        "Heads", "What cannot hold", "Work against crew hours, means over the year",
    ]  # fmt: skip
    assert " ".join(result.warnings) in " ".join(" ".join(lines).split())


def test_the_level_that_blocks_is_named() -> None:
    scenario = town(cabinets=[cabinet("a1", "a", feeder_pairs=1_100)], demand=install(), faults={})
    plan = check(scenario).capacity
    assert [(one.place, one.what) for one in plan.filled] == [("a1", "feeder")]
    assert plan.held_at_end["feeder"] > 0
    assert plan.held_at_end["ports"] == plan.held_at_end["distribution"] == 0


def test_expansions_keep_an_exchange_open() -> None:
    tight = exchange("a", ports=1_200)
    rule = {"what": "ports", "lead_time": "1 month", "source": "assumed"}
    early = {"more": {**rule, "at_fill": "85 %", "add_share": "60 %"}}
    late = {"more": {**rule, "at_fill": "99 %", "add_share": "60 %"}}
    dated = {"more": {**rule, "on": "2001-01-15", "every": "1 month", "add": 150}}
    for rules, full in ((early, False), (late, True), (dated, False)):
        plan = check(
            town(exchanges=[tight], demand=install(), faults={}, expansions=rules)
        ).capacity
        assert bool(plan.filled) == full
    assert plan.filled == ()
    (filled,) = check(
        town(exchanges=[tight], demand=install(), faults={}, expansions=late)
    ).capacity.filled
    assert filled.order_by is not None
    assert (filled.on - filled.order_by).days == 31


def test_installs_that_find_facilities_and_their_drops_make_the_work() -> None:
    scenario = town(
        cabinets=[cabinet("a1", "a", prebuilt_pct=40)],
        demand=install(),
        faults={},
        teams={"repairers": team(install={})},
    )
    assert only_load(scenario).load == pytest.approx(100 * (0.4 * 1 + 0.6 * 3) / 729.6)


def test_lines_in_service_grow_and_fail_more() -> None:
    grown = town(demand=install(rate="1 orders per 100 lines per month"))
    faults = next(one for one in check(grown).loads if one.skills == ("repair",))
    mean_lines = 1_000 + 10 * 182 / 30.4
    assert faults.load == pytest.approx(100 / 729.6 * mean_lines / 1_000, rel=0.01)


def test_implied_reports_count_repeats_and_those_who_report() -> None:
    cut = cause(lines="10 lines", reporting_share="60 %", rate="0.1 events per 100 lines per month")
    scenario = town(
        exchanges=[exchange("a"), exchange("b", area="rural")],
        cabinets=[cabinet("a1", "a"), cabinet("b1", "b")],
        faults={"cut": cut},
        repeats={"share": "20 %", "source": "assumed"},
    )
    town_, rural, both = check(scenario).faults
    assert (town_.area, rural.area, both.area) == ("town", "rural", "all")
    # A repeat is one line and its report; at least one customer reports an event.
    events = 6 + 0.4**10
    assert town_.faults_per_month == pytest.approx(1 / 0.8)
    assert town_.reports_per_month == pytest.approx(events + 0.25)
    assert town_.lines_down_per_month == pytest.approx(10 + 0.25)
    assert (town_.parts.base, town_.parts.repeats) == pytest.approx((events, 0.25))
    assert both.reports_per_100_lines == pytest.approx((events + 0.25) / 10)
    assert "per 100 lines 0.600 first-time, 0.025 repeats" in words_of(scenario)


@pytest.mark.parametrize(
    "changed",
    [
        {"faults": {}},
        {"exchanges": [], "cabinets": [], "crews": []},
        {"exchanges": [exchange("a", lines=0, ports=0)], "cabinets": [cabinet("a1", "a", lines=0)]},
        {"window": "1 day"},
        {"window": "30 min"},
        {"crews": [crew("r", "repairers", count=0)]},
        {"teams": {"repairers": team(repair={"speed": 0})}},
        {"repeats": {"share": "100 %", "source": "assumed"}},
        {"visits": {"no_access": {"repair": "100 %"}, "source": "assumed"}},
    ],
    ids=lambda changed: "+".join(changed),
)
def test_extreme_towns_get_an_answer(changed: dict[str, Any]) -> None:
    result = check(town(**changed))
    lines = result.lines()
    assert lines.count("What cannot hold") == 1
    if not result.warnings:
        assert lines[-2:] == ["What cannot hold", "  nothing that shows up here"]
    assert not any("nan" in line.split() for line in lines)


def test_the_quickstart_can_hold() -> None:
    result = check(load(SCENARIOS / "quickstart.yaml"))
    assert result.warnings == ()
    assert [fault.reports_per_100_lines for fault in result.faults[:2]] == pytest.approx(
        [1.0, 2.0], rel=0.025
    )


def test_zhumadian_is_staffed_as_the_staffing_ratios_say() -> None:
    """Repairers about 65 % loaded over the year before the reforms, most in July."""
    result = check(load(SCENARIOS / "zhumadian" / "before.yaml"))
    repair = [one for one in result.loads if one.skills == ("repair",)]
    assert len(repair) == 10
    load_ = sum(one.work_hours for one in repair) / sum(one.crew_hours for one in repair)
    assert 0.5 <= load_ <= 0.7
    # In the city nobody travels far: what installs disturb counts for more than the weather.
    assert {one.place for one in repair if one.busiest != "July"} <= {"zhumadian"}
    assert any(warning.startswith("ports run out at") for warning in result.warnings)


def test_columns_that_nothing_uses_are_said() -> None:
    words = "columns that change nothing here: feeder_id and box_size; pairs are counted by"
    assert words not in words_of(town())
    assert words in words_of(town(cabinets=[cabinet("a1", "a", feeder_id="f1", box_size=10)]))
    boxes = {"correlation": "5 %", "source": "assumed"}
    told = check(
        town(cabinets=[cabinet("a1", "a", feeder_id="f1", box_size=10)], boxes=boxes)
    ).lines()
    assert "columns that change nothing here: feeder_id; pairs" in "\n".join(told)


def looked_after(pace: float = 1.0, **policy: Any) -> Scenario:
    """1,000 lines with 100 hours of drops a month, and two crews with 1,459.2 hours."""
    preventive = {"hours_per_line": "1 work h", "effect": "30 %", "lasts": "30.4 days",
                  "causes": ["drop"], **policy}  # fmt: skip
    return town(
        faults={"drop": cause(rate="10 events per 100 lines per month", work="1 work h")},
        teams={"repairers": team(repair={})},
        crews=[crew("r", "repairers", count=2)],
        policies={"pay": {"scheme": "contract", "pace": pace, "preventive": preventive}},
    )


def test_spare_time_looks_after_lines_until_all_are_helped() -> None:
    # 1,359.2 hours are spare: more than a visit to each of the 1,000 lines takes in the month for
    # which it helps.
    found = check(looked_after()).preventive
    assert found is not None
    assert (found.hours, found.lines) == (pytest.approx(1_000), pytest.approx(1_000))
    assert (found.helped, found.avoided) == (pytest.approx(1), pytest.approx(30))
    # Of 4 hours for each line there is time for 339.8 lines.
    found = check(looked_after(hours_per_line="4 work h")).preventive
    assert found is not None
    assert found.hours == pytest.approx(1_359.2)
    assert found.lines == pytest.approx(339.8)
    assert (found.helped, found.avoided) == (pytest.approx(0.3398), pytest.approx(30 * 0.3398))
    told = " ".join("\n".join(check(looked_after()).lines()).split())
    assert (
        "preventive work: about 1,000 spare crew hours a month for 1,000 lines (an estimate" in told
    )
    assert "100 % of the lines are helped and about 30 faults a month avoided" in told


def test_nobody_does_preventive_work_without_a_contract_that_says_so() -> None:
    scenario = town(
        faults={"drop": cause()},
        teams={"repairers": team(repair={})},
        crews=[crew("r", "repairers")],
    )
    assert check(scenario).preventive is None
    assert "preventive" not in "\n".join(check(scenario).lines())
