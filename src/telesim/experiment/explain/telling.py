"""Each target of a study: both ends judged, the difference shared out, mix told from speed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from telesim.experiment.estimate import combine
from telesim.experiment.explain import shapley
from telesim.experiment.explain.ends import End, family_of, strata_of, values_of
from telesim.experiment.explain.errors import ExplainError
from telesim.experiment.explain.explanation import Share, TargetTold
from telesim.experiment.explain.figures import Figure, Figures
from telesim.experiment.explain.mix import Mix, Sums, mix_and_speed
from telesim.experiment.study import joined
from telesim.experiment.verdicts import Verdict, judge
from telesim.kpi.catalogue import KPIS, where_key

if TYPE_CHECKING:
    from telesim.experiment.explain.study import Prepared
    from telesim.experiment.store import Store
    from telesim.scenario.targets import Target


@dataclass(frozen=True)
class Teller:
    """A study that has been simulated: its stores, and the cases of both ends."""

    study: Prepared
    stores: Mapping[int, Store]
    read: Mapping[int, Sequence[End]]

    def targets(self) -> tuple[TargetTold, ...]:
        """All targets that have a figure under every combination, in the order of the file.

        Raises:
            ExplainError: there is none.
        """
        targets = self.study.scenarios[0].targets
        figure_of = {name: _figure(target) for name, target in targets.items()}
        figures = Figures(self.stores, self.study.numbers, list(figure_of.values()))
        verdicts = [self._verdicts(subset) for subset in (0, self.study.everybody)]
        found = []
        for name, target in targets.items():
            figure = figure_of[name]
            if not figures.usable[figure]:
                continue  # there is nothing to share out
            found.append(self._told(name, target, figure, figures, verdicts))
        if not found:
            raise ExplainError("no target has a case under every combination, need a longer window")
        return tuple(found)

    def _told(
        self,
        name: str,
        target: Target,
        figure: Figure,
        figures: Figures,
        verdicts: Sequence[Mapping[str, Verdict]],
    ) -> TargetTold:
        players, everybody = self.study.stack.players, self.study.everybody

        def worth(subset: int) -> shapley.Values:
            return figures.of(figure, subset)

        if self.study.orders:
            values = shapley.sampled(len(players), worth, self.study.orders)
        else:
            values = shapley.exact(len(players), worth)
        before, after = worth(0), worth(everybody)
        info = KPIS[target.kpi]
        first, last = verdicts[0][name], verdicts[1][name]
        everywhere = len(figures.usable[figure]) == self.study.replications
        as_run = everywhere and target.over != "month"
        return TargetTold(
            name=name,
            kpi=target.kpi,
            where=first.where if target.over != "month" else dict(target.where),
            unit=first.unit,
            higher_is_better=info.higher_is_better,
            before=first,
            after=last,
            before_mean=_as_judged(first) if as_run else shapley.interval(before),
            after_mean=_as_judged(last) if as_run else shapley.interval(after),
            difference=shapley.interval(after - before),
            shares=tuple(
                Share(
                    player.name,
                    values.interval(n),
                    float(values.sampling_error[n]),
                    self._effect(worth, 0, 1 << n),
                    self._effect(worth, everybody & ~(1 << n), everybody),
                )
                for n, player in enumerate(players)
            ),
            mix=self._mix(target) if everywhere else None,
            n=len(figures.usable[figure]),
        )

    def _effect(self, worth: shapley.Worth, without: int, within: int) -> float | None:
        if without not in self.study.scenarios or within not in self.study.scenarios:
            return None
        return float((worth(within) - worth(without)).mean())

    def _verdicts(self, subset: int) -> dict[str, Verdict]:
        table = joined(self.stores[subset], "replications", self.study.numbers)
        verdicts = judge(self.study.scenarios[subset], combine(table), table)
        return {v.name: v for v in verdicts if v.level == "whole"}

    def _mix(self, target: Target) -> Mix | None:
        family = family_of(target.kpi)
        if family is None:
            return None
        sums = []
        for subset in (0, self.study.everybody):
            counts, totals = [], []
            for end in self.read[subset]:
                found = values_of(end, target)
                if found is None:
                    return None
                counted, values = found
                names, codes = strata_of(end, family)
                chosen = counted & (codes >= 0)
                codes, values, size = codes[chosen], values[chosen], len(names)
                counts.append(np.bincount(codes, minlength=size).astype(float))
                totals.append(np.bincount(codes, weights=values, minlength=size))
            sums.append(Sums(names, np.array(counts), np.array(totals)))
        return mix_and_speed(*sums)


def _figure(target: Target) -> Figure:
    """The row of the tables that a target is about, over the whole window."""
    clock = {} if target.clock == "elapsed" else {"clock": target.clock}
    return target.kpi, where_key({**target.where, **clock})


def _as_judged(verdict: Verdict) -> shapley.Values95:
    """Mean and interval of a verdict: those that ``telesim run`` prints."""
    mean, low, high = (
        math.nan if one is None else one for one in (verdict.mean, verdict.ci_low, verdict.ci_high)
    )
    return shapley.Values95(mean, low, high)
