"""What is said beside a plan: why there is none, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from telesim.experiment.plan.choosing import ERROR, FIRST, Chosen, Evidence, judged
from telesim.experiment.plan.costs import LIFE_YEARS
from telesim.experiment.plan.errors import listed
from telesim.experiment.plan.figures import part_interval, worst_mean, worst_part
from telesim.experiment.plan.question import Question

if TYPE_CHECKING:
    from telesim.experiment.plan.response import Simulated
    from telesim.experiment.plan.space import Design


def why_none(search: Simulated, chosen: Chosen) -> str:
    """Which requirement fails with the most that is allowed, and by how much."""
    question, space = search.question, search.question.space
    if chosen.stopped:
        return (
            f"the budget of {search.budget.most} replications of the search was spent before any "
            "design was seen to keep every requirement; allow more with --at-most"
        )
    top = space.largest()
    rising = [number for number, axis in enumerate(space.axes) if axis.rising]
    full = [one for one in chosen.answers if all(one[k] == top[k] for k in rising)]
    told = {
        one: _what_fails(search, one, chosen)
        for one in full or [max(chosen.answers, key=space.cost)]
    }
    best = min(told, key=lambda one: len(told[one]))
    struck = (
        f" ({len(chosen.struck)} kept them in the search and missed one with fresh draws)"
        if chosen.struck
        else ""
    )
    said = "; ".join(told[best]) or "all are kept by the search, but not by fresh draws"
    return (
        f"no plan within the ranges keeps every requirement{struck}; with the most that is "
        f"allowed, {question.words(best)}: {said}. Allow more with --vary, or ask for less with "
        "--require"
    )


def _what_fails(search: Simulated, design: Design, chosen: Chosen) -> list[str]:
    upto = chosen.seen[design]
    [evidence] = search.evidence([design], upto)
    parts = [len(np.atleast_2d(values)) for values in evidence.values]
    failed, open_ = [], []
    for number, need in enumerate(search.question.requirements):
        own = Evidence((evidence.values[number],), (evidence.rests_on_open[number],))
        # The error that it had among all of them, or one could fail here that did not there.
        answer = judged(own, (need.test,), FIRST, ERROR * parts[number] / sum(parts))
        if answer == "failed":
            failed.append(_in_words(search, design, upto, number, own, "fails"))
        elif answer == "open":
            open_.append(_in_words(search, design, upto, number, own, "cannot be told to be kept"))
    return [*failed, *open_]


def _in_words(
    search: Simulated, design: Design, upto: int, number: int, own: Evidence, word: str
) -> str:
    need = search.question.requirements[number]
    beyond = search.beyond(design, upto, number)
    worst = worst_part(beyond)
    sign = "at most" if need.at_most else "at least"
    if worst is None:
        text = f"{need.name} {word}: no case in {upto} replications"
    else:
        place = _place(search, design, number, worst) if len(beyond) > 1 else ""
        interval = part_interval(beyond[worst], need)
        ends = f" ({interval[0]:.3g} to {interval[1]:.3g})" if interval else ""
        text = (
            f"{need.name} {word}: mean {worst_mean(beyond, need):.3g}{ends} {need.unit}{place} "
            f"from {upto} replications"
        )
    text += f", limit {sign} {need.limit:g} {need.unit}".rstrip()
    if need.chance is not None:
        kept = own.values[0]
        text += f", kept in {int(kept.sum())} of {len(kept)} replications"
    if own.rests_on_open[0]:
        text += ", with too many cases still open at the end"
    return text


def _place(search: Simulated, design: Design, number: int, part: int) -> str:
    """Which county and month a part is, as words to follow a mean."""
    where = search.parts_of(design, number)[part]
    told = [where[word] for word in ("county", "month") if word in where]
    return f" in {', '.join(told)} (the worst)" if told else ""


def assumptions(question: Question) -> tuple[str, ...]:
    """What the plan takes for granted, a clause each."""
    found = []
    if any("over" in cost.source for choice in question.choices for cost in choice.costs):
        found.append(
            "money spent once is spread evenly over the years that it lasts, without interest; "
            f"these are {LIFE_YEARS:g} where the question says nothing"
        )
    wages = [
        choice
        for choice in question.choices
        if choice.rows and choice.costs[-1].source.startswith("wages")
    ]
    if wages:
        found.append(
            "a crew costs its wages alone; vehicles, tools and overheads are not in the scenario"
        )
    unknown = [
        crew.id
        for crew in question.scenario.crews
        if question.wages[crew.id] is None
        and not any(crew.id in choice.rows for choice in question.choices)
    ]
    if unknown:
        found.append(f"what {listed(unknown)} cost is not known and not counted")
    free = [
        choice.name
        for choice in question.choices
        if choice.kind in ("value", "reform")
        and all("nothing" in cost.source or cost.source == "out" for cost in choice.costs)
    ]
    if free:
        found.append(f"{', '.join(free)} cost nothing, as no cost is stated")
    if any(need.chance is None and need.target.margin is None for need in question.requirements):
        found.append(
            "a mean within 5 % of its limit may be taken for kept or failed in the search, as "
            "targets state no margin"
        )
    if any(need.chance is not None for need in question.requirements):
        found.append("so may a probability within 0.05 of the one asked for")
    return tuple(found)
