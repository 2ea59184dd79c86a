"""Sentences about works: cables, ducts and defective pairs, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from telesim.eventlog import Kind, Work
from telesim.scenario.wording import plural
from telesim.units import DAY_MS, format_duration

if TYPE_CHECKING:
    from telesim.eventlog import EventLog
    from telesim.report.story import Row, Story
    from telesim.scenario.wording import Wording

#: Kinds with which a case of works may begin.
BEGINNINGS = (
    Kind.WORK_RELEASED, Kind.NO_BORE, Kind.BORE_TAKEN, Kind.BORE_SHARED, Kind.DUCT_ORDERED,
)  # fmt: skip


def what_is_built(row: Row, wording: Wording, log: EventLog) -> str:
    """The subject of a case of works, by its first row, and its size by the one that has it."""
    if row.kind == Kind.DUCT_ORDERED:
        return "a duct project"
    if row.kind == Kind.WORK_RELEASED:
        pairs = plural(wording.pair)
        return {
            Work.FEEDER: f"a feeder cable of {row.amount:,} {pairs}",
            Work.DISTRIBUTION: f"a distribution cable of {row.amount:,} {pairs}",
            Work.RECOVERY: f"the recovery of {row.amount:,} defective {pairs}",
        }.get(Work(row.reason), "works")
    its = (log.case == row.case) & np.isin(log.kind, (Kind.NO_BORE, Kind.WORK_RELEASED))
    size = [f" of {int(amount):,} {plural(wording.pair)}" for amount in log.amount[its][:1]]
    return f"a feeder cable{''.join(size)} that needs a bore"


def works_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def duct(row: Row) -> str:
        ducts = story.names.get("ducts", [])
        return f"duct {ducts[row.line]}" if 0 <= row.line < len(ducts) else "the duct"

    def released(row: Row) -> str:
        story.asked_ms = row.time_ms
        if story.bore_wait_ms:
            story.bore_wait_ms += row.time_ms
        if row.reason == Work.DUCT:
            return "Digging can begin."
        if not ((story.log.kind == Kind.PLANNED) & (story.log.case == row.case)).any():
            return story.ends("Permits and material are there; it takes no gang and is done.")
        return "Permits and material are there: the work can begin."

    def planned(row: Row) -> str:
        return (
            f"{format_duration(row.reason)} of work at the norm; one gang without interruption "
            f"would be done {story.when(row.amount)}."
        )

    def part_built(row: Row) -> str:
        return (
            f"The day of {story.crew(row)} ends after {format_duration(row.amount)} on site; "
            f"{format_duration(row.reason)} of work are left."
        )

    def built(row: Row) -> str:
        slip = row.reason / DAY_MS
        late = "as planned" if row.reason == 0 else f"{abs(slip):.1f} days "
        late += "" if row.reason == 0 else "after the plan" if slip > 0 else "before the plan"
        if story.bore_wait_ms:
            whole = (row.reason + story.bore_wait_ms) / DAY_MS
            late += (
                f" then; {abs(whole):.1f} days {'after' if whole >= 0 else 'before'} what was "
                "planned without the wait for a bore"
            )
        return story.ends(
            f"{story.crew(row)} is done after {format_duration(row.amount)} on site, {late}."
        )

    def no_bore(row: Row) -> str:
        story.bore_wait_ms = -row.time_ms
        return f"Permits and material are there, but {duct(row)} has no free bore."

    def bores(row: Row) -> str:
        return story.ends(f"{row.amount} new bores in {duct(row)}.")

    return {
        Kind.WORK_RELEASED: released,
        Kind.PLANNED: planned,
        Kind.PART_BUILT: part_built,
        Kind.BUILT: built,
        Kind.NO_BORE: no_bore,
        Kind.BORE_TAKEN: lambda row: f"The cable has a bore of {duct(row)} to itself.",
        Kind.BORE_SHARED: lambda row: (
            f"It is one cable with W{row.amount}, in the same bore of {duct(row)}."
        ),
        Kind.DUCT_ORDERED: lambda row: f"{row.amount} more bores are ordered for {duct(row)}.",
        Kind.BORES: bores,
        Kind.PAIRS_RECOVERED: lambda row: (
            f"{row.amount:,} defective {plural(story.wording.pair)} can be used again."
        ),
        Kind.FROST: lambda row: "A month begins in which nobody digs; the work rests.",
    }
