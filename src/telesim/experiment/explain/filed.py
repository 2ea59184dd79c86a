"""An explanation read back from its folder, and the one that lies between two runs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.explain.errors import ExplainError
from telesim.experiment.explain.explanation import Explanation, Share, TargetTold
from telesim.experiment.explain.mix import Mix
from telesim.experiment.explain.shapley import Values95
from telesim.experiment.explain.told_hours import HoursRow
from telesim.experiment.verdicts import Verdict
from telesim.kpi.catalogue import KPIS

if TYPE_CHECKING:
    from telesim.experiment.result import Result

#: The whole answer in the folder of a study.
ANSWER = "explanation.json"
_AGAIN = "run telesim explain again, which finds its replications filed and writes it anew"


def is_explanation(folder: Path) -> bool:
    """Whether the folder is that of a study of ``telesim explain``."""
    return (folder / ANSWER).is_file()


def read_explanation(folder: Path | str) -> Explanation:
    """What ``explain`` answered, from the study's folder alone.

    Causes behind the mix stand in ``mix.csv`` and are not given back.

    Raises:
        ExplainError: the folder holds no explanation, one of an older version, or a damaged one.
    """
    path = Path(folder) / ANSWER
    if not path.is_file():
        raise ExplainError(
            f"{folder}: found no {ANSWER}, need the folder that telesim explain prints after "
            "'Results:'"
        )
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ExplainError(f"{path}: damaged ({problem}); {_AGAIN}") from None
    if not isinstance(said, dict):
        raise ExplainError(f"{path}: damaged (no object); {_AGAIN}")
    try:
        return _explanation(path.parent, said)
    except KeyError as lacking:
        raise ExplainError(
            f"{path}: lacks {lacking}, written by another version; {_AGAIN}"
        ) from None
    except (AttributeError, TypeError, ValueError) as problem:
        raise ExplainError(f"{path}: damaged ({problem}); {_AGAIN}") from None


def explanation_between(one: Result, other: Result) -> Explanation | None:
    """The study that shares out the difference between two runs, filed beside either of them.

    Of several that with most replications. A run's key stands for its scenario, seed and source,
    so that a study of other figures is never taken. None where there is none that can be read.
    """
    wanted = {_run_of(one), _run_of(other)}
    found = []
    for root in sorted({result.folder.resolve().parent.parent for result in (one, other)}):
        for path in sorted(root.glob(f"*/explain-*/{ANSWER}")):
            with suppress(ExplainError):
                read = read_explanation(path.parent)
                if set(read.runs.values()) == wanted:
                    found.append(read)
    return max(found, key=lambda read: read.replications, default=None)


def _run_of(result: Result) -> str:
    folder = result.folder.resolve()
    return f"{folder.parent.name}/{folder.name}"


def _explanation(folder: Path, said: Mapping[str, Any]) -> Explanation:
    return Explanation(
        before=str(said["before"]),
        after=str(said["after"]),
        players={name: tuple(reforms) for name, reforms in said["players"].items()},
        seed=int(said["seed"]),
        replications=int(said["replications"]),
        orders=int(said["orders"]),
        combinations=int(said["combinations"]),
        targets=tuple(_target(one) for one in said["targets"]),
        left_out=tuple(said["left_out"]),
        hours=tuple(_hours(one) for one in said["hours"]),
        shifted=said["shifted"] or "",
        folder=folder,
        computed=0,
        runs={end: str(said["runs"][end]) for end in ("before", "after")},
    )


def _target(said: Mapping[str, Any]) -> TargetTold:
    mix, speed = said["mix"], said["speed"]
    return TargetTold(
        name=said["name"],
        kpi=said["kpi"],
        where=dict(said["where"]),
        unit=said["unit"],
        higher_is_better=KPIS[said["kpi"]].higher_is_better,
        before=_verdict(said, said["before"]),
        after=_verdict(said, said["after"]),
        before_mean=_values(said["before"]),
        after_mean=_values(said["after"]),
        difference=_values(said["difference"]),
        shares=tuple(
            Share(
                one["player"], _values(one), float(one["sampling_error"]), one["alone"], one["last"]
            )
            for one in said["shares"]
        ),
        mix=None if mix is None else Mix(_values(mix), _values(speed), ()),
        n=int(said["n"]),
    )


def _verdict(target: Mapping[str, Any], end: Mapping[str, Any]) -> Verdict:
    return Verdict(
        name=target["name"],
        kpi=target["kpi"],
        where=dict(target["where"]),
        direction=target["direction"],
        limit=float(target["limit"]),
        unit=target["unit"],
        mean=end["mean"],
        ci_low=end["low"],
        ci_high=end["high"],
        n=int(target["n"]),
        probability=None,
        probability_low=None,
        probability_high=None,
        verdict=end["verdict"],
        needed=None,
    )


def _hours(said: Mapping[str, Any]) -> HoursRow:
    return HoursRow(
        said["what"], dict(said["where"]), said["unit"], said["part"], _float(said["before"]),
        _float(said["after"]), _values(said["change"]),
    )  # fmt: skip


def _values(said: Mapping[str, Any]) -> Values95:
    return Values95(_float(said["mean"]), _float(said["low"]), _float(said["high"]))


def _float(value: float | None) -> float:
    return math.nan if value is None else float(value)
