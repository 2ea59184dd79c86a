"""The page as one text, and its file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from telesim.experiment.beside import check_beside
from telesim.experiment.explain import Explanation
from telesim.experiment.filed import read_result
from telesim.experiment.filed_hours import can_split, mean_hours, part_words
from telesim.experiment.result import Result
from telesim.report.page.day import day_sections
from telesim.report.page.explained import (
    between_sections,
    check_explains,
    explained_head,
    explained_sections,
    runs_of,
    take_explanation,
)
from telesim.report.page.figures import (
    all_kpis_section,
    crews_section,
    figures_section,
    league_section,
    money_section,
)
from telesim.report.page.hours import hours_section
from telesim.report.page.kept import kept_log
from telesim.report.page.origins import (
    changed_section,
    manifest_of,
    manifest_section,
    register_section,
)
from telesim.report.page.pieces import Head, Section
from telesim.report.page.plant import plant_section
from telesim.report.page.targets import distribution_section, targets_section, wholes
from telesim.report.page.together import (
    counties_section,
    gaps_section,
    verdicts_section,
    work_section,
)
from telesim.report.page.weeks import restore_section, together_section, weeks_section
from telesim.report.set_words import set_words
from telesim.report.words import counted, span_words, summary_words
from telesim.scenario.heads import heads_differ
from telesim.writing import write_whole

#: A figure before its unit.
_UNIT = re.compile(r"(\d) (h|days|min|s|%|points)(?![\w-])")
_HTML = "telesim.report.html"
#: A manager's mail takes no more.
MOST_BYTES = 3_000_000


class PageError(ValueError):
    """The page cannot be made of what was given; says why and what to do."""


def write_page(
    results: Sequence[Result | Explanation | Path | str],
    to: Path | str,
    *,
    case: str | None = None,
    replication: int | None = None,
) -> Path:
    """Write the page of one result, or of several side by side, and give its path back.

    Args:
        results: what ``run`` returned, or folders of runs. Of a result whose folder holds its
            answer, the folder is read, so that both give the same bytes. One of them may be what
            ``explain`` returned, or its folder; alone, it stands for both of its runs.
        to: the file; its folder is made, and what stood there is replaced when the page is whole.
        case: the job whose life is told, such as ``F123``; the longest repair of the window when
            None. Only of a single result, with logs.
        replication: whose log is read; the first that was kept when None.

    Raises:
        PageError: nothing to show, or the file is no place for a page.
        telesim.experiment.filed.FiledError: a folder from which no answer can be read.
        telesim.experiment.beside.BesideError: results that cannot be set side by side.
        telesim.experiment.explain.ExplainError: an explanation that cannot be read.
        telesim.report.page.explained.UnlikeError: an explanation of other runs.
        telesim.report.case.CaseError: no such case or log.
        OSError: the file cannot be written.
    """
    to = Path(to)
    if to.is_dir():
        raise PageError(f"{to}: is a folder, need the name of a file such as {to / 'report.html'}")
    if to.suffix.lower() not in (".html", ".htm"):
        raise PageError(f"{to}: need a name that ends with .html")
    text = page(results, case=case, replication=replication)
    write_whole(to, text)
    return to


def page(
    results: Sequence[Result | Explanation | Path | str],
    *,
    case: str | None = None,
    replication: int | None = None,
) -> str:
    """The page as HTML; arguments and errors as for :func:`write_page`."""
    if not results:
        raise PageError("got no result, need the folder of one run or more")
    explanation, others = take_explanation(results)
    if explanation is not None and not others:
        others = [*runs_of(explanation)]
    read = [_read(one) for one in others]
    if explanation is not None:
        if case is not None:
            raise PageError(f"case {case}: needs a single run, got an explanation")
        if not read:
            return _render(explained_head(explanation), list(explained_sections(explanation)))
        check_explains(explanation, read)
    folders = [one.folder.resolve() for one in read]
    if len(set(folders)) < len(folders):
        raise PageError(f"{read[0].folder}: given more than once, need different runs")
    if len(read) > 1:
        if case is not None:
            raise PageError(f"case {case}: needs a single result, got {len(read)}")
        check_beside(read)
        head, sections = _head_of_many(read), list(_sections_of_many(read, explanation))
    else:
        head, sections = _head(read[0]), list(_sections(read[0], case, replication))
    return _render(head, sections)


def _read(one: Result | Path | str) -> Result:
    if isinstance(one, Result):
        built = one.scenario.origin is None  # its folder does not tell the scenario
        return one if one.kept or built else read_result(one.folder)
    return read_result(one)


def _sections(result: Result, case: str | None, replication: int | None) -> Iterator[Section]:
    kept = kept_log(result, replication)
    yield targets_section(result)
    yield distribution_section([result])
    yield weeks_section(result)
    yield restore_section(result)
    yield _hours(result)
    yield league_section(result)
    yield crews_section(result)
    yield money_section(result)
    yield plant_section(result)
    yield from day_sections(result, kept, case)
    yield figures_section(result)
    yield all_kpis_section([result])
    yield register_section(result)
    yield manifest_section([result], [manifest_of(result.folder)])


def _hours(result: Result) -> Section:
    title = "Where the hours went"
    if not can_split():
        return Section("hours", title, notes=("This version of telesim does not split times.",))
    if not any((result.folder / "logs").glob("[0-9]*.parquet")):
        note = "No event log was kept; run the scenario again with --keep-log to see this."
        return Section("hours", title, notes=(note,))
    if manifest_of(result.folder).get("phases", 0):
        note = "Reforms begin on a date here; telesim explain tells the hours of such a run."
        return Section("hours", title, notes=(note,))
    return hours_section(mean_hours(result), part_words())


def _sections_of_many(
    results: Sequence[Result], explanation: Explanation | None
) -> Iterator[Section]:
    yield verdicts_section(results)
    yield gaps_section(results)
    yield from between_sections(results, explanation)
    yield distribution_section(results)
    yield together_section(results)
    yield counties_section(results)
    yield work_section(results)
    yield changed_section(results)
    yield all_kpis_section(results)
    for number, result in enumerate(results):
        register = register_section(result)
        yield Section(f"register-{number}", f"{register.title}: {result.name}", register.words,
                      tables=register.tables)  # fmt: skip
    yield manifest_section(results, [manifest_of(result.folder) for result in results])


def _head(result: Result) -> Head:
    scenario = result.scenario
    origin = scenario.origin
    names = origin.reforms if origin is not None else ()
    titles = origin.reform_titles if origin is not None else {}
    reforms = [f"{name} ({titles[name]})" if name in titles else name for name in names]
    reforms += set_words(scenario)
    verdicts = wholes(result)
    facts = [
        f"Scenario {result.name}",
        *([f"with {', '.join(reforms)}"] if reforms else []),
        f"{span_words(scenario.window)} from {scenario.date_of(scenario.window_start_ms):%Y-%m-%d}"
        + (f" after {span_words(scenario.warm_up)} of warm-up" if scenario.warm_up else ""),
        f"{counted(result.replication_count, 'replication')}, seed {result.seed}",
    ]
    return Head(
        scenario.title or result.name,
        scenario.question,
        result.verdict if verdicts else "none",
        summary_words(verdicts) if verdicts else "No targets are set.",
        tuple(facts),
    )


def _head_of_many(results: Sequence[Result]) -> Head:
    names = [result.name for result in results]
    said = [
        f"{result.name}: {summary_words(wholes(result)) if wholes(result) else 'no targets.'}"
        for result in results
    ]
    questions = list(dict.fromkeys(r.scenario.question for r in results if r.scenario.question))
    facts = tuple(
        f"{result.name}: {counted(result.replication_count, 'replication')}, seed {result.seed}"
        for result in results
    )
    differ = (heads_differ(results[0].scenario, other.scenario) for other in results[1:])
    facts += tuple(dict.fromkeys(one[0].upper() + one[1:] for one in differ if one))
    return Head(" beside ".join(names), " ".join(questions), "none", " ".join(said), facts)


def tied(text: str) -> str:
    """The same with figures tied to their units, so that no line ends between them."""
    return _UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", text)


def _render(head: Head, sections: Sequence[Section]) -> str:
    """The page; sections with nothing to show are left out."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def source(name: str) -> str:
        return (files(_HTML) / name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["tied"] = tied
    return environment.get_template("page.html").render(
        head=head,
        sections=[section for section in sections if not section.is_empty],
        style=source("style.css"),
        script=source("script.js"),
    )
