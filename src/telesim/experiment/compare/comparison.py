"""What a comparison found, as frames for a notebook and as one JSON object for a program."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.compare.asked import Figure
from telesim.experiment.compare.judging import Relation
from telesim.experiment.compare.mcb import Place
from telesim.experiment.compare.pairing import Difference
from telesim.experiment.estimate import MOST_NEEDED
from telesim.experiment.result import Result, where_words
from telesim.experiment.verdicts import Verdict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from telesim.experiment.compare.jobs import JobsCompared


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One figure of one scenario beside that of the first."""

    figure: Figure
    #: Number of the scenario, from 1; the first is 0.
    scenario: int
    difference: Difference
    #: Of the interval: 95 % for all comparisons with the first together.
    confidence: float
    relation: Relation
    #: Share of the replications in which it is better than the first, with Wilson's interval;
    #: None where draws are not common, or neither is better.
    chance: float | None
    chance_low: float | None
    chance_high: float | None
    #: Replications in all that would decide it; None when decided or unknown.
    needed: int | None
    #: Whether too many cases are open at the end for what the interval says.
    rests_on_open: bool
    #: B less A in each replication that has both; none where draws are not common.
    gaps: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kept:
    """How often one target is met in the replications of a scenario, beside the first."""

    target: str
    scenario: int
    verdict: Verdict
    verdict_of_first: Verdict
    #: Share of replications that keep it, less that of the first, with Newcombe's interval.
    gain: float | None
    gain_low: float | None
    gain_high: float | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """All scenarios by one figure against the best of the others."""

    figure: Figure
    places: tuple[Place, ...]


