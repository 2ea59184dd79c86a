"""Waterfalls on the page: found beside the runs, told by the same figures, or how to make one."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import telesim
from html_page import Element, parsed
from report_runs import CHINESE, REFORMS, reformed_town
from telesim.experiment import Result
from telesim.experiment.explain import (
    ExplainError,
    Explanation,
    explanation_between,
    read_explanation,
)
from telesim.report.explanation_tables import change_words
from telesim.report.page import PageError, page
from telesim.report.page.explained import UnlikeError, between_sections
from telesim.scenario import load


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("waterfalls")
    return reformed_town(folder)


@pytest.fixture(scope="module")
def ends(town: Path) -> list[Result]:
    return [telesim.run(town / f"{name}.yaml", out=town / "out") for name in ("town", "after")]


@pytest.fixture(scope="module")
def study(town: Path, ends: list[Result]) -> Explanation:
    assert len(ends) == 2
    return telesim.explain(town / "town.yaml", town / "after.yaml", out=town / "out")


@pytest.fixture(scope="module")
def text(ends: list[Result], study: Explanation) -> str:
    assert study.computed
    return page(ends)


@pytest.fixture(scope="module")
def tree(text: str) -> Element:
    return parsed(text)


def test_what_is_filed_reads_back_as_it_was_answered(study: Explanation) -> None:
    read = read_explanation(study.folder)
    assert read.as_json() == study.as_json()
    assert [t.higher_is_better for t in read.targets] == [t.higher_is_better for t in study.targets]


def test_each_target_has_a_waterfall_with_the_studys_figures(
    study: Explanation, tree: Element
) -> None:
    section = tree.by_id("contributions")
    figures = section.all("figure")
    assert len(figures) == len(study.targets) == 3
    for target, shown in zip(study.targets, figures, strict=True):
        [svg] = shown.all("svg")
        assert svg.attributes["role"] == "img" and svg.children[0].tag == "title"
        assert target.name in svg.children[0].text
        rows = {row.children[0].text: row.children[1].text for row in shown.all("tr")[1:]}
        assert list(rows) == ["closing & <b>", "fix", "closing-late", "all together"]
        for share in target.shares:
            told = rows[share.player].replace("\N{NO-BREAK SPACE}", " ")
            assert told == change_words(share.value)
    spent = tree.by_id("spent")
    assert len(spent.all("svg")) == len({str(row.where) + row.what for row in study.hours})
    ids = [one.attributes["id"] for one in tree.walk() if "id" in one.attributes]
    assert len(ids) == len(set(ids))


def test_the_study_alone_stands_for_its_runs(text: str, study: Explanation) -> None:
    assert page([study.folder]) == text


def test_without_its_runs_the_study_tells_what_it_knows(study: Explanation, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / study.folder.name
    shutil.copytree(study.folder, copy)
    tree = parsed(page([copy]))
    assert tree.all("h1")[0].text == "my-town → my-town-after"
    assert len(tree.by_id("contributions").all("svg")) == 3
    assert "once telesim run has run both" in tree.by_id("answer").text
    assert CHINESE not in tree.text, "no counties here"


def test_where_none_is_filed_the_page_says_how_to_make_one(
    town: Path, ends: list[Result], tmp_path: Path
) -> None:
    elsewhere = [
        telesim.run(town / f"{name}.yaml", out=tmp_path / "out") for name in ("town", "after")
    ]
    assert explanation_between(*elsewhere) is None
    said = _how_to(*elsewhere)
    assert "telesim explain my-town.yaml my-town-after.yaml --replications 3 --seed 1" in said
    reforms = [town / "reforms" / f"{name}.yaml" for name in REFORMS]
    both = telesim.run(load(town / "town.yaml", reforms[:2]), out=tmp_path / "out")
    said = _how_to(elsewhere[0], both)
    assert (
        "telesim explain my-town.yaml --with reforms/closing.yaml --with reforms/fix.yaml" in said
    )
    one = telesim.run(load(town / "town.yaml", reforms[:1]), out=tmp_path / "out")
    assert "A single part lies between them (closing)" in _how_to(elsewhere[0], one)
    assert "is not my-town+closing+fix with further reforms" in _how_to(both, one)
    first, second = (
        section for section in between_sections([*ends, one], None) if "contrib" in section.name
    )
    assert len(first.charts) == 3 and first.title.endswith("my-town → my-town-after")
    assert second.name == "contributions-1" and second.title.endswith("my-town → my-town+closing")


def _how_to(first: Result, other: Result) -> str:
    [section] = between_sections([first, other], None)
    [note] = section.notes
    return note


def test_of_several_studies_that_with_most_replications_is_taken(
    town: Path, ends: list[Result], study: Explanation
) -> None:
    fewer = telesim.explain(
        town / "town.yaml", town / "after.yaml", replications=2, out=town / "out"
    )
    assert fewer.folder != study.folder
    found = explanation_between(*ends)
    assert found is not None and found.folder.name == study.folder.name
    [section, _] = between_sections(ends, fewer)
    assert any("its own number of replications" in note for note in section.notes)


def test_what_does_not_belong_together_is_refused(
    ends: list[Result], study: Explanation, tmp_path: Path
) -> None:
    with pytest.raises(UnlikeError, match=r"not among the runs given.*with both of its runs: "):
        page([ends[0], study])
    with pytest.raises(UnlikeError, match="got 2 explanations, need one"):
        page([study, study.folder])
    with pytest.raises(PageError, match="needs a single run"):
        page([study], case="F1")
    copy = tmp_path / "explain-old"
    copy.mkdir()
    said = study.as_json()
    del said["runs"]
    for text, words in (
        (json.dumps(said), "lacks 'runs', written by another version; run telesim explain again"),
        ("{", "damaged"),
        ("[]", "no object"),
    ):
        (copy / "explanation.json").write_text(text)
        with pytest.raises(ExplainError, match=words):
            page([copy])
    other = replace(study, runs={"before": "a/1", "after": "b/2"}, folder=copy)
    with pytest.raises(UnlikeError, match="not among the runs"):
        page([*ends, other])
