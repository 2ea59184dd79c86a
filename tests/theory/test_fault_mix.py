"""Totals of reports and what they are made of: by hand, by generations, and by the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from telesim import kpi
from telesim.eventlog import Kind
from telesim.experiment.estimate import student_quantile
from telesim.scenario import Scenario
from telesim.scenario.base_rates import solve_base_rates
from telesim.scenario.fault_mixes import fault_causes, reports_per_event
from telesim.scenario.lines_hit import few_and_many
from telesim.simulation import simulate
from telesim.theory import FaultCause, MadeByWork, Parts, base_rates, fault_mix
from telesim.workload import draw, values
from towns import ALL_HOURS, cabinet, cause, crew, exchange, tree

# -- by hand --------------------------------------------------------------------------------


def test_one_cause_by_hand() -> None:
    # 80 events, a fifth of all cases come back: 20 repeats. Each a report.
    mix = fault_mix([FaultCause("drop", repeat_share=0.2)], {"drop": 80})
    assert mix.reports["drop"] == Parts(80, pytest.approx(20), 0, 0)
    assert (mix.whole["drop"], mix.single["drop"]) == (80, pytest.approx(20))
    assert base_rates([FaultCause("drop", repeat_share=0.2)], {"drop": 100}).events == {
        "drop": pytest.approx(80)
    }


def test_lines_of_an_event_and_of_its_repeats_by_hand() -> None:
    # 10 events of 4 reports; a fifth come back. As one line each: 2.5 repeats, 2.5 reports; as
    # whole events 2.5 repeats of 4.
    cut = FaultCause("cut", 4, 0.2)
    theft = FaultCause("theft", 4, 0.2, whole_repeats=True)
    mix = fault_mix([cut, theft], {"cut": 10, "theft": 10})
    assert mix.reports["cut"] == Parts(40, pytest.approx(2.5), 0, 0)
    assert mix.reports["theft"] == Parts(40, pytest.approx(10), 0, 0)
    assert (mix.whole["cut"], mix.single["cut"]) == (10, pytest.approx(2.5))
    assert (mix.whole["theft"], mix.single["theft"]) == (pytest.approx(12.5), 0)


def test_events_and_single_lines_come_back_by_shares_of_their_own_by_hand() -> None:
    # 100 events of 4 reports: 30 come back as one line, of which half again and so on: 60 repeats.
    # 10 single lines made by people bring 10 of them. Of the repeats those that were no repairs:
    # a tenth of the 100 events and a fifth of the 10 + 60 + 10 single lines: 26.
    cut = FaultCause("cut", 4, 0.3, line_repeat_share=0.5, unrepaired=0.1, line_unrepaired=0.2)
    work = MadeByWork(10, "cut")
    mix = fault_mix([cut], {"cut": 100}, work)
    assert (mix.whole["cut"], mix.single["cut"]) == (100, pytest.approx(10 + 60 + 10))
    parts = mix.reports["cut"]
    assert (parts.base, parts.early_life) == (400, 10)
    assert parts.unrepaired == pytest.approx(26)
    assert parts.repeats == pytest.approx(60 + 10 - 26)
    assert parts.total == pytest.approx(480)
    assert base_rates([cut], {"cut": 480}, work).events["cut"] == pytest.approx(100)


def test_people_by_hand() -> None:
    # 100 installs of which 5 fail early and, as half of all finished jobs disturb a line, 50 lines
    # are disturbed; 50 + 5 + 40 repairs disturb half as many, these again: 50 + 95/2 + ... Solved:
    # D = (100 + 40 + 5 + D) / 2 = 145.
    drop = FaultCause("drop", jobs_per_event=1, jobs_per_line=1)
    work = MadeByWork(5, "drop", orders=100, disturbs=0.5, disturbed_cause="drop")
    mix = fault_mix([drop], {"drop": 40}, work)
    assert mix.reports["drop"] == Parts(40, 0, 5, pytest.approx(145))
    back = base_rates([drop], {"drop": 190}, work)
    assert back.events["drop"] == pytest.approx(40)
    assert back.made["drop"] == pytest.approx(150)


def test_the_middle_values_of_the_case_by_hand() -> None:
    # 1 report per 100 lines, all drops, 12 % repeats; 2 installs of which 5 % fail: 0.1 and its
    # repeats 0.0136; the rest 0.8864 is 0.78 events and their repeats.
    drop = FaultCause("drop", repeat_share=0.12)
    mix = base_rates([drop], {"drop": 1.0}, MadeByWork(0.1, "drop"))
    assert mix.events["drop"] == pytest.approx(0.88 - 0.1)
    assert mix.reports["drop"].repeats == pytest.approx(0.12)


# -- against a sum over generations -----------------------------------------------------------

CAUSES = [
    FaultCause("customer", repeat_share=0.12),
    FaultCause("drop", repeat_share=0.12, jobs_per_event=0.9, jobs_per_line=0.9),
    FaultCause(
        "joint",
        4.2,
        0.05,
        jobs_per_event=0.3,
        jobs_per_line=1.0,
        line_repeat_share=0.2,
        unrepaired=0.02,
        line_unrepaired=0.1,
    ),
    FaultCause("theft", 63.0, 0.3, whole_repeats=True, jobs_per_event=1.0, jobs_per_line=0.0),
]
EVENTS = {"customer": 0.22, "drop": 0.12, "joint": 0.04, "theft": 0.0005}


def by_generations(work: MadeByWork, rounds: int = 400) -> dict[str, Parts]:
    """Follow whole and single cases one generation after the other."""
    whole = dict(EVENTS)
    single = {c.name: work.early if c.name == work.early_cause else 0.0 for c in CAUSES}
    reports = {
        c.name: Parts(EVENTS[c.name] * c.reports_per_event, 0.0, single[c.name], 0.0)
        for c in CAUSES
    }
    jobs = work.orders
    for _ in range(rounds):
        jobs += sum(whole[c.name] * c.jobs_per_event + single[c.name] * c.jobs_per_line
                    for c in CAUSES)  # fmt: skip
        disturbed, jobs = work.disturbs * jobs, 0.0
        following_whole, following = {}, {}
        for c in CAUSES:
            back = whole[c.name] * c.repeat_share + single[c.name] * c.of_line
            bad = whole[c.name] * c.unrepaired + single[c.name] * c.line_unrepaired
            each = c.reports_per_event if c.whole_repeats else 1.0
            new = disturbed if c.name == work.disturbed_cause else 0.0
            reports[c.name] += Parts(0.0, back * each - bad, 0.0, new, bad)
            following_whole[c.name] = back if c.whole_repeats else 0.0
            following[c.name] = new + (0.0 if c.whole_repeats else back)
        whole, single = following_whole, following
    return reports


@pytest.mark.parametrize("early", ["drop", "joint", "theft", None])
@pytest.mark.parametrize("disturbed", ["drop", "joint", "theft", None])
@pytest.mark.parametrize("share", [0.0, 0.015, 0.6])
def test_the_closed_form_is_the_sum_over_generations_and_turns_back(
    early: str | None, disturbed: str | None, share: float
) -> None:
    work = MadeByWork(0.1 if early else 0.0, early, 2.5, share, disturbed)
    mix = fault_mix(CAUSES, EVENTS, work)
    for name, parts in by_generations(work).items():
        for word in ("base", "repeats", "early_life", "work_induced", "unrepaired"):
            assert getattr(mix.reports[name], word) == pytest.approx(
                getattr(parts, word), rel=1e-9, abs=1e-15
            )
    wanted = {name: parts.total for name, parts in mix.reports.items()}
    back = base_rates(CAUSES, wanted, work)
    assert back.events == pytest.approx(EVENTS, rel=1e-9)
    assert back.total.work_induced == pytest.approx(mix.total.work_induced)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: FaultCause("drop", 0.5), "reports_per_event of drop"),
        (lambda: FaultCause("drop", 1, 1.0), "repeat_share of drop"),
        (lambda: FaultCause("drop", jobs_per_line=2), "jobs_per_line of drop"),
        (lambda: FaultCause("drop", line_repeat_share=1.0), "line_repeat_share of drop"),
        (lambda: FaultCause("drop", 1, 0.1, unrepaired=0.2), "unrepaired of drop"),
        (lambda: FaultCause("drop", 1, 0.2, line_repeat_share=0.1, line_unrepaired=0.2),
         "line_unrepaired of drop"),
        (lambda: FaultCause("theft", 3, 0.2, whole_repeats=True, line_repeat_share=0.1),
         "line_repeat_share of theft"),
        (lambda: fault_mix(CAUSES, {"wind": 1}), "events: got 'wind'"),
        (lambda: fault_mix(CAUSES, {"drop": -1}), "events of drop"),
        (lambda: fault_mix([CAUSES[0], CAUSES[0]], {}), "causes"),
        (lambda: fault_mix(CAUSES, {}, MadeByWork(1, "wind")), "early_cause: got 'wind'"),
        (lambda: base_rates(CAUSES, {"drop": 1}), "reports: got 'customer, joint, theft'"),
        (lambda: base_rates(CAUSES[1:2], {"drop": 0.1}, MadeByWork(0.2, "drop")),
         "reports of drop: got 0.1, need 0.227273 or more, which the faults that people make"),
        (lambda: fault_mix(CAUSES, EVENTS, MadeByWork(0, None, 1, 1.0, "drop")), "disturbs"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused(call: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        call()


# -- laws of a scenario -----------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.35, 0.6, 1.0])
def test_reports_of_an_event_are_those_that_are_drawn(share: float) -> None:
    lines = {"lognormal": {"mean": "7 lines", "cv": 0.6}}
    law = Scenario.model_validate(tree(faults={"joint": cause(lines=lines)})).faults["joint"].lines
    keys = np.random.default_rng(1).integers(0, 2**63, 40_000).astype(np.uint64)
    hit = values.lines_hit(law, keys)
    drawn = values.reports(hit, share, keys)
    assert reports_per_event(law, share) == pytest.approx(
        drawn.mean(), abs=4 * drawn.std() / 200 + 1e-9
    )
    few, of_few, of_many = few_and_many(law, 3)
    assert few == pytest.approx((hit <= 3).mean(), abs=0.01)
    assert of_few == pytest.approx(hit[hit <= 3].mean(), rel=0.02)
    assert of_many == pytest.approx(hit[hit > 3].mean(), rel=0.02)


# -- a town in which all of it happens ----------------------------------------------------------

TOTAL, RURAL_TOTAL = 6.0, 9.0
SHARES = {"customer": 0.3, "drop": 0.4, "joint": 0.25, "theft": 0.05}


EQUAL = {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "40 %", "untested_repeats": 3}}
CONTRACT = {
    "scheme": "contract",
    "unrepaired": {"share": "10 %", "comes_back": {"exponential": {"mean": "2 days"}}},
}


def broken(rates: dict[str, dict[str, float]], pay: object = "piece") -> Scenario:
    """Two areas of 4,000 lines each with more than enough crews; rates per 100 lines a month."""

    def told(name: str) -> dict[str, str]:
        return {
            area: f"{number:.9f} events per 100 lines per month"
            for area, number in rates[name].items()
        }

    source = {"source": "assumed"}
    install = {
        "rate": "4 orders per 100 lines per month",
        "work_prebuilt": "1 work h",
        "work_build": "1 work h",
        "early_life": {"share": "20 %", "within": "14 days", "cause": "drop"},
        **source,
    }
    joint = cause(cause_group="cable", work="3 work h", lines="5 lines", reporting_share="60 %",
                  rate=told("joint"), repeats={"share": "5 %", "within": "7 days"})  # fmt: skip
    plain = tree(
        window="12 weeks",
        warm_up="5 weeks",
        follow_up="1 day",
        exchanges=[exchange("E", ports=99_000), exchange("F", ports=99_000, area="rural")],
        cabinets=[
            cabinet(f"{at}{n}", at, 1_000, feeder_pairs=9_000, distribution_pairs=9_000)
            for at in "EF"
            for n in range(4)
        ],
        crews=[crew(count=60, calendar="always")],
        calendars={"always": ALL_HOURS},
        demand={
            "install": install,
            "move": {"rate": "1 orders per 100 lines per month", "work": "1 work h", **source},
        },
        faults={
            "customer": cause(rate=told("customer"), customer_side=True),
            "drop": cause(rate=told("drop"), cleared_remotely="30 %"),
            "joint": {**joint, "pair_swap": {"work": "1 work h"}},
            "theft": cause(cause_group="cable", work="2 work h", lines="20 lines", job="cable",
                           reporting_share="35 %", rate=told("theft"),
                           repeats={"share": "30 %", "within": "5 days", "whole_event": True}),
        },
        repeats={"share": "12 %", "within": "7 days", **source},
        work_induced={"share": "15 %", "within": "3 days", "cause": "joint", **source},
        policies={"pay": pay},
    )  # fmt: skip
    return Scenario.model_validate(plain)


def test_pay_makes_more_of_the_general_repeats_by_hand() -> None:
    nothing = {name: {"town": 1.0, "rural": 1.0} for name in SHARES}

    def comes_back(pay: object) -> dict[str, tuple[float, float]]:
        causes = fault_causes(broken(nothing, pay))
        return {c.name: (round(c.repeat_share, 12), round(c.of_line, 12)) for c in causes}

    assert set(comes_back("piece").values()) == {(0.12, 0.12), (0.05, 0.05), (0.3, 0.3)}
    # 12 % where tested, 36 % where not: 0.6 x 12 + 0.4 x 36 = 21.6 %. The desk clears 30 % of the
    # drops, which stay at 12 %: 0.3 x 12 + 0.7 x 21.6 = 18.72 %. Own laws stay what they are.
    equal = comes_back(EQUAL)
    assert (equal["customer"], equal["drop"]) == ((0.216, 0.216), (0.1872, 0.1872))
    assert (equal["joint"], equal["theft"]) == ((0.05, 0.05), (0.3, 0.3))
    # A tenth is closed without repair, of the rest 12 %: 10 + 0.9 x 12 = 20.8 %; with the desk
    # 0.3 x 12 + 0.7 x 20.8 = 18.16 %. Joints hit five lines, of which nobody closes one like that;
    # their repeats are single lines: 10 + 0.9 x 5 = 14.5 %.
    contract = comes_back(CONTRACT)
    assert (contract["customer"], contract["drop"]) == ((0.208, 0.208), (0.1816, 0.1816))
    assert (contract["joint"], contract["theft"]) == ((0.05, 0.145), (0.3, 0.3))


@pytest.mark.parametrize("pay", ["piece", EQUAL, CONTRACT], ids=["piece", "equal", "contract"])
def test_a_town_meets_the_totals_and_their_parts(pay: object) -> None:
    nothing = {name: {"town": 1.0, "rural": 1.0} for name in SHARES}
    solved = solve_base_rates(broken(nothing, pay), {"town": TOTAL, "rural": RURAL_TOTAL}, SHARES)
    town_, rural = solved.areas
    for name, share in SHARES.items():
        assert town_.mix.reports[name].total == pytest.approx(TOTAL * share)
        assert rural.mix.reports[name].total == pytest.approx(RURAL_TOTAL * share)
    scenario = broken(
        {name: {"town": town_.rates[name], "rural": rural.rates[name]} for name in SHARES}, pay
    )
    logs = [simulate(scenario, draw(scenario, 5, k)) for k in range(16)]
    tables = [kpi.measure(scenario, log).set_index(["kpi", "where"])["value"] for log in logs]

    def check(found: list[float], expected: float, what: str) -> None:
        mean, deviation = np.mean(found), np.std(found, ddof=1)
        half = student_quantile(len(found), 0.99) * deviation / len(found) ** 0.5
        assert abs(mean - expected) < half, (what, mean, half, expected)
        # The interval is narrow enough to tell the parts from each other.
        assert half < 0.1 * expected, (what, half, expected)

    for area, solution in (("town", town_), ("rural", rural)):
        here = f'{{"area": "{area}"}}'
        mix = solution.mix
        cases = sum(mix.whole.values()) + sum(mix.single.values())
        check([one["fault_rate", here] for one in tables], mix.total.total, area)
        check([one["fault_case_rate", here] for one in tables], cases, area)
        for kind, part in (
            ("early_life_faults", mix.total.early_life),
            ("work_induced_faults", mix.total.work_induced),
        ):
            shares = [one[kind, here] / one["faults_reported", here] for one in tables]
            check(shares, part / cases, f"{kind} {area}")
    repeats = []
    for log in logs:
        inside = (log.kind == Kind.REPORT) & (log.time_ms >= scenario.window_start_ms)
        inside &= log.time_ms < scenario.window_end_ms
        again_of = np.isin(log.case[inside], log.case[log.kind == Kind.REPEAT_OF])
        repeats.append(float(again_of.mean()))
    again = first = 0.0
    for solution in solved.areas:
        for name, one in {c.name: c for c in fault_causes(scenario)}.items():
            events, made = solution.mix.events[name], solution.mix.made[name]
            again += events * one.repeats + made * one.line_repeats
            first += events + made
    check(repeats, again / (first + again), "repeats")
