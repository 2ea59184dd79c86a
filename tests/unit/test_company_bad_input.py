"""No chance of the company's systems lies outside 0 to 1, whatever system is added to them.

The shares are found in the model itself: every field of the six packages that is a share, and each
is set to what it cannot be, on a corner of Zhumadian with all its reforms.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corner import corner
from telesim.scenario import Problem, Scenario, ScenarioError, load
from telesim.scenario.shape import Shape, scenario_shape

PACKAGES = ("office", "desks", "care", "market", "people", "traffic")
#: A key that the planner chooses.
ANY = "*"
#: What is written for a share, and for one by year.
WRONG = {
    "150 %": ("150 %", "150 % a year"),
    "-10 %": ("-10 %", "-10 % a year"),
    "1.5": ("1.5", "1.5"),
    "-0.1": ("-0.1", "-0.1"),
}


def shares(shape: Shape, path: tuple[str, ...] = (), package: str = "") -> Iterator[
    tuple[tuple[str, ...], bool]
]:  # fmt: skip
    """Paths of the shares of the packages, and whether each is one by year."""
    kind = shape.kind.name if shape.kind is not None else ""
    if package in PACKAGES and kind in ("share", "share by year"):
        yield path, kind == "share by year"
    if shape.what == "section":
        assert shape.model is not None
        module = shape.model.__module__.split(".")
        for word, child in shape.fields.items():
            yield from shares(child, (*path, word), module[2] if len(module) > 2 else "")
    elif shape.item is not None:
        # One value stands for all areas.
        key = () if shape.what == "area" else (ANY,)
        yield from shares(shape.item, (*path, *key), package)


FOUND = list(shares(scenario_shape()))


def written(path: tuple[str, ...], scenario: Scenario) -> str:
    """A path with names that the scenario has, as a reform writes it."""
    words: list[str] = []
    there: Any = scenario
    for word in path:
        assert there is not None, f"nothing stands at {'.'.join(words)}"
        words.append(next(iter(there)) if word == ANY else word)
        there = there[words[-1]] if isinstance(there, dict) else getattr(there, words[-1])
    return ".".join(words)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scenario]:
    """The corner with all the reforms of ``after.yaml``, as a file and as it loads."""
    folder = tmp_path_factory.mktemp("corner")
    before = corner(folder)
    names = sorted(path.stem for path in (folder / "reforms").glob("*.yaml"))
    beside = ("age-weighted", "reserve-crews", "turnover", "piece-rate")
    listed = "".join(f"  - reforms/{name}.yaml\n" for name in names if name not in beside)
    file = folder / "whole.yaml"
    file.write_text(f"extends: {before.name}\nname: whole\nreforms:\n{listed}", encoding="utf-8")
    return file, load(file)


@pytest.fixture(scope="module", params=WRONG)
def problems(
    request: pytest.FixtureRequest, whole: tuple[Path, Scenario]
) -> tuple[str, list[Problem]]:
    """What is told of a reform that sets all of them, each on a line of its own: line n + 4."""
    file, scenario = whole
    share, yearly = WRONG[request.param]
    lines = [f"  {written(path, scenario)}: {yearly if a else share}\n" for path, a in FOUND]
    wrong = file.parent / "wrong.yaml"
    assert scenario.origin is not None
    head = f"reform: wrong\noverrides: [{', '.join(scenario.origin.reforms)}]\nset:\n"
    wrong.write_text(head + "".join(lines), encoding="utf-8")
    before = sorted(file.parent.rglob("*"))
    with pytest.raises(ScenarioError) as refused:
        load(file, [wrong])
    assert sorted(file.parent.rglob("*")) == before
    return request.param, list(refused.value.problems)


def test_every_package_has_shares() -> None:
    sections = {path[0] for path, _ in FOUND}
    assert sections >= {
        "fault_desk", "directory_desk", "counters", "order_system", "key_accounts", "contacts",
        "arrears", "payphones", "complaints", "screening", "rerouting", "promotions", "traffic",
        "training", "supervision",
    }  # fmt: skip
    assert len(FOUND) >= 46


@pytest.mark.parametrize("number", range(len(FOUND)), ids=[".".join(path) for path, _ in FOUND])
def test_a_share_outside_0_to_1_is_told_with_its_path_and_line(
    whole: tuple[Path, Scenario], problems: tuple[str, list[Problem]], number: int
) -> None:
    path, yearly = FOUND[number]
    text = WRONG[problems[0]][yearly]
    value = f'"{text}"' if "%" in text else text
    place = f"wrong.yaml:{number + 4} {written(path, whole[1])}"
    told = [str(problem) for problem in problems[1]]
    own = [line for line in told if f"{place}: got {value}, need a share" in line]
    assert len(own) == 1, "\n".join(line for line in told if place in line) or told[:3]
    assert "0 % to 100 %" in own[0]
    # One line for each share, and nothing about anything else.
    assert len(told) == len(FOUND), [line for line in told if "wrong.yaml" not in line]
