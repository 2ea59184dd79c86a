"""Training: levels by hand, courses that take crews away, errors that become fewer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scenario_town import Town
from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind, Recorder
from telesim.policies.training import after_course, after_decay, error_factor
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation import Simulation
from telesim.simulation.people.courses import courses_of
from telesim.simulation.people.training import TrainingBook
from telesim.units import MONTH_MS, YEAR_MS
from telesim.workload import Workload
from telesim.workload.turnover import Turnover
from towns import DAY, at, cause, crew, fault, rows, run, town, workload

SOURCE = {"source": "assumed"}
#: A visit with this mark is fixed below 70 %, and not above.
SEVENTY = 700_000


def trained(programmes: Any = None, starts: float = 0.0, crews: int = 1, **more: Any) -> Scenario:
    """One county; crews that fix 50 % at the first visit."""
    section = {"roles": {"repair": {"starts_at": starts}}, **SOURCE, **more.pop("training", {})}
    if programmes:
        section["programmes"] = programmes
    skills = {"repair": {"first_time_fix": "50 %"}, "install": {}, "move": {}, "cable": {}}
    plain: dict[str, Any] = {
        "teams": {"field": {"skills": skills, **SOURCE}},
        "crews": [crew(count=crews)],
        "training": section,
        **more,
    }
    return town(**plain)


def programme(begins: str = "2001-01-02", **more: Any) -> dict[str, Any]:
    return {"roles": ["repair"], "begins": begins, "to": 1.0, "at_once": "100 %", **more}


def book_of(scenario: Scenario, turnover: Turnover | None = None) -> TrainingBook:
    return TrainingBook(scenario, turnover if turnover is not None else Turnover.none())


def figures(scenario: Scenario, log: EventLog) -> pd.Series:
    return kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]


# -- the curves -----------------------------------------------------------------------------------


def test_a_level_decays_by_a_share_a_year_and_a_course_brings_it_back() -> None:
    assert after_decay(0.8, 0.3, 1.0) == pytest.approx(0.56)
    assert after_decay(0.8, 0.3, 0.5) == pytest.approx(0.8 * 0.7**0.5)
    # Daily work keeps up 0.6 of it; what is below is not forgotten either.
    assert after_decay(0.8, 0.3, 1.0, daily_work=0.6) == 0.6
    assert after_decay(0.2, 0.3, 1.0, daily_work=0.6) == 0.2
    assert after_course(0.56, 0.9) == 0.9
    assert after_course(0.95, 0.9) == 0.95


def test_errors_fall_with_the_level() -> None:
    assert error_factor(0.0, 0.6) == 1.0
    assert error_factor(1.0, 0.6) == pytest.approx(0.4)
    # Rates that hold at 0.3: 0.46 / 0.82.
    assert error_factor(0.9, 0.6, 0.3) == pytest.approx(0.46 / 0.82)
    for level in (-0.1, 1.2):
        with pytest.raises(ValueError, match="need a level from 0 to 1"):
            error_factor(level, 0.6)


# -- levels of a county ---------------------------------------------------------------------------


def test_the_level_of_a_county_by_hand_over_months_and_courses() -> None:
    scenario = trained(
        {"one": programme("2001-03-05")},
        starts=0.5,
        window="52 weeks",
        training={"newcomers": 0.1},
    )
    book = book_of(scenario)

    def left(since: float, until: float) -> float:
        return float(0.7 ** ((until - since) / YEAR_MS))

    assert book.level("repair", 0, 0) == 0.5
    # Levels are looked at anew at the midnight at which a month of 30.4 days ends.
    month = MONTH_MS // DAY * DAY
    assert book.level("repair", 0, month - 1) == 0.5
    assert book.level("repair", 0, month) == pytest.approx(0.5 * left(0, month), abs=1e-6)
    # On the course on Monday and Tuesday, 5 and 6 March: up to the level of 1 from the 7th on.
    done = scenario.ms_of("2001-03-07")
    assert book.level("repair", 0, done - 1) < 0.5
    assert book.level("repair", 0, done) == 1.0
    later = 12 * MONTH_MS // DAY * DAY
    assert book.level("repair", 0, later) == pytest.approx(left(done, later), abs=1e-6)
    factor = 1 - 0.6 * left(done, later)
    assert book.factor_ppm("repair", 0, later) == pytest.approx(1e6 * factor, abs=2)
    # A role without training keeps its errors.
    assert book.factor_ppm("desk", 0, later) == 1_000_000
    # Shares move with the level of now, that of the start until the run goes on.
    assert book.share_ppm("repair", 0, 100_000) == 70_000
    with pytest.raises(KeyError):
        book.level("desk", 0, later)


def test_who_replaces_somebody_starts_as_a_newcomer_and_the_county_has_the_mean() -> None:
    scenario = trained(starts=0.9, crews=3, training={"forgotten": "0 % a year"})
    left = Turnover(*(np.array([n]) for n in (1, 4 * DAY, 6 * DAY)))
    book = book_of(scenario, left)
    assert book.level("repair", 0, 6 * DAY - 1) == pytest.approx(0.9)
    assert book.level("repair", 0, 6 * DAY) == pytest.approx((0.9 + 0.9 + 0.3) / 3, abs=1e-6)


def test_an_office_has_new_people_by_the_year() -> None:
    role = {"desk": {"starts_at": 0.9, "heads": 4, "turnover": "20 % a year"}}
    scenario = trained(window="52 weeks", training={"roles": role, "forgotten": "0 % a year"})
    book = book_of(scenario)
    later = 6 * MONTH_MS // DAY * DAY
    expected = 0.3 + 0.6 * 0.8 ** (later / YEAR_MS)
    assert book.level("desk", 0, later) == pytest.approx(expected, abs=1e-6)


# -- courses --------------------------------------------------------------------------------------


def test_two_days_of_each_crew_are_taken_from_the_roster() -> None:
    plan = {"one": programme("2001-01-01", at_once="50 %")}
    before = run(trained(crews=4))
    scenario = trained(plan, crews=4)
    log = run(scenario)
    away = [(r["crew"], r["time_ms"] // DAY) for r in rows(log, Kind.COURSE)]
    # The first cohort goes on Monday and Tuesday, the second a week later, as the window ends.
    assert away[4:] == [(1, 7), (3, 7)]
    away = away[:4]
    assert away == [(0, 0), (2, 0), (0, 1), (2, 1)]
    on_duty = {(r["crew"], r["time_ms"] // DAY) for r in rows(before, Kind.ON_DUTY)}
    left = {(r["crew"], r["time_ms"] // DAY) for r in rows(log, Kind.ON_DUTY)}
    assert on_duty - left == set(away)
    assert left <= on_duty
    got = figures(scenario, log)
    assert got["training_days", "{}"] == 4
    assert got["training_days", '{"role": "repair"}'] == 4


def test_a_course_keeps_to_the_rota_and_to_days_of_service() -> None:
    calendar = {"hours": {"mon-sat": ["08:00-12:00"]}, "rotation": "5 of 6", **SOURCE}
    scenario = trained({"one": programme("2001-01-01")}, crews=6, calendars={"day": calendar})
    days = {course.crew: course.days for course in courses_of(scenario, Turnover.none())}
    # Crew n is off on the working day whose number and n make 5: 5 has Monday off, 4 Tuesday.
    assert days == {0: (0, 1), 1: (0, 1), 2: (0, 1), 3: (0, 1), 4: (0, 2), 5: (1, 2)}
    empty = Turnover(*(np.array([n]) for n in (2, 0, 3 * DAY)))
    assert 2 not in {course.crew for course in courses_of(scenario, empty)}


def test_heads_without_a_desk_learn_beside_their_work_on_the_days_of_their_cohort() -> None:
    roles = {"desk": {"starts_at": 0.3, "heads": 5}}
    plan = {"one": programme("2001-01-03", roles=["desk"], to=0.9, at_once="50 %")}
    scenario = trained(plan, training={"roles": roles}, window="14 days")
    log = run(scenario)
    assert not rows(log, Kind.COURSE)
    # Three of the five on Wednesday and Thursday, the other two a week later.
    told = [(row["crew"], row["time_ms"] // DAY, row["amount"])
            for row in rows(log, Kind.TAUGHT_BESIDE)]  # fmt: skip
    assert told == [(-1, 2, 3), (-1, 3, 3), (-1, 9, 2), (-1, 10, 2)]
    got = figures(scenario, log)
    assert got["training_days_beside_work", '{"role": "desk"}'] == 10
    assert got["training_days", "{}"] == 0
    # Two cohorts, a week apart: all have been after the ninth day from the first on.
    book = book_of(scenario)
    assert book.level("desk", 0, 11 * DAY - 1) < 0.31
    assert book.level("desk", 0, 11 * DAY) == pytest.approx(0.9)


# -- errors ---------------------------------------------------------------------------------------


def test_a_trained_crew_mends_what_an_untrained_one_leaves() -> None:
    # At level 1 a half of unfinished visits becomes a fifth: the mark of 70 % is then fixed.
    faults = [fault(at(1, "08:00"), 0, fix_ppm=SEVENTY), fault(at(4, "08:00"), 1, fix_ppm=SEVENTY)]
    scenario = trained({"one": programme("2001-01-02")})
    told = [(r["case"], r["time_ms"] // DAY) for r in rows(run(scenario, faults=faults),
                                                           Kind.UNFINISHED)]  # fmt: skip
    assert {case for case, _ in told} == {0}
    plain = run(trained(), faults=faults)
    assert {r["case"] for r in rows(plain, Kind.UNFINISHED)} == {0, 1}
    got = figures(scenario, run(scenario, faults=faults))
    assert got["repair_errors_share", "{}"] == pytest.approx(100 * len(told) / (len(told) + 2))
    # Days 1 to 3 at 0, four days at 1, of which nothing is forgotten in the month.
    assert got["training_level", "{}"] == pytest.approx(4 / 7, abs=1e-6)
    assert got["training_error_factor", '{"role": "repair"}'] == pytest.approx(
        (3 + 4 * 0.4) / 7, abs=1e-6
    )


def test_repeats_of_repairs_become_fewer_but_not_those_of_the_desk() -> None:
    scenario = trained({"one": programme("2001-01-01", to=1.0)}, crews=1)
    made = Simulation(scenario, workload(scenario))
    book = made.town.training
    assert book is not None

    class Closed:
        exchange = 0
        visits = 1

    assert book.repeat_share(Closed(), 0.2) == pytest.approx(0.2)  # type: ignore[arg-type]
    made.run()
    assert book.repeat_share(Closed(), 0.2) == pytest.approx(0.08)  # type: ignore[arg-type]
    Closed.visits = 0
    assert book.repeat_share(Closed(), 0.2) == 0.2  # type: ignore[arg-type]


def test_repeats_in_a_run_are_the_same_ones_less_those_of_untrained_hands() -> None:
    repeats = {"share": "60 %", "within": "12 h", **SOURCE}
    faults = [fault(at(3) + n * 60_000, n) for n in range(60)]
    many = {"faults": {"drop": cause("1 work min")}, "repeats": repeats}

    def again(scenario: Scenario) -> set[int]:
        found = run(scenario, faults=faults)
        return {r["amount"] for r in rows(found, Kind.REPEAT_OF) if r["amount"] < 60}

    plain = again(trained(crews=9, **many))
    taught = again(trained(starts=1.0, crews=9, training={"newcomers": 1.0}, **many))
    assert taught < plain
    # 36 and 14 are expected.
    assert 24 < len(plain) < 48
    assert 5 < len(taught) < 25


def test_the_first_difference_is_a_row_of_training() -> None:
    faults = [fault(n * DAY + 1, n) for n in range(6)]
    before = run(trained(crews=2), faults=faults)
    after = run(trained({"one": programme("2001-01-04")}, crews=2), faults=faults)
    n = before.first_difference(after)
    assert n is not None
    assert after.kind[n] == Kind.COURSES_PLANNED


def test_a_town_without_training_says_nothing_of_it() -> None:
    log = run(town(), faults=[fault(DAY, 0)])
    assert not {int(k) for k in log.kind} & {230, 231, 232}
    told = kpi.measure(town(), log)
    assert told[told["kpi"].str.startswith("training_")]["n"].sum() == 0


def test_a_course_on_a_day_of_duty_is_a_breach() -> None:
    scenario = trained({"one": programme("2001-01-02")}, crews=2)
    log = run(scenario)
    for kind, column, value, told in (
        (Kind.COURSE, "time_ms", 5 * DAY, "on a course and on duty on one day"),
        (Kind.TRAINING_LEVEL, "amount", 1_200_000, "a level outside 0 to 1"),
        (Kind.TRAINING_LEVEL, "reason", 4, "this role is not trained"),
        (Kind.COURSE, "reason", 7, "not a role"),
    ):
        columns = {name: values.copy() for name, values in log.columns.items()}
        columns[column][columns["kind"] == kind] = value
        with pytest.raises(ConservationError, match=told):
            conservation.check(scenario, EventLog(columns, log.end_ms))
    with pytest.raises(ConservationError, match="no training in this scenario"):
        conservation.check(town(crews=[crew(count=2)]), log)


def test_levels_are_known_before_the_clock_starts() -> None:
    scenario = trained({"one": programme()}, crews=2)
    made: Workload = workload(scenario)
    one, other = (TrainingBook(scenario, made.turnover) for _ in range(2))
    assert [one.level("repair", 0, n * DAY) for n in range(20)] == [
        other.level("repair", 0, n * DAY) for n in range(20)
    ]
    Simulation(scenario, made).run()
    assert Recorder is not None


def test_validate_says_whom_the_courses_take_and_what_they_give() -> None:
    roles = {"repair": {"starts_at": 0.3}, "desk": {"starts_at": 0.3, "heads": 4}}
    section = {"roles": roles, "rates_hold_at": 0.3}
    plan = {"all": programme("2001-01-08", roles=["repair", "desk"], to=0.9, every="28 days")}
    told = check(trained(plan, crews=3, training=section)).staffing
    # Three crews of one and an office of four; (1 - 0.54) / (1 - 0.18) = 0.56.
    assert told == (
        "courses all: 3 heads away for 2 days each and 4 beside their work, from 2001-01-08, again "
        "every 28 days; errors at level 0.9 are 0.56 of those stated",
    )


# -- bad input ------------------------------------------------------------------------------------

SECTION = """\
training:
  roles:
    repair: {starts_at: 0.3}
    desk: {starts_at: 0.4, heads: 4, turnover: 10 % a year}
  effect: 60 %
  days: 2
  programmes:
    autumn: {roles: [repair, desk], begins: 2001-01-08, to: 0.9, at_once: 25 %, counties: [runan]}
  source: assumed
