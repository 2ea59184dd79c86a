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
    from telesim.experiment.compare import CompareError as CompareError
    from telesim.experiment.compare import Comparison as Comparison
    from telesim.experiment.replicate import Progress
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
    "Comparison": "telesim.experiment.compare",
    "CompareError": "telesim.experiment.compare",
    "RunError": "telesim.experiment",
    "Verdict": "telesim.experiment",
}

__all__ = ["compare", "draw", "load", "run", "simulate", *_TYPES]


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


def compare(
    *scenarios: Scenario | str | Path,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    margins: Sequence[str] = (),
    kpis: Sequence[str] = (),
    jobs: int = 0,
    independent: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Say of two scenarios or more what is better, how sure that is, and job by job why.

    All replications have common draws: the same fault with the same work happens in each scenario,
    so that differences are paired, replication by replication and job by job.

    Args:
        scenarios: loaded ones, or as on the command line: ``"a.yaml"``, ``"a.yaml+reform.yaml"``,
            or ``"+reform.yaml"`` for the first file under a reform. The others are set against
            the first.
        replications: of each; the largest of the scenarios' own numbers when None.
        seed: of all; the first one's own when None.
        workers: local processes, None = as many as pay; the results do not depend on it.
        out: root of the results, ``results`` in the current directory when None.
        margins: differences that do not matter: ``"2 h"`` for all figures of such a unit,
            ``"cable-72h=5 h"`` for one; the targets' own ``margin`` else.
        kpis: figures beside the targets', such as ``"pay_month_mean"`` or
            ``"time_to_restore_mean:county=Runan"``.
        jobs: name so many of the jobs that got worst; 0 = do not match jobs. Event logs of all
            replications are kept for it.
        independent: give each scenario draws of its own; intervals are then Welch's.
        progress: called with replications done and still wanted.

    Returns:
        Frames ``differences``, ``targets``, ``best`` (three or more) and ``jobs``.

    Raises:
        ScenarioError: a file is not valid.
        CompareError: the scenarios do not look at the same time, or a figure fits none.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim.experiment.compare import compare

    return compare(
        scenarios,
        replications=replications,
        seed=seed,
        workers=workers,
        out=out,
        margins=margins,
        kpis=kpis,
        jobs=jobs,
        independent=independent,
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
