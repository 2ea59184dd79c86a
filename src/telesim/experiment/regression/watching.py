"""Write baselines, and check scenarios against theirs: many scenarios in one go."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment import provenance
from telesim.experiment.estimate import combine
from telesim.experiment.regression import baseline as filed
from telesim.experiment.regression.baseline import Baseline, BaselineError, Recipe
from telesim.experiment.regression.causes import causes, makings
from telesim.experiment.regression.check import Checked, shifts
from telesim.experiment.regression.finding import is_same_file, pairs_of
from telesim.experiment.regression.renewing import FOLDER, command
from telesim.experiment.regression.samples import Row, samples_of
from telesim.experiment.regression.watched import allowances
from telesim.experiment.study import Design, Study, joined
from telesim.experiment.verdicts import Verdict, judge

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario


@dataclass(frozen=True)
class Written:
    """A baseline that was written."""

    path: Path
    baseline: Baseline
    judged: int
    #: KPIs whose figures differ from those of the file that it replaced; None = there was none.
    differing: int | None


@dataclass(frozen=True)
class _Case:
    """A scenario to simulate, and what to set it against."""

    file: Path
    scenario: Scenario
    seed: int
    replications: int
    baseline: Baseline | None = None

    @property
    def design(self) -> Design:
        return Design(self.scenario, self.seed, range(1, self.replications + 1))


def write_baselines(
    files: Sequence[Path],
    study: Study,
    *,
    reforms: Sequence[Path] = (),
    settings: Mapping[str, Any] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    folder: Path = FOLDER,
    name: str | None = None,
) -> list[Written]:
    """Simulate scenarios and write what their KPIs are.

    Args:
        files: scenario files.
        study: where and how they are simulated.
        reforms: laid over each of them; the baseline remembers them.
        settings: values by dotted path, laid over last; remembered too.
        replications: the scenario's own number when None.
        seed: the scenario's own when None.
        folder: of the baselines.
        name: of the file, without ending; the scenario's with its reforms when None.

    Raises:
        ScenarioError: a scenario is not valid.
        BaselineError: nothing is written, as what stands there may not be replaced.
        RunError: a replication failed, or a file cannot be written.
    """
    if name is not None and len(files) > 1:
        raise BaselineError(f"--name {name}: names one baseline, got {len(files)} scenarios")
    if name is not None and (name != Path(name).name or name in ("", ".", "..")):
        raise BaselineError(f"--name: got {name!r}, need the name of a file, without folders")
    cases = [_case(file, reforms, settings, replications, seed) for file in files]
    names = [name or provenance.result_name(case.scenario) for case in cases]
    recipes = [_recipe(case.file, reforms, settings, folder) for case in cases]
    wrong = [f"{one}: two of the scenarios have this name" for one in names if names.count(one) > 1]
    for one, recipe in zip(names, recipes, strict=True):
        try:
            filed.refuse_to_replace(folder / f"{one}{filed.SUFFIX}", recipe)
        except BaselineError as problem:
            wrong.append(str(problem))
    if wrong:
        raise BaselineError("\n".join(dict.fromkeys(wrong)))
    tables = _simulated(cases, study)
    written = []
    for case, one, recipe, table in zip(cases, names, recipes, tables, strict=True):
        made, judged = _baseline(case, recipe, table)
        path = folder / f"{one}{filed.SUFFIX}"
        before = filed.read(path) if path.exists() else None
        filed.write(made, folder, one)
        written.append(Written(path, made, judged, _differing(before, made)))
    return written


def _differing(before: Baseline | None, made: Baseline) -> int | None:
    if before is None:
        return None
    rows = {*before.samples, *made.samples}
    return sum(
        row not in before.samples
        or row not in made.samples
        or not made.samples[row].equals(before.samples[row])
        for row in rows
    )


def check(
    files: Sequence[Path],
    study: Study,
    *,
    reforms: Sequence[Path] = (),
    settings: Mapping[str, Any] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    folder: Path = FOLDER,
    targets: bool = True,
) -> list[Checked]:
    """Simulate scenarios and set them against their targets and baselines.

    Args:
        files: scenarios or baselines; none = every baseline of the folder.
        study: where and how they are simulated.
        reforms: laid over, beyond those that a baseline remembers: what would they move?
        settings: likewise, by dotted path.
        replications: as many as the baseline has when None, and the scenario's own without one.
        seed: that of the baseline, or the scenario's own, when None.
        folder: of the baselines.
        targets: whether targets count, or moved KPIs alone.

    Raises:
        ScenarioError: a scenario is not valid.
        BaselineError: a baseline cannot be used, or there is nothing to check.
        RunError: a replication failed, or a file cannot be written.
    """
    pairs = pairs_of(files, folder, targets)
    cases = [
        _case(file, reforms, settings, replications, seed, known)
        for file, known in pairs
    ]  # fmt: skip
    _refuse_namesakes(cases, folder)
    tables = _simulated(cases, study)
    checked = [_checked(case, table, targets) for case, table in zip(cases, tables, strict=True)]
    if reforms or settings or seed is not None:  # what would they move? no change to be kept
        return checked
    return [
        one if case.baseline is None
        else replace(one, renewed_by=command(case.baseline, case.file, case.scenario))
        for one, case in zip(checked, cases, strict=True)
    ]  # fmt: skip


def _refuse_namesakes(cases: Sequence[_Case], folder: Path) -> None:
    """A scenario that was moved or copied must not lose its baseline without a word.

    Raises:
        BaselineError: a baseline has the name of a scenario that it is not of.
    """
    wrong = []
    for case in cases:
        path = folder / f"{provenance.result_name(case.scenario)}{filed.SUFFIX}"
        if case.baseline is None and path.is_file():
            of = os.path.relpath(filed.read(path).scenario_file(folder))
            wrong.append(
                f"{path}: is the baseline of {of}, not of {case.file}, which has the same name; "
                f"write one with `telesim baseline {case.file} --name NAME`, or look for others "
                "with --baselines DIR"
            )
    if wrong:
        raise BaselineError("\n".join(dict.fromkeys(wrong)))


def _case(
    file: Path,
    reforms: Sequence[Path],
    settings: Mapping[str, Any] | None,
    replications: int | None,
    seed: int | None,
    known: Baseline | None = None,
) -> _Case:
    """A scenario ready to be simulated, as its baseline had it unless told otherwise."""
    from telesim.scenario import load

    over, values = list(reforms), dict(settings or {})
    if known is not None and known.path is not None:
        own = known.reform_files(known.path.parent)
        over = own + [one for one in over if not any(is_same_file(one, o) for o in own)]
        values = {**known.recipe.settings, **values}
    scenario = load(file, over, values)
    own_seed = scenario.seed if known is None else known.seed
    own_count = scenario.replications if known is None else known.replications
    return _Case(
        file,
        scenario,
        own_seed if seed is None else seed,
        own_count if replications is None else replications,
        known,
    )


def _recipe(
    file: Path, reforms: Sequence[Path], settings: Mapping[str, Any] | None, folder: Path
) -> Recipe:
    def relative(path: Path) -> str:
        return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).as_posix()

    return Recipe(relative(file), tuple(map(relative, reforms)), dict(settings or {}))


def _simulated(cases: Sequence[_Case], study: Study) -> list[pd.DataFrame]:
    """The KPI tables of all replications of each case."""
    stores = study.simulate([case.design for case in cases])
    return [
        joined(store, "replications", case.design.numbers)
        for store, case in zip(stores, cases, strict=True)
    ]


def _rows_told(table: pd.DataFrame) -> list[Row]:
    told = table[["kpi", "where"]].drop_duplicates()
    return [Row(*pair) for pair in told.itertuples(index=False)]


def _baseline(case: _Case, recipe: Recipe, table: pd.DataFrame) -> tuple[Baseline, int]:
    """The baseline of a simulated case, and how many of its KPIs are judged."""
    allowed = allowances(case.scenario, _rows_told(table))
    samples = samples_of(table, allowed, case.replications)
    estimates = combine(table)
    verdicts = judge(case.scenario, estimates, table)
    made = Baseline(
        name=_name(case.scenario),
        recipe=recipe,
        seed=case.seed,
        replications=case.replications,
        made_of=makings(case.scenario, case.seed),
        targets={one.name: one.verdict for one in verdicts if one.level == "whole"},
        samples=samples,
        estimates=filed.estimates_of(estimates, samples),
    )
    return made, sum(allowed[row].judged for row in samples)


def _name(scenario: Scenario) -> str:
    origin = scenario.origin
    return "+".join((scenario.name, *(origin.given if origin is not None else ())))


def _checked(case: _Case, table: pd.DataFrame, targets: bool) -> Checked:
    verdicts: tuple[Verdict, ...] = ()
    if targets:
        verdicts = tuple(judge(case.scenario, combine(table), table))
    made = Checked(_name(case.scenario), case.file, case.seed, case.replications, verdicts)
    known = case.baseline
    if known is None:
        return made
    allowed = allowances(case.scenario, _rows_told(table))
    rows = dict.fromkeys((*allowed, *known.samples))
    found = samples_of(table, rows, case.replications)
    exact = provenance.result_key(case.scenario, case.seed) == known.made_of.key
    if exact:  # then inputs, draws and source are the same, and drawing takes its time
        new = replace(known.made_of, versions=provenance.versions())
    else:
        new = makings(case.scenario, case.seed)
    return replace(
        made,
        baseline=known.path,
        baseline_seed=known.seed,
        baseline_replications=known.replications,
        shifts=tuple(shifts(known, found, allowed, exact=exact, seed=case.seed)),
        causes=causes(known.made_of, known.seed, new, case.seed),
        exact=exact,
    )
