"""Every kind of bad input gets one clear line: file, line, path, found, needed, nearest word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenario_town import Town
from telesim.scenario import load as scenario_of


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    return Town(tmp_path)


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if words in line)


#: Policies that are right; each case below spoils one word of them.
APPOINTED = (
    '{windows: ["08:00-12:00", "14:00-18:00"], fill: 90 %, jobs: {install: {no_access: 4 %}}, '
    "source: assumed}"
)
PULLED = (
    "{teams: [gang], skill: repair, above: 1.5 days, below: 0.75 days, speed: 0.8, source: assumed}"
)


def test_appointments_and_pull_off_as_meant_are_no_bad_input(town: Town) -> None:
    town.change(("shift_end:", f"appointments: {APPOINTED}\n  pull_off: {PULLED}\n  shift_end:"))
    policies = town.load().policies
    assert policies.appointments is not None
    assert policies.appointments.jobs["install"].notice == 24 * 3_600_000
    assert policies.pull_off is not None
    assert policies.pull_off.intake_over == 28 * 24 * 3_600_000


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("install: {no_access", "cable: {no_access", "appointments.jobs.cable: got 'cable', need "
         "a known kind of job with somebody at home"),
        ("no_access: 4 %", "no_access: 4", "appointments.jobs.install.no_access: got 4, need a "
         "share"),
        ("08:00-12:00", "08:00-1200", "appointments.windows[1]: got '08:00-1200', need hours of "
         "one day"),
        ("08:00-12:00", "08:00-16:00", "appointments.windows: got 08:00-16:00, 14:00-18:00, need "
         "windows in order that do not overlap"),
        ('"08:00-12:00", "14:00-18:00"', '"18:00-21:00"', "appointments.windows: got hours in "
         "which nobody is on duty, need a window in which crews that can install are on duty"),
        ('["08:00-12:00", "14:00-18:00"]', "[]", "appointments.windows: got []"),
        ("{install: {no_access: 4 %}}", "{}", "appointments.jobs: got no job, need one "
         "or more of install, move, repair"),
        ("90 %", "0 %", "appointments.fill: got 0 %, need more"),
        ("90 %", "90 %, precedence: dispatch", "appointments.precedence: got \"dispatch\", need "
         "'appointments-first' or 'dispatch-rule'"),
        ("4 %}}, source: assumed", "4 %}}", "appointments.source: is missing"),
        ("1.5 days", "0.75 days", "pull_off.above: got a limit that is not above that for going "
         "back, need above to be more than below"),
        ("1.5 days", "1.5", "pull_off.above: got 1.5, need an elapsed time"),
        ("[gang]", "[gangs]", "pull_off.teams[1]: got 'gangs', need a known team; did you mean "
         "'gang'?"),
        ("[gang]", "[]", "pull_off.teams: got no team, need one or more"),
        ("skill: repair,", "skill: repairs,", "pull_off.skill: got 'repairs', need a known skill "
         "of a fault cause; did you mean 'repair'?"),
        ("speed: 0.8", "speed: 0", "pull_off.speed: got 0, need more"),
        ("speed: 0.8", "intake_over: 0 h", "pull_off.intake_over: got no time, need more"),
    ],
)  # fmt: skip
def test_appointments_and_pull_off_that_are_wrong(
    town: Town, old: str, new: str, told: str
) -> None:
    right = f"appointments: {APPOINTED}\n  pull_off: {PULLED}\n"
    assert right.count(old) == 1
    town.change(("  shift_end:", f"  {right.replace(old, new)}  shift_end:"))
    problem = town.problem()
    assert f"policies.{told}" in problem
    assert problem.startswith("town.yaml:")


PREEMPTION = "preemption: {by: [class, order], work: restart, jobs: [install]}\n"


def test_preemption_as_meant_is_no_bad_input(town: Town) -> None:
    town.change(("  shift_end:", f"  {PREEMPTION}  shift_end:"))
    policy = town.load().policies.preemption
    assert policy is not None
    assert (policy.by, policy.work, policy.jobs) == (("class", "order"), "restart", ("install",))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[class, order]", "[]", ".by: got no reason, need one or more of urgent, key-accounts"),
        ("order]", "orders]", ".by[2]: got 'orders', need a known reason to call a crew away; did "
         "you mean 'order'?"),
        ("order]", "urgent]", ".by: got urgent, and nobody complains, need complaints beside it"),
        ("order]", "key-accounts]", ".by: got key-accounts, and no channel for them, need "
         "key_accounts.channel"),
        ("[install]", "[cable]", ".jobs[1]: got 'cable', need a known kind of job that may be "
         "interrupted"),
        ("[install]", "[]", ".jobs: got no job, need one or more of install, move, repair"),
        ("restart", "redo", ".work: got \"redo\", need 'resume', 'restart' or 'resample'"),
    ],
)  # fmt: skip
def test_preemption_that_is_wrong(town: Town, old: str, new: str, told: str) -> None:
    assert PREEMPTION.count(old) == 1
    town.change(("  shift_end:", f"  {PREEMPTION.replace(old, new)}  shift_end:"))
    assert f"policies.preemption{told}" in town.problem()


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("nearest", "policies.preemption: got jobs that crews choose by their way, need a dispatch "
         "rule that orders jobs by themselves, and no pay with near_and_easy"),
        ("oldest-first", "policies.preemption.by: got class, and a dispatch rule that has no "
         "classes, need order, or a rule such as group-then-age"),
    ],
)  # fmt: skip
def test_preemption_needs_a_rule_that_says_what_is_urgent(town: Town, rule: str, told: str) -> None:
    town.change(("  shift_end:", f"  {PREEMPTION}  shift_end:"))
    town.change(("rule: group-then-age", f"rule: {rule}"))
    assert told in town.problem()


#: An office that is right; each case below spoils one word of it.
OFFICE = """order_system:
  calendar: day
  steps:
    acceptance: {work: 15 work min, batch: 4 h, staff: {"*": 2, runan: 3}, wrong: 3 %,
      found_at: test}
    test: {work: 10 work min, staff: 1}
  source: assumed
