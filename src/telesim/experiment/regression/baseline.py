"""A baseline: what a scenario's KPIs were, in a small text file that is kept with the project.

JSON in a fixed layout, each KPI on lines of its own, so that a renewed baseline shows in a diff
which KPIs moved. Values that are the same in all replications are written once.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.regression.causes import Makings
from telesim.experiment.regression.samples import SAME, Row, Sample, rounded
from telesim.experiment.store import Store
from telesim.kpi.catalogue import where_key

if TYPE_CHECKING:
    import pandas as pd

#: Version of the layout; a file of a later one is refused.
VERSION = 1
SUFFIX = ".json"
_ABOUT = (
    "What `telesim check` compares with; `telesim baseline` writes it. Not to be edited: make it "
    "anew when a change is meant."
)


class BaselineError(ValueError):
    """A baseline that cannot be used or written; one line each problem, with what to do."""


def _remedy(path: Path) -> str:
    """What to do about a file that cannot be read: nothing overwrites it, so it must go first."""
    return f"delete {path}, then telesim baseline SCENARIO"


@dataclass(frozen=True)
class Recipe:
    """How to get the replications again; paths are relative to the baseline's folder."""

    scenario: str
    reforms: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Baseline:
    """The KPIs of a scenario as they were."""

    #: Of the scenario with its reforms, such as ``before+piece-rate``.
    name: str
    recipe: Recipe
    seed: int
    replications: int
    made_of: Makings
    #: Target -> verdict.
    targets: dict[str, str]
    samples: dict[Row, Sample]
    #: Row -> mean with its 95 % interval, for the reader; None where it cannot be said.
    estimates: dict[Row, tuple[float | None, float | None, float | None]]
    #: Where it stands; None before it is written.
    path: Path | None = None

    def scenario_file(self, folder: Path) -> Path:
        """The scenario's file, for a baseline that stands in ``folder``."""
        return _from(folder, self.recipe.scenario)

    def reform_files(self, folder: Path) -> list[Path]:
        """The reforms' files, for a baseline that stands in ``folder``."""
        return [_from(folder, one) for one in self.recipe.reforms]

    def text(self) -> str:
        """The file's content; equal baselines give equal bytes."""
        head: dict[str, Any] = {
            "about": _ABOUT,
            "baseline": VERSION,
            "name": self.name,
            "scenario": self.recipe.scenario,
            "reforms": list(self.recipe.reforms),
            "settings": self.recipe.settings,
            "seed": self.seed,
            "replications": self.replications,
            "made_of": self.made_of.as_json(),
            "targets": self.targets,
        }
        lines = []
        for key, value in head.items():
            if key == "made_of":
                parts = ",\n".join(f"  {_text(k)}: {_text(v)}" for k, v in value.items())
                lines.append(f'"made_of": {{\n{parts}}}')
            else:
                lines.append(f"{_text(key)}: {_text(value)}")
        kpis = ",\n".join(self._kpi(row, sample) for row, sample in self.samples.items())
        lines.append(f'"kpis": [\n{kpis}]')
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def _kpi(self, row: Row, sample: Sample) -> str:
        mean, low, high = self.estimates[row]
        said = {
            "kpi": row.kpi,
            "where": json.loads(row.where),
            "unit": sample.unit,
            "mean": mean,
            "ci_low": low,
            "ci_high": high,
        }
        lines = [_text(said)[:-1], f' "values": {_text(_short(sample.values))}']
        if sample.weights is not None:
            lines.append(f' "weights": {_text(_short(sample.weights))}')
        return ",\n".join(lines) + "}"


def _from(folder: Path, relative: str) -> Path:
    return Path(os.path.relpath(os.path.normpath(os.path.join(os.path.abspath(folder), relative))))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _short(values: NDArray[np.float64]) -> Any:
    """The values as plain numbers, None for no case; one number where all are the same."""
    plain = [_number(value) for value in values]
    return plain[0] if len(set(plain)) == 1 else plain


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else float(value)


def estimates_of(
    estimates: pd.DataFrame, rows: Iterator[Row] | Mapping[Row, Any]
) -> dict[Row, tuple[float | None, float | None, float | None]]:
    """Means with intervals of some rows, in the digits of a baseline."""
    known = {Row(row.kpi, row.where): row for row in estimates.itertuples(index=False)}
    found = {}
    for row in rows:
        one = known[row]
        low, mean, high = rounded(np.array([one.ci_low, one.mean, one.ci_high]))
        found[row] = (_number(mean), _number(low), _number(high))
    return found


