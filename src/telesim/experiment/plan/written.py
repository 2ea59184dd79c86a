"""A question as it is written: on the command line, in Python, or in a file beside the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telesim.registry import hint
from telesim.scenario.errors import Problems, shown
from telesim.scenario.reading import read_yaml

_KEYS = ("vary", "costs", "require", "for", "life", "ties")


@dataclass(frozen=True)
class Written:
    """A question as it is written, on the command line or in a file."""

    vary: Mapping[str, str]
    costs: Mapping[str, str]
    require: tuple[str, ...] = ()
    month: str | None = None
    life: str | None = None
    ties: str | None = None


def read_file(file: Path) -> Written:
    """A question from a YAML file.

    Raises:
        ScenarioError: it cannot be read, or says what no question says.
    """
    problems = Problems()
    node = read_yaml(file, problems)
    problems.raise_if_any()
    assert node is not None
    said = node.plain()
    for key in said:
        if key not in _KEYS:
            problems.add(
                file, node.value[key].line, str(key), f"the unknown key {key!r}",
                "need a key of a question", hint(key, _KEYS)[2:],
            )  # fmt: skip
    for key in ("vary", "costs"):
        if not isinstance(said.get(key) or {}, dict):
            problems.add(file, node.value[key].line, key, shown(said[key]), "need a mapping")
    require = said.get("require") or []
    require = [require] if isinstance(require, str) else require
    if not isinstance(require, list):
        problems.add(file, node.value["require"].line, "require", shown(require), "need a list")
    problems.raise_if_any()

    def text(value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    return Written(
        {str(path): text(value) for path, value in (said.get("vary") or {}).items()},
        {str(path): text(value) for path, value in (said.get("costs") or {}).items()},
        tuple(str(one) for one in require),
        None if said.get("for") is None else str(said["for"]),
        None if said.get("life") is None else str(said["life"]),
        None if said.get("ties") is None else str(said["ties"]),
    )


def pairs(words: Sequence[str], option: str) -> dict[str, str]:
    """``PATH=VALUE`` texts of the command line as a mapping.

    Raises:
        ScenarioError: one has another form, or names a path twice.
    """
    problems, found = Problems(), dict[str, str]()
    for word in words:
        # A cost may name a value: policies.base=local=9000 CNY a year.
        path, equals, value = word.rpartition("=") if option == "--cost" else word.partition("=")
        if not equals or not path.strip() or not value.strip():
            problems.add(option, 0, "", shown(word), "need PATH=VALUE, such as crews.field=2..6")
        elif path.strip() in found:
            problems.add(option, 0, path.strip(), "it twice", "need each path once")
        else:
            found[path.strip()] = value.strip()
    problems.raise_if_any()
    return found


def laid_over(first: Written, second: Written) -> Written:
    """Two writings of one question; what the second says wins."""
    return Written(
        {**first.vary, **second.vary},
        {**first.costs, **second.costs},
        second.require or first.require,
        second.month or first.month,
        second.life or first.life,
        second.ties or first.ties,
    )
