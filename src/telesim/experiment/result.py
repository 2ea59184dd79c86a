"""The answer of a run, as frames for a notebook and as one JSON object for a program."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.estimate import MOST_NEEDED
from telesim.experiment.verdicts import Verdict
from telesim.experiment.warm_up import WarmUpAdvice, warm_up_advice
from telesim.kpi.catalogue import where_key

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.until_precise import Stopping
    from telesim.scenario import Scenario


#: Dimensions whose values (yes, held, near, port) need them to be understood.
_TOLD_WITH_WORD = frozenset({"facilities", "band", "level", "job", "clock"})


def where_words(where: dict[str, str]) -> str:
    """A place and group in words: ``Runan, cable``; ``everywhere`` for the total.

    Values that say nothing without their dimension carry it: ``facilities: yes``.
    """
    first = [where["county"]] if "county" in where else []
    others = [
        f"{word}: {value}" if word in _TOLD_WITH_WORD else value
        for word, value in where.items()
        if word != "county"
    ]
    return ", ".join(first + others) or "everywhere"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


@dataclass(frozen=True, repr=False)
class Result:
    """What a run found. Frames are made when asked for and belong to the caller."""

    scenario: Scenario
    seed: int
    replication_count: int
    #: The run's folder in the results root.
    folder: Path
    scenario_sha256: str
    #: One row per KPI and place, with interval: see :func:`telesim.experiment.estimate.combine`.
    estimates: pd.DataFrame
    #: One row per replication, KPI and place.
    replications: pd.DataFrame
    #: Readings at the end of each week: replication, at, family, series, value.
    series: pd.DataFrame
    #: One row per exchange: fill, when it runs out of ports, until when to order more.
    exchanges: pd.DataFrame
    #: One row per cabinet, worst first: reports per 100 lines in the window, line-hours lost.
    cabinets: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    #: Every target in every county.
    county_verdicts: tuple[Verdict, ...]
    #: Replications computed now; the others were in the store.
    computed: int
    #: Replications of a larger run whose summary files were in the folder and stay there; 0 when
    #: the folder's summary files are this run's.
    kept: int = 0
    #: How the rule ended that added replications until a precision; None for a fixed number.
    stopping: Stopping | None = None

    @property
    def name(self) -> str:
        """The scenario with the reforms given, such as ``before+piece-rate``."""
        origin = self.scenario.origin
        return "+".join((self.scenario.name, *(origin.given if origin is not None else ())))

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per verdict: target, place, limit, mean with interval, probability, verdict.

        ``n`` counts usable replications, ``cases`` what lies behind them all and ``open`` those
        cases that had not ended when their run did, whose times are lower bounds.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "target": v.name,
                    "where": where_words(v.where),
                    "limit": f"{'≤' if v.direction == 'at_most' else '≥'} {v.limit:g} {v.unit}",
                    "mean": v.mean,
                    "ci_low": v.ci_low,
                    "ci_high": v.ci_high,
                    "n": v.n,
                    "cases": v.cases,
                    "open": v.open,
                    "probability": v.probability,
                    "verdict": v.verdict,
                    "replications_needed": needed_words(v),
                }
                for v in self.verdicts
            ],
            columns=[
                "target", "where", "limit", "mean", "ci_low", "ci_high", "n", "cases", "open",
                "probability", "verdict", "replications_needed",
            ],
        )  # fmt: skip

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """One row per KPI and place with its interval; ``where`` in words."""
        frame = self.estimates.drop(columns=["deviation", "worth"])
        frame["where"] = [where_words(json.loads(where)) for where in frame["where"]]
        return frame

    def kpi(self, name: str, **where: str) -> pd.Series[Any]:
        """The row of one KPI, such as ``kpi("time_to_restore_mean", county="Runan")``.

        Raises:
            KeyError: no such row.
        """
        found = self.estimates[
            (self.estimates["kpi"] == name) & (self.estimates["where"] == where_key(where))
        ]
        if found.empty:
            raise KeyError(f"no KPI {name!r} for {where_words(where)}")
        return found.iloc[0]

    def target(self, name: str) -> Verdict:
        """The verdict on one target as a whole.

        Raises:
            KeyError: no such target; names those that there are.
        """
        wholes = {v.name: v for v in self.verdicts if v.level == "whole"}
        if name not in wholes:
            raise KeyError(f"no target {name!r}; there are {', '.join(wholes) or 'none'}")
        return wholes[name]

    @cached_property
    def league(self) -> pd.DataFrame:
        """Counties from best to worst: fewest targets not met, then fewest missed, then by limits.

        The last is how far inside their limits the means lie. A target without a case counts as
        not met: where nobody finds facilities, nobody waits long for a telephone either. Targets
        that cannot apply, such as rural ones in a city, do not count.
        """
        import pandas as pd

        counties: dict[str, dict[str, Any]] = {}
        gaps: dict[str, list[float]] = {}
        for v in self.county_verdicts:
            row = counties.setdefault(v.where["county"], {"met": 0, "missed": 0, "undecided": 0})
            row[v.name] = v.mean
            row[f"{v.name} verdict"] = v.verdict
            row[v.verdict] += 1
            if v.mean is not None and v.limit and v.mean > 0:
                gap = math.log(v.mean / v.limit)
                gaps.setdefault(v.where["county"], []).append(
                    gap if v.direction == "at_most" else -gap
                )
        order = sorted(
            counties,
            key=lambda name: (
                counties[name]["missed"] + counties[name]["undecided"],
                counties[name]["missed"],
                sum(gaps.get(name, ())) / max(1, len(gaps.get(name, ()))),
            ),
        )
        rows = [{"rank": k, "county": name, **counties[name]} for k, name in enumerate(order, 1)]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["rank", "county"])

    @property
    def verdict(self) -> str:
        """Of all targets together: missed when one is, else undecided when one is, else met."""
        found = {v.verdict for v in self.verdicts}
        return next((word for word in ("missed", "undecided") if word in found), "met")

    def as_json(self) -> dict[str, Any]:
        """The object that ``telesim run --json`` prints; what cannot be said is None."""
        return {
            "scenario": self.name,
            "scenario_sha256": self.scenario_sha256,
            "seed": self.seed,
            "replications": self.replication_count,
            "targets": [verdict.as_json() for verdict in self.verdicts],
            "kpis": [
                {
                    "kpi": row.kpi,
                    "where": json.loads(row.where),
                    "unit": row.unit,
                    "mean": _number(row.mean),
                    "ci_low": _number(row.ci_low),
                    "ci_high": _number(row.ci_high),
                    "n": int(row.n),
                }
                for row in self.estimates.itertuples(index=False)
            ],
            "results": str(self.folder),
            **({} if self.stopping is None else {"precision": self.stopping.as_json()}),
        }

    @cached_property
    def warm_up_advice(self) -> WarmUpAdvice | None:
        """What MSER-5 advises about the warm-up; None unless it looks too short."""
        return warm_up_advice(self.scenario, self.series)

    @property
    def filed(self) -> int:
        """Replications that were in the store already and were not simulated again."""
        return self.replication_count - self.computed

    def __repr__(self) -> str:
        filed = "" if not self.filed else f" ({self.filed} filed already)"
        if self.filed == self.replication_count:
            filed = " (filed already)"
        number = f"{self.replication_count} replication{'s' * (self.replication_count != 1)}"
        return (
            f"<Result of {self.name}: {number}{filed}, seed {self.seed}, "
            f"targets {self.verdict if self.verdicts else 'none'}; {self.folder}>"
        )


def needed_words(verdict: Verdict) -> str:
    """How many replications in all would decide a target; empty when it is decided."""
    if verdict.needed is None:
        return ""
    if verdict.needed > MOST_NEEDED:
        return f"more than {MOST_NEEDED:,}"
    return f"about {verdict.needed:,}"
