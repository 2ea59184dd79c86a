"""docs/verification.md and the README's figures: what was filed, whole or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from mutants.catalogue import GROUPS
from mutants.trial import CAUGHT, SURVIVED
from mutants.trial import Outcome as Trial
from proofs.claims import Finding
from proofs.wilson import PROOF
from telesim.scenario import load
from verification.judging import LEFT_OUT, TESTED, Outcome
from verification.page.page import checks, holds, last_lines, page, summary, typical_worst
from verification.page.results import Mutants, Proofs, Results, Rows
from verification.page.words import (
    EXAMPLE,
    EXAMPLE_FILE,
    by_chance,
    example,
    let_pass,
    reference,
)
from verification.page.writing import BEGIN, END, PAGE, README, MarkersError, paragraph, write
from verification.rows import row

TOP = Path(__file__).parents[2]
#: The figures of the README's paragraph, in its order.
FIGURES = re.compile(
    r"of (\d+) questions .* answers (\d+) rightly \(.*: (\d+) by simulation, (\d+) in two steps "
    r"and (\d+) by calculators, the worst (\S+) standard errors .* "
    r"Of (\d+) towns .* purpose (\d+) are refused; of (\d+) claims .* verdicts (\d+) hold, and "
    r"of (\d+) known bad ways, which must fail, (\d+) do; "
    r"of (\d+) small mistakes .* model (\d+) are noticed"
)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def assert_same_figures(said: str, text: str) -> None:
    """The paragraph and the page tell the same, and the page's tables add up to it."""
    found = FIGURES.search(in_one_line(said))
    assert found, said
    rows, right, *answered, worst, tried, refused = found.groups()[:8]
    claims, held, ways, missed, mistakes, caught = found.groups()[8:]
    assert int(right) == sum(map(int, answered))
    lines = [
        f"verified: {right}/{rows} rows, worst |z| = {worst}",
        f"proved: {int(held) + int(missed)}/{int(claims) + int(ways)}",
        f"mutants: {caught}/{mistakes}",
    ]
    assert "```\n" + "\n".join(lines) + "\n```" in text
    assert all(f"`{line}`" in text for line in lines)
    assert f"{refused} of {tried} were refused." in text
    families = table(text, "family", "what", "rows")
    *each, total = [[int(cell) for cell in line[2:8]] for line in families]
    assert total == [sum(column) for column in zip(*each, strict=True)]
    assert (total[0], total[5]) == (int(rows), int(right))
    every = text.partition("## Every row")[2]
    assert len(table(every, "row", "model")) == int(rows)
    assert len(table(every, "mutant")) > int(mistakes)
    assert len(table(text, "family", "what is wrong")) == int(tried)
    told = [
        (line[-2][:4] == "not ", line[-1][:3] == "yes") for line in table(text, "proof", "claim")
    ]
    assert (
        told.count((False, True)),
        told.count((False, True)) + told.count((False, False)),
        told.count((True, True)),
        told.count((True, True)) + told.count((True, False)),
    ) == (int(held), int(claims), int(missed), int(ways))
    *each, total = table(text, "group")
    assert total[1:3] == [mistakes, caught]
    assert sum(int(line[1]) for line in each) == int(mistakes)


def table(text: str, *head: str) -> list[list[str]]:
    """The cells of the first table whose head begins so; every line has as many as the head."""
    start = f"| {' | '.join(head)} |"
    found = text[text.index(start) :].partition("\n\n")[0]
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in found.splitlines()]
    assert {len(line) for line in lines} == {len(lines[0])}
    return [[cell.strip() for cell in line] for line in lines[2:]]


# -- the committed page ----------------------------------------------------------------------------


def test_the_readme_has_figures_where_the_page_is_there_and_the_same() -> None:
    said = paragraph((TOP / README).read_text(encoding="utf-8"))
    assert said
    assert "\n\n" not in said
    if (TOP / PAGE).exists():
        text = (TOP / PAGE).read_text(encoding="utf-8")
        assert_same_figures(said, text)
        assert not missing(text)
    else:
        assert not re.search(r"\d", said), "figures, and no page that shows where they come from"


def missing(text: str) -> set[str]:
    """Files that a page in docs points to and that are not there."""
    targets = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text))
    assert len(targets) >= 8
    return {one for one in targets if not (TOP / "docs" / one).exists()}


def test_what_the_page_points_to_is_there() -> None:
    text = page(made())
    assert missing(text) == set()
    anchors = re.findall(r"\]\(#([^)]+)\)", text)
    heads = [
        line.strip("# ").lower().replace(" ", "-") for line in text.splitlines() if "#" in line
    ]
    assert anchors
    assert set(anchors) <= set(heads)


# -- a page from results that are made here --------------------------------------------------------


