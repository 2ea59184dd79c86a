"""Targets against estimates: met, missed or undecided, and what would decide it.

The verdict looks at the confidence interval alone: **met** when all of it keeps the limit,
**missed** when none of it does, **undecided** otherwise. The probability is another question:
the share of replications whose own window keeps the limit.

Cases still open when a run ends have a lower bound for a time. An upper limit is therefore
**met** only while at most ``OPEN_SHARE`` of the cases behind it are open (1 %, assumed); with
more it is **undecided**. A limit that even the lower bounds pass is **missed** all the same. A
share in time counts open cases as late, but is **missed** only if no follow-up could mend it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from telesim.experiment.estimate import replications_needed, wilson_interval
from telesim.experiment.evidence import Evidence
from telesim.experiment.months import months_to_judge
from telesim.experiment.open_cases import OPEN_SHARE, could_keep, may_be_in_time
from telesim.kpi.catalogue import CURRENCY, KPIS, where_key
from telesim.scenario.targets import parse_limit

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario
    from telesim.scenario.targets import Target

Answer = Literal["met", "missed", "undecided"]
Direction = Literal["at_most", "at_least"]
#: Months to judge; those left out.
Months = tuple[list[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target at one place and time; numbers are None where they cannot be said."""

    name: str
    kpi: str
    where: dict[str, str]
    direction: Direction
    limit: float
    unit: str
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    #: Usable replications.
    n: int
    #: Share of the judged replications that keep the limit, and Wilson's interval around it.
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    verdict: Answer
    #: Replications in all that would decide it; None when decided or unknown, and
    #: ``MOST_NEEDED + 1`` stands for more than can be named.
    needed: int | None
    #: ``county`` and ``month`` verdicts are details of the ``whole`` one that precedes them.
    level: Literal["whole", "county", "month"] = "whole"
    #: Replications with any figure to judge: those of ``n``, or of any month of a whole.
    judged: int = 0
    #: Cases behind the figure in all replications, and those of them open at the end.
    cases: int = 0
    open: int = 0
    #: Whether it would be met if so many of its cases were not open.
    rests_on_open: bool = False
    #: Months at the window's ends that a target over months does not judge, being no whole ones.
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The keys that ``telesim run --json`` prints."""
        return {
            "name": self.name,
            "kpi": self.kpi,
            "where": dict(self.where),
            "limit": self.limit,
            "unit": self.unit,
            "mean": self.mean,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "n": self.n,
            "probability": self.probability,
            "verdict": self.verdict,
        }


def answer(direction: Direction, limit: float, ci_low: float, ci_high: float) -> Answer:
    """What an interval says about a limit; an interval that cannot be said is undecided."""
    if math.isnan(ci_low) or math.isnan(ci_high):
        return "undecided"
    if direction == "at_least":
        ci_low, ci_high, limit = -ci_high, -ci_low, -limit
    if ci_high <= limit:
        return "met"
    return "missed" if ci_low > limit else "undecided"


def judge(scenario: Scenario, estimates: pd.DataFrame, replications: pd.DataFrame) -> list[Verdict]:
    """Verdicts on all targets in the order of the file, details after each whole.

    Args:
        estimates: of :func:`telesim.experiment.estimate.combine`.
        replications: the KPI tables of all replications with a column ``replication``.

    Raises:
        UnitError: a limit that is not a quantity of its KPI's kind.
    """
    results = Evidence(estimates, replications)
    unit_of = dict(zip(estimates["kpi"], estimates["unit"], strict=True))
    months = months_to_judge(scenario, estimates)
    verdicts: list[Verdict] = []
    for name, target in scenario.targets.items():
        judged = _judged(scenario, name, target, unit_of, results)
        verdicts.extend(judged.at(judged.where(), "whole", months))
        if target.for_each == "county":
            for county in counties_of(scenario, target):
                verdicts.extend(judged.at(judged.where(county), "county", months))
    return verdicts


def counties_of(scenario: Scenario, target: Target) -> list[str]:
    """Counties that a target can speak of: a county without rural places has no rural installs."""
    area = target.where.get("area")
    having = {e.county for e in scenario.exchanges if area is None or e.area == area}
    return [county for county in scenario.counties if county in having]


def league(
    scenario: Scenario, estimates: pd.DataFrame, replications: pd.DataFrame
) -> list[Verdict]:
    """One verdict per target and county, whether or not the target asks for each county.

    Targets whose KPI is not told by county are left out.
    """
    results = Evidence(estimates, replications)
    unit_of = dict(zip(estimates["kpi"], estimates["unit"], strict=True))
    months = months_to_judge(scenario, estimates)
    verdicts: list[Verdict] = []
    for name, target in scenario.targets.items():
        if "county" in target.where or "county" not in KPIS[target.kpi].dims:
            continue
        judged = _judged(scenario, name, target, unit_of, results)
        for county in counties_of(scenario, target):
            where = judged.where(county)
            if target.for_each == "county":
                verdicts.append(judged.at(where, "county", months)[0])
            elif results.has(target.kpi, where_key(where)):
                verdicts.append(judged.one(where, "county"))
    return verdicts


@dataclass(frozen=True)
class _Judged:
    """One target, ready to be judged anywhere."""

    name: str
    target: Target
    unit: str
    results: Evidence
    #: Whether open cases, which a share counts as late, may be in time after all.
    open_may_be_in_time: bool = False

    def where(self, county: str | None = None) -> dict[str, str]:
        """What the KPI's row is called: the target's place and group, and its clock if unusual."""
        clock = {} if self.target.clock == "elapsed" else {"clock": self.target.clock}
        place = {} if county is None else {"county": county}
        return {**self.target.where, **clock, **place}

    @property
    def at_most(self) -> bool:
        return self.target.at_most is not None

    @property
    def direction(self) -> Direction:
        return "at_most" if self.at_most else "at_least"

    @property
    def limit(self) -> float:
        written = self.target.at_most if self.at_most else self.target.at_least
        return float(parse_limit(written or "", self.unit))

    def at(
        self, where: dict[str, str], level: Literal["whole", "county"], months: Months
    ) -> list[Verdict]:
        """The verdict at a place, then those of its months when the target is over months."""
        if self.target.over != "month":
            return [self.one(where, level)]
        names, left_out = months
        each = [self.one({**where, "month": month}, "month") for month in names]
        return [replace(self._worst(where, level, each), left_out=left_out), *each]

    def one(self, where: dict[str, str], level: Literal["whole", "county", "month"]) -> Verdict:
        """The verdict over one span."""
        key = where_key(where)
        mean, low, high, n, deviation = self.results.estimate(self.target.kpi, key)
        kept = self.results.kept(self.target.kpi, key, self.at_most, self.limit)
        said = answer(self.direction, self.limit, low, high)
        worth = self.results.worth(self.target.kpi, key)
        needed = (
            replications_needed(mean, deviation, self.limit, n, worth)
            if said == "undecided"
            else None
        )
        cases = self.results.cases(self.target.kpi, key)
        made = self._verdict(where, level, (mean, low, high), n, kept, said, needed, cases)
        rests = said == "met" and self.at_most and made.open > OPEN_SHARE * made.cases
        if said == "missed" and self.open_may_be_in_time:
            rests = could_keep(self.limit, made.ci_high, made.cases, made.open)
        if rests:
            return replace(made, verdict="undecided", rests_on_open=True)
        return made

    def _worst(
        self, where: dict[str, str], level: Literal["whole", "county"], each: list[Verdict]
    ) -> Verdict:
        """All months together: the worst one decides, and its figures stand for the whole.

        Each month is judged at 95 % by itself, so of many months some miss by chance alone.
        """
        usable = [verdict for verdict in each if verdict.mean is not None]
        if not usable:
            return self._verdict(where, level, (math.nan,) * 3, 0, {}, "undecided", None, (0, 0))
        sign = 1 if self.at_most else -1
        answers = {verdict.verdict for verdict in usable}
        said: Answer = "missed" if "missed" in answers else "undecided"
        if answers == {"met"}:
            said = "met"
        # A month with a case in one replication alone has no interval to show.
        told = [verdict for verdict in usable if verdict.ci_low is not None] or usable
        # A month with a higher mean and a wide interval may be undecided beside one missed.
        told = [verdict for verdict in told if verdict.verdict == said] or told
        worst = max(told, key=lambda verdict: sign * (verdict.mean or 0.0))
        kept: dict[int, bool] = {}
        for verdict in usable:
            key = where_key(verdict.where)
            month = self.results.kept(self.target.kpi, key, self.at_most, self.limit)
            for number, keeps in month.items():
                kept[number] = kept.get(number, True) and keeps
        needed = [v.needed for v in usable if v.needed is not None] if said == "undecided" else []
        rests_on_open = said == "undecided" and any(v.rests_on_open for v in usable)
        figures = tuple(
            math.nan if x is None else x for x in (worst.mean, worst.ci_low, worst.ci_high)
        )
        made = self._verdict(
            {**where, "month": worst.where["month"]},
            level,
            (figures[0], figures[1], figures[2]),
            worst.n,
            kept,
            said,
            None if rests_on_open else max(needed, default=None),
            (sum(v.cases for v in usable), sum(v.open for v in usable)),
        )
        return replace(made, rests_on_open=rests_on_open)

    def _verdict(
        self,
        where: dict[str, str],
        level: Literal["whole", "county", "month"],
        figures: tuple[float, ...],
        n: int,
        kept: dict[int, bool],
        said: Answer,
        needed: int | None,
        cases: tuple[int, int],
    ) -> Verdict:
        enough = len(kept) >= 2
        low, high = wilson_interval(sum(kept.values()), len(kept)) if enough else (None, None)
        mean, ci_low, ci_high = (None if math.isnan(x) else float(x) for x in figures)
        return Verdict(
            name=self.name,
            kpi=self.target.kpi,
            where=where,
            direction=self.direction,
            limit=self.limit,
            unit=self.unit,
            mean=mean,
            ci_low=ci_low,
            ci_high=ci_high,
            n=n,
            probability=sum(kept.values()) / len(kept) if enough else None,
            probability_low=low,
            probability_high=high,
            verdict=said,
            needed=needed,
            level=level,
            judged=len(kept),
            cases=cases[0],
            open=cases[1],
        )


def _judged(
    scenario: Scenario, name: str, target: Target, unit_of: dict[str, str], results: Evidence
) -> _Judged:
    unit = unit_of.get(target.kpi, KPIS[target.kpi].unit)
    unit = scenario.currency.code if unit == CURRENCY else unit
    young = target.at_least is not None and may_be_in_time(scenario, target.kpi)
    return _Judged(name, target, unit, results, young)
