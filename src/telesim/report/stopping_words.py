"""What ``telesim run`` says about how it was run: which targets stopped by what, the warm-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.experiment.result import where_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telesim.experiment.precision import Precision
    from telesim.experiment.result import Result
    from telesim.experiment.until_precise import Stopped

#: More names than these are counted, not listed.
_NAMED = 8


def warm_up_words(result: Result) -> str:
    """Advice about the warm-up; empty unless it looks too short."""
    advice = result.warm_up_advice
    if advice is None:
        return ""
    return (
        f"Warm-up: {advice.warm_up_weeks:.2g} weeks look too short; to settle, the "
        f"{advice.series} may need about {advice.settled_weeks} weeks. This is advice (MSER-5), "
        "which takes a season for settling too; nothing is left out."
    )


def stopping_lines(result: Result) -> list[str]:
    """How the rule ended; nothing for a fixed number of replications."""
    stopping = result.stopping
    if stopping is None:
        return []
    rule, done = stopping.precision, stopping.replications
    by = {
        how: [one for one in stopping.targets if one.by == how]
        for how in ("precision", "verdict", "no case", "budget")
    }
    ended = "at the most that it may take" if by["budget"] else "as no target asks for more"
    lines = [f"Precision of {100 * rule.share:g} %: stopped after {done:,} replications, {ended}."]
    if by["precision"]:
        lines.append(f"  stopped by precision: {_listed(by['precision'], with_figure=True)}")
    if by["verdict"]:
        lines.append(
            "  stopped by verdict, decided before the interval was so narrow: "
            f"{_listed(by['verdict'], with_figure=True)}"
        )
    if by["no case"]:
        lines.append(f"  not waited for, as no case came up: {_listed(by['no case'])}")
    if by["budget"]:
        lines.append(
            f"  stopped by the budget, undecided: {_listed(by['budget'], with_figure=True)}"
        )
        lines.extend(_why_undecided(result, by["budget"], rule))
    return lines


def _why_undecided(result: Result, stopped: Iterable[Stopped], rule: Precision) -> list[str]:
    """Why a verdict in the table may say more than the rule accepts."""
    left = {(one.name, tuple(one.where.items())) for one in stopped}
    said = [
        verdict.name
        for verdict in result.verdicts
        if verdict.verdict != "undecided" and (verdict.name, tuple(verdict.where.items())) in left
    ]
    if not said:
        return []
    return [
        f"    ({', '.join(dict.fromkeys(said))}: the table's verdict is that of one look at 95 %; "
        f"a rule that may look {len(rule.looks)} times asks for {100 * rule.confidence:.1f} %)"
    ]


def _listed(stopped: list[Stopped], with_figure: bool = False) -> str:
    """Targets by name, with the place where it is a county's and the width found."""
    names = []
    for one in stopped:
        place = f" in {where_words({'county': c})}" if (c := one.where.get("county")) else ""
        width = f" (±{100 * one.found:.2g} %)" if with_figure and one.found is not None else ""
        names.append(f"{one.name}{place}{width}")
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return ", ".join(names)
