"""What is explained, and everything that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario_town import Town
from telesim.experiment.explain import ExplainError, prepare
from telesim.experiment.explain.players import Stacked, stacked
from telesim.scenario import ScenarioError

GROUPS = """\
reforms:
  crews: [reforms/more.yaml, reforms/local.yaml]
  dispatch: [reforms/first.yaml]
"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path)
    made.write("reforms/more.yaml", "reform: more\ntitle: More\nset: {crews.runan.count: 3}\n")
    made.write("reforms/local.yaml", "reform: local\nset: {policies.base: local}\n")
    made.write(
        "reforms/first.yaml", "reform: first\nset: {policies.dispatch: {rule: repair-first}}\n"
    )
    made.write("after.yaml", f"extends: town.yaml\nname: after\ntitle: After\n{GROUPS}")
    return made


def named(found: Stacked) -> dict[str, list[str]]:
    return {p.name: [file.stem for file in p.files] for p in found.players}


def refused(town: Town, *words: object, **more: object) -> str:
    with pytest.raises(ExplainError) as problem:
        prepare(*words, out=town.folder / "out", **more)  # type: ignore[arg-type]
    assert not (town.folder / "out").exists()
    return str(problem.value)


def test_groups_are_the_players(town: Town) -> None:
    found = stacked(town.file, town.folder / "after.yaml")
    assert named(found) == {"crews": ["more", "local"], "dispatch": ["first"]}
    assert [file.stem for file in found.files(0b10)] == ["first"]
    assert [file.stem for file in found.files(0b11)] == ["more", "local", "first"]
    assert found.names(0b11) == "crews + dispatch"
    # One file that extends another is AFTER.
    assert stacked(town.folder / "after.yaml") == found


def test_a_plain_list_and_reforms_given_one_by_one_are_players_each(town: Town) -> None:
    town.write(
        "after.yaml",
        "extends: town.yaml\nname: after\nreforms: [reforms/more.yaml, reforms/first.yaml]\n",
    )
    assert list(named(stacked(town.file, town.folder / "after.yaml"))) == ["more", "first"]
    files = [town.folder / "reforms/first.yaml", town.folder / "reforms/more.yaml"]
    found = stacked(town.file, reforms=files)
    assert list(named(found)) == ["first", "more"]
    assert found.players[1].title == "More"
    assert found.after is None


def test_a_chain_of_files_puts_its_reforms_together(town: Town) -> None:
    town.write("between.yaml", "extends: town.yaml\nname: b\nreforms: {x: [reforms/first.yaml]}\n")
    town.write("after.yaml", "extends: between.yaml\nname: a\nreforms: {y: [reforms/more.yaml]}\n")
    found = stacked(town.file, town.folder / "after.yaml")
    assert list(named(found)) == ["x", "y"]
    assert [file.stem for file in found.files(0b11)] == ["first", "more"]


def test_single_reforms_within_a_group(town: Town) -> None:
    after = town.folder / "after.yaml"
    found = stacked(town.file, after, within="crews")
    assert list(named(found)) == ["more", "local"]
    assert (found.after, found.files(0)) == (None, ())
    found = stacked(town.file, after, within="crews", on_top=True)
    assert found.after is not None
    assert [file.stem for file in found.files(0)] == ["first"]
    assert [file.stem for file in found.files(0b01)] == ["more", "first"]


def test_every_combination_is_loaded_under_its_own_key(town: Town) -> None:
    found = prepare(town.file, town.folder / "after.yaml", out=town.folder / "out")
    assert sorted(found.scenarios) == [0, 1, 2, 3]
    keys = {one.origin.sha256 for one in found.scenarios.values() if one.origin is not None}
    assert len(keys) == 4
    assert found.scenarios[3].name == "after"
    assert found.scenarios[3].policies.base == "local"
    assert found.scenarios[1].name == "town"
    assert not (town.folder / "out").exists()


