from __future__ import annotations

from pathlib import Path

import pytest

from plan_town import plan_town
from telesim.experiment.plan.costs import Cost, read_cost
from telesim.experiment.plan.planning import expected_replications, starting_design
from telesim.experiment.plan.question import Question, read
from telesim.experiment.plan.shadow import with_one_more
from telesim.experiment.plan.start import estimate, groups_of
from telesim.experiment.plan.written import Written, laid_over, pairs, read_file
from telesim.scenario import load
from telesim.scenario.errors import ScenarioError
from telesim.theory import smallest_for_delay


def asked(
    file: Path, require: tuple[str, ...] = (), month: str | None = None, **vary: str
) -> Question:
    paths = {path.replace("__", "."): values for path, values in vary.items()}
    return read(file, (), Written(paths, {}, require, month))


def problems(file: Path, written: Written) -> str:
    with pytest.raises(ScenarioError) as raised:
        read(file, (), written)
    return str(raised.value)


def test_without_a_word_every_row_varies_and_every_target_is_kept(tmp_path: Path) -> None:
    question = read(plan_town(tmp_path), (), Written({}, {}))
    assert [one.path for one in question.choices] == ["crews.crew", "crews.other"]
    assert [one.name for one in question.requirements] == ["quick"]
    assert question.current is not None
    assert question.words(question.current) == "crew 6, other 1"
    assert expected_replications(question) > question.space.size


def test_wages_are_hours_on_duty_at_the_wage(tmp_path: Path) -> None:
    question = read(plan_town(tmp_path), (), Written({"crews.crew": "2..3"}, {}))
    # Day and night for 365 days at 5 CNY, and one crew of the other row that does not vary.
    assert question.choices[0].costs[0].cents == 2 * 24 * 365 * 500
    assert question.fixed_cents == 24 * 365 * 500


def test_rotation_absence_and_members_count_in_wages() -> None:
    # 52 weeks of six days of eight hours, five days of six and 8 % absence.
    scenario = Path(__file__).parents[2] / "scenarios" / "quickstart.yaml"
    question = read(scenario, (), Written({"crews.field": "1..1", "crews.gang": "1..1"}, {}))
    field, gang = (one.costs[0].cents for one in question.choices)
    hours = 52 * 6 * 8 * 365 / 364 * 0.92
    assert field == pytest.approx(hours * 5 / 6 * 500, rel=1e-6)
    assert gang == pytest.approx(3 * hours * 500, rel=1e-6)


