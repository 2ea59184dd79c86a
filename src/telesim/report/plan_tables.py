"""What ``telesim plan`` prints: the plan, cost against service, rivals, and one more crew."""

from __future__ import annotations

import math
from typing import IO, TYPE_CHECKING, Any

from telesim.experiment.plan.outcome import Plan
from telesim.report.figure_tables import table_of
from telesim.report.tables import console_for
from telesim.report.words import assumed_line, counted, plain, span_words, spread
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from telesim.experiment.plan.figures import Figure
    from telesim.experiment.plan.shadow import Shadow

_STYLES = {"met": "green", "missed": "red", "undecided": "yellow"}
#: Groups of crews whose offered work is told.
_GROUPS = 6
#: Rows of the tables beside the plan.
_FRONTIER_ROWS = 12
_SHADOW_CREWS = 12
#: Columns of requirements in a table of designs.
_NEEDS = 4
#: Choices with a column of their own; with more, each row names its plan.
_CHOICES = 5
#: Columns of choices and requirements together; the tables of the folder have all of them.
_COLUMNS = 7
#: What the search says of a design.
_ANSWERS = {"kept": "yes", "failed": "no", "open": "not told"}


def print_plan(plan: Plan, file: IO[str], written: tuple[str, ...] = ()) -> None:
    """Write the answer to a stream; colours only on a terminal that wants them."""
    console = console_for(file)
    if console.is_terminal:
        _print_all(console, plan, written)
        return
    with console.capture() as captured:
        _print_all(console, plan, written)
    file.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_all(console: Console, plan: Plan, written: tuple[str, ...]) -> None:
    scenario = plan.question.scenario
    console.print(scenario.title or scenario.name, style="bold")
    year = 50 * WEEK_MS <= scenario.window <= 54 * WEEK_MS
    span = (
        f"{plan.question.month} alone"
        if plan.question.month
        else (
            f"the window of {span_words(scenario.window)} from "
            f"{scenario.date_of(scenario.window_start_ms):%Y-%m-%d}"
        )
    )
    console.print(f"The cheapest plan for {span}; seed {plan.seed}")
    console.print()
    for line in how_lines(plan):
        console.print(line)
    console.print()
    console.print(f"Plan: {plan.words}; {plain(plan.cost)} {plan.currency} a year", style="bold")
    current = plan.question.current
    if current is not None and current != plan.design:
        console.print(
            f"The scenario as it stands: {plan.question.words(current)}; "
            f"{plain(plan.cost_of(current))} a year"
        )
    console.print()
    tell_requirements(console, plan, "Years" if year and not plan.question.month else None)
    tell_frontier(console, plan)
    tell_rivals(console, plan)
    tell_shadows(console, plan)
    for line in (*cost_lines(plan), *(f"Assumed for the plan: {one}." for one in plan.assumed)):
        console.print(line)
    console.print(assumed_line(scenario.origin.tree if scenario.origin is not None else {}))
    console.print(f"Results: {plan.folder}", soft_wrap=True)
    if written:
        console.print(f"with {', '.join(written)}")


def how_lines(plan: Plan) -> list[str]:
    """How the plan was found."""
    question, chosen = plan.question, plan.chosen
    found = []
    for group in plan.groups[:_GROUPS]:
        found.append(
            f"Offered work in {group.busiest}: {group.words}, {plain(group.load)} crews' worth; "
            f"{counted(group.crews, 'crew')} by Erlang's formula"
        )
    if len(plan.groups) > _GROUPS:
        found.append(f"... and the work of {len(plan.groups) - _GROUPS} more groups of crews")
    found.append(f"Start of the search: {question.words(plan.start)}")
    looked = len(chosen.answers)
    all_ = "all of them" if chosen.exhaustive else "a search by steps, which may miss a cheaper one"
    found.append(
        f"{question.space.size:,} designs, {all_}: {looked:,} looked at, "
        f"{counted(plan.used, 'replication')} in all, {plan.computed:,} of them simulated now"
    )
    if chosen.stopped:
        found.append(
            "The budget was spent before the search had ended: a cheaper plan may be there."
        )
    unclear = [
        question.words(one)
        for one, answer in chosen.answers.items()
        if answer == "open" and plan.cost_of(one) <= plan.cost
    ]
    if unclear:
        found.append(
            f"Not told from its limit, and so not taken: {'; '.join(unclear[:3])}"
            + (f" and {len(unclear) - 3} more" if len(unclear) > 3 else "")
        )
    if chosen.ties:
        found.append(
            f"{len(chosen.ties)} plans cost the same and keep everything; "
            f"{question.requirements[question.ties].label} decided"
            + ("" if chosen.selected else ", though they differ by less than matters")
            + f": {'; '.join(question.words(one) for one in chosen.ties)}"
        )
    for one in chosen.struck:
        found.append(f"Struck off, as fresh draws spoke against it: {question.words(one)}")
    return found