def outcome(identity: str, how: str, z: float | None, passed: bool, note: str = "") -> Outcome:
    asked = row(identity)
    return Outcome(
        identity, asked.family, how, asked.exact, asked.exact, 0.01, 0.02, z, passed, note
    )


def made() -> Results:
    """Four rows, one left out and one run again; two controls, three claims, four mutants."""
    again = outcome("MK-O02", TESTED, 4.5, False, "lies 4.5 standard errors from the exact value")
    claims = [
        Finding(claim, hits, 1000)
        for claim, hits in zip(PROOF.claims, (950, 940, 800), strict=True)
    ]
    names = {one.name: (group, one) for group, ones in GROUPS.items() for one in ones}
    ends = {
        "control-1": SURVIVED,
        "lifo": CAUGHT,
        "urgent-last": SURVIVED,
        "wilson-as-wald": CAUGHT,
    }
    tried = [(*names[name], Trial(name, how, "tests/unit/test_a.py::test_b[x|y]", "", 6.0))
             for name, how in ends.items()]  # fmt: skip
    return Results(
        Rows(
            (
                outcome("MK-O01", TESTED, -1.25, True),
                replace(again, z=0.5, passed=True, note="", attempt=2),
                outcome("HW-O01", "calculator", None, True, "limit"),
                outcome("JN-O08", LEFT_OUT, None, False, "an office knows | no such way"),
            ),
            (
                outcome("MK-O01", "control", -24.3, True, "a place more"),
                outcome("MK-O04", "control", -14.8, True, "one agent more"),
            ),
            (again,),
            12.3,
        ),
        Proofs(tuple((PROOF, one) for one in claims), 4.0),
        Mutants(tuple(tried), 0.4),
        "telesim 0 (source 0), numpy 0",
    )


def test_a_page_tells_all_that_was_found() -> None:
    results = made()
    text = page(results)
    assert last_lines(results) == (
        "verified: 3/4 rows, worst |z| = 1.25",
        "proved: 3/3",
        "mutants: 2/3",
    )
    assert_same_figures(summary(results), text)
    mmck, jackson = (
        next(line for line in table(text, "family", "what", "rows") if line[0] == name)
        for name in ("mmck", "jackson")
    )
    assert mmck[1].startswith("Lines into a desk")
    assert mmck[2:] == ["2", "2", "0", "0", "0", "2", "1.25"]
    assert jackson[2:] == ["1", "0", "0", "0", "1", "0", "-"]
    ((identity, _, _, why),) = table(text, "row", "model", "question", "why it is left out")
    assert (identity, why) == ("JN-O08", r"an office knows \| no such way")
    first = text[text.index("### Rows that were run again") :]
    assert table(first, "row")[0][-2:] == [
        "+4.50",
        "FAILED: lies 4.5 standard errors from the exact value",
    ]
    assert [line[1] for line in table(text, "family", "what is wrong")] == [
        "a place more",
        "one agent more",
    ]
    assert "Not caught: `urgent-last`" in text
    whole = in_one_line(text)
    assert "Of the 3 rows that pass 2 are simulated, 0 are answered in two steps and 1" in whole
    assert "2 of 2 claims hold, and 1 of 1 known bad ways miss the bar" in whole
    assert "One row needed it." in whole
    assert "1 controls, which change nothing and run every test" in text
    assert ["queues", "2", "1", "urgent-last"] in table(text, "group")
    assert "$" not in text
    assert not holds(results)


def test_claims_that_hold_by_the_allowance_are_marked_and_counted() -> None:
    results = made()
    # 0.923 and 0.971 lie outside .93-.97 by less than two standard errors, 0.90 by more.
    for hits, marked in ((923, 1), (971, 1), (935, 0), (900, 0)):
        first = (PROOF, Finding(PROOF.claims[0], hits, 1000))
        text = page(replace(results, proofs=Proofs((first, *results.proofs.claims[1:]))))
        words = [line[-1] for line in table(text, "proof", "claim")]
        assert words.count("yes, by the allowance") == marked
        assert f"Of the claims {marked} hold only *by the allowance*" in in_one_line(text)


def test_rows_beyond_two_standard_errors_are_counted_beside_what_chance_gives() -> None:
    results = made()
    beyond = replace(outcome("MK-O05", TESTED, -2.5, True), half_width=0.02)
    more = replace(results.rows, rows=(*results.rows.rows, beyond))
    text = in_one_line(page(replace(results, rows=more)))
    assert "Of these 3 answers 1 lie beyond 2. Chance alone would put about 0 there" in text
    # Two normal tails beyond 2 hold 4.55 %.
    assert by_chance(200) == pytest.approx(9.1, abs=0.01)


def test_a_bias_of_four_standard_errors_is_what_may_pass() -> None:
    # A half-width of 2 % is 1.96 standard errors of 1.02 %.
    assert let_pass(0.02) == pytest.approx(0.0408, abs=1e-4)
    assert "are 4.1 % of a mean and 10.2 % of a variance" in in_one_line(page(made()))


