"""What each verb found, as HTML: the answer first, the rest folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from telesim.experiment.parts import PART_WORDS
from telesim.report.notebook.sheet import Sheet
from telesim.report.words import counted, limit_words, plain, span_words
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    from telesim.experiment.compare.comparison import Comparison
    from telesim.experiment.explain.explanation import Explanation
    from telesim.experiment.plan.outcome import Plan
    from telesim.experiment.regression.check import Checked
    from telesim.experiment.result import Result
    from telesim.experiment.sensitivity import Sensitivity
    from telesim.experiment.sweep import Sweep
    from telesim.report.notebook.cases import Life
    from telesim.report.notebook.figures import Figures
    from telesim.scenario import Scenario


def as_html(found: Any) -> str:
    """What a verb gave back, as one element of HTML with every name escaped.

    Raises:
        TypeError: nothing that a notebook shows in a way of its own.
    """
    for kind in type(found).__mro__:
        if kind.__name__ in _DRAWN and kind.__module__.startswith("telesim."):
            sheet = Sheet()
            _DRAWN[kind.__name__](sheet, found)
            return sheet.as_html()
    raise TypeError(
        f"got {type(found).__name__}, need what a verb gives back: {', '.join(sorted(_DRAWN))}"
    )


def _span(scenario: Scenario) -> str:
    start = f"{scenario.date_of(scenario.window_start_ms):%Y-%m-%d}"
    return f"window of {span_words(scenario.window)} from {start}"


def _scenario(sheet: Sheet, scenario: Scenario) -> None:
    from telesim.report.words import assumed_line

    sheet.title(scenario.title or scenario.name)
    if scenario.question:
        sheet.print(scenario.question)
    lines = sum(cabinet.lines for cabinet in scenario.cabinets)
    places = counted(len(scenario.exchanges), "exchange")
    sheet.print(f"{places}, {lines:,.0f} lines; {_span(scenario)}")
    for name, target in scenario.targets.items():
        limit = (
            f"at most {target.at_most}"
            if target.at_most is not None
            else (f"at least {target.at_least}")
        )
        sheet.print(f"{name}: {limit} ({target.source})" if target.source else f"{name}: {limit}")
    sheet.print(assumed_line(scenario.origin.tree if scenario.origin is not None else {}))


def _result(sheet: Sheet, result: Result) -> None:
    from telesim.report.tables import tell_cabinets, tell_kpis, tell_league, tell_targets

    scenario = result.scenario
    sheet.title(scenario.title or result.name)
    if scenario.question:
        sheet.print(scenario.question)
    number = counted(result.replication_count, "replication")
    sheet.print(f"{number}, seed {result.seed}; {_span(scenario)}")
    sheet.print()
    tell_targets(sheet, result)
    tell_league(sheet, result)
    with sheet.folded("All figures"):
        tell_kpis(sheet, result, False)
        tell_cabinets(sheet, result)
        sheet.print(f"Files: {result.folder}")


def _comparison(sheet: Sheet, comparison: Comparison) -> None:
    from telesim.report.comparison_tables import reasons, tell_differences, tell_kept, tell_ranked
    from telesim.report.comparison_words import letter, summary_line
    from telesim.report.job_tables import print_jobs

    names = comparison.names
    sheet.title(" / ".join(f"{letter(n)}: {name}" for n, name in enumerate(names)))
    draws = "on common draws" if comparison.paired else "of independent runs"
    sheet.print(
        f"{counted(comparison.replication_count, 'replication')} of each {draws}, seed "
        f"{comparison.seed}; {_span(comparison.results[0].scenario)}"
    )
    for note in comparison.notes:
        sheet.print(f"Note: {note}")
    for n in range(1, len(names)):
        sheet.print(summary_line(comparison, n))
    sheet.print()
    tell_differences(sheet, comparison)
    tell_kept(sheet, comparison)
    with sheet.folded("Which is best"):
        tell_ranked(sheet, comparison)
    with sheet.folded("What would decide the undecided"):
        for line in reasons(comparison):
            sheet.print(line)
    for one in comparison.jobs:
        with sheet.folded(f"Job by job: {names[one.scenario]} beside {names[0]}"):
            print_jobs(sheet, one, comparison)


def _explanation(sheet: Sheet, explanation: Explanation) -> None:
    from telesim.report.explanation_tables import tell_hours, tell_target

    sheet.title(f"{explanation.before} → {explanation.after}")
    number = counted(explanation.replications, "replication")
    sheet.print(f"Shares {explanation.method}; {number} each on common draws.")
    if explanation.shifted:
        sheet.print(explanation.shifted, style="bold")
    for target in explanation.targets:
        tell_target(sheet, explanation, target)
    for name in explanation.left_out:
        sheet.print(f"{name}: some combination has no case, so that nothing can be shared out.")
    with sheet.folded("Where the hours went"):
        tell_hours(sheet, explanation.hours)


def _plan(sheet: Sheet, plan: Plan) -> None:
    from telesim.report.plan_tables import (
        cost_lines,
        how_lines,
        tell_frontier,
        tell_requirements,
        tell_rivals,
        tell_shadows,
    )

    question = plan.question
    scenario = question.scenario
    is_year = 50 * WEEK_MS <= scenario.window <= 54 * WEEK_MS and not question.month
    sheet.title(f"The cheapest plan: {scenario.title or scenario.name}")
    sheet.print(f"{plan.words}; {plain(plan.cost)} {plan.currency} a year", style="bold")
    if question.current is not None and question.current != plan.design:
        now = plain(plan.cost_of(question.current))
        sheet.print(f"As it stands: {question.words(question.current)}; {now} a year")
    sheet.print(f"For {f'{question.month} alone' if question.month else f'the {_span(scenario)}'}")
    tell_requirements(sheet, plan, "Years" if is_year else None)
    tell_frontier(sheet, plan)
    with sheet.folded("What is cheaper, and the runners-up"):
        tell_rivals(sheet, plan)
    with sheet.folded("One more crew: what it changes"):
        tell_shadows(sheet, plan)
    with sheet.folded("How it was found, and what it costs"):
        for line in (*how_lines(plan), *cost_lines(plan)):
            sheet.print(line)
    for one in plan.assumed:
        sheet.print(f"Assumed for the plan: {one}.")


def _sweep(sheet: Sheet, sweep: Sweep) -> None:
    from telesim.report.sweep_tables import parts_of

    scenario = sweep.points[0].scenario
    sheet.title(f"{scenario.title or scenario.name}: over {', '.join(sweep.paths)}")
    sheet.print(
        f"{counted(len(sweep.points), 'point')}, {counted(sweep.replications, 'replication')} of "
        f"each on the same draws, seed {sweep.seed}"
    )
    for title, table, notes in parts_of(sweep):
        sheet.print(title, style="bold")
        sheet.print(table)
        for note in notes:
            sheet.print(note)


def _sensitivity(sheet: Sheet, found: Sensitivity) -> None:
    from telesim.report.sensitivity_tables import (
        curve_table,
        tell_effects,
        tell_shares,
        turning_lines,
    )

    sheet.title(f"{found.scenario.title or found.scenario.name}: what the answer rests on")
    sheet.print(
        f"{counted(found.points, 'point')}, {counted(found.replications, 'replication')} of each "
        f"on the same draws, seed {found.seed}"
    )
    if len(found.effects):
        tell_effects(sheet, found)
    if len(found.shares):
        tell_shares(sheet, found)
    for curve in found.curves:
        for target in curve.targets:
            limit = limit_words(target.verdicts[0])
            sheet.print(f"{target.name} ({limit}) over {curve.factor.path}", style="bold")
            for line in turning_lines(curve, target):
                sheet.print(line)
            with sheet.folded(f"{target.name} at every value"):
                sheet.print(curve_table(curve, target))
    if found.left_out:
        sheet.print(
            f"Left out, as the ends of their ranges do not load: {', '.join(found.left_out)}"
        )


def _figures(sheet: Sheet, figures: Figures) -> None:
    sheet.print(figures.table())
    for note in figures.notes:
        sheet.print(note)


def _life(sheet: Sheet, told: Life) -> None:
    sheet.title(told.title)
    part, hours = max(told.parts.items(), key=lambda one: one[1])
    sheet.print(
        f"{plain(told.hours)} h in replication {told.replication}, most of it {part} "
        f"({plain(hours)} h): {PART_WORDS[part]}."
    )
    sheet.print(told.table())


def _checked(sheet: Sheet, checked: Checked) -> None:
    _checks(sheet, [checked])


def _checks(sheet: Sheet, checks: Sequence[Checked]) -> None:
    from telesim.report.check_tables import tell_checked

    tell_checked(sheet, checks)


#: Name of a class -> what draws it; the classes themselves are imported by nobody who has none.
_DRAWN: dict[str, Callable[[Sheet, Any], None]] = {
    "Checked": _checked,
    "Checks": _checks,
    "Comparison": _comparison,
    "Explanation": _explanation,
    "Figures": _figures,
    "Life": _life,
    "Plan": _plan,
    "Result": _result,
    "Scenario": _scenario,
    "Sensitivity": _sensitivity,
    "Sweep": _sweep,
}
