"""What a study of many points would simulate: all of them loaded, checked and counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment import provenance
from telesim.experiment.asked import Asked, asked_for
from telesim.experiment.store import Store
from telesim.experiment.study import Design
from telesim.experiment.sweep.loading import Checked, load_points, unknown_paths
from telesim.experiment.sweep.points import grid, listed
from telesim.scenario.errors import Problem, Problems, ScenarioError
from telesim.scenario.loading import load

if TYPE_CHECKING:
    from telesim.scenario import Scenario


@dataclass(frozen=True)
class Planned:
    """A sweep that is loaded and checked, before anything runs."""

    paths: tuple[str, ...]
    points: tuple[Mapping[str, Any], ...]
    scenarios: tuple[Scenario, ...]
    asked: tuple[Asked, ...]
    seed: int
    replications: int

    def designs(self) -> list[Design]:
        """One design a point, all with the same seed and so on the same draws."""
        numbers = range(1, self.replications + 1)
        return [Design(scenario, self.seed, numbers) for scenario in self.scenarios]

    def filed(self, out: Path) -> int:
        """Replications that are in the store already."""
        found = 0
        for scenario in {provenance.result_key(s, self.seed): s for s in self.scenarios}.values():
            store = Store.at(out, scenario, self.seed)
            if store.folder.is_dir():
                found += sum(store.holds(k) for k in range(1, self.replications + 1))
        return found

    @property
    def wanted(self) -> int:
        """Replications in all; points that say the same share theirs."""
        keys = {provenance.result_key(scenario, self.seed) for scenario in self.scenarios}
        return len(keys) * self.replications


def planned(
    file: str | Path,
    over: Mapping[str, object] | None = None,
    *,
    points: Sequence[Mapping[str, Any]] | str | Path | None = None,
    kpis: Sequence[str] = (),
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    told: Checked | None = None,
) -> Planned:
    """Load and check all points; arguments as for :func:`telesim.sweep`."""
    problems = Problems()
    if (points is None) == (not over):
        said = "both a grid and a list" if over else "neither a grid nor a list of points"
        problems.add("sweep", 0, "", said, "need exactly one: --over PATH=VALUES or --list FILE")
    for what, value, least in (("replications", replications, 1), ("seed", seed, 0)):
        if value is not None and value < least:
            problems.add("sweep", 0, what, str(value), f"need {least} or more")
    problems.raise_if_any()
    base = load(file, reforms)  # what is wrong with the scenario itself is told without points
    refused: list[Problem] = []
    asked: tuple[Asked, ...] = ()
    chosen: Sequence[Mapping[str, Any]] = ()
    scenarios: list[Scenario] = []
    try:
        asked = asked_for(kpis, base)
    except ScenarioError as wrong:
        refused += wrong.problems
    try:
        chosen = _chosen(over, points)
        scenarios = load_points(file, reforms, chosen, told)
    except ScenarioError as wrong:
        refused += wrong.problems
        if not chosen:  # the values cannot be read, the paths can be checked all the same
            refused += unknown_paths(file, reforms, list(over or ()))
    if refused:
        raise ScenarioError(refused)
    first = scenarios[0]
    if not asked and not any(scenario.targets for scenario in scenarios):
        problems.add(
            str(file), 0, "targets", "", "the scenario has none, and no KPI was asked for",
            "name one with --kpi",
        )  # fmt: skip
        problems.raise_if_any()
    return Planned(
        paths=tuple(dict.fromkeys(path for point in chosen for path in point)),
        points=tuple(chosen),
        scenarios=tuple(scenarios),
        asked=asked,
        seed=first.seed if seed is None else seed,
        replications=first.replications if replications is None else replications,
    )


def _chosen(
    over: Mapping[str, object] | None,
    points: Sequence[Mapping[str, Any]] | str | Path | None,
) -> Sequence[Mapping[str, Any]]:
    """The points of a grid, of a file or as given."""
    if isinstance(points, (str, Path)):
        return listed(Path(points))
    chosen = grid(over) if over else list(points or ())
    if not chosen:
        problems = Problems()
        problems.add("sweep", 0, "", "a list without points", "need at least one point")
        problems.raise_if_any()
    return chosen


def own_folder(plan: Planned, root: Path, word: str, *more: object) -> Store:
    """A study's own folder, beside those of its points: its name tells what was asked for."""
    keys = [provenance.result_key(scenario, plan.seed) for scenario in plan.scenarios]
    asked = [list(one.key) for one in plan.asked]
    said = [[list(point.items()) for point in plan.points], keys, plan.replications, asked, more]
    text = json.dumps(said, ensure_ascii=False, default=str)
    key = f"{word}-" + hashlib.sha256(text.encode()).hexdigest()[:12]
    store = Store(root / provenance.result_name(plan.scenarios[0]) / key, key)
    store.folder.mkdir(parents=True, exist_ok=True)
    return store