"""


def test_an_office_as_meant_is_no_bad_input(town: Town) -> None:
    town.change(("policies:\n", f"{OFFICE}policies:\n"))
    system = town.load().order_system
    assert system is not None
    assert system.steps["acceptance"].staff == {"*": 2, "runan": 3}
    assert system.steps["test"].batch == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("acceptance:", "acceptence:", "steps.acceptence: got 'acceptence', need a known office "
         "step; did you mean 'acceptance'?"),
        ("found_at: test", "found_at: tests", "steps.acceptance.found_at: got 'tests', need a "
         "known office step; did you mean 'test'?"),
        ("found_at: test", "found_at: acceptance", "steps.acceptance.found_at: got 'acceptance', "
         "need a step after acceptance: mistakes are found later"),
        (",\n      found_at: test", "", "steps.acceptance.wrong: got mistakes that nobody finds, "
         "need found_at"),
        ("wrong: 3 %", "wrong: 100 %", "steps.acceptance.wrong: got 100 %, need less"),
        ("wrong: 3 %", "wrong: 130 %", "steps.acceptance.wrong: got \"130 %\", need a share"),
        ("runan: 3", "runen: 3", "steps.acceptance.staff.runen: got 'runen', need a known county; "
         "did you mean 'runan'?"),
        ('"*": 2, ', "", "steps.acceptance.staff: got nobody in queshan, need a clerk or more"),
        ("batch: 4 h", "batch: 4", "steps.acceptance.batch: got 4, need an elapsed time"),
        ("work: 15 work min", "work: 15 min", "steps.acceptance.work: got \"15 min\", need "),
        ("calendar: day", "calendar: days", "calendar: got 'days', need a known calendar; did you "
         "mean 'day'?"),
        ("staff: 1}", "staff: 0}", "steps.test.staff: got nobody in runan, queshan, "
         "need a clerk or more"),
        ("  source: assumed\n", "", "source: is missing"),
    ],
)  # fmt: skip
def test_an_office_that_is_wrong(town: Town, old: str, new: str, told: str) -> None:
    assert OFFICE.count(old) == 1
    town.change(("policies:\n", f"{OFFICE.replace(old, new)}policies:\n"))
    problem = town.problem()
    assert f"order_system.{told}" in problem
    assert problem.startswith("town.yaml:")


ACCOUNTS = """key_accounts:
  share: 3 %
  limits: {acceptance: 4 h, field: 24 h}
  clock: office-hours
  channel: {head_start: 30 days, liaison: 30 days, manager: 365 days}
  source: assumed
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("field: 24 h", "feild: 24 h", "limits.feild: got 'feild', need a known step of the "
         "scenario; did you mean 'field'?"),
        ("field: 24 h", "dispatch: 24 h", "limits.dispatch: got 'dispatch', need a known step of "
         "the scenario"),
        ("acceptance: 4 h", "acceptance: 0 h", "limits.acceptance: got "),
        ("{acceptance: 4 h, field: 24 h}", "{}", "limits: got no limit, need one or more of "
         "acceptance, test, field"),
        ("share: 3 %", "share: 300 %", "share: got \"300 %\", need a share"),
        ("office-hours", "office", "clock: got \"office\", need 'office-hours' or 'elapsed'"),
        ("manager: 365 days", "manager: 365", "channel.manager: got 365, need an elapsed time"),
        (", manager: 365 days", "", "channel.manager: is missing"),
    ],
)  # fmt: skip
def test_key_accounts_that_are_wrong(town: Town, old: str, new: str, told: str) -> None:
    assert ACCOUNTS.count(old) == 1
    town.change(("policies:\n", f"{OFFICE}{ACCOUNTS.replace(old, new)}policies:\n"))
    assert f"key_accounts.{told}" in town.problem()


