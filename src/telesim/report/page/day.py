"""The life of one job, and what crews did on the day on which it ended; needs a kept log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.calendar import weekly_ranges
from telesim.eventlog import EventLog, Kind
from telesim.experiment.result import Result
from telesim.report.case import CaseError, life
from telesim.report.look import COLOURS, GRID, LIMIT, quiet
from telesim.report.page.kept import KEEP, Kept, Span, Spell
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Section, Table, table
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Crews drawn on one day.
_MOST_CREWS = 30
#: Crews named that were not there.
_MOST_AWAY = 8
_TRAVEL, _WORK, _CHOSEN = COLOURS[4], COLOURS[0], COLOURS[1]


def day_sections(result: Result, kept: Kept | None, case: str | None) -> tuple[Section, ...]:
    """The life of a case and the day on which it ended.

    Raises:
        CaseError: the case is not in the log, or no log was kept and one was asked for.
    """
    if kept is None:
        if case is not None:
            raise CaseError(f"{result.folder}: no event log was kept, so the life of {case} "
                            f"cannot be told; {KEEP}")  # fmt: skip
        note = f"No event log was kept, so no job can be followed. To see one: {KEEP}."
        return (Section("case", "The life of one job", notes=(note,)),)
    chosen = case if case is not None else _longest_repair(result, kept.log)
    if chosen is None:
        return ()
    told = life(kept.log, kept.names, chosen)
    events = tuple((line[2:22].strip(), line[24:].strip()) for line in told[1:])
    why = "" if case is not None else ", the longest repair that was reported in the window"
    words = f"{told[0]} (replication {kept.replication}{why})."
    sections = [Section("case", "The life of one job", (words,), story=events)]
    number = int("".join(sign for sign in chosen if sign.isdigit()))
    day = _day_of(kept, number)
    if day is not None:
        sections.append(_day_section(result, kept, number, day))
    return tuple(sections)


def _longest_repair(result: Result, log: EventLog) -> str | None:
    """The fault reported in the window that took longest to clear by a visit; None without any."""
    scenario = result.scenario
    reports = np.flatnonzero(
        (log.kind == Kind.REPORT)
        & (log.time_ms >= scenario.window_start_ms)
        & (log.time_ms < scenario.window_end_ms)
    )
    cleared = np.flatnonzero(log.kind == Kind.CLEARED)
    if not reports.size or not cleared.size:
        return None
    ends = np.full(int(log.case.max()) + 1, -1, dtype=np.int64)
    ends[log.case[cleared]] = log.time_ms[cleared]
    cases = log.case[reports]
    took = np.where(ends[cases] >= 0, ends[cases] - log.time_ms[reports], -1)
    best = int(np.argmax(took))
    return f"F{int(cases[best])}" if took[best] >= 0 else None


def _day_of(kept: Kept, case: int) -> int | None:
    """First instant of the day on which the last visit to a case ended; None without a visit."""
    ends = [spell.ended_ms for spell in kept.spells if spell.case == case]
    return max(ends) // DAY_MS * DAY_MS if ends else None


def _day_section(result: Result, kept: Kept, case: int, day: int) -> Section:
    scenario = result.scenario
    spells = [s for s in kept.spells if s.left_ms < day + DAY_MS and s.ended_ms >= day]
    duty = _on_duty(result, kept.log, day)
    mine = {spell.crew for spell in spells if spell.case == case}
    crews = _crews_shown(result, mine, {spell.crew for spell in spells} | set(duty))
    shown = [spell for spell in spells if spell.crew in crews]
    rank = {crew: number for number, crew in enumerate(crews)}
    names = kept.names["crews"]
    rests = {crew: [*_breaks(duty.get(crew, [])), *kept.rests.get(crew, ())] for crew in crews}
    lasts: list[float] = []

    def draw(axes: Axes) -> None:
        for crew, spans in duty.items():
            if crew in rank:
                hours = [((low - day) / HOUR_MS, (high - low) / HOUR_MS) for low, high in spans]
                axes.broken_barh(hours, (rank[crew] - 0.42, 0.84), color=GRID, linewidth=0)
        labels: set[str] = set()
        for spell in shown:
            chosen = spell.case == case
            for words, low, high, tone, hatch in (
                ("on the way", spell.left_ms, spell.arrived_ms, _TRAVEL, ""),
                (
                    "on site at this job" if chosen else "on site", spell.arrived_ms,
                    spell.ended_ms, _CHOSEN if chosen else _WORK, "//" if chosen else "",
                ),
            ):  # fmt: skip
                parts = without((max(low, day), min(high, day + DAY_MS)), rests[spell.crew])
                if not parts:
                    continue
                axes.broken_barh(
                    [((first - day) / HOUR_MS, (last - first) / HOUR_MS) for first, last in parts],
                    (rank[spell.crew] - 0.3, 0.6), color=tone, hatch=hatch, edgecolor="white",
                    linewidth=0.6, label=None if words in labels else words,
                )  # fmt: skip
                labels.add(words)
                lasts.append((parts[-1][1] - day) / HOUR_MS)
        axes.set_yticks(range(len(crews)), [names[crew] for crew in crews])
        axes.set_ylim(len(crews) - 0.5, -0.5)
        begins = [(spans[0][0] - day) / HOUR_MS for spans in duty.values()]
        lasts.extend((spans[-1][1] - day) / HOUR_MS for spans in duty.values())
        axes.set_xlim(
            max(0.0, min(begins, default=0.0) - 1), min(24.0, max(lasts, default=24.0) + 1)
        )
        axes.xaxis.set_major_locator(_every_two_hours())
        axes.xaxis.set_major_formatter(lambda hour, _: f"{hour:02.0f}:00")
        axes.set_xlabel("time of day")
        if labels:
            axes.legend(fontsize=8, frameon=False, ncols=3, loc="lower left",
                        bbox_to_anchor=(0, 1.0))  # fmt: skip
        axes.tick_params(axis="y", labelcolor=LIMIT)
        quiet(axes)

    date = scenario.date_of(day)
    left = len(spells) and len({s.crew for s in spells} | set(duty)) - len(crews)
    title = (
        f"{date:%a %Y-%m-%d}: what crews did on the day of the last visit to {kept.case_name(case)}"
    )
    note = "Plain grey: on duty."
    if left > 0:
        note += f" {left} more crews were about; those that the job met come first."
    county, about = _county_of(result), {s.crew for s in spells} | set(duty)
    near = {county(crew) for crew in mine}
    units = range(len(scenario.crew_units))
    away = [names[crew] for crew in units if crew not in about and county(crew) in near]
    if away:
        more = f" and {len(away) - _MOST_AWAY} more" if len(away) > _MOST_AWAY else ""
        note += f" Not there that day: {', '.join(away[:_MOST_AWAY])}{more}."
    made = chart("gantt", title, draw, height=1.3 + 0.3 * max(2, len(crews)), width=6.5, note=note,
                 table=_visits_table(kept, shown, day))  # fmt: skip
    return Section("day", "A day of the crews", charts=(made,))


def _every_two_hours() -> Any:
    from matplotlib.ticker import MultipleLocator

    return MultipleLocator(2)


def without(span: Span, rests: Sequence[Span]) -> list[Span]:
    """What is left of a span when some others are taken out, in order."""
    left = [span]
    for low, high in rests:
        left = [
            part
            for begin, end in left
            for part in ((begin, min(end, low)), (max(begin, high), end))
            if part[0] < part[1]
        ] if low < high else left  # fmt: skip
    return sorted({part for part in left if part[0] < part[1]})


def _on_duty(result: Result, log: EventLog, day: int) -> dict[int, list[Span]]:
    """Crew -> its hours on a day, by the calendar of its row; only of crews that came."""
    scenario = result.scenario
    weekday = scenario.date_of(day).weekday()
    at = np.flatnonzero(
        (log.kind == Kind.ON_DUTY) & (log.time_ms >= day) & (log.time_ms < day + DAY_MS)
    )
    found = {}
    for position in at:
        crew = int(log.crew[position])
        row = scenario.crews[scenario.crew_units[crew][1]]
        spans = weekly_ranges(scenario.calendars[row.calendar].hours)[weekday]
        if spans:
            found[crew] = [(day + low, day + high) for low, high in spans]
    return found


def _breaks(spans: Sequence[Span]) -> list[Span]:
    """Between the hours of a day."""
    return [(end, begin) for (_, end), (begin, _) in pairwise(spans)]


def _crews_shown(result: Result, mine: set[int], about: set[int]) -> list[int]:
    """Crews of the job, then those of the same county, at most so many; in order of number."""
    county = _county_of(result)
    near = {county(crew) for crew in mine}
    ranked = sorted(
        about | mine, key=lambda crew: (crew not in mine, county(crew) not in near, crew)
    )
    return sorted(ranked[:_MOST_CREWS])


def _county_of(result: Result) -> Callable[[int], str]:
    """The county in which a crew is based, by its number; empty for an unknown one."""
    scenario = result.scenario
    row_of = [row for _, row in scenario.crew_units]
    base = {exchange.id: exchange.county for exchange in scenario.exchanges}

    def county(crew: int) -> str:
        known = 0 <= crew < len(row_of)
        return base.get(scenario.crews[row_of[crew]].base, "") if known else ""

    return county


def _visits_table(kept: Kept, spells: Sequence[Spell], day: int) -> Table:
    def clock(at_ms: int) -> Cell:
        if not day <= at_ms < day + DAY_MS:
            return Cell("another day", float(at_ms))
        hours, rest = divmod(at_ms - day, HOUR_MS)
        return Cell(f"{hours:02d}:{rest // MINUTE_MS:02d}", float(at_ms))

    rows = [
        (
            Cell(kept.names["crews"][spell.crew]),
            Cell(kept.case_name(spell.case)),
            clock(spell.left_ms),
            clock(spell.arrived_ms),
            clock(spell.ended_ms),
            Cell(spell.how),
        )
        for spell in sorted(spells, key=lambda one: (one.crew, one.left_ms))
    ]
    columns = ("Crew", "Job", "Left", "Arrived", "Ended", "How it ended")
    return table("Visits of the day", columns, rows, sortable=True, folded="The same as a table")
