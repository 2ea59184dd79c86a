"""The cheapest crews and expansions that keep limits: ``plan``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.experiment.plan.outcome import Plan
    from telesim.experiment.replicate import Progress


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
            ``"crews.gang-*": "+0..+2"`` puts so many more crews in each row that fits, ``"1..3"``
            varies each of them by itself.
        costs: ``{"crews.field": "30000 CNY a year"}``, with ``*`` for many rows; else what the
            scenario states.
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
