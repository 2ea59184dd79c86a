"""What each reform contributed between two runs: waterfalls, and where the hours went."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.experiment.parts import PART_WORDS
from telesim.experiment.result import Result, where_words
from telesim.report.explanation_tables import (
    change_words,
    effect_word,
    headline,
    sampled_words,
    signed,
)
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Chart, Section, Table, slug, table
from telesim.report.waterfall import draw_hours, draw_steps, parts_spent
from telesim.report.words import counted, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from telesim.experiment.explain.explanation import Explanation, TargetTold
    from telesim.experiment.explain.told_hours import HoursRow

_TONES = {"better": "met", "worse": "missed", "undecided": "undecided"}
#: Effects in words; what is not decided is not "nothing".
_SAID = {"undecided": "not sure", "none": "nothing", "": ""}
_NAME, _TITLE = "contributions", "What each part contributed"
_TO_FILES = "(with the paths of these files)"
#: Signs of a part's name in a line beside its bar.
_WRAP = 22
_SHARED = (
    "From the first figure to the last, one bar for each part (a reform, or a group of reforms): "
    "its effect, averaged over all orders in which the parts could have come in (Shapley), so "
    "that the bars add up to the whole difference. Lines are 95 % intervals.",
)


def contributions_section(
    explanation: Explanation, runs: Sequence[Result] = (), number: int | None = None
) -> Section:
    """A waterfall for each target; ``number`` tells several explanations of a page apart."""
    charts = tuple(
        _waterfall(f"waterfall-{number or 0}-{at}-{slug(target.name)}", target)
        for at, target in enumerate(explanation.targets)
    )
    title = _titled(_TITLE, explanation.before, explanation.after, number)
    return Section(
        _named(number), title, _SHARED, charts, notes=tuple(_notes(explanation, runs))
    )  # fmt: skip


def spent_section(explanation: Explanation, number: int | None = None) -> Section:
    """The mean time of each group of cases at both ends, part by part."""
    groups: dict[tuple[str, str], list[HoursRow]] = {}
    for row in explanation.hours:
        groups.setdefault((row.what, where_words(row.where)), []).append(row)
    charts = tuple(
        _spent(f"spent-{number or 0}-{at}-{slug(what, where)}", f"{what}, {where}", rows)
        for at, ((what, where), rows) in enumerate(groups.items())
    )
    notes = tuple(
        f"{part.capitalize()}: {PART_WORDS[part]}." for part in parts_spent(explanation.hours)
    )
    title = _titled("Where the hours went", explanation.before, explanation.after, number)
    return Section(f"spent{_suffix(number)}", title, charts=charts, notes=notes if charts else ())


def without_study(first: Result, other: Result, number: int | None = None) -> Section:
    """Why no waterfall stands between two runs, and the command that makes one."""
    title = _titled(_TITLE, first.name, other.name, number)
    return Section(_named(number), title, notes=(_how_to(first, other),))


def _titled(words: str, before: str, after: str, number: int | None) -> str:
    """A heading; of one among several it says from which run to which."""
    return words if number is None else f"{words}: {before} → {after}"


def _suffix(number: int | None) -> str:
    return f"-{number}" if number else ""


def _named(number: int | None) -> str:
    return _NAME + _suffix(number)


def _waterfall(name: str, target: TargetTold) -> Chart:
    def draw(axes: Axes) -> None:
        handles = draw_steps(axes, target, wrap=_WRAP)
        axes.legend(handles=handles, fontsize=8, frameon=False, ncols=2, loc="lower left",
                    bbox_to_anchor=(0, 1.0))  # fmt: skip
        axes.set_xlabel(target.unit)

    title = headline(target)
    told = [share for share in target.shares if not share.is_nothing]
    if told:
        most = max(told, key=lambda share: abs(share.value.mean))
        word = effect_word(most.value, target.higher_is_better)
        said = change_words(most.value, target.unit)
        title += f". Most of it: {most.player} {said}" + (
            f", {_SAID.get(word, word)}" if _SAID.get(word, word) else ""
        )
    return chart(
        name, title, draw, height=1.7 + 0.42 * (len(target.shares) + 2),
        table=_shares(target), note=_mix_words(target),
    )  # fmt: skip


def _mix_words(target: TargetTold) -> str:
    """How much of the difference is mix; empty where none of it is for sure."""
    mix = target.mix
    if mix is None or not (mix.mix.low > 0 or mix.mix.high < 0):
        return ""
    return (
        f"Of the difference, {change_words(mix.mix, target.unit)} comes of which cases are "
        f"counted, {change_words(mix.speed, target.unit)} of how fast they are done."
    )


def _shares(target: TargetTold) -> Table:
    rows = [
        (
            Cell(share.player),
            Cell(change_words(share.value), share.value.mean),
            _effect(effect_word(share.value, target.higher_is_better)),
            Cell("–" if share.alone is None else signed(share.alone), share.alone),
            Cell("–" if share.last is None else signed(share.last), share.last),
        )
        for share in target.shares
    ]
    word = effect_word(target.difference, target.higher_is_better)
    whole = Cell(change_words(target.difference), target.difference.mean)
    columns = ("Part", "Share (95 %)", "That is", "Alone", "Last")
    return table(
        f"What each part contributed to {target.name}, {target.unit}", columns,
        [*rows, (Cell("all together"), whole, _effect(word), Cell(""), Cell(""))],
        figures=(1, 3, 4), folded="The same as a table",
    )  # fmt: skip


def _effect(word: str) -> Cell:
    return Cell(_SAID.get(word, word), tone=_TONES.get(word, ""))


def _spent(name: str, what: str, rows: Sequence[HoursRow]) -> Chart:
    unit, drawn = rows[0].unit, parts_spent(rows)

    def draw(axes: Axes) -> None:
        handles = draw_hours(axes, rows, drawn)
        axes.legend(handles=list(handles.values()), labels=list(handles), fontsize=8,
                    frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1.0))  # fmt: skip
        axes.set_xlabel(f"mean of a case, {unit}")

    parts = [row for row in rows if row.before or row.after]
    most = max((row for row in parts if row.part in drawn), key=lambda row: abs(row.change.mean))
    made = table(
        f"{what}, {unit}", ("Part", "Before", "After", "Change (95 %)"),
        [
            (Cell(row.part), Cell(plain(row.before), row.before), Cell(plain(row.after), row.after),
             Cell(change_words(row.change), row.change.mean))
            for row in parts
        ],
        figures=(1, 2, 3), folded="The same as a table",
    )  # fmt: skip
    title = f"{what}: most of the change is {most.part}, {change_words(most.change, unit)}"
    return chart(name, title, draw, height=2.6, table=made)


def _notes(explanation: Explanation, runs: Sequence[Result]) -> list[str]:
    names = ", ".join(
        name if reforms == (name,) else f"{name} ({', '.join(reforms)})"
        for name, reforms in explanation.players.items()
    )
    number = counted(explanation.replications, "replication")
    said = [
        f"Parts: {names}.",
        f"Shares {explanation.method}; {number} each on common draws, seed {explanation.seed}. "
        "In the tables, alone is what a part does by itself over the first run, and last what it "
        "adds when all others are there.",
    ]
    if any(run.replication_count != explanation.replications for run in runs):
        said.append(
            "The study has its own number of replications, so that its means differ a little from "
            "those of the runs above."
        )
    if explanation.shifted:
        said.append(explanation.shifted)
    for target in explanation.targets:
        if words := sampled_words(explanation, target.shares):
            said.append(f"{target.name}: {words}")
        if target.n < explanation.replications:
            said.append(
                f"{target.name}: of {target.n} of {explanation.replications} replications, as "
                "others have no case."
            )
        if "month" in target.after.where:
            said.append(
                f"{target.name}: figures are those of the whole window; the verdict is the worst "
                "month's."
            )
    said += [
        f"{name}: some combination of parts has no case in any replication, so that there is "
        "nothing to share out."
        for name in explanation.left_out
    ]
    return said


def _how_to(first: Result, other: Result) -> str:
    """The command that files a study between two runs, or why there can be none."""
    one, two = first.scenario.origin, other.scenario.origin
    if one is None or two is None:
        return "Reforms between them are told of scenarios that are files."
    new = [name for name in two.reforms if name not in one.reforms]
    if not new or set(one.reforms) - set(two.reforms):
        return (
            f"What each reform contributed is told where the later run is the first one with "
            f"reforms laid over it; {other.name} is not {first.name} with further reforms."
        )
    parts = {
        name: next((group for group, its in two.groups.items() if name in its), name)
        for name in new
    }
    if len(set(parts.values())) == 1:
        of = parts[new[0]]
        more = f"; {of} is {', '.join(new)}, and telesim explain --within {of} tells them apart"
        return (
            f"A single part lies between them ({of}), so that the whole difference is its own"
            f"{more if len(new) > 1 else ''}."
        )
    words = ["telesim", "explain", f"{first.scenario.name}.yaml"]
    if first.scenario.name == other.scenario.name:
        files = list(two.reform_sources)
        for name in new:
            file = next((file for file in files if file.endswith(f"/{name}.yaml")), f"{name}.yaml")
            words += ["--with", file]
    else:
        words.append(f"{other.scenario.name}.yaml")
    words += ["--replications", str(min(first.replication_count, other.replication_count))]
    words += ["--seed", str(first.seed), "--out", str(first.folder.parent.parent)]
    return (
        f"No study says yet what each part contributed. {shlex.join(words)} {_TO_FILES} makes one "
        "and uses what is filed; then write this report again."
    )