def tell_requirements(console: Console, plan: Plan, kept: str | None) -> None:
    """What the plan does, on fresh draws, beside each limit."""
    from rich.text import Text

    table = table_of(
        "Requirement", "Verdict", "Mean (95 % interval)", "Limit",
        f"{kept or 'Replications'} that keep it",
    )  # fmt: skip
    for one in plan.figures:
        unit = f" {one.unit}" if one.unit else ""
        mean = "no cases" if one.mean is None else f"{plain(one.mean)}{unit}"
        sign = "at most" if one.at_most else "at least"
        table.add_row(
            one.name,
            Text(one.verdict, style=_STYLES[one.verdict]),
            f"{mean} {spread(one.ci_low, one.ci_high, one.mean)}".strip(),
            f"{sign} {one.limit:g}{unit}",
            _chance(one),
        )
    console.print(table)
    console.print(
        f"From {counted(plan.fresh, 'replication')} with draws of their own, on which no choice "
        "rests."
    )
    for one in plan.figures:
        if one.open:
            console.print(f"{one.name}: {one.open:,} of {one.cases:,} cases still open.")
    console.print()


def _chance(one: Figure) -> str:
    if one.probability is None:
        return "needs 2 replications" if one.n else "no cases"
    low, high = one.probability_low or 0.0, one.probability_high or 0.0
    kept = round(one.probability * one.judged)
    return f"{kept} of {one.judged} ({100 * low:.0f} to {100 * high:.0f} %)"


def _labels(plan: Plan) -> list[tuple[str, str]]:
    """Requirements with their units, each once."""
    found = {one.label: one.unit for one in plan.figures}
    return list(found.items())[:_NEEDS]


def _cell(row: Any, label: str) -> str:
    mean, kept = row[f"{label} mean"], row[f"{label} kept"]
    if math.isnan(mean):
        return "no cases"
    return f"{plain(mean)}, {100 * kept:.0f} %"


def _designs(plan: Plan, rows: pd.DataFrame, last: tuple[str, str]) -> Table:
    """A table of designs; ``last`` is a column and its heading."""
    choices = [one for one in plan.question.choices if len(one.values) > 1]
    own = len(choices) <= _CHOICES
    labels = _labels(plan)[: max(1, _COLUMNS - (len(choices) if own else 3))]
    names = [one.name.rpartition(".")[2] for one in choices] if own else ["Plan"]
    table = table_of("Cost", *names, *(label for label, _ in labels), last[1], narrow=True)
    for _, row in rows.iterrows():
        value = row[last[0]]
        told = _ANSWERS.get(value, value) if isinstance(value, str) else f"{value:.0f} %"
        mark = " ◂" if row["plan"] == plan.words else ""
        table.add_row(
            plain(row["cost"]) + mark,
            *([str(row[choice.path]) for choice in choices] if own else [row["plan"]]),
            *(_cell(row, label) for label, _ in labels),
            told,
        )
    return table


