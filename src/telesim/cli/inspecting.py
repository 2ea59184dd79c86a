"""Verbs that look at a scenario without simulating: validate, show, schema."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import typer

from telesim.cli.loading import load, warn_of_heads

#: Widest that a column is padded to; longer texts push the rest of their line to the right.
_PATH_WIDTH, _VALUE_WIDTH = 48, 44
#: What the job of a fault is, beside its words.
_JOB_OF_FAULTS = (
    "a fault has the job of its cause, so that cable counts lines changed over to spare pairs too, "
    "whoever does it (a piece rate pays that as repair)"
)


def print_check(file: Path, reforms: Sequence[Path]) -> None:
    """The static check: resolved heads, implied work, and what cannot hold."""
    from telesim.scenario.check import check

    scenario = load(file, reforms)
    for line in check(scenario).lines():
        typer.echo(line)
    warn_of_heads(file, scenario)


def print_rates(
    file: Path,
    reforms: Sequence[Path],
    totals: Sequence[str],
    shares: Sequence[str],
    installs: Sequence[str],
    moves: Sequence[str],
) -> None:
    """The base rates that meet totals of reports, with what these are made of."""
    from telesim.scenario.base_rates import solve_base_rates

    wanted = _pairs("--total", totals)
    per_cent = _pairs("--share", shares)
    split = {name: number / 100 for name, number in per_cent.items()} if per_cent else None
    done_installs, done_moves = _pairs("--installs", installs), _pairs("--moves", moves)
    done = {
        area: (done_installs.get(area), done_moves.get(area))
        for area in (*done_installs, *done_moves)
    }
    for line in solve_base_rates(load(file, reforms), wanted, split, done).lines():
        typer.echo(line)


def _pairs(option: str, texts: Sequence[str]) -> dict[str, float]:
    """``NAME=NUMBER`` as names and numbers."""
    found: dict[str, float] = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            name = ""
        if not name or not 0 <= found.get(name, -1.0) < math.inf:
            raise typer.BadParameter(f"{option}: got {text!r}, need NAME=NUMBER, such as town=1.0")
    return found


def print_schema(reform: bool) -> None:
    """The JSON Schema of scenarios, or of reforms, on stdout."""
    from telesim.scenario import schema

    text = schema.reform_schema() if reform else schema.json_schema()
    typer.echo(json.dumps(text, indent=2, ensure_ascii=False))


def print_kpis() -> None:
    """All KPIs that a target may name, one line each, then the words of dimensions and clocks."""
    from telesim.kpi.catalogue import CLOCKS, KPIS, NEEDED
    from telesim.scenario.kpi_words import FIXED_WORDS, FURTHER_WORDS

    rows = [("KPI", "Unit", "Words for where", "What it is")]
    for name, kpi in KPIS.items():
        needs = f" Only with {NEEDED[name]}." if name in NEEDED else ""
        rows.append((name, kpi.unit, ", ".join(kpi.dims) or "-", kpi.description + needs))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        typer.echo("  ".join((*padded, row[-1])))
    typer.echo()
    typer.echo("What where may say of a dimension; all others take names of the scenario:")
    for word in dict.fromkeys((*FIXED_WORDS, *FURTHER_WORDS)):
        said = ", ".join((*FIXED_WORDS.get(word, ()), *FURTHER_WORDS.get(word, ())))
        note = f"; {_JOB_OF_FAULTS}" if word == "job" else ""
        typer.echo(f"  {word}: {said}{note}")
    of_times = ", ".join(CLOCKS)
    typer.echo(f"Clocks of times to restore and to supply, the first unless told: {of_times}")


def print_settings(file: Path, reforms: Sequence[Path], under: str, rows: bool) -> None:
    """One line a value: path, value, who set it, and its source."""
    from telesim.scenario.resolved import show

    scenario = load(file, reforms)
    found = show(scenario, under, rows=rows)
    if scenario.origin is not None and scenario.origin.reforms:
        typer.echo(f"{scenario.name} with {', '.join(scenario.origin.reforms)}")
    path_width = min(_PATH_WIDTH, max((len(one.path) for one in found), default=0))
    value_width = min(_VALUE_WIDTH, max((len(one.value) for one in found), default=0))
    place_width = max((len(one.place) for one in found), default=0)
    for one in found:
        line = (
            f"{one.path:<{path_width}}  {one.value:<{value_width}}  "
            f"{one.place:<{place_width}}  {one.source}"
        )
        typer.echo(line.rstrip())
