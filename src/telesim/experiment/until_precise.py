"""Replications of one scenario until the rule of :mod:`telesim.experiment.precision` stops."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telesim.experiment.estimate import combine
from telesim.experiment.precision import FIRST, Precision, PrecisionError, Reading, Stop, next_look
from telesim.experiment.study import Design, Study, joined
from telesim.experiment.verdicts import Verdict, judge

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.replicate import Progress
    from telesim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why one target, everywhere or in one county, asked for no more replications."""

    name: str
    where: dict[str, str]
    by: Stop
    #: Half of the 95 % interval relative to its mean; None where there is none.
    found: float | None


@dataclass(frozen=True, slots=True)
class Stopping:
    """How a run until a precision ended."""

    precision: Precision
    #: Replications in all.
    replications: int
    targets: tuple[Stopped, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values; shares in per cent."""
        return {
            "wanted_percent": round(100 * self.precision.share, 6),
            "at_most": self.precision.at_most,
            "targets": [
                {
                    "name": one.name,
                    "where": dict(one.where),
                    "stopped_by": one.by,
                    "found_percent": None if one.found is None else round(100 * one.found, 3),
                }
                for one in self.targets
            ],
        }


def until_precise(
    study: Study, scenario: Scenario, seed: int, precision: Precision, keep_log: bool = False
) -> Stopping:
    """File replications until every target is precise or decided, or the budget is spent.

    Where it stops depends on the scenario, the seed and the precision alone, not on what was filed.

    Raises:
        PrecisionError: the scenario has no targets.
        RunError: a replication failed.
    """
    if not scenario.targets:
        raise PrecisionError(
            f"precision: {scenario.name} has no targets, need one whose interval can be narrow"
        )
    done, wanted, tables = 0, FIRST, []
    kpis = {target.kpi for target in scenario.targets.values()}
    growing = Study(study.out, study.workers, _summed(study.progress))
    while True:
        numbers = range(done + 1, wanted + 1)
        (store,) = growing.simulate([Design(scenario, seed, numbers, keep_log)])
        fresh = joined(store, "replications", numbers)
        tables.append(fresh[fresh["kpi"].isin(kpis)])
        done = wanted
        rows = _rows(scenario, tables, precision)
        look = next_look([reading for _, reading in rows], precision, done)
        if look is None:
            break
        wanted = look
    return Stopping(
        precision,
        done,
        tuple(
            Stopped(
                verdict.name,
                verdict.where,
                reading.stopped_by(precision) or "budget",
                _share(reading),
            )
            for verdict, reading in rows
        ),
    )


def _share(reading: Reading) -> float | None:
    known = reading.mean != 0 and math.isfinite(reading.half)
    return reading.half / abs(reading.mean) if known else None


def _rows(
    scenario: Scenario, tables: list[pd.DataFrame], precision: Precision
) -> list[tuple[Verdict, Reading]]:
    """Each target as a whole and in each of its counties, with what the rule reads of it.

    A target over months is read by its worst month, as its verdict is.
    """
    import pandas as pd

    table = pd.concat(tables, ignore_index=True)
    shown = judge(scenario, combine(table), table)
    deciding = judge(scenario, combine(table, precision.confidence), table)
    return [
        (verdict, _reading(verdict, wider))
        for verdict, wider in zip(shown, deciding, strict=True)
        if verdict.level != "month"
    ]


def _reading(verdict: Verdict, wider: Verdict) -> Reading:
    return Reading(
        mean=math.nan if verdict.mean is None else verdict.mean,
        half=_half(verdict),
        deciding_half=_half(wider),
        limit=verdict.limit,
        decided=wider.verdict != "undecided",
        usable=verdict.n,
    )


def _half(verdict: Verdict) -> float:
    if verdict.mean is None or verdict.ci_low is None or verdict.ci_high is None:
        return math.nan
    return max(verdict.mean - verdict.ci_low, verdict.ci_high - verdict.mean)


def _summed(progress: Progress | None) -> Progress | None:
    """One progress over all steps: what earlier steps did counts as done."""
    if progress is None:
        return None
    before, of_this = 0, 0

    def show(done: int, total: int) -> None:
        nonlocal before, of_this
        if done == 0:  # each step begins so
            before, of_this = before + of_this, 0
        of_this = done
        progress(before + done, before + total)

    return show