def test_an_after_that_is_not_built_upon_before(town: Town) -> None:
    town.write("other.yaml", town.file.read_text(encoding="utf-8"))
    said = refused(town, town.folder / "other.yaml", town.folder / "after.yaml")
    assert "after.yaml: extends town.yaml, need a file that extends" in said
    said = refused(town, town.file, town.folder / "other.yaml")
    assert "other.yaml: extends no file, need a file that extends" in said
    said = refused(town, town.file, town.file)
    assert "is BEFORE itself" in said
    assert "--with" in refused(town, town.file)


def test_an_after_that_sets_more_than_its_reforms(town: Town) -> None:
    town.write(
        "after.yaml",
        f"extends: town.yaml\nname: after\nfollow_up: 5 weeks\npolicies: {{base: local}}\n{GROUPS}",
    )
    said = refused(town, town.file, town.folder / "after.yaml")
    assert "differs from" in said
    assert "in follow_up by more than its reforms" in said
    assert "put what it sets besides into a reform" in said


def test_unknown_groups_and_single_parts(town: Town) -> None:
    after = town.folder / "after.yaml"
    said = refused(town, town.file, after, within="crew")
    assert "got the group 'crew', need one of crews, dispatch; did you mean 'crews'?" in said
    said = refused(town, town.file, after, within="dispatch")
    assert "found 1 part to explain (first), need two or more" in said
    first = town.folder / "reforms/first.yaml"
    assert "telesim compare" in refused(town, town.file, reforms=[first])
    assert "got first twice" in refused(town, town.file, reforms=[first, first])
    said = refused(town, town.file, after, reforms=[first])
    assert "got a second file beside reforms given one by one" in said
    assert "need a group" in refused(town, town.file, after, on_top=True)
    town.write("after.yaml", "extends: town.yaml\nname: after\n")
    assert "found nothing to explain" in refused(town, town.file, after)


def test_combinations_that_do_not_load_are_told_before_anything_runs(town: Town) -> None:
    """Two reforms that contradict each other, and one that needs another."""
    town.write("reforms/seat.yaml", "reform: seat\nset: {policies.base: seat}\n")
    files = [town.folder / f"reforms/{name}.yaml" for name in ("more", "local", "seat")]
    with pytest.raises(ScenarioError, match=r"policies\.base"):
        prepare(town.file, reforms=files)
    town.write("reforms/seat.yaml", "reform: seat\noverrides: [local]\nset: {policies.base: seat}")
    assert len(prepare(town.file, reforms=files).scenarios) == 8
    town.write("reforms/team.yaml", "reform: team\nadd: {teams.night: {skills: {}, source: x y}}\n")
    town.write("reforms/use.yaml", "reform: use\nset: {crews.runan.team: night}\n")
    files = [town.folder / f"reforms/{name}.yaml" for name in ("team", "use", "first")]
    said = refused(town, town.file, reforms=files)
    assert "2 of 8 combinations of reforms do not load, need all of them: use: " in said
    assert "night" in said


def test_numbers_that_make_no_sense(town: Town) -> None:
    after = town.folder / "after.yaml"
    assert "replications: got 0, need 1" in refused(town, town.file, after, replications=0)
    assert "orders: got 1, need 2 or more" in refused(town, town.file, after, orders=1)
    said = refused(town, town.file, after, orders=8)
    assert "orders: got 8 for 2 parts, need more than 6 parts" in said
    text = town.file.read_text(encoding="utf-8")
    town.write("town.yaml", text[: text.index("targets:")])
    assert "has no targets" in refused(town, town.file, after)
    with pytest.raises(ScenarioError, match="no such file"):
        prepare(town.file, town.folder / "aftr.yaml")


def test_combinations_loaded_side_by_side_are_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = town.folder / "after.yaml"
    seen: list[tuple[int, int]] = []
    alone = prepare(town.file, after, workers=1, loading=lambda *said: seen.append(said))
    assert seen == [(3, 4), (4, 4)]
    monkeypatch.setattr("telesim.experiment.explain.subsets._WORTH_WORKERS_S", 0.0)
    both = prepare(town.file, after, workers=2)
    assert list(both.scenarios) == list(alone.scenarios)
    for subset, scenario in alone.scenarios.items():
        assert both.scenarios[subset] == scenario
        assert both.scenarios[subset].origin == scenario.origin
