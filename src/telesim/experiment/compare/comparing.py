"""Comparing: the same replications of every scenario, then figure by figure against the first."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from telesim.experiment.compare.asked import Asked, Figure, what_to_compare
from telesim.experiment.compare.comparison import Compared, Comparison, Kept, Ranked
from telesim.experiment.compare.judging import needed, relation, rests_on_open
from telesim.experiment.compare.mcb import places
from telesim.experiment.compare.operands import (
    CompareError,
    check_alike,
    check_common,
    load_all,
    names_of,
)
from telesim.experiment.compare.pairing import paired, paired_proportions, unpaired
from telesim.experiment.compare.samples import Samples
from telesim.experiment.errors import StoreError
from telesim.experiment.estimate import CONFIDENCE, wilson_interval
from telesim.experiment.evidence import Evidence
from telesim.experiment.months import months_to_judge
from telesim.experiment.open_cases import OPEN_SHARE, may_be_in_time
from telesim.experiment.replicate import Progress
from telesim.experiment.result import Result
from telesim.experiment.run import DEFAULT_OUT, run
from telesim.experiment.store import Store
from telesim.experiment.study import Design, Study
from telesim.experiment.tables import CSV_FLOAT
from telesim.experiment.verdicts import Verdict, judge
from telesim.kpi.catalogue import where_key

if TYPE_CHECKING:
    from telesim.experiment.compare.jobs import JobsCompared
    from telesim.scenario import Scenario


def compare(
    scenarios: Sequence[Scenario | str | Path],
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: Path | str | None = None,
    margins: Sequence[str] = (),
    kpis: Sequence[str] = (),
    jobs: int = 0,
    independent: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Set scenarios against the first of them on common draws.

    Args:
        scenarios: two or more; loaded, or as :func:`load_all` reads them.
        replications: of each; the largest of the scenarios' own numbers when None.
        seed: of all; the first scenario's own when None.
        workers: local processes; 1 computes in this one, None takes what pays.
        out: root of the results, ``results`` in the current directory when None.
        margins: differences that do not matter: ``2 h``, or ``NAME=2 h``.
        kpis: further figures, as :func:`what_to_compare` reads them.
        jobs: so many of the jobs that got worst and best are named; 0 = no look at single jobs.
            The event logs of all replications are kept for it.
        independent: give each scenario draws of its own, and Welch's intervals: for scenarios
            that do not look at the same time, or to see what common draws are worth.
        progress: called with replications done and still wanted.

    Raises:
        CompareError: the scenarios or the figures cannot be compared.
        ScenarioError: a file is not valid.
        RunError: a replication failed or the folder cannot be written.
    """
    loaded = load_all(scenarios)
    if len(loaded) < 2:
        raise CompareError(f"got {len(loaded)} scenario, need two or more to compare")
    if jobs and independent:
        raise CompareError("jobs: independent runs have no job in common")
    names = names_of(loaded)
    notes = check_alike(loaded, names)
    if not independent:
        notes += check_common(loaded, names)
    asked = what_to_compare(loaded, names, kpis, margins)
    wanted = max(one.replications for one in loaded) if replications is None else replications
    first_seed = loaded[0].seed if seed is None else seed
    own = {one.seed for one in loaded}
    if seed is None and len(own) > 1 and not independent:
        notes.append(f"the scenarios name different seeds; all are run with {first_seed}")
    for what, value, least in (
        ("replications", wanted, 1), ("seed", first_seed, 0), ("jobs", jobs, 0),
        ("workers", 1 if workers is None else workers, 1),
    ):  # fmt: skip
        if value < least:
            raise CompareError(f"{what}: got {value}, need {least} or more")
    seeds = [first_seed + n * independent for n in range(len(loaded))]
    root = Path(DEFAULT_OUT if out is None else out)
    Study(root, workers, progress).simulate(
        Design(one, its, range(1, wanted + 1), keep_log=jobs > 0)
        for one, its in zip(loaded, seeds, strict=True)
    )
    results = tuple(
        run(one, replications=wanted, seed=its, out=root, keep_log=jobs > 0)
        for one, its in zip(loaded, seeds, strict=True)
    )
    return _compared(names, results, asked, tuple(notes) + asked.notes, jobs, independent)


def _compared(
    names: tuple[str, ...],
    results: tuple[Result, ...],
    asked: Asked,
    notes: tuple[str, ...],
    jobs: int,
    independent: bool,
) -> Comparison:
    numbers = range(1, results[0].replication_count + 1)
    samples = [Samples(one.replications, numbers) for one in results]
    figures, lacking = _told(asked.figures, samples, names)
    evidence = [Evidence(one.estimates, one.replications) for one in results]
    common = not independent
    opens = {
        figure.key: [_open(figure, *pair) for pair in zip(results, evidence, strict=True)]
        for figure in figures
    }
    of_jobs: tuple[JobsCompared, ...] = ()
    if jobs:
        from telesim.experiment.compare.jobs import compare_jobs

        of_jobs = tuple(
            compare_jobs(results[0], results[n], n, jobs) for n in range(1, len(results))
        )
    # Another margin or depth is another answer, which leaves the files of this one as they are.
    asked_for = (f"{figure.key} {figure.margin}" for figure in figures)
    keys = "\n".join([*(one.folder.name for one in results), *asked_for, f"jobs {jobs}"])
    digest = hashlib.sha256(keys.encode()).hexdigest()[:12]
    comparison = Comparison(
        names=names,
        results=results,
        seed=results[0].seed,
        replication_count=results[0].replication_count,
        paired=common,
        compared=tuple(
            _one(figure, n, samples, opens[figure.key], common)
            for figure in figures
            for n in range(1, len(results))
        ),
        kept=_kept(results, asked, evidence, common),
        ranked=tuple(
            _ranked(figure, samples, opens[figure.key], common)
            for figure in figures
            if len(results) > 2 and figure.higher_is_better is not None
        ),
        notes=(*notes, *lacking),
        folder=results[0].folder.parent / f"compare-{digest}",
        jobs=of_jobs,
    )  # fmt: skip
    _file(comparison)
    return comparison


