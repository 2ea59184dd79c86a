"""Equal heads before and after, or a warning that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.scenario import load
from telesim.scenario.heads import heads_changed, heads_differ, total_heads

SCENARIOS = Path(__file__).parents[2] / "scenarios"
UNLIKE = "costs and times are not compared like with like"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_heads_are_members_of_all_crews(town: Town) -> None:
    # Two crews of one, one of one, a gang of three.
    assert total_heads(town.load()) == 6


def test_rows_that_follow_one_another_are_the_same_posts(town: Town) -> None:
    town.change(("id,team", "id,since,until,team"), name="crews.csv")
    rows = (town.folder / "crews.csv").read_text().splitlines()
    gang = next(row for row in rows if row.startswith("gang,"))
    others = [row.replace(",", ",,,", 1) for row in rows[1:] if row != gang]
    first, then = (
        gang.replace("gang,", f"{name},{since},{until},", 1)
        for name, since, until in (
            ("gang", "", "2001-01-20"),
            ("gang-2", "2001-01-21", ""),
        )
    )
    town.write("crews.csv", "\n".join([rows[0], *others, first, then]) + "\n")
    assert total_heads(town.load()) == 6
    town.change(("2001-01-21", "2001-01-20"), name="crews.csv")
    assert total_heads(town.load()) == 9


def test_a_reform_that_changes_the_heads_is_told(town: Town) -> None:
    more = town.write("reforms/more.yaml", "reform: more\nset: {crews.gang.count: 2}\n")
    other = town.write("reforms/other.yaml", "reform: other\nset: {policies.dispatch: nearest}\n")
    assert heads_changed(town.file, town.load(more)) == (
        f"heads differ: 6 before, 9 with reform more; {UNLIKE}"
    )
    both = heads_changed(town.file, town.load(other, more))
    assert both == f"heads differ: 6 before, 9 with reforms other, more; {UNLIKE}"
    assert heads_changed(town.file, town.load(other)) == ""
    assert heads_changed(town.file, town.load()) == ""


def test_reforms_that_the_file_names_count_as_well(town: Town) -> None:
    town.write("reforms/more.yaml", "reform: more\nset: {crews.gang.count: 2}\n")
    after = town.write(
        "after.yaml", "extends: town.yaml\nname: after\nreforms: [reforms/more.yaml]\n"
    )
    assert heads_changed(after, load(after)).startswith("heads differ: 6 before, 9 with reform")
    # What extends it is compared with the end of the chain.
    later = town.write("later.yaml", "extends: after.yaml\nname: later\n")
    scenario = load(later)
    assert scenario.origin is not None
    assert scenario.origin.extends == ("after.yaml", "town.yaml")
    assert heads_changed(later, scenario).startswith("heads differ: 6 before, 9 with reform more")


def test_a_file_that_extends_another_is_compared_with_it(town: Town) -> None:
    town.write("few.csv", "id,team,base,covers,calendar\nrunan,shared,seat,all,day\n"
               "gang,gang,seat,all,day\n")  # fmt: skip
    fewer = town.write("fewer.yaml", "extends: town.yaml\nname: fewer\ncrews: {table: few.csv}\n")
    assert heads_changed(fewer, load(fewer)) == f"heads differ: 6 in town, 2 in fewer; {UNLIKE}"


def test_a_base_that_is_no_whole_scenario_says_nothing(town: Town) -> None:
    text = town.file.read_text(encoding="utf-8")
    town.write("part.yaml", text.replace("window:", "#window:", 1))
    whole = town.write("whole.yaml", "extends: part.yaml\nname: whole\nwindow: 4 weeks\n")
    assert heads_changed(whole, load(whole)) == ""


def test_two_scenarios_are_compared_by_name(town: Town) -> None:
    before = town.load()
    after = before.model_copy(update={"name": "after", "crews": before.crews[:1]})
    assert heads_differ(before, after.model_copy(update={"origin": None})) == (
        f"heads differ: 6 in town, 2 in after; {UNLIKE}"
    )
    assert heads_differ(before, before) == ""


def test_zhumadian_keeps_its_heads() -> None:
    for name in ("before", "after"):
        file = SCENARIOS / "zhumadian" / f"{name}.yaml"
        assert heads_changed(file, load(file)) == ""
