"""Pay schemes as a scenario writes them: what is read, what is refused, what a reform may set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kpi_log import town as kpi_town
from scenario_town import Town
from telesim.policies.dispatch import DISPATCH_RULES, PairRule
from telesim.policies.jobs import CABLE, REPAIR, CrewView, Job
from telesim.policies.pay import Contract, EqualPay, PieceRate
from telesim.scenario import load
from telesim.scenario.check import check
from telesim.scenario.reach import pay_name, pay_of
from telesim.scenario.schema import json_schema
from telesim.units import DAY_MS, HOUR_MS
from towns import MIN, H

RULE = "  dispatch: {rule: group-then-age}\n"
EQUAL = (
    "scheme: equal, pace: 0.82, monthly: 800 CNY, "
    "forgotten: {share: 4 %, wait: {exponential: {mean: 3 days}}}, "
    "skipped_tests: {share: 15 %, untested_repeats: 1.5}"
)
PIECE = "scheme: piece, rates: {install: 20 CNY, repair: 8 CNY, cable: 60 CNY}, redo: {cable: 1.35}"
CONTRACT = (
    "scheme: contract, fee: 2.5 CNY per line per month, "
    "deductions: {repeat: 10 CNY, overdue: 5 CNY, overdue_after: 24 h, unrepaired: 50 CNY}, "
    "preventive: {hours_per_line: 0.5 work h, effect: 30 %, lasts: 12 months, causes: [drop]}, "
    "unrepaired: {share: 2 %, comes_back: 3 days}, inspection: {share: 10 %, after: 2 days}"
)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    return Town(tmp_path)


def paid(town: Town, pay: str) -> None:
    town.change((RULE, f"{RULE}  pay: {{{pay}}}\n"))


def test_every_parameter_is_read_in_its_unit(town: Town) -> None:
    paid(town, EQUAL)
    equal = town.load().policies.pay
    assert isinstance(equal, EqualPay)
    assert equal.forgotten is not None and equal.skipped_tests is not None
    assert equal.forgotten.share == 0.04
    assert equal.forgotten.wait.expected == 3 * DAY_MS
    assert equal.skipped_tests.untested_repeats == 1.5
    assert equal.monthly == "800 CNY"


def test_the_others_too(town: Town) -> None:
    paid(town, PIECE)
    piece = town.load().policies.pay
    assert isinstance(piece, PieceRate)
    assert piece.rates == {"install": "20 CNY", "repair": "8 CNY", "cable": "60 CNY"}
    assert piece.redo == {"cable": 1.35}
    town.change((PIECE, CONTRACT))
    contract = town.load().policies.pay
    assert isinstance(contract, Contract)
    assert contract.preventive is not None and contract.inspection is not None
    assert contract.deductions is not None and contract.unrepaired is not None
    assert contract.preventive.hours_per_line_ms == HOUR_MS // 2
    assert contract.preventive.causes == ("drop",)
    assert contract.inspection.detection == 0.8
    assert contract.inspection.after_ms == 2 * DAY_MS
    assert contract.deductions.overdue_after_ms == DAY_MS
    assert contract.unrepaired.comes_back.expected == 3 * DAY_MS


def test_rows_of_the_crew_table_name_schemes_with_their_parameters(town: Town) -> None:
    town.change(
        (RULE, f"{RULE}  schemes: {{own: {{{PIECE}}}, equal: {{scheme: equal, pace: 0.9}}}}\n")
    )
    town.change(("day,piece", "day,own"), name="crews.csv")
    scenario = town.load()
    first, own, gang = scenario.crews
    assert pay_of(scenario, own).redo == {"cable": 1.35}
    assert pay_of(scenario, gang).pace == 0.9
    assert pay_of(scenario, first) is scenario.policies.pay
    assert [pay_name(scenario, row) for row in scenario.crews] == ["piece", "own", "equal"]
    town.change(("day,own", "day,won"), name="crews.csv")
    assert "got 'won', need a known pay scheme; did you mean 'own'?" in town.problem()


@pytest.mark.parametrize(
    ("scheme", "old", "new", "told"),
    [
        (EQUAL, "share: 4 %", "share: 104 %", "policies.pay.forgotten.share: got \"104 %\", need "
         "a share from 0 % to 100 %"),
        (EQUAL, "share: 4 %, ", "", "policies.pay.forgotten: got {\"wait\": {\"exponential\": "
         "{\"mean\": \"3 days\"}}}, need also share for forgotten"),
        (EQUAL, "mean: 3 days", "mean: 3", "policies.pay.forgotten.wait.exponential.mean: got 3, "
         "need an elapsed time"),
        (EQUAL, "exponential", "exponental", "policies.pay.forgotten.wait: got \"exponental\", "
         "need the name of a distribution; did you mean 'exponential'?"),
        (EQUAL, "skipped_tests: {share: 15 %, untested_repeats: 1.5}", "skipped_tests: 15 %",
         "policies.pay.skipped_tests: got \"15 %\", need the parameters of skipped_tests: share, "
         "untested_repeats"),
        (EQUAL, "untested_repeats", "untested_repeat", "policies.pay.skipped_tests."
         "untested_repeat: got \"untested_repeat\", need a parameter of skipped_tests: share, "
         "untested_repeats; did you mean 'untested_repeats'?"),
        (EQUAL, "forgotten:", "forgoten:", "policies.pay.forgoten: got \"forgoten\", need a "
         "parameter of equal: pace, forgotten, skipped_tests, monthly; did you mean 'forgotten'?"),
        (EQUAL, "800 CNY", "800", "policies.pay.monthly: got 800, need an amount of the "
         "scenario's currency"),
        (EQUAL, "800 CNY", "800 USD", "policies.pay.monthly: got '800 USD', need an amount in "
         "CNY, the scenario's currency, such as \"35 CNY\""),
        (EQUAL, "untested_repeats: 1.5", "untested_repeats: 9", "policies.pay.skipped_tests."
         "untested_repeats: got a factor that makes 108 % of the repairs fail again"),
        (PIECE, "repair: 8 CNY, ", "", "policies.pay.rates: got no rate for repair, need one for "
         "every kind of job of the scenario"),
        (PIECE, "repair: 8 CNY", "repairs: 8 CNY", "policies.pay.rates.repairs: got \"repairs\", "
         "need a known kind of job; did you mean 'repair'?"),
        (PIECE, "8 CNY", "8 CNY per job", "policies.pay.rates.repair: got '8 CNY per job', need "
         "a plain amount, such as \"35 CNY\""),
        (PIECE, "{cable: 1.35}", "{cable: 12}", "policies.pay.redo.cable: got a factor that makes "
         "144 % of the repairs fail again, need a share of repeats of 100 % or less"),
        (PIECE, "redo:", "near_and_easy: {hour_is_worth: 2 min}, redo:", "policies.pay."
         "near_and_easy.hour_is_worth: got \"hour_is_worth\", need a parameter of near_and_easy"),
        (PIECE, "redo:", "near_and_easy: {hour_of_waiting_is_worth: 2 work min}, redo:",
         "near_and_easy.hour_of_waiting_is_worth: got \"2 work min\", need an elapsed time"),
        (PIECE, "redo:", "near_and_easy: {hour_of_waiting_is_worth: 900 h}, redo:",
         "near_and_easy: hour_of_waiting_is_worth: got 900 h, need 24 h or less"),
        (PIECE, "redo:", "near_and_easy: yes, redo:", "policies.pay.near_and_easy: got \"yes\", "
         "need the parameters of near_and_easy"),
        (PIECE, "{cable: 1.35}", "{cable: -1}", "policies.pay.redo.cable: got -1, need a factor"),
        (PIECE, "{cable: 1.35}", "{install: 2}", "redo: got 'install', need repair or cable"),
        (PIECE, "{cable: 1.35}", "1.35", "policies.pay.redo: got 1.35, need a value by kind of "
         "job: install, move, repair, cable"),
        (CONTRACT, ", unrepaired: 50 CNY", "", "inspection: got a share of jobs to look at and no "
         "penalty, need also deductions.unrepaired"),
        (CONTRACT, "fee: 2.5 CNY per line per month, ", "", "deductions: got them without a fee"),
        (CONTRACT, "per line per month", "per line", "policies.pay.fee: got '2.5 CNY per line', "
         "need an amount per line per month, such as \"35 CNY per line per month\""),
        (CONTRACT, "2.5 CNY", "0.85 EUR", "policies.pay.fee: got '0.85 EUR per line per month', "
         "need an amount in CNY, the scenario's currency, such as \"35 CNY per line per month\""),
        (PIECE, "rates: {install: 20 CNY, repair: 8 CNY, cable: 60 CNY}", "monthly: 800 CNY",
         "monthly: got a wage for crews that earn by no rate and no rates for the others"),
        (PIECE, "cable: 60 CNY", "work: 60 CNY", "policies.pay.rates.work: got \"work\", need a "
         "known kind of job; did you mean 'works'?"),
        (CONTRACT, "fee: 2.5 CNY per line per month, deductions", "monthly: 800 CNY, deductions",
         "monthly: got a wage for crews that keep no lines and no fee for the others"),
        (CONTRACT, "deductions:", "keeps: repiar, deductions:", "policies.pay.keeps: got 'repiar', "
         "need a known skill of a team; did you mean 'repair'?"),
        (CONTRACT, ", overdue_after: 24 h", "", "overdue_after: is missing, need both overdue and "
         "overdue_after"),
        (CONTRACT, "[drop]", "[drops]", "policies.pay.preventive.causes[1]: got 'drops', need a "
         "known fault cause; did you mean 'drop'?"),
        (CONTRACT, "[drop]", "[]", "causes: got none, need the causes that a visit helps against"),
        (CONTRACT, "[drop]", "7", "policies.pay.preventive.causes: got 7, need a list of names"),
        (CONTRACT, "0.5 work h", "0 work h", "hours_per_line: got no time, need more than 0"),
        (CONTRACT, "0.5 work h", "0.5 h", "policies.pay.preventive.hours_per_line: got \"0.5 h\", "
         "need crew time"),
        (CONTRACT, "12 months", "0 months", "lasts: got no time, need more than 0"),
        (CONTRACT, "effect: 30 %", "effect: -30 %", "policies.pay.preventive.effect: got "
         "\"-30 %\", need a share"),
        (CONTRACT, "share: 10 %", "share: 110 %", "policies.pay.inspection.share: got \"110 %\""),
        (CONTRACT, "after: 2 days", "detection: 1.2", "policies.pay.inspection.detection: got 1.2"),
        (CONTRACT, "comes_back: 3 days", "comes_back: 3 work h", "policies.pay.unrepaired."
         "comes_back: got \"3 work h\", need an elapsed time"),
    ],
)  # fmt: skip
def test_one_wrong_word(town: Town, scheme: str, old: str, new: str, told: str) -> None:
    town.change(("policies:\n", "repeats: {share: 12 %, source: assumed}\npolicies:\n"))
    assert old in scheme
    paid(town, scheme.replace(old, new))
    problem = town.problem()
    assert told in problem
    assert problem.startswith("town.yaml:")


def test_tickets_are_not_forgotten_by_the_crews_of_a_scheme(town: Town) -> None:
    town.change((RULE, f"{RULE}  schemes: {{own: {{{EQUAL}}}}}\n"))
    assert (
        "policies.schemes.own.forgotten: got tickets forgotten under the scheme of some crews"
        in (town.problem())
    )


def test_a_share_of_zero_is_allowed_everywhere(town: Town) -> None:
    paid(town, EQUAL.replace("4 %", "0 %").replace("15 %", "0 %"))
    assert town.load().policies.pay.forgotten is not None
    zero = CONTRACT.replace("30 %", "0 %").replace("2 %", "0 %").replace("10 %", "0 %")
    town.change((EQUAL.replace("4 %", "0 %").replace("15 %", "0 %"), zero))
    assert town.load().policies.pay.preventive is not None


def test_a_reform_sets_one_parameter_of_a_scheme(town: Town) -> None:
    paid(town, EQUAL)
    reform = town.write(
        "less.yaml",
        "reform: supervision\nset: {policies.pay.forgotten.share: 1 %, policies.pay.pace: 1}\n",
    )
    pay = load(town.file, reforms=[reform]).policies.pay
    assert pay.forgotten is not None
    assert (pay.forgotten.share, pay.pace) == (0.01, 1.0)


def test_the_schema_knows_the_parameters_and_their_parts() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())

    def accepts(pay: Any) -> bool:
        return validator.is_valid({"extends": "town.yaml", "policies": {"pay": pay}})

    import yaml

    for scheme in (EQUAL, PIECE, CONTRACT):
        written = yaml.safe_load(f"{{{scheme}}}")
        assert accepts(written)
        assert not accepts({**written, "forgets": 1})
    forgotten = {"share": "4 %", "wait": "3 days"}
    assert accepts({"scheme": "equal", "forgotten": forgotten})
    assert not accepts({"scheme": "equal", "forgotten": {**forgotten, "share": 0.04}})
    assert not accepts({"scheme": "equal", "forgotten": {"share": "4 %"}})
    assert not accepts({"scheme": "piece", "rates": {"repairs": "8 CNY"}})


def test_rates_may_pay_for_construction_and_jumpers(town: Town) -> None:
    paid(town, PIECE.replace("cable: 60 CNY}", "cable: 60 CNY, works: 90 CNY, main-frame: 1 CNY}")
         + ", monthly: 850 CNY")  # fmt: skip
    piece = town.load().policies.pay
    assert (piece.rates["works"], piece.rates["main-frame"]) == ("90 CNY", "1 CNY")
    assert piece.monthly == "850 CNY"


FAULTS = {
    name: {"cause_group": name, "job": name, "skill": name, "source": "assumed",
           "rate": "1 events per 100 lines per month"}
    for name in ("repair", "cable")
}  # fmt: skip


def test_validate_warns_of_teams_that_earn_nothing() -> None:
    def unpaid(pay: dict[str, Any]) -> list[str]:
        scenario = kpi_town(policies={"pay": pay}, faults=FAULTS)
        return [line for line in check(scenario).warnings if "earns nothing" in line]

    some = {"scheme": "piece", "rates": {"repair": "8 CNY"}}
    assert unpaid(some) == [
        "team gang earns nothing under pay piece: no rate for cable; name one, or monthly for such "
        "crews"
    ]
    assert unpaid({**some, "monthly": "850 CNY"}) == []
    assert unpaid({"scheme": "piece", "rates": {"repair": "8 CNY", "cable": "9 CNY"}}) == []
    assert unpaid({"scheme": "piece"}) == unpaid({"scheme": "equal"}) == []
    assert [line.split(": ")[0] for line in unpaid({"scheme": "contract"})] == [
        "team all earns nothing under pay contract", "team gang earns nothing under pay contract",
    ]  # fmt: skip
    fee = {"scheme": "contract", "fee": "1 CNY per line per month"}
    assert unpaid(fee) == [
        "team gang earns nothing under pay contract: it keeps no lines, as it has no skill repair; "
        "name monthly for such crews"
    ]
    assert unpaid({**fee, "monthly": "850 CNY"}) == []


def test_near_and_easy_takes_the_way_and_the_work_less_a_credit_for_waiting() -> None:
    rule = DISPATCH_RULES["near-and-easy"]()
    assert isinstance(rule, PairRule)
    crew = CrewView(30 * MIN, 1, 0)
    easy = Job(REPAIR, 1, 0, 0, 1, H, 1)
    hard = Job(CABLE, 0, 0, 0, 30, 4 * H, 2)
    assert rule.pair_score(easy, crew, 0) == 90 * MIN
    # 30 minutes and 4 hours, less 2 minutes for each of 15 hours.
    assert rule.pair_score(hard, crew, 15 * H) == 240 * MIN
    # After 90 hours of waiting the hard job goes before an easy one that has just come.
    assert rule.pair_score(hard, crew, 91 * H) < rule.pair_score(
        easy._replace(since_ms=91 * H), crew, 91 * H
    )


def test_everything_that_is_wrong_with_a_scheme_is_told_at_once(town: Town) -> None:
    paid(
        town,
        "scheme: contract, fee: 2.5 EUR per line per month, pace: fast, monthly: 800, "
        "deductions: {repeat: 10, overdu: 5 CNY}, "
        "preventive: {hours_per_line: 0.5 h, effect: 30 %, lasts: 12 months, causes: [dorp]}, "
        "unrepaired: {share: 2}",
    )
    told = [
        (problem.path.removeprefix("policies.pay."), problem.expected)
        for problem in town.problems()
    ]
    words = dict(told)
    assert len(words) == len(told)
    assert set(words) == {
        "fee",
        "pace",
        "monthly",
        "deductions.repeat",
        "deductions.overdu",
        "preventive.hours_per_line",
        "unrepaired.share",
        "unrepaired",
    }
    assert words["pace"] == "need a number"
    assert words["unrepaired"] == "need also comes_back for unrepaired"


def test_what_is_right_in_a_scheme_is_judged_beside_what_is_wrong(town: Town) -> None:
    paid(
        town,
        "scheme: contract, fee: 2.5 CNY per line per month, pace: 0.8, keeps: repairs, "
        "deductions: {repeat: 10 CNY}, inspection: {share: 10}",
    )
    assert [problem.path for problem in town.problems()] == [
        "policies.pay.inspection.share",
        "policies.pay.keeps",
    ]


def test_without_its_fee_a_scheme_is_not_told_that_it_lacks_one(town: Town) -> None:
    paid(town, "scheme: contract, fee: 2.5, deductions: {repeat: 10 CNY}")
    assert [problem.path for problem in town.problems()] == ["policies.pay.fee"]


def test_wrong_rates_of_jobs_are_told_together(town: Town) -> None:
    paid(town, "scheme: piece, rates: {install: 20, repair: 8 CNY, cabel: 60 CNY}")
    assert [problem.path for problem in town.problems()] == [
        "policies.pay.rates.install",
        "policies.pay.rates.cabel",
    ]


def test_show_tells_every_parameter_with_its_place(town: Town) -> None:
    from telesim.scenario.resolved import show

    paid(town, EQUAL.replace(", untested_repeats: 1.5", "").replace("monthly: 800 CNY, ", ""))
    town.change(
        ("  pay:", "  works: reserve\n  pay:"), ("targets:", "works: {source: a}\ntargets:")
    )
    town.change(("works: {source: a}", "works: {source: assumed}"))
    found = {one.path: one for one in show(town.load(), "policies")}
    line = next(
        n
        for n, text in enumerate((town.folder / "town.yaml").read_text().splitlines(), start=1)
        if text.startswith("  pay:")
    )
    told = {
        path.removeprefix("policies.pay."): (one.value, one.place)
        for path, one in found.items()
        if path.startswith("policies.pay")
    }
    assert told == {
        "scheme": ("equal", f"town.yaml:{line}"),
        "pace": ("0.82", f"town.yaml:{line}"),
        "forgotten.share": ("4 %", f"town.yaml:{line}"),
        "forgotten.wait": ('{"exponential": {"mean": "3 days"}}', f"town.yaml:{line}"),
        "skipped_tests.share": ("15 %", f"town.yaml:{line}"),
        "skipped_tests.untested_repeats": ("1", "default"),
        "monthly": ("none", "default"),
    }
    assert found["policies.works.policy"].value == "reserve"
    assert found["policies.works.policy"].place == f"town.yaml:{line - 1}"
    assert found["policies.works.share"][1:3] == ("40 %", "default")