def _plain(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """What comparing two or more scenarios found; the first is what the others are set against."""

    names: tuple[str, ...]
    results: tuple[Result, ...]
    seed: int
    replication_count: int
    #: Whether all had the same draws, so that differences are paired.
    paired: bool
    compared: tuple[Compared, ...]
    kept: tuple[Kept, ...]
    #: With more than two scenarios.
    ranked: tuple[Ranked, ...]
    #: What the reader must know before the figures.
    notes: tuple[str, ...]
    #: Where its files are.
    folder: Path
    #: One for each scenario after the first, when jobs were asked for.
    jobs: tuple[JobsCompared, ...] = ()

    @cached_property
    def differences(self) -> pd.DataFrame:
        """One row per figure and scenario after the first: both means, difference, what it means.

        ``chance_better`` is the share of replications in which it is better than the first.
        """
        import pandas as pd

        return pd.DataFrame([self._row(one) for one in self.compared])

    def _row(self, one: Compared) -> dict[str, Any]:
        d = one.difference
        return {
            "figure": one.figure.name,
            "kpi": one.figure.kpi,
            "where": where_words(one.figure.where),
            "unit": one.figure.unit,
            "scenario": self.names[one.scenario],
            "against": self.names[0],
            "mean": d.b,
            "mean_against": d.a,
            "difference": d.difference,
            "ci_low": d.ci_low,
            "ci_high": d.ci_high,
            "confidence": one.confidence,
            "n": d.n,
            "margin": one.figure.margin,
            "relation": one.relation,
            "chance_better": one.chance,
            "chance_low": one.chance_low,
            "chance_high": one.chance_high,
            "replications_needed": needed_words(one),
        }

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target and scenario after the first: verdicts, and how often it is met."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "target": one.target,
                    "scenario": self.names[one.scenario],
                    "verdict": one.verdict.verdict,
                    "probability": one.verdict.probability,
                    "against": self.names[0],
                    "verdict_against": one.verdict_of_first.verdict,
                    "probability_against": one.verdict_of_first.probability,
                    "gain": one.gain,
                    "gain_low": one.gain_low,
                    "gain_high": one.gain_high,
                }
                for one in self.kept
            ],
            columns=[
                "target", "scenario", "verdict", "probability", "against", "verdict_against",
                "probability_against", "gain", "gain_low", "gain_high",
            ],
        )  # fmt: skip

    @cached_property
    def best(self) -> pd.DataFrame:
        """With three scenarios or more, one row per figure and scenario: how far from the best.

        ``ahead`` of the best of the others, positive = better; all intervals of a figure hold
        together with at least 95 %.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "figure": ranked.figure.name,
                    "scenario": self.names[n],
                    "unit": ranked.figure.unit,
                    "mean": place.mean,
                    "ahead": place.ahead,
                    "ci_low": place.ci_low,
                    "ci_high": place.ci_high,
                    "standing": place.standing,
                }
                for ranked in self.ranked
                for n, place in enumerate(ranked.places)
            ],
            columns=[
                "figure", "scenario", "unit", "mean", "ahead", "ci_low", "ci_high", "standing",
            ],
        )  # fmt: skip

    @property
    def job_files(self) -> tuple[str, ...]:
        """Names of the files of jobs in the folder, one for each scenario after the first."""
        many = len(self.jobs) > 1
        return tuple(f"jobs-{one.scenario}.csv" if many else "jobs.csv" for one in self.jobs)

    def relation(self, figure: str, scenario: int = 1) -> Relation:
        """What is said of a scenario by one figure.

        Raises:
            KeyError: no such figure.
        """
        for one in self.compared:
            if one.figure.name == figure and one.scenario == scenario:
                return one.relation
        raise KeyError(f"no figure {figure!r} of scenario {scenario} in this comparison")

    def as_json(self) -> dict[str, Any]:
        """The object that ``telesim compare --json`` prints; what cannot be said is None."""
        return {
            "scenarios": [
                {
                    "name": name,
                    "scenario_sha256": result.scenario_sha256,
                    "seed": result.seed,
                    "results": str(result.folder),
                }
                for name, result in zip(self.names, self.results, strict=True)
            ],
            "replications": self.replication_count,
            "paired": self.paired,
            "notes": list(self.notes),
            "differences": [
                {
                    "name": one.figure.name,
                    "kpi": one.figure.kpi,
                    "where": dict(one.figure.where),
                    "unit": one.figure.unit,
                    "scenario": self.names[one.scenario],
                    "mean": _plain(one.difference.b),
                    "mean_of_first": _plain(one.difference.a),
                    "difference": _plain(one.difference.difference),
                    "ci_low": _plain(one.difference.ci_low),
                    "ci_high": _plain(one.difference.ci_high),
                    "confidence": one.confidence,
                    "n": one.difference.n,
                    "margin": one.figure.margin,
                    "relation": one.relation,
                    "chance_better": one.chance,
                    "chance_low": one.chance_low,
                    "chance_high": one.chance_high,
                    "replications_needed": one.needed,
                    "rests_on_open_cases": one.rests_on_open,
                }
                for one in self.compared
            ],
            "targets": [
                {
                    "name": one.target,
                    "scenario": self.names[one.scenario],
                    "verdict": one.verdict.verdict,
                    "verdict_of_first": one.verdict_of_first.verdict,
                    "probability": one.verdict.probability,
                    "probability_of_first": one.verdict_of_first.probability,
                    "gain": one.gain,
                    "gain_low": one.gain_low,
                    "gain_high": one.gain_high,
                }
                for one in self.kept
            ],
            "best": [
                {
                    "name": ranked.figure.name,
                    "unit": ranked.figure.unit,
                    "places": [
                        {
                            "scenario": self.names[n],
                            **{k: _json(v) for k, v in asdict(place).items()},
                        }
                        for n, place in enumerate(ranked.places)
                    ],
                }
                for ranked in self.ranked
            ],
            "jobs": [one.as_json(self.names) for one in self.jobs],
            "folder": str(self.folder),
        }

    def __repr__(self) -> str:
        said = ", ".join(f"{one.figure.name} {one.relation}" for one in self.compared[:4])
        return (
            f"<Comparison of {' and '.join(self.names)}: {self.replication_count} replications, "
            f"{'common draws' if self.paired else 'independent runs'}; {said}>"
        )


def _json(value: Any) -> Any:
    return _plain(value) if isinstance(value, float) else value


def needed_words(one: Compared) -> str:
    """How many replications in all would decide a difference; empty when it is decided."""
    if one.needed is None:
        return ""
    return f"more than {MOST_NEEDED:,}" if one.needed > MOST_NEEDED else f"about {one.needed:,}"
