from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

import telesim
from html_page import Element, parsed
from report_runs import CHINESE, SCRIPT, make_run
from telesim.experiment import Result
from telesim.report.case import CaseError
from telesim.report.page import PageError, page, write_page
from telesim.report.page.writing import MOST_BYTES, tied

#: Elements that load something, or could.
LOADING = ("link", "iframe", "img", "image", "object", "embed", "audio", "video", "source", "base",
           "form", "feimage", "foreignobject")  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return make_run(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def text(made: Result) -> str:
    return page([made])


@pytest.fixture(scope="module")
def tree(text: str) -> Element:
    return parsed(text)


def section(tree: Element, name: str) -> Element:
    return tree.by_id(name)


def test_a_page_is_whole_by_itself_and_loads_nothing(tree: Element, text: str) -> None:
    assert len(text.encode()) < MOST_BYTES
    assert not tree.all(*LOADING)
    for one in tree.walk():
        assert not {"src", "srcset", "action", "background", "ping"} & set(one.attributes)
        assert not any(name.startswith("on") for name in one.attributes), one.attributes
        for name in ("href", "xlink:href"):
            assert one.attributes.get(name, "#").startswith("#"), one.attributes
        assert re.findall(r"url\((?!#)", one.attributes.get("style", "")) == []
    style = "".join(one.text for one in tree.all("style"))
    assert "@import" not in style and "url(" not in style
    script = "".join(one.text for one in tree.all("script"))
    for word in (
        "fetch",
        "XMLHttpRequest",
        "import(",
        "WebSocket",
        "sendBeacon",
        "eval",
        "innerHTML",
    ):
        assert word not in script
    assert "http" not in text


def test_names_of_a_scenario_stay_names(made: Result, tree: Element) -> None:
    [script] = tree.all("script")
    assert script.text.strip() == (files("telesim.report.html") / "script.js").read_text().strip()
    assert "alert" not in script.text
    counties = section(tree, "counties").text
    assert SCRIPT in counties and CHINESE in counties
    chosen = [one.text for one in section(tree, "restore-county-select").all("option")]
    assert chosen == ["all counties", *made.scenario.counties]
    assert not any(one.tag == "b" for one in tree.walk())
    drawn = " ".join(one.text for one in section(tree, "restore").all("svg"))
    assert f"in {SCRIPT}" in drawn and f"in {CHINESE}" in drawn


def test_ids_are_unique_and_what_points_at_one_finds_it(tree: Element) -> None:
    ids = [one.attributes["id"] for one in tree.walk() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    pointing = 0
    for one in tree.walk():
        said = [one.attributes.get(name, "") for name in
                ("for", "aria-labelledby", "data-narrows", "data-chooses")]  # fmt: skip
        said += [one.attributes["href"][1:]] if "href" in one.attributes else []
        said += re.findall(r"url\(#([^)]*)\)", " ".join(one.attributes.values()))
        for name in filter(None, said):
            assert name in ids, name
            pointing += 1
    assert pointing > 100


def test_every_chart_is_told_to_those_who_do_not_see_it(tree: Element) -> None:
    figures = tree.all("figure")
    assert len(figures) >= 10
    for one in figures:
        [svg] = one.all("svg")
        title = svg.children[0]
        assert (svg.attributes["role"], title.tag) == ("img", "title")
        assert svg.attributes["aria-labelledby"] == title.attributes["id"]
        [caption] = one.all("figcaption")
        assert title.text == caption.text and len(title.text) > 5
        [table] = one.all("table")
        assert len(table.all("tr")) >= 2, "a table says what the chart shows"


def test_headings_tables_and_labels_are_in_order(tree: Element) -> None:
    levels = [int(one.tag[1]) for one in tree.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    [html] = tree.all("html")
    assert html.attributes["lang"] == "en"
    for table in tree.all("table"):
        assert table.children[0].tag == "caption" and table.children[0].text
        assert all("scope" in head.attributes for head in table.all("th"))
        columns = len(table.all("thead")[0].all("th"))
        for row in table.all("tbody")[0].all("tr"):
            wide = sum(int(cell.attributes.get("colspan", 1)) for cell in row.children)
            assert wide == columns
    labelled = {one.attributes["for"] for one in tree.all("label")}
    for one in tree.all("input", "select"):
        assert one.attributes["id"] in labelled


def test_the_page_tells_the_answer(made: Result, tree: Element) -> None:
    header = tree.all("header")[0].text
    assert made.scenario.question in header
    rows = {
        row.children[0].text: [cell.text for cell in row.children]
        for row in section(tree, "answer-table-1").all("tr")[1:]
    }
    wholes = [verdict for verdict in made.verdicts if verdict.level == "whole"]
    assert {name.partition(" ")[0] for name in rows} == {verdict.name for verdict in wholes}
    for verdict in wholes:
        [row] = [row for name, row in rows.items() if name.partition(" ")[0] == verdict.name]
        assert row[1] == verdict.verdict
        assert f"{verdict.limit:g}" in row[4]
    said = [one.text for one in section(tree, "answer").all("li")]
    for verdict in wholes:
        assert any(f"{verdict.name} is {verdict.verdict}" in one for one in said)
    names = [one.attributes["href"] for one in tree.all("nav")[0].all("a")]
    assert {"#answer", "#distributions", "#weeks", "#restore", "#hours", "#counties", "#crews",
            "#plant", "#case", "#day", "#figures", "#register", "#run"} <= set(names)  # fmt: skip


def test_figures_are_those_of_the_run(made: Result, tree: Element) -> None:
    cells = {
        row.children[0].text: float(row.children[1].attributes["data-key"])
        for row in section(tree, "kpis-table-1").all("tr")[1:]
    }
    for kpi in ("time_to_restore_mean", "orders_received", "crew_utilisation"):
        assert cells[kpi] == pytest.approx(float(made.kpi(kpi)["mean"]), rel=1e-9)
    weekly = section(tree, "weeks-waiting-list-table").all("tr")[1:]
    waiting = made.series[made.series["series"] == "waiting list"]
    means = waiting.groupby("at")["value"].mean()
    assert [float(row.children[1].attributes["data-key"]) for row in weekly] == pytest.approx(
        list(means), rel=1e-9
    )


def test_assumed_values_stand_with_their_sources(made: Result, tree: Element) -> None:
    rows = section(tree, "register-table-1").all("tr")[1:]
    told = {row.children[0].text: [cell.text for cell in row.children[1:]] for row in rows}
    assert told["visits.closing"] == ["0.2 work h", "assumed"]
    assert all(source for _, source in told.values())
    marked = section(tree, "register-table-1").walk()
    assert sum(one.attributes.get("class") == "assumed" for one in marked) == sum(
        "assumed" in source for _, source in told.values()
    )


def test_the_day_and_the_life_are_those_of_the_chosen_case(made: Result, tree: Element) -> None:
    from telesim.report.case import tell_case

    title = section(tree, "case").all("p")[0].text
    chosen = title.partition(":")[0]
    assert "the longest repair that was reported in the window" in title
    told = tell_case(made.folder, chosen)
    story = [one.text for one in section(tree, "case").all("li")]
    assert [one.split() for one in story] == [line.split() for line in told[1:]]
    jobs = [row.children[1].text for row in section(tree, "gantt-table").all("tr")[1:]]
    assert chosen in jobs
    # Every crew of the county is drawn, or is said to have been away.
    day = section(tree, "day").text
    where = {one.id: one.county for one in made.scenario.exchanges}
    units = [made.scenario.crews[row] for _, row in made.scenario.crew_units]
    assert len({where[one.base] for one in units}) == 1, "all crews are of one county"
    away = re.search(r"Not there that day: ([^.]*)\.", day.replace("\N{NO-BREAK SPACE}", " "))
    drawn = {one.text for one in section(tree, "day").all("text")}
    names = {f"{one.id}-{k + 1}" if one.count > 1 else one.id for one in made.scenario.crews
             for k in range(one.count)}  # fmt: skip
    assert names <= drawn | set((away[1] if away else "").split(", "))
    other = parsed(page([made], case="o0"))
    assert section(other, "case").all("p")[0].text.startswith("O0: an order")


def test_the_same_result_gives_the_same_bytes(made: Result, text: str, tmp_path: Path) -> None:
    first = write_page([made.folder], tmp_path / "a" / "one.html")
    assert first.read_text(encoding="utf-8") == text
    second = telesim.write_report(made, to=tmp_path / "two.html")
    assert second.read_bytes() == first.read_bytes()
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "one.html", "two.html"]


def test_what_cannot_be_made_says_why_and_keeps_what_was_there(
    made: Result, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    target.write_text("kept", encoding="utf-8")
    for results, case, error, words in (
        ([], None, PageError, "got no result"),
        ([made, made.folder], None, PageError, "given more than once"),
        ([made], "F99999", CaseError, "no case 99999"),
        ([made], "later", CaseError, "need a case such as"),
    ):
        with pytest.raises(error, match=words):
            write_page(results, target, case=case)
    with pytest.raises(CaseError, match="no event log of replication 9"):
        write_page([made], target, replication=9)
    with pytest.raises(PageError, match="is a folder"):
        write_page([made], tmp_path)
    with pytest.raises(PageError, match=r"ends with \.html"):
        write_page([made], tmp_path / "report.pdf")
    assert target.read_text(encoding="utf-8") == "kept"
    assert list(tmp_path.iterdir()) == [target]


def test_without_logs_the_page_says_how_to_get_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = make_run(tmp_path_factory.mktemp("plain"), keep_log=False,
                    fewer="replications: 3 -> replications: 1")  # fmt: skip
    tree = parsed(page([made]))
    assert "--keep-log" in section(tree, "case").text
    assert "undecided" in section(tree, "answer").text, "one replication decides nothing"
    with pytest.raises(CaseError, match="no event log was kept"):
        page([made], case="F1")


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_words_stand_out_by_day_by_night_and_on_paper() -> None:
    style = (files("telesim.report.html") / "style.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    day, night, paper = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in blocks)
    assert set(day) == set(night) == set(paper)
    for colours in (day, night, paper):
        for name in ("ink", "soft", "link", "met", "missed", "undecided", "limit"):
            assert contrast(colours[name], colours["paper"]) >= 4.5, name
        for name in ("met", "missed", "undecided"):
            assert contrast(colours["ink"], colours[f"{name}-band"]) >= 7


def test_a_figure_stays_with_its_unit() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert tied("at most 24 h, 95 % of 3 days") == f"at most 24{space}h, 95{space}% of 3{space}days"
    assert tied("12 hours, 3 sites, 4 min-max") == "12 hours, 3 sites, 4 min-max"


def test_a_scenario_built_in_python_has_its_page_too(tmp_path: Path) -> None:
    from kpi_log import town
    from telesim.experiment import run

    tree = parsed(page([run(town(), replications=2, out=tmp_path)]))
    assert "built in Python" in section(tree, "register").text
    assert "No targets are set" in tree.all("header")[0].text or section(tree, "answer").all("td")
