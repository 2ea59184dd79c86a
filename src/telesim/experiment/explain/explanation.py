"""The answer of an explanation, as frames for a notebook and as one object for a program."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.result import where_words

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.explain.mix import Mix
    from telesim.experiment.explain.shapley import Values95
    from telesim.experiment.explain.told_hours import HoursRow
    from telesim.experiment.verdicts import Verdict


@dataclass(frozen=True)
class Share:
    """What one player contributed to the difference of one target, in the KPI's unit.

    ``alone`` is what it does by itself over BEFORE, ``last`` what AFTER would lose without it;
    None where orders were sampled and that combination was not among them.
    """

    player: str
    value: Values95
    #: Standard error that comes of the sampled orders; 0 when exact.
    sampling_error: float
    alone: float | None
    last: float | None

    @property
    def is_nothing(self) -> bool:
        """Whether it changed nothing in any replication."""
        return self.value.mean == 0 and not self.value.low < 0 and not self.value.high > 0


@dataclass(frozen=True)
class TargetTold:
    """One target: both ends judged, the difference, and whose it is."""

    name: str
    kpi: str
    where: dict[str, str]
    unit: str
    higher_is_better: bool | None
    #: Figures over the whole window; verdicts as ``telesim run`` gives them.
    before: Verdict
    after: Verdict
    before_mean: Values95
    after_mean: Values95
    difference: Values95
    shares: tuple[Share, ...]
    mix: Mix | None
    #: Replications that have a value under every combination.
    n: int

    @property
    def got_worse(self) -> bool:
        """Whether the whole interval of the difference lies on the worse side."""
        if self.higher_is_better:
            return self.difference.high < 0
        return self.difference.low > 0

    @property
    def got_better(self) -> bool:
        """Whether it lies on the better side."""
        if self.higher_is_better:
            return self.difference.low > 0
        return self.difference.high < 0


@dataclass(frozen=True, repr=False)
class Explanation:
    """What each reform contributed to each target. Frames belong to the caller."""

    before: str
    after: str
    #: Name of each player -> its reforms.
    players: dict[str, tuple[str, ...]]
    seed: int
    replications: int
    #: Orders of joining that were sampled; 0 = all of them were looked at.
    orders: int
    combinations: int
    targets: tuple[TargetTold, ...]
    #: Targets without a case under one of the combinations: nothing can be shared out.
    left_out: tuple[str, ...]
    hours: tuple[HoursRow, ...]
    #: Said when repair was bought with waiting installs; else empty.
    shifted: str
    #: The study's folder, in which tables and charts are.
    folder: Path
    #: Replications simulated now; the others were filed.
    computed: int
    #: ``before`` and ``after`` -> the folder of its run below the results' root: ``name/key``.
    runs: Mapping[str, str]

    @property
    def method(self) -> str:
        """How the shares were found, in words."""
        if not self.orders:
            return f"exact over all {self.combinations} combinations"
        return f"{self.orders} sampled orders, {self.combinations} combinations"

    @cached_property
    def shares(self) -> pd.DataFrame:
        """One row per target and player: target, player, share with interval, alone, last."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "target": target.name,
                    "where": where_words(target.where),
                    "unit": target.unit,
                    "player": share.player,
                    "share": share.value.mean,
                    "ci_low": share.value.low,
                    "ci_high": share.value.high,
                    "sampling_error": share.sampling_error,
                    "alone": share.alone,
                    "last": share.last,
                }
                for target in self.targets
                for share in target.shares
            ]
        )

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per target: both ends, verdicts, the difference, and its mix and speed."""
        import pandas as pd

        rows = []
        for target in self.targets:
            row = {
                "target": target.name,
                "where": where_words(target.where),
                "limit": target.after.limit,
                "unit": target.unit,
                "n": target.n,
                "verdict_before": target.before.verdict,
                "verdict_after": target.after.verdict,
            }
            mix = target.mix
            for name, one in (
                ("before", target.before_mean),
                ("after", target.after_mean),
                ("difference", target.difference),
                ("mix", None if mix is None else mix.mix),
                ("speed", None if mix is None else mix.speed),
            ):
                row[name] = math.nan if one is None else one.mean
                row[f"{name}_low"] = math.nan if one is None else one.low
                row[f"{name}_high"] = math.nan if one is None else one.high
            rows.append(row)
        return pd.DataFrame(rows)

    @cached_property
    def mix(self) -> pd.DataFrame:
        """One row per target and cause, or sort of order: shares, means, mix and speed."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"target": target.name, "unit": target.unit, **vars(stratum)}
                for target in self.targets
                if target.mix is not None
                for stratum in target.mix.strata
            ]
        )

    @cached_property
    def where_the_hours_went(self) -> pd.DataFrame:
        """One row per group of cases and part: mean before and after, change with interval."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "what": row.what,
                    "where": where_words(row.where),
                    "unit": row.unit,
                    "part": row.part,
                    "before": row.before,
                    "after": row.after,
                    "change": row.change.mean,
                    "ci_low": row.change.low,
                    "ci_high": row.change.high,
                }
                for row in self.hours
            ]
        )

    def as_json(self) -> dict[str, Any]:
        """The object that ``telesim explain --json`` prints; what cannot be said is None."""
        return {
            "before": self.before,
            "after": self.after,
            "players": {name: list(reforms) for name, reforms in self.players.items()},
            "seed": self.seed,
            "replications": self.replications,
            "combinations": self.combinations,
            "orders": self.orders,
            "targets": [_target_json(target) for target in self.targets],
            "left_out": list(self.left_out),
            "hours": [
                {
                    "what": row.what,
                    "where": row.where,
                    "unit": row.unit,
                    "part": row.part,
                    "before": _number(row.before),
                    "after": _number(row.after),
                    "change": _interval_json(row.change),
                }
                for row in self.hours
            ],
            "shifted": self.shifted or None,
            "runs": dict(self.runs),
            "results": str(self.folder),
        }

    def __repr__(self) -> str:
        number = f"{self.replications} replication{'s' * (self.replications != 1)}"
        return (
            f"<Explanation of {self.before} → {self.after}: {len(self.players)} parts, "
            f"{self.method}, {number}; {self.folder}>"
        )


def _target_json(target: TargetTold) -> dict[str, Any]:
    mix = target.mix
    return {
        "name": target.name,
        "kpi": target.kpi,
        "where": target.where,
        "unit": target.unit,
        "direction": target.after.direction,
        "limit": target.after.limit,
        "n": target.n,
        "before": {"verdict": target.before.verdict, **_interval_json(target.before_mean)},
        "after": {"verdict": target.after.verdict, **_interval_json(target.after_mean)},
        "difference": _interval_json(target.difference),
        "shares": [
            {
                "player": share.player,
                **_interval_json(share.value),
                "sampling_error": _number(share.sampling_error),
                "alone": share.alone,
                "last": share.last,
            }
            for share in target.shares
        ],
        "mix": None if mix is None else _interval_json(mix.mix),
        "speed": None if mix is None else _interval_json(mix.speed),
    }


def _interval_json(one: Values95) -> dict[str, float | None]:
    return {"mean": _number(one.mean), "low": _number(one.low), "high": _number(one.high)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