def write(baseline: Baseline, folder: Path, name: str) -> Path:
    """Write ``folder/NAME.json``, whole or not at all; an older one of the same recipe is replaced.

    Raises:
        BaselineError: what stands there is of another scenario, damaged, or of a later version.
        StoreError: the folder cannot be written.
    """
    path = folder / f"{name}{SUFFIX}"
    refuse_to_replace(path, baseline.recipe)
    store = Store(folder, "")
    with store.writing(path) as partial:
        partial.write_text(baseline.text(), encoding="utf-8", newline="\n")
    return path


def refuse_to_replace(path: Path, recipe: Recipe) -> None:
    """Check that a new baseline may stand at ``path``.

    Raises:
        BaselineError: what stands there is of another scenario, damaged, or of a later version.
    """
    if not os.path.lexists(path):
        return
    there = read(path).recipe
    if there != recipe:
        raise BaselineError(
            f"{path}: holds the baseline of {_recipe_words(there)}, not of "
            f"{_recipe_words(recipe)}; give the new one another name with --name"
        )


def _recipe_words(recipe: Recipe) -> str:
    words = [recipe.scenario, *(f"with {one}" for one in recipe.reforms)]
    words += [f"{path}={value}" for path, value in recipe.settings.items()]
    return " ".join(words)


def read(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: it is missing, damaged, of a later version, or not as it was written.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BaselineError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise BaselineError(f"{path}: cannot be read ({problem}); {_remedy(path)}") from None
    try:
        said = json.loads(text, parse_constant=_refuse)
    except ValueError as problem:
        raise BaselineError(f"{path}: is no whole JSON ({problem}); {_remedy(path)}") from None
    if not isinstance(said, dict) or not isinstance(said.get("baseline"), int):
        raise BaselineError(f"{path}: is no baseline (no number under 'baseline'); {_remedy(path)}")
    if said["baseline"] != VERSION:
        raise BaselineError(
            f"{path}: is of version {said['baseline']}, this telesim knows {VERSION}; use the "
            f"telesim that wrote it, or {_remedy(path)} with this one"
        )
    try:
        return _typed(said, path)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        found = f"no {problem}" if isinstance(problem, KeyError) else str(problem)
        raise BaselineError(f"{path}: is damaged or edited ({found}); {_remedy(path)}") from None


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number here")


def _typed(said: dict[str, Any], path: Path) -> Baseline:
    count = said["replications"]
    seed = said["seed"]
    if not (isinstance(count, int) and count >= 1 and isinstance(seed, int) and seed >= 0):
        raise ValueError("replications or seed is no whole number")
    samples: dict[Row, Sample] = {}
    estimates = {}
    for one in said["kpis"]:
        row = Row(str(one["kpi"]), where_key(one["where"]))
        weights = one.get("weights")
        sample = Sample(
            str(one["unit"]),
            _long(one["values"], count, row),
            None if weights is None else _long(weights, count, row),
        )
        _check_mean(row, sample, one["mean"])
        if row in samples:
            raise ValueError(f"{row.kpi} {row.where} stands there twice")
        samples[row] = sample
        estimates[row] = (one["mean"], one["ci_low"], one["ci_high"])
    made = said["made_of"]
    made_of = Makings(
        key=str(made["key"]),
        **{part: dict(made[part]) for part in ("inputs", "draws", "source", "versions")},
    )
    return Baseline(
        name=str(said["name"]),
        recipe=Recipe(str(said["scenario"]), tuple(said["reforms"]), dict(said["settings"])),
        seed=seed,
        replications=count,
        made_of=made_of,
        targets=dict(said["targets"]),
        samples=samples,
        estimates=estimates,
        path=path,
    )


def _long(values: Any, count: int, row: Row) -> NDArray[np.float64]:
    listed = values if isinstance(values, list) else [values] * count
    if len(listed) != count:
        raise ValueError(f"{row.kpi} {row.where}: {len(listed)} values, not {count}")
    return np.array([math.nan if one is None else float(one) for one in listed])


def _check_mean(row: Row, sample: Sample, mean: Any) -> None:
    """A value changed by hand, or a lost line, shows in the mean."""
    said = math.nan if mean is None else float(mean)
    if not np.isclose(sample.mean, said, rtol=10 * SAME, atol=0, equal_nan=True):
        raise ValueError(f"{row.kpi} {row.where}: its mean {mean} is not that of its values")