def _told(
    figures: Sequence[Figure], samples: Sequence[Samples], names: Sequence[str]
) -> tuple[list[Figure], list[str]]:
    """The figures that all scenarios tell, and a note on each that some do not."""
    told, notes = [], []
    for figure in figures:
        without = [
            name for name, one in zip(names, samples, strict=True) if not one.has(figure.key)
        ]
        if not without:
            told.append(figure)
        elif figure.is_target or len(without) < len(names):
            notes.append(f"{figure.name} is left out: {' and '.join(without)} does not tell it")
        else:
            raise CompareError(
                f"{figure.name}: no scenario tells this figure; check its place, or add a target "
                "on it, which makes every run tell it"
            )
    return told, notes


def _one(
    figure: Figure,
    n: int,
    samples: Sequence[Samples],
    opens: Sequence[float],
    common: bool,
) -> Compared:
    a, b = samples[0].of(figure.key), samples[n].of(figure.key)
    # Bonferroni: all comparisons of a figure with the first hold together.
    confidence = 1 - (1 - CONFIDENCE) / (len(samples) - 1)
    found = (paired if common else unpaired)(a, b, confidence)
    said = relation(found.ci_low, found.ci_high, figure.margin, figure.higher_is_better)
    rests = rests_on_open(said, opens[0], opens[n], figure.higher_is_better)
    chance = low = high = None
    if common and figure.higher_is_better is not None and found.n >= 2:
        better = found.higher if figure.higher_is_better else found.lower
        chance = (better or 0) / found.n
        low, high = wilson_interval(better or 0, found.n)
    both = a.usable & b.usable
    return Compared(
        figure=figure,
        scenario=n,
        difference=found,
        confidence=confidence,
        relation="undecided" if rests else said,
        chance=chance,
        chance_low=low,
        chance_high=high,
        needed=needed(found.difference, found.deviation, figure.margin, found.n)
        if said == "undecided"
        else None,
        rests_on_open=rests,
        gaps=(b.values - a.values)[both] if common else np.empty(0),
    )


def _open(figure: Figure, result: Result, evidence: Evidence) -> float:
    """Share of the cases behind a figure whose being open leaves it unsaid, 0 to 1."""
    count, still_open = evidence.cases(*figure.key)
    if not count or (figure.higher_is_better and not may_be_in_time(result.scenario, figure.kpi)):
        return 0.0
    return still_open / count


def _ranked(
    figure: Figure, samples: Sequence[Samples], opens: Sequence[float], common: bool
) -> Ranked:
    much = [share > OPEN_SHARE for share in opens]
    higher = bool(figure.higher_is_better)
    # Open cases shorten a scenario's own times; they take from its share, and so flatter the rest.
    flattered = [any(much[:n] + much[n + 1 :]) for n in range(len(much))] if higher else much
    own = [one.of(figure.key) for one in samples]
    return Ranked(
        figure, tuple(places(own, higher, figure.margin, common=common, flattered=flattered))
    )


def _kept(
    results: Sequence[Result], asked: Asked, evidence: Sequence[Evidence], common: bool
) -> tuple[Kept, ...]:
    """Verdicts on every target by the same limits, and how often each is met."""
    judged = []
    for one in results:
        scenario = one.scenario.model_copy(update={"targets": asked.targets})
        verdicts = judge(scenario, one.estimates, one.replications)
        judged.append({v.name: v for v in verdicts if v.level == "whole"})
    months, _ = months_to_judge(results[0].scenario, results[0].estimates)
    found = []
    for name, target in asked.targets.items():
        first = judged[0][name]
        places = [{k: v for k, v in first.where.items() if k != "month" or k in target.where}]
        if target.over == "month":
            places = [{**places[0], "month": month} for month in months]
        keeps = [_keeps(one, first, places) for one in evidence]
        for n in range(1, len(results)):
            both = sorted(keeps[0].keys() & keeps[n].keys())
            a, b = (np.array([keeps[k][number] for number in both], bool) for k in (0, n))
            gain = paired_proportions(a, b) if common else None
            found.append(Kept(name, n, judged[n][name], first, *(gain or (None, None, None))))
    return tuple(found)


def _keeps(evidence: Evidence, verdict: Verdict, places: list[dict[str, str]]) -> dict[int, bool]:
    """Replication -> whether it keeps the verdict's limit in all of the places that it tells."""
    keeps: dict[int, bool] = {}
    at_most = verdict.direction == "at_most"
    for where in places:
        kept = evidence.kept(verdict.kpi, where_key(where), at_most, verdict.limit)
        for number, one in kept.items():
            keeps[number] = keeps.get(number, True) and one
    return keeps


def _file(comparison: Comparison) -> None:
    """Write the comparison beside the runs that it is of."""
    folder = comparison.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(f"cannot write to {folder}: {problem.strerror or problem}") from problem
    store = Store(folder, folder.name)
    table = comparison.differences.to_csv(index=False, float_format=CSV_FLOAT)
    store.write_text("differences.csv", table)
    tables = dict(zip(comparison.job_files, comparison.jobs, strict=True))
    for stale in folder.glob("jobs*.csv"):
        if stale.name not in tables:
            stale.unlink(missing_ok=True)
    for name, jobs in tables.items():
        store.write_text(name, jobs.moved.to_csv(index=False, float_format=CSV_FLOAT))
    store.write_json("comparison.json", comparison.as_json())