def tell_frontier(console: Console, plan: Plan) -> None:
    """The designs that nothing as cheap does better than."""
    rows = plan.frontier
    console.print(
        "Cost against service: no design of the same or lower cost uses up less of its limits",
        style="bold",
    )
    console.print(_designs(plan, rows.head(_FRONTIER_ROWS), ("limit used", "Used")))
    if len(rows) > _FRONTIER_ROWS:
        console.print(f"... and {len(rows) - _FRONTIER_ROWS} more in frontier.csv")
    console.print(
        "Here and below: mean of the search's draws and share of its replications that keep the "
        "limit; ◂ is the plan. Used: of the limit that is nearest, per cent."
        ""
    )
    console.print()


def tell_rivals(console: Console, plan: Plan) -> None:
    """What is cheaper and fails, and the next dearer plans."""
    import pandas as pd

    rows = pd.concat([plan.cheaper.head(3).iloc[::-1], plan.runners_up.head(3)])
    if rows.empty:
        return
    console.print("Beside the plan: what is cheaper, and the runners-up", style="bold")
    console.print(_designs(plan, rows, ("answer", "Keeps all")))
    console.print()


def tell_shadows(console: Console, plan: Plan) -> None:
    """What one more crew of each row changes."""
    if not plan.shadows:
        return
    code = plan.question.scenario.currency.code
    table = table_of(
        "One more", f"{code} a year", "Requirement", "Changes by", "per 1,000", "Kept in",
        narrow=True,
    )  # fmt: skip
    crews = list(dict.fromkeys(one.crew for one in plan.shadows))
    before = ""
    for one in plan.shadows:
        if one.crew not in crews[:_SHADOW_CREWS]:
            continue
        first = one.crew != before
        before = one.crew
        table.add_row(
            f"{one.crew} at {one.base}" if first else "",
            plain(one.cents / 100) if first else "",
            one.requirement,
            *_changes(one),
        )
    console.print(
        "Shadow prices: what one more crew changes, on the plan's fresh draws", style="bold"
    )
    console.print(table)
    if len(crews) > _SHADOW_CREWS:
        console.print(f"... and {len(crews) - _SHADOW_CREWS} more rows in shadow.csv")
    skills = {one.crew: one.skills for one in plan.shadows if one.crew in crews[:_SHADOW_CREWS]}
    said = "; ".join(f"{crew}: {its}" for crew, its in skills.items())
    console.print(f"What they can: {said}.")
    console.print()


def _changes(one: Shadow) -> tuple[str, str, str]:
    """Change, change for its money, and how often the limit is kept before and after."""
    if one.change is None:
        return "no cases", "–", "no cases"
    change = f"{_signed(one.change)} {one.unit}".strip()
    if one.ci_low is not None and one.ci_high is not None and one.ci_low < one.ci_high:
        change += f" ({_signed(one.ci_low)} to {_signed(one.ci_high)})"
    per = "–" if not one.cents else _signed(one.change / one.cents * 100_000)
    return change, per, f"{100 * (one.kept or 0):.0f} → {100 * (one.kept_with or 0):.0f} %"


def _signed(value: float) -> str:
    text = f"{value:+.3f}" if abs(value) < 0.095 else f"{value:+.2f}"
    return "0" if float(text) == 0 else text


def cost_lines(plan: Plan) -> list[str]:
    """What the plan's money is made of."""
    question = plan.question
    code = question.scenario.currency.code
    parts = []
    for choice, number in zip(question.choices, plan.design, strict=True):
        cost = choice.costs[number]
        if cost.cents:
            parts.append(f"{choice.words(number)} {plain(cost.cents / 100)} ({cost.source})")
    if question.fixed_cents:
        parts.append(f"crews that do not vary {plain(question.fixed_cents / 100)}")
    found = [f"Cost a year, {plan.currency}: {'; '.join(parts)}."] if parts else []
    names = {
        "cost_wages": "wages",
        "cost_overtime": "overtime",
        "cost_expansions": "expansions",
    }
    said = [f"{names[kpi]} {plain(value)}" for kpi, value in plan.money.items() if kpi in names]
    if said:
        found.append(f"Simulated in the window, mean, {code}: {', '.join(said)}.")
    return found
