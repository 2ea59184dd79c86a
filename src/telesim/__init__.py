"""telesim: simulation and capacity planning for telephone and fibre networks.

>>> import telesim
>>> result = telesim.run("scenarios/quickstart.yaml")        # doctest: +SKIP
>>> result.targets                                           # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telesim.eventlog import EventLog as EventLog
    from telesim.experiment import Result as Result
    from telesim.experiment import RunError as RunError
    from telesim.experiment import Verdict as Verdict
    from telesim.experiment.replicate import Progress
    from telesim.experiment.sensitivity import Sensitivity as Sensitivity
    from telesim.experiment.sweep import Sweep as Sweep
    from telesim.scenario import Scenario as Scenario
    from telesim.scenario.errors import ScenarioError as ScenarioError
    from telesim.workload.columns import Workload as Workload

#: Public types, found where they live when first asked for: importing telesim stays cheap.
_TYPES = {
    "Scenario": "telesim.scenario",
    "ScenarioError": "telesim.scenario.errors",
    "Workload": "telesim.workload.columns",
    "EventLog": "telesim.eventlog",
    "Result": "telesim.experiment",
    "RunError": "telesim.experiment",
    "Verdict": "telesim.experiment",
    "Sensitivity": "telesim.experiment.sensitivity",
    "Sweep": "telesim.experiment.sweep",
}

__all__ = ["draw", "load", "run", "sensitivity", "simulate", "sweep", *_TYPES]


def load(
    path: str | Path,
    reforms: Sequence[str | Path] = (),
    settings: Mapping[str, Any] | None = None,
) -> Scenario:
    """Read a scenario file, lay reforms and single settings over it, and check the whole.

    Args:
        path: the YAML file.
        reforms: overlay files, in this order.
        settings: values by dotted path, such as ``{"policies.base": "local"}``; they win.

    Raises:
        ScenarioError: with everything that is wrong, each with file, line and path.
    """
    from telesim import scenario

    return scenario.load(path, reforms, settings)


def run(
    scenario: Scenario | str | Path,
    *,
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    keep_log: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Simulate a scenario and judge its targets.

    Args:
        scenario: a loaded scenario, or the path of its file.
        reforms: overlay files; only with a path.
        replications: how many; the scenario's own number when None.
        seed: the scenario's own when None.
        workers: local processes, None = as many as pay; the results do not depend on it.
        out: root of the results, ``results`` in the current directory when None. Replications
            that are there already are used again.
        keep_log: keep the event log of every replication.
        progress: called with replications done and still wanted.

    Returns:
        Frames ``targets``, ``kpis``, ``league``, ``replications`` and ``series``, and the folder.

    Raises:
        ScenarioError: the file is not valid.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim import experiment

    if isinstance(scenario, (str, Path)):
        scenario = load(scenario, reforms)
    elif reforms:
        raise ValueError("reforms: lay them over a scenario with load(path, reforms)")
    return experiment.run(
        scenario,
        replications=replications,
        seed=seed,
        workers=workers,
        out=out,
        keep_log=keep_log,
        progress=progress,
    )


def simulate(
    scenario: Scenario | str | Path, number: int = 1, *, seed: int | None = None
) -> EventLog:
    """One replication up to its log, with all checks on, and nothing filed.

    The log is the one that :func:`run` keeps of this replication; its figures are made of it by
    ``telesim.kpi.measure(scenario, log)``.

    Args:
        scenario: a loaded scenario, or the path of its file.
        number: of the replication, from 1.
        seed: the scenario's own when None.

    Raises:
        ScenarioError: the file is not valid.
        ValueError: no replication has that number.
        telesim.simulation.SimulationError: the run stopped itself.
        telesim.conservation.ConservationError: the log does not add up.
    """
    from telesim.experiment.replicate import run_one

    scenario = _numbered(scenario, number)
    return run_one(scenario, scenario.seed if seed is None else seed, number)


def draw(scenario: Scenario | str | Path, number: int = 1, *, seed: int | None = None) -> Workload:
    """Everything random of one replication, as :func:`simulate` meets it: orders, faults and all.

    Arguments as for :func:`simulate`.

    Raises:
        ScenarioError: the file is not valid.
        ValueError: no replication has that number.
    """
    from telesim import workload

    scenario = _numbered(scenario, number)
    return workload.draw(scenario, scenario.seed if seed is None else seed, number)


def sweep(
    scenario: str | Path,
    over: Mapping[str, Any] | None = None,
    *,
    points: Sequence[Mapping[str, Any]] | str | Path | None = None,
    kpis: Sequence[str] = (),
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Answer a scenario at many points, all on the same draws.

    Args:
        scenario: the path of its file.
        over: dotted path -> values, as a list or a text such as ``"1..4"``: every combination.
        points: instead, each point as ``{path: value}``, or a CSV file with paths in its head.
        kpis: KPIs beside the targets, as ``"NAME"`` or ``"NAME:area=town"``.
        reforms, replications, seed, workers, out, progress: as for :func:`run`.

    Returns:
        ``table``, one row for each point and target or KPI, and the folder in which it stands.

    Raises:
        ScenarioError: everything that is wrong with paths, values and points, before any runs.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim.experiment.sweep.plan import planned
    from telesim.experiment.sweep.sweep import sweep as answer

    plan = planned(
        scenario, over, points=points, kpis=kpis, reforms=reforms,
        replications=replications, seed=seed,
    )  # fmt: skip
    return answer(plan, workers=workers, out=out, progress=progress)


def sensitivity(
    scenario: str | Path,
    *,
    ranges: Sequence[str] = (),
    ranges_file: str | Path | None = None,
    under: Sequence[str] = (),
    spread: float = 0.20,
    turns: Sequence[str] = (),
    points: int = 7,
    trajectories: int = 4,
    sobol: bool = False,
    base: int = 64,
    kpis: Sequence[str] = (),
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Which assumed numbers move the answers, and at which value of one a verdict turns.

    Args:
        scenario: the path of its file.
        ranges: ``"PATH=LOW..HIGH"`` with the unit; none = the numbers that files call assumed.
        ranges_file: further ranges, CSV (path, low, high) or YAML (``PATH: LOW..HIGH``).
        under: only assumed numbers at or below these paths.
        spread: range of an assumed number around its value, in both directions, as a share.
        turns: ``"PATH=LOW..HIGH"`` of numbers over which all verdicts are shown; alone, effects
            are not asked for.
        points: values over which they are shown, ends included.
        trajectories: of Morris' design.
        sobol, base: whether shares of the variance are asked for, and rows of their base sample,
            a power of two.
        kpis, reforms, replications, seed, workers, out, progress: as for :func:`sweep`.

    Returns:
        Frames ``effects``, ``shares``, ``curve_points`` and ``crossings``, and the folder.

    Raises:
        ScenarioError: everything that is wrong with paths and ranges, before any runs.
        RunError: a replication failed, or the results cannot be written.
        ValueError: SALib is not installed, or ``base`` is no power of two.
    """
    from telesim.experiment.sensitivity import answer, prepare

    ready = prepare(
        scenario, ranges=ranges, ranges_file=ranges_file, under=under, spread=spread, turns=turns,
        points=points, trajectories_wanted=trajectories, sobol=sobol, base_rows=base, kpis=kpis,
        reforms=reforms, replications=replications, seed=seed,
    )  # fmt: skip
    return answer(ready, workers=workers, out=out, progress=progress)


def _numbered(scenario: Scenario | str | Path, number: int) -> Scenario:
    if number < 1:
        raise ValueError(f"number: got {number}, replications are numbered from 1")
    return load(scenario) if isinstance(scenario, (str, Path)) else scenario


def __getattr__(name: str) -> Any:
    if name in _TYPES:
        return getattr(import_module(_TYPES[name]), name)
    raise AttributeError(f"module 'telesim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_TYPES])
