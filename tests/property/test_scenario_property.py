"""Whatever a planner writes, loading ends in a scenario or in problems that say where."""

from __future__ import annotations

import itertools
import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scenario_town import EXCHANGES, TOWN, Town
from telesim.scenario import Scenario, ScenarioError, load
from telesim.scenario.canonical import canonical_json

LINES = TOWN.splitlines(keepends=True)


def attempt(town: Town, *reforms: Path) -> Scenario | ScenarioError:
    try:
        return load(town.file, reforms)
    except ScenarioError as refused:
        assert refused.problems
        for problem in refused.problems:
            assert problem.file and problem.expected
            # Only where a file is not there does its folder help.
            told = str(problem).replace(f"there is no such file in {town.folder}", "")
            assert str(town.folder) not in told
        return refused


def in_a_town() -> Any:
    return tempfile.TemporaryDirectory(prefix="town-")


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, len(TOWN) - 1),
    st.integers(0, 12),
    st.text(st.sampled_from("abz019 :-{}[],%.\n\t\"'#&*~!|>县"), max_size=8),
)
def test_a_damaged_file_is_read_or_refused_in_words(start: int, length: int, put: str) -> None:
    with in_a_town() as folder:
        town = Town(Path(folder))
        town.write("town.yaml", TOWN[:start] + put + TOWN[start + length :])
        attempt(town)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, len(EXCHANGES) - 1), st.integers(0, 6), st.binary(max_size=5))
def test_a_damaged_table_is_read_or_refused_in_words(start: int, length: int, put: bytes) -> None:
    with in_a_town() as folder:
        town = Town(Path(folder))
        table = EXCHANGES.encode()
        town.write("exchanges.csv", table[:start] + put + table[start + length :])
        attempt(town)


@settings(max_examples=15, deadline=None)
@given(st.integers(3, len(LINES) - 1))
def test_a_missing_line_is_read_or_refused_in_words(number: int) -> None:
    with in_a_town() as folder:
        town = Town(Path(folder))
        town.write("town.yaml", "".join(LINES[:number] + LINES[number + 1 :]))
        attempt(town)


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [shuffled(one, chance) for one in value]
    return value


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_digest_does_not_know_the_order_of_keys(chance: random.Random) -> None:
    with in_a_town() as folder:
        town = Town(Path(folder))
        first = town.load().origin
        assert first is not None
        assert canonical_json(shuffled(first.tree, chance)) == canonical_json(first.tree)
        yaml = YAML(typ="safe", pure=True)
        written = shuffled(YAML(typ="safe", pure=True).load(TOWN), chance)
        with (town.folder / "town.yaml").open("w", encoding="utf-8") as stream:
            yaml.dump(written, stream)
        again = town.load().origin
        assert again is not None
        assert again.sha256 == first.sha256


IDEAS = [
    "set: {policies.dispatch: {rule: repair-first}}",
    "set: {policies.base: local}",
    "set: {expansions.ports.add_share: 30 %}",
    "add: {expansions.feeder: {what: feeder, at_fill: 85 %, add: 10, lead_time: 1 week,"
    " source: assumed}}",
    "remove: [shocks.storm]",
    "from: 2001-01-20\nset: {policies.pay: equal}",
    "where: {counties: [runan]}\nset: {teams.gang.skills.cable.speed: 1.2}",
]


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(IDEAS))), st.integers(0, len(IDEAS)))
def test_independent_reforms_load_in_every_order_to_the_same_scenario(
    order: list[int], taken: int
) -> None:
    with in_a_town() as folder:
        town = Town(Path(folder))
        files = [
            town.write(f"r{n}.yaml", f"reform: r{n}\n{idea}\n") for n, idea in enumerate(IDEAS)
        ]
        chosen = order[:taken]
        one = town.load(*(files[n] for n in chosen))
        other = town.load(*(files[n] for n in sorted(chosen)))
        assert one.origin is not None and other.origin is not None
        bare = {"origin": None}
        assert one.model_copy(update=bare) == other.model_copy(update=bare)
        assert one.origin.sha256 == other.origin.sha256


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["policies.base", "policies.pay", "faults.drop.rate.town"]),
            st.integers(0, 1),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_reforms_conflict_exactly_when_they_say_different_things(
    sayings: list[tuple[str, int]],
) -> None:
    values = {
        "policies.base": ("seat", "local"),
        "policies.pay": ("equal", "piece"),
        "faults.drop.rate.town": ("0 events per line per month", "1 events per line per month"),
    }
    with in_a_town() as folder:
        town = Town(Path(folder))
        files = [
            town.write(f"r{n}.yaml", f"reform: r{n}\nset: {{{path}: {values[path][which]}}}\n")
            for n, (path, which) in enumerate(sayings)
        ]
        differ = any(a[0] == b[0] and a[1] != b[1] for a, b in itertools.combinations(sayings, 2))
        assert isinstance(attempt(town, *files), ScenarioError) is differ