def test_what_is_paid_once_is_spread_over_the_years(tmp_path: Path) -> None:
    file = plan_town(tmp_path)
    written = Written({"projects.cards": "in or out"}, {}, life="5 years")
    question = read(file, (), written)
    assert [one.cents for one in question.choices[0].costs] == [0, 50_000 * 100 // 5]
    given = Written({"projects.cards": "in or out"}, {"projects.cards": "9000 CNY a year"})
    assert read(file, (), given).choices[0].costs[1].cents == 900_000
    assert question.load((0,)).projects == ()
    assert len(question.load((1,)).projects) == 1


@pytest.mark.parametrize(
    ("text", "yearly", "cents"),
    [
        ("30,000 CNY a year", False, 3_000_000),
        ("30000 CNY", True, 3_000_000),
        ("30000 CNY once", True, 300_000),
        ("30000", True, 3_000_000),
        ("30000 CNY", False, None),
        ("30 USD a year", True, None),
        ("-3 CNY a year", True, None),
        ("much", True, None),
    ],
)
def test_costs_as_planners_write_them(text: str, yearly: bool, cents: int | None) -> None:
    found = read_cost(text, "CNY", 10, yearly=yearly)
    assert (found.cents if isinstance(found, Cost) else None) == cents


def test_a_design_is_the_scenario_with_its_values(tmp_path: Path) -> None:
    file = plan_town(tmp_path)
    reform = tmp_path / "quicker.yaml"
    reform.write_text("reform: quicker\nset: {teams.repairers.skills.repair.speed: 1.2}\n")
    vary = {
        "crews.crew": "3..5",
        "crews.other": "0, 2",
        "policies.dispatch.rule": "oldest-first, earliest-due",
        "quicker.yaml": "in or out",
    }
    question = read(
        file, (), Written(vary, {"policies.dispatch.rule=earliest-due": "100 CNY a year"})
    )
    assert question.space.size == 3 * 2 * 2 * 2
    scenario = question.load((2, 1, 1, 1))
    assert [crew.count for crew in scenario.crews] == [5, 2]
    assert scenario.teams["repairers"].skills["repair"].speed == 1.2
    assert question.words((2, 1, 1, 1)) == (
        "crew 5, other 2, policies.dispatch.rule earliest-due, quicker in"
    )
    assert question.space.cost((0, 0, 1, 0)) - question.space.cost((0, 0, 0, 0)) == 10_000
    # A value without an order is no step up, and every other value is one.
    assert (0, 0, 1, 0) in question.space.more((0, 0, 0, 0))


def test_requirements_on_means_and_on_probability(tmp_path: Path) -> None:
    texts = (
        "quick",
        "P(quick) >= 90 %",
        "time_to_restore_p95(cause_group=non-cable, area=town) <= 2 days",
        "P(time_to_restore_within_24h >= 99 %) >= 0.8",
    )
    found = asked(
        plan_town(tmp_path, ("county: county,", "county: county, area: town,")), texts
    ).requirements
    assert [one.chance for one in found] == [None, 0.9, None, 0.8]
    assert [one.limit for one in found] == [1.3, 1.3, 48.0, 99.0]
    assert [one.at_most for one in found] == [True, True, True, False]
    assert found[2].target.where == {"cause_group": "non-cable", "area": "town"}


def test_a_month_is_asked_for_alone(tmp_path: Path) -> None:
    file = plan_town(tmp_path, ("window: 5 weeks", "window: 10 weeks"))
    for text in ("2001-02", "feb", "February"):
        [need] = asked(file, month=text).requirements
        assert need.target.where == {"month": "2001-02"}
    told = problems(file, Written({}, {}, month="2001-07"))
    assert "need a whole month of the window: 2001-02 to 2001-02" in told
    told = problems(file, Written({}, {}, ("crew_utilisation <= 90 %",), month="2001-02"))
    assert "not told by the month" in told


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (Written({"crews.crw": "1..2"}, {}), "did you mean 'crew'?"),
        (Written({"crews.crew": "3..1"}, {}), "need a range that rises, such as 1..3"),
        (Written({"crews.crew": "a few"}, {}), "need numbers of crews, 0 or more"),
        (Written({"crews.crew": "3, 1"}, {}), "need numbers of crews that rise"),
        (Written({"crews.crew": "1, 1"}, {}), "need each value once"),
        (Written({"crews.crew": " "}, {}), "need a range such as 2..6"),
        (Written({"crews.gang-*": "+0..+2"}, {}), "no row of crews.csv that fits"),
        (Written({"crews.*": "-2..+2"}, {}), "need -1 or more: other has 1"),
        (Written({"crews.*": "+2..+1"}, {}), "need a range that rises"),
        (Written({"crews.*": "+0..+2", "crews.c*": "1..2"}, {}), "varies it already"),
        (Written({}, {"crews.gang-*": "3 CNY"}), "a cost of what does not vary"),
        (Written({}, {"crews.*": "3 USD"}), "in CNY, the scenario"),
        (Written({"projects.crds": "in or out"}, {}), "did you mean 'cards'?"),
        (Written({"projects.cards": "1..2"}, {}), "need in or out for a project"),
        (Written({"nowhere.yaml": "in or out"}, {}), "there is no such file"),
        (Written({"policies.dispatch.rule": "oldst-first"}, {}), "did you mean 'oldest-first'?"),
        (Written({"policies.dispach.rule": "oldest-first"}, {}), "did you mean"),
        (Written({}, {}, ("quik",)), "did you mean 'quick'?"),
        (Written({}, {}, ("P(quick) >= 2",)), "need a probability above 0 and below 1"),
        (Written({}, {}, ("time_to_restore <= 3 h",)), "need a known KPI"),
        (Written({}, {}, ("time_to_restore_mean <= 3 km",)), "need an elapsed time"),
        (Written({}, {}, ("time_to_restore_mean(cause=falt) <= 3 h",)), "did you mean 'fault'?"),
        (Written({}, {}, ("time_to_restore_mean(team=x) <= 3 h",)), "need DIMENSION=VALUE"),
        (Written({}, {}, ("fault_calls_answered_in_15s >= 3 %",)), "has no fault_desk"),
        (Written({}, {"crews.crw": "3 CNY"}), "a cost of what does not vary"),
        (Written({"crews.crew": "1..2"}, {"crews.crew": "3 USD"}), "in CNY, the scenario"),
        (Written({}, {}, ties="quik"), "did you mean 'quick'?"),
        (Written({}, {}, life="short"), "need years above 0"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_the_remedy(tmp_path: Path, written: Written, said: str) -> None:
    assert said in problems(plan_town(tmp_path), written)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = problems(
        plan_town(tmp_path), Written({"crews.crw": "1..2", "crews.crew": "2..1"}, {}, ("quik",))
    )
    assert len(told.splitlines()) == 3


def test_crews_without_a_wage_need_a_cost(tmp_path: Path) -> None:
    file = plan_town(tmp_path, ("economics:\n  wage_per_hour: 5 CNY\n  source: assumed\n", ""))
    told = problems(file, Written({}, {}))
    assert "no wage of its own for crew, other (" in told
    assert '--cost "crews.*=30000 CNY a year"' in told
    assert '--cost "crews.crew=30000 CNY a year"' in problems(
        file, Written({"crews.crew": "1..2"}, {})
    )
    given = {"crews.crew": "300 CNY a year", "crews.other": "30 CNY a year"}
    question = read(file, (), Written({"crews.crew": "1..2"}, given))
    assert question.choices[0].costs[0].cents == 30_000
    assert question.fixed_cents == 3_000


def test_a_cost_may_be_said_of_many_rows_at_once(tmp_path: Path) -> None:
    costs = {"crews.*": "200 CNY a year", "crews.oth*": "20 CNY a year"}
    question = read(plan_town(tmp_path), (), Written({"crews.crew": "1..2"}, costs))
    assert question.choices[0].costs[0].cents == 20_000
    assert question.fixed_cents == 2_000
    own = {**costs, "crews.other": "3 CNY a year"}
    assert read(tmp_path / "queue.yaml", (), Written({"crews.crew": "1"}, own)).fixed_cents == 300


def test_a_pattern_varies_each_of_its_rows(tmp_path: Path) -> None:
    varied = {"crews.*": "1..3", "crews.other": "0..1"}
    question = read(plan_town(tmp_path), (), Written(varied, {}))
    assert [(one.path, one.values) for one in question.choices] == [
        ("crews.crew", (1, 2, 3)), ("crews.other", (0, 1)),
    ]  # fmt: skip


def test_numbers_with_signs_vary_all_rows_of_a_pattern_together(tmp_path: Path) -> None:
    costs = {"crews.crew": "100 CNY a year", "crews.other": "10 CNY a year"}
    question = read(plan_town(tmp_path), (), Written({"crews.*": "-1..+2"}, costs))
    [together] = question.choices
    assert together.values == (-1, 0, 1, 2)
    assert question.current == (1,)
    assert [question.words((k,)) for k in (0, 1, 3)] == ["* -1", "* +0", "* +2"]
    # Six crews and one, as they are; all of both are in the cost.
    assert [cost.cents for cost in together.costs] == [50_000, 61_000, 72_000, 83_000]
    assert question.fixed_cents == 0
    crews = {crew.id: crew.count for crew in question.load((3,)).crews}
    assert crews == {"crew": 8, "other": 3}
    [question.load((k,)) for k in range(4)]
    [more] = with_one_more(question).choices
    assert (more.values[-1], more.costs[-1].cents) == (3, 94_000)
    assert starting_design(question) in [(k,) for k in range(4)]


def test_a_question_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        "vary:\n  crews.crew: 2..6\n  policies.dispatch.rule: [oldest-first, earliest-due]\n"
        'require: ["P(quick) >= 0.9"]\nfor: 2001-02\nlife: 8 years\n'
    )
    found = read_file(file)
    assert found.vary == {
        "crews.crew": "2..6", "policies.dispatch.rule": "oldest-first, earliest-due",
    }  # fmt: skip
    assert (found.require, found.month, found.life) == (("P(quick) >= 0.9",), "2001-02", "8 years")
    over = laid_over(found, Written({"crews.crew": "3..4"}, {}, month="2001-03"))
    assert over.vary["crews.crew"] == "3..4"
    assert over.month == "2001-03"
    file.write_text("varry: {}\n")
    with pytest.raises(ScenarioError, match=r"plan.yaml:1 .*did you mean 'vary'"):
        read_file(file)
    file.write_text("vary: 3\n")
    with pytest.raises(ScenarioError, match="need a mapping"):
        read_file(file)


def test_words_of_the_command_line() -> None:
    assert pairs(["a=1..2", "b=x,y"], "--vary") == {"a": "1..2", "b": "x,y"}
    assert pairs(["policies.base=local=9 CNY"], "--cost") == {"policies.base=local": "9 CNY"}
    for words, said in ((["a"], "need PATH=VALUE"), (["a=1", "a=2"], "need each path once")):
        with pytest.raises(ScenarioError, match=said):
            pairs(words, "--vary")


# -- the first idea -------------------------------------------------------------------------


def test_the_first_idea_is_erlangs_for_the_work_that_comes(tmp_path: Path) -> None:
    file = plan_town(tmp_path)
    [group] = groups_of(load(file))
    # A few per cent of the lines are down at any time and cannot fail.
    assert group.load == pytest.approx(3.0, rel=0.02)
    assert group.crews == smallest_for_delay(group.load, 0.5) == 5
    assert set(group.rows) == {"crew", "other"}
    question = read(file, (), Written({"crews.crew": "1..9"}, {}))
    assert question.words(starting_design(question)) == "crew 4"


def test_rows_fill_up_where_they_help_most_for_their_money(tmp_path: Path) -> None:
    [group] = groups_of(load(plan_town(tmp_path)))
    staff = estimate(
        [group], {"crew": 0, "other": 0}, {"crew": 9, "other": 2}, {"crew": 9, "other": 3}
    )
    assert staff == {"crew": 3, "other": 2}
    assert estimate([group], {"crew": 1}, {"crew": 2}, {}) == {"crew": 2}
