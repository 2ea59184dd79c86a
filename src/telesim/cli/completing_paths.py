"""What a shell offers at the TAB key within a scenario: paths of its values, targets, rules.

The file that the line names is read as plain YAML, with what it extends and the first column of
its tables, unchecked: a broken file offers less, and says so when the verb runs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

#: Files that extend one another, followed at most.
_EXTENDED = 8
_OFFERED = 200
_YAML = (".yaml", ".yml")
#: What must be said of a table, not of a value in it.
_TABLES = ("exchanges", "cabinets", "crews", "projects")
_ALONE = ("schema_version", "name", "title", "question", "extends", "reforms", "seed")


def value_paths(ctx: typer.Context, incomplete: str) -> list[str]:
    """Paths of the scenario's values with ``=``; behind that the names that a rule may have."""
    path, sign, typed = incomplete.partition("=")
    if sign:
        return [f"{path}={name}" for name in _rules(path) if name.startswith(typed)]
    tree = _tree(ctx)
    found = (f"{path}=" for path in _paths(tree) if path.partition(".")[0] not in _ALONE)
    return _fitting(found, incomplete)


def what_may_vary(ctx: typer.Context, incomplete: str) -> list[str]:
    """What a plan may vary: rows of crews, projects, policies."""
    tree = _tree(ctx)
    rows = (f"{table}.{row}=" for table in ("crews", "projects") for row in (tree.get(table) or ()))
    policies = (f"{path}=" for path in _paths({"policies": tree.get("policies")}))
    return _fitting((*rows, *policies), incomplete)


def target_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the scenario's targets."""
    return _fitting(_tree(ctx).get("targets") or (), incomplete)


def _fitting(names: Any, incomplete: str) -> list[str]:
    return sorted({name for name in names if name.startswith(incomplete)})[:_OFFERED]


def _rules(path: str) -> list[str]:
    """The names that may stand at a path."""
    if path == "policies.dispatch.rule":
        from telesim.policies.dispatch import DISPATCH_RULES

        return sorted(DISPATCH_RULES)
    if path == "policies.pay.scheme":
        from telesim.policies.pay import PAY_SCHEMES

        return sorted(PAY_SCHEMES)
    return []


def _paths(tree: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _paths(value, f"{before}{name}.")
        elif not isinstance(value, list):
            yield f"{before}{name}"


def _tree(ctx: typer.Context) -> dict[str, Any]:
    """The scenario that the line names, later files over those they extend; empty without one."""
    # An option that still lacks its value keeps the words before it from being told apart.
    named = ctx.params.get("scenario") or next((w for w in ctx.args if w.endswith(_YAML)), None)
    tree: dict[str, Any] = {}
    file = Path(str(named)) if named else None
    for _ in range(_EXTENDED):
        if file is None:
            break
        own = _read(file)
        _with_rows(own, file.parent)
        tree = _over(tree, own)
        below = own.get("extends")
        file = file.parent / below if isinstance(below, str) else None
    return tree


def _read(file: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(file)
    except (OSError, ValueError, YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _with_rows(tree: dict[str, Any], folder: Path) -> None:
    """Put the rows of tables in place of their files: name and columns of each."""
    for name in _TABLES:
        section = tree.get(name)
        if not isinstance(section, dict):
            continue
        rows = section.get("rows")
        if isinstance(section.get("table"), str):
            rows = _rows(folder / section["table"])
        if isinstance(rows, list):
            tree[name] = {str(row["id"]): row for row in rows if row.get("id")}


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except (OSError, ValueError, csv.Error):
        return []


def _over(above: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:
    """What a file says over what the one that it extends says."""
    found = dict(below)
    for name, value in above.items():
        if isinstance(value, dict) and isinstance(found.get(name), dict):
            found[name] = _over(value, found[name])
        else:
            found[name] = value
    return found
