"""What the figures rest on: assumed values with their sources, and how the run was made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from telesim.experiment.result import Result
from telesim.report.page.pieces import Cell, Section, Table, table
from telesim.report.words import assumed_line, counted, span_words
from telesim.scenario.resolved import Shown, show

#: Sections on which no figure rests, and a value that says that there is none.
_WORDS, _NONE = ("wording.", "ranges."), "none"


def register_section(result: Result) -> Section:
    """Every value with its source; the assumed ones are marked."""
    origin = result.scenario.origin
    if origin is None:
        words = ("The scenario was built in Python; where its numbers come from is not filed.",)
        return Section("register", "What is assumed", words)
    values = _values(result)
    assumed = [one for one in values if is_assumed(one.source)]
    rows = [
        (
            Cell(one.path),
            Cell(one.value),
            Cell(one.source, tone="assumed" if is_assumed(one.source) else ""),
        )
        for one in values
    ]
    made = table(
        "Values with their sources", ("Value", "What it is set to", "Source"), rows,
        sortable=True, searchable=True, folded=f"All {len(rows)} values with their sources",
    )  # fmt: skip
    told = (
        assumed_line(origin.tree),
        f"Of {len(values)} values with a source, {len(assumed)} are assumed. What rests on an "
        "assumption is as good as the assumption: change the value and run the scenario again.",
    )
    return Section("register", "What is assumed", told, tables=(made,))


def _values(result: Result) -> list[Shown]:
    return [
        one
        for one in show(result.scenario, rows=False)
        if one.source and one.value != _NONE and not one.path.startswith(_WORDS)
    ]


def is_assumed(source: str) -> bool:
    """Whether a source says that the number is assumed."""
    return "assumed" in source.lower()


def changed_section(results: Sequence[Result]) -> Section:
    """Values in which scenarios differ, side by side."""
    if any(result.scenario.origin is None for result in results):
        return Section("changed", "What differs between them")
    each = [{one.path: one.value for one in show(r.scenario, rows=True)} for r in results]
    paths = dict.fromkeys(path for values in each for path in values)
    skipped = {"name", "title", "question", "seed", "replications"}
    rows = []
    for path in paths:
        values = [values.get(path, "–") for values in each]
        if len(set(values)) > 1 and path not in skipped:
            rows.append([Cell(path), *(Cell(value) for value in values)])
    names = [result.name for result in results]
    made = table("Values that differ", ("Value", *names), rows, searchable=len(rows) > 20)
    words = () if rows else ("They hold the same values.",)
    return Section("changed", "What differs between them", words, tables=(made,) if rows else ())


def manifest_section(results: Sequence[Result], manifests: Sequence[Mapping[str, Any]]) -> Section:
    """How each run was made, from its manifest."""
    tables = tuple(
        _manifest(result, manifest) for result, manifest in zip(results, manifests, strict=True)
    )
    return Section("run", "How it was run", tables=tables)


def _manifest(result: Result, manifest: Mapping[str, Any]) -> Table:
    scenario = result.scenario
    rows: list[tuple[str, str]] = [
        ("Scenario", result.name),
        ("Reforms", ", ".join(manifest.get("reforms", ())) or "none"),
        ("Starts", str(scenario.start)),
        ("Warm-up", span_words(scenario.warm_up) if scenario.warm_up else "none"),
        ("Window", f"{span_words(scenario.window)} from "
                   f"{scenario.date_of(scenario.window_start_ms):%Y-%m-%d}"),
        ("Followed after the window", span_words(scenario.follow_up) if scenario.follow_up else
                                      "not at all"),
        ("Replications", f"{result.replication_count:,}"),
        ("Seed", str(result.seed)),
        ("Folder", f"{result.folder.parent.name}/{result.folder.name}"),
        ("Scenario, SHA-256", result.scenario_sha256),
    ]  # fmt: skip
    if manifest:
        rows.append(("Source that computes, SHA-256", str(manifest.get("source_sha256", ""))))
        rows += [(f"Table {name}, SHA-256", str(said)) for name, said in
                 manifest.get("tables_sha256", {}).items()]  # fmt: skip
        git = manifest.get("git")
        if git:
            dirty = ", with changes that were not committed" if git.get("dirty") else ""
            rows.append(("Commit of telesim", f"{git.get('commit')}{dirty}"))
        rows += [(f"Version of {name}", str(v)) for name, v in manifest.get("versions", {}).items()]
        took = manifest.get("wall_seconds")
        done = manifest.get("replications_computed")
        if took is not None and done:
            words = counted(int(done), "replication")
            rows.append(("Time of the last computation", f"{took:,.1f} s for {words}"))
    return table(f"Run of {result.name}", ("What", "Is"), [(Cell(a), Cell(b)) for a, b in rows])


def manifest_of(folder: Path) -> Mapping[str, Any]:
    """A run's manifest; empty where there is none that can be read."""
    try:
        said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
