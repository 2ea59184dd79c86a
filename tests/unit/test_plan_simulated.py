"""Plans of a town that is a queue with known answers, through the simulation and the store."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import telesim
from plan_town import plan_town
from telesim.experiment.estimate import combine
from telesim.experiment.plan.errors import PlanError, QuestionError
from telesim.experiment.plan.outcome import Plan
from telesim.experiment.plan.question import read
from telesim.experiment.plan.response import Budget, Simulated
from telesim.experiment.plan.written import Written
from telesim.experiment.study import Study
from telesim.kpi.catalogue import where_key
from telesim.theory import ErlangC

NOT_OTHERS = ("calendar: always, count: 1}", "calendar: always, count: 0}")


def planned(file: Path, out: Path, **asked: object) -> Plan:
    words = {"vary": {"crews.crew": "3..7"}, "replications": 6, **asked}
    return telesim.plan(file, out=out, **words)  # type: ignore[arg-type]


def test_the_fewest_crews_are_those_of_erlangs_formula(tmp_path: Path) -> None:
    file = plan_town(tmp_path, NOT_OTHERS)
    found = planned(file, tmp_path / "out")
    # Time from report to clearing: wait and one hour's work, at most 1.3 h.
    exact = min(n for n in range(4, 9) if ErlangC(3.0, 1.0, n).mean_wait + 1.0 <= 1.3)
    assert found.words == f"crew {exact}"
    assert found.verdict == "met"
    assert found.cost == exact * 24 * 365 * 5
    [figure] = found.figures
    assert figure.ci_low is not None
    assert figure.ci_high is not None
    assert figure.ci_low - 0.05 <= 1 + ErlangC(3.0, 1.0, exact).mean_wait <= figure.ci_high + 0.05
    # One more crew: as exact theory has it, within the pair's own interval and the town's bias.
    [more] = found.shadows
    expected = ErlangC(3.0, 1.0, exact + 1).mean_wait - ErlangC(3.0, 1.0, exact).mean_wait
    assert more.ci_low is not None
    assert more.ci_high is not None
    assert more.ci_low - 0.02 <= expected <= more.ci_high + 0.02
    assert more.cents == 24 * 365 * 500
    # The frontier: dearer and better at each step, and the plan on it.
    assert list(found.frontier["cost"]) == sorted(found.frontier["cost"])
    assert list(found.frontier["limit used"]) == sorted(found.frontier["limit used"], reverse=True)
    assert found.words in set(found.frontier["plan"])
    assert set(found.cheaper["answer"]) == {"failed"}
    assert found.runners_up["plan"].iloc[0] == f"crew {exact + 1}"
    # Its figures are those of draws that the search did not see.
    searched = found.designs.set_index("plan").loc[found.words, "quick mean"]
    assert figure.mean != pytest.approx(searched, rel=1e-9)
    json.dumps(found.as_json(), allow_nan=False)
    filed = json.loads((found.folder / "plan.json").read_text())
    assert filed["plan"] == {"crews.crew": exact}
    assert {path.name for path in found.folder.iterdir()} == {
        "plan.json", "designs.csv", "frontier.csv", "shadow.csv",
    }  # fmt: skip
    assert "crew 5" in repr(found)
    assert "One more crew" in telesim.as_html(found)

    # The same again simulates nothing and says the same; a wider question only what is new.
    again = planned(file, tmp_path / "out")
    assert again.computed == 0
    assert again.as_json() == found.as_json()
    wider = planned(file, tmp_path / "out", vary={"crews.crew": "3..8"})
    assert 0 < wider.computed < found.computed
    assert wider.words == found.words


def test_a_search_by_steps_and_a_probability(tmp_path: Path) -> None:
    file = plan_town(tmp_path, NOT_OTHERS, ("window: 5 weeks", "window: 1 week"))
    found = planned(
        file, tmp_path / "out", vary={"crews.crew": "2..300"}, require=["P(quick) >= 0.8"]
    )
    assert not found.chosen.exhaustive
    assert len(found.designs) < 40
    [figure] = found.figures
    assert figure.chance == 0.8
    assert figure.probability is not None
    assert found.design[0] + 2 in (5, 6)
    assert found.designs.set_index("plan").loc["crew 4", "answer"] == "failed"


def test_equal_costs_are_decided_by_the_figure(tmp_path: Path) -> None:
    # The others do the same work at half the speed for the same wage.
    file = plan_town(
        tmp_path,
        ("others: {skills: {repair: {}}", "others: {skills: {repair: {speed: 0.5}}"),
        ("at_most: 1.3 h", "at_most: 1.3 h, margin: 0.05 h"),
    )
    found = planned(file, tmp_path / "out", vary={"crews.crew": "4..6", "crews.other": "0..1"})
    ties = [found.question.words(one) for one in found.chosen.ties]
    assert found.words == "crew 5, other 0"
    assert ties in ([], ["crew 4, other 1", "crew 5, other 0"])


def test_an_infeasible_plan_names_what_fails_at_the_most(tmp_path: Path) -> None:
    file = plan_town(tmp_path, NOT_OTHERS)
    with pytest.raises(PlanError) as raised:
        planned(file, tmp_path / "out", vary={"crews.crew": "2..4"})
    told = str(raised.value)
    assert "with the most that is allowed, crew 4: quick fails: mean 1." in told
    assert re.search(r"mean 1\.\d+ \(1\.\d+ to 1\.\d+\) h from \d+ replications, ", told)
    assert "limit at most 1.3 h" in told
    assert not list((tmp_path / "out").rglob("plan-*"))
    # What was simulated stays and is whole.
    assert planned(file, tmp_path / "out").words == "crew 5"


def test_an_infeasible_plan_names_the_county(tmp_path: Path) -> None:
    file = plan_town(
        tmp_path,
        NOT_OTHERS,
        ("at_most: 1.3 h", "at_most: 1.3 h, for_each: county"),
        (
            "- {id: exchange, county: county, lines: 1000, ports: 1200}",
            "- {id: exchange, county: county, lines: 990, ports: 1200}\n"
            "    - {id: small, county: other, lines: 10, ports: 12}",
        ),
        ("covers: exchange", 'covers: "exchange; small"'),
    )
    with pytest.raises(PlanError, match=r" h in (county|other) \(the worst\) from \d+ repl"):
        planned(file, tmp_path / "out", vary={"crews.crew": "4"})


def test_numbers_that_leave_some_out_have_a_price_of_one_more_too(tmp_path: Path) -> None:
    found = planned(plan_town(tmp_path, NOT_OTHERS), tmp_path / "out", vary={"crews.crew": "5,7"})
    assert found.words == "crew 5"
    [more] = found.shadows
    assert more.cents == 24 * 365 * 500
    assert more.change is not None
    assert more.change < 0


def test_a_budget_is_kept_and_said(tmp_path: Path) -> None:
    file = plan_town(tmp_path, NOT_OTHERS)
    with pytest.raises(QuestionError, match="12 are needed"):
        planned(file, tmp_path / "out", at_most=12)
    with pytest.raises(QuestionError, match="need 2 or more"):
        planned(file, tmp_path / "out", replications=1)
    with pytest.raises(PlanError, match="budget of 3 replications"):
        planned(file, tmp_path / "out", at_most=15)
    found = planned(file, tmp_path / "out", at_most=80)
    assert found.used <= 80


def test_beyond_the_limit_is_the_mean_that_run_tells(tmp_path: Path) -> None:
    file = plan_town(tmp_path, ("at_most: 1.3 h", "at_most: 1.3 h, for_each: county"))
    needs = (
        "quick",
        "P(quick) >= 0.9",
        "time_to_restore_within_24h >= 99 %",
        "time_to_restore_p95 <= 4 h",
    )
    question = read(file, (), Written({"crews.crew": "4..5"}, {}, needs))
    simulated = Simulated(question, Study(tmp_path / "out", 1), 1, Budget())
    [evidence] = simulated.evidence([(0,)], 4)
    estimates = combine(simulated.table((0,), 4)).set_index(["kpi", "where"])
    for values, need in zip(evidence.values, question.requirements, strict=True):
        if need.chance is not None:
            continue
        [key] = need.keys(question.scenario, [])
        sign = 1 if need.at_most else -1
        mean = need.limit + sign * need.limit * float(np.mean(values[0]))
        assert mean == pytest.approx(estimates.loc[(need.target.kpi, key), "mean"])
    assert where_key({"county": "county"}) in question.requirements[0].keys(question.scenario, [])
    rows = simulated.table((0,), 4)
    told = rows["where"] == where_key({"county": "county"})
    kept = rows.loc[told & (rows["kpi"] == "time_to_restore_mean"), "value"]
    assert list(evidence.values[1]) == [value <= 1.3 for value in kept]


def test_every_requirement_is_told_with_the_skills_of_the_crew(tmp_path: Path) -> None:
    found = planned(
        plan_town(tmp_path, NOT_OTHERS), tmp_path / "out", vary={"crews.crew": "5..6"},
        require=["quick", "time_to_restore_p95 <= 100 h"],
    )  # fmt: skip
    assert [one.skills for one in found.shadows] == ["repair", "repair"]
