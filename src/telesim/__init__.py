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
    from telesim.experiment.plan.outcome import Plan as Plan
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
    "RunError": "telesim.experiment",
    "Verdict": "telesim.experiment",
    "Plan": "telesim.experiment.plan.outcome",
}

__all__ = ["draw", "load", "plan", "run", "simulate", *_TYPES]


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


def plan(
    scenario: str | Path,
    *,
    reforms: Sequence[str | Path] = (),
    vary: Mapping[str, str] | None = None,
    costs: Mapping[str, str] | None = None,
    require: Sequence[str] = (),
    month: str | None = None,
    life: str | None = None,
    ties: str | None = None,
    question: str | Path | None = None,
    replications: int = 40,
    at_most: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Choose crews, expansions and policies at least cost under limits.

    Args:
        scenario: the path of its file.
        reforms: overlay files that hold in every design.
        vary: what may vary, such as ``{"crews.field": "2..6", "projects.cards": "in or out",
            "policies.base": "seat, local"}``; every row of crews when None, around an estimate.
        costs: ``{"crews.field": "30000 CNY a year"}``; else what the scenario states.
        require: ``"cable-72h"``, ``"P(cable-72h) >= 0.9"`` or ``"KPI(where) <= LIMIT"``; all
            targets when empty.
        month: of the window, ``"2001-07"``, to ask for it alone.
        life: of what is paid once, ``"10 years"``.
        ties: which requirement's KPI decides among designs of equal cost.
        question: a YAML file with all of this; what is given beside it wins.
        replications: of the plan with fresh draws.
        at_most: replications in all.
        seed: the scenario's own when None.
        workers: local processes, None = as many as pay; the results do not depend on it.
        out: root of the results.
        progress: called with replications done and expected.

    Returns:
        The plan, with frames ``targets``, ``designs``, ``frontier``, ``shadow_prices``.

    Raises:
        ScenarioError: the scenario or the question is not valid.
        RunError: nothing within the ranges keeps the limits, or a replication failed.
    """
    from telesim.experiment.plan import planning
    from telesim.experiment.plan.question import read
    from telesim.experiment.plan.written import Written, laid_over, read_file

    written = Written(vary or {}, costs or {}, tuple(require), month, life, ties)
    if question is not None:
        written = laid_over(read_file(Path(question)), written)
    asked = read(Path(scenario), [Path(one) for one in reforms], written)
    return planning.plan(
        asked,
        replications=replications,
        seed=seed,
        at_most=at_most,
        workers=workers,
        out=out,
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
