"""Reforms: setting, adding, removing, stacking, contradicting, by date and by county."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.policies.dispatch.nearest import Nearest
from telesim.policies.dispatch.oldest_first import OldestFirst
from telesim.policies.dispatch.repair_first import RepairFirst
from telesim.policies.pay import EqualPay, PieceRate
from telesim.policies.shift_end import Finish, NoStart
from telesim.scenario import ScenarioError
from telesim.scenario import load as scenario_of
from telesim.units import DAY_MS, HOUR_MS


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    return Town(tmp_path)


def reform(town: Town, name: str, text: str) -> Path:
    return town.write(f"reforms/{name}.yaml", f"reform: {name}\n{text}")


# -- set --


def test_a_reform_sets_values_by_path(town: Town) -> None:
    file = reform(
        town, "r",
        "title: A better town\n"
        "source: the plan of 2001\n"
        "set:\n"
        "  policies.dispatch: {rule: nearest, scan: 8}\n"
        "  faults.drop.rate.town: 0.1 events per line per year\n"
        "  demand.install:\n"
        "    work_prebuilt: 0.5 work h\n"
        "    patience.exponential.mean: 100 days\n"
        "  policies: {shift_end: {repair: finish}}\n"
        "  exchanges.seat.ports: 700\n"
        "  crews.gang.count: 2\n",
    )  # fmt: skip
    before, after = town.load(), town.load(file)
    assert after.policies.dispatch == Nearest(scan=8)
    assert after.policies.shift_end == {"install": NoStart(), "repair": Finish()}
    assert after.faults["drop"].rate["rural"] == before.faults["drop"].rate["rural"]
    assert after.faults["drop"].rate["town"].per_line_month == pytest.approx(0.1 * 30.4 / 365)
    assert after.demand.install is not None and after.demand.install.patience is not None
    assert after.demand.install.patience.expected == 100 * DAY_MS
    assert after.demand.install.work_prebuilt.expected == HOUR_MS / 2
    assert after.exchanges[0].ports == 700
    assert [crew.count for crew in after.crews] == [2, 1, 2]
    assert after.origin is not None and before.origin is not None
    assert after.origin.reforms == ("r",)
    assert after.origin.sha256 != before.origin.sha256
    setting = after.origin.settings["exchanges.seat.ports"]
    assert (setting.file, setting.line) == ("reforms/r.yaml", 11)


def test_a_reform_may_set_what_only_the_model_has(town: Town) -> None:
    text = town.file.read_text(encoding="utf-8")
    start, end = text.index("policies:"), text.index("targets:")
    town.write("town.yaml", text[:start] + text[end:])
    file = reform(
        town, "r",
        "set: {policies.dispatch: {rule: repair-first}, repeats: {share: 12 %, source: assumed}}",
    )  # fmt: skip
    scenario = town.load(file)
    assert scenario.policies.dispatch == RepairFirst()
    assert scenario.repeats is not None and scenario.repeats.share == 0.12


def test_a_reform_sets_one_parameter_of_a_rule_given_by_name(town: Town) -> None:
    town.change(("dispatch: {rule: group-then-age}", "dispatch: repair-first"))
    file = reform(town, "r", "set: {policies.dispatch.by_group: true}")
    assert town.load(file).policies.dispatch == RepairFirst(by_group=True)


def test_a_single_value_for_all_areas_makes_room_for_one(town: Town) -> None:
    file = reform(town, "r", "set: {faults.feeder.rate.rural: 0.02 events per 100 lines per month}")
    rates = town.load(file).faults["feeder"].rate
    assert rates["rural"].per_line_month == pytest.approx(0.0002)
    assert rates["*"].per_line_month == pytest.approx(0.0001)


def test_a_star_names_every_row(town: Town) -> None:
    file = reform(town, "r", "set: {cabinets.*.prebuilt_pct: 70}")
    assert {cabinet.prebuilt_pct for cabinet in town.load(file).cabinets} == {70.0}


def test_a_reform_may_bring_its_own_table(town: Town) -> None:
    town.write(
        "reforms/more.csv",
        "id,team,base,covers,calendar\nall,shared,seat,all,day\ngang,gang,seat,all,day\n",
    )
    file = reform(town, "r", "set: {crews: {table: more.csv}}")
    assert [crew.id for crew in town.load(file).crews] == ["all", "gang"]
    file = reform(town, "add", "add: {crews: {table: more.csv}}")
    town.change(("gang,gang", "gang2,gang"), name="reforms/more.csv")
    assert [crew.id for crew in town.load(file).crews][-2:] == ["all", "gang2"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("faults.drp.rate", "faults.drp.rate: got a path that does not exist, need a path of the "
         "scenario to set; did you mean 'faults.drop.rate'?"),
        ("policies.dispach", "did you mean 'policies.dispatch'?"),
        ("exchanges.seet.ports", "did you mean 'exchanges.seat.ports'?"),
        ("expansions.feeder", "a new entry is made with add"),
        ("nothing.at.all", "nothing.at.all: got a path that does not exist"),
    ],
)  # fmt: skip
def test_setting_a_missing_path_is_an_error(town: Town, path: str, told: str) -> None:
    problem = town.problem(reform(town, "r", f"set:\n  {path}: 1\n"))
    assert problem.startswith("reforms/r.yaml:3 ")
    assert told in problem


def test_a_wrong_value_of_a_reform_is_told_at_the_reform(town: Town) -> None:
    file = reform(town, "r", "set:\n  faults.drop.rate.town: -1 events per line per month\n")
    assert town.problem(file).startswith('reforms/r.yaml:3 faults.drop.rate.town: got "-1 events')


@pytest.mark.parametrize("wrong", ["3", "[]", "words", "{a: 1}"])
def test_a_reform_does_not_hide_what_is_wrong_below_it(town: Town, wrong: str) -> None:
    text = town.file.read_text(encoding="utf-8")
    start, end = text.index("policies:"), text.index("targets:")
    town.write("town.yaml", f"{text[:start]}policies: {wrong}\n{text[end:]}")
    file = reform(town, "r", "set: {policies.base: local}\nadd: {policies.group_order: [x]}")
    assert any(problem.file == "town.yaml" for problem in town.problems(file))


# -- add and remove --


def test_a_reform_adds_entries(town: Town) -> None:
    file = reform(
        town, "r",
        "add:\n"
        "  expansions.feeder: {what: feeder, at_fill: 85 %, add: 100, lead_time: 6 weeks,"
        " source: assumed}\n"
        "  expansions:\n"
        "    drops: {what: drops, on: 2001-02-01, raise_to: 60 %, lead_time: 1 week,"
        " source: assumed}\n"
        "  shocks: [{title: hail, on: 2001-02-01, lasting: 1 day, factor: 3}]\n"
        "  teams.gang.skills.repair: {speed: 0.5}\n"
        "  projects: [{id: p, place: seat, what: ports, amount: 100, opens: 2001-02-01}]\n",
    )  # fmt: skip
    scenario = town.load(file)
    assert list(scenario.expansions) == ["ports", "feeder", "drops"]
    assert [shock.title for shock in scenario.shocks] == ["storm", "hail"]
    assert scenario.teams["gang"].skills["repair"].speed == 0.5
    assert scenario.projects[0].amount == 100


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("add: {expansions.ports: {what: ports}}", "expansions.ports again, it exists already, "
         "set by town.yaml:53; change it with set"),
        ("add: {crews: [{id: gang, team: gang, base: seat, covers: all, calendar: day}]}",
         "crews.gang again, it exists already"),
        ("add: {demand.install: {rate: 1}}", "demand.install again, it exists already"),
        ("add: {expansion.feeder: {what: feeder}}", "did you mean 'expansions.feeder'?"),
        ("add: {shocks: storm}", "need a list of what to add"),
        ("remove: [expansions.port]", "expansions.port: got a path that does not exist, need a "
         "path of the scenario to remove; did you mean 'expansions.ports'?"),
        ("remove: [policies.pay]", "policies.pay: got a path that does not exist"),
    ],
)  # fmt: skip
def test_adding_what_is_and_removing_what_is_not_are_errors(
    town: Town, text: str, told: str
) -> None:
    problem = town.problem(reform(town, "r", text))
    assert problem.startswith("reforms/r.yaml:2 ")
    assert told in problem


def test_a_reform_removes_entries_rows_and_optional_values(town: Town) -> None:
    file = reform(
        town, "r",
        "remove: [expansions.ports, shocks.storm, crews.queshan, targets, policies.shift_end, "
        "demand.install.patience]",
    )  # fmt: skip
    scenario = town.load(file)
    assert (scenario.expansions, scenario.shocks, scenario.targets) == ({}, (), {})
    assert [crew.id for crew in scenario.crews] == ["runan", "gang"]
    assert scenario.policies.shift_end == {}
    assert scenario.demand.install is not None and scenario.demand.install.patience is None


def test_removing_what_others_name_is_an_error(town: Town) -> None:
    file = reform(town, "r", "remove: [patterns.year]")
    assert "demand.install.pattern: got 'year', need a known pattern" in town.problem(file)


# -- stacking --


def test_reforms_stack_and_equal_values_are_no_conflict(town: Town) -> None:
    a = reform(town, "a", "set: {policies.dispatch: {rule: nearest}, policies.base: local}")
    b = reform(town, "b", "set: {policies.dispatch: {rule: nearest}, policies.pay: equal}")
    for stack in ((a, b), (b, a)):
        scenario = town.load(*stack)
        assert scenario.policies.base == "local"
        assert isinstance(scenario.policies.dispatch, Nearest)


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("set: {policies.base: local}", "set: {policies.base: seat}", "policies.base"),
        ("set: {policies.dispatch: nearest}", "set: {policies.dispatch.by_group: true}", ""),
        ("set: {exchanges.seat.ports: 700}", "set: {exchanges.*.ports: 900}",
         "exchanges[1].ports"),
        ("remove: [expansions.ports]", "set: {expansions.ports.add_share: 30 %}",
         "expansions.ports.add_share"),
        ("set: {expansions.ports.add_share: 30 %}", "remove: [expansions.ports]",
         "expansions.ports"),
        ("add: {shocks: [{title: s, on: 2001-02-01, lasting: 1 day, factor: 3}]}",
         "set: {shocks.s.factor: 4}", "shocks[2].factor"),
    ],
)  # fmt: skip
def test_two_reforms_that_disagree_are_an_error_naming_both(
    town: Town, one: str, other: str, path: str
) -> None:
    if "by_group" in other:
        town.change(("group-then-age", "repair-first"))
        one, path = "set: {policies.dispatch: {rule: repair-first, by_group: false}}", "by_group"
    a, b = reform(town, "a", one), reform(town, "b", other)
    problem = town.problem(a, b)
    assert problem.startswith("reforms/b.yaml:2 ")
    assert path in problem
    assert "the reform 'a'" in problem and "reforms/a.yaml:2" in problem


@pytest.mark.parametrize(
    "said", ["overrides: [a]", "overrides: policies", "overrides: [policies.base]"]
)
def test_the_later_of_two_reforms_may_say_that_it_overrides(town: Town, said: str) -> None:
    a = reform(town, "a", "set: {policies.base: local}")
    b = reform(town, "b", f"{said}\nset: {{policies.base: seat}}")
    assert town.load(a, b).policies.base == "seat"
    # Said by the earlier one it does not count.
    assert "policies.base" in town.problem(b, a)


def test_overriding_one_path_does_not_override_another(town: Town) -> None:
    a = reform(town, "a", "set: {policies.base: local, policies.pay: equal}")
    b = reform(
        town, "b", "overrides: [policies.base]\nset: {policies.base: seat, policies.pay: piece}"
    )
    assert "policies.pay" in town.problem(a, b)


def test_two_reforms_may_add_the_same_entry_but_not_two_of_one_name(town: Town) -> None:
    entry = "{what: feeder, at_fill: 85 %, add: 100, lead_time: 6 weeks, source: assumed}"
    a = reform(town, "a", f"add: {{expansions.feeder: {entry}}}")
    b = reform(town, "b", f"add: {{expansions.feeder: {entry}}}")
    assert "feeder" in town.load(a, b).expansions
    c = reform(town, "c", f"add: {{expansions.feeder: {entry.replace('100', '200')}}}")
    assert "it exists already, set by reforms/a.yaml:2" in town.problem(a, c)


def test_settings_from_python_win_over_reforms_and_are_checked(town: Town) -> None:
    a = reform(town, "a", "set: {policies.base: local}")
    scenario = town.load(a, settings={"policies.base": "seat", "window": "2 weeks"})
    assert scenario.policies.base == "seat"
    assert scenario.window == 14 * DAY_MS
    assert scenario.origin is not None and scenario.origin.reforms == ("a",)
    assert 'settings window: got "2 weaks"' in town.problem(settings={"window": "2 weaks"})
    assert "did you mean 'window'?" in town.problem(settings={"windw": "2 weeks"})


def test_a_scenario_may_list_its_reforms(town: Town) -> None:
    reform(town, "a", "set: {policies.base: local}")
    town.write("after.yaml", "extends: town.yaml\nname: after\nreforms: [reforms/a.yaml]\n")
    town.file = town.folder / "after.yaml"
    scenario = town.load()
    assert (scenario.name, scenario.policies.base) == ("after", "local")
    assert scenario.origin is not None and scenario.origin.reforms == ("a",)


# -- reform files --


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reform: r\nsett: {window: 1 week}\n", "r.yaml:2 sett: got the unknown key 'sett', need "
         "a key of a reform; did you mean 'set'?"),
        ("title: nameless\nset: {window: 1 week}\n", "reform: is missing"),
        ("reform: r\nset: [window]\n", "need a mapping of paths to values"),
        ("reform: r\nfrom: soon\n", "r.yaml:2 from: got \"soon\", need a date"),
        ("reform: r\nwhere: runan\n", "need {counties: [NAME, ...]}"),
    ],
)  # fmt: skip
def test_a_reform_file_that_is_wrong(town: Town, text: str, told: str) -> None:
    assert told in town.problem(town.write("reforms/r.yaml", text))


def test_a_reform_is_no_scenario(town: Town) -> None:
    town.file = reform(town, "r", "set: {window: 1 week}")
    assert "got a reform, need a scenario here" in town.problem()


# -- from a date, in some counties --


def test_a_dated_reform_begins_on_its_date(town: Town) -> None:
    file = reform(town, "r", "from: 2001-01-15\nset: {policies.dispatch: {rule: nearest}}")
    scenario = town.load(file)
    assert scenario.policies.dispatch != Nearest()
    steps = scenario.timeline("runan")
    assert [from_ms for from_ms, _ in steps] == [0, 14 * DAY_MS]
    assert steps[0][1] is scenario
    assert steps[1][1].policies.dispatch == Nearest()
    assert scenario.timeline("queshan") == steps


def test_placed_reforms_meet_in_the_counties_they_share(town: Town) -> None:
    a = reform(
        town, "a", "from: 2001-01-15\nwhere: {counties: [runan]}\nset: {policies.pay: piece}"
    )
    b = reform(town, "b", "from: 2001-01-22\nset: {policies.dispatch: nearest}")
    c = reform(town, "c", "where: {counties: queshan}\nset: {policies.base: local}")
    town.change(("  dispatch:", "  pay: equal\n  dispatch:"))
    scenario = town.load(a, b, c)
    runan, queshan = scenario.timeline("runan"), scenario.timeline("queshan")
    assert [day // DAY_MS for day, _ in runan] == [0, 14, 21]
    assert [day // DAY_MS for day, _ in queshan] == [0, 21]
    assert runan[1][1].policies.pay == runan[2][1].policies.pay == PieceRate()
    assert isinstance(runan[2][1].policies.dispatch, Nearest)
    assert [step.policies.base for _, step in queshan] == ["local", "local"]
    assert [step.policies.base for _, step in runan] == ["seat", "seat", "seat"]
    assert not isinstance(queshan[1][1].policies.pay, PieceRate)
    assert scenario.origin is not None
    assert scenario.origin.sha256 != town.load(a, b).origin.sha256  # type: ignore[union-attr]


def test_reforms_of_different_counties_do_not_disagree(town: Town) -> None:
    a = reform(town, "a", "where: {counties: [runan]}\nset: {policies.dispatch: nearest}")
    b = reform(town, "b", "where: {counties: [queshan]}\nset: {policies.dispatch: oldest-first}")
    scenario = town.load(a, b)
    assert isinstance(scenario.timeline("runan")[-1][1].policies.dispatch, Nearest)
    assert isinstance(scenario.timeline("queshan")[-1][1].policies.dispatch, OldestFirst)
    c = reform(town, "c", "set: {policies.dispatch: oldest-first}")
    assert "the reform 'c' says otherwise" in town.problem(a, c)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("from: 2001-01-15\nset: {exchanges.seat.ports: 900}", "exchanges[1].ports: got a value "
         "that cannot change on a date or by county"),
        ("from: 2001-01-15\nset: {faults.drop.skill: cable}", "faults.drop.skill"),
        ("from: 2001-01-15\nremove: [expansions.ports]", "expansions.ports"),
        ("from: 2002-01-15\nset: {policies.base: local}", "from: got 2002-01-15, need a date "
         "within the run, 2001-01-01 to 2001-03-04"),
        ("where: {counties: [runann]}\nset: {policies.base: local}", "where.counties: got "
         "'runann', need a county of the scenario; did you mean 'runan'?"),
        ("from: 2001-01-15\nset: {policies.dispatch: neerest}", "policies.dispatch: got "
         "\"neerest\""),
    ],
)  # fmt: skip
def test_a_dated_reform_that_is_wrong(town: Town, text: str, told: str) -> None:
    assert told in town.problem(reform(town, "r", text))


def test_a_run_has_one_way_of_bringing_crews_and_jobs_together(town: Town) -> None:
    calls = "policies.preemption: {by: [order]}"
    one = reform(town, "one", f"where: {{counties: [runan]}}\nset: {{{calls}}}")
    two = reform(town, "two", "where: {counties: [queshan]}\nset: "
                 "{policies.gather: {jobs: 2, source: assumed}}")  # fmt: skip
    problem = town.problem(one, two)
    assert problem.startswith("reforms/two.yaml:3 policies.gather: got gather in a run that has "
                              "preemption elsewhere or at another time")  # fmt: skip
    groups = reform(
        town, "groups", "from: 2001-01-15\nset: {policies.group_order: [non-cable, cable]}"
    )
    assert "policies.group_order: got another order than cable, non-cable" in town.problem(groups)
    later = reform(town, "later", f"from: 2001-01-15\nset: {{{calls}}}")
    assert town.load(one, later).phases


def test_rates_teams_and_visits_may_change_on_a_date(town: Town) -> None:
    file = reform(
        town, "r",
        "from: 2001-01-15\nset:\n  faults.drop.rate: 1 events per 100 lines per month\n"
        "  demand.install.rate: 1 orders per 100 lines per month\n"
        "  teams.shared.skills.repair.speed: 1.2\n"
        "  visits: {depot: 1 work h, source: assumed}\n",
    )  # fmt: skip
    later = town.load(file).timeline("runan")[1][1]
    assert later.faults["drop"].rate["*"].per_line_month == pytest.approx(0.01)
    assert later.teams["shared"].skills["repair"].speed == 1.2
    assert later.visits is not None and later.visits.depot == HOUR_MS


def test_one_reform_is_given_once(town: Town) -> None:
    file = reform(town, "r", "set: {policies.dispatch: {rule: repair-first}}")
    assert "this reform twice" in town.problem(file, file)


# -- rules: of the same name they keep what is not said of them, of another name they begin anew --

EQUAL = (
    "  pay:\n"
    "    scheme: equal\n"
    "    pace: 0.8\n"
    "    forgotten: {share: 4 %, wait: 3 days}\n"
    "    skipped_tests: {share: 15 %, untested_repeats: 1.5}\n"
)


def equal_town(town: Town) -> None:
    rule = "  dispatch: {rule: group-then-age}\n"
    town.change((rule, rule + EQUAL))


@pytest.mark.parametrize(
    "said",
    [
        "policies.pay: {scheme: equal, pace: 0.9, forgotten: {share: 2 %}}",
        "policies.pay: {pace: 0.9, forgotten: {share: 2 %}}",
        "policies: {pay: {pace: 0.9, forgotten: {share: 2 %}}}",
        "policies.pay.pace: 0.9\n  policies.pay.forgotten: {share: 2 %}",
        "policies.pay.pace: 0.9\n  policies.pay.forgotten.share: 2 %\n  policies.pay: equal",
    ],
)
def test_a_rule_of_the_same_name_keeps_what_is_not_said_of_it(town: Town, said: str) -> None:
    equal_town(town)
    pay = town.load(reform(town, "r", f"set:\n  {said}\n")).policies.pay
    assert isinstance(pay, EqualPay)
    assert pay.pace == 0.9
    assert pay.forgotten is not None and pay.skipped_tests is not None
    assert pay.forgotten.share == 0.02
    assert pay.forgotten.wait.expected == 3 * DAY_MS
    assert pay.skipped_tests.share == 0.15


@pytest.mark.parametrize(
    "said",
    [
        "policies.pay: {scheme: piece, pace: 0.9}",
        "policies.pay.scheme: piece\n  policies.pay.pace: 0.9",
        "policies.pay.pace: 0.9\n  policies.pay.scheme: piece",
        "policies.pay.pace: 0.9\n  policies.pay: {scheme: piece, pace: 0.9}",
    ],
)
def test_a_rule_of_another_name_begins_anew(town: Town, said: str) -> None:
    equal_town(town)
    pay = town.load(reform(town, "r", f"set:\n  {said}\n")).policies.pay
    assert pay == PieceRate(pace=0.9)


def test_a_rule_by_its_name_alone_is_merged_and_replaced_alike(town: Town) -> None:
    equal_town(town)
    same = town.load(reform(town, "same", "set: {policies.pay: equal}\n")).policies.pay
    assert same == town.load().policies.pay
    other = town.load(reform(town, "other", "set: {policies.pay: piece}\n")).policies.pay
    assert other == PieceRate()


def test_rates_by_job_are_merged(town: Town) -> None:
    rates = "rates: {install: 20 CNY, repair: 8 CNY, cable: 60 CNY}"
    rule = "  dispatch: {rule: group-then-age}\n"
    town.change((rule, f"{rule}  pay: {{scheme: piece, {rates}}}\n"))
    pay = town.load(
        reform(town, "r", "set: {policies.pay: {rates: {cable: 70 CNY}}}\n")
    ).policies.pay
    assert pay.rates == {"install": "20 CNY", "repair": "8 CNY", "cable": "70 CNY"}


def test_what_extends_another_scenario_merges_its_rules_too(town: Town) -> None:
    equal_town(town)
    town.write(
        "more.yaml",
        "extends: town.yaml\nname: more\npolicies: {pay: {scheme: equal, pace: 0.9}}\n",
    )
    pay = scenario_of(town.folder / "more.yaml").policies.pay
    assert isinstance(pay, EqualPay)
    assert pay.pace == 0.9 and pay.forgotten is not None


def test_reforms_that_choose_the_same_rule_agree_on_its_name(town: Town) -> None:
    equal_town(town)
    first = reform(town, "first", "set: {policies.pay: {scheme: piece, pace: 0.9}}\n")
    second = reform(town, "second", "set: {policies.pay: {scheme: piece, pace: 0.9}}\n")
    assert town.load(first, second).policies.pay == PieceRate(pace=0.9)
    third = reform(town, "third", "set: {policies.pay.scheme: piece}\n")
    assert town.load(first, third).policies.pay == PieceRate(pace=0.9)
    short = reform(town, "short", "set: {policies.pay: piece}\n")
    again = reform(town, "again", "set: {policies.pay: piece}\n")
    assert town.load(short, again, third).policies.pay == PieceRate()
    assert town.load(first, short).policies.pay == PieceRate(pace=0.9)
    other = reform(town, "other", "set: {policies.pay.pace: 0.7}\n")
    (problem,) = town.problems(first, other)
    assert "the reform 'first' says otherwise" in problem.expected


def test_reforms_of_different_parameters_of_a_rule_agree(town: Town) -> None:
    equal_town(town)
    first = reform(town, "first", "set: {policies.pay: {scheme: equal, pace: 0.9}}\n")
    second = reform(
        town, "second", "set: {policies.pay: {scheme: equal, forgotten: {share: 1 %}}}\n"
    )
    pay = town.load(first, second).policies.pay
    assert isinstance(pay, EqualPay) and pay.forgotten is not None
    assert (pay.pace, pay.forgotten.share) == (0.9, 0.01)


def test_a_rule_that_is_no_rule_is_told(town: Town) -> None:
    equal_town(town)
    (problem,) = town.problems(reform(town, "r", "set: {policies.pay: [equal]}\n"))
    assert (problem.path, problem.expected) == ("policies.pay", "need {scheme: NAME, ...}")
    town.change(("    scheme: equal\n", "    scheme: [equal]\n"))
    problems = town.problems(reform(town, "s", "set: {policies.pay: {pace: 0.9}}\n"))
    assert any(one.path.startswith("policies.pay") for one in problems)


# -- systems that are not there --


@pytest.mark.parametrize(
    ("text", "line", "section", "places"),
    [
        ("set:\n  order_system.steps.test.batch: 0 h\n  order_system.steps.test.wrong: 1 %\n", 3,
         "order_system", " in 2 places"),
        ("set: {payphones.repair.by: centre}\n", 2, "payphones", ""),
        ("set: {promotions.new-year.timing: at-once}\n", 2, "promotions", ""),
        ("add: {training.programmes.first: {begins: 2001-01-02}}\n", 2, "training", ""),
    ],
)  # fmt: skip
def test_a_reform_of_a_system_that_is_not_there_is_told_once(
    town: Town, text: str, line: int, section: str, places: str
) -> None:
    assert town.problem(reform(town, "r", text)) == (
        f"reforms/r.yaml:{line} {section}: the scenario has no {section}, which this reform "
        f"changes{places}; lay it over a scenario that has it, or write the whole section first"
    )


def test_a_system_that_another_reform_takes_away_names_that_reform(town: Town) -> None:
    gone = reform(town, "gone", "set: {boxes: null}\n")
    town.change(("targets:", "boxes: {correlation: 2 %, source: assumed}\ntargets:"))
    later = reform(town, "later", "overrides: [gone]\nset: {boxes.correlation: 5 %}\n")
    assert town.problem(gone, later) == (
        "reforms/later.yaml:3 boxes: the scenario has no boxes, which this reform changes; the "
        "reform 'gone' takes it away in reforms/gone.yaml:2"
    )


def test_a_reform_may_write_a_whole_system_and_a_later_one_change_it(town: Town) -> None:
    # By the section as one value, by its parts one by one, and a part of what is there by then.
    whole = reform(town, "whole", "set: {boxes: {correlation: 2 %, source: assumed}}\n")
    parts = reform(town, "parts", "set: {boxes.correlation: 2 %, boxes.source: assumed}\n")
    more = reform(town, "more", "overrides: [whole, parts]\nset: {boxes.correlation: 5 %}\n")
    for first in (whole, parts):
        boxes = town.load(first, more).boxes
        assert boxes is not None and boxes.correlation == 0.05
    told = town.problem(settings={"boxes.correlation": "5 %"})
    assert "boxes: the scenario has no boxes, which a setting changes; lay it over" in told


def test_one_remedy_is_told_once(town: Town) -> None:
    # A reform that takes away what another has changed in two places, and a column of four cells
    # that name what is gone.
    town.change(("targets:", "boxes: {correlation: 2 %, source: assumed}\ntargets:"))
    change = reform(town, "change", "set:\n  boxes.correlation: 5 %\n  boxes.source: a survey\n")
    gone = reform(town, "gone", "remove: [boxes]\n")
    assert town.problem(change, gone) == (
        "reforms/gone.yaml:2 boxes: got removed, the reform 'change' says otherwise: \"5 %\" in "
        "reforms/change.yaml:3 and 1 more; if that is meant, add overrides: [change] to 'gone'"
    )


def test_a_column_with_one_cause_is_one_line(town: Town) -> None:
    cabinets = [row + cell for row, cell in zip(
        (town.folder / "cabinets.csv").read_text().splitlines(),
        (",duct", ",a", ",b", ",a", ",c"), strict=True,
    )]  # fmt: skip
    town.write("cabinets.csv", "\n".join(cabinets) + "\n")
    with pytest.raises(ScenarioError) as refused:
        town.load()
    assert len(refused.value.problems) == 4
    (line,) = str(refused.value).splitlines()
    assert line == (
        "cabinets.csv:2:7 duct: got 'a', need a known duct; the scenario has no duct; 3 more of "
        "this column, up to line 5, likewise (the first of 4 problems)"
    )