"""


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    made = Town(tmp_path)
    made.file.write_text(made.file.read_text(encoding="utf-8") + SECTION, encoding="utf-8")
    return made


def test_training_as_meant_is_no_bad_input(school: Town) -> None:
    training = school.load().training
    assert training is not None
    assert training.roles["desk"].turnover == 0.1
    assert training.programmes["autumn"].to == 0.9


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("starts_at: 0.3", "starts_at: 1.3", "training.roles.repair.starts_at: got 1.3, need a "
         "level from 0 to 1"),
        ("to: 0.9", "to: 90 %", "programmes.autumn.to: got \"90 %\", need a level from 0 to 1"),
        ("  effect", "  newcomers: -0.1\n  effect", "training.newcomers: got -0.1, need a level"),
        ("    desk:", "    desks:", "training.roles.desks: got 'desks', need a known role; did "
         "you mean 'desk'?"),
        ("[repair, desk]", "[repair, desks]", "autumn.roles[2]: got 'desks', need a known role of "
         "training.roles; did you mean 'desk'?"),
        ("[repair, desk]", "[]", "programmes.autumn.roles: got no role, need one or more"),
        ("25 %, counties: [runan]", "25 %, counties: [runen]", "autumn.counties[1]: got "
         "'runen', need a known county; did you mean 'runan'?"),
        ("effect: 60 %", "effect: 160 %", "training.effect: got \"160 %\", need a share"),
        ("days: 2", "days: 0", "training.days: got 0, need"),
        ("at_once: 25 %", "at_once: 0 %", "programmes.autumn.at_once: got"),
        ("begins: 2001-01-08", "begins: soon", "programmes.autumn.begins: got \"soon\", need a "
         "date"),
        ("effect: 60 %", "effect: 100 %\n  rates_hold_at: 1", "training.effect: got 100 %, need "
         "less where rates hold at level 1"),
    ],
)  # fmt: skip
def test_training_that_is_wrong(school: Town, old: str, new: str, told: str) -> None:
    school.change((old, new))
    assert told in "\n".join(str(problem) for problem in school.problems())
