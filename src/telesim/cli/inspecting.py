"""Verbs that look at a scenario without simulating: validate, show, schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from telesim.cli.loading import load

#: Tables are shown by their size and columns; the CSV files have the rows.
_TABLES = ("exchanges", "cabinets", "crews", "projects", "waiting")


def print_check(file: Path, reforms: Sequence[Path]) -> None:
    """The static check: resolved heads, implied work, and what cannot hold."""
    from telesim.scenario.check import check

    report = check(load(file, reforms))
    for line in report.lines():
        typer.echo(line)


def print_schema() -> None:
    """The JSON Schema on stdout."""
    from telesim.scenario.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def print_settings(file: Path, reforms: Sequence[Path]) -> None:
    """One line a value: path, value, who set it, and its source."""
    scenario = load(file, reforms)
    origin = scenario.origin
    if origin is None:
        return
    if origin.reforms:
        typer.echo(f"{scenario.name} with {', '.join(origin.reforms)}")
    rows = []
    for path, value, source in _leaves(origin.tree):
        setting = origin.settings.get(path)
        place = f"{setting.file}:{setting.line}" if setting is not None else "default"
        rows.append((path, value, place, source))
    if not rows:
        return
    width = min(44, max(len(path) for path, *_ in rows))
    value_width = min(40, max(len(value) for _, value, *_ in rows))
    place_width = max(len(place) for _, _, place, _ in rows)
    for path, value, place, source in rows:
        line = f"{path:<{width}}  {value:<{value_width}}  {place:<{place_width}}  {source}"
        typer.echo(line.rstrip())


def _leaves(
    tree: Mapping[str, Any], under: str = "", source: str = ""
) -> Iterator[tuple[str, str, str]]:
    """Dotted path, value and source of everything a resolved scenario says."""
    source = str(tree.get("source", source))
    for key, value in tree.items():
        path = f"{under}.{key}" if under else str(key)
        if key == "source":
            continue
        if not under and key in _TABLES and isinstance(value, list):
            columns = list(value[0]) if value and isinstance(value[0], Mapping) else []
            yield path, f"{len(value)} rows ({', '.join(columns)})", source
        elif isinstance(value, Mapping) and value:
            yield from _leaves(value, path, source)
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield path, text, source
