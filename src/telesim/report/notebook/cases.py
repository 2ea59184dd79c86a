"""One repair from its report to its end: what happened when, and what its hours went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telesim.experiment.parts import PARTS
from telesim.experiment.repairs import read_log, repairs
from telesim.report.case import life
from telesim.report.figure_tables import table_of
from telesim.report.look import LIMIT, PARTS_LOOK, leave_a_footer, quiet
from telesim.report.words import counted, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.table import Table

    from telesim.experiment.result import Result

#: Where a line of :func:`telesim.report.case.life` has its date and its words.
_WHEN, _WORDS = slice(2, 22), slice(24, None)


@dataclass(frozen=True, repr=False)
class Life:
    """The life of one repair."""

    #: Such as ``F12: a fault, drop (non-cable), at cabinet ...``.
    title: str
    case: str
    replication: int
    #: (date and time, what happened).
    events: tuple[tuple[str, str], ...]
    #: Hours of each part, in the order of telling; they add up to ``hours``.
    parts: dict[str, float]
    hours: float
    #: The same for the mean repair of its group in that replication, and how many those are.
    mean_parts: dict[str, float]
    group: str
    repairs: int
    source: str

    @property
    def mean_hours(self) -> float:
        """Hours of the mean repair of its group."""
        return sum(self.mean_parts.values())

    def table(self) -> Table:
        """What happened when."""
        made = table_of("When", "What happened")
        for when, words in self.events:
            made.add_row(when, words)
        return made

    def __repr__(self) -> str:
        return "\n".join((self.title, *(f"  {when}  {words}" for when, words in self.events)))


def life_of(result: Result, case: str | None = None, replication: int = 1) -> Life:
    """The life of a repair; that of the longest in the window without a case.

    Raises:
        LogError: no log of that replication was kept, or it is damaged.
        CaseError: the log has no such repair that was reported in the window.
    """
    from telesim.report.case import CaseError

    frame = repairs(result, replication)
    if case is None:
        if frame.empty:
            raise CaseError(f"{result.folder}: nothing was repaired in the window")
        case = str(frame["case"].iloc[0])
    case = case.strip().upper()
    log, names = read_log(result, replication)
    told = life(log, names, case)
    found = frame[frame["case"] == f"F{case.lstrip('F')}"]
    if found.empty:
        some = ", ".join(frame["case"].head(5))
        raise CaseError(
            f"{case} is no repair that was reported in the window and took a visit; the longest "
            f"of those are {some}"
        )
    row = found.iloc[0]
    same = frame[frame["cause_group"] == row["cause_group"]]
    means = same[list(PARTS)].mean()
    return Life(
        title=told[0],
        case=str(row["case"]),
        replication=replication,
        events=tuple((line[_WHEN].strip(), line[_WORDS].strip()) for line in told[1:]),
        parts={part: float(row[part]) for part in PARTS},
        hours=float(row["hours"]),
        mean_parts={part: float(means[part]) for part in PARTS},
        group=str(row["cause_group"]),
        repairs=len(same),
        source=f"{result.name}, seed {result.seed}, replication {replication}",
    )


def life_figure(told: Life) -> Figure:
    """The hours of one repair above those of the mean repair of its group, part by part."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.1), layout="constrained")
    axes = figure.subplots()
    bars = (told.parts, told.mean_parts)
    longest = max(told.hours, told.mean_hours)
    handles = {}
    left = [0.0, 0.0]
    for part in PARTS:
        widths = [bar[part] for bar in bars]
        if not any(widths):
            continue
        colour, hatch = PARTS_LOOK[part]
        handles[part] = axes.barh(
            [0, 1], widths, left=left, height=0.6, color=colour, hatch=hatch, edgecolor="white",
            linewidth=0.6,
        )  # fmt: skip
        left = [at + width for at, width in zip(left, widths, strict=True)]
    for at, total in enumerate(left):
        axes.text(total, at, f" {plain(total)} h", va="center", fontsize=9)
    axes.set_yticks([0, 1], [told.case, f"mean of {told.repairs:,}\n{told.group} repairs"])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * longest)
    axes.set_xlabel("hours from the report to the last line restored")
    most = max(told.parts, key=lambda part: told.parts[part])
    figure.suptitle(
        f"{told.case}: {plain(told.hours)} h, most of it {most} ({plain(told.parts[most])} h)",
        fontsize=12, fontweight="bold",
    )  # fmt: skip
    quiet(axes)
    figure.legend(
        handles=list(handles.values()), labels=list(handles), loc="outside lower left",
        ncols=min(len(handles), 9), fontsize=8, frameon=False,
    )  # fmt: skip
    leave_a_footer(figure)
    words = f"{told.source}; {counted(len(told.events), 'event')}"
    figure.text(0.995, 0.005, words, ha="right", va="bottom", fontsize=7, color=LIMIT)
    return figure
