"""From the files that a planner names to one frozen, checked Scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from telesim.scenario.canonical import digest
from telesim.scenario.copies import copies_of, repeat_places
from telesim.scenario.errors import (
    Problems,
    ScenarioError,
    display_path,
    no_such_file,
    shown,
)
from telesim.scenario.finding import Finder, name_rows
from telesim.scenario.findings import Findings
from telesim.scenario.folders import Folders
from telesim.scenario.inventing import invent_places
from telesim.scenario.merging import lay_over
from telesim.scenario.model import Origin, Phase, Scenario, Setting
from telesim.scenario.node import Node, dotted
from telesim.scenario.phases import Step, steps_of
from telesim.scenario.reading import read_yaml
from telesim.scenario.reference_ranges import check_ranges
from telesim.scenario.reference_whole_run import check_whole_run
from telesim.scenario.references import check_references
from telesim.scenario.reform_lists import reform_files
from telesim.scenario.reforms import Overlay, overlay_from_settings, read_overlay
from telesim.scenario.repairs import Repairs
from telesim.scenario.stack import Stack
from telesim.scenario.tables import Tables
from telesim.scenario.validating import typed


def load(
    path: str | Path,
    reforms: Sequence[str | Path] = (),
    settings: Mapping[str, Any] | None = None,
) -> Scenario:
    """Read a scenario file, lay reforms over it and check the whole.

    Args:
        path: the YAML file.
        reforms: overlay files, laid over in this order.
        settings: values by dotted path, laid over last; they win over every file.

    Raises:
        ScenarioError: with all that is wrong, each problem naming file, line and path.
    """
    return _Loader(Path(path), tuple(Path(file) for file in reforms), settings or {}).load()


def load_base(path: str | Path) -> Scenario:
    """The scenario that a file extends in the end, or the file's own, without any reform.

    Raises:
        ScenarioError: it is no whole scenario by itself.
    """
    return _Loader(Path(path), (), {}, bare=True).load()


class _Loader:
    """One loading: the files read so far and what is wrong with them."""

    def __init__(
        self,
        file: Path,
        reforms: tuple[Path, ...],
        settings: Mapping[str, Any],
        bare: bool = False,
    ) -> None:
        #: Whether to stop at what the file extends, and to leave all reforms away.
        self.bare = bare
        self.file = Path(os.path.abspath(file))
        self.reform_files = tuple(Path(os.path.abspath(one)) for one in reforms)
        self.settings = settings
        self.problems = Problems()
        self.repairs = Repairs()
        self.folders = Folders(self.file, self.reform_files)
        self.tables = Tables(self.folders, self.problems, self.repairs)
        self.heads: dict[str, int] = {}
        #: Group and file of the reforms that the scenario names itself.
        self.listed: list[tuple[str, Path]] = []
        self.extends: list[str] = []

    def load(self) -> Scenario:
        tree = self._chain(self.file, ())
        overlays = self._overlays()
        if tree is None:
            self.problems.raise_if_any()
            raise ScenarioError([])
        stack = Stack(overlays, self.tables, self.problems, self.repairs)
        tree = stack.lay_always(tree, generate=True)
        self.heads = invent_places(tree, self.problems, self.repairs)
        base = stack.lay_always(tree, generate=False)
        copies = self._finish(base)
        scenario = typed(Scenario, base, self.problems, self.repairs)
        phases: list[tuple[Step, Node, Scenario | None]] = []
        if scenario is not None and any(overlay.is_partial for overlay in overlays):
            for step in steps_of(scenario, overlays, copies, self.problems):
                laid = stack.lay_partial(base, step.overlays)
                phase = typed(Scenario, laid, self.problems, self.repairs)
                phases.append((step, laid, phase))
        if scenario is not None:
            check_references(scenario, base, self.problems, self.repairs)
            if scenario.ranges:
                whole = Findings(scenario, base, self.problems, self.repairs)
                check_ranges(whole, base, Finder(base.copy(), self.tables))
            parts = [scenario]
            for _, laid, phase in phases:
                if phase is not None:
                    check_references(phase, laid, self.problems, self.repairs)
                    found = Findings(phase, laid, self.problems, self.repairs)
                    check_whole_run(found, parts)
                    parts.append(phase)
        self.problems.raise_if_any()
        assert scenario is not None
        return self._finished(scenario, base, phases, overlays, stack.taken_away)

    # -- files ------------------------------------------------------------------------------

    def _chain(self, file: Path, above: tuple[Path, ...]) -> Node | None:
        """The tree of a file on top of what it extends."""
        tree = read_yaml(file, self.problems)
        if tree is None:
            return None
        if "reform" in tree.value:
            node = tree.value["reform"]
            self.problems.add(
                node.file,
                node.line,
                "reform",
                "a reform",
                "need a scenario here; lay a reform over one with --with",
            )
            return None
        # As if they were given with it, before those that are.
        listed = reform_files(tree, self.folders, self.problems)
        extends = tree.value.pop("extends", None)
        if extends is None:
            self.listed = listed
            return tree
        target = self.folders.resolve(extends, "extends", self.problems)
        if target is None:
            return None
        chain = (*above, file)
        real = [one.resolve() for one in chain]
        if target in real:
            names = [one.name for one in (*chain[real.index(target) :], target)]
            self.problems.add(
                extends.file,
                extends.line,
                "extends",
                f"a circle {' -> '.join(names)}",
                "need a chain that ends",
            )
            return None
        before = len(self.problems)
        base = self._chain(target, chain)
        if base is None:
            if len(self.problems) == before or not target.exists():
                self.problems.add(
                    extends.file,
                    extends.line,
                    "extends",
                    shown(extends.value),
                    "need a scenario that can be read",
                )
            return None
        if self.bare:
            return base
        # The reforms of the base lie below those of the file that extends it.
        self.listed += listed
        self.extends.insert(0, self.folders.relative(str(target)))
        return lay_over(base, tree)

    def _overlays(self) -> list[Overlay]:
        named = [file for _, file in self.listed]
        files = [] if self.bare else [*named, *self.reform_files]
        for n, file in enumerate(files):
            if file.resolve() in [one.resolve() for one in files[:n]]:
                self.problems.add(str(file), 1, "", "this reform twice", "need each reform once")
        read = [read_overlay(file, self.problems) for file in files if not self._meant(file)]
        overlays = [overlay for overlay in read if overlay is not None]
        if self.settings:
            overlays.append(overlay_from_settings(self.settings))
        return overlays

    def _meant(self, file: Path) -> bool:
        """Whether a reform that is not there was named without its folder or ending; says so."""
        if file.exists():
            return False
        name = file.name if file.suffix else f"{file.name}.yaml"
        for folder in (file.parent, self.file.parent, self.file.parent / "reforms"):
            if (folder / name).is_file():
                near = display_path(folder / name)
                self.problems.add(
                    str(file), 0, "", "", no_such_file(file), f"did you mean {near!r}?"
                )
                return True
        return False

    # -- what the file leaves to the loader ---------------------------------------------------

    def _finish(self, tree: Node) -> int:
        """Load the tables, give exchanges without cabinets one each, repeat the places."""
        self.tables.load_all(tree)
        exchanges = tree.get("exchanges")
        if "cabinets" not in tree.value and exchanges is not None and exchanges.is_list:
            tree.value["cabinets"] = Node(
                [_cabinet_of(row) for row in exchanges.value if row.is_map],
                exchanges.file,
                exchanges.line,
            )
        copies = copies_of(tree, self.problems)
        repeat_places(tree, copies)
        return copies

    # -- the result ---------------------------------------------------------------------------

    def _finished(
        self,
        scenario: Scenario,
        base: Node,
        phases: list[tuple[Step, Node, Scenario | None]],
        overlays: list[Overlay],
        taken_away: dict[str, Any],
    ) -> Scenario:
        tree = base.plain()
        changed = [
            {"from_ms": step.from_ms, "counties": list(step.counties), "scenario": laid.plain()}
            for step, laid, _ in phases
        ]
        origin = Origin(
            file=self.file,
            settings={
                dotted(name_rows(path, base)): Setting(self.folders.relative(node.file), node.line)
                for path, node in base.leaves()
            },
            tree=tree,
            tables=dict(sorted(self.tables.digests.items())),
            sha256=digest(tree, changed),
            extends=tuple(self.extends),
            reforms=tuple(overlay.name for overlay in overlays if not overlay.is_python),
            groups=self._groups(overlays),
            reform_titles={overlay.name: overlay.title for overlay in overlays if overlay.title},
            reform_sources={
                self.folders.relative(overlay.file): overlay.source or f"reform {overlay.name}"
                for overlay in overlays
                if not overlay.is_python
            },
            taken_away=taken_away,
            heads=self.heads,
        )
        made = tuple(
            Phase(from_ms=step.from_ms, counties=step.counties, scenario=phase)
            for step, _, phase in phases
            if phase is not None
        )
        return scenario.model_copy(update={"phases": made, "origin": origin})

    def _groups(self, overlays: list[Overlay]) -> dict[str, tuple[str, ...]]:
        name_of = {overlay.file: overlay.name for overlay in overlays}
        groups: dict[str, tuple[str, ...]] = {}
        for group, file in self.listed:
            groups[group] = (*groups.get(group, ()), name_of[str(file)])
        return groups


def _cabinet_of(exchange: Node) -> Node:
    """The single cabinet of an exchange whose file names none: as many pairs as ports."""
    cells = exchange.value
    row: dict[str, Node] = {}
    for column, source in (
        ("id", "id"),
        ("exchange", "id"),
        ("lines", "lines"),
        ("feeder_pairs", "ports"),
        ("distribution_pairs", "ports"),
    ):
        if source in cells:
            row[column] = cells[source].copy()
    return Node(row, exchange.file, exchange.line)
