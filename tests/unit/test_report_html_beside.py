from __future__ import annotations

import dataclasses

import pytest

from html_page import Element, parsed
from report_runs import SCRIPT, make_run
from telesim.experiment import Result
from telesim.experiment.beside import BesideError, can_pair, check_beside, common_draws, gaps
from telesim.report.page import PageError, page
from telesim.report.page.writing import MOST_BYTES

REFORM = "reform: more-work\nset:\n  visits.closing: 1.5 work h\nsource: a trial\n"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Result]:
    folder = tmp_path_factory.mktemp("beside")
    reform = folder / "more-work.yaml"
    reform.write_text(REFORM, encoding="utf-8")
    return make_run(folder, keep_log=False), make_run(folder, reform, keep_log=False)


@pytest.fixture(scope="module")
def tree(both: tuple[Result, Result]) -> Element:
    text = page(both)
    assert len(text.encode()) < MOST_BYTES
    return parsed(text)


def test_two_results_stand_side_by_side(both: tuple[Result, Result], tree: Element) -> None:
    assert tree.all("h1")[0].text == "my-town beside my-town+more-work"
    for verdict in (v for v in both[0].verdicts if v.level == "whole"):
        [row] = [r for r in tree.by_id("answer-table-1").all("tr") if
                 r.children[0].text == verdict.name]  # fmt: skip
        other = next(v for v in both[1].verdicts if v.name == verdict.name and v.level == "whole")
        assert row.children[2].text.startswith(verdict.verdict)
        assert row.children[3].text.startswith(other.verdict)
    counties = {row.children[0].text for row in tree.by_id("counties-table-1").all("tr")[1:]}
    assert counties == set(both[0].scenario.counties) and SCRIPT in counties
    changed = [[cell.text for cell in row.children] for row in
               tree.by_id("changed-table-1").all("tr")[1:]]  # fmt: skip
    assert changed == [["visits.closing", "0.2 work h", "1.5 work h"]]
    ids = [one.attributes["id"] for one in tree.walk() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for svg in tree.all("svg"):
        assert svg.children[0].tag == "title"


def test_other_heads_are_told_at_the_top(both: tuple[Result, Result], tree: Element) -> None:
    assert "eads differ" not in tree.text
    crews = [one.model_copy(update={"count": one.count + 1}) for one in both[1].scenario.crews]
    scenario = both[1].scenario.model_copy(update={"crews": tuple(crews)})
    # What a larger run has filed is not read again from the folder.
    more = dataclasses.replace(both[1], scenario=scenario, kept=20)
    told = parsed(page((both[0], more))).text
    assert "Heads differ: " in told and "are not compared like with like" in told


def test_differences_are_paired_where_draws_are_common(
    both: tuple[Result, Result], tree: Element
) -> None:
    assert common_draws(both)
    if not can_pair():
        assert "telesim.experiment.compare" in tree.by_id("differences").text
        return
    [gap] = [one for one in gaps(both) if one.kpi == "crew_utilisation"]
    first, other = (float(r.kpi("crew_utilisation")["mean"]) for r in both)
    assert (gap.first, gap.other) == pytest.approx((first, other))
    assert gap.difference == pytest.approx(other - first)
    assert gap.paired and gap.n == 3
    assert 0 < gap.ci_low < gap.difference < gap.ci_high
    assert gap.said == "higher", "busier is neither good nor bad"
    assert "paired" in tree.by_id("differences").text
    longer = dataclasses.replace(gap, higher_is_better=False)
    assert longer.said == "worse"
    assert dataclasses.replace(longer, ci_low=-1.0).said == "not sure"
    assert dataclasses.replace(longer, ci_low=0.0, ci_high=0.0).said == "the same"
    assert dataclasses.replace(longer, ci_low=float("nan")).said == "not sure"


def test_other_seeds_and_spans_have_no_common_draws(both: tuple[Result, Result]) -> None:
    seed = dataclasses.replace(both[1], seed=7)
    assert not common_draws((both[0], seed))
    later = both[1].scenario.model_copy(update={"warm_up": 0})
    assert not common_draws((both[0], dataclasses.replace(both[1], scenario=later)))
    if can_pair():
        [gap] = [one for one in gaps((both[0], seed)) if one.kpi == "crew_utilisation"]
        assert not gap.paired


def test_results_that_answer_other_questions_are_refused(both: tuple[Result, Result]) -> None:
    fewer = dataclasses.replace(both[1], verdicts=both[1].verdicts[1:])
    with pytest.raises(BesideError) as told:
        check_beside((both[0], fewer))
    assert f"different targets: {both[0].verdicts[0].name}" in str(told.value)
    assert "make a report of each" in str(told.value)
    kpis = both[1].estimates
    some = dataclasses.replace(both[1], estimates=kpis[kpis["kpi"] != "crew_utilisation"])
    with pytest.raises(BesideError, match="tell different KPIs: crew_utilisation"):
        check_beside((both[0], some))
    check_beside(both)


def test_a_case_needs_a_single_result(both: tuple[Result, Result]) -> None:
    with pytest.raises(PageError, match="needs a single result, got 2"):
        page(both, case="F1")
