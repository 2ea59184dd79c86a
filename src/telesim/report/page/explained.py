"""Explanations on the page: which belong to its runs, and the page of one whose runs are absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from telesim.experiment.explain import (
    Explanation,
    explanation_between,
    is_explanation,
    read_explanation,
)
from telesim.experiment.result import Result
from telesim.report.page.contributions import contributions_section, spent_section, without_study
from telesim.report.page.pieces import Cell, Head, Section, table
from telesim.report.page.targets import MEANING
from telesim.report.words import counted, judged_figure, limit_words, spread, summary_words


class UnlikeError(ValueError):
    """An explanation that does not belong to the runs beside it; says which belong together."""


def take_explanation(
    given: Sequence[Result | Explanation | Path | str],
) -> tuple[Explanation | None, list[Result | Path | str]]:
    """The explanation among what was given, read if it is a folder, and all else.

    Raises:
        UnlikeError: more than one.
        telesim.experiment.explain.ExplainError: one that is damaged or of an older version.
    """
    explanations: list[Explanation] = []
    others: list[Result | Path | str] = []
    for one in given:
        if isinstance(one, Explanation):
            explanations.append(one)
        elif not isinstance(one, Result) and is_explanation(Path(one)):
            explanations.append(read_explanation(one))
        else:
            others.append(one)
    if len(explanations) > 1:
        listed = " and ".join(str(one.folder) for one in explanations)
        raise UnlikeError(f"got {len(explanations)} explanations, need one: {listed}")
    return (explanations[0] if explanations else None), others


def runs_of(explanation: Explanation) -> list[Path]:
    """The folders of both ends where both were run by themselves, else none."""
    root = explanation.folder.parent.parent
    folders = [root / explanation.runs[end] for end in ("before", "after")]
    return folders if all((folder / "manifest.json").is_file() for folder in folders) else []


def check_explains(explanation: Explanation, results: Sequence[Result]) -> None:
    """Refuse runs that are not the ends of the explanation.

    Raises:
        UnlikeError: they are others, or one is lacking.
    """
    wanted = set(explanation.runs.values())
    known = {f"{one.folder.resolve().parent.name}/{one.folder.name}" for one in results}
    if not wanted <= known:
        root = explanation.folder.parent.parent
        ends = " ".join(str(root / run) for run in explanation.runs.values())
        raise UnlikeError(
            f"{explanation.folder}: explains {explanation.before} → {explanation.after}, which are "
            f"not among the runs given; give it alone, or with both of its runs: {ends}"
        )


def between_sections(results: Sequence[Result], given: Explanation | None) -> Iterator[Section]:
    """Waterfalls from the first run to each later one that has a study, or how to make one."""
    if given is not None:
        yield contributions_section(given, results)
        yield spent_section(given)
        return
    for at, other in enumerate(results[1:]):
        number = at if len(results) > 2 else None
        found = explanation_between(results[0], other)
        if found is None:
            yield without_study(results[0], other, number)
        else:
            yield contributions_section(found, (results[0], other), number)
            yield spent_section(found, number)


def explained_head(explanation: Explanation) -> Head:
    """The beginning of the page of an explanation by itself."""
    said = " ".join(
        f"{name}: {summary_words(verdicts)}"
        for name, verdicts in (
            (explanation.before, [target.before for target in explanation.targets]),
            (explanation.after, [target.after for target in explanation.targets]),
        )
    )
    return Head(
        f"{explanation.before} → {explanation.after}", "", "none", said,
        (counted(len(explanation.players), "part"), explanation.method,
         f"{counted(explanation.replications, 'replication')} each, seed {explanation.seed}"),
    )  # fmt: skip


def explained_sections(explanation: Explanation) -> Iterator[Section]:
    """All that an explanation says without its runs."""
    rows = []
    for target in explanation.targets:
        row = [Cell(target.name), Cell(limit_words(target.after), target.after.limit)]
        for verdict, mean in (
            (target.before, target.before_mean), (target.after, target.after_mean)
        ):  # fmt: skip
            figure = judged_figure(mean.mean, target.unit)
            text = f"{verdict.verdict}: {figure} {spread(mean.low, mean.high, mean.mean)}".strip()
            row.append(Cell(text, mean.mean, verdict.verdict))
        rows.append(row)
    columns = ("Target", "Limit", explanation.before, explanation.after)
    yield Section(
        "answer", "The answer",
        tables=(table("Targets and verdicts, mean with 95 % interval", columns, rows),),
        notes=(
            *(f"{word.capitalize()}: {text}." for word, text in MEANING.items()),
            "Backlog, counties, crews and costs stand on this page once telesim run has run both "
            "scenarios by themselves with the same seed and results folder.",
        ),
    )  # fmt: skip
    yield contributions_section(explanation)
    yield spent_section(explanation)
