"""What a study of sensitivity would simulate: ranges and points, all loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.experiment.asked import Asked, asked_for
from telesim.experiment.sensitivity.assumed import (
    PACE,
    SPREAD,
    assumed_numbers,
    is_below,
    pay_pace,
)
from telesim.experiment.sensitivity.curves import values_over
from telesim.experiment.sensitivity.morris import trajectories
from telesim.experiment.sensitivity.ranges import (
    RANGE,
    Factor,
    ranges_in,
    ranges_of,
    settings_shown,
    stated_in,
    without,
)
from telesim.experiment.sensitivity.responses import Question, questions_of
from telesim.experiment.sensitivity.sobol import saltelli
from telesim.experiment.sweep.loading import (
    NO_PATH,
    SETTING,
    Checked,
    load_points,
    unknown_paths,
)
from telesim.experiment.sweep.plan import Planned
from telesim.scenario.errors import Problems, ScenarioError
from telesim.scenario.loading import load

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.scenario.resolved import Shown

#: Morris' trajectories; four to ten are usual (Campolongo et al. 2007).
TRAJECTORIES = 4
#: Rows of Sobol's base sample. *Assumed*: shares to about a tenth.
BASE = 64
#: Values of a curve, ends included.
POINTS = 7


@dataclass(frozen=True)
class Prepared:
    """A study that is loaded and checked: its points in three blocks."""

    file: Path
    reforms: tuple[str | Path, ...]
    base: Scenario
    plan: Planned
    questions: tuple[Question, ...]
    factors: tuple[Factor, ...]
    #: Points of the unit cube, empty where effects or shares are not asked for.
    morris: np.ndarray[Any, np.dtype[np.float64]]
    sobol: np.ndarray[Any, np.dtype[np.float64]]
    #: Number, its values, and which of them is no effect.
    turns: tuple[tuple[Factor, tuple[float, ...], float | None], ...]
    #: Assumed numbers that the scenario does not load with at the ends of their ranges.
    left_out: tuple[str, ...]


def prepare(
    file: str | Path,
    *,
    ranges: Sequence[str] = (),
    ranges_file: str | Path | None = None,
    under: Sequence[str] = (),
    spread: float | None = None,
    turns: Sequence[str] = (),
    points: int = POINTS,
    trajectories_wanted: int = TRAJECTORIES,
    sobol: bool = False,
    base_rows: int = BASE,
    kpis: Sequence[str] = (),
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    told: Checked | None = None,
) -> Prepared:
    """Load and check every point of the study; arguments as for :func:`telesim.sensitivity`."""
    problems = Problems()
    for what, value, least in (
        ("replications", replications, 1), ("seed", seed, 0), ("points", points, 2),
        ("trajectories", trajectories_wanted, 2),
    ):  # fmt: skip
        if value is not None and value < least:
            problems.add("sensitivity", 0, what, str(value), f"need {least} or more")
    if spread is not None and not 0 < spread < 1:
        problems.add("sensitivity", 0, "spread", f"{spread:g}", "need more than 0 and less than 1")
    if sobol and (base_rows < 2 or base_rows & (base_rows - 1)):
        problems.add("sensitivity", 0, "base", str(base_rows), "need a power of two such as 64")
    problems.raise_if_any()
    base = load(file, reforms)
    seed = base.seed if seed is None else seed
    shown = settings_shown(base)
    refused: list[ScenarioError] = []
    factors: list[Factor] = []
    turned: list[Factor] = []
    asked: tuple[Asked, ...] = ()
    try:
        factors = ranges_of(ranges, shown)
        if ranges_file is not None:
            factors = [
                *without(ranges_in(Path(ranges_file), shown), [f.path for f in factors]),
                *factors,
            ]
    except ScenarioError as wrong:
        refused.append(wrong)
    try:
        # What has a range of its own needs none: what the scenario states, and the pace of pay.
        own = {PACE: pay_pace(base, shown.get(PACE))}
        own |= {one.path: one for one in stated_in(base, shown)}
        bare = [text for text in turns if text.strip() in own]
        turned = ranges_of([text for text in turns if text not in bare], shown)
        turned += [own[text.strip()] for text in dict.fromkeys(bare)]
    except ScenarioError as wrong:
        refused.append(wrong)
    try:
        asked = asked_for(kpis, base)
    except ScenarioError as wrong:
        refused.append(wrong)
    if refused:
        paths = [text.partition("=")[0].strip() for text in (*ranges, *turns)]
        found = unknown_paths(file, reforms, [path for path in paths if path])
        told_as = [replace(one, file=RANGE) for one in found]
        raise ScenarioError([*(one for wrong in refused for one in wrong.problems), *told_as])
    left_out: tuple[str, ...] = ()
    wants_effects = not turned or bool(factors) or bool(under) or sobol
    if wants_effects and not factors:
        factors, left_out = _that_load(file, reforms, _own_ranges(base, shown, spread, under))
        if not factors:
            problems.add(
                str(file), 0, ", ".join(under), "", "no number is called assumed there",
                f"give ranges with {RANGE}",
            )  # fmt: skip
            problems.raise_if_any()
    nothing = np.empty((0, len(factors)))
    morris = trajectories(len(factors), trajectories_wanted, seed) if wants_effects else nothing
    rows = saltelli(len(factors), base_rows, seed) if sobol else nothing
    along = [(one, *values_over(one, points, base)) for one in turned]
    cube = [
        {one.path: one.setting(float(share)) for one, share in zip(factors, point, strict=True)}
        for point in np.concatenate((morris, rows))
    ]
    cube += [{one.path: one.written(value)} for one, values, _ in along for value in values]
    plan = Planned(
        paths=tuple(one.path for one in (*factors, *turned)),
        points=tuple(cube),
        scenarios=_loaded(file, reforms, cube, told, (*factors, *turned)),
        asked=asked,
        seed=seed,
        replications=base.replications if replications is None else replications,
    )
    questions = questions_of(base, asked)
    if not questions:
        problems.add(
            str(file), 0, "targets", "", "the scenario has none, and no KPI was asked for",
            "name one with --kpi",
        )  # fmt: skip
        problems.raise_if_any()
    return Prepared(
        Path(file),
        tuple(reforms),
        base,
        plan,
        questions,
        tuple(factors),
        morris,
        rows,
        tuple(along),
        left_out,
    )


def _loaded(
    file: str | Path,
    reforms: Sequence[str | Path],
    points: Sequence[Mapping[str, Any]],
    told: Checked | None,
    factors: Sequence[Factor],
) -> tuple[Scenario, ...]:
    """The scenarios of all points; what is wrong with a range is told of the range, and once."""
    try:
        return tuple(load_points(file, reforms, points, told))
    except ScenarioError as refused:
        ranges = {one.path: one.words() for one in factors}
        problems = [
            replace(one, file=RANGE, found=f"the range {ranges[one.path]}")
            if one.file == SETTING and one.expected.startswith("need ") and one.path in ranges
            and one.found != NO_PATH
            else replace(one, file=RANGE) if one.file == SETTING else one
            for one in refused.problems
        ]  # fmt: skip
        raise ScenarioError(dict.fromkeys(problems)) from None


def _own_ranges(
    base: Scenario, shown: Mapping[str, Shown], spread: float | None, under: Sequence[str]
) -> list[Factor]:
    """The ranges that the scenario states, and that of pay's effect; else of assumed numbers.

    A spread that is asked for is that of all assumed numbers but those with a range of their own.
    """
    stated = [one for one in stated_in(base, shown) if is_below(one.path, under)]
    paths = [one.path for one in stated]
    assumed = assumed_numbers(base, shown, SPREAD if spread is None else spread, under)
    if stated and spread is None:
        assumed = [one for one in assumed if one.path == PACE]
    return [*stated, *without(assumed, paths)]


def _that_load(
    file: str | Path, reforms: Sequence[str | Path], factors: list[Factor]
) -> tuple[list[Factor], tuple[str, ...]]:
    """Assumed numbers with which the scenario loads at both ends, and the paths of the others."""
    out: dict[str, None] = {}
    for share in (0.0, 1.0):
        try:
            load(file, reforms, {one.path: one.setting(share) for one in factors})
        except ScenarioError as wrong:
            for problem in wrong.problems:
                # Told of the number, of a part of its law, or of what it adds up with.
                its = [one.path for one in factors if _is_near(one.path, problem.path)]
                if not its:
                    raise
                out.update(dict.fromkeys(its))
    return without(factors, list(out)), tuple(out)


def _is_near(path: str, other: str) -> bool:
    """Whether one path is the other or stands below it."""
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")