CONTACTS = """contacts:
  transfers: 40 %
  hand_off: 3 work min
  asks_after: 60 days
  question: 4 work min
  source: assumed
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("transfers: 40 %", "transfers: 140 %", "contacts.transfers: got \"140 %\", need a share"),
        ("transfers: 40 %", "transfers: 100 %", "contacts.transfers: got 100 %, need less"),
        ("hand_off: 3 work min", "hand_off: 3 min", "contacts.hand_off: got \"3 min\", need "),
        ("asks_after: 60 days", "asks_after: 60", "contacts.asks_after: got 60, need "),
    ],
)  # fmt: skip
def test_contacts_that_are_wrong(town: Town, old: str, new: str, told: str) -> None:
    assert CONTACTS.count(old) == 1
    town.change(("policies:\n", f"{OFFICE}{CONTACTS.replace(old, new)}policies:\n"))
    assert told in town.problem()


def test_contacts_need_the_desk_of_acceptance(town: Town) -> None:
    town.change(("policies:\n", f"{CONTACTS}policies:\n"))
    assert "contacts: got no acceptance, need an order_system with that step" in town.problem()


def test_key_accounts_need_an_office(town: Town) -> None:
    town.change(("policies:\n", f"{ACCOUNTS}policies:\n"))
    assert "key_accounts: got no order_system, need the office" in town.problem()


# -- words, units and numbers of the YAML file --


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # a misspelt key at any depth
        ("warm_up:", "warmup:", "town.yaml:4 warmup: got the unknown key 'warmup', need a key of "
         "this section; did you mean 'warm_up'?"),
        ("first_time_fix:", "first_time_fx:", "town.yaml:17 teams.shared.skills.repair."
         "first_time_fx: got the unknown key 'first_time_fx', need a key of this section; "
         "did you mean 'first_time_fix'?"),
        ("at_most:", "at_mots:", "targets.non-cable-24h.at_mots: got the unknown key 'at_mots'"),
        ("cv: 0.8}}\n    skill", "cvv: 0.8}}\n    skill",
         "faults.drop.work.lognormal.cvv: got \"cvv\", need a parameter of lognormal: mean, cv, "
         "sigma; did you mean 'cv'?"),
        ("cv: 0.8}}\n    skill", "cv: true}}\n    skill",
         "faults.drop.work.lognormal.cv: got true, need a number"),
        ("cause_group: cable", "cause_group: ''", "faults.feeder.cause_group: got \"\", need a "
         "text of 1 or more characters"),
        # a wrong unit
        ("window: 4 weeks", "window: 4", "town.yaml:5 window: got 4, need an elapsed time"),
        ("window: 4 weeks", "window: 4 work h", "window: got \"4 work h\", need an elapsed time"),
        ("window: 4 weeks", "window: 4 furlongs", "window: got \"4 furlongs\""),
        ("work_prebuilt: 1.2 work h", "work_prebuilt: 1.2 h",
         "demand.install.work_prebuilt: got \"1.2 h\", need crew time such as"),
        ("mean: 240 days", "mean: 240", "demand.install.patience.exponential.mean: got 240, "
         "need an elapsed time"),
        ("2.7 orders", "2.7 events", "demand.install.rate: got \"2.7 events per 100 lines per "
         "month\", need 0 or more orders"),
        ("85 %", "0.85", "teams.shared.skills.repair.first_time_fix: got 0.85, need a share"),
        ("85 %", "185 %", "first_time_fix: got \"185 %\", need a share from 0 % to 100 %"),
        ("at_most: 24 h", "at_most: 24 h, margin: 2 %", "targets.non-cable-24h.margin: got '2 %', "
         "need an elapsed time"),
        ("at_most: 24 h", "at_most: 24 h, margin: 0 h", "targets.non-cable-24h.margin: got '0 h', "
         "need more than 0"),
        ("at_most: 24 h", "at_most: 24 %", "targets.non-cable-24h.at_most: got '24 %', need an "
         "elapsed time"),
        # numbers out of bounds
        ("0.3 events", "-0.2 events", "faults.drop.rate.town: got \"-0.2 events per 100 lines per "
         "month\", need 0 or more events"),
        ("{speed: 0.9}", "{speed: -1}", "skills.install.speed: got -1, need a factor of 0 or more"),
        ("factor: 10", "factor: .inf", "shocks[1].factor: got .inf, need a finite number"),
        ("pairs_per_hour: 17.5", "pairs_per_hour: 0", "pairs_per_hour: got 0, need more than 0"),
        ("pairs_per_hour: 17.5", "pairs_per_hour: many",
         "pairs_per_hour: got \"many\", need a number"),
        ("schema_version: 1", "schema_version: 2", "schema_version: got 2, need 1 or less"),
        ("start: 2001-01-01", "start: 1 January", "start: got \"1 January\", need a date such as"),
        ("window: 4 weeks", "window: 0 h", "window: got a window of no length, need more than 0"),
        ("name: town", "name: a/b", "name: got \"a/b\", need a name that begins with a letter"),
        ("name: town", "name: -a", "name: got \"-a\", need a name that begins with a letter"),
        ("name: town", "name: [a]", "name: got [\"a\"], need a text"),
        ("low: 50 lines", "low: 700 lines", "faults.feeder.lines.uniform-int: got"),
        ("factor: 10", "factor: 1e9", "shocks[1].factor: got 1e9, need a factor of 1,000,000"),
        ("window: 4 weeks", "window: 900 years", "window: got \"900 years\", need a time of 200"),
        ("pairs_per_hour: 17.5", "pairs_per_hour: true",
         "pairs_per_hour: got \"true\", need a number"),
        # rules, laws and names that there are not
        ("group-then-age", "group-then-old", "policies.dispatch: got \"group-then-old\", need the "
         "name of a dispatch rule; did you mean 'group-then-age'?"),
        ("{lognormal:", "{lognormall:", "faults.drop.work: got \"lognormall\", need the name of a "
         "distribution; did you mean 'lognormal'?"),
        ("install: no-start", "install: nostart", "policies.shift_end.install: got \"nostart\", "
         "need the name of a shift-end policy; did you mean 'no-start'?"),
        ("{install: no-start}", "{instal: no-start}", "policies.shift_end.instal: got 'instal', "
         "need a known kind of job; did you mean 'install'?"),
        ("skill: repair", "skill: repairs", "town.yaml:32 faults.drop.skill: got 'repairs', need "
         "a known skill of a team; did you mean 'repair'?"),
        ("pattern: year", "pattern: yeer", "demand.install.pattern: got 'yeer', need a known "
         "pattern; did you mean 'year'?"),
        ("counties: [runan]", "counties: [runann]", "shocks[1].counties[1]: got 'runann', need a "
         "known county; did you mean 'runan'?"),
        ("causes: [drop]", "causes: [drops]", "shocks[1].causes[1]: got 'drops', need a known "
         "fault cause; did you mean 'drop'?"),
        ("job: cable", "job: cabel", "faults.feeder.job: got \"cabel\", need 'repair' or 'cable'; "
         "did you mean 'cable'?"),
        ("rural: 0.6", "rurall: 0.6", "faults.drop.rate.rurall: got 'rurall', need a known area"),
        ("time_to_restore_mean", "time_to_restore", "targets.non-cable-24h.kpi: got "
         "'time_to_restore', need a known KPI; did you mean 'time_to_restore_mean' or "),
        ("time_to_restore_mean", "crew_utilization", "kpi: got 'crew_utilization', need a known "
         "KPI; did you mean 'crew_utilisation'? `telesim schema --kpis` lists all"),
        ("time_to_restore_mean", "xyz", "kpi: got 'xyz', need a known KPI; `telesim schema --kpis` "
         "lists all"),
        ("cause_group: non-cable}, at", "cause_grup: non-cable}, at", "where.cause_grup: got "
         "'cause_grup', need a known dimension of time_to_restore_mean; did you mean "
         "'cause_group'?"),
        ("cause_group: non-cable}, at", "cause_group: non-cabel}, at", "where.cause_group: got "
         "'non-cabel', need a known cause group; did you mean 'non-cable'?"),
        ("at_most: 24 h", "at_most: 24 h, clock: elapsd", "clock: got 'elapsd', need a known "
         "clock of time_to_restore_mean; did you mean 'elapsed'?"),
        ("at_most: 24 h", "at_most: 24 h, at_least: 1 h", "targets.non-cable-24h: got both "
         "at_most and at_least, need exactly one"),
        ("at_most: 24 h", "over: year", "targets.non-cable-24h: got neither, need exactly one of "
         "at_most and at_least"),
        # exactly one of several
        ("at_fill: 90 %, ", "", "expansions.ports: got neither, need exactly one of at_fill and "
         "on"),
        ("at_fill: 90 %", "at_fill: 90 %, add: 5", "expansions.ports: got add_share and add, need "
         "exactly one of"),
        ("add_share: 20 %", "raise_to: 20 %", "expansions.ports.raise_to: got raise_to for ports"),
        ("    splicing:", "    pair_swap: {work: 1 work h, skill: repairs}\n    splicing:",
         "faults.feeder.pair_swap.skill: got 'repairs', need a known skill of a team"),
        ("    splicing:", "    pair_swap: {work: 1 work h, lines_at_most: 0}\n    splicing:",
         "faults.feeder.pair_swap.lines_at_most: got 0, need 1 or more"),
        ("window: 4 weeks", "window: 4 weeks\nboxes: {correlation: 150 %, source: assumed}",
         "boxes.correlation: got \"150 %\", need a share from 0 % to 100 %"),
        ("window: 4 weeks", "window: 4 weeks\nboxes: {correlation: 5 %}",
         "boxes.source: is missing"),
        # faults that people make, causes that come back, the main frame
        ("work_prebuilt: 1.2 work h", "work_prebuilt: 1.2 work h\n    early_life: {share: 5 %, "
         "cause: drp}", "demand.install.early_life.cause: got 'drp', need a known fault cause; "
         "did you mean 'drop'?"),
        ("work_prebuilt: 1.2 work h", "work_prebuilt: 1.2 work h\n    early_life: {share: 105 %, "
         "cause: drop}", "early_life.share: got \"105 %\", need a share from 0 % to 100 %"),
        ("work_prebuilt: 1.2 work h", "work_prebuilt: 1.2 work h\n    early_life: {share: 5 %, "
         "within: 0 h, cause: drop}", "early_life.within: got \"0 h\", need more than 0"),
        ("work_prebuilt: 1.2 work h", "work_prebuilt: 1.2 work h\n    early_life: {share: 5 %}",
         "demand.install.early_life.cause: is missing"),
        ("window: 4 weeks", "window: 4 weeks\nwork_induced: {share: 1.5 %, cause: drop}",
         "work_induced.source: is missing"),
        ("window: 4 weeks", "window: 4 weeks\nwork_induced: {share: 1.5 %, cause: wind, "
         "source: assumed}", "work_induced.cause: got 'wind', need a known fault cause"),
        ("window: 4 weeks", "window: 4 weeks\nwork_induced: {share: 1.5 %, cause: drop, "
         "by: [instal], source: assumed}", "work_induced.by[1]: got \"instal\", need 'install'"),
        ("window: 4 weeks", "window: 4 weeks\nwork_induced: {share: 1.5 %, cause: drop, "
         "by: [], source: assumed}", "work_induced.by: got none, need at least one kind of job"),
        ("window: 4 weeks", "window: 4 weeks\nwork_induced: {share: 1.5 %, cause: drop, "
         "by: [move, move], source: assumed}", "work_induced.by[2]: got 'move' again"),
        ("window: 4 weeks", "window: 4 weeks\nwork_induced: {share: 100 %, cause: drop, "
         "source: assumed}", "work_induced.share: got 100 %, so that a disturbed line and its "
         "repeats disturb 1 more, need less than one more"),
        # line tests
        ("window: 4 weeks", "window: 4 weeks\ndiagnosis: {right: 85 %, look: 30 work min}",
         "diagnosis.source: is missing"),
        ("    splicing:", "    cleared_remotely: 42 %\n    found_by_test: 40 %\n    splicing:",
         "faults.feeder.found_by_test: got 40 %, less than the 42 % of cleared_remotely, need at "
         "least those that the desk clears"),
        ("    splicing:", "    found_by_test: 40 %\n    splicing:", "faults.feeder.found_by_test: "
         "got 40 %, need a section diagnosis: without it every fault is known at once"),
        ("    splicing:", "    found_by_tests: 40 %\n    splicing:",
         "faults.feeder.found_by_tests: got the unknown key 'found_by_tests', need a key of this "
         "section; did you mean 'found_by_test'?"),
        ("window: 4 weeks", "window: 4 weeks\ndiagnosis: {right: 185 %, look: 30 work min, "
         "source: assumed}", "diagnosis.right: got \"185 %\", need a share from 0 % to 100 %"),
        ("window: 4 weeks", "window: 4 weeks\ndiagnosis: {right: 85 %, look: 30 min, "
         "source: assumed}", "diagnosis.look: got \"30 min\", need "),
        ("window: 4 weeks", "window: 4 weeks\ndiagnosis: {right: 85 %, look: 0 work min, "
         "source: assumed}", "diagnosis.look: got \"0 work min\", need more than 0"),
        ("window: 4 weeks", "window: 4 weeks\ndiagnosis: {right: 85 %, look: 30 work min, "
         "sure_from_report: 3, source: assumed}", "diagnosis.sure_from_report: got the unknown key "
         "'sure_from_report', need a key of this section; did you mean 'sure_from_reports'?"),
        ("window: 4 weeks", "window: 4 weeks\ndiagnosis: {right: 85 %, look: 30 work min, "
         "sure_from_reports: 1, source: assumed}", "diagnosis.sure_from_reports: got 1, need "),
        ("    splicing:", "    repeats: {share: 20 %, within: 0 h}\n    splicing:",
         "faults.feeder.repeats.within: got \"0 h\", need more than 0"),
        ("    splicing:", "    repeats: {share: 2 %, shar: 20 %}\n    splicing:",
         "faults.feeder.repeats.shar: got the unknown key 'shar', need a key of this section; "
         "did you mean 'share'?"),
        ("cv: 0.8}}\n    skill", "cv: 0.8}}\n    repeats: {share: 20 %, whole_event: true}\n"
         "    skill", "faults.drop.repeats.whole_event: got true for a cause of one line, need "
         "its lines, or false"),
        ("window: 4 weeks", "window: 4 weeks\nmain_frame: {work: 0.2 h, skill: repair, "
         "source: assumed}",
         "main_frame.work: got \"0.2 h\", need crew time such as"),
        ("window: 4 weeks", "window: 4 weeks\nmain_frame: {work: 0.2 work h, skill: repare, "
         "source: assumed}", "main_frame.skill: got 'repare', need a known skill of a team"),
        ("window: 4 weeks", "window: 4 weeks\nmain_frame: {work: 0.2 work h, skill: repair, "
         "at_most: 0, source: assumed}", "main_frame.at_most: got 0, need 1 or more"),
        ("window: 4 weeks", "window: 4 weeks\nmain_frame: {work: 0.2 work h, skill: repair, "
         "jobs: [install, cease], source: assumed}", "main_frame.jobs[2]: got \"cease\", need "
         "'install', 'move' or 'pair-swap'"),
        ("window: 4 weeks", "window: 4 weeks\nmain_frame: {work: 0.2 work h, skill: repair}",
         "main_frame.source: is missing"),
        ("    splicing:", "    work: 1 work h\n    splicing:", "faults.feeder: got both work and "
         "splicing, need exactly one"),
        # counters that screen orders
        *((
            "window: 4 weeks", "window: 4 weeks\nscreening: {acceptance: records, "
            "look: 30 work min, records: {unrecorded: 3 %}, agents: {share: 9 %, wrong: 5 %, "
            "commission: 20 CNY}, published: {every: 7 days}, source: assumed}".replace(old, new),
            told)
          for old, new, told in (
            ("records, look", "recrds, look", "screening.acceptance: got \"recrds\", need the "
             "name of a screening rule; did you mean 'records'?"),
            ("3 %", "103 %", "screening.records.unrecorded: got \"103 %\", need a share from 0 %"),
            ("30 work min", "30 min", "screening.look: got \"30 min\", need crew time"),
            ("20 CNY", "20 USD", "screening.agents.commission: got '20 USD', need an amount in "
             "CNY, the scenario's currency, such as \"35 CNY\""),
            ("look:", "prepayment: 600, look:", "screening.prepayment: got "),
            ("7 days", "0 h", "screening.published.every: got \"0 h\", need more than 0"),
            ("unrecorded: 3 %", "unrecorded: 3 %, audit_every: 0 h",
             "screening.records.audit_every: got \"0 h\", need more than 0"),
            ("agents:", "agent:", "screening.agent: got the unknown key 'agent', need a key of "
             "this section; did you mean 'agents'?"),
            (", source: assumed", "", "screening.source: is missing"),
          )),
        # lines over a neighbour's pairs
        *((
            "window: 4 weeks", "window: 4 weeks\nneighbours: [{cabinet: seat-1, neighbour: seat-2, "
            "m: 300, max_pairs: 9}]\nrerouting: {at_most: 800 m, below_fill: 80 %, "
            "extra_work: 2 work h, back_work: 1 work h, faults: 1.5, cause: drop, "
            "source: assumed}".replace(old, new), told)
          for old, new, told in (
            ("neighbour: seat-2", "neighbour: seat-9", "neighbours[1].neighbour: got 'seat-9', "
             "need a known cabinet; did you mean 'seat-"),
            ("neighbour: seat-2", "neighbour: seat-1", "neighbours[1].neighbour: got 'seat-1', "
             "need another cabinet than that which borrows"),
            ("neighbour: seat-2", "neighbour: hill-1", "neighbours[1].neighbour: got 'hill-1', a "
             "cabinet of hill, need a cabinet of seat"),
            ("m: 300", "m: -300", "neighbours[1].m: got -300, need 0 or more"),
            (", max_pairs: 9", "", "neighbours[1].max_pairs: is missing"),
            ("9}]", "9}, {cabinet: seat-1, neighbour: seat-2, m: 1, max_pairs: 1}]",
             "neighbours[2].neighbour: got 'seat-2' again for seat-1, need each neighbour once"),
            ("800 m,", "800,", "rerouting.at_most: got 800, need a distance such as"),
            ("80 %", "0.8", "rerouting.below_fill: got 0.8, need a share"),
            ("faults: 1.5", "faults: 0.5", "rerouting.faults: got 0.5, need 1 or more"),
            ("cause: drop", "cause: drp", "rerouting.cause: got 'drp', need a known fault cause; "
             "did you mean 'drop'?"),
            ("cause: drop", "cause: feeder", "rerouting.cause: got 'feeder', need a cause of one "
             "line in the company's plant"),
            ("faults:", "wire_cost: 1 CNY, faults:", "rerouting.wire_cost: got '1 CNY', need an "
             "amount per m, such as"),
            ("back_work: 1 work h", "back_work: 0 work h", "rerouting.back_work: got "
             "\"0 work h\", need more than 0"),
            ("2 work h", "2 h", "rerouting.extra_work: got \"2 h\", need crew time"),
            ("neighbours: [{cabinet: seat-1, neighbour: seat-2, m: 300, max_pairs: 9}]\n", "",
             "rerouting: got rerouting without neighbours, need a table neighbours"),
          )),
        # campaigns
        *((
            "window: 4 weeks", "window: 4 weeks\npromotions: {spring: {opens: 2001-01-05, "
            "closes: 2001-01-20, lasting: 7 days, timing: at-once, reach: 50 %, response: 3, "
            "over: 3 months, borrowed: 50 %, discount: 9 CNY, counties: [], source: assumed}}"
            .replace(old, new), told)
          for old, new, told in (
            ("01-05", "01-35", "promotions.spring.opens: got"),
            ("2001-01-20", "2045-01-20", "promotions.spring.closes: got 2045-01-20, need a day "
             "near the run, 2001-01-01 to 2003-12-31"),
            ("01-20", "01-10", "promotions.spring.closes: got 2001-01-10, need a day that leaves "
             "time for all that it lasts"),
            ("7 days", "0 h", "promotions.spring.lasting: got \"0 h\", need more than 0"),
            ("at-once", "at once", "promotions.spring.timing: got \"at once\", need the name of a "
             "campaign timing; did you mean 'at-once'?"),
            ("reach: 50 %", "reach: 150 %", "promotions.spring.reach: got \"150 %\", need a share"),
            ("response: 3", "response: 0.5", "promotions.spring.response: got 0.5, need 1 or more"),
            ("response: 3", "response: {town: 3}", "promotions.spring.response: got no value for "),
            ("response: 3, over: 3 months, borrowed: 50 %",
             "response: 300000, over: 3 months, borrowed: 0 %",
             "promotions.spring.response: got orders beyond all measure, need fewer than 1024 a "
             "month and line"),
            ("response: 3, ", "", "promotions.spring: got no response, need either response, or "
             "elasticity with price and discount"),
            ("response: 3", "response: 3, elasticity: 6, price: 60 CNY", "promotions.spring: got a "
             "response and a price response, need either"),
            ("response: 3", "elasticity: 6", "promotions.spring.price: got nothing, need it for a "
             "response to the price"),
            ("response: 3", "price: 60 CNY", "promotions.spring.elasticity: got nothing, need it"),
            ("response: 3", "elasticity: 6, price: 6 EUR", "promotions.spring.price: got '6 EUR'"),
            ("response: 3", "elasticity: 6, price: 8 CNY", "promotions.spring.discount: got "
             "'9 CNY', need no more than 8 CNY, a price above 0"),
            ("response: 3", "elasticity: -6, price: 60 CNY", "promotions.spring.elasticity"),
            ("response: 3", "elasticity: {town: 6}, price: 60 CNY",
             "promotions.spring.elasticity: got no value for "),
            ("response: 3", "elasticity: 6, price: 60 CNY, elasticity_at: {nowhere: 3}",
             "promotions.spring.elasticity_at.nowhere: got 'nowhere', need a known county or "
             "exchange"),
            ("response: 3", "elasticity: 6, price: 60 CNY, elasticity_at: {seat: {lunar: 3}}",
             "promotions.spring.elasticity_at.seat: got no value for "),
            ("response: 3, over: 3 months, borrowed: 50 %",
             "elasticity: 900000, price: 9 CNY, over: 3 months, borrowed: 0 %",
             "promotions.spring.elasticity: got orders beyond all measure"),
            ("over: 3 months", "over: 3 days", "promotions.spring.borrowed: got 50 %, more than "
             "all orders of the time that follows, need less, or a longer over"),
            ("9 CNY", "9 %", "promotions.spring.discount: got '9 %', need an amount"),
            ("counties: []", "counties: [nowhere]", "promotions.spring.counties[1]: got 'nowhere', "
             "need a known county"),
            ("discount:", "discont:", "promotions.spring.discont: got the unknown key 'discont', "
             "need a key of this section; did you mean 'discount'?"),
            (", source: assumed", "", "promotions.spring.source: is missing"),
          )),
        # works, ducts and pairs that come back
        ("window: 4 weeks", "window: 4 weeks\nworks: {skill: cabel, source: assumed}",
         "works.skill: got 'cabel', need a known skill of a team; did you mean 'cable'?"),
        ("window: 4 weeks", "window: 4 weeks\nworks: {kinds: [feeder, drop], source: assumed}",
         "works.kinds[2]: got \"drop\", need 'feeder' or 'distribution'"),
        ("window: 4 weeks", "window: 4 weeks\nworks: {pairs_per_gang_day: 0, source: assumed}",
         "works.pairs_per_gang_day: got 0, need more than 0"),
        ("window: 4 weeks", "window: 4 weeks\nworks: {gang_day: 8 h, source: assumed}",
         "works.gang_day: got \"8 h\", need crew time such as"),
        ("window: 4 weeks", "window: 4 weeks\nworks: {gang_day: 0 work h, source: assumed}",
         "works.gang_day: got no time, need more than 0"),
        ("window: 4 weeks", "window: 4 weeks\nworks: {skill: cable}", "works.source: is missing"),
        ("window: 4 weeks", "window: 4 weeks\npair_recovery: {at_fill: 90 %, source: assumed}",
         "pair_recovery: got pair_recovery without works, need works"),
        ("window: 4 weeks", "window: 4 weeks\nduct_projects: {lead_time: 4 months, bores: 2, "
         "digging_gang_days: 3, source: assumed}", "duct_projects.digging_gang_days: got "
         "digging_gang_days without works, need works"),
        ("window: 4 weeks", "window: 4 weeks\nduct_projects: {lead_time: 4 months, bores: 2, "
         "frozen: [jan-dec], source: assumed}", "duct_projects.frozen: got all months, need a"),
        ("window: 4 weeks", "window: 4 weeks\nduct_projects: {lead_time: 4 months, bores: 2, "
         "unit_cost: 9 CNY, source: assumed}", "duct_projects.unit_cost: got '9 CNY', need an "
         "amount per bore, such as \"35 CNY per bore\""),
        ("window: 4 weeks", "window: 4 weeks\nduct_projects: {lead_time: 4 months, bores: 2, "
         "unit_cost: 9 CNY per duct, source: assumed}", "duct_projects.unit_cost: got '9 CNY per "
         "duct', need an amount per bore, such as \"35 CNY per bore\""),
        ("window: 4 weeks", "window: 4 weeks\nduct_projects: {lead_time: 4 months, bores: 2, "
         "unit_cost: 9 per bore, source: assumed}", "duct_projects.unit_cost: got '9 per bore', "
         "need an amount in CNY, the scenario's currency, such as \"35 CNY per bore\""),
        ("window: 4 weeks", "window: 4 weeks\nducts: [{id: d, exchange: seet, bores: 2}]",
         "ducts[1].exchange: got 'seet', need a known exchange; did you mean 'seat'?"),
        ("window: 4 weeks", "window: 4 weeks\nducts: [{id: d, exchange: seat, bores: 2, used: 3}]",
         "ducts[1].used: got 3 bores used, need 2 or fewer, the bores of d"),
        ("policies:", "policies:\n  works: {policy: reserve, share: 0.4}",
         "policies.works.share: got 0.4, need a share from 0 % to 100 %"),
        ("policies:", "policies:\n  works: repairs-first", "policies.works: got \"repairs-first\", "
         "need the name of a works policy; did you mean 'repair-first'?"),
        ("{install: no-start}", "{repair: {policy: round-the-clock, lines_at_least: 0}}",
         "policies.shift_end.repair: got"),
        # learning, turnover, territories
        ("{speed: 0.9}", "{speed: {from: 0.8, to: 0.9}}", "teams.shared.skills.install.speed: got "
         '{"from": 0.8, "to": 0.9}, need also over, as in {from: 0.80, to: 0.95, over: 6 months}; '
         "without it learning never ends"),
        ("{speed: 0.9}", "{speed: {from: 0.8, to: 0.9, ovr: 2 months}}",
         "skills.install.speed.ovr: got \"ovr\", need from, to and over; did you mean 'over'?"),
        ("{speed: 0.9}", "{speed: {from: 0.8, to: 0.9, over: 1 week}}", "skills.install.speed.over:"
         " got \"1 week\", need a month or more, such as 6 months"),
        ("{speed: 0.9}", "{speed: {from: 0.8, to: 0.9, over: 900 years}}",
         "skills.install.speed.over: got \"900 years\", need a time of 200 years or less"),
        ("{speed: 0.9}", "{speed: {from: 0.9, to: 0.8, over: 6 months}}",
         "skills.install.speed.to: got 0.8, need no less than from, 0.9"),
        ("{speed: 0.9}", "{speed: {from: -1, to: 0.8, over: 6 months}}",
         "skills.install.speed.from: got -1, need a factor of 0 or more"),
        ("first_time_fix: 85 %", "first_time_fix: {from: 0.75, to: 85 %, over: 6 months}",
         "skills.repair.first_time_fix.from: got 0.75, need a share"),
        ("cable: {}}, s", "cable: {}}, turnover: {share: 12 %, vacancy: 30 days}, s",
         "teams.gang.turnover.share: got \"12 %\", need a share by year from 0 % to "
         "100 %, such as \"12 % a year\""),
        ("cable: {}}, s", "cable: {}}, turnover: {share: 120 % a year, vacancy: 30 days}, s",
         "teams.gang.turnover.share: got \"120 % a year\", need a share by year "
         "from 0 % to 100 %, such as \"12 % a year\""),
        ("cable: {}}, s", "cable: {}}, turnover: {share: 12 % a year, vacancy: 30 days}, s",
         "teams.gang.turnover: got beginners who are as good as everybody else, need beginner: "),
        ("cable: {}}, s", "cable: {}}, turnover: {share: 12 % a year, vacancy: 3 days, starts_at: "
         "beginer}, s", "teams.gang.turnover.starts_at: got \"beginer\", need 'beginner' or "
         "'trained'; did you mean 'beginner'?"),
        ("cable: {}}, s", "cable: {}}, turnover: {share: 12 % a year, vacancy: 3 days, "
         "beginner: {speed: 2, over: 6 months}}, s",
         "teams.gang.turnover.beginner.speed: got 2, need 1 or less"),
        ("cable: {}}, s", "cable: {}}, turnover: {share: 12 % a year, vacancy: 3 days, "
         "starts_at: trained, beginner: {speed: 0.8, over: 6 months}}, s",
         "teams.gang.turnover.beginner: got beginner beside starts_at: trained"),
        ("policies:", "policies:\n  territory: {lending: none}",
         "policies.territory.skills: is missing"),
        ("policies:", "policies:\n  territory: {skills: []}",
         "policies.territory.skills: got no skill, need one or more"),
        ("policies:", "policies:\n  territory: {lending: idel, skills: [cable]}",
         "policies.territory.lending: got \"idel\", need 'none' or 'idle'; did you mean 'idle'?"),
        ("policies:", "policies:\n  territory: {by: box, skills: [cable]}",
         "policies.territory.by: got \"box\", need 'cabinet'"),
        ("policies:", "policies:\n  territory: {skills: [repair, cabel]}",
         "policies.territory.skills[2]: got 'cabel', need a known skill of a team; did you mean "
         "'cable'?"),
        ("{rule: group-then-age}", "{rule: age-weighted, repair: -3}",
         "policies.dispatch: got"),
        ("{rule: group-then-age}", "{rule: reserve, share: 3}", "policies.dispatch.share: got "
         "\"share\", need a parameter of reserve: scan, install_days, of_days"),
        # months, days, hours
        ("jan: 1.3", "january: 1.3", "patterns.year.months.january: got \"january\", need a month "
         "such as jan, or jan-mar; did you mean 'jan'?"),
        ("sun: 0.85", "sund: 0.85", "patterns.year.weekdays.sund: got \"sund\", need a day"),
        ("\"18-24\": 18 %", "\"18-25\": 18 %", "patterns.year.hours.18-25: got \"18-25\", need "
         "hours of one day"),
        ("\"18-24\": 18 %", "\"18-24\": 17 %", "patterns.year.hours: got 99 % in all, need shares "
         "that make up 100 %"),
        ("\"08-18\": 72 %", "\"07-18\": 72 %", "patterns.year.hours: got 00-08 and 07-18, need "
         "hours that do not overlap"),
        ("mon-fri: [", "mon-fry: [", "calendars.day.hours.mon-fry: got 'mon-fry', need days"),
        ("\"14:00-18:00\"", "\"14:00-24:30\"", "calendars.day.hours.mon-fri[2]: got "
         "'14:00-24:30', need hours of one day such as \"08:00-12:00\", at most to 24:00"),
        ("\"14:00-18:00\"", "\"11:00-18:00\"", "calendars.day.hours: got the hours of mon "
         "overlap, need hours that do not overlap"),
        ("[\"08:00-12:00\", \"14:00-18:00\"]", "[\"14:00-18:00\", \"08:00-12:00\"]",
         "calendars.day.hours.mon-fri: got 14:00-18:00, 08:00-12:00, need the hours of a day in "
         "order"),
        ("5 of 6", "[5, 6]", "calendars.day.rotation: got [5, 6], need days on"),
        ("2001-05-01]", "2001-05-32]", "calendars.day.holidays[2]: got '2001-05-32', need a date"),
        ("5 of 6", "6 of 5", "calendars.day.rotation: got \"6 of 5\", need days on of working "
         "days"),
        # dates outside the horizon
        ("on: 2001-01-20", "on: 2000-12-31", "shocks[1].on: got 2000-12-31, need a date within "
         "the run, 2001-01-01 to 2001-03-04"),
        ("on: 2001-01-20", "on: 2001-03-05", "shocks[1].on: got 2001-03-05, need a date within"),
        ("at_fill: 90 %", "on: 2002-01-01", "expansions.ports.on: got 2002-01-01, need a date"),
        ("2001-05-01]", "2045-01-01]", "calendars.day.holidays[2]: got '2045-01-01', need a day "
         "near the run, in the years 1999 to 2003"),
        ("2001-05-01]", "2001-05-01..2011-05-01]", "calendars.day.holidays[2]: got"),
        ("2001-05-01]", "1998-12-31]", "calendars.day.holidays[2]: got '1998-12-31', need a day"),
        # dimensions that a KPI lacks
        ("kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h",
         "kpi: crew_utilisation, at_most: 80 %, over: month", "targets.non-cable-24h.over: got "
         "month, need a dimension of crew_utilisation: county, team"),
        ("kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h",
         "kpi: pair_swaps, where: {month: 2001-01}, at_most: 1, over: month",
         "targets.non-cable-24h.over: got month, need it in over or where, not both"),
        # levels that no order is held for
        ("kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h",
         "kpi: held_orders_at_end, where: {level: box}, at_most: 1", "targets.non-cable-24h.where"
         ".level: got 'box', need a known level"),
        # KPIs of systems that are left out
        ("kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h",
         "kpi: payphones_out_share, at_most: 2 %", "targets.non-cable-24h.kpi: got "
         "'payphones_out_share', a KPI of payphones, without payphones, need payphones, or no "
         "target on it"),
        ("kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h",
         "kpi: promoted_held_share, at_most: 2 %", "targets.non-cable-24h.kpi: got "
         "'promoted_held_share', a KPI of promotions, without promotions, need promotions"),
        ("kpi: time_to_restore_mean, where: {cause_group: non-cable}, at_most: 24 h",
         "kpi: office_wait_mean, where: {step: test}, at_most: 4 h", "targets.non-cable-24h.kpi: "
         "got 'office_wait_mean', a KPI of order_system, without order_system"),
    ],
)  # fmt: skip
def test_one_wrong_word_of_the_file(town: Town, old: str, new: str, told: str) -> None:
    town.change((old, new))
    problem = town.problem()
    assert told in problem
    assert problem.startswith("town.yaml:")
    assert not re.search(r"\^|\$|\\|\[A-Z", problem), "a regular expression is no plain word"


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        # the shape of a table
        ("exchanges", ",ports,", ",port,", "exchanges.csv:1:5 port: got the column 'port', need a "
         "column of exchanges; did you mean 'ports'?"),
        ("exchanges", "id,county,area", "id,area,area", "exchanges.csv:1:3 area: got the column "
         "'area' again"),
        ("exchanges", "hill,runan,rural,100", "hill,runan,100", "exchanges.csv:3 exchanges: got "
         "6 cells, need 7, one for each column"),
        ("exchanges", "port,queshan", "hill,queshan", "exchanges.csv:4:1 id: got the id 'hill' "
         "again, need each id once; it stands in line 3 already"),
        # its cells
        ("exchanges", "hill,runan,rural,100,130,40,6", "hill,runan,rural,100,130,,6",
         "exchanges.csv:3:6 base_travel_min: got a blank cell, need a value, or "
         "exchanges.defaults.base_travel_min in the scenario"),
        ("exchanges", "130,40", "130,far", "exchanges.csv:3:6 base_travel_min: got \"far\", need "
         "a number"),
        ("exchanges", "100,130", "100,13o", "exchanges.csv:3:5 ports: got \"13o\", need a whole "
         "number"),
        ("exchanges", "100,130", "100,130.5", "exchanges.csv:3:5 ports: got \"130.5\", need a "
         "whole number"),
        ("exchanges", "130,40", "130,nan", "base_travel_min: got \"nan\", need a number"),
        ("exchanges", "130,40", "130,-40", "exchanges.csv:3:6 base_travel_min: got -40, need 0 "
         "or more"),
        # what hangs together
        ("exchanges", "500,600", "500,499", "exchanges.csv:2:5 ports: got 499 ports, need 500 or "
         "more, the lines in service at seat"),
        ("exchanges", "500,600", "499,600", "exchanges.csv:2:4 lines: got 499 lines, need 500, "
         "the sum over the cabinets of seat"),
        ("cabinets", "300,400,500,", "300,309,500,", "cabinets.csv:2:4 feeder_pairs: got 309 "
         "pairs, 300 of them usable"),
        ("cabinets", "hill-1,hill", "hill-1,hil", "cabinets.csv:4:2 exchange: got 'hil', need a "
         "known exchange; did you mean 'hill'?"),
        ("crews", "gang,gang", "gang,gangs", "crews.csv:4:2 team: got 'gangs', need a known team; "
         "did you mean 'gang'?"),
        ("crews", "shared,port,", "shared,prt,", "crews.csv:3:3 base: got 'prt', need a known "
         "exchange; did you mean 'port'?"),
        ("crews", "county:queshan", "county:quesha", "crews.csv:3:4 covers: got 'quesha', need a "
         "known county; did you mean 'queshan'?"),
        ("crews", "seat hill", "seat hil", "crews.csv:2:4 covers: got 'hil', need a known "
         "exchange; did you mean 'hill'?"),
        ("crews", "1,2,day", "1,2,night", "crews.csv:2:7 calendar: got 'night', need a known "
         "calendar; choose one of day"),
        ("crews", "day,piece", "day,peace", "crews.csv:3:8 pay: got 'peace', need a known pay "
         "scheme; did you mean 'piece'?"),
    ],
)  # fmt: skip
def test_one_wrong_word_of_a_table(town: Town, table: str, old: str, new: str, told: str) -> None:
    if (table, old) == ("cabinets", "300,400,500,"):
        told = "cabinets.csv:2:4 feeder_pairs: got 299 pairs, 290 of them usable, need 300"
        new = "300,299,500,"
    town.change((old, new), name=f"{table}.csv")
    problems = [str(problem) for problem in town.problems()]
    assert told in "\n".join(problems)
    # A wrong header is told once; so is everything else.
    assert len(problems) == (2 if ",port," in new or "id,area,area" in new else 1), problems


def test_a_territory_that_nobody_owns_is_told(town: Town) -> None:
    town.change(("policies:", "policies:\n  territory: {skills: [repair, cable]}"))
    town.change(("seat hill", "seat"), name="crews.csv")
    assert town.problem() == (
        "town.yaml:55 policies.territory.skills: got a territory that nobody owns: no crew with "
        "the skill repair covers hill, need an owner for the lines of every exchange, or leave "
        "the skill out"
    )


def test_a_missing_column_is_named(town: Town) -> None:
    town.change(("id,county,area,lines,ports", "id,county,area,lines"), name="exchanges.csv")
    town.change(("500,600", "500"), ("100,130", "100"), ("300,300", "300"), name="exchanges.csv")
    assert town.problem() == (
        "exchanges.csv:1 ports: got a table without the column, need the column 'ports', or "
        "exchanges.defaults.ports"
    )


def test_a_default_for_no_column_is_named(town: Town) -> None:
    town.change(("{defective_pct: 3}", "{defective_pct: 3, defectiv: 2}"))
    assert "cabinets.defaults.defectiv: got 'defectiv', need a column of cabinets" in (
        town.problem()
    )


def test_a_missing_table_is_told_with_its_neighbour(town: Town) -> None:
    town.change(("exchanges.csv", "exchange.csv"))
    told = "\n".join(str(problem) for problem in town.problems())
    assert "exchange.csv: there is no such file; did you mean 'exchanges.csv'?" in told
    assert "town.yaml:7 exchanges.table" in told


def test_an_empty_table_is_told(town: Town) -> None:
    town.write("crews.csv", "")
    assert "crews.csv crews: got an empty table" in town.problem()


@pytest.mark.parametrize("key", ["schema_version", "start", "window", "exchanges"])
def test_a_missing_section_is_named(town: Town, key: str) -> None:
    text = town.file.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
    town.write("town.yaml", "\n".join(kept))
    assert any(f"{key}: is missing" in str(problem) for problem in town.problems())


def test_a_missing_source_is_named(town: Town) -> None:
    town.change(("    source: a survey\n", ""))
    assert "town.yaml:20 demand.install.source: is missing" in town.problem()


# -- files that are no scenario at all --


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "got an empty file, need a mapping"),
        (b"- 1\n- 2\n", "got a list, need a mapping"),
        (b"just words\n", "need a mapping"),
        (b"a: [1,\n", "not YAML"),
        (b"a: 1\n---\nb: 2\n", "not YAML"),
        (b"a:\n\t- 1\n", "town.yaml:2: not YAML"),
        (b"a: 1\nb: 2\na: 3\n", "town.yaml:3 a: got the key 'a' again, need it once; it stands "
         "in line 1 already"),
        (b"a: !python/object:os.system 1\n", "a: got the tag !python/object:os.system"),
        (b"base: &b {x: 1}\n<<: *b\n", "town.yaml:2: got the key <<"),
        (b"[1, 2]: 3\n", "got a key that is no text"),
        (b"a: &a [*a]\n", "got an alias to what it stands in"),
        ("name: café\n".encode("utf-16"), "need text in UTF-8 or GB18030"),
        (b"a: \x00\n", "not YAML"),
        (b"a: " + b"[" * 200 + b"]" * 200, "nested too deeply"),
        (b"a: " + b"[" * 20_000 + b"]" * 20_000, "not YAML: nested too deeply"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_scenario(town: Town, content: bytes, told: str) -> None:
    town.write("town.yaml", content)
    assert any(told in str(problem) for problem in town.problems())


def test_an_anchor_bomb_is_refused_at_once(town: Town) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    town.write("town.yaml", "\n".join(lines))
    assert "aliases that repeat more and more values" in town.problem()


def test_a_harmless_alias_works(town: Town) -> None:
    town.change(
        ("work_prebuilt: 1.2 work h", "work_prebuilt: &visit 1.2 work h"),
        ("work_build: {gamma: {mean: 3 work h, cv: 0.8}}", "work_build: *visit"),
    )
    install = town.load().demand.install
    assert install is not None and install.work_build == install.work_prebuilt


def test_a_huge_file_is_refused_unread(town: Town) -> None:
    town.write("town.yaml", b"#" * (2 * 2**20 + 1))
    assert "got a file of 2.0 MB, need 2 MB or less" in town.problem()


def test_a_missing_file_and_a_folder(town: Town) -> None:
    town.file.rename(town.folder / "twn.yaml")
    assert town.problem() == ("town.yaml: there is no such file; did you mean 'twn.yaml'?")
    town.file.mkdir()
    assert "something that is not a file" in town.problem()


def test_a_missing_file_elsewhere_is_told_with_its_folder(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    town.file.rename(town.folder / "twn.yaml")
    assert town.problem() == (
        f"town.yaml: there is no such file in {town.folder}; did you mean 'twn.yaml'?"
    )


# -- paths that leave the folder, and circles --


@pytest.mark.parametrize("way", ["../exchanges.csv", "/etc/passwd", "a/../../b.csv", "..\\x.csv"])
def test_a_table_outside_the_folder_is_refused(town: Town, way: str) -> None:
    town.change(("table: exchanges.csv", f"table: '{way}'"))
    assert "town.yaml:7 exchanges.table" in town.problem()


def test_a_link_out_of_the_folder_is_refused(town: Town, tmp_path: Path) -> None:
    inner = Town(tmp_path / "inner")
    (inner.folder / "exchanges.csv").unlink()
    (inner.folder / "exchanges.csv").symlink_to(tmp_path / "exchanges.csv")
    assert "need a file inside" in inner.problem()


def test_extends_outside_the_folder_is_refused_but_not_within_scenarios(tmp_path: Path) -> None:
    child = "extends: ../town.yaml\nname: child\n"
    loose = Town(tmp_path / "loose")
    loose.file = loose.write("reforms/child.yaml", child)
    assert "extends: got '../town.yaml', need a file inside" in loose.problem()
    kept = Town(tmp_path / "scenarios" / "place")
    kept.file = kept.write("reforms/child.yaml", child)
    assert kept.load().name == "child"


def test_a_circle_of_extends_is_told_with_its_files(town: Town) -> None:
    town.write("a.yaml", "extends: b.yaml\nname: a\n")
    town.write("b.yaml", "extends: c.yaml\n")
    town.write("c.yaml", "name: c\nextends: b.yaml\n")
    town.file = town.folder / "a.yaml"
    assert town.problem() == (
        "c.yaml:2 extends: got a circle b.yaml -> c.yaml -> b.yaml, need a chain that ends"
    )


def test_extending_nothing_is_told_by_both_files(town: Town) -> None:
    town.write("a.yaml", "name: a\nextends: twn.yaml\n")
    town.file = town.folder / "a.yaml"
    told = "\n".join(str(problem) for problem in town.problems())
    assert 'a.yaml:2 extends: got "twn.yaml"' in told
    assert "did you mean 'town.yaml'?" in told


# -- all at once --


def test_all_problems_are_told_at_once_and_only_once(town: Town) -> None:
    town.change(
        ("warm_up:", "warmup:"),
        ("0.3 events", "-0.3 events"),
        ("skill: cable", "skill: cabel"),
        ("group-then-age", "group-then-old"),
        ("counties: [runan]", "counties: [runann]"),
    )
    town.change(("100,130", "100,13o"), name="exchanges.csv")
    town.change(("gang,gang", "gang,gangs"), name="crews.csv")
    problems = town.problems()
    assert {problem.path for problem in problems} == {
        "warmup", "faults.drop.rate.town", "faults.feeder.skill", "policies.dispatch",
        "shocks[1].counties[1]", "ports", "team",
    }  # fmt: skip
    assert len(problems) == 7


def test_a_wrong_value_brings_no_echo(town: Town) -> None:
    town.change(("window: 4 weeks", "window: 4 wekks"))
    assert "window" in town.problem()
    town.change(("wekks", "weeks"))
    town.change(("seat,runan,town,500", "seat,runan,town,5oo"), name="exchanges.csv")
    assert "exchanges.csv:2:4 lines" in town.problem()


def test_the_first_line_counts_the_rest(town: Town) -> None:
    town.change(("warm_up:", "warmup:"), ("0.3 events", "-0.3 events"), ("85 %", "85"))
    from telesim.scenario import ScenarioError

    with pytest.raises(ScenarioError) as refused:
        town.load()
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("town.yaml:4 warmup: ")
    assert lines[0].endswith("(the first of 3 problems)")


def test_files_elsewhere_are_named_without_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    town = Town(tmp_path / "there")
    town.change(("warm_up:", "warmup:"))
    assert town.problem().startswith("town.yaml:4 warmup: ")
    monkeypatch.chdir(tmp_path)
    assert town.problem().startswith("there/town.yaml:4 warmup: ")


def test_the_first_day_of_a_crew_is_called_since(town: Town) -> None:
    town.change(("calendar,pay", "calendar,from"), name="crews.csv")
    told = [str(problem) for problem in town.problems()]
    assert any(
        "the column 'from', need a column of crews; did you mean 'since'?" in t for t in told
    )


def test_a_county_among_exchanges_is_told_how_to_name_it(town: Town) -> None:
    rows = (town.folder / "crews.csv").read_text().splitlines()
    wrong = rows[1].split(",")
    wrong[rows[0].split(",").index("covers")] = "runan"
    town.write("crews.csv", "\n".join([rows[0], ",".join(wrong), *rows[2:]]) + "\n")
    assert "did you mean 'county:runan'?" in town.problem()


def test_a_table_in_place_of_a_scenario_is_refused_as_one(town: Town) -> None:
    from telesim.scenario import ScenarioError, load

    with pytest.raises(ScenarioError, match=r"crews\.csv: got a table, need the scenario file"):
        load(town.folder / "crews.csv")


def test_a_cabinet_names_a_duct_of_its_own_exchange(town: Town) -> None:
    town.write("ducts.csv", "id,exchange,bores,used\nd1,seat,4,3\nd2,hill,4,3\n")
    town.change(("window: 4 weeks", "window: 4 weeks\nducts: {table: ducts.csv}"))
    town.write(
        "cabinets.csv",
        "id,exchange,lines,feeder_pairs,distribution_pairs,defective_pct,duct\n"
        "seat-1,seat,300,400,500,,d1\nseat-2,seat,200,300,300,2.5,d2\n"
        "hill-1,hill,100,150,160,8,dd2\nport-1,port,300,400,400,,\n",
    )
    wrong, unknown = (str(problem) for problem in town.problems())
    assert "cabinets.csv:3:7" in wrong or "cabinets.csv:3" in wrong
    assert "got 'd2', a duct of hill, need a duct of seat; it has d1" in wrong
    assert "got 'dd2', need a known duct; did you mean 'd2'?" in unknown


def test_an_exchange_may_be_called_like_its_county() -> None:
    # As in the benchmark, whose six areas have one exchange each.
    shop = Path(__file__).parents[2] / "benchmarks" / "repair_shop.yaml"
    scenario = scenario_of(shop)
    assert set(scenario.exchange_number) == set(scenario.counties)
    assert [crew.covers for crew in scenario.crews] == list(scenario.counties)


def test_a_line_test_that_can_mislead_nobody_is_refused(town: Town) -> None:
    test = "diagnosis: {right: 85 %, look: 30 work min, source: assumed}"
    town.change(("window: 4 weeks", f"window: 4 weeks\n{test}"))
    assert town.load().diagnosis is not None
    town.change(("skills: {cable: {}}", "skills: {cable: {}, repair: {}}"))
    assert (
        "diagnosis: got no fault that could be taken for one of another trade, need causes of the "
        "plant with skills that no team has together" in town.problem()
    )