def test_how_the_exact_answers_were_found_adds_up() -> None:
    known = reference()
    assert known["all"] == known["twice"] + known["simulated"] + known["published"]
    assert (known["all"], known["simulated"], known["published"]) == (169, 8, 2)


def test_the_example_goes_from_hours_to_the_days_of_its_row() -> None:
    # 73.1 h to restore are 49.1 h of waiting, 2.05 days.
    found = replace(outcome(EXAMPLE, TESTED, 0.5, True), value=49.1 / 24)
    told = in_one_line(example([found]))
    assert "(73.1 - 24) / 24 = 2.05 days" in told
    assert "(72.0 - 24) / 24 = 2.00 days" in in_one_line(example([]))
    town = load(TOP / EXAMPLE_FILE)
    assert len(town.exchanges) == 40
    assert "work: 24 work h" in (TOP / EXAMPLE_FILE).read_text(encoding="utf-8")


def test_what_falls_short_is_said() -> None:
    results = made()
    rows = results.rows
    failed = replace(rows.rows[0], z=5.0, passed=False, note="lies 5.0 standard errors away")
    kept = replace(rows.controls[0], z=1.0, passed=False)
    worse = replace(
        results,
        rows=replace(rows, rows=(failed, *rows.rows[1:]), controls=(kept, *rows.controls[1:])),
        proofs=Proofs(((PROOF, Finding(PROOF.claims[0], 500, 1000)), *results.proofs.claims[1:])),
    )
    text = page(worse)
    assert_same_figures(summary(worse), text)
    part = text.partition("### Rows that failed")[2]
    assert table(part, "row")[0][-1] == "FAILED: lies 5.0 standard errors away"
    assert table(text, "family", "what is wrong")[0][-1] == "NO"
    assert table(text, "proof", "claim")[0][-1] == "NO"
    caught = replace(results, mutants=Mutants(results.mutants.tried[:2]))
    assert holds(caught)
    assert not holds(replace(caught, rows=worse.rows))
    assert not holds(replace(caught, proofs=worse.proofs))


def test_the_worst_of_many_right_answers() -> None:
    # Half of all single |z| lie below 0.6745; a hundred are below 2.70 together as often as not.
    assert typical_worst(1) == pytest.approx(0.67449, abs=1e-5)
    assert typical_worst(100) == pytest.approx(2.70, abs=0.005)
    assert typical_worst(0) == 0


def test_rows_that_cannot_miss_are_not_counted_among_those_that_chance_moves() -> None:
    results = made()
    certain = replace(outcome("ED-O01", TESTED, 0.0, True), half_width=0.0)
    apart = outcome("MK-O05", TESTED, 0.1, True)
    for more, answers, runs in (((), 2, 1), ((certain,), 2, 1), ((certain, apart), 3, 2)):
        rows = replace(results.rows, rows=(*results.rows.rows, *more))
        text = in_one_line(page(replace(results, rows=rows)))
        typical = (typical_worst(answers), typical_worst(runs))
        assert f"{answers} answers have a *z* of their own: they are drawn, from {runs} set" in text
        assert "about {:.1f}, and {:.1f} if".format(*typical) in text


def test_every_part_of_the_check_is_told() -> None:
    told = checks()
    text = (TOP / "src/telesim/conservation/__init__.py").read_text(encoding="utf-8")
    parts = set(re.findall(r"from telesim\.conservation\.(\w+) import .*check_", text))
    assert len(told) >= len(parts) > 20
    assert "Crews: one visit at a time" in told
    assert all(len(line) > 10 and "\n" not in line for line in told)


# -- writing ---------------------------------------------------------------------------------------


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    before, after = "# Town\n\nWords.\n\n", "\n\nMore words.\n"
    (tmp_path / README).write_text(f"{before}{BEGIN}\nold\nwords\n{END}{after}", encoding="utf-8")
    for said in ("one", "one two"):
        write(tmp_path, "the page\n", said)
        text = (tmp_path / README).read_text(encoding="utf-8")
        assert text == f"{before}{BEGIN}\n{said}\n{END}{after}"
        assert paragraph(text) == said
    assert (tmp_path / PAGE).read_text(encoding="utf-8") == "the page\n"
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize("readme", ["", BEGIN, f"{END} {BEGIN}", f"{BEGIN} {BEGIN} {END}"])
def test_a_readme_without_its_markers_is_refused(tmp_path: Path, readme: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / README).write_text(readme, encoding="utf-8")
    with pytest.raises(MarkersError, match="verification: begin"):
        write(tmp_path, "the page\n", "one")
    assert not (tmp_path / PAGE).exists()
    assert (tmp_path / README).read_text(encoding="utf-8") == readme
