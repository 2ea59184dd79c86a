"""telesim: simulation and capacity planning for telephone and fibre networks.

>>> import telesim
>>> result = telesim.run("scenarios/quickstart.yaml")        # doctest: +SKIP
>>> result.targets                                           # doctest: +SKIP
"""

from __future__ import annotations

import sys
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
    from telesim.experiment.cluster import on_cluster as on_cluster
    from telesim.experiment.compare import CompareError as CompareError
    from telesim.experiment.compare import Comparison as Comparison
    from telesim.experiment.differing import Difference as Difference
    from telesim.experiment.explain import Explanation as Explanation
    from telesim.experiment.plan.outcome import Plan as Plan
    from telesim.experiment.regression.check import Checked as Checked
    from telesim.experiment.replicate import Progress
    from telesim.experiment.sensitivity import Sensitivity as Sensitivity
    from telesim.experiment.store_listing import clean_results as clean_results
    from telesim.experiment.store_listing import results as results
    from telesim.experiment.sweep import Sweep as Sweep
    from telesim.scenario import Scenario as Scenario
    from telesim.scenario.errors import ScenarioError as ScenarioError
    from telesim.verbs.compare import compare as compare
    from telesim.verbs.differing import diff as diff
    from telesim.verbs.doctor import doctor as doctor
    from telesim.verbs.explain import explain as explain
    from telesim.verbs.layout import fmt as fmt
    from telesim.verbs.notebook import as_html as as_html
    from telesim.verbs.notebook import chart as chart
    from telesim.verbs.notebook import figures as figures
    from telesim.verbs.notebook import in_words as in_words
    from telesim.verbs.notebook import life as life
    from telesim.verbs.notebook import repairs as repairs
    from telesim.verbs.notebook import run_out as run_out
    from telesim.verbs.plan import plan as plan
    from telesim.verbs.ranges import sensitivity as sensitivity
    from telesim.verbs.ranges import sweep as sweep
    from telesim.verbs.regression import baseline as baseline
    from telesim.verbs.regression import check as check
    from telesim.verbs.report import open_result as open_result
    from telesim.verbs.report import write_report as write_report
    from telesim.workload.columns import Workload as Workload

#: The other public names, found where they live when first asked for: importing telesim stays
#: cheap.
_HOMES = {
    # verbs
    "as_html": "telesim.verbs.notebook",
    "baseline": "telesim.verbs.regression",
    "chart": "telesim.verbs.notebook",
    "check": "telesim.verbs.regression",
    "clean_results": "telesim.experiment.store_listing",
    "compare": "telesim.verbs.compare",
    "diff": "telesim.verbs.differing",
    "doctor": "telesim.verbs.doctor",
    "explain": "telesim.verbs.explain",
    "figures": "telesim.verbs.notebook",
    "in_words": "telesim.verbs.notebook",
    "life": "telesim.verbs.notebook",
    "fmt": "telesim.verbs.layout",
    "on_cluster": "telesim.experiment.cluster",
    "open_result": "telesim.verbs.report",
    "plan": "telesim.verbs.plan",
    "repairs": "telesim.verbs.notebook",
    "results": "telesim.experiment.store_listing",
    "run_out": "telesim.verbs.notebook",
    "sensitivity": "telesim.verbs.ranges",
    "sweep": "telesim.verbs.ranges",
    "write_report": "telesim.verbs.report",
    # types
    "Checked": "telesim.experiment.regression.check",
    "CompareError": "telesim.experiment.compare",
    "Comparison": "telesim.experiment.compare",
    "Difference": "telesim.experiment.differing",
    "EventLog": "telesim.eventlog",
    "Explanation": "telesim.experiment.explain",
    "Plan": "telesim.experiment.plan.outcome",
    "Result": "telesim.experiment",
    "RunError": "telesim.experiment",
    "Scenario": "telesim.scenario",
    "ScenarioError": "telesim.scenario.errors",
    "Sensitivity": "telesim.experiment.sensitivity",
    "Sweep": "telesim.experiment.sweep",
    "Verdict": "telesim.experiment",
    "Workload": "telesim.workload.columns",
}

__all__ = ["draw", "load", "run", "simulate", *_HOMES]


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
    precision: str | float | None = None,
    at_most: int | None = None,
) -> Result:
    """Simulate a scenario and judge its targets.

    Args:
        scenario: a loaded scenario, or the path of its file.
        reforms: overlay files; only with a path.
        replications: how many; the scenario's own number when None.
        seed: the scenario's own when None.
        workers: local processes, None = as many as pay; the results do not depend on it. Inside
            ``with telesim.on_cluster(address, out):`` the cluster's workers are used instead.
        out: root of the results, ``results`` in the current directory when None. Replications
            that are there already are used again.
        keep_log: keep the event log of every replication.
        progress: called with replications done and still wanted.
        precision: instead of a number of replications, as many as make the interval of each
            target so narrow relative to its mean, ``"5 %"`` or 0.05, or decide its verdict.
        at_most: replications that this may take, 200 when None.

    Returns:
        Frames ``targets``, ``kpis``, ``league``, ``replications`` and ``series``, and the folder.

    Raises:
        ScenarioError: the file is not valid.
        ValueError: a precision that cannot be.
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
        precision=precision,
        at_most=at_most,
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
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'telesim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])


def _show_in_notebooks() -> None:
    """Tell a notebook how to show answers and errors; elsewhere nothing loads."""
    if "IPython" in sys.modules:
        from telesim.verbs.showing import show_in_notebooks

        show_in_notebooks()


_show_in_notebooks()
